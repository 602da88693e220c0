"""Copies that are seen or heard; of one that an edition names, the file as it came stays, too."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

KEPT = """
DROP TRIGGER named_copies_stay ON sources_capture;
CREATE TRIGGER named_copies_stay BEFORE DELETE
    OR UPDATE OF id, document_id, taken_at, taken_by, taken_by_person, taken_in_role, tool, media_type, text, content,
                 sha256, headers{}
    ON sources_capture FOR EACH ROW EXECUTE FUNCTION sources_keep_named();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_single_sign_on'),
        ('sources', '0021_what_waits'),
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
            name='alike',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='capture',
            name='came_as',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='capture',
            name='graphic',
            field=models.BooleanField(db_default=False, default=False, help_text='It shows violence, injury or death.'),
        ),
        migrations.AddField(
            model_name='capture',
            name='height',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='capture',
            name='intimate',
            field=models.BooleanField(db_default=False, default=False, help_text='It shows somebody undressed, or at their most private.'),
        ),
        migrations.AddField(
            model_name='capture',
            name='minor',
            field=models.BooleanField(db_default=False, default=False, help_text='It shows somebody under age.'),
        ),
        migrations.AddField(
            model_name='capture',
            name='nonetheless',
            field=models.BooleanField(db_default=False, default=False, help_text='Stored although a copy like it was there already.', verbose_name='nonetheless'),
        ),
        migrations.AddField(
            model_name='capture',
            name='original',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='capture',
            name='particulars',
            field=models.CharField(blank=True, choices=[('keep', 'keep'), ('strip', 'strip'), ('editors', 'original for editors only')], db_default='', default='', help_text='Where, when, by whom and with what it was made.', max_length=7, verbose_name='what the file says besides'),
        ),
        migrations.AddField(
            model_name='capture',
            name='read_with',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name='capture',
            name='reading',
            field=models.CharField(blank=True, choices=[('waiting', 'waiting'), ('done', 'proposed'), ('failed', 'could not be read')], db_default='', default='', editable=False, max_length=7),
        ),
        migrations.AddField(
            model_name='capture',
            name='width',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='capture',
            name='words',
            field=models.TextField(blank=True, db_default='', default='', editable=False, help_text='As a program read them: proposed.'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='came_as',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='graphic',
            field=models.BooleanField(db_default=False, default=False, help_text='It shows violence, injury or death.'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='height',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='intimate',
            field=models.BooleanField(db_default=False, default=False, help_text='It shows somebody undressed, or at their most private.'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='minor',
            field=models.BooleanField(db_default=False, default=False, help_text='It shows somebody under age.'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='nonetheless',
            field=models.BooleanField(db_default=False, default=False, help_text='Stored although a copy like it was there already.', verbose_name='nonetheless'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='particulars',
            field=models.CharField(blank=True, choices=[('keep', 'keep'), ('strip', 'strip'), ('editors', 'original for editors only')], db_default='', default='', help_text='Where, when, by whom and with what it was made.', max_length=7, verbose_name='what the file says besides'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='read_with',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='reading',
            field=models.CharField(blank=True, choices=[('waiting', 'waiting'), ('done', 'proposed'), ('failed', 'could not be read')], db_default='', default='', editable=False, max_length=7),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='width',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        AddConstraintNotValid(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(('level', 'desk_only'), models.Q(('graphic', False), ('intimate', False), ('minor', False)), _connector='OR'), name='capture_flagged_stays_at_the_desk', violation_error_message='What is flagged never leaves the desk.'),
        ),
        migrations.RunSQL(KEPT.format(", came_as, alike, original, particulars"), KEPT.format("")),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_captureevent" ("archived_url", "came_as", "document_id", "graphic", "height", "id", "intimate", "level", "media_type", "minor", "nonetheless", "particulars", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_with", "reading", "restriction_id", "sha256", "taken_at", "taken_by", "taken_by_person", "taken_in_role", "tool", "width") VALUES (NEW."archived_url", NEW."came_as", NEW."document_id", NEW."graphic", NEW."height", NEW."id", NEW."intimate", NEW."level", NEW."media_type", NEW."minor", NEW."nonetheless", NEW."particulars", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."read_with", NEW."reading", NEW."restriction_id", NEW."sha256", NEW."taken_at", NEW."taken_by", NEW."taken_by_person", NEW."taken_in_role", NEW."tool", NEW."width"); RETURN NULL;', hash='688a851d7ce8743f2ace0792bec4cb984ff11641', operation='INSERT', pgid='pgtrigger_insert_insert_ba00c', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_url" IS DISTINCT FROM (NEW."archived_url") OR OLD."came_as" IS DISTINCT FROM (NEW."came_as") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."graphic" IS DISTINCT FROM (NEW."graphic") OR OLD."height" IS DISTINCT FROM (NEW."height") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."intimate" IS DISTINCT FROM (NEW."intimate") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."media_type" IS DISTINCT FROM (NEW."media_type") OR OLD."minor" IS DISTINCT FROM (NEW."minor") OR OLD."nonetheless" IS DISTINCT FROM (NEW."nonetheless") OR OLD."particulars" IS DISTINCT FROM (NEW."particulars") OR OLD."read_with" IS DISTINCT FROM (NEW."read_with") OR OLD."reading" IS DISTINCT FROM (NEW."reading") OR OLD."restriction_id" IS DISTINCT FROM (NEW."restriction_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."taken_at" IS DISTINCT FROM (NEW."taken_at") OR OLD."taken_by" IS DISTINCT FROM (NEW."taken_by") OR OLD."taken_by_person" IS DISTINCT FROM (NEW."taken_by_person") OR OLD."taken_in_role" IS DISTINCT FROM (NEW."taken_in_role") OR OLD."tool" IS DISTINCT FROM (NEW."tool") OR OLD."width" IS DISTINCT FROM (NEW."width"))', func='INSERT INTO "sources_captureevent" ("archived_url", "came_as", "document_id", "graphic", "height", "id", "intimate", "level", "media_type", "minor", "nonetheless", "particulars", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_with", "reading", "restriction_id", "sha256", "taken_at", "taken_by", "taken_by_person", "taken_in_role", "tool", "width") VALUES (NEW."archived_url", NEW."came_as", NEW."document_id", NEW."graphic", NEW."height", NEW."id", NEW."intimate", NEW."level", NEW."media_type", NEW."minor", NEW."nonetheless", NEW."particulars", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."read_with", NEW."reading", NEW."restriction_id", NEW."sha256", NEW."taken_at", NEW."taken_by", NEW."taken_by_person", NEW."taken_in_role", NEW."tool", NEW."width"); RETURN NULL;', hash='71dcb8112963cefd4f92045148a0d394d19832d7', operation='UPDATE', pgid='pgtrigger_update_update_e3941', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_captureevent" ("archived_url", "came_as", "document_id", "graphic", "height", "id", "intimate", "level", "media_type", "minor", "nonetheless", "particulars", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_with", "reading", "restriction_id", "sha256", "taken_at", "taken_by", "taken_by_person", "taken_in_role", "tool", "width") VALUES (OLD."archived_url", OLD."came_as", OLD."document_id", OLD."graphic", OLD."height", OLD."id", OLD."intimate", OLD."level", OLD."media_type", OLD."minor", OLD."nonetheless", OLD."particulars", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."read_with", OLD."reading", OLD."restriction_id", OLD."sha256", OLD."taken_at", OLD."taken_by", OLD."taken_by_person", OLD."taken_in_role", OLD."tool", OLD."width"); RETURN NULL;', hash='ef1bfb8d0ba108223e9e5df8584e3f623f97f84f', operation='DELETE', pgid='pgtrigger_delete_delete_4cc5d', table='sources_capture', when='AFTER')),
        ),
    ]
