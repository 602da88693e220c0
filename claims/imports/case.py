"""A case file: one JSON object that holds a whole case of claims, loaded and published in one transaction.

Rows are told apart by their ids, so loading twice changes nothing, and what people did to the case since is
left alone: a row is created when its id is unknown, and the rows under a claim only along with the claim.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from claims import writing as actions
from claims.models import Assessment, Claim, Narrative
from claims.writing.fields import (
    AnswerFields,
    AppearanceFields,
    AssessmentFields,
    ClaimFields,
    EvidenceFields,
    NarrativeFields,
    RebuttalFields,
    RelationFields,
    SubjectFields,
    TopicFields,
)
from claimtrack import json_in
from claimtrack.dates import WorldDate
from claimtrack.editions.roots import acting
from claimtrack.ids import uuid7
from claimtrack.writing import Create, Fields, Refused, Update, write
from sources import writing as source_actions
from sources.models import Source
from sources.writing import DocumentFields, GradeFields, OfficeFields, SourceFields

FORMAT = "claimtrack-case/1"
BY_DESK = "desk"
#: The version of a row that was made just now.
AS_MADE = 1

Row = Mapping[str, Any]


class InvalidCase(ValueError):
    """The file was refused; `faults` lists every fault with the key of its row. Nothing was loaded."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Report:
    """How many rows of each kind were created and how many stood already; how many editions were published."""

    created: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    editions: int = 0


def load_case(path: Path) -> Report:
    """Load and publish the case in `path`. Raises InvalidCase or OSError; then nothing has changed."""
    try:
        case = json_in.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidCase([f"{path} is not JSON in UTF-8: {error}"]) from error
    if not isinstance(case, dict) or case.get("format") != FORMAT:
        raise InvalidCase([f"{path} is not a case file: its `format` must be “{FORMAT}”."])
    with acting("a case that was loaded"), transaction.atomic():
        return _Loader(case).load()


