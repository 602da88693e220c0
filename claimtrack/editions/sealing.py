"""Sealing the audit trail: finished rows get a seal each, in a chain, by a job. Who writes at the desk waits for nothing.

**Why no row is left behind.** Rows of the trail are written by its triggers alone, which run as the owner of the tables
(`guard.py`); a trigger takes the row's id from the table's sequence *after* its transaction has its number, since the
change that fires it was made by then. So:

1. In one snapshot the job notes, for each table, the highest id that is visible (`reach`), and the first transaction
   number that was not given yet (`horizon`, `pg_snapshot_xmax`). An id up to `reach` was taken from the sequence before
   that snapshot (ids rise in the order in which they are taken), hence by a transaction with a number below `horizon`.
2. It seals nothing of that before the oldest running transaction is `horizon` or later (`pg_snapshot_xmin`). From then
   on every transaction below `horizon` has ended: what it wrote is visible, or never will be. So all rows up to `reach`
   that will ever exist are there, are sealed in the order of their ids, and none can appear among them afterwards.

A row that is found there all the same was put in behind the seals, and `manage.py verify` names it. A transaction that
only reads has no number, and holds nothing up. Where the database was restored into another server, numbers begin
anew: a horizon that lies ahead of them is of the old server, where nothing runs any more.

A context (`pghistory_context`: who wrote) is sealed with the first of its rows.
"""

import time

from claimtrack.database.asking import ask

#: Rows in one transaction of the job, and how many seconds it goes on: it runs every minute.
BATCH = 2000
SECONDS = 50

#: What the text of a row depends on, whoever asks for it.
PINNED = (
    "SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'iso_8601' SET bytea_output = 'hex'"
    " SET extra_float_digits = 1"
)

TRAILS = """
CREATE OR REPLACE FUNCTION editions_trails() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attname = 'pgh_id' ORDER BY relname
$$
"""

#: The form of a table as it is now.
FORM = """
CREATE OR REPLACE FUNCTION editions_seal_form(of_trail text) RETURNS editions_sealform
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    known editions_sealform;
    now_there varchar(63)[] := ARRAY(
        SELECT attname::varchar FROM pg_attribute
         WHERE attrelid = format('public.%I', of_trail)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum);
BEGIN
    SELECT * INTO known FROM editions_sealform WHERE trail = of_trail AND columns = now_there;
    IF NOT FOUND THEN
        INSERT INTO editions_sealform (id, trail, columns)
        SELECT coalesce(max(id), 0) + 1, of_trail, now_there FROM editions_sealform RETURNING * INTO known;
    END IF;
    RETURN known;
END $$
"""

#: Seals the rows that a condition names, in the order of their ids; `mark` goes along.
ROWS = f"""
CREATE OR REPLACE FUNCTION editions_seal_rows(
    of_trail text, key text, which text, lowest bigint, highest bigint, most integer, mark editions_sealmark
) RETURNS editions_sealmark LANGUAGE plpgsql SET search_path = public, pg_temp {PINNED} AS $$
DECLARE
    form editions_sealform := editions_seal_form(of_trail);
    line record;
    digest bytea;
    previous bytea;
BEGIN
    FOR line IN EXECUTE format(
        'SELECT e.%1$I::text AS row, uuid_send(gen_random_uuid()) AS salt, ROW (%2$s)::text AS content FROM %3$I AS e
          WHERE %4$s ORDER BY e.%1$I LIMIT $3',
        key, (SELECT string_agg(format('e.%I', name), ', ') FROM unnest(form.columns) AS name), of_trail, which
    ) USING lowest, highest, most LOOP
        digest := sha256(line.salt || convert_to(line.content, 'UTF8'));
        previous := mark.hash;
        mark.number := mark.number + 1;
        mark.hash := sha256(previous || convert_to(of_trail || ' ' || line.row || ' ', 'UTF8') || digest);
        INSERT INTO editions_seal (number, form_id, "row", salt, digest, previous, hash)
        VALUES (mark.number, form.id, line.row, line.salt, digest, previous, mark.hash);
    END LOOP;
    RETURN mark;
END $$
"""

CONTEXTS = """
    id IN (SELECT pgh_context_id FROM %I WHERE pgh_id > $1 AND pgh_id <= $2)
    AND NOT EXISTS (SELECT FROM editions_seal AS seal JOIN editions_sealform AS form ON form.id = seal.form_id
                     WHERE form.trail = 'pghistory_context' AND seal.row = e.id::text)
"""

