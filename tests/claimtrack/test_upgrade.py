"""An installation of the landing before is upgraded: what was published stays, and all that is new is there.

`tests/golden/landing-2026-11-23.sql.xz` is a database that the code of commit 5da610a filled on PostgreSQL 15: the
case of Libya, and by hand a claim in two editions with copies of its document (a third copy is named by none), one
whose copy was discarded, one redacted in part, one redacted whole, one retracted, and what imports leave behind. It
was written by `pg_dump --inserts --rows-per-insert=1000 --no-owner`, without the two lines that only psql reads. The
next landing gets a file of its own.
"""

import hashlib
import json
import lzma
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from tests.databases import MIGRATED, ROOT, FreshDatabase, Template, cloned_database, empty, said_when_made
from tests.privileges import decided, privileges

LANDING = Path(__file__).parents[1] / "golden" / "landing-2026-11-23.sql.xz"
APPLICATION = str(settings.DATABASES["default"]["USER"])
READERS = str(settings.DATABASES["record"]["USER"])

EDITIONS: LiteralString = """
SELECT position, subject_type, subject_id, number, kind, format, published_at, note, changed, sha256, previous_sha256,
       by_id, text FROM editions_edition ORDER BY position
"""
#: What readers' lists are served from, without the keys that the database gives.
DERIVED: dict[str, LiteralString] = {
    "listings": "SELECT (to_jsonb(l) - 'id')::text FROM claims_listing l ORDER BY 1",
    "facets": "SELECT (to_jsonb(f) - 'id' - 'listing_id')::text FROM claims_facetrow f ORDER BY 1",
    "entries": "SELECT (to_jsonb(e) - 'id')::text FROM editions_entry e ORDER BY 1",
}
NAMED: LiteralString = """
SELECT head.slug, capture.text FROM sources_naming AS naming
  JOIN sources_capture AS capture ON capture.id = naming.capture_id
  JOIN editions_head AS head ON head.subject_id = naming.subject_id ORDER BY naming.position
"""
LEFTOVERS: LiteralString = """
SELECT (SELECT count(*) FROM claims_importrun), (SELECT count(*) FROM claims_refusedrecord),
       (SELECT count(*) FROM claims_importedreview), (SELECT count(*) FROM claims_proposal)
"""


#: Added to it: somebody with a single right, and that anna, a superuser, made two claims of the case.
PEOPLE: tuple[LiteralString, ...] = (
    """INSERT INTO public.auth_user (id, username, password, is_superuser, is_staff, is_active, first_name, last_name, email,
                              date_joined) VALUES (3, 'carla', '!', false, true, true, '', '', '', now())""",
    """INSERT INTO public.auth_user_user_permissions (user_id, permission_id)
       SELECT 3, id FROM public.auth_permission WHERE codename = 'publish_claim'""",
    """INSERT INTO public.pghistory_context VALUES
       ('0a1b2c3d-0000-4000-8000-000000000000', now(), now(), '{"user": 1}')""",
    "ALTER TABLE public.claims_claimevent DISABLE TRIGGER USER",
    """UPDATE public.claims_claimevent SET pgh_context_id = '0a1b2c3d-0000-4000-8000-000000000000'
        WHERE pgh_id <= 2""",
    "ALTER TABLE public.claims_claimevent ENABLE TRIGGER USER",
)
ROLES: LiteralString = """
SELECT username, is_superuser, auth_group.name FROM auth_user
  JOIN auth_user_groups ON user_id = auth_user.id JOIN auth_group ON auth_group.id = group_id ORDER BY username
"""
AUTHORS: LiteralString = """
SELECT (SELECT array_agg(DISTINCT author_id ORDER BY author_id) FROM claims_claim),
       (SELECT count(*) FROM claims_claim WHERE author_id = 1)
"""


def rows(database: FreshDatabase, query: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner_url) as owner:
        return owner.execute(query).fetchall()


def digest(editions: Sequence[tuple[Any, ...]]) -> str:
    return hashlib.sha256(repr(editions).encode()).hexdigest()


