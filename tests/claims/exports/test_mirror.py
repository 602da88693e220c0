"""A record that was loaded is a mirror: it is served and verified, and goes on only where somebody declares so."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from claims import writing as actions
from claims.exports.loading import NotEmpty, load_dump
from claims.imports.models import ImportRun, RatingLabel
from claims.imports.run.run import CannotBegin
from claims.imports.run.start import execute
from claims.models import Topic
from claimtrack.editions.changes import close_days
from claimtrack.editions.models import Counter, Edition, Origin
from claimtrack.editions.origin import is_mirror, what_is_here
from claimtrack.editions.publishing import CannotPublish
from claimtrack.management.commands.run import bring_up_to_date
from tests.claims.exports.conftest import Eventful, manage
from tests.clock import set_clock, stop_clocks
from tests.databases import FreshDatabase, cloned_database
from tests.factories import ClaimFactory, TopicFactory
from tests.libya import PATH


@pytest.fixture(scope="module")
def dump(eventful: Eventful, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("dumping")
    done = manage(eventful.database, "dump", home=home)
    assert done.returncode == 0, done.stderr
    [path] = (home / "dumps").glob("*.ndjson.gz")
    return path


@pytest.fixture(scope="module")
def copy(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshDatabase]:
    with cloned_database() as database:
        done = manage(database, "load", str(dump), home=tmp_path_factory.mktemp("loading"))
        assert done.returncode == 0, done.stderr
        yield database


@pytest.fixture
def mirror(db: None, dump: Path) -> str:
    """The copy in the database of the tests; returns the address of the record that it is of."""
    record = load_dump(dump)["record"]
    stood_at = Counter.objects.get().at.isoformat()
    stop_clocks(database=stood_at, own=stood_at)
    return record


def everything() -> list[object]:
    tables = (
        "editions_edition",
        "editions_head",
        "editions_counter",
        "editions_origin",
        "claims_claim",
        "claims_topic",
    )
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t")
            found.append(cursor.fetchone())
        return found


# -- what is served -------------------------------------------------------------------------------


def test_a_mirror_serves_the_same_bytes_and_can_be_verified_whole(
    eventful: Eventful, copy: FreshDatabase, tmp_path: Path
) -> None:
    query = "SELECT position, sha256, text FROM editions_edition ORDER BY position"
    rows = []
    for database in (eventful.database, copy):
        with database.connect() as connected:
            rows.append(connected.execute(query).fetchall())
    assert rows[0] == rows[1]
    done = manage(copy, "verify", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_mirror_says_of_what_on_the_page_of_readers_and_on_the_desk(mirror: str, desk: Client) -> None:
    page = Client().get("/").content.decode()
    assert "This is a mirror" in page
    assert mirror in page
    assert "nothing can be published here" in desk.get("/admin/").content.decode()


def test_a_record_made_here_says_nothing_of_mirrors(desk: Client) -> None:
    for address in ("/", "/admin/"):
        assert "mirror" not in desk.get(address).content.decode()


def test_a_copy_from_before_origins_were_noted_is_told_by_its_empty_desk(
    eventful: Eventful, copy: FreshDatabase
) -> None:
    noted = import_module("claims.migrations.0013_lists_follow_editions").MIRRORS
    for database, added in ((copy, 1), (eventful.database, 0)):
        with psycopg.connect(database.owner_url) as owner:
            assert owner.execute(noted).rowcount == added
            owner.rollback()


# -- what is refused ------------------------------------------------------------------------------


def test_nothing_is_published_on_a_mirror_and_the_desk_is_told_why(mirror: str, editor: User) -> None:
    before = Counter.objects.get().position
    claim = ClaimFactory()
    with pytest.raises(CannotPublish, match=f"a mirror of {mirror}"):
        actions.publish(claims=[claim], by=editor)
    claim.refresh_from_db()
    assert (claim.stage, Counter.objects.get().position) == ("draft", before)


def test_the_case_is_not_loaded_over_a_mirror(mirror: str) -> None:
    before = everything()
    assert "There is a record here already" in (what_is_here() or "")
    with pytest.raises(CommandError, match=r"Nothing was loaded:\s+This record is a mirror of"):
        call_command("load_case", PATH)
    assert everything() == before


def test_nothing_is_imported_on_a_mirror(mirror: str) -> None:
    before = everything()
    with pytest.raises(CannotBegin, match="This record is a mirror: nothing is imported here"):
        execute(ImportRun(origin="reviews.ndjson", upload=b"{}"))
    assert everything() == before


def test_an_upgrade_of_a_mirror_by_make_run_brings_its_lists_up_and_writes_nothing_at_its_desk(mirror: str) -> None:
    before = Counter.objects.get().position
    bring_up_to_date()
    assert Counter.objects.get().position == before
    assert not RatingLabel.objects.exists()


def test_a_mirror_closes_no_day(mirror: str) -> None:
    set_clock("2999-01-01T00:00:00Z")
    assert close_days() == []


@pytest.mark.django_db
@pytest.mark.parametrize("written", [TopicFactory, ClaimFactory])
def test_a_home_with_drafts_alone_gets_neither_the_case_nor_a_copy(dump: Path, written: type[TopicFactory]) -> None:
    written()
    before = everything()
    assert "drafts" in (what_is_here() or "")
    with pytest.raises(NotEmpty, match="There are drafts or other rows at the desk here already"):
        load_dump(dump)
    assert everything() == before


def test_a_home_with_a_record_gets_no_copy(dump: Path, editor: User) -> None:
    actions.publish(claims=[ClaimFactory()], by=editor)
    before = everything()
    with pytest.raises(NotEmpty, match="There is a record here already: it stands at position"):
        load_dump(dump)
    assert everything() == before
    assert not Origin.objects.exists()


def test_a_home_upgraded_with_a_record_from_before_has_no_origin_and_keeps_what_it_has(editor: User) -> None:
    actions.publish(claims=[ClaimFactory()], by=editor)
    Topic.objects.all().delete()
    assert what_is_here()
    assert not is_mirror(using="default")


@pytest.mark.django_db
def test_where_nothing_ever_was_the_case_may_be_loaded() -> None:
    assert what_is_here() is None


# -- going on -------------------------------------------------------------------------------------


def test_a_successor_is_declared_once_by_the_owner_and_publishes_from_there(dump: Path, tmp_path: Path) -> None:
    with cloned_database() as database:
        assert manage(database, "load", str(dump), home=tmp_path).returncode == 0
        decide = ["succeed", "--by", "The editors", "--reason", "The newsroom closed."]
        assert manage(database, *decide, home=tmp_path).returncode == 0
        again = manage(database, *decide, home=tmp_path)
        assert (again.returncode, "This record is no mirror" in again.stderr) == (1, True)
        published = manage(
            database, "shell", "-v0", "-c",
            "from claims import writing; from tests.factories import ClaimFactory\n"
            "from claimtrack.editions.models import Counter; from tests.clock import stop_clocks\n"
            "at = Counter.objects.get().at.isoformat(); stop_clocks(database=at, own=at)\n"
            "writing.publish(claims=[ClaimFactory()], by=None)", home=tmp_path,
        )  # fmt: skip
        assert published.returncode == 0, published.stderr
        with psycopg.connect(database.owner_url) as owner:
            stands = owner.execute("SELECT c.position > o.position, o.decided_by, o.reason FROM editions_counter c,"
                                   " editions_origin o WHERE what = 'succeeds'").fetchall()  # fmt: skip
        assert stands == [(True, "The editors", "The newsroom closed.")]
        verified = manage(database, "verify", home=tmp_path)
        assert (verified.returncode, verified.stderr) == (0, "")


def test_the_manifest_names_the_record_that_a_copy_is_of(mirror: str, dump: Path) -> None:
    manifest = json.loads(dump.with_name(dump.name.replace(".ndjson.gz", ".manifest.json")).read_bytes())
    origin = Origin.objects.get()
    assert (origin.record, origin.position, origin.sha256) == (mirror, Edition.objects.count(), manifest["sha256"])
