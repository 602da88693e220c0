"""Which claims a dossier of several is of: those of a narrative, or those that a filter finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict
from urllib.parse import parse_qs, urlencode
from uuid import UUID

import orjson

from claims.record.documents import CLAIM, NARRATIVE, NarrativeDocument
from claims.record.query import ExportFilters
from claimtrack import addresses
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.reading import Redacted, Shown, Unknown, Withheld, read
from claimtrack.query.asked import Asked

#: How many claims one dossier may be of.
MOST_CLAIMS = 200


class LeftOut(TypedDict):
    """A claim that was asked for and cannot be shown: `why` is retracted, merged, redacted, withheld or unpublished."""

    id: str
    why: str


class Selection(TypedDict):
    """What was asked for. `filters` is the canonical query of `/claims/`, null for a narrative.

    `left_out` are claims of a narrative that cannot be read; a filter finds none of these.
    """

    kind: Literal["narrative", "filter"]
    filters: str | None
    narrative: NarrativeDocument | None
    left_out: list[LeftOut]


class NarrativeNotPublished(LookupError):
    """No such narrative or edition of it is in the record, or was at the time asked for."""


class NarrativeWithdrawn(Exception):
    """The narrative, or the edition asked for, cannot be read; `redacted` when under a legal duty."""

    def __init__(self, message: str, *, redacted: bool) -> None:
        super().__init__(message)
        self.redacted = redacted


class NarrativeWithheld(Exception):
    """The narrative, or the edition asked for, is kept from readers while it is examined."""


class TooManyClaims(Exception):
    """A dossier is read by people, and made at once: more claims than that are an export, not a dossier."""


@dataclass(frozen=True, slots=True)
class Selected:
    """Ids in the order they are shown, the selection, and the time the claims are shown as of."""

    ids: Sequence[UUID]
    selection: Selection
    as_of: datetime | None


def few_enough(chosen: Selected) -> Selected:
    """Raises TooManyClaims."""
    if len(chosen.ids) > MOST_CLAIMS:
        raise TooManyClaims(f"More than {MOST_CLAIMS} claims match. Narrow the filter, or export them instead.")
    return chosen


def of_filter(asked: ExportFilters) -> Selected:
    """The claims a filter finds, in its order. Raises TooManyClaims."""
    page = asked.rows_after(["claim_id"], after=None, page_size=MOST_CLAIMS + 1)
    selection: Selection = {
        "kind": "filter",
        "filters": urlencode(asked.canonical(), safe=",:"),
        "narrative": None,
        "left_out": [],
    }
    return few_enough(Selected([claim_id for (claim_id,) in page.rows], selection, asked.values["as_of"]))


def of_query(query: str, *, using: str) -> Selected:
    """The claims a filter finds, written as in an address: `verdict=false&topic=ports`. Raises InvalidQuery, too."""
    return of_filter(ExportFilters.ask(Asked.in_query(query, path=addresses.of_all(CLAIM)), using=using))


def of_narrative(narrative_id: UUID, *, edition: int | None, as_of: datetime | None, using: str) -> Selected:
    """The claims of a narrative as it stands, stood at a time, or in one edition, then as of its publication.

    Raises NarrativeNotPublished, NarrativeWithdrawn or NarrativeWithheld.
    """
    found = read(NARRATIVE, str(narrative_id), number=edition, at=as_of, using=using)
    if isinstance(found, Unknown):
        when = f" in edition {edition}" if edition else f" by {rfc3339(as_of)}" if as_of else ""
        raise NarrativeNotPublished(f"The narrative {narrative_id} was not published{when}.")
    if isinstance(found, Withheld):
        raise NarrativeWithheld("This narrative is withheld while it is examined.")
    if not isinstance(found, Shown):
        note = f": {found.note}" if found.note else ""
        raise NarrativeWithdrawn(f"This narrative was {found.kind}{note}.", redacted=isinstance(found, Redacted))
    document: NarrativeDocument = orjson.loads(found.text)
    return Selected(
        [UUID(claim_id) for claim_id in document["claims"]],
        {"kind": "narrative", "filters": None, "narrative": document, "left_out": []},
        found.published_at if edition is not None else as_of,
    )


def names_words(selection: Selection | None) -> bool:
    """Whether it is of words that somebody searched: these are theirs, and kept nowhere."""
    return "q" in parse_qs((selection and selection["filters"]) or "")


# -- as a job is told it ----------------------------------------------------------------------------


class Wanted(TypedDict):
    """A narrative with what pins it, or a query of `/claims/`."""

    narrative: str | None
    edition: int | None
    as_of: str | None
    filters: str | None


def of_wanted(wanted: Wanted, *, using: str) -> Selected:
    """Raises what `of_narrative` and `of_query` do; TooManyClaims, too, for either."""
    if wanted["narrative"] is None:
        return of_query(wanted["filters"] or "", using=using)
    as_of = datetime.fromisoformat(wanted["as_of"]) if wanted["as_of"] else None
    narrative_id = UUID(wanted["narrative"])
    return few_enough(of_narrative(narrative_id, edition=wanted["edition"], as_of=as_of, using=using))
