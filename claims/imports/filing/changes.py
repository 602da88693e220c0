"""What an imported review says otherwise than the claim it became, and making it so.

What a review leaves out changes nothing. A kind of input that is new for a review (a page after Google's answer)
only fills what is empty: two inputs that differ in such things must not take turns.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from claims.imports.filing.keys import identity_key, key_of_page, key_of_party
from claims.imports.filing.recognising import Directory
from claims.imports.filing.rows import (
    Keyed,
    answers_of,
    appearances_of,
    file_under,
    judge,
    note_label,
    pages_of,
    parties_of,
    place_of,
    says_something_accusing,
    topic_slug,
    topics_called,
    voices_of,
)
from claims.imports.models import ImportedReview
from claims.imports.reviewed import Answered, Party, Reviewed
from claims.models import Appearance, Claim
from claims.scales import AppearanceRole, MediaCategory
from claims.writing.fields import AppearanceFields, ClaimFields
from claimtrack.dates import WorldDate
from claimtrack.versions import Versioned
from claimtrack.words import words_of
from claimtrack.writing import Change as RowChange
from claimtrack.writing import Create, Delete, Fields, Update, write
from claimtrack.writing.trail import written_by_person
from sources.models import Source
from sources.writing import DocumentFields

_EMPTY: Final[tuple[object, ...]] = (None, "", "und", [], ())

#: Where a claim appears, as far as inputs tell it apart: the page's key, the role, the speaker's words.
Place = tuple[str, str, str]


#: What makes something so: changes of rows of the desk.
Makes = Callable[[], Iterable[RowChange]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the review says otherwise, in words, and what makes it so."""

    words: str
    makes: Makes


