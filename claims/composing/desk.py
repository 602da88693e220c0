"""Everything on the desk that a composition of claims reads: the same few queries for one claim or five hundred.

Rows are grouped here by hand. Prefetching through related managers would make a query set for every relation of
every claim, which costs more than all the queries together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, Model, Q, QuerySet

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Inquiry,
    Narrative,
    Observation,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claims.scales import AppearanceRole
from claimtrack.accounts.hiding import existing_for, unrestricted
from sources.models import Document, Source

#: Roles of who does not make a claim.
NOT_MADE = frozenset({AppearanceRole.QUERIES, AppearanceRole.DISPUTES})

Row = TypeVar("Row")
AnyRow = TypeVar("AnyRow", bound=Model)

#: Of some rows those that a composition may read.
Open = Callable[["QuerySet[Any]"], "QuerySet[Any]"]

#: Rows by the id of what they belong to; what has none of them has an empty list.
Grouped = Mapping[UUID, list[Row]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The rows of some claims, with the sources and documents they name at hand.

    `evidence` and `assessments` are by their target, a claim or a rebuttal; `chains` are by appearance, in order
    of attribution; `answers` are by rebuttal, those included that a rebuttal replies to; `through` has, by claim and
    rebuttal, the document through which the one answers the other without naming it. `observations` are those that
    readers are shown, by claim and by appearance.
    """

    claims: list[Claim]
    about: Grouped[Subject]
    topics: Grouped[Topic]
    narratives: Grouped[Narrative]
    parts: Grouped[UUID]
    appearances: Grouped[Appearance]
    chains: Grouped[Source]
    rebuttals: Grouped[Rebuttal]
    answers: Grouped[Answer]
    through: Mapping[tuple[UUID, UUID], UUID]
    makes: Grouped[UUID]
    evidence: Grouped[Evidence]
    assessments: Grouped[Assessment]
    rests_on: Grouped[Evidence]
    relations: Grouped[Relation]
    inquiries: Grouped[Inquiry]
    observations: Grouped[Observation]

    def judgements_in(self, claim: Claim) -> list[Assessment]:
        """The judgements of the claim and of its rebuttals."""
        return [row for target in self._targets(claim) for row in self.assessments[target]]

    def evidence_in(self, claim: Claim) -> list[Evidence]:
        """The evidence on the claim and on its rebuttals."""
        return [row for target in self._targets(claim) for row in self.evidence[target]]

    def observations_in(self, claim: Claim) -> list[Observation]:
        """What readers are shown of how far the claim and its appearances spread."""
        targets = [claim.pk, *(row.pk for row in self.appearances[claim.pk])]
        return [row for target in targets for row in self.observations[target]]

    def _targets(self, claim: Claim) -> list[UUID]:
        return [claim.pk, *(rebuttal.pk for rebuttal in self.rebuttals[claim.pk])]

    def without_drafts(self) -> "Desk":
        """As it is read without judgements that nobody approved."""
        approved = {target: [row for row in rows if row.approved_at] for target, rows in self.assessments.items()}
        return replace(self, assessments=defaultdict(list, approved))

    def documents_of(self, claim: Claim) -> Iterator[Document]:
        """Every document that the claim's own document prints."""
        yield from (row.document for row in self.appearances[claim.pk])
        yield from (row.document for row in self.rebuttals[claim.pk])
        yield from (row.document for row in self.judgements_in(claim) if row.document)
        yield from (row.document for row in self.evidence_in(claim) if row.document)

    def sources_of(self, claim: Claim) -> Iterator[Source]:
        """Every source that the claim's document prints by name."""
        for appearance in self.appearances[claim.pk]:
            yield from self.chains[appearance.pk]
            if appearance.speaker:
                yield appearance.speaker
        for rebuttal in self.rebuttals[claim.pk]:
            yield rebuttal.source
            if rebuttal.speaker:
                yield rebuttal.speaker
        yield from (row.source for row in self.judgements_in(claim) if row.source)
        yield from (row.source for row in self.inquiries[claim.pk] if row.asked)
        yield from (row.source for row in self.observations_in(claim) if row.source)
        yield from (document.publisher for document in self.documents_of(claim))

    def sources_named(self) -> set[Source]:
        return {source for claim in self.claims for source in self.sources_of(claim)}


def desk_of(claim_ids: Iterable[UUID]) -> Desk:
    """The desk around these claims, in order of their ids."""
    return desk_around(list(Claim.objects.filter(pk__among=list(claim_ids)).order_by("pk")))


