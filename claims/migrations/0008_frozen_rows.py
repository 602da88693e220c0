"""What a redaction takes of a claim that is frozen: its judgements, in the name of the order.

Nobody passes over the triggers that freeze them any more, but for this function, which runs as their owner.
"""

from django.db import migrations

TAKE = """
CREATE FUNCTION claims_take_frozen(order_number bigint, approver bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ordered editions_redactionorder := editions_open_order(order_number, approver);
    subject uuid := ordered.subject_id;
    taken uuid[];
BEGIN
    IF NOT ordered.newest = ANY (ordered.numbers) THEN
        RAISE EXCEPTION 'This order leaves the standing document, and what stands under it.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- Of the claim, and of rebuttals that answer nothing else.
    taken := ARRAY(
        SELECT id FROM claims_assessment WHERE claim_id = subject OR rebuttal_id IN (
            SELECT rebuttal_id FROM claims_answer GROUP BY rebuttal_id
            HAVING bool_and(coalesce(claim_id = subject, false)))
    );
    PERFORM set_config('claimtrack.redacting', 'frozen', true);
    UPDATE claims_assessment SET supersedes_id = NULL, change_reason = ''
     WHERE id = ANY (taken);
    DELETE FROM claims_assessment_evidence WHERE assessment_id = ANY (taken);
    DELETE FROM claims_importedreview WHERE assessment_id = ANY (taken);
    DELETE FROM claims_assessment WHERE id = ANY (taken);
    PERFORM set_config('claimtrack.redacting', 'off', true);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_versions'),
        ('editions', '0005_positions'),
    ]

    operations = [
        migrations.RunSQL(TAKE, "DROP FUNCTION claims_take_frozen"),
    ]
