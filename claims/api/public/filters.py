"""The parameters of every public list of claims and of what claims show: one declared filter each."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import langcodes
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django_countries import countries

from claims.record.models import FacetRow, Listing
from claims.scales import (
    AppearanceRole,
    ClaimKind,
    Confidence,
    Likelihood,
    MediaCategory,
    RebuttalKind,
    Stake,
    Standing,
    Status,
    Verdict,
)
from claimtrack.api.paging import Keyset, ListFilterSet, OrderingFilter
from claimtrack.api.parameters import (
    BooleanFilter,
    ChoiceListFilter,
    DayFilter,
    InstantFilter,
    IntegerFilter,
    JSONSchema,
    ListFilter,
    StrictFilterSet,
    TextFilter,
    UUIDListFilter,
    fault,
    shown,
)
from claimtrack.api.problems import ErrorItem
from claimtrack.api.record import EntryFilters, entry_filter, head_filter
from sources.vocabulary import Medium

#: Kinds of facet that `facets=` counts.
COUNTED = ("verdict", "language", "topic", "source", "narrative")
#: How deep a list by relevance goes.
RELEVANT = 1_000


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


ORDERINGS = {
    "-published_at": Keyset(("published_key", "claim_key"), descending=True),
    "published_at": Keyset(("published_key", "claim_key")),
    "-updated_at": Keyset(("updated_key", "claim_key"), descending=True),
    "updated_at": Keyset(("updated_key", "claim_key")),
    "-made": Keyset(("made_descending", "claim_id"), descending=True),
    "made": Keyset(("made_ascending", "claim_id")),
    "relevance": Keyset(("rank", "claim_id"), descending=True),
}


class ClaimConditions(StrictFilterSet):
    """What selects claims, whether among those listed now, at a time, or in the feed of changes.

    Facets are answered from rows `(kind, value, sort key, claim)`. A single value drives the query, so that
    its rows are read in order; every other one is a condition on the listing.
    """

    q = TextFilter(method="by_words", max_length=400, help_text="Words to search for; all must occur.")
    ids = UUIDListFilter("claim_id", help_text="Only the claims with these ids.")
    about = entry_filter("subject", "about", method="by_facet", help_text="What the claim is about: a subject.")
    source = head_filter("source", "source", method="by_facet", help_text="A source in any role.")
    speaker = head_filter("source", "speaker", method="by_facet", help_text="Who said it.")
    publisher = head_filter("source", "publisher", method="by_facet", help_text="Who published it.")
    attributed_to = head_filter("source", "attributed_to", method="by_facet", help_text="On whose word it was said.")
    rebutted_by = head_filter("source", "rebutted_by", method="by_facet", help_text="Who answered it.")
    assessed_by = head_filter("source", "assessed_by", method="by_facet", help_text="Which source judged it.")
    topic = entry_filter("topic", "topic", method="by_facet", help_text="A topic, by slug.")
    narrative = head_filter("narrative", "narrative", method="by_facet", help_text="The storyline it feeds.")
    part_of = head_filter("claim", "part_of", method="by_facet", help_text="The compound claim it is a part of.")
    status = ChoiceListFilter("status", method="by_facet", choices=Status.choices, help_text="How far it is judged.")
    verdict = ChoiceListFilter(
        "verdict", method="by_facet", choices=Verdict.choices, help_text="The verdict of the headline."
    )
    any_verdict = ChoiceListFilter(
        "any_verdict", method="by_facet", choices=Verdict.choices, help_text="A verdict anybody gave it."
    )
    likelihood = ChoiceListFilter(
        "likelihood", method="by_facet", choices=Likelihood.choices, help_text="How likely it is to be true (ICD 203)."
    )
    confidence = ChoiceListFilter(
        "confidence", method="by_facet", choices=Confidence.choices, help_text="Confidence in that judgement."
    )
    kind = ChoiceListFilter("kind", method="by_facet", choices=ClaimKind.choices, help_text="What sort of statement.")
    language = LanguageFilter("language", method="by_facet", help_text="Language of the statement, BCP 47.")
    country = ChoiceListFilter(
        "country", method="by_facet", choices=list(countries), help_text="Country it concerns, ISO 3166-1 alpha-2."
    )
    rebutted = BooleanFilter("rebutted", method="by_facet", help_text="Has anybody answered it?")
    rebuttal_kind = ChoiceListFilter(
        "rebuttal_kind", method="by_facet", choices=RebuttalKind.choices, help_text="How it was answered."
    )
    disagree = BooleanFilter("disagree", method="by_facet", help_text="Do those who judged it differ?")
    made_after = DayFilter("made_latest", "gte", help_text="Said on this day or later, as far as its date tells.")
    made_before = DayFilter("made_earliest", "lte", help_text="Said on this day or before.")
    about_after = DayFilter("about_latest", "gte", help_text="Speaks of a time on this day or later.")
    about_before = DayFilter("about_earliest", "lte", help_text="Speaks of a time on this day or before.")
    published_after = InstantFilter(
        "published_at", "gte", day_edge="start", help_text="First published at this time or later."
    )
    published_before = InstantFilter("published_at", "lte", help_text="First published at this time or before.")
    updated_after = InstantFilter(
        "updated_at", "gte", day_edge="start", help_text="Its newest edition is of this time or later."
    )
    updated_before = InstantFilter("updated_at", "lte", help_text="Its newest edition is of this time or before.")

    def by_words(self, queryset: QuerySet[Listing], _: str, value: str) -> QuerySet[Listing]:
        words = SearchQuery(value, config="simple", search_type="websearch")
        return queryset.filter(search=words)

    def by_facet(self, queryset: QuerySet[Listing], kind: str, value: Any) -> QuerySet[Listing]:
        rows = FacetRow.objects.filter(listing=OuterRef("pk"), kind=kind, value__in=facet_values(value), **self.rows)
        return queryset.filter(Exists(rows))

    @property
    def rows(self) -> dict[str, Any]:
        """Which facet rows are looked at besides: those of open listings have indexes of their own."""
        return {}

    @property
    def narrows_claims(self) -> bool:
        """Does any parameter given select claims?"""
        return bool(self.filters.keys() & ClaimConditions.base_filters.keys())


def facet_values(value: Any) -> list[str]:
    """The stored form of a parameter's value: ids and words as they are, true and false in lower case."""
    values = value if isinstance(value, list) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]


