"""The rows that new reviews become: claims with their appearances, judgements and answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final
from uuid import UUID

from claims.imports.filing.keys import key_of_page, key_of_party
from claims.imports.filing.recognising import Directory, Pages
from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.ratings.registry import (
    Labelled,
    judgement_by,
    judgement_in_our_words,
    key_of,
    labelled,
    ratings_for,
    showing_media,
)
from claims.imports.reviewed import Page, Party, Reviewed, digest
from claims.imports.values.accusing import may_accuse
from claims.models import Appearance, Claim, Topic
from claims.scales import AnswerScope, AppearanceRole
from claims.writing.fields import (
    AnswerFields,
    AppearanceFields,
    ClaimFields,
    JudgementFields,
    RebuttalFields,
    TopicFields,
)
from claimtrack.editions import bulk
from claimtrack.ids import RESERVED, slug_of, uuid7
from claimtrack.words import words_of
from claimtrack.writing import KEEP, Create, Fields, Update, insert, write

UNDETERMINED: Final = "und"  # BCP 47, of a text whose language nobody gave
_SLUG_WORDS: Final = 70
_KEY_IN_SLUG: Final = 12

#: A claim, and the document, the speaker and the role in which it appears.
_Place = tuple[UUID, object, object, object]

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


def voices_of(review: Reviewed) -> Iterator[Party]:
    """Who speaks in it, the judge aside: who makes the claim, and who answers it."""
    yield from review.claimants
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


def claim_fields(keyed: Keyed, topics: Iterable[UUID]) -> ClaimFields:
    review = keyed.review
    words = slug_of(review.statement[: 2 * _SLUG_WORDS])[:_SLUG_WORDS].strip("-")
    return ClaimFields(
        slug=f"{words or 'claim'}-{keyed.key[:_KEY_IN_SLUG]}",
        statement=review.statement,
        context=review.context,
        language=review.language or UNDETERMINED,
        kind=review.kind,
        made=review.made,
        countries=review.countries,
        topics=tuple(topics),
    )


def appearances_of(review: Reviewed, claim_id: UUID, sources: Sources, pages: Pages) -> Iterator[AppearanceFields]:
    """The claim in each document it was seen in, and in the review's own page, which reports it.

    With several claimants nobody says which of them spoke where; the review reports them all.
    """
    speakers: list[UUID | None] = [sources[key_of_party(party)] for party in review.claimants]
    alone = speakers[0] if len(speakers) == 1 else None
    for seen in review.seen:
        yield AppearanceFields(
            claim=claim_id,
            document=pages.ids[key_of_page(seen.page)],
            role=seen.role,
            first_known=seen.first_known,
            speaker=alone,
            made=review.made,
            media_category=seen.media_category,
        )
    if review.page:
        for speaker in speakers or [None]:
            yield AppearanceFields(
                claim=claim_id,
                document=pages.ids[key_of_page(review.page)],
                role=AppearanceRole.REPORTS,
                speaker=speaker,
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
        may_accuse=says_something_accusing(review),
    )
    if judged:
        row.judge_id = sources[key_of_party(judged.judge)]
        note_label(row, review)
    return row


def says_something_accusing(review: Reviewed) -> bool:
    """Whether what the claim would say may accuse a named person."""
    return may_accuse(f"{review.statement}\n{review.context}".strip(), review.language)


def note_label(row: ImportedReview, review: Reviewed) -> None:
    """Keep the rating as the review gives it."""
    judged = review.judgement
    if judged is None:
        return
    row.host, row.label, row.number, row.reasons = judged.host, judged.label, judged.number, judged.reasons
    row.language = review.page.language if review.page else review.language
    row.label_key = key_of(judged.label, judged.judge.name, language=row.language) if judged.label else ""
    row.assessed_at = judged.assessed_at


def judge(rows: Sequence[tuple[ImportedReview, Reviewed]]) -> list[Create[JudgementFields]]:
    """The judgements of these reviews, as their labels are read now; labels that nobody has read wait."""
    wanted = {row.key: labelled(row) for row, review in rows if row.label_key and not _in_our_words(review)}
    ratings = ratings_for(wanted.values())
    made = []
    for row, review in rows:
        judgement = _judgement(row, review, ratings.get(wanted.get(row.key, _NO_LABEL)))
        if judgement:
            create = Create(fields=judgement, place=place_of(review))
            row.assessment_id = create.id
            made.append(create)
    return made


_NO_LABEL: Final = Labelled("", "", "", "")


def _in_our_words(review: Reviewed) -> bool:
    return review.judgement is not None and review.judgement.in_our_words


def _judgement(row: ImportedReview, review: Reviewed, rating: RatingLabel | None) -> JudgementFields | None:
    if _in_our_words(review):
        return judgement_in_our_words(row)
    row.rating = rating
    return judgement_by(rating, row) if rating and rating.is_read else None


def answers_of(review: Reviewed, claim_id: UUID, sources: Sources, pages: Pages) -> Iterator[Create[Fields]]:
    """The rebuttals that the review quotes, and that they answer the claim."""
    for answer in review.answers:
        rebuttal = Create(
            fields=RebuttalFields(
                kind=answer.kind,
                verb=answer.verb,
                source=sources[key_of_party(answer.source)],
                document=pages.ids[key_of_page(answer.page)],
                statement=answer.statement,
                quote=answer.quote,
                made=answer.made,
            ),
            place=place_of(review),
        )
        yield rebuttal
        answered = AnswerFields(rebuttal=rebuttal.id, claim=claim_id, scope=AnswerScope.SPECIFIC)
        yield Create(fields=answered, place=place_of(review))


def place_of(review: Reviewed) -> str:
    """What a fault of one of its rows is told of."""
    return review.page.url if review.page and review.page.url else review.statement


# -- a batch of them ------------------------------------------------------------------------------


class NewRows:
    """Stores a batch of new reviews. Reviews of one claim share it, within the batch and with earlier ones."""

    def __init__(self, directory: Directory, batch: Sequence[Keyed], groups: Mapping[str, UUID]) -> None:
        """`groups`: the claims that earlier reviews became, by group key."""
        self.directory, self.batch = directory, batch
        self.groups = dict(groups)
        self.joined = frozenset(groups.values())
        self.claims: dict[UUID, Keyed] = {}
        #: None for one that stands already.
        self.appearances: dict[_Place, Create[AppearanceFields] | None] = {}
        self.first_known: set[UUID] = set()
        self.rows: list[ImportedReview] = []

    def store(self) -> list[ImportedReview]:
        """Insert everything; returns what is remembered of each review, in the batch's order."""
        if not self.batch:
            return []
        pages = self.directory.pages(page for keyed in self.batch for page in pages_of(keyed.review))
        self.directory.note_names(party for keyed in self.batch for party in keyed.review.claimants)
        voices = [list(voices_of(keyed.review)) for keyed in self.batch]
        known = self.directory.known_by_name(party for company in voices for party in company)
        sources = self.directory.sources(party for keyed in self.batch for party in parties_of(keyed.review))
        self._spare_what_stands()
        answers: list[Create[Fields]] = []
        for keyed in self.batch:
            claim_id = self._claim_of(keyed)
            for fields in appearances_of(keyed.review, claim_id, sources, pages):
                self._add(claim_id, Create(fields=fields, place=place_of(keyed.review)))
            answers += answers_of(keyed.review, claim_id, sources, pages)
            self.rows.append(remembered(keyed, claim_id, sources, pages))
        companies = ((row.claim_id, company) for row, company in zip(self.rows, voices, strict=True))
        for row, by_name_alone in zip(self.rows, self.directory.are_by_name_alone(companies, known), strict=True):
            row.by_name_alone = by_name_alone
        judgements = judge([(row, keyed.review) for row, keyed in zip(self.rows, self.batch, strict=True)])
        self._note_media()
        appearances = [create for create in self.appearances.values() if create]
        insert([*self._new_claims(), *appearances, *judgements, *answers], by=None)
        bulk.insert(self.rows)
        return self.rows

    def _claim_of(self, keyed: Keyed) -> UUID:
        if keyed.group_key in self.groups:
            return self.groups[keyed.group_key]
        claim_id = uuid7()
        self.claims[claim_id] = keyed
        if keyed.group_key:
            self.groups[keyed.group_key] = claim_id
        return claim_id

    def _new_claims(self) -> Iterator[Create[ClaimFields]]:
        """The claims that are new; those that stand are filed under their further topics."""
        names: dict[UUID, set[str]] = defaultdict(set)
        for row, keyed in zip(self.rows, self.batch, strict=True):
            names[row.claim_id].update(keyed.review.topics)
        topics = topics_called(name for each in names.values() for name in each)
        joined = self.joined & names.keys() if topics else ()
        write([each for pk in joined for each in file_under((topics[name] for name in names[pk]), pk)], by=None)
        for claim_id, keyed in self.claims.items():
            fields = claim_fields(keyed, (topics[name] for name in sorted(names[claim_id])))
            yield Create(id=claim_id, fields=fields, place=place_of(keyed.review))

    def _spare_what_stands(self) -> None:
        for row in Appearance.objects.filter(claim__in=self.joined) if self.joined else ():
            self.appearances[row.claim_id, row.document_id, row.speaker_id, row.role] = None
            self.first_known |= {row.claim_id} if row.first_known else set()

    def _add(self, claim_id: UUID, create: Create[AppearanceFields]) -> None:
        fields = create.fields
        if fields.first_known is True:
            if claim_id in self.first_known:
                create = replace(create, fields=replace(fields, first_known=False))
            self.first_known.add(claim_id)
        self.appearances.setdefault((claim_id, fields.document, fields.speaker, fields.role), create)

    def _note_media(self) -> None:
        """What a review says of one medium stands before what a label says of all."""
        of_media = [(row, row.rating.media_category) for row in self.rows if row.rating and row.rating.media_category]
        new: dict[UUID, list[_Place]] = defaultdict(list)
        for place, create in self.appearances.items() if of_media else ():
            new[place[0]] += [place] if create else []
        for row, category in of_media:
            for place in showing_media(new[row.claim_id], row.document_id, document_of=itemgetter(1)):
                create = self.appearances[place]
                if create and create.fields.media_category in {"", KEEP}:
                    fields = replace(create.fields, media_category=category)
                    self.appearances[place] = replace(create, fields=fields)


