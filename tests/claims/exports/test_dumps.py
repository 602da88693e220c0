"""Dumps: the whole record in a file, and an identical record from it elsewhere, compared row by row."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports import dumps
from claims.exports.dumps import (
    Overtaken,
    discard_old_dumps,
    folder,
    forget_dumps,
    overtaken,
    standing_dumps,
    write_dump,
)
from claims.exports.loading import InvalidDump, NotEmpty, load_dump
from claims.tasks import forget_dumps as forget_dumps_job
from claims.tasks import write_nightly_dump
from claimtrack.editions.chain import sha256_of
from claimtrack.editions.models import Head
from tests.claims.exports.conftest import Eventful, content, manage
from tests.databases import FreshDatabase, cloned_database, without_jobs
from tests.factories import ClaimFactory
from tests.libya import CLAIM_COUNT, EDITION_COUNT

#: What makes two records identical: every column that is public. A row's own number is not, and who published
#: an edition is not in a dump.
TABLES = {
    "editions_edition": ("by_id",),
    "editions_head": (),
    "editions_digest": (),
    "editions_counter": (),
    "editions_entry": ("id",),
    "claims_listing": ("id",),
}
FACETS = """
SELECT l.claim_id, l.number, f.claim_id, f.kind, f.value, f.open, f.published_at, f.updated_at
  FROM claims_facetrow f JOIN claims_listing l ON l.id = f.listing_id