class ClaimFilters(ClaimConditions, ListFilterSet):
    """The parameters of `/claims/`."""

    as_of = InstantFilter(
        narrows=False,
        help_text="The list as it stood at this time; a bare date is the end of that UTC day. Not with q.",
    )
    ordering = OrderingFilter(
        ORDERINGS, default="-published_at", help_text="The order; undated claims come last. relevance needs q."
    )
    facets = ChoiceListFilter(
        narrows=False, choices=COUNTED, help_text="Count the matches by these, up to 10,000 matches."
    )

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[ErrorItem]:
        yield from super().conflicts(values)
        if values.get("q") and values.get("as_of"):
            yield fault("as_of", "conflict", "q searches what is published now; leave as_of or q out.")
        if values.get("ordering") is ORDERINGS["relevance"] and not values.get("q"):
            yield fault("ordering", "conflict", "relevance needs q: the words that it is measured by.")

    @cached_property
    def qs(self) -> QuerySet[Listing]:
        listings: QuerySet[Listing] = self.queryset.filter(self._span())
        driving = self._driving_facet()
        for name, given in self.filters.items():
            if name != driving:
                listings = given.narrow(listings, self.values[name], self)
        listings = self._keyed(listings, driving)
        return self._ranked(listings) if self.values["ordering"] is ORDERINGS["relevance"] else listings

    def _span(self) -> Q:
        moment: datetime | None = self.values["as_of"]
        if moment is None:
            return Q(open=True)
        # What was listed then was first published by then: that bounds the walk along the order.
        began = Q(published_at__lte=moment, updated_at__lte=moment, opened_at__lte=moment)
        return began & (Q(closed_at__isnull=True) | Q(closed_at__gt=moment))

    @property
    def rows(self) -> dict[str, Any]:
        return {} if self.values["as_of"] else {"open": True}

    def _driving_facet(self) -> str | None:
        """A facet asked for with one value gives its rows in order of publication: the list is read from it."""
        if self.values["as_of"] or "made" in self.data.get("ordering", ""):
            return None
        single = (
            name
            for name, given in self.filters.items()
            if getattr(given, "narrowing_method", None) == "by_facet" and len(facet_values(self.values[name])) == 1
        )
        return min(single, key=_commonness, default=None)

    def _keyed(self, listings: QuerySet[Listing], driving: str | None) -> QuerySet[Listing]:
        prefix = ""
        if driving is not None:
            [value] = facet_values(self.values[driving])
            listings = listings.filter(facets__kind=driving, facets__value=value, facets__open=True)
            prefix = "facets__"
        return listings.annotate(
            published_key=F(f"{prefix}published_at"),
            updated_key=F(f"{prefix}updated_at"),
            claim_key=F(f"{prefix}claim_id"),
        )

    def _ranked(self, listings: QuerySet[Listing]) -> QuerySet[Listing]:
        rank = SearchRank(F("search"), SearchQuery(self.values["q"], config="simple", search_type="websearch"))
        best = listings.annotate(rank=rank).order_by("-rank", "-claim_id").values("pk")[:RELEVANT]
        return Listing.objects.using(listings.db).filter(pk__in=best).annotate(rank=rank)


#: The facets with many values come first: one value of theirs selects fewest claims.
SELECTIVE = (
    "part_of",
    "about",
    "speaker",
    "attributed_to",
    "rebutted_by",
    "assessed_by",
    "source",
    "narrative",
    "topic",
)


def _commonness(name: str) -> int:
    return SELECTIVE.index(name) if name in SELECTIVE else len(SELECTIVE)


