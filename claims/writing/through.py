"""Answers to a whole report are passed on to the claims that the report made first.

Whoever publishes a claim publishes the answers in it. One that answers a document is an answer to every claim that the
document is the first known to make, and those may have been published before. So their last documents are transformed:
an answer is added as it was printed last, replaced where it was printed otherwise before, and taken away where it was
printed without the document. Nothing is composed from the desk; it is asked one thing alone, whether an editor has
taken an answer off. What takes an answer away that is printed nowhere any more is the next publication of the claim.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from claims.composing.desk import NOT_MADE
from claims.models import Answer, Claim
from claims.record import listing
from claims.record.documents import CLAIM, AnswerDocument, EvidenceDocument, RebuttalDocument
from claimtrack.editions.chain import Document, changed_members
from claimtrack.editions.composed import in_order
from claimtrack.editions.models import Edition, Entry, Head, Kind
from claimtrack.editions.roots import acting, lock
from claimtrack.editions.store import Draft, Published, append, heads_of, last_documents

ADDED: Final = "An answer to the whole report that made this claim first is shown here too."
CHANGED: Final = "An answer to the whole report that made this claim first was published anew."
TAKEN_AWAY: Final = "An answer that was shown here does not answer the report that made this claim first."


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer as a document prints it, with the evidence on it."""

    rebuttal: RebuttalDocument
    evidence: list[EvidenceDocument]

    @property
    def documents(self) -> set[str]:
        """What it answers as a whole."""
        return {answer["document"] for answer in self.rebuttal["answers"] if "document" in answer}


@dataclass(frozen=True, slots=True)
class Reissue:
    """A published claim that is to have another edition by itself, and the public notes that say why."""

    claim_id: UUID
    before: Document
    document: Document
    notes: Sequence[str] = ()

    @property
    def note(self) -> str:
        return " ".join(self.notes)


def pass_on_later(published: Iterable[Published]) -> None:
    """Queue the job `pass_on_answers` for those of these claims that print an answer to a document, or may have."""
    claims = [item for item in published if item.edition.subject_type == CLAIM]
    ids: list[JSONValue] = [str(item.edition.subject_id) for item in claims if _may_answer_reports(item)]
    if ids:
        app.configure_task("pass_on_answers").defer(claim_ids=ids)


def pass_on_answers(claim_ids: Sequence[UUID]) -> list[Published]:
    """Bring the answers to whole reports that these claims print to the claims they are answers to as well."""
    with acting("a job that passes answers on"), transaction.atomic():
        documents = list(last_documents(claim_ids).values())
        printed = _printed(documents)
        concerned = _concerned(printed)
        lock(Claim, concerned)
        last = max((document["edition"]["position"] for document in documents), default=0)
        since = Edition.objects.filter(subject_id__in=concerned, position__gt=last, by_id__isnull=False)
        reissues = _reissues(printed, concerned.difference(since.values_list("subject_id", flat=True)))
        heads = heads_of([each.claim_id for each in reissues])
        published = append([_draft(each, heads[each.claim_id]) for each in reissues], by=None, heads=heads)
        listing.write(published)
    return published


def passed_on(documents: Iterable[Document]) -> Iterator[tuple[Document, str]]:
    """What publishing these documents re-issues elsewhere by itself: each claim as it stands, and the note."""
    documents = list(documents)
    printed = _printed(documents)
    for reissue in _reissues(printed, _concerned(printed) - {UUID(document["id"]) for document in documents}):
        yield reissue.document, reissue.note


# -- what was printed -----------------------------------------------------------------------------


def _may_answer_reports(item: Published) -> bool:
    """An answer that is published anew may have answered a report until then."""
    rebuttals = item.document.get("rebuttals", [])
    first = item.edition.number == 1
    return any("document" in answer or not first for rebuttal in rebuttals for answer in rebuttal["answers"])


def _printed(documents: Iterable[Document]) -> dict[str, Printed]:
    """The answers that these documents print, by their ids."""
    return {
        rebuttal["id"]: Printed(rebuttal, _evidence_on(rebuttal["id"], document))
        for document in documents
        for rebuttal in document.get("rebuttals", ())
    }


def _evidence_on(rebuttal_id: str, document: Mapping[str, Any]) -> list[EvidenceDocument]:
    return [item for item in document["evidence"] if item["target"].get("rebuttal") == rebuttal_id]


# -- what they are answers to ---------------------------------------------------------------------


