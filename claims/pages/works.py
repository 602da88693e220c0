"""What pages of works have in common: which edition is asked for, and what is said of one that cannot be read."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from rest_framework.request import Request

from claims.pages import words
from claims.pages.dates import day
from claims.pages.spelled import spelled
from claimtrack import addresses
from claimtrack.api.record import readable
from claimtrack.editions.lists import EditionFilters
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.reading import Merged, Retracted, Shown
from claimtrack.editions.state import RecordState
from claimtrack.pages.views import PageView


class WorkPage(PageView):
    """A work as it stands, in the edition numbered, or as it stood at a time."""

    filterset_class: ClassVar[type[EditionFilters]] = EditionFilters
    subject_type: ClassVar[str]
    template: ClassVar[str]

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        asked = self.filterset_class.accept(self.asked, Edition.objects.none())
        values = asked.values
        self.refuse_a_day_to_come(values["as_of"])
        query = "&".join(f"{key}={value}" for key, value in asked.canonical())

        def make(now: RecordState) -> HttpResponse:
            found = readable(self.subject_type, id_or_slug, values["edition"], values["as_of"], using=self.database)
            return self._answer(id_or_slug, found, values)

        return self.answer(f"{request.path}?{query}", make)

    def _answer(self, name: str, found: Shown | Retracted | Merged, values: Mapping[str, Any]) -> HttpResponse:
        if isinstance(found, Merged):
            survivor = addresses.page(self.subject_type, found.survivor)
            return self.led(survivor, HTTPStatus.MOVED_PERMANENTLY, without="edition")
        own = self.name_of(found)
        if name != own and (own == str(found.work_id) or isinstance(found, Retracted)):
            return self.led(addresses.page(self.subject_type, own), HTTPStatus.FOUND)
        if isinstance(found, Retracted):
            return self.page("pages/retracted.html", {"found": spelled(told(found))}, status=HTTPStatus.GONE)
        return self.page(self.template, {**self._place(found, values), **self.context(found, values)})

    def name_of(self, found: Shown | Retracted) -> str:
        """What stands in the address of its page: its slug or, where that could accuse somebody, its id."""
        return str(found.work_id) if isinstance(found, Retracted) else str(found.document["slug"])

    def context(self, found: Shown, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the template tells of a work that can be read; `values` are those of the parameters."""
        raise NotImplementedError

    def _place(self, found: Shown, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Where the edition shown stands among the others, and under which address search engines keep the page."""
        own = addresses.page(self.subject_type, self.name_of(found))
        is_current = asks_for_now(values)
        return {
            "own": own,
            "api": addresses.of(self.subject_type, found.work_id),
            "is_current": is_current,
            "at": values["as_of"],
            "canonical": f"{settings.PUBLIC_URL}{own}",
            "stamp": found.document["edition"],
            "since": "" if is_current else self._since(found),
            "feeds": [],
        }

    def _since(self, found: Shown) -> str:
        """What became of it since this edition, in a sentence or two."""
        later = Edition.objects.using(self.database).filter(subject_id=found.work_id, number__gt=found.number)
        rows = list(later.order_by("number").values_list("changed", "kind", "published_at"))
        if not rows:
            return _("It is the newest.")
        changed, kinds = [members for members, *_ in rows], [kind for _, kind, _ in rows]
        if kinds[-1] in SINCE:
            return _(SINCE[kinds[-1]]) % {"day": day(rows[-1][2])}
        names = {str(words.MEMBERS[each]) for members in changed for each in members if each in words.MEMBERS}
        followed = ngettext("%(number)s edition has followed.", "%(number)s editions have followed.", len(changed))
        told = followed % {"number": len(changed)}
        facts = _("Changed: %(names)s.") % {"names": _(", ").join(sorted(names))}
        return f"{told} {facts}" if names else told


#: What became of a work that does not stand any more.
SINCE: Final[dict[str, str]] = {
    Kind.RETRACTED: gettext_noop("It was retracted on %(day)s, and does not stand any more."),
    Kind.MERGED: gettext_noop("On %(day)s it was merged into another, which goes on."),
}


def asks_for_now(values: Mapping[str, Any]) -> bool:
    return values["edition"] is None and values["as_of"] is None


def told(found: Retracted) -> dict[str, Any]:
    return {"work": found.work, "id": str(found.work_id), "note": found.note, "published_at": found.published_at}
