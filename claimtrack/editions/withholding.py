"""Keeping editions from readers while they are examined: the database moves their bytes out of sight, and back.

What is withheld lies in a table that no reader's connection may read, so that no page, list, file or cache can show
it by mistake. Numbers, positions and hashes stay where they are. Both functions run as the owner of the tables.
"""

WITHHOLD = """
CREATE OR REPLACE FUNCTION editions_withhold(subject uuid, which integer[], why text, person bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known integer[] := ARRAY(SELECT number FROM editions_edition WHERE subject_id = subject AND text IS NOT NULL);
    newest editions_edition;
    recorded bigint;
BEGIN
    SELECT * INTO newest FROM editions_edition WHERE subject_id = subject ORDER BY number DESC LIMIT 1;
    IF NOT EXISTS (SELECT FROM auth_user WHERE id = person AND is_active AND is_staff) THEN
        RAISE EXCEPTION 'Only a member of staff withholds.' USING ERRCODE = 'check_violation';
    ELSIF btrim(coalesce(why, '')) = '' THEN
        RAISE EXCEPTION 'Say why it is withheld.' USING ERRCODE = 'check_violation';
    ELSIF coalesce(cardinality(which), 0) = 0 OR NOT which <@ known THEN
        RAISE EXCEPTION 'Name editions that readers can read.' USING ERRCODE = 'check_violation';
    ELSIF newest.kind <> 'withheld' OR newest.number = ANY (which) THEN
        RAISE EXCEPTION 'An edition that tells of it comes first.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('claimtrack.redacting', 'on', true);
    INSERT INTO editions_withholding (subject_id, subject_type, numbers, whole, reason, by_id, at)
    VALUES (subject, newest.subject_type, which, newest.number - 1 = ANY (which), why, person, clock_timestamp())
    RETURNING id INTO recorded;
    INSERT INTO editions_withheldedition (subject_id, number, withholding_id, note, text)
    SELECT subject_id, number, recorded, note, text FROM editions_edition
     WHERE subject_id = subject AND number = ANY (which);
    UPDATE editions_edition SET text = NULL, note = NULL, withheld = true
     WHERE subject_id = subject AND number = ANY (which);
    PERFORM set_config('claimtrack.redacting', 'off', true);
    RETURN recorded;
END $$
"""

CONFIRM = """
CREATE OR REPLACE FUNCTION editions_confirm_withholding(withholding bigint, person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('claimtrack.redacting', 'on', true);
    UPDATE editions_withholding SET confirmed_by_id = person, confirmed_at = clock_timestamp()
     WHERE id = withholding AND outcome = '' AND confirmed_at IS NULL AND by_id <> person;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A second person confirms what is withheld, once.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""

END = """
CREATE OR REPLACE FUNCTION editions_end_withholding(withholding bigint, how text, person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF how NOT IN ('lifted', 'retracted', 'widened') THEN
        RAISE EXCEPTION 'It is lifted, retracted, or withheld together with more.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('claimtrack.redacting', 'on', true);
    UPDATE editions_withholding SET outcome = how, ended_by_id = person, ended_at = clock_timestamp()
     WHERE id = withholding AND outcome = '';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'It is not withheld any more.' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE editions_edition AS edition SET text = kept.text, note = kept.note, withheld = false
      FROM editions_withheldedition AS kept
     WHERE kept.withholding_id = withholding
       AND (edition.subject_id, edition.number) = (kept.subject_id, kept.number);
    DELETE FROM editions_withheldedition WHERE withholding_id = withholding;
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""

#: Called by a redaction: what it takes of what is withheld does not come back.
TAKEN = """
CREATE OR REPLACE FUNCTION editions_take_withheld(subject uuid, which integer[], person bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    taken bigint;
BEGIN
    DELETE FROM editions_withheldedition WHERE subject_id = subject AND number = ANY (which);
    GET DIAGNOSTICS taken = ROW_COUNT;
    UPDATE editions_withholding AS held
       SET outcome = 'redacted', ended_by_id = person, ended_at = clock_timestamp()
     WHERE subject_id = subject AND outcome = ''
       AND NOT EXISTS (SELECT FROM editions_withheldedition AS kept WHERE kept.withholding_id = held.id);
    -- The reason says what was wrong with what goes.
    UPDATE editions_withholding SET reason = '[redacted]' WHERE subject_id = subject AND numbers && which;
    RETURN taken;
END $$
"""

#: What the application's role may call.
FOR_THE_APPLICATION = ("editions_withhold", "editions_confirm_withholding", "editions_end_withholding")
FUNCTIONS = (WITHHOLD, CONFIRM, END, TAKEN)
