"""Tabs: how a long page is divided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet of a page: fieldsets by their names, inlines by their prefixes.

    `key` stands in the address behind `#`; that of the first tab is `general`.
    """

    key: str
    title: str
    fieldsets: Sequence[str | None] = ()
    inlines: Sequence[str] = ()
    inlines_first: bool = False


@dataclass(frozen=True, slots=True)
class FilledTab:
    """A tab with what it shows: `count` rows of its inlines, and how many `errors` wait in it."""

    key: str
    title: str
    fieldsets: list[Any] = field(default_factory=list)
    inlines: list[Any] = field(default_factory=list)
    count: int | None = None
    errors: int = 0
    inlines_first: bool = False


def in_tabs(tabs: Sequence[Tab], adminform: Iterable[Any], inlines: Sequence[Any]) -> list[FilledTab]:
    """The tabs with what the form and its inlines have for them; one that nothing is left for is left out."""
    fieldsets = list(adminform)
    made = (_filled(tab, fieldsets, inlines) for tab in tabs)
    return [tab for tab in made if tab.fieldsets or tab.inlines]


def _filled(tab: Tab, fieldsets: Sequence[Any], inlines: Sequence[Any]) -> FilledTab:
    own = [fieldset for fieldset in fieldsets if fieldset.name in tab.fieldsets]
    rows = [inline for inline in inlines if inline.formset.prefix in tab.inlines]
    return FilledTab(
        tab.key,
        tab.title,
        own,
        rows,
        sum(inline.formset.initial_form_count() for inline in rows) if rows else None,
        sum(map(_wrong_fields, own)) + sum(inline.formset.total_error_count() for inline in rows),
        tab.inlines_first,
    )


def _wrong_fields(fieldset: Any) -> int:
    names = {name for line in fieldset.fields for name in ([line] if isinstance(line, str) else line)}
    return len(names & fieldset.form.errors.keys())
