"""Immutability in the database itself: what may be appended to and never changed.

Two fences stand one behind the other. The application's role holds no right to UPDATE, DELETE or TRUNCATE
these tables; and a trigger refuses it to everybody else, the owner included, outside the one redaction
function. Both are laid again after every migration, so a new audit table is fenced the day it appears.

Rights are decided here for every table and function: `tests/golden/privileges.txt` lists what comes of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Model
from pghistory.models import Event
from psycopg import sql

from claimtrack.editions import advancing, appending, redacting, sealing, withholding
from claimtrack.editions.models import Derived, OfTheRecord, WrittenByTheDatabase
from claimtrack.editions.seals import CONTEXTS

RECORD_TABLES = (
    "editions_edition",
    "editions_digest",
    "editions_clockdecision",
    "editions_authorship",
    "editions_approval",
    "editions_approvedtext",
    "editions_secondlook",
    "editions_redactionreport",
)

#: Rights of the application's role where they are neither all four nor those of an append-only table.
RIGHTS = {
    "django_migrations": "SELECT",
    "editions_counter": "SELECT, UPDATE",
    "editions_head": "SELECT, INSERT, UPDATE",
    CONTEXTS: "SELECT",  # who wrote: noted by its function, as the owner
    "editions_sealmark": "SELECT",
}

#: Functions that the application's role calls, in SQL's LIKE; some of them out of triggers. What a trigger itself
#: runs needs no right, and whatever is not named here is called by the owner's own functions alone.
CALLED = (
    "procrastinate_%",
    "_pgh_attach_context",
    "_pgtrigger_should_ignore",
    "sources_tokens",  # by an index of the desk's, with whoever writes a row of it
    *appending.FOR_THE_APPLICATION,
    *redacting.FOR_THE_APPLICATION,
    *withholding.FOR_THE_APPLICATION,
    *sealing.FOR_THE_APPLICATION,
)

REFUSE = """
CREATE OR REPLACE FUNCTION editions_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('claimtrack.redacting', true) = 'on'
       AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Publish a new edition, or redact under a legal duty.';
END $$
"""

#: The function that took the rows to be deleted from whoever called it.
OUTDATED = "DROP FUNCTION IF EXISTS editions_redact(uuid, integer[], text, text, bigint, bigint, jsonb)"


def audit_tables() -> list[str]:
    """Tables of the desk's audit trail."""
    return _tables_of(Event)


def written_by_the_database() -> list[str]:
    """Tables that functions of the database alone write."""
    return _tables_of(WrittenByTheDatabase)


def of_derived_tables() -> dict[str, str]:
    """What the application's role may do with tables that are derived from editions: of a row it rewrites little."""
    return {
        model._meta.db_table: "SELECT, INSERT, DELETE"
        + (f", UPDATE ({', '.join(model.rewritten)})" if model.rewritten else "")
        for model in apps.get_models()
        if issubclass(model, Derived)
    }


def append_only_tables() -> list[str]:
    return [*RECORD_TABLES, CONTEXTS, *written_by_the_database(), *audit_tables()]


def tables_of_the_record() -> list[str]:
    """Tables that the public reads."""
    return _tables_of(OfTheRecord)


class NoSuchRole(Exception):
    """The server has no role of this name."""


def raise_fences(*, owner: str, app_role: str, reader_role: str | None) -> None:
    """Lay the functions and triggers, close what is open to everybody, and grant both roles their rights.

    `owner` is the alias of the connection whose role owns the tables. Where that is the application's role as
    well, it keeps an owner's rights. Raises NoSuchRole.
    """
    with connections[owner].cursor() as cursor:
        functions = (REFUSE, OUTDATED, *withholding.FUNCTIONS, *redacting.FUNCTIONS)
        for laid in (*functions, *advancing.LAID, *appending.LAID, *sealing.LAID):
            cursor.execute(laid)
        for table in append_only_tables():
            cursor.execute(
                sql.SQL(
                    "CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION editions_refuse()"
                ).format(sql.Identifier(table))
            )
        apart, readers = _others(cursor, app_role), _others(cursor, reader_role)
        with transaction.atomic(using=owner):  # nobody is without rights in between
            for statement in [*_closed(cursor, [*apart, *readers]), *_granted(cursor, apart), *_to_read(readers)]:
                cursor.execute(statement)


