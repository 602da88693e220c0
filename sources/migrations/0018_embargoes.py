"""Embargoes on documents, with their trail; what an order takes of the past of a document takes that along."""

from importlib import import_module

import claimtrack.ids
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


CLEAR = """
CREATE OR REPLACE FUNCTION sources_clear(subject uuid, whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    its bigint[] := ARRAY(SELECT pgh_id FROM sources_documentevent WHERE pgh_obj_id = subject);
    embargoes bigint[] := ARRAY(SELECT pgh_id FROM sources_embargoevent WHERE document_id = subject);
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
    IF cardinality(embargoes) > 0 THEN
        counts := counts || jsonb_build_object(
            'sources_embargoevent', editions_erase_trail('sources_embargoevent', embargoes, subject));
    END IF;
    IF cardinality(copies) > 0 THEN
        counts := counts || jsonb_build_object(
            'sources_captureevent', editions_erase_trail('sources_captureevent', copies, subject));
    END IF;
    RETURN counts;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('sources', '0017_merged_sources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Embargo',
            fields=[
                ('id', models.UUIDField(default=claimtrack.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('reason', models.TextField(help_text='Why, and who asked for it; for the desk alone.')),
                ('at', models.DateTimeField(help_text='When it was set.')),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='embargo', to='sources.document')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EmbargoEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=claimtrack.ids.uuid7, editable=False, serialize=False)),
                ('until', models.DateTimeField()),
                ('reason', models.TextField(help_text='Why, and who asked for it; for the desk alone.')),
                ('at', models.DateTimeField(help_text='When it was set.')),
                ('by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.document')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.embargo')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='embargo',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_embargoevent" ("at", "by_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") VALUES (NEW."at", NEW."by_id", NEW."document_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."until"); RETURN NULL;', hash='bb9295b3a55bfdff0c5ed72e7fa20831a6d1e344', operation='INSERT', pgid='pgtrigger_insert_insert_c41bc', table='sources_embargo', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='embargo',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sources_embargoevent" ("at", "by_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") VALUES (NEW."at", NEW."by_id", NEW."document_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."until"); RETURN NULL;', hash='9bd473a81390de5c684f64111b9cc2c0043a99e3', operation='UPDATE', pgid='pgtrigger_update_update_25a92', table='sources_embargo', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='embargo',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_embargoevent" ("at", "by_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") VALUES (OLD."at", OLD."by_id", OLD."document_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."until"); RETURN NULL;', hash='391d88a8cdfd5205bc3260c5815d79b14fed79ac', operation='DELETE', pgid='pgtrigger_delete_delete_db546', table='sources_embargo', when='AFTER')),
        ),
        # An installation that goes back has no embargoes: the function before it names no table that is gone.
        migrations.RunSQL(CLEAR, import_module("sources.migrations.0014_pasts_that_are_cleared").CLEAR.replace(
            "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").partition("INSERT INTO")[0]),
    ]