def manage(database: FreshDatabase, *command: str) -> None:
    arguments = [sys.executable, "manage.py", *command]
    done = subprocess.run(arguments, cwd=ROOT, env=database.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _upgrade() -> tuple[str, str]:
    """The name of the upgraded database, and the digest of the editions that were in it before."""
    database = empty()
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(lzma.decompress(LANDING.read_bytes()).replace(b"claimtrack_app", APPLICATION.encode()))
        for statement in PEOPLE:
            owner.execute(statement)
    before = digest(rows(database, EDITIONS))
    manage(database, "migrate", "--skip-checks")
    return database.name, before


UPGRADED = Template(
    name="upgraded",
    made_of=[*MIGRATED.made_of, str(LANDING.relative_to(ROOT)), "tests/claimtrack/test_upgrade.py"],
    fill=_upgrade,
)


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None) -> Iterator[FreshDatabase]:
    with cloned_database(UPGRADED) as database:
        yield database


@pytest.fixture
def old_reader(upgraded: FreshDatabase, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[APIClient]:
    """Somebody who reads the upgraded record through the API."""
    record = connections["record"]
    before = record.settings_dict["NAME"]
    record.close()
    record.settings_dict["NAME"] = upgraded.name
    settings.RECORD_DATABASE = "record"
    with django_db_blocker.unblock():
        yield APIClient()
        record.close()
    record.settings_dict["NAME"] = before


def test_every_edition_is_what_it_was_byte_for_byte(upgraded: FreshDatabase) -> None:
    editions = rows(upgraded, EDITIONS)
    assert len(editions) == 101
    assert digest(editions) == said_when_made(UPGRADED)


def test_nothing_is_left_to_migrate(upgraded: FreshDatabase) -> None:
    manage(upgraded, "migrate", "--check")


def test_every_privilege_is_one_that_was_decided_on(upgraded: FreshDatabase) -> None:
    with psycopg.connect(upgraded.owner_url) as owner:
        found = privileges(owner, application=APPLICATION, readers=READERS)
    # Those of a database itself are no part of its clones.
    assert [line for line in found if not line.startswith("database")] == decided()[1:]


def test_superusers_become_administrators_and_staff_get_the_nearest_role(upgraded: FreshDatabase) -> None:
    assert rows(upgraded, ROLES) == [
        ("anna", True, "administrator"),
        ("boris", True, "administrator"),
        ("carla", False, "editor"),
    ]


def test_who_made_what_was_there_is_told_from_the_trail(upgraded: FreshDatabase) -> None:
    assert rows(upgraded, AUTHORS) == [([1, None], 2)]


def test_copies_that_editions_name_are_noted_and_others_are_not(upgraded: FreshDatabase) -> None:
    assert rows(upgraded, NAMED) == [
        ("copied", "The harbour has two cranes."),
        ("copied", "The harbour has three cranes."),
    ]


def test_what_imports_left_to_decide_is_there(upgraded: FreshDatabase) -> None:
    assert rows(upgraded, LEFTOVERS) == [(2, 2, 2, 2)]


def test_every_document_is_served_as_it_was_and_what_was_redacted_is_told(
    upgraded: FreshDatabase, old_reader: APIClient
) -> None:
    for _, subject_type, subject, number, kind, *_, text in rows(upgraded, EDITIONS):
        answer = old_reader.get(f"/api/v1/{subject_type}s/{subject}/?edition={number}")
        if text is None:
            assert answer.status_code == 451
        elif kind in {"published", "updated"}:
            assert (answer.status_code, answer.content.decode()) == (200, text)


@pytest.mark.parametrize(
    ("slug", "status"),
    [("copied", 200), ("copy-discarded", 200), ("partly-redacted", 200), ("retracted", 410), ("redacted", 404),
     ("draft-with-a-proposal", 404), ("russia-covert-deployment-tobruk-benghazi", 200)],
)  # fmt: skip
def test_what_stands_is_found_by_its_name_as_before(slug: str, status: int, old_reader: APIClient) -> None:
    assert old_reader.get(f"/api/v1/claims/{slug}/").status_code == status


def test_lists_are_served_from_what_stands(old_reader: APIClient) -> None:
    listed = json.loads(old_reader.get("/api/v1/claims/?count=true&page_size=1").content)
    assert listed["count"] == 61 + 3


def test_lists_derived_again_have_the_same_rows(upgraded: FreshDatabase) -> None:
    manage(upgraded, "analyse_again")
    kept = {name: rows(upgraded, query) for name, query in DERIVED.items()}
    manage(upgraded, "rebuild_listings")
    assert {name: rows(upgraded, query) for name, query in DERIVED.items()} == kept
