"""The page on which a source that is two persons is split: every claim that names it, and the choice among them."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import SimpleLazyObject

from claims.models import Claim
from claims.writing.split import CHOSEN_FROM, against_splitting, naming, split
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import may_name, person
from claimtrack.admin.joining import Decided, JoiningAdmin, choosing
from claimtrack.editions.joining import Joined
from claimtrack.editions.roots import Stage
from claimtrack.editions.store import Published
from claimtrack.query.texts import id_in
from claimtrack.writing.joining.waiting import Waits, asked_by, joining_sha256, open_for
from sources.models import Source
from sources.vocabulary import SourceKind


class SplittingAdmin(JoiningAdmin):
    """A source that can be split."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<uuid:object_id>/split/", self.page(self.split_view), name=self._named("split")),
            *super().get_urls(),
        ]

    def ways(self, request: HttpRequest, root: Any) -> Iterator[tuple[str, str]]:
        yield from super().ways(request, root)
        is_somebody = root.kind != SourceKind.ANONYMOUS and root.stage not in {Stage.MERGED, Stage.REDACTED}
        if is_somebody and self.may(request, "split", root):
            yield "Split", self._named("split")

    def split_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        source, by = self._root(request, object_id, "split"), person(request)
        given = request.POST if request.method == "POST" else request.GET
        standing = next(iter(open_for(source, Joined.SPLIT)), None)
        asked = {str(standing.other_id)} if standing else set()
        into = given.get("into") or next(iter(asked), "")
        form = choosing(Source, visible(Source.objects.all(), by=by))({"into": into} if into else None)
        other = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
        ids = given.getlist("claims") or (standing.chosen if standing and "into" not in given else [])
        given_ids = [each for each in ids if id_in(each)]
        known = list(visible(Claim.objects.filter(pk__in=given_ids), by=by).order_by("pk"))
        chosen = [claim.pk for claim in known]

        def take(decided: Decided) -> list[Published] | Waits:
            assert other is not None
            return split(source=source, into=other, claims=chosen, by=by, note=decided.note, shown=decided.shown)

        return self.decide(
            request,
            source,
            other,
            take,
            template="admin/desk/split.html",
            verb="Split",
            title=f"Split: {self.label(source)}",
            choosing=form,
            other=other,
            chosen=chosen,
            sha256=joining_sha256(Joined.SPLIT, source, other, chosen) if other and chosen else "",
            # What is only shown is looked for when it is: `split` looks for itself.
            against=SimpleLazyObject(lambda: against_splitting(source, other, known) if other and chosen else []),
            standing=standing,
            note=standing.note if standing else "",
            asked_by=asked_by(standing) if standing and may_name(request) else "",
            claims=SimpleLazyObject(
                lambda: [
                    {"naming": each, "may": each.at_desk and each.claim.stage in CHOSEN_FROM}
                    for each in naming(source, by=by)
                ]
            ),
        )
