"""What an editor may want to look at before publishing a claim: none of it stands in the way."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from claims.composing.desk import Desk, desk_of
from claims.models import Appearance, Assessment, Claim, Evidence, Rebuttal, Relation
from claimtrack.accounts.hiding import existing_for, unrestricted
from claimtrack.accounts.rights import may
from claimtrack.text import is_in_other_letters, shortened
from claimtrack.writing.handovers import whom_to_tell
from sources.models import Document, Source
from sources.vocabulary import SourceKind
from sources.writing import against_citing


def worth_a_look(claim: Claim, reader: User) -> Iterator[str]:
    """In sentences; `reader` is told of what exists for them alone."""
    if restricted := _restricted(claim, reader):
        yield f"What is restricted to named people is left out: {restricted}."
    desk = desk_of([claim.pk])
    yield from whom_to_tell(claim.pk) if may(reader, "hand_on", claim) else ()
    cited = {document.pk for document in desk.documents_of(claim)}
    yield from against_citing(cited, named=may(reader, "name", User))
    if waiting := _waiting(claim):
        what = "An assessment is" if waiting == 1 else f"{waiting} assessments are"
        yield f"{what} not approved: readers see only what is."
    for quote in _not_found(desk, claim):
        yield f"The quotation “{shortened(quote, 80)}” was not found in the copy of its document."
    for source, document in _strangers(desk, claim):
        yield (
            f"“{shortened(source.name, 80)}” is an anonymous source of another document than "
            f"“{shortened(str(document), 80)}”: is it the same unnamed person?"
        )
    if claim.language.partition("-")[0] == "en" and is_in_other_letters(claim.statement):
        yield "The statement is said to be in English, and has none of its letters: which language is it in?"
    if not claim.made and any(row.made for row in desk.appearances[claim.pk]):
        yield "The claim has no date of its own, though an appearance of it has one: when was it first said?"


def _restricted(claim: Claim, reader: User) -> str:
    """What stands under a claim that everybody knows of, and does not exist for everybody: how many of each sort."""
    under = (
        Appearance.objects.filter(claim=claim),
        Rebuttal.objects.filter(answers__claim=claim).distinct(),
        Evidence.objects.filter(target_claim=claim),
        Assessment.objects.filter(claim=claim),
        Relation.objects.filter(claim=claim),
    )
    within = [claim.restriction_id] if claim.restriction_id else []
    known = ((rows, set(existing_for(rows, reader).values_list("pk", flat=True))) for rows in under)
    left_out = ((rows.model._meta, ids - _open(rows, within)) for rows, ids in known if ids)
    return ", ".join(f"{len(ids)} {names.verbose_name_plural}" for names, ids in left_out if ids)


def _open(rows: "QuerySet[Any]", within: Collection[UUID]) -> set[Any]:
    return set(unrestricted(rows, within=within).values_list("pk", flat=True))


def _waiting(claim: Claim) -> int:
    under = Q(claim=claim) | Q(rebuttal__answers__claim=claim)
    within = [claim.restriction_id] if claim.restriction_id else []
    return unrestricted(Assessment.objects.filter(under, approved_at=None), within=within).distinct().count()


def _not_found(desk: Desk, claim: Claim) -> Iterator[str]:
    rows = (*desk.appearances[claim.pk], *desk.rebuttals[claim.pk], *desk.evidence_in(claim))
    yield from (row.quote for row in rows if row.anchored is False)


def _strangers(desk: Desk, claim: Claim) -> Iterator[tuple[Source, Document]]:
    """Unnamed people whom the document that would speak of them is not the one they belong to.

    Further along a chain they may be: a page tells what a newspaper had from its own unnamed source.
    """
    said: list[Appearance | Rebuttal] = [*desk.appearances[claim.pk], *desk.rebuttals[claim.pk]]
    for row in said:
        for source in _nearest(desk, row):
            if source.kind == SourceKind.ANONYMOUS and source.document_id != row.document_id:
                yield source, row.document


def _nearest(desk: Desk, row: Appearance | Rebuttal) -> list[Source]:
    if isinstance(row, Rebuttal):
        return [source for source in (row.source, row.speaker) if source]
    return [row.speaker] if row.speaker else desk.chains[row.pk][:1]