class Change:
    """Compares a review with the claim it became earlier. Reads the desk; `make` alone writes."""

    def __init__(
        self, known: ImportedReview, claim: Claim, keyed: Keyed, directory: Directory, *, says_again: bool = False
    ) -> None:
        """`says_again`: the input has said it before, and this is only another telling of the same."""
        self.known, self.claim, self.keyed, self.directory = known, claim, keyed, directory
        self.review = keyed.review
        self.judged_again = self.made_first = False
        self.fills_gaps_alone = says_again or self.review.form not in known.fingerprints
        self.found = [
            *self._in_claim(),
            *self._in_topics(),
            *self._in_document(),
            *self._in_appearances(),
            *self._in_answers(),
            *self._in_judgement(),
        ]

    def make(self) -> None:
        """Make all of it so, at once or not at all. The caller holds the claim's lock. Raises Refused."""
        named = self._named()
        known = self.directory.known_by_name(voices_of(self.review))
        write([change for difference in self.found for change in difference.makes()], by=None)
        self._note_what_waits(named, known)
        if self.judged_again:
            self.known.save()
        self.claim.refresh_from_db()

    def _named(self) -> set[UUID]:
        """Whom the claim names as speaking or answering."""
        speakers = self.claim.appearances.filter(speaker__isnull=False).values_list("speaker", flat=True)
        return {*speakers, *self.claim.answers.values_list("rebuttal__source", flat=True)}

    def _note_what_waits(self, named: set[UUID], known: set[str]) -> None:
        """Whoever the claim has come to name, and is known by name alone, is for a person to look at."""
        ids = self.directory.sources(voices_of(self.review))
        new = [party for party in voices_of(self.review) if ids[key_of_party(party)] not in named]
        self.known.by_name_alone |= any(self.directory.are_by_name_alone([(self.claim.pk, new)], known))
        self.known.may_accuse = says_something_accusing(self.review)

    def _differs(self, now: Any, then: Any) -> bool:
        """Whether what the review says now has to replace what stands."""
        if now in _EMPTY or now == then:
            return False
        return then in _EMPTY or not self.fills_gaps_alone

    # -- the claim itself -------------------------------------------------------------------------

    def _in_claim(self) -> Iterator[Difference]:
        imported = _before_people(self.claim)
        for column in ("statement", "language", "made", "context"):
            now, then = getattr(self.review, column), getattr(self.claim, column)
            # What the input says as it always did, and a person has put otherwise, is no news.
            if self._differs(now, then) and (imported is None or now != getattr(imported, column)):
                yield Difference(_told(column, then, now), self._updates(self.claim, ClaimFields(**{column: now})))
        countries, standing = list(self.review.countries), _codes(self.claim)
        if self._differs(countries, standing) and (imported is None or countries != _codes(imported)):
            fields = ClaimFields(countries=self.review.countries)
            yield Difference(_told("countries", standing, countries), self._updates(self.claim, fields))

    def _in_topics(self) -> Iterator[Difference]:
        """Topics that the review files the claim under, and nobody has yet."""
        filed = list(self.claim.topics.values_list("slug", "name"))
        known = {slug for slug, _ in filed} | {words_of(name) for _, name in filed}
        new = tuple(name for name in self.review.topics if not {topic_slug(name), words_of(name)} & known)
        if new and not (filed and self.fills_gaps_alone):
            yield Difference(f"filed under {', '.join(new)}", partial(self._file, new))

    def _file(self, new: tuple[str, ...]) -> Iterator[RowChange]:
        yield from file_under(topics_called(new).values(), self.claim.pk)

    # -- the review's page ------------------------------------------------------------------------

    def _in_document(self) -> Iterator[Difference]:
        page = self.review.page
        document = self.known.document if self.known.made_document else None
        if page is None or document is None or written_by_person(document):
            return
        said = {column: getattr(page, column) for column in ("summary", "published", "language", "archived_url")}
        said |= {"authors": list(page.authors)}
        if self._title_differs(page.title, document.title):
            fields = DocumentFields(title=page.title)
            yield Difference(_told("the headline", document.title, page.title), self._updates(document, fields))
        for column, now in said.items():
            then = getattr(document, column)
            if self._differs(now, then):
                fields = DocumentFields(**{column: now})
                yield Difference(_told(f"the review's {column}", then, now), self._updates(document, fields))

    def _title_differs(self, now: str, then: str) -> bool:
        """A headline that somebody has cut, or that we had to make up, gives way to a whole one and to no other."""
        if now.startswith("[") or (_is_cut(now) and then.startswith(_uncut(now))):
            return False
        return self._differs(
            now, "" if then.startswith("[") or (_is_cut(then) and now.startswith(_uncut(then))) else then
        )

    # -- appearances ------------------------------------------------------------------------------

    def _in_appearances(self) -> Iterator[Difference]:
        standing = {self._place(row): row for row in self._rows()}
        said = set(_places(self.review))
        missing = said - standing.keys()
        gone = standing.keys() - said if missing and not self.fills_gaps_alone else set()
        if self.fills_gaps_alone:
            pages = {key for key, _, speaker in standing if speaker}
            missing = {place for place in missing if place[0] not in pages}
        for place in sorted(missing):
            yield Difference(f"appears {_where(place)}", partial(self._appear, place))
        yield from self._in_media(standing)
        for place in sorted(gone):
            yield Difference(f"no longer appears {_where(place)}", self._deletes(standing[place]))

    def _in_media(self, standing: Mapping[Place, Appearance]) -> Iterator[Difference]:
        """How media were shared in the appearances there are, as the review says of each."""
        categories = dict(zip(_places(self.review), (seen.media_category for seen in self.review.seen), strict=False))
        for place, row in standing.items():
            now = categories.get(place, "")
            if self._differs(now, row.media_category):
                told = f"the media {_where(place)}: {MediaCategory(now).label}"
                yield Difference(told, self._updates(row, AppearanceFields(media_category=now)))

    def _rows(self) -> list[Appearance]:
        rows = self.claim.appearances.select_related("document", "speaker")
        pages = {key for key, _, _ in _places(self.review)}
        # Other reviews of the same claim have brought appearances of their own.
        others = self.claim.imported_reviews.exclude(pk=self.known.pk).exists()
        return [row for row in rows if not others or self._page_key(row) in pages]

    def _place(self, row: Appearance) -> Place:
        return self._page_key(row), row.role, self._called(row.speaker) if row.speaker else ""

    def _called(self, speaker: Source) -> str:
        """A standing speaker as the review calls them; whom it tells apart by an identity is another speaker."""
        name = words_of(speaker.name)
        for party in self.review.claimants:
            if party.same_as and words_of(party.name) == name and self.directory.is_known_as(party, speaker):
                return _calling(party)
        return name

    def _page_key(self, row: Appearance) -> str:
        return self.keyed.page_key if row.document_id == self.known.document_id else row.document.address_key

    def _appear(self, place: Place) -> Iterator[RowChange]:
        pages = self.directory.pages(pages_of(self.review))
        sources = self.directory.sources(parties_of(self.review))
        appearances = appearances_of(self.review, self.claim.pk, sources, pages)
        for fields, each in zip(appearances, _places(self.review), strict=True):
            if each == place:
                is_first = fields.first_known is True and not self._knows_the_first()
                yield Create(fields=replace(fields, first_known=is_first), place=place_of(self.review))
                self.made_first = self.made_first or is_first

    def _knows_the_first(self) -> bool:
        return self.made_first or self.claim.appearances.filter(first_known=True).exists()

    # -- answers ----------------------------------------------------------------------------------

    def _in_answers(self) -> Iterator[Difference]:
        """Answers that the review quotes and the claim has not; those it has were given, and stay."""
        statements = self.claim.answers.values_list("rebuttal__statement", flat=True)
        standing = {words_of(statement) for statement in statements}
        new = tuple(answer for answer in self.review.answers if words_of(answer.statement) not in standing)
        if new and not (standing and self.fills_gaps_alone):
            who = ", ".join(answer.source.name or answer.source.host for answer in new)
            yield Difference(f"answered by {who}", partial(self._answer, new))

    def _answer(self, new: tuple[Answered, ...]) -> Iterator[RowChange]:
        pages = self.directory.pages(pages_of(self.review))
        sources = self.directory.sources(parties_of(self.review))
        yield from answers_of(replace(self.review, answers=new), self.claim.pk, sources, pages)

    # -- the judgement ----------------------------------------------------------------------------

    def _in_judgement(self) -> Iterator[Difference]:
        judged = self.review.judgement
        if not judged:
            return
        changed = [
            _told(what, then, now)
            for what, then, now in (
                ("the rating", self.known.label, judged.label),
                ("the rating's explanation", self.known.reasons, judged.reasons),
            )
            if self._differs(now, then)
        ]
        if changed:
            yield Difference("; ".join(changed), self._judge_again)

    @property
    def rates_otherwise(self) -> bool:
        """Whether the review was given another rating before, which stays."""
        judged = self.review.judgement
        return bool(self.fills_gaps_alone and judged and judged.label and self.known.label not in ("", judged.label))

    def _judge_again(self) -> Iterator[RowChange]:
        """A publisher that rates again has judged again: its earlier judgement stays in the ledger."""
        note_label(self.known, self.review)
        yield from judge([(self.known, self.review)])
        self.judged_again = True

    # -- rows -------------------------------------------------------------------------------------

    def _updates(self, row: Versioned, fields: Fields) -> Makes:
        return lambda: [Update(row=row.pk, fields=fields, seen=row.row_version, place=place_of(self.review))]

    def _deletes(self, row: Versioned) -> Makes:
        return lambda: [Delete(model=type(row), row=row.pk, seen=row.row_version, place=place_of(self.review))]


