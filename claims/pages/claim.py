"""The page of one claim: how it stands, who said it and who answered, and all that the record shows of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.api.public.claims import ClaimView
from claims.dossier import asking
from claims.dossier.bundle import to_read
from claims.dossier.reading import Reading, readings
from claims.dossier.refusals import NotPublished
from claims.exports.claimreview import json_ld
from claims.exports.published import appearances_in_order, claimants, is_guarded, our_site
from claims.pages import standings
from claims.pages.cards import named
from claims.pages.dates import dated, day
from claims.pages.pictures import picture
from claims.pages.sharing import shared
from claims.pages.spelled import isolated, spelled
from claims.pages.words import word
from claims.pages.works import WorkPage, asks_for_now
from claims.record.documents import CLAIM, ClaimDocument
from claims.record.listing import current_assessment
from claimtrack.api.problems import NotFound
from claimtrack.dates import DateDocument
from claimtrack.editions.lists import EditionFilters
from claimtrack.editions.reading import Retracted, Shown
from claimtrack.query.filters import IntegerFilter

#: Rows of a list that one page shows: the case's claims, with ten times as many, stay a page that a phone reads.
MOST_ROWS: Final = 50
MOST_MOMENTS: Final = 100


class ClaimPageFilters(EditionFilters):
    rows = IntegerFilter(
        minimum=1, maximum=1000, default=1, narrows=False, help_text="Which page of its rows, where they are many."
    )


class ClaimPage(WorkPage):
    """A claim. Where it is under review and about a person, its address is its id, and no search engine keeps it."""

    as_json = ClaimView
    filterset_class = ClaimPageFilters
    subject_type = CLAIM
    template = "pages/claim.html"

    def name_of(self, found: Shown | Retracted) -> str:
        if isinstance(found, Shown) and is_guarded(found.document):
            return str(found.work_id)
        return super().name_of(found)

    def context(self, found: Shown, values: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            pinned = to_read(found.work_id, edition=values["edition"], as_of=values["as_of"], using=self.database)
        except NotPublished as error:  # a day that has not come
            raise NotFound(str(error)) from error
        [reading] = readings(pinned)
        claim = spelled(reading.claim)
        rows = self._rows(claim, values["rows"])
        is_current = asks_for_now(values)
        return {
            **with_any_rows(reading, claim, is_current=is_current, using=self.database),
            **shared(claim, is_current=is_current),
            **(around_rows(reading, claim) if rows["is_first"] else {}),
            **rows,
        }

    def _rows(self, claim: ClaimDocument, number: int) -> Mapping[str, Any]:
        """Of each list of rows those of one page, and where the page before and the page after it are."""
        rows: dict[str, Sequence[Any]] = {
            "appearances": appearances_in_order(claim),
            "rebuttals": claim["rebuttals"],
            "inquiries": claim["inquiries"],
            "assessments": claim["assessments"],
            "evidence": claim["evidence"],
        }
        first, last = (number - 1) * MOST_ROWS, number * MOST_ROWS
        longest = max(map(len, rows.values()))
        if number > 1 and first >= longest:
            raise NotFound(f"It has no {number} pages of rows.")
        return {
            **{name: each[first:last] for name, each in rows.items()},
            "is_first": number == 1,
            "fewer": self.with_(rows=str(number - 1) if number > 2 else None) if number > 1 else None,  # noqa: PLR2004
            "further": self.with_(rows=str(number + 1)) if last < longest else None,
            **({"robots": "noindex"} if number > 1 else {}),
        }


def with_any_rows(reading: Reading, claim: ClaimDocument, *, is_current: bool, using: str) -> dict[str, Any]:
    """What every page of a claim says of it, whichever rows it shows; `claim` is that of the reading, spelled out."""
    standing = standings.of_claim(claim)
    return {
        "claim": claim,
        "standing": standing,
        "title": standing.before(claim["statement"]),
        "description": " ".join(description(claim)),
        "robots": None if is_current and not is_guarded(claim) else "noindex",
        "current": current_assessment(claim),
        "claimants": claimants(claim),
        "first_said": first_said(claim),
        "answers": [item for item in claim["rebuttals"] if item["kind"] != "no_response"],
        "silent": [*(i for i in claim["rebuttals"] if i["kind"] == "no_response"), *asking.silent(claim)],
        "awaited": asking.awaited(claim),
        "late": [item for item in claim["inquiries"] if item["late"]],
        "neighbours": named(reading.bundle["neighbours"].values(), using=using),
        "stamp": claim["edition"],
        "json_ld": review(reading.claim) if is_current and not is_guarded(claim) else "",
    }


def around_rows(reading: Reading, claim: ClaimDocument) -> dict[str, Any]:
    """What stands around the rows, on the first page of them alone."""
    told = moments(claim, reading.history[0]["published_at"])
    return {
        "not_known": list(not_known(claim)),
        "picture": picture(reading),
        "moments": told[:MOST_MOMENTS],
        "further_moments": len(told[MOST_MOMENTS:]),
        "corrections": spelled(reading.corrections or claim["corrections"]),
        "history": spelled(list(reversed(reading.history))),
    }


# -- in short -------------------------------------------------------------------------------------


def description(claim: ClaimDocument) -> Iterator[str]:
    """What a card or a list of results says of it: how it stands, and who answered; never the statement by itself."""
    yield f"{standings.of_claim(claim).label}."
    if names := [source["name"] for source in claimants(claim)]:
        yield _("Claimed by %(names)s.") % {"names": ", ".join(names)}
    answered = dict.fromkeys(item["source"]["name"] for item in claim["rebuttals"] if item["kind"] != "no_response")
    if answered:
        yield _("Answered by %(names)s.") % {"names": ", ".join(answered)}


def first_said(claim: ClaimDocument) -> DateDocument | None:
    """When it was first said: what the record says of the claim, else the earliest date of an appearance."""
    if claim["made"]:
        return claim["made"]
    found = [item["made"] for item in claim["appearances"] if item["made"] and item["made"]["earliest"]]
    return min(found, key=lambda date: date["earliest"] or "", default=None)


def not_known(claim: ClaimDocument) -> Iterator[str]:
    """What a reader could take for settled, and the record does not tell."""
    if not claim["headline"]["verdict"] and claim["status"] != "not_checkable":
        yield _("Nobody whose judgement this record could follow has settled it. That makes it neither true nor false.")
    if not claim["rebuttals"] and not claim["inquiries"]:
        yield _("No answer to this claim is recorded, and no request for one. That says nothing about its truth.")
    if first_said(claim) is None:
        yield _("No date is known on which it was said.")
    if claim["appearances"] and not any(item["first_known"] for item in claim["appearances"]):
        yield _("Where it was said first is not known.")
    if any(item["speaker"] is None for item in claim["appearances"]):
        yield _("At least one document names nobody as the speaker.")
    yield from claim["aspects"]


# -- beside it ------------------------------------------------------------------------------------


def review(claim: ClaimDocument) -> SafeString:
    """ClaimReview for search engines (schema.org)."""
    return mark_safe(json_ld(claim, our_site()).decode())  # noqa: S308 - `json_ld` leaves no `<` in it


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. `sort` is the first day it can have been at; empty where there is no date."""

    sort: str
    when: str
    what: str
    clock: str


