"""What a redaction takes of a source's audit trail, and of captures', keeps its place: the text of its rows goes."""

from django.db import migrations

#: Takes the captures of these documents that no edition names, and the text of their trail.
TAKE = """
DROP FUNCTION sources_take_captures(uuid[]);
CREATE FUNCTION sources_take_captures(documents uuid[], subject uuid) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    going uuid[] := ARRAY(
        SELECT id FROM sources_capture AS capture WHERE document_id = ANY (documents)
           AND NOT EXISTS (SELECT FROM sources_naming WHERE capture_id = capture.id)
    );
BEGIN
    DELETE FROM sources_capture WHERE id = ANY (going);
    RETURN jsonb_build_object(
        'sources_capture', cardinality(going),
        'sources_captureevent', editions_erase_trail(
            'sources_captureevent',
            ARRAY(SELECT pgh_id FROM sources_captureevent WHERE pgh_obj_id = ANY (going)), subject)
    );
END $$;
"""

#: What a redaction takes of a source's audit trail.
REDACT = """
CREATE OR REPLACE FUNCTION sources_redact(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM sources_name_anew(subject);
    RETURN jsonb_build_object(
        'sources_sourceevent', editions_erase_trail(
            'sources_sourceevent', ARRAY(SELECT pgh_id FROM sources_sourceevent WHERE pgh_obj_id = subject), subject),
        'sources_reliabilitygradeevent', editions_erase_trail(
            'sources_reliabilitygradeevent',
            ARRAY(SELECT pgh_id FROM sources_reliabilitygradeevent WHERE source_id = subject), subject),
        'sources_officeevent', editions_erase_trail(
            'sources_officeevent', ARRAY(SELECT pgh_id FROM sources_officeevent WHERE person_id = subject), subject)
    );
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0012_seals_of_the_trail'),
        ('sources', '0011_restricted_work'),
    ]

    operations = [
        migrations.RunSQL(TAKE + REDACT, migrations.RunSQL.noop),
    ]
