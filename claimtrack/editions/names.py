"""What published things are called: ids and slugs, and the slugs most like one that is none."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from claimtrack.analysis import tokens
from claimtrack.editions.merged import resolve_groups
from claimtrack.editions.models import Entry, Head
from claimtrack.editions.searching import Words
from claimtrack.query.filters import ReferenceFilter
from claimtrack.query.texts import UUID_FORM


def resolve_heads(subject_type: str) -> Callable[[Sequence[str]], Mapping[str, UUID]]:
    """Ids of published subjects of one type, by id or slug; those since retracted are still known."""

    def resolve(values: Sequence[str]) -> Mapping[str, UUID]:
        heads = Head.objects.using(settings.RECORD_DATABASE).filter(subject_type=subject_type)
        return _resolved(heads, "subject_id", values)

    return resolve


def resolve_entries(kind: str) -> Callable[[Sequence[str]], Mapping[str, UUID]]:
    """Ids of listed items of one kind, by id or slug."""

    def resolve(values: Sequence[str]) -> Mapping[str, UUID]:
        return _resolved(leads(kind), "item_id", values)

    return resolve


def _resolved(rows: QuerySet[Any], id_column: str, values: Sequence[str]) -> Mapping[str, Any]:
    ids = [value for value in values if UUID_FORM.fullmatch(value)]
    slugs = [value for value in values if value not in ids]
    found = rows.filter(slug__in=slugs) | rows.filter(**{f"{id_column}__in": ids})
    known = list(found.values_list(id_column, "slug"))
    by_id = {str(pk): pk for pk, _ in known}
    by_slug = {slug: pk for pk, slug in known}
    return {value: (by_id | by_slug)[value] for value in values if value in by_id or value in by_slug}


def nearest_heads(subject_type: str) -> Callable[[str], Sequence[str]]:
    def nearest(value: str) -> Sequence[str]:
        heads = Head.objects.using(settings.RECORD_DATABASE).filter(subject_type=subject_type, readable=True)
        return first_of(called(subject_type, value), nearest_slugs(heads, value))

    return nearest


def nearest_entries(kind: str) -> Callable[[str], Sequence[str]]:
    def nearest(value: str) -> Sequence[str]:
        return first_of(called(kind, value), nearest_slugs(leads(kind), value))

    return nearest


#: How many slugs are told as the nearest.
TOLD = 10


def first_of(*several: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(slug for slugs in several for slug in slugs))[:TOLD]


def called(kind: str, value: str) -> Sequence[str]:
    """The slugs of items whose names are like the value, the nearest first: misspelled, or in other letters."""
    words = tokens(value)[:MAX_WORDS]
    if not words:
        return []
    asked = Words.of_tokens(words)
    found = leads(kind).exclude(slug="").filter(asked.found).annotate(rank=asked.rank)
    return list(found.order_by("-rank", "slug").values_list("slug", flat=True)[:TOLD])


#: Words of a value that are looked at, slugs on each side of a place, and how many slugs are looked through.
MAX_WORDS, BESIDE, SEARCHED = 5, 25, 5_000


def nearest_slugs(rows: QuerySet[Any], value: str) -> Sequence[str]:
    """The ten slugs most like the value, among those that share a beginning or a word with it, if any does.

    Looked at are those beside it and beside its words, each a short range of the index of slugs, and whatever has
    a word of it within the first few thousand: it costs the same however many there are.
    """
    words = [word for word in value.lower().split("-") if len(word) > 2][:MAX_WORDS]  # noqa: PLR2004 - shorter words are in every slug
    named = rows.exclude(slug="").values_list("slug", flat=True)
    ranges = [side for place in (value.lower(), *words) for side in _beside(named, place)]
    slugs = list(dict.fromkeys([*ranges[0].union(*ranges[1:], all=True), *_with_a_word(rows, named, words)]))
    alike = [slug for slug in slugs if slug.startswith(value[:2].lower()) or any(word in slug for word in words)]
    compared = SequenceMatcher(b=value, autojunk=False)
    return sorted(alike or slugs, key=lambda slug: -_likeness(compared, slug))[:TOLD]


def _beside(slugs: QuerySet[Any], place: str) -> Iterator[QuerySet[Any]]:
    yield slugs.filter(slug__gte=place).order_by("slug")[:BESIDE]
    yield slugs.filter(slug__lt=place).order_by("-slug")[:BESIDE]


def _with_a_word(rows: QuerySet[Any], named: QuerySet[Any], words: Sequence[str]) -> Sequence[str]:
    if not words:
        return []
    has_one = reduce(or_, (Q(slug__contains=word) for word in words))
    first = rows.exclude(slug="").order_by("slug").values("pk")[:SEARCHED]
    return list(named.filter(has_one, pk__in=first)[: 4 * BESIDE])


def _likeness(compared: SequenceMatcher[str], slug: str) -> float:
    compared.set_seq1(slug)
    return compared.ratio()


def head_filter(subject_type: str, field_name: str, **options: Any) -> ReferenceFilter:
    """Published works of one type; who names one asks for all that were merged with it."""
    return ReferenceFilter(
        field_name, resolve=resolve_groups(subject_type), nearest=nearest_heads(subject_type), **options
    )


def entry_filter(kind: str, field_name: str, **options: Any) -> ReferenceFilter:
    def resolve(values: Sequence[str]) -> Mapping[str, Sequence[UUID]]:
        return {value: [pk] for value, pk in resolve_entries(kind)(values).items()}

    return ReferenceFilter(field_name, resolve=resolve, nearest=nearest_entries(kind), **options)


def leads(kind: str) -> QuerySet[Entry]:
    """Of each item of one kind, the entry that its list serves."""
    return Entry.objects.using(settings.RECORD_DATABASE).filter(kind=kind, lead=True)
