"""The chain of attribution of an appearance, written as one field: sources in order."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.validators import EMPTY_VALUES
from django.utils.functional import cached_property

from claims.models import Appearance, Attribution
from claimtrack.admin.base import WIDE
from claimtrack.admin.forms import DeskForm, DeskFormSet
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
    members = {"heard_from": "attributed_to"}

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

    @cached_property
    def links(self) -> Sequence[Attribution]:
        return [] if self.instance._state.adding else list(self.instance.chain.all())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "heard_from" in self.fields:
            known = {str(link.source_id): label_of(admin.site, link.source) for link in self.links}
            self.fields["heard_from"].widget.widget.known = known

    def also_shown(self) -> Mapping[str, Any]:
        return {"heard_from": [link.source_id for link in self.links]}


class AppearanceFormSet(DeskFormSet):
    def in_order(self) -> Sequence[Any]:
        """One appearance at a time may be the first known: the mark is taken away before it is given."""
        deleted = self.deleted_forms

        def gives_up(form: Any) -> bool:
            return bool(form.initial.get("first_known")) and (
                form in deleted or not form.cleaned_data.get("first_known")
            )

        return sorted(self.forms, key=lambda form: not gives_up(form))
