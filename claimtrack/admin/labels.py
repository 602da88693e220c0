"""What a row is called where it is chosen: with whatever tells it from its namesakes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin.sites import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claimtrack.admin.offers import BESIDE, named_row, offered
from claimtrack.text import shortened, straight

if TYPE_CHECKING:
    from django.contrib import admin

    ModelAdmin = admin.ModelAdmin[Any]


def label_of(site: AdminSite, row: Model) -> str:
    """The row in the words of its model's admin, `DeskAdmin.label`."""
    label: Callable[[Model], str] = getattr(site.get_model_admin(type(row)), "label", str)
    return straight(label(row))


def with_what_labels_name(rows: QuerySet[Any], model_admin: "ModelAdmin") -> QuerySet[Any]:
    """Labels name what lists show: fetch it along, in one query for all of them."""
    related = model_admin.list_select_related
    return rows.select_related(*related) if isinstance(related, tuple) and related else rows


def joined(*parts: object) -> str:
    """The parts that say something, in one line."""
    return " · ".join(str(part) for part in parts if part)


def linked(row: Any, length: int = 120) -> SafeString:
    """The row's name as a link to its page."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, shortened(str(row), length))


def in_a_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> SafeString:
    """Rows of cells under their heads; empty where there are none, so that the page says so."""
    cells = [format_html_join("", "<td>{}</td>", ((cell,) for cell in row)) for row in rows]
    if not cells:
        return SafeString("")
    return format_html(
        '<table class="desk-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
        format_html_join("", "<tr>{}</tr>", ((row,) for row in cells)),
    )


def once(show: Callable[[Any, Any], str]) -> Callable[[Any, Any], str]:
    """Work out what a page shows of a row once a page: django-unfold asks several times."""

    @wraps(show)
    def shown(model_admin: Any, row: Any) -> str:
        kept: dict[str, str] = row.__dict__.setdefault("_shown_once", {})
        if show.__name__ not in kept:
            kept[show.__name__] = show(model_admin, row)
        return kept[show.__name__]

    return shown


_LINKED = re.compile(">([^<]*)</a>")


def brief(message: str) -> str:
    """A message as the desk shows it, of those that Django words: they name rows in full, in links."""
    if not isinstance(message, SafeString):
        return straight(str(message))
    shorter = _LINKED.sub(lambda found: f">{escape(shortened(unescape(found[1])))}</a>", straight(message))
    return mark_safe(shorter)  # noqa: S308 - what was safe before is cut short and escaped again


class LabelledAutocompleteView(AutocompleteJsonView):
    """The admin's autocomplete, answering with labels, and with what the page that asks is offered."""

    def get_queryset(self) -> QuerySet[Any]:
        rows = with_what_labels_name(super().get_queryset(), self.model_admin)
        return offered(rows, self.source_field, named_row(self.request.GET.get(BESIDE, "")))

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return super().serialize_result(obj, to_field_name) | {"text": label_of(self.model_admin.admin_site, obj)}


Group = tuple[str | None, list[dict[str, Any]], int | None]


class _Offering(AutocompleteMixin):
    """`known` holds labels by id that need not be looked up again, `beside` the page that the choice stands on."""

    known: Mapping[str, str] = {}
    beside = ""

    def get_url(self) -> str:
        address = str(super().get_url())
        return f"{address}?{urlencode({BESIDE: self.beside})}" if self.beside else address


class LabelledSelect(_Offering, AutocompleteSelect):
    """One row, chosen by autocomplete."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Group]:
        return _options(self, name, value, self.known)


class LabelledSelectMultiple(_Offering, AutocompleteSelectMultiple):
    """Several rows, chosen by autocomplete, in the order they were chosen in."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Group]:
        return _options(self, name, value, self.known)


def with_new_beside(select: LabelledSelect | LabelledSelectMultiple) -> RelatedFieldWidgetWrapper:
    """The choice with a way to make what is missing, in a window of its own; for forms that are of no model."""
    wrapped = RelatedFieldWidgetWrapper(
        select, select.field.remote_field, select.admin_site, can_add_related=True, can_change_related=False
    )
    wrapped.template_name = "admin/desk/related.html"
    return wrapped


def _options(
    select: LabelledSelect | LabelledSelectMultiple,
    name: str,
    value: Sequence[str],
    known: Mapping[str, str],
) -> list[Group]:
    """The chosen options only: the page asks for the others as somebody types."""
    chosen = [str(pk) for pk in value if pk]
    labels = known if known.keys() >= set(chosen) else _look_up(select, chosen)
    options = []
    if not select.is_required and not select.allow_multiple_selected:
        options.append(select.create_option(name, "", "", selected=False, index=0))
    for pk in chosen:
        if pk in labels:
            options.append(select.create_option(name, pk, labels[pk], selected=True, index=len(options)))
    return [(None, options, 0)]


def _look_up(select: LabelledSelect | LabelledSelectMultiple, ids: Sequence[str]) -> dict[str, str]:
    try:
        rows = select.choices.queryset.filter(pk__in=ids)
    except ValidationError:  # what was sent is no id: the field says so
        return {}
    rows = with_what_labels_name(rows, select.admin_site.get_model_admin(rows.model))
    return {str(row.pk): label_of(select.admin_site, row) for row in rows}
