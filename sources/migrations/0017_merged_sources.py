"""A source that was merged names the one that it goes on under."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0016_tokens_of_addresses'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='source',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_sources', to='sources.source'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_sourceevent" ("aliases", "author_id", "country", "created_at", "description", "document_id", "edited_by_person", "id", "kind", "merged_into_id", "name", "part_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "row_version", "same_as", "slug", "stage", "updated_at", "version", "website") VALUES (NEW."aliases", NEW."author_id", NEW."country", NEW."created_at", NEW."description", NEW."document_id", NEW."edited_by_person", NEW."id", NEW."kind", NEW."merged_into_id", NEW."name", NEW."part_of_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."row_version", NEW."same_as", NEW."slug", NEW."stage", NEW."updated_at", NEW."version", NEW."website"); RETURN NULL;', hash='bf360b28e3f5447350d0cff66b5bccab96baf930', operation='INSERT', pgid='pgtrigger_insert_insert_c3ed3', table='sources_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sources_sourceevent" ("aliases", "author_id", "country", "created_at", "description", "document_id", "edited_by_person", "id", "kind", "merged_into_id", "name", "part_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "row_version", "same_as", "slug", "stage", "updated_at", "version", "website") VALUES (NEW."aliases", NEW."author_id", NEW."country", NEW."created_at", NEW."description", NEW."document_id", NEW."edited_by_person", NEW."id", NEW."kind", NEW."merged_into_id", NEW."name", NEW."part_of_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."row_version", NEW."same_as", NEW."slug", NEW."stage", NEW."updated_at", NEW."version", NEW."website"); RETURN NULL;', hash='e20bc641f4ff98db3ae35908ccdce09e91a02158', operation='UPDATE', pgid='pgtrigger_update_update_e6185', table='sources_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sources_sourceevent" ("aliases", "author_id", "country", "created_at", "description", "document_id", "edited_by_person", "id", "kind", "merged_into_id", "name", "part_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "row_version", "same_as", "slug", "stage", "updated_at", "version", "website") VALUES (OLD."aliases", OLD."author_id", OLD."country", OLD."created_at", OLD."description", OLD."document_id", OLD."edited_by_person", OLD."id", OLD."kind", OLD."merged_into_id", OLD."name", OLD."part_of_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."row_version", OLD."same_as", OLD."slug", OLD."stage", OLD."updated_at", OLD."version", OLD."website"); RETURN NULL;', hash='82180b2a18daf4676bd4e54b1475690c487eaa54', operation='DELETE', pgid='pgtrigger_delete_delete_fde77', table='sources_source', when='AFTER')),
        ),
    ]
