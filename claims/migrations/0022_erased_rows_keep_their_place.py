"""What a redaction takes of a claim's or a narrative's audit trail keeps its place: the text of its rows goes.

What was proposed goes along, of a source as well. Otherwise as in `0006_redaction`.
"""

from django.db import migrations

REDACT = """
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
    going bigint[];
    counts jsonb := '{}';
BEGIN
    FOR trail, its IN VALUES
        ('claims_claimevent', 'pgh_obj_id = $1'),
        ('claims_narrativeevent', 'pgh_obj_id = $1'),
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
        ('claims_assessmentrestsonevent', 'assessment_id = ANY ($6)'),
        ('claims_proposalevent', 'claim_id = $1'),
        ('claims_doubleevent', '$1 IN (one_id, other_id)')
    LOOP
        EXECUTE format('SELECT array_agg(pgh_id) FROM %I WHERE %s', trail, its)
           INTO going USING subject, appearances, relations, rebuttals, evidence, assessments;
        counts := counts || jsonb_build_object(trail, editions_erase_trail(trail, going, subject));
    END LOOP;
    IF whole THEN
        PERFORM sources_name_anew(subject);
        counts := counts || sources_take_captures(ARRAY(
            SELECT document FROM unnest(documents) AS document
             WHERE NOT EXISTS (SELECT FROM claims_appearance WHERE document_id = document)
               AND NOT EXISTS (SELECT FROM claims_rebuttal WHERE document_id = document)
               AND NOT EXISTS (SELECT FROM claims_evidence WHERE document_id = document)
               AND NOT EXISTS (SELECT FROM claims_assessment WHERE document_id = document)
        ), subject);
    END IF;
    RETURN counts;
END $$;
"""



class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0021_proposals_are_audited'),
        ('editions', '0012_seals_of_the_trail'),
        ('sources', '0012_erased_rows_keep_their_place'),
    ]

    operations = [
        migrations.RunSQL(REDACT, migrations.RunSQL.noop),
    ]
