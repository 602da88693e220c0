"""The log of corrections: every edition that corrected the one before it, of a claim, a source or a narrative."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import QuerySet

from claims.record.corrections import told_of
from claims.record.documents import CLAIM, NARRATIVE
from claimtrack import addresses
from claimtrack.editions.befores import grounds
from claimtrack.editions.chain import EditionGroundValue, rfc3339
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.reading import EditionKey, Shown, read_editions
from claimtrack.editions.works import WORKS
from claimtrack.notations import Instant
from claimtrack.query.filters import ChoiceListFilter, InstantFilter, UUIDListFilter
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet
from sources.documents import SOURCE

CorrectedWorkValue: TypeAlias = Literal["claim", "source", "narrative"]
COLUMNS: Final = ("subject_type", "subject_id", "number", "note", "published_at", "position", "sha256")


class LoggedCorrection(TypedDict):
    """One correction: of which work, what it is called since, why, and every fact that changed, by its path.

    `title`, `before` and `after` are empty where one of the two editions can be read no more; `note` is what the
    newsroom says of it. `withheld` says why it keeps back what stood there before: then all of `before` is null.
    """

    of: CorrectedWorkValue
    id: str
    api_url: str
    title: str | None
    number: int
    at: Instant
    position: int
    sha256: str
    note: str | None
    paths: list[str]
    before: dict[str, object]
    after: dict[str, object]
    withheld: EditionGroundValue | None


class CorrectionFilters(ListFilterSet):
    """The parameters of `/corrections/`, newest first."""

    keyset = Keyset(("position",), descending=True)

    of = ChoiceListFilter(
        "subject_type", choices=(CLAIM, SOURCE, NARRATIVE), help_text="Only corrections of works of this sort."
    )
    ids = UUIDListFilter("subject_id", help_text="Only corrections of the works with these ids.")
    published_after = InstantFilter(
        "published_at", "gte", day_edge="start", help_text="Corrected at this time or later."
    )
    published_before = InstantFilter("published_at", "lte", help_text="Corrected at this time or before.")


def corrected(using: str) -> QuerySet[Edition]:
    """The editions that corrected something, but for what is withheld."""
    return Edition.objects.using(using).filter(kind=Kind.CORRECTED, withheld=False)


def logged(rows: Sequence[Sequence[Any]], *, using: str) -> Iterator[LoggedCorrection]:
    """The lines of the log of these rows of `COLUMNS`. Two queries for all."""
    editions = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    keys = {(each["subject_id"], each["number"] - back) for each in editions for back in (0, 1)}
    documents = _documents(keys, using=using)
    withheld = grounds([each["subject_id"] for each in editions], using=using)
    for each in editions:
        before, after = (documents.get((each["subject_id"], each["number"] - back)) for back in (1, 0))
        yield _line(each, before, after, withheld.get((each["subject_id"], each["number"])))


def _documents(keys: set[EditionKey], *, using: str) -> dict[EditionKey, Mapping[str, Any]]:
    found = read_editions(list(keys), using=using)
    return {key: edition.document for key, edition in found.items() if isinstance(edition, Shown)}


def _line(
    edition: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    ground: EditionGroundValue | None,
) -> LoggedCorrection:
    work, subject_id = WORKS[edition["subject_type"]], UUID(str(edition["subject_id"]))
    told = told_of(before, after, ground)
    return {
        "of": edition["subject_type"],
        "id": str(subject_id),
        "api_url": addresses.of(work.name, subject_id),
        "title": after[work.title] if after else None,
        "number": edition["number"],
        "at": rfc3339(edition["published_at"]),
        "position": edition["position"],
        "sha256": edition["sha256"],
        "note": edition["note"],
        "paths": [each.path for each in told],
        "before": {each.path: each.before for each in told},
        "after": {each.path: each.after for each in told},
        "withheld": ground,
    }
