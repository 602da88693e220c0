"""The table of the kinds of input: each has one reader, and a further one is read by being listed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from claims.imports import readers
from claims.imports.claimreview.reader import CLAIM_REVIEWS
from claims.imports.inputs.streams import Input
from claims.imports.models import ImportRun, InputKind, RefusedRecord
from claims.imports.read import Read, Refused
from claims.imports.run.start import REFUSED, execute
from claims.imports.tables.mapping import names

pytestmark = pytest.mark.django_db


def test_every_kind_of_input_has_one_reader() -> None:
    assert sorted(reader.kind for reader in readers.READERS) == sorted(InputKind)
    assert readers.kinds() == InputKind.choices
    assert readers.mappings() == names()


def test_an_input_is_read_by_the_reader_that_is_listed_for_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(source: Input, run: ImportRun, name: str) -> Iterator[Read]:
        yield Read(f"all of {name}", source.stream.read(), (Refused(f"{run.kind} is not what it seems"),))

    monkeypatch.setattr(readers, "READERS", (replace(CLAIM_REVIEWS, read=read),))
    run = ImportRun.objects.create(origin="https://example.org/lists/letters.txt", upload=b"Dear all")
    execute(run)

    [refused] = RefusedRecord.objects.all()
    assert (refused.place, refused.reason) == ("all of letters.txt", "claimreview is not what it seems")
    assert bytes(refused.raw) == b"Dear all"


@pytest.mark.parametrize(
    ("columns", "faults"),
    [
        ({"kind": "table", "mapping": "none"}, ["Choose how the table is read"]),
        ({"kind": "table", "mapping": names()[0]}, []),
        ({"mapping": names()[0]}, ["Only a table is read by a mapping."]),
        ({"origin": REFUSED}, []),
    ],
)
def test_a_run_that_its_kind_cannot_read_is_told_why(columns: dict[str, str], faults: list[str]) -> None:
    run = ImportRun(**columns)
    told = [reason for _, reason in readers.faults_of_reading(run, again=run.origin == REFUSED)]

    assert len(told) == len(faults)
    assert all(reason.startswith(fault) for reason, fault in zip(told, faults, strict=True))


def test_what_was_refused_is_read_again_as_what_it_was() -> None:
    assert readers.reader_of_refused(RefusedRecord(mapping=names()[0])).kind == InputKind.TABLE
    assert readers.reader_of_refused(RefusedRecord()).kind == InputKind.CLAIM_REVIEW
