"""A capture that an edition names stays as it is: the database notes it as the edition is written."""

import django.db.models.deletion
from django.db import migrations, models

#: The captures that a stored document names: (document, sha256).
COPIES_IN = """
CREATE FUNCTION sources_copies_in(edition text) RETURNS TABLE (document uuid, sha256 text)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT DISTINCT (item ->> 'id')::uuid, item -> 'capture' ->> 'sha256'
      FROM jsonb_path_query(edition::jsonb, 'strict $.** ? (exists (@.capture.sha256))') AS item
$$
"""

#: Publishers hold the row until they have committed, so nobody discards it meanwhile. A copy that an earlier
#: edition of the subject names, and that is gone since, is carried on as it stands there.
NOTE = """
CREATE FUNCTION sources_note_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO sources_naming (capture_id, subject_id, position)
    SELECT capture.id, NEW.subject_id, NEW.position
      FROM sources_copies_in(NEW.text) AS copy
      JOIN sources_capture AS capture ON capture.document_id = copy.document AND capture.sha256 = copy.sha256
       FOR SHARE OF capture
    ON CONFLICT DO NOTHING;
    IF EXISTS (
        SELECT FROM sources_copies_in(NEW.text) AS copy
          JOIN sources_document AS document ON document.id = copy.document
         WHERE NOT EXISTS (SELECT FROM sources_capture AS capture
                            WHERE capture.document_id = copy.document AND capture.sha256 = copy.sha256)
           AND NOT EXISTS (SELECT FROM editions_edition AS before
                            WHERE before.subject_id = NEW.subject_id AND before.number = NEW.number - 1
                              AND strpos(before.text, copy.sha256) > 0)
    ) THEN
        RAISE EXCEPTION 'A copy that the edition names was discarded at this moment: publish again.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

NOTED = """
CREATE TRIGGER names_captures AFTER INSERT ON editions_edition FOR EACH ROW
WHEN (strpos(NEW.text, '"capture":{') > 0) EXECUTE FUNCTION sources_note_named()
"""

KEEP = """
CREATE FUNCTION sources_keep_named() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND EXISTS (SELECT FROM sources_naming)
       OR TG_OP <> 'TRUNCATE' AND EXISTS (SELECT FROM sources_naming WHERE capture_id = OLD.id) THEN
        RAISE EXCEPTION 'Published editions name this copy, so it stays as it is: only a redaction takes it away.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
END $$
"""

KEPT = """
CREATE TRIGGER named_copies_stay BEFORE DELETE
    OR UPDATE OF id, document_id, taken_at, taken_by, tool, media_type, text, content, sha256
    ON sources_capture FOR EACH ROW EXECUTE FUNCTION sources_keep_named();
CREATE TRIGGER named_copies_stay_all BEFORE TRUNCATE
    ON sources_capture FOR EACH STATEMENT EXECUTE FUNCTION sources_keep_named();
"""

#: After a redaction: what the subject's editions still name.
FORGET = """
CREATE FUNCTION sources_name_anew(subject uuid) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    DELETE FROM sources_naming WHERE subject_id = subject;
    INSERT INTO sources_naming (capture_id, subject_id, position)
    SELECT capture.id, subject, min(edition.position)
      FROM editions_edition AS edition, sources_copies_in(edition.text) AS copy
      JOIN sources_capture AS capture ON capture.document_id = copy.document AND capture.sha256 = copy.sha256
     WHERE edition.subject_id = subject AND strpos(edition.text, '"capture":{') > 0
     GROUP BY capture.id
$$
"""

#: Takes the captures of these documents that no edition names, and their trail.
TAKE = """
CREATE FUNCTION sources_take_captures(documents uuid[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    going uuid[] := ARRAY(
        SELECT id FROM sources_capture AS capture WHERE document_id = ANY (documents)
           AND NOT EXISTS (SELECT FROM sources_naming WHERE capture_id = capture.id)
    );
    trail bigint;
BEGIN
    DELETE FROM sources_capture WHERE id = ANY (going);
    DELETE FROM sources_captureevent WHERE pgh_obj_id = ANY (going);
    GET DIAGNOSTICS trail = ROW_COUNT;
    RETURN jsonb_build_object('sources_capture', cardinality(going), 'sources_captureevent', trail);
END $$
"""

#: What a redaction takes of a source's audit trail.
REDACT = """
CREATE FUNCTION sources_redact(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    source bigint;
    grades bigint;
    offices bigint;
BEGIN
    PERFORM sources_name_anew(subject);
    DELETE FROM sources_sourceevent WHERE pgh_obj_id = subject;
    GET DIAGNOSTICS source = ROW_COUNT;
    DELETE FROM sources_reliabilitygradeevent WHERE source_id = subject;
    GET DIAGNOSTICS grades = ROW_COUNT;
    DELETE FROM sources_officeevent WHERE person_id = subject;
    GET DIAGNOSTICS offices = ROW_COUNT;
    RETURN jsonb_build_object('sources_sourceevent', source, 'sources_reliabilitygradeevent', grades,
                              'sources_officeevent', offices);
END $$
"""

LAID = (COPIES_IN, NOTE, NOTED, KEEP, KEPT, FORGET, TAKE, REDACT, "INSERT INTO editions_eraser VALUES ('sources_redact')")
TAKEN_UP = """
DELETE FROM editions_eraser WHERE name = 'sources_redact';
DROP TRIGGER names_captures ON editions_edition;
DROP TRIGGER named_copies_stay ON sources_capture;
DROP TRIGGER named_copies_stay_all ON sources_capture;
DROP FUNCTION sources_redact, sources_take_captures, sources_name_anew, sources_keep_named, sources_note_named,
    sources_copies_in;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0004_redaction_orders'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Naming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField(db_index=True)),
                ('position', models.BigIntegerField(help_text='Of the first edition that names it.')),
                ('capture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='namings', to='sources.capture')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('capture', 'subject_id'), name='naming_once_a_subject', violation_error_message='This is noted already.')],
            },
        ),
        migrations.RunSQL("\n".join(f"{statement};" for statement in LAID), TAKEN_UP),
    ]
