"""The rows that new reviews become: claims with their appearances, judgements and answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.text import slugify

from claims.imports.filing.recognising import Directory, Pages, key_of_page, key_of_party
from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.ratings.registry import (
    Labelled,
    judgement_by,
    judgement_in_our_words,
    key_of,
    labelled,
    ratings_for,
)
from claims.imports.reviewed import Page, Party, Reviewed, digest, words_of
from claims.models import Answer, Appearance, Assessment, Claim, Rebuttal, Topic
from claims.scales import AnswerScope, AppearanceRole
from claimtrack.editions.bulk import insert
from claimtrack.ids import RESERVED

UNDETERMINED: Final = "und"  # BCP 47, of a text whose language nobody gave
_SLUG_WORDS: Final = 70
_KEY_IN_SLUG: Final = 12

#: Sources by `key_of_party`.
Sources = Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A review with what it is known by (see `ImportedReview`)."""

    review: Reviewed
    key: str
    page_key: str
    statement_key: str
    group_key: str
    fingerprint: str

    @classmethod
    def of(cls, review: Reviewed) -> "Keyed":
        """A review is known by its own name or, without one, by its page and the words it reviews."""
        page_key = key_of_page(review.page) if review.page else ""
        words = words_of(review.statement)
        return cls(
            review=review,
            key=digest(f"{review.form} {review.identity}" if review.identity else f"{page_key} {words}"),
            page_key=page_key,
            statement_key=digest(words),
            group_key=digest(f"{review.form} {review.group}") if review.group else "",
            fingerprint=review.fingerprint,
        )


def parties_of(review: Reviewed) -> Iterator[Party]:
    yield from review.claimants
    if review.judgement:
        yield review.judgement.judge
    for answer in review.answers:
        yield answer.source


def pages_of(review: Reviewed) -> Iterator[Page]:
    if review.page:
        yield review.page
    for seen in review.seen:
        yield seen.page
    for answer in review.answers:
        yield answer.page


# -- one row each ---------------------------------------------------------------------------------


def new_claim(keyed: Keyed) -> Claim:
    review = keyed.review
    words = slugify(review.statement[: 2 * _SLUG_WORDS])[:_SLUG_WORDS].strip("-")
    return Claim(
        slug=f"{words or 'claim'}-{keyed.key[:_KEY_IN_SLUG]}",
        statement=review.statement,
        context=review.context,
        language=review.language or UNDETERMINED,
        kind=review.kind,
        made=review.made,
        countries=",".join(review.countries),
    )


def appearances_of(review: Reviewed, claim_id: UUID, sources: Sources, pages: Pages) -> Iterator[Appearance]:
    """The claim in each document it was seen in, and in the review's own page, which reports it.

    With several claimants nobody says which of them spoke where; the review reports them all.
    """
    speakers: list[UUID | None] = [sources[key_of_party(party)] for party in review.claimants]
    alone = speakers[0] if len(speakers) == 1 else None
    for seen in review.seen:
        yield Appearance(
            claim_id=claim_id,
            document_id=pages.ids[key_of_page(seen.page)],
            role=seen.role,
            first_known=seen.first_known,
            speaker_id=alone,
            made=review.made,
            media_category=seen.media_category,
        )
    if review.page:
        for speaker in speakers or [None]:
            yield Appearance(
                claim_id=claim_id,
                document_id=pages.ids[key_of_page(review.page)],
                role=AppearanceRole.REPORTS,
                speaker_id=speaker,
                made=review.page.published,
            )


def remembered(keyed: Keyed, claim_id: UUID, sources: Sources, pages: Pages) -> ImportedReview:
    review, judged = keyed.review, keyed.review.judgement
    row = ImportedReview(
        key=keyed.key,
        page_key=keyed.page_key,
        statement_key=keyed.statement_key,
        group_key=keyed.group_key,
        fingerprints={review.form: [keyed.fingerprint]},
        claim_id=claim_id,
        document_id=pages.ids[keyed.page_key] if review.page else None,
        made_document=keyed.page_key in pages.new,
    )
    if judged:
        row.judge_id = sources[key_of_party(judged.judge)]
        note_label(row, review)
    return row


def note_label(row: ImportedReview, review: Reviewed) -> None:
    """Keep the rating as the review gives it."""
    judged = review.judgement
    if judged is None:
        return
    row.host, row.label, row.number, row.reasons = judged.host, judged.label, judged.number, judged.reasons
    row.language = review.page.language if review.page else review.language
    row.label_key = key_of(judged.label, judged.judge.name, language=row.language) if judged.label else ""
    row.assessed_at = judged.assessed_at


def judge(rows: Sequence[tuple[ImportedReview, Reviewed]]) -> list[Assessment]:
    """The judgements of these reviews, as their labels are read now; labels that nobody has read wait."""
    wanted = {row.key: labelled(row) for row, review in rows if row.label_key and not _in_our_words(review)}
    ratings = ratings_for(wanted.values())
    made = []
    for row, review in rows:
        assessment = _judgement(row, review, ratings.get(wanted.get(row.key, _NO_LABEL)))
        if assessment:
            row.assessment = assessment
            made.append(assessment)
    return made


_NO_LABEL: Final = Labelled("", "", "", "")


def _in_our_words(review: Reviewed) -> bool:
    return review.judgement is not None and review.judgement.in_our_words