# -- topics ---------------------------------------------------------------------------------------


def topic_slug(name: str) -> str:
    """The slug of a topic that an import makes under this name; of one in another script, a digest."""
    slug = slug_of(name)[:100]
    return slug if slug and slug not in RESERVED else f"topic-{digest(name)[:_KEY_IN_SLUG]}"


def topics_called(names: Iterable[str]) -> Mapping[str, UUID]:
    """The topics of these names, made where they are not there yet."""
    slugs = {name: topic_slug(name) for name in names}
    if not slugs:
        return {}
    topics = dict(Topic.objects.filter(slug__in=slugs.values()).values_list("slug", "pk"))
    # An editor may have given a topic of this name another slug.
    named = dict(Topic.objects.filter(name__in=slugs).values_list("name", "pk"))
    fresh: list[Create[TopicFields]] = []
    for name, slug in sorted(slugs.items()):
        if slug not in topics and name in named:
            topics[slug] = named[name]
        elif slug not in topics:
            create = Create(fields=TopicFields(slug=slug, name=name[:200]), place=name)
            topics[slug] = create.id
            fresh.append(create)
    insert(fresh, by=None)
    return {name: topics[slug] for name, slug in slugs.items()}


def file_under(topics: Iterable[UUID], claim_id: UUID) -> Iterator[Update[ClaimFields]]:
    """What files a claim that stands already under these topics as well."""
    standing = list(Claim.topics.through._default_manager.filter(claim=claim_id).values_list("topic_id", flat=True))
    if new := set(topics).difference(standing):
        yield Update(row=claim_id, fields=ClaimFields(topics=(*standing, *sorted(new))), seen=ClaimFields())
