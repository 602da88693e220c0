"""What the pages of splits have in common: what somebody chose there, to look at it or to do it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from claimtrack.accounts.visible import visible
from claimtrack.admin.base import may_name
from claimtrack.admin.joining import JoiningAdmin, choosing
from claimtrack.editions.joining import Joined, Joining
from claimtrack.editions.roots import Root
from claimtrack.query.texts import id_in
from claimtrack.writing.joining.waiting import asked_by, joining_sha256, open_for


@dataclass(frozen=True, slots=True)
class Looked:
    """What was chosen on the page of a split: the other one, as far as it is known, and the ids of what is meant.

    `name` is what the form calls those. Where nothing is chosen yet, it is what `standing`, somebody else's request,
    has. `decides` is whether the page was sent to be done, and not only to be looked at.
    """

    form: forms.Form
    other: Any
    name: str
    ids: Sequence[UUID]
    standing: Joining | None
    decides: bool

    @classmethod
    def at(cls, request: HttpRequest, root: Root, by: User, name: str) -> "Looked":
        given, model = request.POST if request.method == "POST" else request.GET, type(root)
        standing = next(iter(open_for(root, Joined.SPLIT)), None)
        into = given.get("into") or (str(standing.other_id) if standing else "")
        form = choosing(model, visible(model._default_manager.all(), by=by))({"into": into} if into else None)
        other = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
        ids = given.getlist(name) or (standing.chosen if standing and "into" not in given else [])
        return cls(
            form, other, name, sorted({pk for each in ids if (pk := id_in(each))}), standing, "look" not in given
        )

    def context(self, request: HttpRequest, root: Root, chosen: Sequence[UUID]) -> dict[str, Any]:
        """What the templates of both pages show; `chosen` are those of the ids that are agreed to."""
        other, standing = self.other, self.standing
        return {
            "verb": "Split",
            "choosing": self.form,
            "other": other,
            "chosen": chosen,
            "choosing_of": self.name,
            "sha256": joining_sha256(Joined.SPLIT, root, other, chosen) if other and chosen else "",
            "standing": standing,
            "note": standing.note if standing else "",
            "asked_by": asked_by(standing) if standing and may_name(request) else "",
        }


class SplittingAdmin(JoiningAdmin):
    """A root that can be split, on a page of its own."""

    def can_be_split(self, root: Any) -> bool:
        raise NotImplementedError

    def split_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<uuid:object_id>/split/", self.page(self.split_view), name=self._named("split")),
            *super().get_urls(),
        ]

    def ways(self, request: HttpRequest, root: Any) -> Iterator[tuple[str, str]]:
        yield from super().ways(request, root)
        if self.can_be_split(root) and self.may(request, "split", root):
            yield "Split", self._named("split")
