"""The parameters of the lists of what claims show: rebuttals, judgements, appearances, documents, topics …"""

from claims.record.documents import CLAIM, NARRATIVE
from claims.record.facets import LanguageFilter
from claims.scales import (
    AppearanceRole,
    Confidence,
    Likelihood,
    MediaCategory,
    RebuttalKind,
    Stake,
    Standing,
    Status,
    Verdict,
)
from claimtrack.editions.lists import EntryFilters, NamedFilters
from claimtrack.editions.names import entry_filter, head_filter
from claimtrack.query.filters import BooleanFilter, ChoiceListFilter, DayFilter
from sources.documents import SOURCE
from sources.vocabulary import Medium


class Dated(EntryFilters):
    """Entries with a date of the world."""

    made_after = DayFilter("latest", "gte", help_text="Dated on this day or later.")
    made_before = DayFilter("earliest", "lte", help_text="Dated on this day or before.")
    claim = head_filter(CLAIM, "claim", method="by_claim", help_text="Shown by this published claim.")


class Topical(Dated):
    """Entries that belong to what their claims are about."""

    about = entry_filter("subject", "about", method="by_key", help_text="What its claims are about: a subject.")
    topic = entry_filter("topic", "topic", method="by_key", help_text="A topic of its claims, by slug.")
    narrative = head_filter(NARRATIVE, "narrative", method="by_key", help_text="A storyline of its claims.")


class RebuttalFilters(Topical):
    entry_kind = "rebuttal"

    kind = ChoiceListFilter("kind", method="by_key", choices=RebuttalKind.choices, help_text="How it answers.")
    standing = ChoiceListFilter("standing", method="by_key", choices=Standing.choices, help_text="Who answers.")
    stake = ChoiceListFilter("stake", method="by_key", choices=Stake.choices, help_text="Party to it or not.")
    source = head_filter(SOURCE, "source", method="by_key", help_text="Who answers, or spoke for them.")
    publisher = head_filter(SOURCE, "publisher", method="by_key", help_text="Who published the answer.")
    document = entry_filter("document", "document", method="by_key", help_text="The document it stands in.")


class AssessmentFilters(Dated):
    entry_kind = "assessment"

    by = ChoiceListFilter("by", method="by_key", choices=("desk", "source"), help_text="Our desk, or a source.")
    assessed_by = head_filter(SOURCE, "assessed_by", method="by_key", help_text="Which source judged.")
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
    speaker = head_filter(SOURCE, "speaker", method="by_key", help_text="Who speaks.")
    attributed_to = head_filter(SOURCE, "attributed_to", method="by_key", help_text="On whose word.")
    publisher = head_filter(SOURCE, "publisher", method="by_key", help_text="Who published the document.")
    document = entry_filter("document", "document", method="by_key", help_text="The document.")
    first_known = BooleanFilter("first_known", method="by_key", help_text="The first known appearance of its claim?")
    media_category = ChoiceListFilter(
        "media_category", method="by_key", choices=MediaCategory.choices, help_text="schema.org MediaReview category."
    )


class DocumentFilters(EntryFilters):
    entry_kind = "document"

    claim = head_filter(CLAIM, "claim", method="by_claim", help_text="Shown by this published claim.")
    publisher = head_filter(SOURCE, "publisher", method="by_key", help_text="Who published it.")
    medium = ChoiceListFilter("medium", method="by_key", choices=Medium.choices, help_text="What sort of item.")
    language = LanguageFilter("language", method="by_key", help_text="Language of the item, BCP 47.")
    published_after = DayFilter("latest", "gte", help_text="Published on this day or later.")
    published_before = DayFilter("earliest", "lte", help_text="Published on this day or before.")


class TopicFilters(NamedFilters):
    entry_kind = "topic"

    ids = None  # type: ignore[assignment]  # django-filter's way to leave out what a base class declares: slugs are the ids

    claim = head_filter(CLAIM, "claim", method="by_claim", help_text="Topics of this published claim.")
    narrative = head_filter(NARRATIVE, "narrative", method="by_key", help_text="Topics of its claims.")


class SubjectFilters(NamedFilters):
    entry_kind = "subject"

    claim = head_filter(CLAIM, "claim", method="by_claim", help_text="Subjects of this published claim.")
    kind = ChoiceListFilter(
        "kind",
        method="by_key",
        choices=("person", "organization", "place", "event"),
        help_text="Person, organization, place or event.",
    )


class NarrativeFilters(NamedFilters):
    entry_kind = NARRATIVE

    period_after = DayFilter("latest", "gte", help_text="Runs on this day or later.")
    period_before = DayFilter("earliest", "lte", help_text="Runs on this day or before.")
