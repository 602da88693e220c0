"""What an order takes of the past of a document, and of its captures that were discarded."""

from django.db import migrations

CLEAR = """
CREATE FUNCTION sources_clear(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    its bigint[] := ARRAY(SELECT pgh_id FROM sources_documentevent WHERE pgh_obj_id = subject);
    copies bigint[] := ARRAY(
        SELECT pgh_id FROM sources_captureevent AS event
         WHERE subject IN (pgh_obj_id, document_id)
           AND NOT EXISTS (SELECT FROM sources_capture AS capture WHERE capture.id = event.pgh_obj_id)
    );
    counts jsonb := '{}';
BEGIN
    IF cardinality(its) > 0 THEN
        counts := jsonb_build_object(
            'sources_documentevent', editions_erase_trail('sources_documentevent', its, subject));
    END IF;
    IF cardinality(copies) > 0 THEN
        counts := counts || jsonb_build_object(
            'sources_captureevent', editions_erase_trail('sources_captureevent', copies, subject));
    END IF;
    RETURN counts;
END $$;
INSERT INTO editions_eraser VALUES ('sources_clear');
"""

UNDO = """
DELETE FROM editions_eraser WHERE name = 'sources_clear';
DROP FUNCTION sources_clear;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0013_grades_are_approved'),
    ]

    operations = [
        migrations.RunSQL(CLEAR, UNDO),
    ]
