"""What is refused when editions are inserted, whoever inserts them, and what is noted of it.

An append takes the newest positions that the counter gave, at the counter's time; each edition continues the one
before it and has the hash of its own bytes. So a role that may insert can add to the record, which verifying finds, but
leaves no gap, takes no earlier place, and breaks no chain.

A record that was loaded is a mirror: what a dump says of it is stored while the counter stands at nought, and nothing
is added afterwards until somebody declares that it succeeds the other one.
"""

APPENDED = """
CREATE OR REPLACE FUNCTION editions_appended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    counter editions_counter;
    mirrored editions_origin;
    first bigint;
    last bigint;
    of_its_time boolean;
    broken text;
BEGIN
    SELECT min(position), max(position) INTO first, last FROM added;
    IF first IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO counter FROM editions_counter;
    SELECT * INTO mirrored FROM editions_origin ORDER BY id DESC LIMIT 1;
    IF mirrored.what = 'loaded' AND counter.position > 0 THEN
        RAISE EXCEPTION 'This record is a mirror of %, as it stood at position %: nothing is published here.',
                        mirrored.record, mirrored.position
            USING ERRCODE = 'restrict_violation', HINT = 'To go on from there, see `manage.py succeed --help`.';
    END IF;
    IF mirrored.what IS DISTINCT FROM 'loaded' THEN
        SELECT count(*) = last - first + 1 AND last = counter.position
               AND bool_and(published_at = counter.at AND text IS NOT NULL)
          INTO of_its_time FROM added;
        IF NOT of_its_time
           OR first > 1 AND NOT EXISTS (SELECT FROM editions_edition WHERE position = first - 1) THEN
            RAISE EXCEPTION 'Editions take the positions and the time that the counter has just given.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    -- The hash is that of the bytes without two members of the stamp (chain.UNHASHED), which stand in the order of
    -- their names (RFC 8785); no other part of a document can hold its hash. No function: a call costs more than this.
    SELECT format('%s %s, edition %s', subject_type, subject_id, number) INTO broken
      FROM added AS edition, LATERAL (
               SELECT ',"previous_sha256":' || coalesce('"' || edition.previous_sha256 || '"', 'null')
                      || ',"published_at":"'
                      || to_char(edition.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"',
                      ',"review":' || coalesce('"' || edition.review || '"', 'null')
           ) AS between (clocked, reviewed), LATERAL (
               -- Documents of earlier formats have no review.
               SELECT clocked || CASE WHEN strpos(text, clocked || reviewed) > 0 THEN reviewed ELSE '' END
           ) AS stamp (covered)
     WHERE (CASE WHEN number = 1 THEN previous_sha256 IS NULL
                 ELSE previous_sha256 = (SELECT sha256 FROM editions_edition AS before
                                          WHERE before.subject_id = edition.subject_id
                                            AND before.number = edition.number - 1
                                            AND before.subject_type = edition.subject_type) END) IS NOT TRUE
        OR text IS NOT NULL AND sha256 <> encode(sha256(convert_to(replace(
               text,
               '"number":' || number || ',"position":' || position || covered || ',"sha256":"' || sha256 || '"',
               '"number":' || number || covered), 'UTF8')), 'hex')
     LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION '% does not continue the one before it, or has another hash than its document.', broken
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO editions_appended (first_position, last_position, at, role, context_id)
    VALUES (first, last, clock_timestamp(), session_user, _pgh_attach_context());
    RETURN NULL;
END $$
"""

STANDS = """
CREATE OR REPLACE FUNCTION editions_counter_stands() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM editions_edition WHERE position = NEW.position) THEN
        RAISE EXCEPTION 'The counter stands at an edition: none took position %.', NEW.position
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""

LOADED = """
CREATE OR REPLACE FUNCTION editions_note_loaded(of_record text, stood_at bigint, file_sha256 text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT position > 0 FROM editions_counter) OR EXISTS (SELECT FROM editions_edition)
       OR EXISTS (SELECT FROM editions_origin) THEN
        RAISE EXCEPTION 'A dump is loaded where no record is.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO editions_origin (what, at, role, record, position, sha256, decided_by, reason)
    VALUES ('loaded', clock_timestamp(), session_user, of_record, stood_at, file_sha256, '', '');
END $$
"""

#: For the owner alone: whoever may publish does not decide that two records go on from one.
SUCCEEDS = """
CREATE OR REPLACE FUNCTION editions_succeed(person text, why text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    mirrored editions_origin;
BEGIN
    PERFORM FROM editions_counter FOR UPDATE;
    SELECT * INTO mirrored FROM editions_origin ORDER BY id DESC LIMIT 1;
    IF mirrored.what IS DISTINCT FROM 'loaded' THEN
        RAISE EXCEPTION 'This record is no mirror.' USING ERRCODE = 'check_violation';
    ELSIF btrim(person) = '' OR btrim(why) = '' THEN
        RAISE EXCEPTION 'Say who decided it, and why.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO editions_origin (what, at, role, record, position, sha256, decided_by, reason)
    VALUES ('succeeds', clock_timestamp(), session_user, mirrored.record, mirrored.position, mirrored.sha256,
            person, why);
END $$
"""

ENTRIES = """
CREATE OR REPLACE FUNCTION editions_entries_follow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT subject_id, position FROM added) AS entry
         WHERE NOT EXISTS (SELECT FROM editions_head AS head
                            WHERE head.subject_id = entry.subject_id AND head.position = entry.position
                              AND head.readable)) THEN
        RAISE EXCEPTION 'An entry is of the newest edition of what can be read.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""

DIGESTS = """
CREATE OR REPLACE FUNCTION editions_digest_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    computed record;
BEGIN
    SELECT count(*)::integer, min(position), max(position),
           encode(sha256(convert_to(
               string_agg(position || ' ' || sha256 || E'\\n', '' ORDER BY position), 'UTF8')), 'hex')::varchar
      INTO computed FROM editions_edition
     WHERE published_at >= NEW.day::timestamp AT TIME ZONE 'UTC'
       AND published_at < (NEW.day + 1)::timestamp AT TIME ZONE 'UTC';
    IF computed IS DISTINCT FROM ROW (NEW.count, NEW.first_position, NEW.last_position, NEW.sha256)
       OR EXISTS (SELECT FROM editions_counter
                   WHERE position > 0 AND (at AT TIME ZONE 'UTC')::date <= NEW.day) THEN
        RAISE EXCEPTION 'A digest is that of the editions of a day that is over.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""

LAID = (
    APPENDED,
    STANDS,
    LOADED,
    SUCCEEDS,
    ENTRIES,
    DIGESTS,
    """
    CREATE OR REPLACE TRIGGER fits_editions AFTER INSERT ON editions_digest
        FOR EACH ROW EXECUTE FUNCTION editions_digest_fits()
    """,
    """
    CREATE OR REPLACE TRIGGER follows_heads AFTER INSERT ON editions_entry
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION editions_entries_follow()
    """,
    """
    CREATE OR REPLACE TRIGGER appended AFTER INSERT ON editions_edition
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION editions_appended()
    """,
    # The server replaces no trigger that waits for the end of a transaction.
    "DROP TRIGGER IF EXISTS stands_at_an_edition ON editions_counter",
    """
    CREATE CONSTRAINT TRIGGER stands_at_an_edition AFTER UPDATE ON editions_counter DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.position <> OLD.position) EXECUTE FUNCTION editions_counter_stands()
    """,
)

FOR_THE_APPLICATION = ("editions_note_loaded",)
