"""The page on which a source that is two persons is split: every claim that names it, and the choice among them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from claims.admin.splitting import Looked, SplittingAdmin
from claims.models import Claim
from claims.writing.split_source import CHOSEN_FROM, against_splitting, naming, split
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import person
from claimtrack.admin.joining import Decided
from claimtrack.editions.roots import Stage
from claimtrack.editions.store import Published
from claimtrack.writing.joining.waiting import Waits
from sources.vocabulary import SourceKind


class SplittingSourceAdmin(SplittingAdmin):
    """A source that can be split."""

    def can_be_split(self, root: Any) -> bool:
        return root.kind != SourceKind.ANONYMOUS and root.stage not in {Stage.MERGED, Stage.REDACTED}

    def split_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        source, by = self._root(request, object_id, "split"), person(request)
        looked = Looked.at(request, source, by, "claims")
        other = looked.other
        known = list(visible(Claim.objects.filter(pk__in=looked.ids), by=by).order_by("pk"))
        chosen = [claim.pk for claim in known]

        def take(decided: Decided) -> list[Published] | Waits:
            return split(source=source, into=other, claims=chosen, by=by, note=decided.note, shown=decided.shown)

        return self.decide(
            request,
            source,
            other if looked.decides else None,
            take,
            template="admin/desk/split_source.html",
            title=f"Split: {self.label(source)}",
            # What is only shown is looked for when it is: `split` looks for itself.
            against=SimpleLazyObject(lambda: against_splitting(source, other, known) if other and chosen else []),
            claims=SimpleLazyObject(
                lambda: [
                    {"naming": each, "may": each.at_desk and each.claim.stage in CHOSEN_FROM}
                    for each in naming(source, by=by)
                ]
            ),
            **looked.context(request, source, chosen),
        )
