"""What claims can be filtered by: one table, of which rows, parameters, counts and their descriptions are made.

A facet is answered from rows `(kind, value, sort key, claim)`, and one row of `FACETS` says all of it: what it is
called, which values a document has of it, and how a value of its parameter is read. A new filter is a new row, and
`manage.py rebuild_listings` for what is published already.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import langcodes
from django.core.exceptions import ValidationError
from django_countries import countries

from claims.record.documents import CLAIM, NARRATIVE, ClaimDocument
from claims.scales import ClaimKind, Confidence, Likelihood, RebuttalKind, Status, Verdict
from claimtrack.editions.names import entry_filter, head_filter
from claimtrack.query.filters import BooleanFilter, ChoiceListFilter
from claimtrack.query.parameters import JSONSchema, ListFilter, StrictFilter
from claimtrack.query.texts import shown
from sources.documents import SOURCE

#: The method of a filter set that answers from facet rows.
BY_FACET: Final = "by_facet"
#: The share of a facet whose values are common; the others are ranked before it.
COMMON: Final = 100

Values = Iterable[str | None]


class LanguageFilter(ListFilter):
    """Language tags (BCP 47); a primary tag such as `en` also finds `en-GB`."""

    def parse(self, text: str) -> str:
        if not langcodes.tag_is_valid(text):
            raise ValidationError(
                f"{shown(text)} is no language tag; write BCP 47, such as en or ar-LY.", code="malformed"
            )
        return langcodes.standardize_tag(text)

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to filter by.

    `values` gives what a document has of it, repetitions and None included; `declare` makes its parameter, called
    `declare(name, method=BY_FACET)`. `rank` says how few claims one value selects: of several facets asked for, the
    list is read from the one ranked first. `counted` is its place among those that `facets=` counts, if it is one;
    `named` says that its values are ids of entries of its own name, to be counted with slug and name.
    """

    name: str
    values: Callable[[ClaimDocument], Values]
    declare: Callable[..., StrictFilter]
    rank: int = COMMON
    counted: int | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class FacetTable:
    """Facets in the order in which their parameters are described."""

    rows: tuple[Facet, ...]

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.rows)

    def of(self, claim: ClaimDocument) -> set[tuple[str, str]]:
        """(name, value) of everything the claim can be filtered by."""
        return {(facet.name, value) for facet in self.rows for value in facet.values(claim) if value}

    def parameters(self) -> dict[str, StrictFilter]:
        return {facet.name: facet.declare(facet.name, method=BY_FACET) for facet in self}

    @property
    def counted(self) -> list[str]:
        """Those that are counted, in their places."""
        places = {facet.name: facet.counted for facet in self if facet.counted is not None}
        return sorted(places, key=places.__getitem__)

    @property
    def named(self) -> list[str]:
        return [facet.name for facet in self if facet.named]

    def rank(self, name: str) -> int:
        return next(facet.rank for facet in self if facet.name == name)


# -- how parameters are read ----------------------------------------------------------------------


def _work(work: str, help_text: str) -> Callable[..., StrictFilter]:
    return lambda name, **options: head_filter(work, name, help_text=help_text, **options)


def _entry(kind: str, help_text: str) -> Callable[..., StrictFilter]:
    return lambda name, **options: entry_filter(kind, name, help_text=help_text, **options)


def _one_of(choices: Iterable[Any], help_text: str) -> Callable[..., StrictFilter]:
    return lambda name, **options: ChoiceListFilter(name, choices=choices, help_text=help_text, **options)


def _yes_or_no(help_text: str) -> Callable[..., StrictFilter]:
    return lambda name, **options: BooleanFilter(name, help_text=help_text, **options)


def _language(help_text: str) -> Callable[..., StrictFilter]:
    return lambda name, **options: LanguageFilter(name, help_text=help_text, **options)


# -- what documents have of them ------------------------------------------------------------------


