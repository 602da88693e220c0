"""Tables for spreadsheets: one row a claim, as CSV (RFC 4180) and as XLSX, in the same columns.

A cell that a spreadsheet would compute is text here: in CSV it gets an apostrophe in front, in XLSX it is a cell
of type text. In XLSX exact days and times are dates; times are in UTC. Several values of one cell are joined by “; ”.
What a cell cannot hold is in the NDJSON.
"""

import csv as csv_writer
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Final, TypedDict

from claims.exports.published import Heading, Site, appearances_in_order, claimants
from claims.exports.workbook import FIRST_DAY, Cell, workbook
from claims.record.documents import ClaimDocument, ObservationDocument
from claims.record.listing import current_assessment, roles_of
from claims.record.named import observations
from claims.record.reading import PublishedClaim
from claims.scales.figures import counted
from claimtrack.dates import DateDocument
from claimtrack.editions.chain import rfc3339

XLSX_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEPARATOR: Final = "; "
ROWS_A_CHUNK: Final = 100

#: First letters that make a spreadsheet compute a cell, and their full-width forms.
FORMULA: Final = frozenset("=+-@＝＋－＠")


# -- the columns, in their order ------------------------------------------------------------------


class StatementCells(TypedDict):
    id: str
    slug: str
    url: str
    statement: str
    context: str
    language: str
    kind: str
    made: str
    made_earliest: str
    made_latest: str
    about_time: str
    about: str
    topics: str
    narratives: str
    countries: str
    part_of: str
    parts: str


class JudgementCells(TypedDict):
    """The headline; `assessments` counts all judgements."""

    status: str
    not_checkable_reason: str
    verdict: str
    label: str
    likelihood: str
    confidence: str
    basis: str
    disagree: str
    assessed_by: str
    assessed_at: str
    rationale: str
    assessments: int


class VoiceCells(TypedDict):
    claimants: str
    speakers: str
    attributed_to: str
    publishers: str
    first_quote: str
    document_titles: str
    document_urls: str
    appearances: int
    rebutted_by: str
    rebuttal_kinds: str
    rebuttals: int
    asked: str
    asked_without_answer: str
    spread: str


class EditionCells(TypedDict):
    """`published_at` is of the first edition, `updated_at` of this one."""

    edition: int
    edition_kind: str
    published_at: str
    updated_at: str
    corrections: int
    last_correction: str
    sha256: str
    license: str
    credit: str


HEADER: Final = [
    *StatementCells.__annotations__,
    *JudgementCells.__annotations__,
    *VoiceCells.__annotations__,
    *EditionCells.__annotations__,
]


