"""What a redaction takes of a claim's or a narrative's audit trail is blanked, and the rows stay where they stand.

The past of a subject, a topic or a label is cleared the same way. Going back takes the function of before.
"""

from importlib import import_module

from django.db import migrations

BLANK = """
CREATE OR REPLACE FUNCTION claims_redact(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    -- Rebuttals that answer nothing but this claim, or nothing any more.
    rebuttals uuid[] := ARRAY(
        SELECT DISTINCT event.rebuttal_id FROM claims_answerevent AS event WHERE event.claim_id = subject
           AND NOT EXISTS (SELECT FROM claims_answer AS answer WHERE answer.rebuttal_id = event.rebuttal_id
                              AND answer.claim_id IS DISTINCT FROM subject)
    );
    appearances uuid[] := ARRAY(
        SELECT pgh_obj_id FROM claims_appearanceevent WHERE claim_id = subject
        EXCEPT SELECT id FROM claims_appearance WHERE claim_id <> subject
    );
    evidence uuid[] := ARRAY(
        SELECT pgh_obj_id FROM claims_evidenceevent
         WHERE target_claim_id = subject OR target_rebuttal_id = ANY (rebuttals)
        EXCEPT SELECT id FROM claims_evidence
                WHERE NOT coalesce(target_claim_id = subject, target_rebuttal_id = ANY (rebuttals))
    );
    assessments uuid[] := ARRAY(
        SELECT pgh_obj_id FROM claims_assessmentevent WHERE claim_id = subject OR rebuttal_id = ANY (rebuttals)
    );
    relations uuid[] := ARRAY(
        SELECT pgh_obj_id FROM claims_relationevent WHERE subject IN (claim_id, other_id)
        EXCEPT SELECT id FROM claims_relation WHERE subject NOT IN (claim_id, other_id)
    );
    documents uuid[] := ARRAY(SELECT DISTINCT document_id FROM claims_appearanceevent WHERE claim_id = subject);
    trail text;
    its text;
    taken bigint;
    counts jsonb := '{}';
BEGIN
    FOR trail, its IN VALUES
        ('claims_claimevent', 'pgh_obj_id = $1'),
        ('claims_narrativeevent', 'pgh_obj_id = $1'),
        ('claims_subjectevent', 'pgh_obj_id = $1'),
        ('claims_topicevent', 'pgh_obj_id = $1'),
        ('claims_ratinglabelevent', 'pgh_obj_id = $1'),
        ('claims_claimaboutevent', 'claim_id = $1'),
        ('claims_claimtopicevent', 'claim_id = $1'),
        ('claims_claimnarrativeevent', '$1 IN (claim_id, narrative_id)'),
        ('claims_attributionevent', 'appearance_id = ANY ($2)'),
        ('claims_appearanceevent', 'claim_id = $1 OR pgh_obj_id = ANY ($2)'),
        ('claims_relationevent', '$1 IN (claim_id, other_id) OR pgh_obj_id = ANY ($3)'),
        ('claims_answerevent', 'claim_id = $1 OR rebuttal_id = ANY ($4)'),
        ('claims_rebuttalevent', 'pgh_obj_id = ANY ($4)'),
        ('claims_rebuttalmakesevent', 'claim_id = $1 OR rebuttal_id = ANY ($4)'),
        ('claims_evidenceevent', 'target_claim_id = $1 OR pgh_obj_id = ANY ($5)'),
        ('claims_assessmentevent', 'pgh_obj_id = ANY ($6)'),
        ('claims_assessmentrestsonevent', 'assessment_id = ANY ($6)')
    LOOP
        EXECUTE format('UPDATE %I SET %s WHERE (%s) AND pgh_label <> %L',
                       trail, editions_blanked(trail), its, 'redacted')
          USING subject, appearances, relations, rebuttals, evidence, assessments;
        GET DIAGNOSTICS taken = ROW_COUNT;
        counts := counts || jsonb_build_object(trail, taken);
    END LOOP;
    IF whole THEN
        PERFORM sources_name_anew(subject);
        counts := counts || sources_take_captures(ARRAY(
            SELECT document FROM unnest(documents) AS document
             WHERE NOT EXISTS (SELECT FROM claims_appearance WHERE document_id = document)
               AND NOT EXISTS (SELECT FROM claims_rebuttal WHERE document_id = document)
               AND NOT EXISTS (SELECT FROM claims_evidence WHERE document_id = document)
               AND NOT EXISTS (SELECT FROM claims_assessment WHERE document_id = document)
        ));
    END IF;
    RETURN counts;
END $$;
"""

BEFORE = import_module("claims.migrations.0006_redaction").REDACT.partition("INSERT INTO")[0]


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0016_who_made_it'),
    ]

    operations = [
        migrations.RunSQL(BLANK, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
