"""A copy names whoever took it by pseudonym and role, which stay as the copy does once an edition names it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Whoever took what is there already, as far as the user name is still somebody's; in which role is not known.
FILL = """
UPDATE sources_capture SET taken_by_person = profile.pseudonym
  FROM auth_user AS person JOIN accounts_profile AS profile ON profile.person_id = person.id
 WHERE person.username = taken_by
"""

KEPT = """
DROP TRIGGER named_copies_stay ON sources_capture;
CREATE TRIGGER named_copies_stay BEFORE DELETE
    OR UPDATE OF id, document_id, taken_at, taken_by, {}tool, media_type, text, content, sha256
    ON sources_capture FOR EACH ROW EXECUTE FUNCTION sources_keep_named();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_profiles'),
        ('sources', '0009_who_made_it'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='capture',
            name='taken_by_person',
            field=models.UUIDField(editable=False, help_text='The pseudonym of whoever took it.', null=True),
        ),
        migrations.AddField(
            model_name='capture',
            name='taken_in_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='taken_by_person',
            field=models.UUIDField(editable=False, help_text='The pseudonym of whoever took it.', null=True),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='taken_in_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT.format("taken_by_person, taken_in_role, "), KEPT.format("")),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_captureevent" ("archived_url", "document_id", "id", "media_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "taken_at", "taken_by", "taken_by_person", "taken_in_role", "tool") VALUES (NEW."archived_url", NEW."document_id", NEW."id", NEW."media_type", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."taken_at", NEW."taken_by", NEW."taken_by_person", NEW."taken_in_role", NEW."tool"); RETURN NULL;', hash='af2234cca943b735871a4a3310e3e76a9cee2a16', operation='INSERT', pgid='pgtrigger_insert_insert_ba00c', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_url" IS DISTINCT FROM (NEW."archived_url") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."media_type" IS DISTINCT FROM (NEW."media_type") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."taken_at" IS DISTINCT FROM (NEW."taken_at") OR OLD."taken_by" IS DISTINCT FROM (NEW."taken_by") OR OLD."taken_by_person" IS DISTINCT FROM (NEW."taken_by_person") OR OLD."taken_in_role" IS DISTINCT FROM (NEW."taken_in_role") OR OLD."tool" IS DISTINCT FROM (NEW."tool"))', func='INSERT INTO "sources_captureevent" ("archived_url", "document_id", "id", "media_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "taken_at", "taken_by", "taken_by_person", "taken_in_role", "tool") VALUES (NEW."archived_url", NEW."document_id", NEW."id", NEW."media_type", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sha256", NEW."taken_at", NEW."taken_by", NEW."taken_by_person", NEW."taken_in_role", NEW."tool"); RETURN NULL;', hash='440df985444f0311621f53b5ed8202170cafac42', operation='UPDATE', pgid='pgtrigger_update_update_e3941', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_captureevent" ("archived_url", "document_id", "id", "media_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "taken_at", "taken_by", "taken_by_person", "taken_in_role", "tool") VALUES (OLD."archived_url", OLD."document_id", OLD."id", OLD."media_type", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."taken_at", OLD."taken_by", OLD."taken_by_person", OLD."taken_in_role", OLD."tool"); RETURN NULL;', hash='dbaf8748dfcf2531a924fbf8f68a217179a6f8a3', operation='DELETE', pgid='pgtrigger_delete_delete_4cc5d', table='sources_capture', when='AFTER')),
        ),
    ]
