"""What a redaction takes of a source's or a capture's audit trail is blanked, and the rows stay where they stand.

The past of a document is cleared the same way, with that of its captures that were discarded. Going back takes the
functions of before.
"""

from importlib import import_module

from django.db import migrations

#: Blanks rows of a trail; answers how many.
BLANK = """
CREATE FUNCTION sources_blank(trail text, its text, ids uuid[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    blanked bigint;
BEGIN
    EXECUTE format('UPDATE %I SET %s WHERE (%s) AND pgh_label <> %L', trail, editions_blanked(trail), its, 'redacted')
      USING ids;
    GET DIAGNOSTICS blanked = ROW_COUNT;
    RETURN blanked;
END $$
"""

TAKE = """
CREATE OR REPLACE FUNCTION sources_take_captures(documents uuid[]) RETURNS jsonb
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
        'sources_captureevent', sources_blank('sources_captureevent', 'pgh_obj_id = ANY ($1)', going)
    );
END $$
"""

REDACT = """
CREATE OR REPLACE FUNCTION sources_redact(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    discarded uuid[] := ARRAY(
        SELECT pgh_obj_id FROM sources_captureevent WHERE document_id = subject EXCEPT SELECT id FROM sources_capture
    );
    counts jsonb := '{}';
    trail text;
    its text;
BEGIN
    PERFORM sources_name_anew(subject);
    FOR trail, its IN VALUES
        ('sources_sourceevent', 'pgh_obj_id = ANY ($1)'),
        ('sources_reliabilitygradeevent', 'source_id = ANY ($1)'),
        ('sources_officeevent', 'person_id = ANY ($1)'),
        ('sources_documentevent', 'pgh_obj_id = ANY ($1)')
    LOOP
        counts := counts || jsonb_build_object(trail, sources_blank(trail, its, ARRAY[subject]));
    END LOOP;
    IF cardinality(discarded) > 0 THEN
        counts := counts || jsonb_build_object(
            'sources_captureevent', sources_blank('sources_captureevent', 'pgh_obj_id = ANY ($1)', discarded));
    END IF;
    RETURN counts;
END $$
"""

BEFORE = import_module("sources.migrations.0002_named_captures")
UNDO = ";".join(each.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for each in (BEFORE.TAKE, BEFORE.REDACT))


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0009_who_made_it'),
    ]

    operations = [
        migrations.RunSQL(";".join((BLANK, TAKE, REDACT)), f"{UNDO}; DROP FUNCTION sources_blank"),
    ]