def _codes(claim: Any) -> list[str]:
    return [country.code for country in claim.countries]


def _places(review: Reviewed) -> Iterator[Place]:
    """In the order of `appearances_of`."""
    speakers = [_calling(party) for party in review.claimants]
    alone = speakers[0] if len(speakers) == 1 else ""
    for seen in review.seen:
        yield key_of_page(seen.page), seen.role, alone
    if review.page:
        for speaker in speakers or [""]:
            yield key_of_page(review.page), AppearanceRole.REPORTS, speaker


def _calling(party: Party) -> str:
    return f"{words_of(party.name)} {identity_key(party)}".strip()


def _is_cut(title: str) -> bool:
    return title.endswith((" ...", "…"))


def _uncut(title: str) -> str:
    return title.removesuffix("…").removesuffix("...").rstrip()


def _before_people(claim: Claim) -> Any:
    """The claim as imports had made it when a person first changed it, as the audit trail tells; None if nobody has."""
    if not claim.edited_by_person:
        return None
    trail = claim._meta.model.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    events = trail.filter(pgh_obj_id=claim.pk).order_by("pgh_id")
    first = events.filter(pgh_context__metadata__user__isnull=False).first()
    return events.filter(pgh_id__lt=first.pgh_id).last() if first else None


def _told(what: str, then: Any, now: Any) -> str:
    return f"{what}: {_shown(now)}, until now {_shown(then)}" if then not in _EMPTY else f"{what}: {_shown(now)}"


def _shown(value: Any) -> str:
    if isinstance(value, WorldDate):
        return value.edtf
    return f"“{', '.join(value) if isinstance(value, list) else value}”"


def _where(place: Place) -> str:
    key, role, speaker = place
    return f"in the document {key[:8]} ({role}{', said by ' + speaker if speaker else ''})"
