"""What roles other than the owner may do in a database, a line for each thing that has privileges."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

#: What was decided on, in the lines of `privileges`.
GOLDEN = Path(__file__).parent / "golden" / "privileges.txt"

#: Every thing with privileges: (what it is, its owner, its privileges, what else is to be known of it).
THINGS = {
    "database": """
        SELECT 'database', datdba, coalesce(datacl, acldefault('d', datdba)), ''
          FROM pg_database WHERE datname = current_database()
    """,
    "schemas": """
        SELECT 'schema ' || nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner)), ''
          FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    """,
    "defaults": """
        SELECT 'default for ' || CASE defaclobjtype WHEN 'f' THEN 'functions' ELSE defaclobjtype::text END
               || CASE defaclnamespace WHEN 0 THEN '' ELSE ' in ' || defaclnamespace::regnamespace END,
               defaclrole, defaclacl, ''
          FROM pg_default_acl
    """,
    "tables and sequences": """
        SELECT CASE relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || relname, relowner,
               coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner)),
               CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = 'append_only'
                                    AND tgenabled = 'O') THEN 'append-only' ELSE '' END
          FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    """,
    "columns": """
        SELECT 'column ' || attrelid::regclass || '.' || attname, relowner, attacl, ''
          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE attacl IS NOT NULL AND relnamespace = 'public'::regnamespace
    """,
    # Those of extensions are PostgreSQL's own, as anybody may call them on any server.
    "functions": """
        SELECT CASE WHEN prorettype = 'trigger'::regtype THEN 'trigger function ' ELSE 'function ' END || proname
               || '(' || oidvectortypes(proargtypes) || ')', proowner, coalesce(proacl, acldefault('f', proowner)),
               concat_ws(', ', CASE WHEN prosecdef THEN 'runs as its owner' END, array_to_string(proconfig, ', '))
          FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
                   SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
    """,
}

GRANTS = """
SELECT thing, pg_get_userbyid(owner), about, coalesce(
           (SELECT array_agg(ARRAY[CASE grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(grantee) END, privilege_type]
                             ORDER BY 1) FROM aclexplode(acl) WHERE grantee <> owner), '{{}}')
  FROM ({}) AS things (thing, owner, acl, about) ORDER BY thing COLLATE "C"
"""


def privileges(owner: psycopg.Connection[Any], *, application: str, readers: str) -> list[str]:
    """One line a thing; `owner` is connected as the role that owns the tables."""
    names = {owner.info.user: "owner", application: "application", readers: "readers"}
    return [line for things in THINGS.values() for line in _lines(owner, things, names)]


def decided() -> list[str]:
    """The lines that there should be."""
    return [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _lines(owner: psycopg.Connection[Any], things: str, names: dict[str, str]) -> Iterator[str]:
    for thing, owned_by, about, grants in owner.execute(GRANTS.format(things)).fetchall():
        holders: dict[str, list[str]] = {}
        for grantee, privilege in grants:
            holders.setdefault(names.get(grantee, grantee), []).append(privilege)
        said = [f"{holder} {' '.join(sorted(held))}" for holder, held in sorted(holders.items())]
        others = "" if names.get(owned_by) == "owner" or thing.startswith("schema") else f", owned by {owned_by}"
        yield f"{thing}{f' [{about}]' if about else ''}: {'; '.join(said) or 'nobody'}{others}"