SEAL = f"""
CREATE OR REPLACE FUNCTION editions_seal_trail(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark editions_sealmark;
    first bigint;
    of_trail text;
    until bigint;
    after bigint;
    ready boolean;
BEGIN
    INSERT INTO editions_sealmark (id, number, hash, horizon, reach, sealed) VALUES (1, 0, '', 0, '{{}}', '{{}}')
        ON CONFLICT DO NOTHING;
    SELECT * INTO mark FROM editions_sealmark WHERE id = 1 FOR UPDATE;
    first := mark.number;
    SELECT mark.horizon <= pg_snapshot_xmin(now)::text::bigint OR mark.horizon > pg_snapshot_xmax(now)::text::bigint
      INTO ready FROM pg_current_snapshot() AS now;
    IF NOT ready THEN
        RETURN 0;
    END IF;
    FOR of_trail IN SELECT editions_trails() LOOP
        after := coalesce((mark.sealed ->> of_trail)::bigint, 0);
        EXECUTE format(
            'SELECT max(pgh_id) FROM (SELECT pgh_id FROM %I WHERE pgh_id > $1 AND pgh_id <= $2
                                       ORDER BY pgh_id LIMIT $3) AS batch', of_trail)
           INTO until USING after, coalesce((mark.reach ->> of_trail)::bigint, 0), most - (mark.number - first);
        CONTINUE WHEN until IS NULL;
        mark := editions_seal_rows('pghistory_context', 'id', format($which${CONTEXTS}$which$, of_trail),
                                   after, until, NULL, mark);
        mark := editions_seal_rows(of_trail, 'pgh_id', 'pgh_id > $1 AND pgh_id <= $2', after, until, NULL, mark);
        mark.sealed := mark.sealed || jsonb_build_object(of_trail, until);
        EXIT WHEN mark.number - first >= most;
    END LOOP;
    IF mark.number = first THEN  -- all that was marked is sealed: mark what has come since, all of it in one snapshot
        EXECUTE (SELECT 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, jsonb_object_agg(trail, highest)
                           FROM (' || string_agg(format('SELECT %L AS trail, coalesce(max(pgh_id), 0) AS highest FROM %I',
                                                        name, name), ' UNION ALL ') || ') AS marked'
                   FROM editions_trails() AS name)
           INTO mark.horizon, mark.reach;
    END IF;
    UPDATE editions_sealmark SET (number, hash, horizon, reach, sealed)
         = (mark.number, mark.hash, mark.horizon, mark.reach, mark.sealed) WHERE id = 1;
    RETURN mark.number - first;
END $$
"""

# -- redaction ------------------------------------------------------------------------------------

#: What takes the text out of a row of the trail and leaves its place: the list after SET. Of ids of others nothing
#: stays either; when it was, that it was, its own id and the subject's do.
BLANKS = """
CREATE OR REPLACE FUNCTION editions_blanks(of_trail text, subject uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT string_agg(format('%I = %s', attname, CASE
               WHEN attname = 'pgh_label' THEN $blank$regexp_replace(pgh_label, ', erased$', '') || ', erased'$blank$
               WHEN typname = 'uuid' THEN format('CASE WHEN %1$I = %2$L THEN %1$I %3$s END', attname, subject,
                    CASE WHEN attnotnull THEN $blank$ELSE '00000000-0000-0000-0000-000000000000'$blank$ ELSE '' END)
               WHEN NOT attnotnull THEN 'NULL'
               WHEN typcategory = 'A' THEN $blank$'{}'$blank$
               WHEN typname IN ('json', 'jsonb') THEN $blank$'null'$blank$
               ELSE $blank$''$blank$ END), ', ')
      FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
     WHERE attrelid = format('public.%I', of_trail)::regclass AND attnum > 0 AND NOT attisdropped
       AND (attname = 'pgh_label' OR attname !~ '^pgh_|^id$'
            AND (NOT attnotnull OR typname = 'uuid' OR typname IN ('json', 'jsonb') OR typcategory IN ('A', 'S')))
$$
"""

#: Takes the text of these rows of a table, their salts, and what was said of why they were written; how many those were
#: that had a text until now.
ERASE = """
CREATE OR REPLACE FUNCTION editions_erase_trail(of_trail text, going bigint[], subject uuid) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    ordered bigint := (SELECT id FROM editions_redactionorder WHERE subject_id = subject AND carried_out_at IS NOT NULL
                        ORDER BY carried_out_at DESC LIMIT 1);
    contexts uuid[];
    taken bigint;
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT pgh_context_id) FROM %I WHERE pgh_id = ANY ($1)', of_trail)
       INTO contexts USING going;
    EXECUTE format('UPDATE %I SET %s WHERE pgh_id = ANY ($1) AND pgh_label NOT LIKE $2', of_trail,
                   editions_blanks(of_trail, subject)) USING going, '%, erased';
    GET DIAGNOSTICS taken = ROW_COUNT;
    WITH rid AS (
        UPDATE pghistory_context SET metadata = metadata - 'reason'
         WHERE id = ANY (contexts) AND metadata ? 'reason' RETURNING id
    )
    SELECT array_agg(id) INTO contexts FROM rid;
    UPDATE editions_seal AS seal SET salt = NULL, erased_by = ordered FROM editions_sealform AS form
     WHERE form.id = form_id AND salt IS NOT NULL
       AND (form.trail = of_trail AND "row" = ANY (going::text[])
            OR form.trail = 'pghistory_context' AND "row" = ANY (contexts::text[]));
    RETURN taken;
END $$
"""

LAID = (TRAILS, FORM, ROWS, SEAL, BLANKS, ERASE)
FOR_THE_APPLICATION = ("editions_trails", "editions_seal_trail")


def seal_trail(*, seconds: float = SECONDS) -> int:
    """Seal what is finished of the audit trail; how many rows that were."""
    deadline, sealed, idle = time.monotonic() + seconds, 0, 0
    while idle < 2 and time.monotonic() < deadline:  # what nothing came of may have marked what comes next
        [(count,)] = ask("SELECT editions_seal_trail(%s)", [BATCH])
        sealed, idle = sealed + count, 0 if count else idle + 1
    return sealed
