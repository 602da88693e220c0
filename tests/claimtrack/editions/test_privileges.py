"""Who may do what, all of it: a table, a function or a grant that nobody decided on fails here."""

import re
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from claimtrack.editions.guard import append_only_tables, audit_tables
from tests.databases import ROOT, FreshDatabase, cloned_database
from tests.privileges import decided, privileges
from tests.processes.launch import run_in

APPLICATION = str(settings.DATABASES["default"]["USER"])
READERS = str(settings.DATABASES["record"]["USER"])
#: Of rows that several claims share: their trail goes by hand (docs/erasure.md).
SHARED = {"claims_subjectevent", "claims_topicevent", "sources_documentevent", "sources_embargoevent"}
#: Of staff, what they decide and do without the words, and how labels are read: nothing that a claim or a source says.
OF_THE_HOUSE = {
    "accounts",
    "corrections",
    "workplace",
    "claims_listedpublisherevent",
    "claims_lettertemplateevent",
    "claims_ratinglabelevent",
    "claims_webhookevent",
    "editions_bylineevent",
    "editions_withheldbeforeevent",
}

#: As it was: whoever could connect named the persons and the rows.
OUTDATED = (
    "CREATE FUNCTION editions_redact(uuid, integer[], text, text, bigint, bigint, jsonb) RETURNS void"
    " LANGUAGE sql SECURITY DEFINER AS 'SELECT'"
)


def migrate(database: FreshDatabase, **environment: str) -> None:
    """As an installation does that was migrated before; it lays the fences again, those of the database too."""
    command = [sys.executable, "manage.py", "migrate", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=database.environment | environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[FreshDatabase]:
    with cloned_database() as cloned:
        migrate(cloned)
        yield cloned


def listed(database: FreshDatabase) -> list[str]:
    with psycopg.connect(database.owner_url) as owner:
        return privileges(owner, application=APPLICATION, readers=READERS)


def test_every_privilege_is_one_that_was_decided_on(database: FreshDatabase) -> None:
    """Whatever is not in the file: decide who needs it, grant that in `guard.py`, then write it down."""
    assert listed(database) == decided()


def test_what_was_left_open_or_opened_by_hand_is_closed_when_migrating_again() -> None:
    with cloned_database() as opened:
        with psycopg.connect(opened.owner_url, autocommit=True) as owner:
            for statement in (
                "CREATE TABLE made_by_hand (id int)",
                "CREATE FUNCTION made_by_hand() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                OUTDATED,
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC",
                f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {APPLICATION}",
                "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC",
                f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION}",
                f"GRANT CREATE ON SCHEMA public TO PUBLIC, {APPLICATION}",
            ):
                owner.execute(statement)
        migrate(opened)
        by_hand = [line for line in listed(opened) if "made_by_hand" in line]
        assert [line for line in listed(opened) if line not in by_hand] == decided()
        assert by_hand == [
            "table made_by_hand: application DELETE INSERT SELECT UPDATE",
            "function made_by_hand(): nobody",
        ]


def test_no_function_made_later_is_everybodys(database: FreshDatabase) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("CREATE FUNCTION made_later() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        [(may,)] = owner.execute("SELECT has_function_privilege('public', 'made_later()', 'EXECUTE')").fetchall()
        owner.rollback()
    assert may is False


def test_what_runs_as_its_owner_looks_for_nothing_where_others_write() -> None:
    as_owner = [line for line in decided() if "[runs as its owner" in line]
    assert as_owner
    assert all("search_path=public, pg_temp" in line for line in as_owner)


def test_every_table_of_the_trail_is_cleared_by_a_redaction_or_known_to_be_shared(database: FreshDatabase) -> None:
    with psycopg.connect(database.owner_url) as owner:
        bodies = owner.execute("SELECT prosrc FROM pg_proc WHERE proname IN ('claims_redact', 'sources_redact',"
                               " 'sources_take_captures')").fetchall()  # fmt: skip
    cleared = set(re.findall(r"\b(?:claims|sources)_[a-z]+event\b", " ".join(body for (body,) in bodies)))
    of_the_house = {name for name in audit_tables() if {name, name.split("_")[0]} & OF_THE_HOUSE}
    assert cleared | SHARED == set(audit_tables()) - of_the_house


# -- one role -------------------------------------------------------------------------------------


def test_with_one_role_for_all_the_fences_are_laid_and_a_redaction_works() -> None:
    with cloned_database() as cloned:
        alone = FreshDatabase(cloned.owner_url, cloned.owner_url, cloned.owner_url)
        migrate(alone)
        assert "application" not in "".join(line for line in listed(cloned) if line.startswith("database"))
        run_in(alone, "redact_one")
        with psycopg.connect(cloned.owner_url, autocommit=True) as owner:
            texts = owner.execute(
                "SELECT text IS NULL FROM editions_edition WHERE subject_type = 'claim' ORDER BY number"
            )
            assert texts.fetchall() == [(True,), (False,)]
            for table in append_only_tables():
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(f"DELETE FROM {table}")
