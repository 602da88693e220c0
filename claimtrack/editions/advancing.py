"""What only moves forward: the counter, and the head of each subject, which goes along with its newest edition.

And who wrote: a context of the audit trail is noted by the function below alone, once, beside the role that logged in.
"""

RISES = """
CREATE OR REPLACE FUNCTION editions_counter_rises() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Before the first edition a dump may set it to where its own record stood.
    IF OLD.position > 0
       AND (NEW.position < OLD.position OR NEW.revision < OLD.revision OR NEW.at < OLD.at) THEN
        RAISE EXCEPTION 'The counter only rises.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$
"""

FOLLOWS = """
CREATE OR REPLACE FUNCTION editions_head_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    newest record;
    first timestamptz;
BEGIN
    SELECT number, position, sha256, kind, format, subject_type, published_at INTO newest
      FROM editions_edition WHERE subject_id = NEW.subject_id ORDER BY number DESC LIMIT 1;
    IF newest IS DISTINCT FROM
       ROW (NEW.number, NEW.position, NEW.sha256, NEW.kind, NEW.format, NEW.subject_type, NEW.published_at) THEN
        RAISE EXCEPTION 'A head is its newest edition.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.subject_id <> OLD.subject_id OR NEW.number <= OLD.number
                             OR NEW.first_published_at <> OLD.first_published_at) THEN
        RAISE EXCEPTION 'A head moves forward with an edition.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT published_at INTO first FROM editions_edition WHERE (subject_id, number) = (NEW.subject_id, 1);
        IF first IS DISTINCT FROM NEW.first_published_at THEN
            RAISE EXCEPTION 'A head says when its first edition was published.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    -- What one shows after a removal, its documents alone can tell.
    IF NEW.kind NOT IN ('redacted', 'withheld') AND NEW.readable = (NEW.kind IN ('retracted', 'merged')) THEN
        RAISE EXCEPTION 'A head does not fit its newest edition: all is readable but what was withdrawn.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$
"""

#: In pghistory's place: its own replaces what was noted before, for which whoever writes needs the right to change it.
#: A context that says something else than before has a row of its own.
NOTES = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    context uuid := nullif(current_setting('pghistory.context_id', true), '');
    noted jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb
                   || jsonb_build_object('session_user', session_user);
    known jsonb;
BEGIN
    IF context IS NULL OR noted IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT metadata INTO known FROM pghistory_context WHERE id = context;
    IF known IS NOT NULL AND known <> noted THEN
        context := md5(context::text || noted::text)::uuid;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at) VALUES (context, noted, now(), now())
        ON CONFLICT (id) DO NOTHING;
    RETURN context;
END $$
"""

#: In pgtrigger's place, whose own lets whoever writes name the triggers that are to be passed over. Nobody may, but for
#: what a redaction takes that is frozen otherwise: functions that run as the owner say so, and check its order. The
#: triggers of the audit trail run as the owner for everybody, and are never passed over.
HEEDS = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN current_setting('claimtrack.redacting', true) = 'frozen' AND trigger_name ~ '_(is_frozen|stays)_'
       AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'editions_edition'::regclass);
END $$
"""

LAID = (
    RISES,
    FOLLOWS,
    NOTES,
    HEEDS,
    """
    CREATE OR REPLACE TRIGGER only_rises BEFORE UPDATE ON editions_counter
        FOR EACH ROW EXECUTE FUNCTION editions_counter_rises()
    """,
    """
    CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON editions_counter
        FOR EACH STATEMENT EXECUTE FUNCTION editions_refuse()
    """,
    """
    CREATE OR REPLACE TRIGGER follows_editions BEFORE INSERT OR UPDATE ON editions_head
        FOR EACH ROW EXECUTE FUNCTION editions_head_follows()
    """,
    """
    CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON editions_head
        FOR EACH STATEMENT EXECUTE FUNCTION editions_refuse()
    """,
)
