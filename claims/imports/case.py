"""A case file: one JSON object that holds a whole case of claims, loaded and published in one transaction.

Rows are told apart by their ids, so loading twice changes nothing, and what people did to the case since is
left alone: a row is created when its id is unknown, and the rows under a claim only along with the claim.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from claims import writing as actions
from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Narrative,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claimtrack.dates import WorldDate
from sources import writing as source_actions
from sources.models import Document, Office, ReliabilityGrade, Source

FORMAT = "claimtrack-case/1"
BY_DESK = "desk"

Row = Mapping[str, Any]
AnyModel = TypeVar("AnyModel", bound=models.Model)


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
        case = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidCase([f"{path} is not JSON in UTF-8: {error}"]) from error
    if not isinstance(case, dict) or case.get("format") != FORMAT:
        raise InvalidCase([f"{path} is not a case file: its `format` must be “{FORMAT}”."])
    with transaction.atomic():
        return _Loader(case).load()


class _Loader:
    """Reads sections in order of dependence; a fault is noted with its row and the reading goes on."""

    def __init__(self, case: Row) -> None:
        self.case = case
        self.report = Report()
        self.faults: list[str] = []
        self.new: dict[str, models.Model] = {}
        self.afterwards: list[tuple[str, Callable[[], object]]] = []
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
        for section, model, build, wanted in SECTIONS:
            self._section(section, [row for row in self.case.get(section, ()) if wanted(row)], model, build)
        for where, step in self.afterwards:
            with self.noting(where):
                step()
        self._refuse_faults()
        self._publish()
        return self.report

    def _refuse_faults(self) -> None:
        if self.faults:
            raise InvalidCase(self.faults)

    def _section(self, section: str, rows: list[Row], model: type[models.Model], build: "Build") -> None:
        known = set(model._default_manager.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
        fresh = [row for row in rows if UUID(row["id"]) not in known and self._belongs(row)]
        self.report.created[section] = self.report.created.get(section, 0) + len(fresh)
        self.report.unchanged[section] = self.report.unchanged.get(section, 0) + len(rows) - len(fresh)
        for row in fresh:
            with self.noting(f"{section} {row['key']}"):
                self.new[row["key"]] = build(self, row)

    def _belongs(self, row: Row) -> bool:
        """Rows under a claim or a rebuttal are created along with it, never added to one that stands already."""
        target = row.get("target", {})
        owner = target.get("claim") or target.get("rebuttal") or row.get("from")
        return owner is None or owner in self.new

    @contextmanager
    def noting(self, where: str) -> Iterator[None]:
        """Note what is wrong with one row, undo it, and let the next be read."""
        try:
            with transaction.atomic():
                yield
        except ValidationError as error:
            self.faults += [f"{where}: {message}" for message in error.messages]
        except KeyError as error:
            self.faults.append(f"{where}: the member {error} is missing")
        except (ValueError, TypeError, IntegrityError) as error:
            self.faults.append(f"{where}: {error}")

    def id(self, key: str) -> UUID:
        """The id of the row with this key."""
        if key not in self.ids:
            raise ValidationError(f"it refers to “{key}”, which is no key of this file")
        return self.ids[key]

    def id_or_none(self, key: str | None) -> UUID | None:
        return None if key is None else self.id(key)

    def rows_of(self, model: type[AnyModel], keys: list[str]) -> "models.QuerySet[AnyModel]":
        return model._default_manager.filter(pk__in=[self.id(key) for key in keys])

    def link(self, row: models.Model, name: str, key: str | None) -> None:
        """Set a reference once all rows are there, for it may point forward."""
        if key is not None:
            rows = type(row)._default_manager.filter(pk=row.pk)
            self.afterwards.append((f"{name} of “{row}”", lambda: rows.update(**{f"{name}_id": self.id(key)})))

    def _publish(self) -> None:
        created = list(self.new.values())
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


Build = Callable[[_Loader, Row], models.Model]


def _saved(row: AnyModel) -> AnyModel:
    row.full_clean()
    row.save(force_insert=True)
    return row


def _plain(row: Row, *names: str) -> dict[str, Any]:
    """The members that are columns of the same name."""
    return {name: row[name] for name in names}


def _dates(row: Row, *names: str) -> dict[str, WorldDate | None]:
    return {name: WorldDate.from_json(row[name]) if row[name] else None for name in names}


# -- one builder a section ------------------------------------------------------------------------


def _source(loader: _Loader, row: Row) -> Source:
    source = _saved(
        Source(
            **_plain(row, "id", "slug", "name", "kind", "aliases", "description", "country", "website", "same_as"),
            document_id=loader.id_or_none(row["document"]),
        )
    )
    loader.link(source, "part_of", row["part_of"])
    for grade in row["reliability"]:
        _saved(ReliabilityGrade(source=source, **_plain(grade, "grade", "reasons"), at=date.fromisoformat(grade["at"])))
    for office in row["offices"]:
        loader.afterwards.append((f"office of “{source}”", partial(_office, loader, source, office)))
    return source


def _office(loader: _Loader, person: Source, row: Row) -> Office:
    times = _dates(row, "from", "to")
    organization = Source.objects.get(pk=loader.id(row["organization"]))
    return _saved(
        Office(person=person, organization=organization, title=row["title"], start=times["from"], end=times["to"])
    )


def _subject(loader: _Loader, row: Row) -> Subject:
    columns = _plain(row, "id", "slug", "name", "kind", "aliases", "description", "same_as")
    return _saved(Subject(**columns, source_id=loader.id_or_none(row["source"])))


def _topic(loader: _Loader, row: Row) -> Topic:
    return _saved(Topic(**_plain(row, "id", "slug", "name")))


def _document(loader: _Loader, row: Row) -> Document:
    columns = _plain(row, "id", "title", "url", "authors", "medium", "language", "archived_url")
    return _saved(Document(**columns, **_dates(row, "published"), publisher_id=loader.id(row["publisher"])))


def _narrative(loader: _Loader, row: Row) -> Narrative:
    return _saved(Narrative(**_plain(row, "id", "slug", "name", "description"), **_dates(row, "period")))


def _claim(loader: _Loader, row: Row) -> Claim:
    claim = _saved(
        Claim(
            **_plain(row, "id", "slug", "statement", "context", "language", "kind", "not_checkable_reason", "aspects"),
            **_dates(row, "made", "about_time"),
            countries=row["countries"],
        )
    )
    claim.about.set(loader.rows_of(Subject, row["about"]))
    claim.topics.set(loader.rows_of(Topic, row["topics"]))
    claim.narratives.set(loader.rows_of(Narrative, row["narratives"]))
    loader.link(claim, "part_of", row["part_of"])
    for appearance in row["appearances"]:
        _appearance(loader, claim, appearance)
    return claim


def _appearance(loader: _Loader, claim: Claim, row: Row) -> None:
    appearance = _saved(
        Appearance(
            claim=claim,
            document_id=loader.id(row["document"]),
            speaker_id=loader.id_or_none(row["speaker"]),
            **_plain(row, "id", "role", "hedge", "first_known", "audience", "occurred_at"),
            **_plain(row, "quote", "prefix", "suffix", "credibility", "media_category"),
            **_dates(row, "made"),
        )
    )
    loader.link(appearance, "derives_from", row["derives_from"])
    for rank, key in enumerate(row["attributed_to"], start=1):
        _saved(Attribution(appearance=appearance, source_id=loader.id(key), rank=rank))


def _rebuttal(loader: _Loader, row: Row) -> Rebuttal:
    rebuttal = _saved(
        Rebuttal(
            **_plain(row, "id", "kind", "verb", "standing", "statement", "quote", "prefix", "suffix", "audience"),
            **_plain(row, "occurred_at", "asked_of"),
            **_dates(row, "made", "asked_at", "asked_deadline"),
            source_id=loader.id(row["source"]),
            speaker_id=loader.id_or_none(row["speaker"]),
            document_id=loader.id(row["document"]),
        )
    )
    rebuttal.makes.set(loader.rows_of(Claim, row["makes"]))
    loader.link(rebuttal, "in_reply_to", row["in_reply_to"])
    for answer in row["answers"]:
        claim_id, document_id = loader.id_or_none(answer["claim"]), loader.id_or_none(answer["document"])
        _saved(Answer(rebuttal=rebuttal, claim_id=claim_id, document_id=document_id, scope=answer["scope"]))
    return rebuttal


def _evidence(loader: _Loader, row: Row) -> Evidence:
    return _saved(
        Evidence(
            **_plain(row, "id", "bearing", "credibility", "weight", "note", "quote", "prefix", "suffix"),
            target_claim_id=loader.id_or_none(row["target"].get("claim")),
            target_rebuttal_id=loader.id_or_none(row["target"].get("rebuttal")),
            document_id=loader.id_or_none(row["item"].get("document")),
            claim_id=loader.id_or_none(row["item"].get("claim")),
        )
    )


def _assessment(loader: _Loader, row: Row) -> Assessment:
    assessment = _saved(
        Assessment(
            **_plain(row, "id", "status", "not_checkable_reason", "verdict", "label", "scale"),
            **_plain(row, "likelihood", "confidence", "rationale", "review_due"),
            **_dates(row, "as_of", "assessed_at"),
            claim_id=loader.id_or_none(row["target"].get("claim")),
            rebuttal_id=loader.id_or_none(row["target"].get("rebuttal")),
            source_id=None if row["by"] == BY_DESK else loader.id_or_none(row["by"]),
            document_id=loader.id_or_none(row["document"]),
        )
    )
    assessment.evidence.set(loader.rows_of(Evidence, row["evidence"]))
    return assessment


def _relation(loader: _Loader, row: Row) -> Relation:
    claim_id, other_id = loader.id(row["from"]), loader.id(row["to"])
    return _saved(Relation(**_plain(row, "id", "kind", "note"), claim_id=claim_id, other_id=other_id))


def _always(row: Row) -> bool:
    return True


def _is_anonymous(row: Row) -> bool:
    return row.get("document") is not None


def _has_a_name(row: Row) -> bool:
    return not _is_anonymous(row)


#: Section, model, builder, and which of its rows: anonymous sources need their document, and it its publisher.
SECTIONS: list[tuple[str, type[models.Model], Build, Callable[[Row], bool]]] = [
    ("sources", Source, _source, _has_a_name),
    ("documents", Document, _document, _always),
    ("sources", Source, _source, _is_anonymous),
    ("subjects", Subject, _subject, _always),
    ("topics", Topic, _topic, _always),
    ("narratives", Narrative, _narrative, _always),
    ("claims", Claim, _claim, _always),
    ("rebuttals", Rebuttal, _rebuttal, _always),
    ("evidence", Evidence, _evidence, _always),
    ("assessments", Assessment, _assessment, _always),
    ("relations", Relation, _relation, _always),
]