def _judgement(row: ImportedReview, review: Reviewed, rating: RatingLabel | None) -> Assessment | None:
    if _in_our_words(review):
        return judgement_in_our_words(row)
    row.rating = rating
    return judgement_by(rating, row) if rating and rating.is_read else None


# -- a batch of them ------------------------------------------------------------------------------


class NewRows:
    """Stores a batch of new reviews. Reviews of one claim share it, within the batch and with earlier ones."""

    def __init__(self, directory: Directory, batch: Sequence[Keyed], groups: Mapping[str, UUID]) -> None:
        """`groups`: the claims that earlier reviews became, by group key."""
        self.directory, self.batch = directory, batch
        self.groups = dict(groups)
        self.claims: list[Claim] = []
        self.appearances: dict[tuple[object, ...], Appearance] = {}
        self.first_known: set[UUID] = set()
        self.rows: list[ImportedReview] = []

    def store(self) -> list[ImportedReview]:
        """Insert everything; returns what is remembered of each review, in the batch's order."""
        if not self.batch:
            return []
        pages = self.directory.pages(page for keyed in self.batch for page in pages_of(keyed.review))
        self.directory.note_names(party for keyed in self.batch for party in keyed.review.claimants)
        sources = self.directory.sources(party for keyed in self.batch for party in parties_of(keyed.review))
        self._spare_what_stands()
        for keyed in self.batch:
            claim_id = self._claim_of(keyed)
            for appearance in appearances_of(keyed.review, claim_id, sources, pages):
                self._add(appearance)
            self.rows.append(remembered(keyed, claim_id, sources, pages))
        reviews = [keyed.review for keyed in self.batch]
        judgements = judge(list(zip(self.rows, reviews, strict=True)))
        self._note_media()
        for rows in (self.claims, [a for a in self.appearances.values() if a._state.adding], judgements, self.rows):
            insert(rows)
        claims_and_reviews = [(row.claim_id, review) for row, review in zip(self.rows, reviews, strict=True)]
        store_topics(claims_and_reviews)
        store_answers(claims_and_reviews, sources, pages)
        return self.rows

    def _claim_of(self, keyed: Keyed) -> UUID:
        if keyed.group_key in self.groups:
            return self.groups[keyed.group_key]
        claim = new_claim(keyed)
        self.claims.append(claim)
        if keyed.group_key:
            self.groups[keyed.group_key] = claim.pk
        return claim.pk

    def _spare_what_stands(self) -> None:
        for appearance in Appearance.objects.filter(claim__in=self.groups.values()) if self.groups else ():
            self._add(appearance)

    def _add(self, appearance: Appearance) -> None:
        if appearance.first_known:
            appearance.first_known = appearance.claim_id not in self.first_known
            self.first_known.add(appearance.claim_id)
        place = (appearance.claim_id, appearance.document_id, appearance.speaker_id, appearance.role)
        self.appearances.setdefault(place, appearance)

    def _note_media(self) -> None:
        for row in self.rows:
            if row.rating and row.rating.media_category:
                own = [a for a in self.appearances.values() if a.claim_id == row.claim_id and a._state.adding]
                for appearance in showing_media(own, row.document_id):
                    # What a review says of one medium stands before what a label says of all.
                    appearance.media_category = appearance.media_category or row.rating.media_category


def showing_media(appearances: Iterable[Appearance], page_id: UUID | None) -> list[Appearance]:
    """The appearances that a label about media speaks of: those in the claim's documents, else in the review."""
    rows = list(appearances)
    return [appearance for appearance in rows if appearance.document_id != page_id] or rows


def topic_slug(name: str) -> str:
    """The slug of a topic that an import makes under this name; of one in another script, a digest."""
    slug = slugify(name)[:100]
    return slug if slug and slug not in RESERVED else f"topic-{digest(name)[:_KEY_IN_SLUG]}"


def store_topics(reviews: Iterable[tuple[UUID, Reviewed]]) -> None:
    """File the claims under the review's topics, made where they are not there yet."""
    filed = {(claim_id, name) for claim_id, review in reviews for name in review.topics}
    names = {name: topic_slug(name) for _, name in filed}
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in=names.values())}
    # An editor may have given a topic of this name another slug.
    named = {topic.name: topic for topic in Topic.objects.filter(name__in=names)}
    for name, slug in sorted(names.items()):
        if slug not in topics:
            topics[slug] = named.get(name) or Topic.objects.create(slug=slug, name=name[:200])
    link = Claim.topics.through
    pairs = {(claim_id, topics[names[name]].pk) for claim_id, name in filed}
    link._default_manager.bulk_create(
        [link(claim_id=claim_id, topic_id=topic_id) for claim_id, topic_id in sorted(pairs)], ignore_conflicts=True
    )


def store_answers(reviews: Iterable[tuple[UUID, Reviewed]], sources: Sources, pages: Pages) -> None:
    rebuttals, answers = [], []
    for claim_id, review in reviews:
        for answer in review.answers:
            rebuttal = Rebuttal(
                kind=answer.kind,
                verb=answer.verb,
                source_id=sources[key_of_party(answer.source)],
                document_id=pages.ids[key_of_page(answer.page)],
                statement=answer.statement,
                quote=answer.quote,
                made=answer.made,
            )
            rebuttals.append(rebuttal)
            answers.append(Answer(rebuttal=rebuttal, claim_id=claim_id, scope=AnswerScope.SPECIFIC))
    insert(rebuttals)
    insert(answers)
