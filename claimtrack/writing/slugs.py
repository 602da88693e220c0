"""Slugs: those for rows that nobody gave one, and that a public address stays."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count
from typing import Any, Final

from django.db.models import Model

from claimtrack.editions.models import Head
from claimtrack.editions.roots import Root
from claimtrack.ids import RESERVED, slug_of

LONGEST_SLUG: Final = 80


def give_slugs(rows: Iterable[Any], words: Callable[[Any], str]) -> None:
    """Give each new row that has none a slug of its words."""
    given: set[str] = set()
    for row in rows:
        if not row.slug and row._state.adding:
            row.slug = free_slug(type(row), words(row), besides=given)
            given.add(row.slug)


def free_slug(model: type[Model], words: str, *, besides: Collection[str] = ()) -> str:
    """A slug of the first words that no other row has, and that is none of those besides."""
    base = slug_begins(model, words)
    taken = RESERVED.union(besides, model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


def slug_begins(model: type[Model], words: str) -> str:
    """What the slugs of rows of these words begin with: a number follows where it is taken."""
    base = slug_of(words)
    base = base[:LONGEST_SLUG].rpartition("-")[0] if len(base) > LONGEST_SLUG else base
    if not any(map(str.isalpha, base)):  # words of a script that addresses do not have leave numbers at most
        base = "-".join(filter(None, (model._meta.model_name, base)))
    return base


def against_moving(root: Root, slug: object) -> Iterator[str]:
    """What stands against another slug: readers have links to the one under which a work was published."""
    if slug != root.slug and Head.objects.filter(pk=root.pk).exists():
        yield f"It was published under “{root.slug}”, and links lead there: this slug stays."
