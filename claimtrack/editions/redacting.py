"""The one way past the fences: a recorded order of one administrator, carried out by another.

What the application calls runs as the owner of the tables. Callers give no rows and no numbers to delete: the order
names the editions, and what goes with them is found here, by the erasers of the apps. Rows of the audit trail are
blanked where they stand (`sealing.py`). The words that an order searches for are kept with it until it is carried out
or ended.
"""

ADMINISTRATES = """
CREATE OR REPLACE FUNCTION editions_administrates(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM auth_user WHERE id = person AND is_active AND is_superuser)
$$
"""

ORDER = """
CREATE OR REPLACE FUNCTION editions_order_redaction(
    subject uuid, ordered integer[], basis text, reason text, requester bigint,
    sort text DEFAULT '', words text[] DEFAULT '{}'
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known integer[] := ARRAY(SELECT number FROM editions_edition WHERE subject_id = subject ORDER BY number);
    recorded bigint;
BEGIN
    IF NOT editions_administrates(requester) THEN
        RAISE EXCEPTION 'Only an active administrator orders a redaction.' USING ERRCODE = 'check_violation';
    ELSIF btrim(coalesce(basis, '')) = '' THEN
        RAISE EXCEPTION 'Name the legal basis of the redaction.' USING ERRCODE = 'check_violation';
    ELSIF coalesce(cardinality(ordered), 0) = 0 OR NOT ordered <@ known THEN
        RAISE EXCEPTION 'Name editions that exist.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO editions_redactionorder
        (subject_id, sort, numbers, newest, legal_basis, public_reason, words, requested_by_id, requested_at)
    VALUES (subject, sort, ordered, known[cardinality(known)], basis, reason, words, requester, clock_timestamp())
    RETURNING id INTO recorded;
    RETURN recorded;
END $$
"""

#: Of a row without editions: its past alone goes, as the audit trail has it. The row itself is the desk's.
ORDER_CLEARING = """
CREATE OR REPLACE FUNCTION editions_order_clearing(
    subject uuid, basis text, requester bigint, sort text, words text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    recorded bigint;
BEGIN
    IF NOT editions_administrates(requester) THEN
        RAISE EXCEPTION 'Only an active administrator orders that a past is cleared.' USING ERRCODE = 'check_violation';
    ELSIF btrim(coalesce(basis, '')) = '' THEN
        RAISE EXCEPTION 'Name the legal basis.' USING ERRCODE = 'check_violation';
    ELSIF subject IS NULL OR EXISTS (SELECT FROM editions_edition WHERE subject_id = subject) THEN
        RAISE EXCEPTION 'What was published is redacted by its editions.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO editions_redactionorder
        (subject_id, sort, numbers, newest, legal_basis, words, requested_by_id, requested_at)
    VALUES (subject, sort, '{}', 0, basis, words, requester, clock_timestamp())
    RETURNING id INTO recorded;
    RETURN recorded;
END $$
"""

END_ORDER = """
CREATE OR REPLACE FUNCTION editions_end_order(order_number bigint, person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT editions_administrates(person) THEN
        RAISE EXCEPTION 'Only an active administrator ends an order.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('claimtrack.redacting', 'on', true);
    UPDATE editions_redactionorder SET ended_by_id = person, ended_at = clock_timestamp(), words = '{}'
     WHERE id = order_number AND carried_out_at IS NULL AND ended_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'This order does not wait any more.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""

OPEN_ORDER = """
CREATE OR REPLACE FUNCTION editions_open_order(order_number bigint, approver bigint) RETURNS editions_redactionorder
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    ordered editions_redactionorder;
    last_edition editions_edition;
