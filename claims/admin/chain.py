"""The chain of attribution of an appearance, written as one field: sources in order."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.validators import EMPTY_VALUES

from claims.models import Appearance, Attribution
from claimtrack.admin.base import WIDE
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.labels import LabelledSelectMultiple, label_of, with_new_beside
from sources.models import Source

if TYPE_CHECKING:
    _ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Source]
else:
    _ModelMultipleChoiceField = forms.ModelMultipleChoiceField


class ChainField(_ModelMultipleChoiceField):
    """Sources in the order that they were chosen in: the first is whom the speaker had it from."""

    def clean(self, value: Any) -> Any:
        rows = {str(row.pk): row for row in super().clean(value)}
        return [rows[str(pk)] for pk in dict.fromkeys(value or ())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in initial or ()] != [str(pk) for pk in data or () if pk not in EMPTY_VALUES]


class AppearanceForm(DeskForm):
    heard_from = ChainField(
        Source.objects.all(),
        required=False,
        label="Attributed to",
        help_text="In order: the speaker had it from the first, who had it from the second …",
        widget=with_new_beside(
            LabelledSelectMultiple(
                Attribution._meta.get_field("source"), admin.site, attrs={"class": "desk-ordered"} | WIDE
            )
        ),
    )

    class Meta:
        model = Appearance
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = [] if self.instance._state.adding else list(self.instance.chain.all())
        self.initial["heard_from"] = [link.source_id for link in links]
        if "heard_from" in self.fields:
            known = {str(link.source_id): label_of(admin.site, link.source) for link in links}
            self.fields["heard_from"].widget.widget.known = known

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # the stubs leave out this hook
        if "heard_from" in self.changed_data:
            write_chain(self.instance, self.cleaned_data["heard_from"])


def write_chain(appearance: Appearance, sources: Sequence[Source]) -> None:
    """Let the chain be these sources, in this order; links that stay keep their ids."""
    appearance.chain.exclude(source__in=_ids(sources)).delete()
    for rank, source in enumerate(sources, 1):
        Attribution.objects.update_or_create(appearance=appearance, source=source, defaults={"rank": rank})


def _ids(sources: Iterable[Source]) -> list[Any]:
    return [source.pk for source in sources]