def desk_around(claims: list[Claim], *, with_drafts: bool = False, with_restricted: bool = False) -> Desk:
    """As `desk_of`, of claims that have been read already; `with_drafts` has judgements that nobody approved, too.

    What is restricted is no part of it, unless it is asked for `with_restricted`, or is restricted along with these
    claims.
    """
    ids = [claim.pk for claim in claims]
    along = {claim.restriction_id for claim in claims if claim.restriction_id}
    open_: Open = (lambda rows: rows) if with_restricted else partial(unrestricted, within=along)
    appearances = list(open_(Appearance.objects.filter(claim__pk__among=ids)).select_related("derives_from"))
    answered = _answered(ids, appearances)
    rebuttals = list(
        open_(Rebuttal.objects.filter(pk__among={each for _, each in answered})).select_related("in_reply_to")
    )
    answering = {rebuttal.pk for rebuttal in rebuttals}
    replied_to = {row.in_reply_to_id for row in rebuttals if row.in_reply_to_id}
    answers = list(open_(Answer.objects.filter(rebuttal__pk__among=answering | replied_to, taken_off=False)))
    judged = Assessment.objects.filter(Q(claim__pk__among=ids) | Q(rebuttal__pk__among=answering))
    assessments = list(open_(judged if with_drafts else judged.approved()))
    evidence = list(
        open_(Evidence.objects.filter(Q(target_claim__pk__among=ids) | Q(target_rebuttal__pk__among=answering)))
    )
    relations = list(open_(Relation.objects.filter(claim__pk__among=ids)))
    inquiries = list(open_(Inquiry.objects.filter(claim__pk__among=ids)))
    spread = Observation.objects.standing().filter(Q(claim__pk__among=ids) | Q(appearance__claim__pk__among=ids))
    observations = list(open_(spread.filter(shown=True)))
    chains = list(open_(Attribution.objects.filter(appearance__claim__pk__among=ids)))
    _resolve_documents_and_sources(
        [*appearances, *rebuttals, *assessments, *evidence], [*chains, *inquiries, *observations]
    )
    _resolve_people([*assessments, *relations])
    return Desk(
        claims=claims,
        about=_linked(Subject.objects.all(), ids),
        topics=_linked(Topic.objects.all(), ids),
        narratives=_linked(Narrative.objects.all(), ids),
        parts=_by_pairs(open_(Claim.objects.filter(part_of__pk__among=ids)).values_list("part_of_id", "pk")),
        appearances=_by("claim_id", appearances),
        chains=_chains(chains),
        rebuttals=_answering(rebuttals, answered),
        answers=_by("rebuttal_id", answers),
        through={pair: document_id for pair, document_id in answered.items() if document_id is not None},
        makes=_makes(answering),
        evidence=_by("target_claim_id", evidence) | _by("target_rebuttal_id", evidence),
        assessments=_by("claim_id", assessments) | _by("rebuttal_id", assessments),
        rests_on=_rests_on(assessments),
        relations=_by("claim_id", relations),
        inquiries=_by("claim_id", inquiries),
        observations=_by("claim_id", observations) | _by("appearance_id", observations),
    )


# -- grouping -------------------------------------------------------------------------------------


def _by(column: str, rows: Iterable[Row]) -> defaultdict[UUID, list[Row]]:
    of = attrgetter(column)
    return _by_pairs((of(row), row) for row in rows if of(row) is not None)


def _by_pairs(pairs: Iterable[tuple[Any, Row]]) -> defaultdict[UUID, list[Row]]:
    """Of pairs of the id of what a row belongs to, and the row."""
    grouped: defaultdict[UUID, list[Row]] = defaultdict(list)
    for belongs_to, row in pairs:
        grouped[belongs_to].append(row)
    return grouped


def _linked(rows: "QuerySet[AnyRow]", claim_ids: Collection[UUID]) -> defaultdict[UUID, list[AnyRow]]:
    """Rows by the claims they are linked to, in their own order."""
    return _by("of_claim", rows.filter(claims__pk__among=claim_ids).annotate(of_claim=F("claims")))


def _chains(links: Sequence[Attribution]) -> defaultdict[UUID, list[Source]]:
    return _by_pairs((link.appearance_id, link.source) for link in links)