"""
#: Derived texts are JSON whose members may stand in another order than when they were first written.
JSON_COLUMNS = {"editions_entry": "text", "claims_listing": "card"}


def rows(database: FreshDatabase, table: str, without: tuple[str, ...]) -> set[str]:
    with database.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in found:
        for name in without:
            del row[name]
        if (name := JSON_COLUMNS.get(table, "")) in row:
            row[name] = json.loads(str(row[name]))
    return {json.dumps(row, default=str, sort_keys=True) for row in found}


def facets(database: FreshDatabase) -> set[Any]:
    with database.connect() as connection:
        return set(connection.execute(FACETS).fetchall())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dumped")


@pytest.fixture(scope="module")
def dump(eventful: Eventful, home: Path) -> Path:
    """A dump of the record with a history, written by the command."""
    done = manage(eventful.database, "dump", home=home)
    assert done.returncode == 0, done.stderr
    [path] = (home / "dumps").glob("*.ndjson.gz")
    return path


@pytest.fixture(scope="module")
def copy(dump: Path, home: Path, django_db_setup: None) -> Iterator[FreshDatabase]:
    """The record that the command made of it elsewhere."""
    with cloned_database() as database:
        done = manage(database, "load", str(dump), home=home)
        assert done.returncode == 0, done.stderr
        assert "loaded and verified" in done.stdout
        yield database


@pytest.mark.parametrize("table", TABLES)
def test_a_loaded_record_is_the_record_row_by_row(eventful: Eventful, copy: FreshDatabase, table: str) -> None:
    original = rows(eventful.database, table, TABLES[table])
    assert original == rows(copy, table, TABLES[table])
    assert original


def test_claims_are_found_by_the_same_values(eventful: Eventful, copy: FreshDatabase) -> None:
    assert facets(eventful.database) == facets(copy)
    assert facets(copy)


def test_every_kind_of_edition_was_in_it(copy: FreshDatabase) -> None:
    with copy.connect() as connection:
        kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM editions_edition").fetchall()}
        texts = [text for (text,) in connection.execute("SELECT text FROM editions_edition").fetchall()]
        [(by,)] = connection.execute("SELECT count(by_id) FROM editions_edition").fetchall()
    assert kinds == {"published", "updated", "corrected", "retracted", "merged", "restored", "redacted"}
    assert None in texts
    assert by == 0, "who published it is nobody else's business"


def test_the_manifest_says_what_is_in_the_file(eventful: Eventful, dump: Path) -> None:
    manifest = json.loads(dump.with_name(dump.name.replace(".ndjson.gz", ".manifest.json")).read_bytes())
    lines = [json.loads(line) for line in gzip.decompress(dump.read_bytes()).split(b"\n")[:-1]]
    editions = [line for line in lines if line["line"] == "edition"]
    assert manifest["sha256"] == hashlib.sha256(dump.read_bytes()).hexdigest()
    assert manifest["bytes"] == dump.stat().st_size
    assert manifest["editions"] == len(editions) == sum(each["editions"] for each in manifest["counts"].values())
    assert (manifest["first_position"], manifest["last_position"]) == (1, editions[-1]["position"])
    assert manifest["position"] == editions[-1]["position"]
    assert manifest["redacted"] == sum(line["text"] is None for line in editions) > 0
    assert manifest["counts"]["claim"]["subjects"] == CLAIM_COUNT
    assert all(sha256_of(line["text"]) == line["sha256"] for line in editions if line["text"])
    assert "by_id" not in editions[0]


# -- refused --------------------------------------------------------------------------------------


Lines = list[dict[str, Any]]


def altered(dump: Path, into: Path, change: Callable[[Lines], object]) -> Path:
    """The dump with its lines changed, and a manifest that vouches for it: a forger would write one."""
    lines: Lines = [json.loads(line) for line in gzip.decompress(dump.read_bytes()).split(b"\n")[:-1]]
    change(lines)
    path = into / dump.name
    path.write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    beside = dump.name.replace(".ndjson.gz", ".manifest.json")
    manifest = json.loads(dump.with_name(beside).read_bytes())
    manifest |= {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    (into / beside).write_text(json.dumps(manifest))
    return path


def edition(lines: Lines, subject_type: str = "claim") -> dict[str, Any]:
    return next(line for line in lines if line.get("subject_type") == subject_type and line.get("text"))


def head(lines: Lines) -> dict[str, Any]:
    return next(
        line for line in lines if line["line"] == "head" and line["readable"] and line["subject_type"] == "claim"
    )


def reword(lines: Lines) -> None:
    line = edition(lines)
    line["text"] = line["text"].replace("Libya", "Lybia")


def respace(lines: Lines) -> None:
    line = edition(lines)
    line["text"] = line["text"].replace('{"about":', '{ "about":', 1)


def forge(lines: Lines) -> None:
    """A document whose hash was computed again: it breaks the chain, the head or the digest."""
    reword(lines)
    line = edition(lines)
    line["sha256"] = sha256_of(line["text"])
    line["text"] = line["text"].replace(json.loads(line["text"])["edition"]["sha256"], line["sha256"])


def digest(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if line["line"] == "digest")


def drop_last_subject(lines: Lines) -> None:
    last = max((line for line in lines if line["line"] == "edition"), key=lambda line: line["position"])
    lines[:] = [line for line in lines if line.get("subject_id") != last["subject_id"]]


FORGERIES: dict[str, tuple[Callable[[Lines], object], str]] = {
    "a word of a document": (reword, "does not have the SHA-256"),
    "a space in a document": (respace, "RFC 8785"),
    "a document and its hash": (forge, "does not continue|is not its newest"),
    "a note beside a document": (lambda lines: edition(lines).update(note="Forged."), "says otherwise of itself: note"),
    "a time": (
        lambda lines: edition(lines).update(published_at="2100-01-01T00:00:00.000000Z"),
        "says otherwise|follow",
    ),
    "an edition left out": (lambda lines: lines.remove(edition(lines)), "does not follow position"),
    "the last subject left out": (drop_last_subject, "manifest|does not follow"),
    "a slug": (lambda lines: head(lines).update(slug="another"), "does not fit"),
    "a head left out": (lambda lines: lines.remove(head(lines)), "is not its newest edition"),
    "a head of something else": (lambda lines: head(lines).update(number=7), "A head is its newest edition"),
    "a claim made unreadable": (lambda lines: head(lines).update(readable=False), "does not fit"),
    "an id": (lambda lines: edition(lines).update(subject_id="nobody"), "Line [0-9]+: badly formed"),
    "a member left out": (lambda lines: edition(lines).pop("sha256"), "Line [0-9]+: the member 'sha256' is missing"),
    "a line of another kind": (lambda lines: lines.append({"line": "user"}), "unknown kind"),
    "the first line": (lambda lines: lines.pop(0), "does not begin a dump"),
    "the end": (lambda lines: lines.__delitem__(slice(-40, None)), "newest edition|manifest"),
    "a NUL": (lambda lines: head(lines).update(slug="a\x00b"), "cannot be stored"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_dump_in_which_anything_was_changed_is_refused_and_leaves_nothing(
    dump: Path, tmp_path: Path, forgery: str
) -> None:
    change, reason = FORGERIES[forgery]
    with pytest.raises(InvalidDump, match=reason):
        load_dump(altered(dump, tmp_path, change))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM editions_edition) + (SELECT position FROM editions_counter)")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_dump_that_is_not_altered_is_not_refused(dump: Path, tmp_path: Path) -> None:
    assert load_dump(altered(dump, tmp_path, lambda lines: None))["editions"] > CLAIM_COUNT
    with pytest.raises(NotEmpty):
        load_dump(dump)


@pytest.mark.django_db
def test_a_file_that_the_manifest_does_not_vouch_for_is_refused(dump: Path, tmp_path: Path) -> None:
    path = altered(dump, tmp_path, lambda lines: None)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(InvalidDump, match="SHA-256 differs"):
        load_dump(path)
    with pytest.raises(InvalidDump, match="is not there"):
        load_dump(tmp_path / "record-1.ndjson.gz")


# -- redactions, and what is handed out ---------------------------------------------------------------


@pytest.fixture
def dumped(libya: APIClient, settings: Settings, tmp_path: Path) -> dumps.ManifestDocument:
    settings.HOME = tmp_path
    return write_dump(using="record")


def test_dumps_are_listed_with_their_manifests_and_can_be_fetched(
    libya: APIClient, dumped: dumps.ManifestDocument
) -> None:
    response = libya.get("/api/v1/dumps/")
    [listed] = response.json()["results"]
    assert listed.items() >= dict(dumped).items()
    assert libya.get("/api/v1/dumps/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    file = libya.get(listed["url"])
    assert hashlib.sha256(content(file)).hexdigest() == dumped["sha256"]
    assert (file["Content-Type"], file["Content-Length"]) == ("application/gzip", str(dumped["bytes"]))
    head = libya.head(listed["url"])
    assert (content(head), head["Content-Length"]) == (b"", str(dumped["bytes"]))
    assert "Content-Encoding" not in file, "a client would unpack it, and its SHA-256 would be another"
    assert json.loads(content(libya.get(listed["manifest_url"]))) == dumped
    assert libya.get(listed["url"], headers={"If-None-Match": file["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "name", ["record-1.ndjson.gz", "..%2Fsecret_key", "secret_key", ".part", "record.manifest.json"]
)
def test_nothing_but_dumps_can_be_fetched(libya: APIClient, dumped: dumps.ManifestDocument, name: str) -> None:
    (folder().parent / "secret_key").write_text("secret")
    assert libya.get(f"/api/v1/dumps/{name}").status_code == 404


def test_no_dump_is_no_error(libya: APIClient, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert libya.get("/api/v1/dumps/").json()["results"] == []


@pytest.fixture
def history(eventful: Eventful, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[APIClient]:
    """A reader of the record with a history, in which claims were redacted."""
    record = connections["record"]
    before = record.settings_dict["NAME"]
    record.close()
    record.settings_dict["NAME"] = eventful.database.url.rsplit("/", maxsplit=1)[1]
    settings.RECORD_DATABASE = "record"
    with django_db_blocker.unblock(), without_jobs():
        yield APIClient()
        record.close()
    record.settings_dict["NAME"] = before


def test_the_same_record_gives_the_same_bytes(
    history: APIClient, dump: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    made = write_dump(using="record")
    assert (folder() / made["file"]).read_bytes() == dump.read_bytes()


def test_a_dump_from_before_a_redaction_is_never_handed_out(
    history: APIClient, settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    made = write_dump(using="record")
    assert [each["position"] for each in standing_dumps(using="record")] == [made["position"]]
    path = folder() / made["file"].replace(".ndjson.gz", ".manifest.json")
    path.write_text(json.dumps({**made, "position": EDITION_COUNT}))
    assert overtaken(EDITION_COUNT, using="record")
    assert history.get("/api/v1/dumps/").json()["results"] == []
    assert history.get(f"/api/v1/dumps/{made['file']}").status_code == 404
    assert discard_old_dumps(using="record") == [made["file"].removesuffix(".ndjson.gz")]
    assert list(folder().iterdir()) == []


def test_a_dump_that_is_overtaken_while_it_is_written_is_thrown_away(
    libya: APIClient, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(dumps, "overtaken", lambda position, *, using: True)
    with pytest.raises(Overtaken):
        write_dump(using="record")
    assert list(folder().iterdir()) == []


@pytest.mark.parametrize("step", ["_write", "_manifest"])
def test_a_redaction_deletes_even_what_is_being_written(
    libya: APIClient, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    settings.HOME = tmp_path
    proper = getattr(dumps, step)

    def meanwhile(*arguments: Any, **options: Any) -> Any:
        for path in folder().iterdir():
            path.unlink()
        return proper(*arguments, **options)

    monkeypatch.setattr(dumps, step, meanwhile)
    with pytest.raises(Overtaken):
        write_dump(using="record")
    assert list(folder().iterdir()) == []


@pytest.mark.django_db
def test_forgetting_a_subject_deletes_the_dumps_that_can_hold_it(
    settings: Settings, tmp_path: Path, editor: User
) -> None:
    settings.HOME = tmp_path
    folder().mkdir()
    earlier, later = ClaimFactory(), ClaimFactory()
    actions.publish(claims=[earlier], by=editor)
    between = Head.objects.get(pk=earlier.pk).position
    actions.publish(claims=[later], by=editor)
    names = {position: f"record-{position:012}-20261123T010000Z" for position in (between, between + 10)}
    for name in names.values():
        for suffix in (".ndjson.gz", ".manifest.json"):
            (folder() / f"{name}{suffix}").write_bytes(b"")
    (folder() / f".{names[between]}.ndjson.gz.123.part").write_bytes(b"")
    assert forget_dumps(later.pk) == [names[between + 10]]
    assert forget_dumps(earlier.pk) == [names[between]]
    assert list(folder().iterdir()) == []


def test_the_newest_dumps_are_kept(libya: APIClient, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    made = write_dump(using="record")
    for day in range(10, 13):
        (folder() / f"record-000000000001-202611{day}T010000Z.ndjson.gz").write_bytes(b"")
    discard_old_dumps(using="record", keep=1)
    assert sorted(path.name for path in folder().glob("*.gz")) == [made["file"]]


def test_every_night_a_dump_is_written(libya: APIClient, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    write_nightly_dump(timestamp=0)
    assert len(standing_dumps(using="record")) == 1


@pytest.mark.django_db
def test_the_job_that_a_redaction_asks_for_deletes_dumps(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    folder().mkdir()
    (folder() / "record-000000000001-20261123T010000Z.ndjson.gz").write_bytes(b"")
    forget_dumps_job(subject_id=str(UUID(int=1)))
    assert list(folder().iterdir()) == []