def _tables_of(kind: type[Model]) -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, kind))


def _others(cursor: Any, role: str | None) -> list[sql.Identifier]:
    """The role, unless there is none or it owns the tables."""
    cursor.execute("SELECT current_user, to_regrole(quote_ident(%s)) IS NOT NULL", [role])
    owner, is_there = cursor.fetchone()
    if role is None or role == owner:
        return []
    if not is_there:
        raise NoSuchRole(f"The server has no role {role}.")
    return [sql.Identifier(role)]


OF_EVERYBODY = sql.SQL("PUBLIC")


def _closed(cursor: Any, apart: Sequence[sql.Identifier]) -> Iterator[sql.Composed]:
    """What everybody, and these roles, held until now, of all that is the owner's to give."""
    yield sql.SQL("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC").format()
    cursor.execute(OWNED)
    database, schema = cursor.fetchone()
    roles = sql.SQL(", ").join([OF_EVERYBODY, *apart])
    if database:
        name = sql.Identifier(str(cursor.connection.info.dbname))
        yield sql.SQL("REVOKE CREATE, TEMPORARY ON DATABASE {} FROM {}").format(name, roles)
    if schema:
        yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(roles)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(roles)
    yield sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(roles)
    cursor.execute(ROUTINES)
    yield sql.SQL("REVOKE ALL ON ROUTINE {} FROM {}").format(_listed(cursor), roles)
    cursor.execute(f"{ROUTINES} AND prorettype = 'trigger'::regtype AND proconfig IS NULL")
    for (function,) in cursor.fetchall():  # pgtrigger's; what they write into is not what a caller puts in front of it
        yield sql.SQL(f"ALTER FUNCTION {function} SET search_path = public, pg_temp").format()
    cursor.execute(f"{ROUTINES} AND prosrc LIKE %s AND NOT prosecdef", ["%, \\_pgh\\_attach\\_context(), %"])
    for (function,) in cursor.fetchall():  # pghistory's: nobody else writes the audit trail
        yield sql.SQL(f"ALTER FUNCTION {function} SECURITY DEFINER").format()


def _granted(cursor: Any, apart: Sequence[sql.Identifier]) -> Iterator[sql.Composed]:
    """What the application's role holds from now on."""
    append_only = dict.fromkeys(append_only_tables(), "SELECT, INSERT")
    noted = dict.fromkeys([*written_by_the_database(), *audit_tables()], "SELECT")
    less = append_only | noted | of_derived_tables() | RIGHTS
    for role in apart:
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
        yield sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role)
        yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
        for table in audit_tables():
            yield sql.SQL("REVOKE ALL ON SEQUENCE {} FROM {}").format(sql.Identifier(f"{table}_pgh_id_seq"), role)
        for table, rights in less.items():
            yield sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), role)
            yield sql.SQL(f"GRANT {rights} ON {{}} TO {{}}").format(sql.Identifier(table), role)
        cursor.execute(f"{ROUTINES} AND prorettype <> 'trigger'::regtype AND proname LIKE ANY (%s)", [list(CALLED)])
        yield sql.SQL("GRANT EXECUTE ON ROUTINE {} TO {}").format(_listed(cursor), role)


def _to_read(readers: Sequence[sql.Identifier]) -> Iterator[sql.Composed]:
    """What the readers' role holds from now on."""
    tables = sql.SQL(", ").join(map(sql.Identifier, tables_of_the_record()))
    for role in readers:
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(tables, role)


#: Whether the owner of the tables owns the database, and the schema.
OWNED = """
SELECT pg_has_role(datdba, 'USAGE'), pg_has_role(nspowner, 'USAGE')
  FROM pg_database, pg_namespace WHERE datname = current_database() AND nspname = 'public'
"""

#: The owner's routines as GRANT takes them; not those of extensions.
ROUTINES = """
SELECT oid::regprocedure::text FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) = current_user
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
"""


def _listed(cursor: Any) -> sql.Composable:
    """The routines of the last answer, at least one; the server has quoted their names."""
    return sql.SQL(", ".join(name for (name,) in cursor.fetchall()))
