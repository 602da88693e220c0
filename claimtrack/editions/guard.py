"""Immutability in the database itself: what may be appended to and never changed.

Two fences stand one behind the other. The application's role holds no right to UPDATE, DELETE or TRUNCATE
these tables; and a trigger refuses it to everybody else, the owner included, outside the one redaction
function. Both are laid again after every migration, so a new audit table is fenced the day it appears.
"""

from django.apps import apps
from django.db import connections
from pghistory.models import Event
from psycopg import sql

RECORD_TABLES = ("editions_edition", "editions_redaction", "editions_digest")

REFUSE = """
CREATE OR REPLACE FUNCTION editions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('claimtrack.redacting', true) = 'on'
       AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Publish a new edition, or redact under a legal duty.';
END $$
"""

REDACT = """
CREATE OR REPLACE FUNCTION editions_redact(
    redacted_subject uuid, redacted_numbers integer[], basis text, reason text,
    requested_by bigint, approved_by bigint, audit jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    audit_table text;
BEGIN
    -- Recording comes first: its constraints ask for two persons and a legal basis.
    INSERT INTO editions_redaction
        (subject_id, numbers, legal_basis, public_reason, requested_by_id, approved_by_id, at)
    VALUES (redacted_subject, redacted_numbers, basis, reason, requested_by, approved_by, clock_timestamp());
    PERFORM set_config('claimtrack.redacting', 'on', true);
    UPDATE editions_edition SET text = NULL, note = reason
     WHERE subject_id = redacted_subject AND number = ANY (redacted_numbers);
    FOR audit_table IN SELECT jsonb_object_keys(audit) LOOP
        -- Each key is `table.column`: the column that holds the id of the row or of its claim.
        IF audit_table !~ '^[a-z_]+event[.][a-z_]+_id$' THEN
            RAISE EXCEPTION '% is no column of an audit table', audit_table;
        END IF;
        EXECUTE format(
            'DELETE FROM %I WHERE %I IN (SELECT value::uuid FROM jsonb_array_elements_text($1))',
            split_part(audit_table, '.', 1), split_part(audit_table, '.', 2)
        ) USING audit -> audit_table;
    END LOOP;
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""


def audit_tables() -> list[str]:
    """Tables of the desk's audit trail."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Event))


def append_only_tables() -> list[str]:
    return [*RECORD_TABLES, *audit_tables()]


def raise_fences(*, owner: str, app_role: str) -> None:
    """Lay the triggers and, where the application has a role of its own, its rights.

    `owner` is the alias of the connection whose role owns the tables.
    """
    with connections[owner].cursor() as cursor:
        cursor.execute(REFUSE)
        cursor.execute(REDACT)
        for table in append_only_tables():
            cursor.execute(
                sql.SQL(
                    "CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION editions_refuse()"
                ).format(sql.Identifier(table))
            )
        cursor.execute("SELECT current_user")
        if app_role == cursor.fetchone()[0]:
            return
        for statement in _grants(sql.Identifier(app_role)):
            cursor.execute(statement)


def _grants(role: sql.Identifier) -> list[sql.Composed]:
    fenced = sql.SQL(", ").join(sql.Identifier(table) for table in append_only_tables())
    return [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(fenced, role),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(role),
    ]