def moments(claim: ClaimDocument, published: str) -> Sequence[Moment]:
    """What happened, was said, and was recorded, oldest first; each says by which clock it is dated."""
    recorded = Moment(
        published[:10], day(datetime.fromisoformat(published)), _("First published in this record"), "recorded"
    )
    found = [*_happened(claim), *_said(claim), *_judged(claim), recorded]
    return sorted(found, key=lambda each: each.sort or "9999")


def _of_day(date: DateDocument | None, what: str, clock: str) -> Moment:
    return Moment((date and (date["earliest"] or date["latest"])) or "", dated(date), what, clock)


def _happened(claim: ClaimDocument) -> Iterator[Moment]:
    if claim["about_time"]:
        yield _of_day(claim["about_time"], _("The time that the claim speaks of"), "happened")


def _said(claim: ClaimDocument) -> Iterator[Moment]:
    for item in claim["appearances"]:
        who = isolated((item["speaker"] or item["document"]["publisher"])["name"])
        what = _("%(who)s: %(how)s") % {"who": who, "how": word("appearance_role", item["role"])}
        yield _of_day(item["made"] or item["document"]["published"], what, "said")
    for answer in claim["rebuttals"]:
        what = _("%(who)s: %(how)s") % {
            "who": isolated(answer["source"]["name"]),
            "how": word("rebuttal_kind", answer["kind"]),
        }
        yield _of_day(answer["made"] or answer["document"]["published"], what, "said")
    for inquiry in claim["inquiries"]:
        asked = {"who": isolated(inquiry["source"]["name"])}
        yield _of_day(inquiry["asked"], _("We asked %(who)s") % asked, "said")
        if inquiry["answered"]:
            yield _of_day(inquiry["answered"], _("%(who)s answered us") % asked, "said")


def _judged(claim: ClaimDocument) -> Iterator[Moment]:
    for item in claim["assessments"]:
        judge = isolated(item["by"]["source"]["name"]) if item["by"]["source"] else _("our desk")
        outcome = word("verdict", item["verdict"]) if item["verdict"] else word("status", item["status"])
        yield _of_day(item["assessed_at"], _("%(who)s: %(how)s") % {"who": judge, "how": outcome}, "judged")