class _Loader:
    """Reads sections in order of dependence; a fault is noted with its row and the reading goes on."""

    def __init__(self, case: Row) -> None:
        self.case = case
        self.report = Report()
        self.faults: list[str] = []
        self.changes: list[Create[Fields] | Update[Fields]] = []
        #: What may point to a row that comes later: written when all of them are there.
        self.afterwards: list[Create[Fields] | Update[Fields]] = []
        self.new: set[str] = set()
        self.ids: dict[str, UUID] = {}
        for number, row in enumerate(self._all_rows(), start=1):
            with self.noting(f"row {number} ({row.get('key', 'without a key')})"):
                self.ids[row["key"]] = UUID(row["id"])

    def _all_rows(self) -> Iterator[Row]:
        for section in self.case.values():
            for row in section if isinstance(section, list) else ():
                yield row
                yield from row.get("appearances", ())

    def load(self) -> Report:
        self._refuse_faults()
        for section, read, wanted in SECTIONS:
            self._section(section, [row for row in self.case.get(section, ()) if wanted(row)], read)
        rows = self._written()
        self._refuse_faults()
        self._publish(rows)
        return self.report

    def _refuse_faults(self) -> None:
        if self.faults:
            raise InvalidCase(self.faults)

    def _section(self, section: str, rows: list[Row], read: "Read") -> None:
        model = read.model
        known = set(model._default_manager.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
        fresh = [row for row in rows if UUID(row["id"]) not in known and self._belongs(row)]
        self.report.created[section] = self.report.created.get(section, 0) + len(fresh)
        self.report.unchanged[section] = self.report.unchanged.get(section, 0) + len(rows) - len(fresh)
        self.new |= {row["key"] for row in fresh}
        for row in fresh:
            place = f"{section} {row['key']}"
            with self.noting(place):
                # All of a row or, where it cannot be read, nothing of it.
                self.changes += [*read.changes(_Reader(self, place), row)]

    def _belongs(self, row: Row) -> bool:
        """Rows under a claim or a rebuttal are created along with it, never added to one that stands already."""
        target = row.get("target", {})
        owner = target.get("claim") or target.get("rebuttal") or row.get("from")
        return owner is None or owner in self.new

    @contextmanager
    def noting(self, where: str) -> Iterator[None]:
        """Note what is wrong with one row, and let the next be read."""
        try:
            yield
        except ValidationError as error:
            self.faults += [f"{where}: {message}" for message in error.messages]
        except KeyError as error:
            self.faults.append(f"{where}: the member {error} is missing")
        except (ValueError, TypeError) as error:
            self.faults.append(f"{where}: {error}")

    def _written(self) -> list[models.Model]:
        try:
            return write([*self.changes, *self.afterwards], by=None).rows
        except Refused as refused:
            self.faults += [f"{fault.place}: {_sentence(fault.field, fault.message)}" for fault in refused.faults]
            return []

    def _publish(self, rows: Iterable[models.Model]) -> None:
        created = list({row.pk: row for row in rows}.values())
        editions = source_actions.publish(sources=[row for row in created if isinstance(row, Source)], by=None)
        for row in created:
            if isinstance(row, Assessment):
                actions.approve(assessment=row, by=None)
        editions += actions.publish(
            claims=[row for row in created if isinstance(row, Claim)],
            narratives=[row for row in created if isinstance(row, Narrative)],
            by=None,
        )
        self.report.editions = len(editions)


def _sentence(field_name: str, message: str) -> str:
    return f"{field_name}: {message}" if field_name else message


class _Reader:
    """Reads one row of the file into changes, all of them at its place."""

    def __init__(self, loader: _Loader, place: str) -> None:
        self.loader, self.place = loader, place

    def id(self, key: str) -> UUID:
        """The id of the row with this key."""
        if key not in self.loader.ids:
            raise ValidationError(f"it refers to “{key}”, which is no key of this file")
        return self.loader.ids[key]

    def id_or_none(self, key: str | None) -> UUID | None:
        return None if key is None else self.id(key)

    def ids(self, keys: Iterable[str]) -> tuple[UUID, ...]:
        return tuple(map(self.id, keys))

    def create(self, row_id: str | UUID, fields: Fields) -> Create[Fields]:
        return Create(id=UUID(str(row_id)), fields=fields, place=self.place)

    def later(self, row_id: str, fields: Fields) -> None:
        """Set a reference once all rows are there, for it may point forward."""
        self.loader.afterwards.append(Update(row=UUID(row_id), fields=fields, seen=AS_MADE, place=self.place))


Changes: TypeAlias = Iterator[Create[Fields]]


@dataclass(frozen=True, slots=True)
class Read:
    """How the rows of a section are read: the table of their own, and the changes that each becomes."""

    model: type[models.Model]
    changes: Callable[[_Reader, Row], Changes]


def _plain(row: Row, *names: str) -> dict[str, Any]:
    """The members that are columns of the same name."""
    return {name: row[name] for name in names}


def _dates(row: Row, *names: str) -> dict[str, Any]:
    return {name: WorldDate.from_json(row[name]) if row[name] else None for name in names}


def _instant(row: Row) -> datetime | None:
    return datetime.fromisoformat(row["occurred_at"]) if row["occurred_at"] else None


# -- one reader a section -------------------------------------------------------------------------


def _source(reader: _Reader, row: Row) -> Changes:
    columns = _plain(row, "slug", "name", "kind", "aliases", "description", "country", "website", "same_as")
    yield reader.create(row["id"], SourceFields(**columns, document=reader.id_or_none(row["document"])))
    if row["part_of"]:
        reader.later(row["id"], SourceFields(part_of=reader.id(row["part_of"])))
    source = UUID(row["id"])
    for grade in row["reliability"]:
        given = GradeFields(source=source, **_plain(grade, "grade", "reasons"), at=date.fromisoformat(grade["at"]))
        yield reader.create(uuid7(), given)
    for office in row["offices"]:
        times = _dates(office, "from", "to")
        held = OfficeFields(
            person=source,
            organization=reader.id(office["organization"]),
            title=office["title"],
            start=times["from"],
            end=times["to"],
        )
        reader.loader.afterwards.append(reader.create(uuid7(), held))


def _subject(reader: _Reader, row: Row) -> Changes:
    columns = _plain(row, "slug", "name", "kind", "aliases", "description", "same_as")
    yield reader.create(row["id"], SubjectFields(**columns, source=reader.id_or_none(row["source"])))


def _topic(reader: _Reader, row: Row) -> Changes:
    yield reader.create(row["id"], TopicFields(**_plain(row, "slug", "name")))


def _document(reader: _Reader, row: Row) -> Changes:
    columns = _plain(row, "title", "url", "authors", "medium", "language", "archived_url")
    given = DocumentFields(**columns, **_dates(row, "published"), publisher=reader.id(row["publisher"]))
    yield reader.create(row["id"], given)


def _narrative(reader: _Reader, row: Row) -> Changes:
    given = NarrativeFields(**_plain(row, "slug", "name", "description"), **_dates(row, "period"))
    yield reader.create(row["id"], given)


def _claim(reader: _Reader, row: Row) -> Changes:
    yield reader.create(
        row["id"],
        ClaimFields(
            **_plain(row, "slug", "statement", "context", "language", "kind", "not_checkable_reason", "aspects"),
            **_plain(row, "countries"),
            **_dates(row, "made", "about_time"),
            about=reader.ids(row["about"]),
            topics=reader.ids(row["topics"]),
            narratives=reader.ids(row["narratives"]),
        ),
    )
    if row["part_of"]:
        reader.later(row["id"], ClaimFields(part_of=reader.id(row["part_of"])))
    for appearance in row["appearances"]:
        yield _appearance(reader, UUID(row["id"]), appearance)


def _appearance(reader: _Reader, claim: UUID, row: Row) -> Create[Fields]:
    if row["derives_from"]:
        reader.later(row["id"], AppearanceFields(derives_from=reader.id(row["derives_from"])))
    return reader.create(
        row["id"],
        AppearanceFields(
            claim=claim,
            document=reader.id(row["document"]),
            speaker=reader.id_or_none(row["speaker"]),
            attributed_to=reader.ids(row["attributed_to"]),
            occurred_at=_instant(row),
            **_plain(row, "role", "hedge", "first_known", "audience"),
            **_plain(row, "quote", "prefix", "suffix", "credibility", "media_category"),
            **_dates(row, "made"),
        ),
    )


def _rebuttal(reader: _Reader, row: Row) -> Changes:
    yield reader.create(
        row["id"],
        RebuttalFields(
            **_plain(row, "kind", "verb", "standing", "statement", "quote", "prefix", "suffix", "audience"),
            **_plain(row, "asked_of"),
            **_dates(row, "made", "asked_at", "asked_deadline"),
            occurred_at=_instant(row),
            source=reader.id(row["source"]),
            speaker=reader.id_or_none(row["speaker"]),
            document=reader.id(row["document"]),
            makes=reader.ids(row["makes"]),
        ),
    )
    if row["in_reply_to"]:
        reader.later(row["id"], RebuttalFields(in_reply_to=reader.id(row["in_reply_to"])))
    for answer in row["answers"]:
        yield reader.create(
            uuid7(),
            AnswerFields(
                rebuttal=UUID(row["id"]),
                claim=reader.id_or_none(answer["claim"]),
                document=reader.id_or_none(answer["document"]),
                scope=answer["scope"],
            ),
        )


def _evidence(reader: _Reader, row: Row) -> Changes:
    yield reader.create(
        row["id"],
        EvidenceFields(
            **_plain(row, "bearing", "credibility", "weight", "note", "quote", "prefix", "suffix"),
            target_claim=reader.id_or_none(row["target"].get("claim")),
            target_rebuttal=reader.id_or_none(row["target"].get("rebuttal")),
            document=reader.id_or_none(row["item"].get("document")),
            claim=reader.id_or_none(row["item"].get("claim")),
        ),
    )


def _assessment(reader: _Reader, row: Row) -> Changes:
    yield reader.create(
        row["id"],
        AssessmentFields(
            **_plain(row, "status", "not_checkable_reason", "verdict", "label", "scale"),
            **_plain(row, "likelihood", "confidence", "rationale"),
            **_dates(row, "as_of", "assessed_at"),
            review_due=date.fromisoformat(row["review_due"]) if row["review_due"] else None,
            claim=reader.id_or_none(row["target"].get("claim")),
            rebuttal=reader.id_or_none(row["target"].get("rebuttal")),
            source=None if row["by"] == BY_DESK else reader.id_or_none(row["by"]),
            document=reader.id_or_none(row["document"]),
            evidence=reader.ids(row["evidence"]),
        ),
    )


def _relation(reader: _Reader, row: Row) -> Changes:
    given = RelationFields(claim=reader.id(row["from"]), other=reader.id(row["to"]), **_plain(row, "kind", "note"))
    yield reader.create(row["id"], given)


def _always(row: Row) -> bool:
    return True


def _is_anonymous(row: Row) -> bool:
    return row.get("document") is not None


def _has_a_name(row: Row) -> bool:
    return not _is_anonymous(row)


SOURCES = Read(Source, _source)

#: Section, how it is read, and which of its rows: anonymous sources need their document, and it its publisher.
SECTIONS: list[tuple[str, Read, Callable[[Row], bool]]] = [
    ("sources", SOURCES, _has_a_name),
    ("documents", Read(DocumentFields.model, _document), _always),
    ("sources", SOURCES, _is_anonymous),
    ("subjects", Read(SubjectFields.model, _subject), _always),
    ("topics", Read(TopicFields.model, _topic), _always),
    ("narratives", Read(NarrativeFields.model, _narrative), _always),
    ("claims", Read(ClaimFields.model, _claim), _always),
    ("rebuttals", Read(RebuttalFields.model, _rebuttal), _always),
    ("evidence", Read(EvidenceFields.model, _evidence), _always),
    ("assessments", Read(AssessmentFields.model, _assessment), _always),
    ("relations", Read(RelationFields.model, _relation), _always),
]
