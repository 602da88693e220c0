"""The addresses of exports and `manage.py export`: the same claims as the lists have, for every format."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS, FORMATS
from claims.models import Claim
from claims.record import reading
from claims.record.query import ClaimFilters, ExportFilters, FeedFilters
from claimtrack.writing import Update, write
from sources import writing as source_actions
from sources.writing import SourceFields
from tests.claims.api.public.test_no_desk_table import RECORD, read_tables, sql_of_readers
from tests.claims.exports.conftest import content, fetched, parsed
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory
from tests.redacting import redact

pytestmark = pytest.mark.rendering

NAMES = ("claimreview.jsonld", "stix.json", "misp.json", "csv", "xlsx", "ndjson", "atom", "feed.json")


def ids(reader: APIClient, query: str) -> list[str]:
    lines = fetched(reader, f"/api/v1/claims/export.ndjson{query}").decode().split("\n")
    return [parsed(line)["id"] for line in lines if line]  # type: ignore[index]  # a document


def listed(reader: APIClient, query: str) -> list[str]:
    return [card["id"] for card in reader.get(f"/api/v1/claims/{query}").json()["results"]]


def test_the_registry_has_the_formats_that_are_promised() -> None:
    assert tuple(FORMATS) == NAMES
    assert set(FORMATS) == {*CLAIM_FORMATS, *FEED_FORMATS}


@pytest.mark.parametrize("name", NAMES)
def test_every_format_has_an_address_for_a_list_and_for_a_claim(libya: APIClient, name: str) -> None:
    for address in (f"/api/v1/claims/export.{name}", f"/api/v1/claims/russia-making-libya-second-syria/export.{name}"):
        response = libya.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == FORMATS[name].media_type
        assert response["Access-Control-Allow-Origin"] == "*"
        assert len(content(response)) > 100
        assert libya.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
        head = libya.head(address)
        assert (head.status_code, content(head), head["ETag"]) == (200, b"", response["ETag"])
        assert head.headers.get("Content-Length") == response.headers.get("Content-Length")


@pytest.mark.parametrize("accept", ["application/atom+xml", "text/html,application/xhtml+xml", "text/csv", "image/png"])
def test_the_address_names_the_format_whatever_is_accepted(libya: APIClient, accept: str) -> None:
    assert fetched(libya, "/api/v1/claims/export.atom", Accept=accept).startswith(b"<?xml")


@pytest.mark.parametrize(
    "query",
    [
        "?page_size=200",
        "?topic=arms-supplies&page_size=200",
        "?q=russia&ordering=relevance&page_size=200",
        "?ordering=made&page_size=200",
        "?verdict=unproven&status=rated&page_size=200",
        "?as_of=2020-01-01&page_size=200",
    ],
)
def test_an_export_has_the_claims_of_the_list_in_its_order(libya: APIClient, query: str) -> None:
    assert ids(libya, query.replace("&page_size=200", "").replace("?page_size=200", "")) == listed(libya, query)


def test_every_parameter_that_selects_claims_selects_in_exports_and_feeds() -> None:
    paging = {"cursor", "page_size", "count", "facets", "highlight"}
    assert set(ClaimFilters.base_filters) - paging == set(ExportFilters.base_filters)
    assert set(ExportFilters.base_filters) | {"before"} == set(FeedFilters.base_filters)


@pytest.mark.parametrize(
    "query", ["?colour=red", "?page_size=10", "?cursor=x", "?topic=nope", "?q=a&as_of=2020-01-01", "?format=csv"]
)
def test_a_parameter_that_is_not_understood_is_refused(libya: APIClient, query: str) -> None:
    response = libya.get(f"/api/v1/claims/export.csv{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_what_is_exported_are_the_stored_bytes(libya: APIClient) -> None:
    line = fetched(libya, "/api/v1/claims/russia-making-libya-second-syria/export.ndjson")
    assert line == fetched(libya, "/api/v1/claims/russia-making-libya-second-syria/") + b"\n"


@pytest.mark.usefixtures("unthrottled")
@pytest.mark.parametrize("name", NAMES)
def test_exports_read_the_record_and_nothing_else(libya: APIClient, name: str) -> None:
    with transaction.atomic(using="record"), sql_of_readers():
        for query in ("", "?topic=arms-supplies", "?q=russia"):
            fetched(libya, f"/api/v1/claims/export.{name}{query}")
        fetched(libya, f"/api/v1/claims/russia-making-libya-second-syria/export.{name}")
        assert read_tables() <= RECORD


# -- streams --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "a_batch"), [("csv", 2), ("ndjson", 2), ("claimreview.jsonld", 2), ("stix.json", 3), ("misp.json", 3)]
)
def test_queries_grow_by_the_batch_and_not_by_the_claim(
    reader: APIClient, editor: User, monkeypatch: pytest.MonkeyPatch, name: str, a_batch: int
) -> None:
    document = DocumentFactory(publisher=SourceFactory())
    claims = [ClaimFactory(appearance__document=document) for _ in range(12)]
    actions.publish(claims=claims, by=editor)

    def queries(batch: int) -> int:
        monkeypatch.setattr(reading, "BATCH", batch)
        with CaptureQueriesContext(connection) as captured:
            fetched(reader, f"/api/v1/claims/export.{name}")
        return len(captured)

    assert queries(12) == 1 + a_batch, "where the record stands, and one batch"
    assert queries(4) == 1 + 3 * a_batch


@pytest.mark.django_db
def test_a_list_is_sent_while_it_is_read(reader: APIClient, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    actions.publish(claims=[ClaimFactory() for _ in range(10)], by=editor)
    response: Any = reader.get("/api/v1/claims/export.ndjson")
    assert response.streaming
    chunks = iter(response)
    with CaptureQueriesContext(connection) as captured:
        next(chunks)
    assert len(captured) == 0, "the first batch was read before it was answered"
    assert len(list(chunks)) == 9


@pytest.mark.django_db
def test_what_is_published_while_a_list_is_read_neither_repeats_nor_hides_a_claim(
    reader: APIClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    claims = [ClaimFactory() for _ in range(6)]
    actions.publish(claims=claims, by=editor)
    response: Any = reader.get("/api/v1/claims/export.ndjson")
    chunks = iter(response)
    read = [next(chunks)]
    actions.publish(claims=[ClaimFactory()], by=editor)
    actions.retract(claim=claims[0], by=editor, reason="No.")
    read += list(chunks)
    found = [parsed(line.decode())["id"] for line in read]  # type: ignore[index]  # a document
    assert len(found) == len(set(found))
    assert {str(claim.pk) for claim in claims[1:]} <= set(found)


# -- withdrawn claims -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_withdrawn_claims_answer_as_the_claim_itself_does(reader: APIClient, editor: User, checker: User) -> None:
    retracted, merged, survivor, redacted = (ClaimFactory() for _ in range(4))
    actions.publish(claims=[retracted, merged, survivor, redacted], by=editor)
    actions.retract(claim=retracted, by=editor, reason="Nobody said it.")
    actions.merge(survivor=survivor, duplicate=merged, by=editor, note="The same.")
    redact(
        root=redacted, numbers=None, legal_basis="Order 1", public_reason="An order.", requested_by=editor, by=checker
    )
    gone = reader.get(f"/api/v1/claims/{retracted.pk}/export.csv")
    assert (gone.status_code, "Nobody said it." in gone.json()["detail"]) == (410, True)
    assert b"Statement" in fetched(reader, f"/api/v1/claims/{retracted.pk}/export.csv?edition=1")
    moved = reader.get(f"/api/v1/claims/{merged.pk}/export.stix.json?as_of=2100-01-01")
    assert moved["Location"] == f"/api/v1/claims/{survivor.pk}/export.stix.json?as_of=2100-01-01"
    taken = reader.get(f"/api/v1/claims/{redacted.pk}/export.ndjson")
    assert (taken.status_code, taken.json()["detail"]) == (451, "An order.")
    assert reader.get("/api/v1/claims/no-such-claim/export.ndjson").status_code == 404
    assert set(ids(reader, "")) == {str(survivor.pk)}


@pytest.mark.django_db
def test_a_stix_bundle_is_a_new_one_when_a_source_in_it_is_described_anew(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    address = f"/api/v1/claims/{claim.pk}/export.stix.json"
    etag, before = reader.get(address)["ETag"], fetched(reader, address)
    source = claim.appearances.get().document.publisher
    described = SourceFields(description="A daily newspaper.")
    write([Update(row=source.pk, fields=described, seen=source.row_version)], by=editor)
    source.refresh_from_db()
    source_actions.publish(sources=[source], by=editor)
    assert fetched(reader, address, **{"If-None-Match": etag}) != before


# -- the command --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_writes_what_the_address_answers(reader: APIClient, whole_claim: Claim, tmp_path: Path) -> None:
    for name in NAMES:
        path = tmp_path / name
        call_command("export", "--format", name, "--topic", "ports", "--output", str(path))
        assert path.read_bytes() == fetched(reader, f"/api/v1/claims/export.{name}?topic=ports"), name
    assert list(tmp_path.glob(".*")) == [], "no half of a file is left"


@pytest.mark.django_db
def test_the_command_writes_to_a_pipe(whole_claim: Claim, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("export", "--format", "csv", "--made-after", "2018-10-08", "--output", "-")
    [_, row] = list(csv.reader(io.StringIO(capfdbinary.readouterr().out.decode(), newline="")))
    assert "The port was taken over." in row


@pytest.mark.django_db
def test_the_command_names_every_fault_by_its_option(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"(?s)--made-after.*--verdict|--verdict.*--made-after"):
        call_command(
            "export", "--format", "csv", "--made-after", "x", "--verdict", "y", "--output", str(tmp_path / "x")
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", "--format", "csv", "--output", str(tmp_path / "missing" / "claims.csv"))