BEGIN
    SELECT * INTO ordered FROM editions_redactionorder WHERE id = order_number FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no such order.' USING ERRCODE = 'check_violation';
    ELSIF ordered.carried_out_at IS NOT NULL THEN
        RAISE EXCEPTION 'This order was carried out already.' USING ERRCODE = 'check_violation';
    ELSIF ordered.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'This order was declined, or withdrawn.' USING ERRCODE = 'check_violation';
    ELSIF ordered.requested_by_id = approver THEN
        RAISE EXCEPTION 'A redaction is approved by somebody other than the person who asks for it.'
            USING ERRCODE = 'check_violation';
    ELSIF NOT (editions_administrates(approver) AND editions_administrates(ordered.requested_by_id)) THEN
        RAISE EXCEPTION 'Both persons must be active administrators.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO last_edition FROM editions_edition
     WHERE subject_id = ordered.subject_id ORDER BY number DESC LIMIT 1;
    IF cardinality(ordered.numbers) = 0 THEN
        IF FOUND THEN
            RAISE EXCEPTION 'What was published is redacted by its editions.' USING ERRCODE = 'check_violation';
        END IF;
    -- Readers are told before anything goes.
    ELSIF last_edition.kind <> 'redacted' OR last_edition.number = ANY (ordered.numbers) THEN
        RAISE EXCEPTION 'An edition that tells of the redaction comes first.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN ordered;
END $$
"""

#: Closes an order, asks every app's eraser, and writes down what went.
ERASE = """
CREATE OR REPLACE FUNCTION editions_erase(
    ordered editions_redactionorder, approver bigint, whole boolean, counts jsonb
) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    eraser text;
    gone jsonb;
BEGIN
    UPDATE editions_redactionorder SET approved_by_id = approver, carried_out_at = clock_timestamp(), words = '{}'
     WHERE id = ordered.id;
    FOR eraser IN SELECT name FROM editions_eraser ORDER BY name LOOP
        EXECUTE format('SELECT %I($1, $2)', eraser) INTO gone USING ordered.subject_id, whole;
        counts := counts || gone;
    END LOOP;
    INSERT INTO editions_redaction
        (order_id, subject_id, numbers, legal_basis, public_reason, requested_by_id, approved_by_id, at, rows)
    VALUES (ordered.id, ordered.subject_id, ordered.numbers, ordered.legal_basis, ordered.public_reason,
            ordered.requested_by_id, approver, clock_timestamp(), counts);
END $$
"""

REDACT = """
CREATE OR REPLACE FUNCTION editions_redact(order_number bigint, approver bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ordered editions_redactionorder;
    newest integer;
    counts jsonb;
    taken bigint;
BEGIN
    ordered := editions_open_order(order_number, approver);
    IF cardinality(ordered.numbers) = 0 THEN
        RAISE EXCEPTION 'This order names no editions.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT max(number) INTO newest FROM editions_edition WHERE subject_id = ordered.subject_id;
    PERFORM set_config('claimtrack.redacting', 'on', true);
    UPDATE editions_edition SET text = NULL, note = ordered.public_reason, withheld = false
     WHERE subject_id = ordered.subject_id AND number = ANY (ordered.numbers);
    GET DIAGNOSTICS taken = ROW_COUNT;
    counts := jsonb_build_object(
        'editions_edition', taken,
        'editions_withheldedition', editions_take_withheld(ordered.subject_id, ordered.numbers, approver)
    );
    PERFORM editions_erase(ordered, approver, newest - 1 = ANY (ordered.numbers), counts);
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""

CLEAR_PAST = """
CREATE OR REPLACE FUNCTION editions_clear_past(order_number bigint, approver bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ordered editions_redactionorder := editions_open_order(order_number, approver);
BEGIN
    IF cardinality(ordered.numbers) > 0 THEN
        RAISE EXCEPTION 'This order is about editions.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('claimtrack.redacting', 'on', true);
    PERFORM editions_erase(ordered, approver, true, '{}');
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""

#: What the application's role may call; an app's own function takes, in the name of the same order, what is frozen.
FOR_THE_APPLICATION = (
    "editions_order_redaction",
    "editions_order_clearing",
    "editions_end_order",
    "editions_redact",
    "editions_clear_past",
    "%_take_frozen",
)
#: Those of other parameters, before the present ones are laid.
OUTDATED = "DROP FUNCTION IF EXISTS editions_order_redaction(uuid, integer[], text, text, bigint)"
FUNCTIONS = (
    OUTDATED,
    ADMINISTRATES,
    ORDER,
    ORDER_CLEARING,
    END_ORDER,
    OPEN_ORDER,
    ERASE,
    REDACT,
    CLEAR_PAST,
)
