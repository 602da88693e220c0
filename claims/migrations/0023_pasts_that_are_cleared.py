"""What an order takes of the past of a subject, a topic or a label: rows that no edition prints as its own."""

from django.db import migrations

CLEAR = """
CREATE FUNCTION claims_clear(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    trail text;
    going bigint[];
    counts jsonb := '{}';
BEGIN
    FOREACH trail IN ARRAY ARRAY['claims_subjectevent', 'claims_topicevent', 'claims_ratinglabelevent'] LOOP
        EXECUTE format('SELECT array_agg(pgh_id) FROM %I WHERE pgh_obj_id = $1', trail) INTO going USING subject;
        CONTINUE WHEN going IS NULL;
        counts := counts || jsonb_build_object(trail, editions_erase_trail(trail, going, subject));
    END LOOP;
    RETURN counts;
END $$;
INSERT INTO editions_eraser VALUES ('claims_clear');
"""

UNDO = """
DELETE FROM editions_eraser WHERE name = 'claims_clear';
DROP FUNCTION claims_clear;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0022_erased_rows_keep_their_place'),
    ]

    operations = [
        migrations.RunSQL(CLEAR, UNDO),
    ]