class ChangeFilters(ClaimConditions):
    """The parameters of `/changes/`: where to go on, and which claims to follow."""

    since = IntegerFilter(narrows=False, default=0, help_text="The position last seen; the changes after it follow.")
    page_size = IntegerFilter(
        minimum=1, maximum=200, default=50, narrows=False, help_text="How many positions a page looks at."
    )


# -- what claims show -----------------------------------------------------------------------------


class Dated(EntryFilters):
    """Entries with a date of the world."""

    made_after = DayFilter("latest", "gte", help_text="Dated on this day or later.")
    made_before = DayFilter("earliest", "lte", help_text="Dated on this day or before.")
    claim = head_filter("claim", "claim", method="by_claim", help_text="Shown by this published claim.")


class Topical(Dated):
    """Entries that belong to what their claims are about."""

    about = entry_filter("subject", "about", method="by_key", help_text="What its claims are about: a subject.")
    topic = entry_filter("topic", "topic", method="by_key", help_text="A topic of its claims, by slug.")
    narrative = head_filter("narrative", "narrative", method="by_key", help_text="A storyline of its claims.")


class RebuttalFilters(Topical):
    entry_kind = "rebuttal"

    kind = ChoiceListFilter("kind", method="by_key", choices=RebuttalKind.choices, help_text="How it answers.")
    standing = ChoiceListFilter("standing", method="by_key", choices=Standing.choices, help_text="Who answers.")
    stake = ChoiceListFilter("stake", method="by_key", choices=Stake.choices, help_text="Party to it or not.")
    source = head_filter("source", "source", method="by_key", help_text="Who answers, or spoke for them.")
    publisher = head_filter("source", "publisher", method="by_key", help_text="Who published the answer.")
    document = entry_filter("document", "document", method="by_key", help_text="The document it stands in.")


class AssessmentFilters(Dated):
    entry_kind = "assessment"

    by = ChoiceListFilter("by", method="by_key", choices=("desk", "source"), help_text="Our desk, or a source.")
    assessed_by = head_filter("source", "assessed_by", method="by_key", help_text="Which source judged.")
    status = ChoiceListFilter("status", method="by_key", choices=Status.choices, help_text="Rated or not checkable.")
    verdict = ChoiceListFilter("verdict", method="by_key", choices=Verdict.choices, help_text="The verdict.")
    likelihood = ChoiceListFilter(
        "likelihood", method="by_key", choices=Likelihood.choices, help_text="How likely (ICD 203)."
    )
    confidence = ChoiceListFilter(
        "confidence", method="by_key", choices=Confidence.choices, help_text="Confidence in the judgement."
    )
    rebuttal = entry_filter("rebuttal", "rebuttal", method="by_key", help_text="Judgements of this rebuttal.")


class AppearanceFilters(Topical):
    entry_kind = "appearance"

    role = ChoiceListFilter("role", method="by_key", choices=AppearanceRole.choices, help_text="Asserts, reports …")
    speaker = head_filter("source", "speaker", method="by_key", help_text="Who speaks.")
    attributed_to = head_filter("source", "attributed_to", method="by_key", help_text="On whose word.")
    publisher = head_filter("source", "publisher", method="by_key", help_text="Who published the document.")
    document = entry_filter("document", "document", method="by_key", help_text="The document.")
    first_known = BooleanFilter("first_known", method="by_key", help_text="The first known appearance of its claim?")
    media_category = ChoiceListFilter(
        "media_category", method="by_key", choices=MediaCategory.choices, help_text="schema.org MediaReview category."
    )


class DocumentFilters(EntryFilters):
    entry_kind = "document"

    claim = head_filter("claim", "claim", method="by_claim", help_text="Shown by this published claim.")
    publisher = head_filter("source", "publisher", method="by_key", help_text="Who published it.")
    medium = ChoiceListFilter("medium", method="by_key", choices=Medium.choices, help_text="What sort of item.")
    language = LanguageFilter("language", method="by_key", help_text="Language of the item, BCP 47.")
    published_after = DayFilter("latest", "gte", help_text="Published on this day or later.")
    published_before = DayFilter("earliest", "lte", help_text="Published on this day or before.")


class TopicFilters(EntryFilters):
    entry_kind = "topic"

    ids = None  # type: ignore[assignment]  # django-filter's way to leave out what a base class declares: slugs are the ids

    claim = head_filter("claim", "claim", method="by_claim", help_text="Topics of this published claim.")
    narrative = head_filter("narrative", "narrative", method="by_key", help_text="Topics of its claims.")


class SubjectFilters(EntryFilters):
    entry_kind = "subject"

    claim = head_filter("claim", "claim", method="by_claim", help_text="Subjects of this published claim.")
    kind = ChoiceListFilter(
        "kind",
        method="by_key",
        choices=("person", "organization", "place", "event"),
        help_text="Person, organization, place or event.",
    )


class NarrativeFilters(EntryFilters):
    entry_kind = "narrative"

    period_after = DayFilter("latest", "gte", help_text="Runs on this day or later.")
    period_before = DayFilter("earliest", "lte", help_text="Runs on this day or before.")
