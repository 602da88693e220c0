"""Rows that are written under claims: which ones, and how."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from claims.models import Answer, Appearance, Assessment, Attribution, Claim, Evidence, Rebuttal, Relation
from claims.models.quotation import Quotation
from claims.writing import check_quotations, editing
from claims.writing.assess import claims_judged
from claims.writing.workflow import claims_of
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.editions.roots import lock

#: Fields whose change leaves open whether a quotation stands where it is said to stand.
PLACE_OF_QUOTATION = frozenset({"quote", "prefix", "suffix", "document"})


def claims_of_row(row: Model) -> Iterable[UUID | None]:
    """The claims whose documents print this row, as it stands in memory."""
    match row:
        case Claim():
            yield row.pk
        case Appearance() | Relation():
            yield row.claim_id
        case Attribution():
            yield row.appearance.claim_id
        case Answer():
            yield row.claim_id
            yield from claims_of_row(row.rebuttal)
        case Rebuttal() if not row._state.adding:
            yield from (claim.pk for claim in claims_of(row))
        case Evidence():
            yield row.target_claim_id
            if row.target_rebuttal:
                yield from claims_of_row(row.target_rebuttal)
        case Assessment():
            yield from (claim.pk for claim in claims_judged(row))


class UnderClaims(DeskAdmin):
    """The admin of rows that claims' documents print."""

    def roots_of(self, rows: Iterable[Model]) -> set[UUID]:
        # A row that is moved is written under the claim that it leaves, too.
        states = [state for row in rows for state in (row, _stored(row)) if state is not None]
        return {pk for state in states for pk in claims_of_row(state) if pk}

    def lock(self, roots: Collection[UUID]) -> None:
        lock(Claim, roots)

    @contextmanager
    def writing(self, request: HttpRequest, roots: Collection[UUID]) -> Iterator[None]:
        with editing(list(Claim.objects.filter(pk__in=roots)), by=person(request)):
            yield

    def prepare(self, request: HttpRequest, form: Any) -> None:
        super().prepare(request, form)
        match row := form.instance:
            case Relation() if row._state.adding:
                row.by = person(request)
            case Assessment() if row._state.adding and not row.source:
                row.analyst = person(request)
            case Quotation() if PLACE_OF_QUOTATION & set(form.changed_data):
                row.anchored = None

    def settle(self, rows: Sequence[Model]) -> None:
        super().settle(rows)
        quoting = [row for row in rows if isinstance(row, (Appearance, Rebuttal, Evidence))]
        check_quotations(documents=[row.document for row in quoting if row.document])


def _stored(row: Model) -> Model | None:
    return type(row)._default_manager.filter(pk=row.pk).first()
