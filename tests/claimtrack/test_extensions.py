"""Extensions: the owner's role creates them, and where it cannot, an administrator is told what to do."""

import pytest
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.state import ProjectState

from claimtrack.extensions import TrustedExtension


def create(name: str, *, by: str) -> None:
    with connections[by].schema_editor() as editor:
        TrustedExtension(name).database_forwards("claimtrack", editor, ProjectState(), ProjectState())


@pytest.mark.django_db
def test_migrations_have_made_what_matching_needs_and_the_application_uses_it() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT similarity('Tripoli', 'Tripolis') > 0.5, unaccent('Ḥaftar, à Benghāzī')")
        assert cursor.fetchone() == (True, "Haftar, a Benghazi")


@pytest.mark.django_db
def test_they_belong_to_the_owner_of_the_tables_so_that_a_dump_is_restored_by_its_role() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT extname, extowner::regrole::text FROM pg_extension"
            " WHERE extname IN ('pg_trgm', 'unaccent') ORDER BY extname"
        )
        owner = connections["owner"].settings_dict["USER"]
        assert cursor.fetchall() == [("pg_trgm", owner), ("unaccent", owner)]


@pytest.mark.django_db(databases=["owner"])
def test_the_owner_of_the_database_may_create_more_of_their_kind() -> None:
    create("citext", by="owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 'Tobruk'::citext = 'tobruk'")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_a_role_that_may_not_create_one_is_told_what_an_administrator_runs() -> None:
    with pytest.raises(CommandError) as refusal:
        create("citext", by="default")
    role, database = (connections["default"].settings_dict[part] for part in ("USER", "NAME"))
    message = str(refusal.value)
    assert f"The role {role} may not create the extension citext" in message
    assert f"in the database {database}: CREATE EXTENSION citext;" in message
    assert f'GRANT CREATE ON DATABASE "{database}" TO "{role}"' in message


@pytest.mark.django_db
def test_what_an_administrator_has_created_is_taken_as_it_is() -> None:
    create("pg_trgm", by="default")


@pytest.mark.django_db(databases=["owner"])
def test_a_server_without_the_additional_modules_is_told_of() -> None:
    with pytest.raises(CommandError, match=r"This PostgreSQL has no extension tobruk.*postgresql-contrib"):
        create("tobruk", by="owner")