#: The columns whose texts are dates, as far as they are exact.
DATES: Final = frozenset(
    {"made", "made_earliest", "made_latest", "about_time", "assessed_at", "published_at", "updated_at"}
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def row_of(claim: PublishedClaim, site: Site) -> list[Cell]:
    """The cells of one claim, in the order of `HEADER`."""
    document = claim.document
    groups = (_statement(document, site), _judgement(document, site), _voices(document), _edition(claim))
    return list(chain.from_iterable(group.values() for group in groups))  # type: ignore[misc]  # TypedDict values


def _statement(claim: ClaimDocument, site: Site) -> StatementCells:
    made = claim["made"]
    return {
        "id": claim["id"],
        "slug": claim["slug"],
        "url": site.page(claim),
        "statement": claim["statement"],
        "context": claim["context"],
        "language": claim["language"],
        "kind": claim["kind"],
        "made": _edtf(made),
        "made_earliest": (made["earliest"] if made else None) or "",
        "made_latest": (made["latest"] if made else None) or "",
        "about_time": _edtf(claim["about_time"]),
        "about": _joined(subject["name"] for subject in claim["about"]),
        "topics": _joined(claim["topics"]),
        "narratives": _joined(narrative["name"] for narrative in claim["narratives"]),
        "countries": _joined(claim["countries"]),
        "part_of": claim["part_of"] or "",
        "parts": _joined(claim["parts"]),
    }


def _judgement(claim: ClaimDocument, site: Site) -> JudgementCells:
    head, current = claim["headline"], current_assessment(claim)
    judge = current["by"]["source"] if current else None
    return {
        "status": claim["status"],
        "not_checkable_reason": claim["not_checkable_reason"] or "",
        "verdict": head["verdict"] or "",
        "label": (current["label"] if current else None) or "",
        "likelihood": head["likelihood"] or "",
        "confidence": head["confidence"] or "",
        "basis": head["basis"] or "",
        "disagree": str(head["disagree"]).lower(),
        "assessed_by": (judge["name"] if judge else site.name) if current else "",
        "assessed_at": _edtf(current["assessed_at"]) if current else "",
        "rationale": current["rationale"] if current else "",
        "assessments": len(claim["assessments"]),
    }


def _voices(claim: ClaimDocument) -> VoiceCells:
    appearances = appearances_in_order(claim)
    return {
        "claimants": _joined(source["name"] for source in claimants(claim)),
        "speakers": _in_role(claim, "speaker"),
        "attributed_to": _in_role(claim, "attributed_to"),
        "publishers": _in_role(claim, "publisher"),
        "first_quote": next((a["quote"] for a in appearances if a["quote"]), ""),
        "document_titles": _joined(a["document"]["title"] for a in appearances),
        "document_urls": _joined(a["document"]["url"] for a in appearances),
        "appearances": len(appearances),
        "rebutted_by": _in_role(claim, "rebutted_by"),
        "rebuttal_kinds": _joined(rebuttal["kind"] for rebuttal in claim["rebuttals"]),
        "rebuttals": len(claim["rebuttals"]),
        "asked": _joined(inquiry["source"]["name"] for inquiry in claim["inquiries"]),
        "asked_without_answer": _joined(
            inquiry["source"]["name"] for inquiry in claim["inquiries"] if inquiry["outcome"] == "no_response"
        ),
        "spread": _joined(_figure(each) for each in observations(claim)),
    }


def _edition(claim: PublishedClaim) -> EditionCells:
    edition, corrections = claim.document["edition"], claim.document["corrections"]
    return {
        "edition": edition["number"],
        "edition_kind": edition["kind"],
        "published_at": rfc3339(claim.first_published_at),
        "updated_at": edition["published_at"],
        "corrections": len(corrections),
        "last_correction": corrections[-1]["note"] if corrections else "",
        "sha256": edition["sha256"],
        "license": edition["license"],
        "credit": edition["credit"],
    }


def _figure(item: ObservationDocument) -> str:
    """`at least 20000 views, Example Network, 2026-11-02`; of a figure that was taken back, nothing."""
    if item["figure"] is None:
        return ""
    figure = counted(item["figure"], counts=item["counts"], precision=item["precision"])
    return f"{figure}, {item['place']}, {item['observed']['edtf']}"


def _joined(values: Iterable[str | None]) -> str:
    return SEPARATOR.join(dict.fromkeys(value for value in values if value))


def _in_role(claim: ClaimDocument, role: str) -> str:
    return _joined(source["name"] for each, source in roles_of(claim) if each == role)


def _edtf(date: DateDocument | None) -> str:
    return date["edtf"] if date else ""


# -- the two forms --------------------------------------------------------------------------------


def csv(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """UTF-8 without a byte order mark, lines ended by CR LF, the header first."""
    written = io.StringIO()
    writer = csv_writer.writer(written)
    writer.writerow(HEADER)
    for count, claim in enumerate(claims, start=1):
        writer.writerow([inert(cell) for cell in row_of(claim, heading.site)])
        if count % ROWS_A_CHUNK == 0:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


def inert(cell: Cell) -> Cell:
    """The cell, with an apostrophe in front of what a spreadsheet might compute, whatever hides it."""
    if not isinstance(cell, str) or not cell:
        return cell
    begins = cell.lstrip()[:1]
    return f"'{cell}" if begins in FORMULA or cell[0] in "\t\r\n" else cell


def xlsx(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """Office Open XML (ISO/IEC 29500), written as it is sent."""
    rows = (row_of(claim, heading.site) for claim in claims)
    yield from workbook("Claims", HEADER, (list(map(_dated, HEADER, row)) for row in rows))


def _dated(column: str, cell: Cell) -> Cell:
    """An exact day or time as a date; a month, a span or a qualified day (EDTF) stays the text it is."""
    if column not in DATES or not isinstance(cell, str):
        return cell
    if cell < FIRST_DAY:
        return cell
    if _DAY.fullmatch(cell):
        return date.fromisoformat(cell)
    return datetime.fromisoformat(cell) if _INSTANT.fullmatch(cell) else cell
