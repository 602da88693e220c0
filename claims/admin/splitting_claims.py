"""The page on which a claim that is two is split: all that stands under it, and the choice among that."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from claims.admin.splitting import Looked, SplittingAdmin
from claims.writing.split_claim import Choice, against_splitting_claim, movable, needs_two, split_claim
from claimtrack.admin.base import person
from claimtrack.admin.joining import Decided
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing.joining.merging import MERGED_FROM
from claimtrack.writing.joining.waiting import Waits


class SplittingClaimAdmin(SplittingAdmin):
    """A claim that can be split."""

    def can_be_split(self, root: Any) -> bool:
        return root.stage in MERGED_FROM

    def split_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        claim, by = self._root(request, object_id, "split"), person(request)
        looked = Looked.at(request, claim, by, "rows")
        other, chosen = looked.other, looked.ids
        choice = Choice.of(claim, other, chosen, by=by) if other and chosen else None

        def take(decided: Decided) -> list[Published] | Waits:
            return split_claim(claim=claim, into=other, rows=chosen, by=by, note=decided.note, shown=decided.shown)

        return self.decide(
            request,
            claim,
            other if looked.decides else None,
            take,
            template="admin/desk/split_claim.html",
            title=f"Split: {self.label(claim)}",
            # What is only shown is looked for when it is: `split_claim` looks for itself.
            against=SimpleLazyObject(lambda: against_splitting_claim(choice) if choice else []),
            publishes=SimpleLazyObject(lambda: list(_publishes(choice)) if choice else []),
            needs_two=SimpleLazyObject(lambda: bool(choice and needs_two(choice))),
            movable=SimpleLazyObject(lambda: movable(claim, by=by)),
            **looked.context(request, claim, chosen),
        )


def _publishes(choice: Choice) -> Iterator[str]:
    """The editions that follow at once, in sentences."""
    if not choice.is_read:
        yield "Readers do not have this claim: nothing is published."
        return
    if choice.is_new:
        yield f"“{shortened(choice.right.statement, 80)}” is published for the first time, with what moves there."
    for claim in choice.printing():
        yield f"“{shortened(claim.statement, 80)}” is corrected."
