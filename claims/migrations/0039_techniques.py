"""By which techniques of DISARM a narrative was spread.

Rows of lists are what `manage.py rebuild_listings` makes of editions in format 3: of earlier ones, no technique is known.
"""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import claims.models.narrative

# Members of what lists show as JSON are in order, so that the new one is the last.
NONE_KNOWN = r"""
UPDATE editions_entry SET text = regexp_replace(replace(text, '"format":2,', '"format":3,'), '\}$', ',"techniques":[]}')
 WHERE kind = 'narrative' AND text ~ '"format":2,'
"""
# Dossiers that are kept on disk are of a revision: those that were made before are not handed out again.
MOVED_ON = "UPDATE editions_counter SET revision = revision + 1 WHERE position > 0"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0038_saved_searches'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='narrative',
            name='counts_row_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='narrative',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='narrative',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='narrative',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='narrative',
            name='techniques',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), blank=True, db_default=[], default=list, help_text='Ids of the DISARM techniques by which it was spread: T0023, T0023.001.', size=None, validators=[claims.models.narrative.of_disarm]),
        ),
        migrations.AddField(
            model_name='narrativeevent',
            name='techniques',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), blank=True, db_default=[], default=list, help_text='Ids of the DISARM techniques by which it was spread: T0023, T0023.001.', size=None, validators=[claims.models.narrative.of_disarm]),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_narrativeevent" ("author_id", "created_at", "description", "edited_by_person", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "row_version", "slug", "stage", "techniques", "updated_at", "version") VALUES (NEW."author_id", NEW."created_at", NEW."description", NEW."edited_by_person", NEW."id", NEW."name", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."row_version", NEW."slug", NEW."stage", NEW."techniques", NEW."updated_at", NEW."version"); RETURN NULL;', hash='bd7974680d499d67b9135bf9699e4bb9e5badb6d', operation='INSERT', pgid='pgtrigger_insert_insert_6a274', table='claims_narrative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_narrativeevent" ("author_id", "created_at", "description", "edited_by_person", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "row_version", "slug", "stage", "techniques", "updated_at", "version") VALUES (NEW."author_id", NEW."created_at", NEW."description", NEW."edited_by_person", NEW."id", NEW."name", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."row_version", NEW."slug", NEW."stage", NEW."techniques", NEW."updated_at", NEW."version"); RETURN NULL;', hash='cfc03c83d80b190c1cc2bc14a9e6c91b1afcdad6', operation='UPDATE', pgid='pgtrigger_update_update_eab73', table='claims_narrative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_narrativeevent" ("author_id", "created_at", "description", "edited_by_person", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "row_version", "slug", "stage", "techniques", "updated_at", "version") VALUES (OLD."author_id", OLD."created_at", OLD."description", OLD."edited_by_person", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."row_version", OLD."slug", OLD."stage", OLD."techniques", OLD."updated_at", OLD."version"); RETURN NULL;', hash='7db14055f5ad867f537e5e17d9595727ac37c009', operation='DELETE', pgid='pgtrigger_delete_delete_4b4bc', table='claims_narrative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='counts_row_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."techniques" IS DISTINCT FROM (NEW."techniques"))', func='NEW.row_version := OLD.row_version + 1; RETURN NEW;', hash='f2e5a261bc8346668d0908f5e70244dd68159bb2', operation='UPDATE', pgid='pgtrigger_counts_row_version_a7c08', table='claims_narrative', when='BEFORE')),
        ),
        migrations.RunSQL([NONE_KNOWN, MOVED_ON], migrations.RunSQL.noop),
    ]