def _concerned(printed: Mapping[str, Printed]) -> set[UUID]:
    """Claims that these answers may have to be passed on to, or taken away from."""
    documents = {document for each in printed.values() for document in each.documents}
    keys = [f"document:{document}" for document in documents]
    first = Entry.objects.filter(kind="appearance", keys__overlap=keys, keys__contains=["first_known:true"])
    showing = Entry.objects.filter(kind="rebuttal", item_id__in=printed)
    return {*first.values_list("subject_id", flat=True), *showing.values_list("subject_id", flat=True)}


def _reissues(printed: Mapping[str, Printed], claim_ids: Collection[UUID]) -> list[Reissue]:
    """Those of these claims whose last document these answers change."""
    documents = last_documents(Head.objects.filter(pk__in=claim_ids, readable=True).values_list("pk", flat=True))
    rows = Answer.objects.filter(taken_off=True, claim__in=documents).values_list("claim_id", "rebuttal_id")
    taken_off = {(claim_id, str(rebuttal_id)) for claim_id, rebuttal_id in rows}
    reissues = (
        _with_answers(claim_id, document, {pk: each for pk, each in printed.items() if (claim_id, pk) not in taken_off})
        for claim_id, document in sorted(documents.items())
    )
    return [each for each in reissues if each.notes]


def _with_answers(claim_id: UUID, document: Document, printed: Mapping[str, Printed]) -> Reissue:
    """The document with these answers as far as they are to it, each once, in order of their ids."""
    reissue = Reissue(claim_id, document, document)
    for rebuttal_id, each in sorted(printed.items()):
        shown = next((row for row in reissue.document["rebuttals"] if row["id"] == rebuttal_id), None)
        following = _following(reissue.document, shown, each)
        if _alike(following, shown) and (shown is None or _evidence_on(rebuttal_id, document) == each.evidence):
            continue
        note = TAKEN_AWAY if following is None else CHANGED if shown else ADDED
        changed = _with_answer(reissue.document, rebuttal_id, following, each.evidence if following else [])
        reissue = Reissue(claim_id, document, changed, [*dict.fromkeys([*reissue.notes, note])])
    return reissue


def _alike(one: RebuttalDocument | None, other: RebuttalDocument | None) -> bool:
    """Whether two prints say the same of this claim: which other claims are answered by name re-issues nothing."""
    if one is None or other is None:
        return one is other
    return {**one, "answers": _to_reports(one)} == {**other, "answers": _to_reports(other)}


def _to_reports(rebuttal: RebuttalDocument) -> list[AnswerDocument]:
    return [answer for answer in rebuttal["answers"] if "claim" not in answer or "through" in answer]


def _following(document: Document, shown: RebuttalDocument | None, each: Printed) -> RebuttalDocument | None:
    """The answer as the document is to show it; what answers the claim by name is published by a person."""
    if shown and not any("through" in answer for answer in shown["answers"]):
        return shown
    report = _first_made_in(document)
    if report not in each.documents:
        return None
    answers = [answer for answer in each.rebuttal["answers"] if "through" not in answer]
    if any(answer.get("claim") == document["id"] for answer in answers):
        return shown
    through = AnswerDocument(claim=document["id"], scope="blanket", through=str(report))
    return {**each.rebuttal, "answers": in_order([*answers, through])}


def _first_made_in(document: Document) -> str | None:
    """The id of the document that is the first known to make the claim."""
    first = (row for row in document["appearances"] if row["first_known"] and not row["derives_from"])
    return next((row["document"]["id"] for row in first if row["role"] not in NOT_MADE), None)


def _with_answer(
    document: Document, rebuttal_id: str, rebuttal: RebuttalDocument | None, evidence: Sequence[EvidenceDocument]
) -> Document:
    rebuttals = [row for row in document["rebuttals"] if row["id"] != rebuttal_id]
    others = [item for item in document["evidence"] if item["target"].get("rebuttal") != rebuttal_id]
    return document | {
        "rebuttals": sorted([*rebuttals, *([rebuttal] if rebuttal else [])], key=itemgetter("id")),
        "evidence": in_order([*others, *evidence]),
    }


def _draft(each: Reissue, head: Head) -> Draft:
    changed = changed_members(each.before, each.document)
    return Draft(CLAIM, each.claim_id, head.slug, Kind.UPDATED, each.document, note=each.note, changed=changed)