def _answered(claim_ids: Sequence[UUID], appearances: Sequence[Appearance]) -> dict[tuple[UUID, UUID], UUID | None]:
    """(claim, rebuttal) of every answer to these claims, with the document it is one through, if it is to that.

    What answers a document answers the claims that the document is the first known to make, unless it answers them by
    itself or an editor has taken it off.
    """
    first_made_in = {row.claim_id: row.document_id for row in appearances if _makes_first(row)}
    wanted, documents = set(claim_ids), set(first_made_in.values())
    rows = Answer.objects.filter(Q(claim__pk__among=claim_ids) | Q(document__pk__among=documents))
    answers: list[tuple[UUID | None, UUID | None, UUID, bool]] = list(
        rows.values_list("claim_id", "document_id", "rebuttal_id", "taken_off")
    )
    decided = {(claim, rebuttal): off for claim, _, rebuttal, off in answers if claim is not None and claim in wanted}
    of_documents = _by_pairs((document, rebuttal) for _, document, rebuttal, _ in answers if document is not None)
    through = {
        (claim, rebuttal): document
        for claim, document in first_made_in.items()
        for rebuttal in of_documents[document]
        if (claim, rebuttal) not in decided
    }
    return {pair: None for pair, off in decided.items() if not off} | through


def answers_through_reports(claim: Claim, *, reader: AbstractBaseUser) -> list[tuple[Rebuttal, Document]]:
    """The rebuttals that answer the claim through the report that made it first, each with the report.

    Those that exist for `reader`.
    """
    answered = _answered([claim.pk], list(existing_for(Appearance.objects.filter(claim=claim), reader)))
    through = {rebuttal: document for (_, rebuttal), document in answered.items() if document is not None}
    rebuttals = existing_for(Rebuttal.objects.filter(pk__in=through), reader).select_related("source", "document")
    documents = Document.objects.in_bulk(through.values())
    return [(rebuttal, documents[through[rebuttal.pk]]) for rebuttal in rebuttals]


def _makes_first(row: Appearance) -> bool:
    """Whether its document is the first known to make the claim: not where it repeats, asks or disputes."""
    return row.first_known and row.derives_from_id is None and row.role not in NOT_MADE


def _answering(
    rebuttals: Sequence[Rebuttal], answered: Collection[tuple[UUID, UUID]]
) -> defaultdict[UUID, list[Rebuttal]]:
    """The rebuttals that answer each claim, each once, in order of id."""
    by_id = {rebuttal.pk: rebuttal for rebuttal in rebuttals}
    return _by_pairs((claim_id, by_id[pk]) for claim_id, pk in sorted(answered) if pk in by_id)


def _makes(rebuttal_ids: Collection[UUID]) -> defaultdict[UUID, list[UUID]]:
    link = Rebuttal.makes.through
    rows = link._default_manager.filter(rebuttal__pk__among=rebuttal_ids)
    return _by_pairs((row.rebuttal_id, row.claim_id) for row in rows)


def _rests_on(assessments: Sequence[Assessment]) -> defaultdict[UUID, list[Evidence]]:
    ids = [row.pk for row in assessments]
    rows = Evidence.objects.filter(assessments__pk__among=ids).annotate(of_assessment=F("assessments"))
    return _by("of_assessment", rows)


# -- what rows name -------------------------------------------------------------------------------

SOURCE_COLUMNS = ("source_id", "speaker_id")


def _resolve_documents_and_sources(rows: Sequence[Any], others: Sequence[Any]) -> None:
    """`others` name sources and no document."""
    documents = _in_bulk(Document.objects.all(), {row.document_id for row in rows if row.document_id})
    naming = [*rows, *others]
    named = {pk for row in naming for column in SOURCE_COLUMNS if (pk := getattr(row, column, None))}
    sources = _standing(named | {document.publisher_id for document in documents.values()})
    for document in documents.values():
        document.publisher = sources[document.publisher_id]
    for row in rows:
        if row.document_id:
            row.document = documents[row.document_id]
    for row in naming:
        for column in SOURCE_COLUMNS:
            if pk := getattr(row, column, None):
                setattr(row, column.removesuffix("_id"), sources[pk])


def _standing(ids: Collection[UUID]) -> dict[UUID, Source]:
    """These sources; of one that was merged, the one that it goes on under: what is frozen still names the other."""
    found = _in_bulk(Source.objects.all(), ids)
    while gone := {pk: row.merged_into_id for pk, row in found.items() if row.merged_into_id is not None}:
        others = _in_bulk(Source.objects.all(), set(gone.values()))
        found |= {pk: others[onward] for pk, onward in gone.items()}
    return found


def _in_bulk(rows: "QuerySet[AnyRow]", ids: Collection[UUID]) -> dict[Any, AnyRow]:
    return {row.pk: row for row in rows.filter(pk__among=ids)}


def _resolve_people(rows: Sequence[Any]) -> None:
    columns = ("analyst", "approver", "by")
    named = {pk for row in rows for column in columns if (pk := getattr(row, f"{column}_id", None))}
    people = get_user_model()._default_manager.select_related("profile").in_bulk(named) if named else {}
    for row in rows:
        for column in columns:
            if pk := getattr(row, f"{column}_id", None):
                setattr(row, column, people[pk])