def stored(value: object) -> str:
    """A value as rows have it: ids and words as they are, true and false in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sources(claim: ClaimDocument) -> Values:
    return [*_speakers(claim), *_publishers(claim), *_attributed(claim), *_rebutted_by(claim), *_assessed_by(claim)]


def _speakers(claim: ClaimDocument) -> Values:
    return [appearance["speaker"]["id"] for appearance in claim["appearances"] if appearance["speaker"]]


def _publishers(claim: ClaimDocument) -> Values:
    return [appearance["document"]["publisher"]["id"] for appearance in claim["appearances"]]


def _attributed(claim: ClaimDocument) -> Values:
    return [source["id"] for appearance in claim["appearances"] for source in appearance["attributed_to"]]


def _rebutted_by(claim: ClaimDocument) -> Values:
    answering = [source for each in claim["rebuttals"] for source in (each["source"], each["speaker"])]
    return [source["id"] for source in answering if source]


def _assessed_by(claim: ClaimDocument) -> Values:
    return [judged["by"]["source"]["id"] for judged in claim["assessments"] if judged["by"]["source"]]


def _languages(claim: ClaimDocument) -> Values:
    return (claim["language"], claim["language"].split("-")[0])


#: In the order in which the parameters are described. The first ranks are of facets with many values.
FACETS: Final = FacetTable(
    (
        Facet(
            "about",
            lambda claim: [subject["id"] for subject in claim["about"]],
            _entry("subject", "What the claim is about: a subject."),
            rank=2,
        ),
        Facet("source", _sources, _work(SOURCE, "A source in any role."), rank=7, counted=4, named=True),
        Facet("speaker", _speakers, _work(SOURCE, "Who said it."), rank=3),
        Facet("publisher", _publishers, _work(SOURCE, "Who published it.")),
        Facet("attributed_to", _attributed, _work(SOURCE, "On whose word it was said."), rank=4),
        Facet("rebutted_by", _rebutted_by, _work(SOURCE, "Who answered it."), rank=5),
        Facet("assessed_by", _assessed_by, _work(SOURCE, "Which source judged it."), rank=6),
        Facet("topic", lambda claim: claim["topics"], _entry("topic", "A topic, by slug."), rank=9, counted=3),
        Facet(
            "narrative",
            lambda claim: [narrative["id"] for narrative in claim["narratives"]],
            _work(NARRATIVE, "The storyline it feeds."),
            rank=8,
            counted=5,
            named=True,
        ),
        Facet(
            "part_of",
            lambda claim: (claim["part_of"],),
            _work(CLAIM, "The compound claim it is a part of."),
            rank=1,
        ),
        Facet("status", lambda claim: (claim["status"],), _one_of(Status.choices, "How far it is judged.")),
        Facet(
            "verdict",
            lambda claim: (claim["headline"]["verdict"],),
            _one_of(Verdict.choices, "The verdict of the headline."),
            counted=1,
        ),
        Facet(
            "any_verdict",
            lambda claim: [assessment["verdict"] for assessment in claim["assessments"]],
            _one_of(Verdict.choices, "A verdict anybody gave it."),
        ),
        Facet(
            "likelihood",
            lambda claim: (claim["headline"]["likelihood"],),
            _one_of(Likelihood.choices, "How likely it is to be true (ICD 203)."),
        ),
        Facet(
            "confidence",
            lambda claim: (claim["headline"]["confidence"],),
            _one_of(Confidence.choices, "Confidence in that judgement."),
        ),
        Facet("kind", lambda claim: (claim["kind"],), _one_of(ClaimKind.choices, "What sort of statement.")),
        Facet("language", _languages, _language("Language of the statement, BCP 47."), counted=2),
        Facet(
            "country",
            lambda claim: claim["countries"],
            _one_of(list(countries), "Country it concerns, ISO 3166-1 alpha-2."),
        ),
        Facet("rebutted", lambda claim: (stored(bool(claim["rebuttals"])),), _yes_or_no("Has anybody answered it?")),
        Facet(
            "rebuttal_kind",
            lambda claim: [rebuttal["kind"] for rebuttal in claim["rebuttals"]],
            _one_of(RebuttalKind.choices, "How it was answered."),
        ),
        Facet(
            "disagree",
            lambda claim: (stored(claim["headline"]["disagree"]),),
            _yes_or_no("Do those who judged it differ?"),
        ),
    )
)
