"""What a claim appears in that is seen or heard, and the images that published claims are found by."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0034_what_waits'),
        ('sources', '0023_media_found'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pictured',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim_id', models.UUIDField()),
                ('number', models.PositiveIntegerField(help_text='Of the edition.')),
                ('alike', models.CharField(max_length=32)),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appearance',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appearance',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appearance',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appearance',
            name='counts_row_version',
        ),
        migrations.AddField(
            model_name='appearance',
            name='description',
            field=models.TextField(blank=True, db_default='', default='', help_text='Of what is seen or heard: what that is, in our words.'),
        ),
        migrations.AddField(
            model_name='appearance',
            name='transcript',
            field=models.TextField(blank=True, db_default='', default='', help_text='Of what is seen or heard: what is said, or written, in it, in its words.'),
        ),
        migrations.AddField(
            model_name='appearanceevent',
            name='description',
            field=models.TextField(blank=True, db_default='', default='', help_text='Of what is seen or heard: what that is, in our words.'),
        ),
        migrations.AddField(
            model_name='appearanceevent',
            name='transcript',
            field=models.TextField(blank=True, db_default='', default='', help_text='Of what is seen or heard: what is said, or written, in it, in its words.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appearance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_appearanceevent" ("anchored", "audience", "claim_id", "credibility", "derives_from_id", "description", "document_id", "first_known", "hedge", "id", "made", "media_category", "occurred_at", "occurred_offset", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "quote", "role", "row_version", "speaker_id", "suffix", "transcript") VALUES (NEW."anchored", NEW."audience", NEW."claim_id", NEW."credibility", NEW."derives_from_id", NEW."description", NEW."document_id", NEW."first_known", NEW."hedge", NEW."id", NEW."made", NEW."media_category", NEW."occurred_at", NEW."occurred_offset", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prefix", NEW."quote", NEW."role", NEW."row_version", NEW."speaker_id", NEW."suffix", NEW."transcript"); RETURN NULL;', hash='e56da0a3c24a42650598a72b25fb064c4d27131b', operation='INSERT', pgid='pgtrigger_insert_insert_58226', table='claims_appearance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appearance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_appearanceevent" ("anchored", "audience", "claim_id", "credibility", "derives_from_id", "description", "document_id", "first_known", "hedge", "id", "made", "media_category", "occurred_at", "occurred_offset", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "quote", "role", "row_version", "speaker_id", "suffix", "transcript") VALUES (NEW."anchored", NEW."audience", NEW."claim_id", NEW."credibility", NEW."derives_from_id", NEW."description", NEW."document_id", NEW."first_known", NEW."hedge", NEW."id", NEW."made", NEW."media_category", NEW."occurred_at", NEW."occurred_offset", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prefix", NEW."quote", NEW."role", NEW."row_version", NEW."speaker_id", NEW."suffix", NEW."transcript"); RETURN NULL;', hash='01a516de3bb6a147bf2b2f9c63f0feec4d22ab30', operation='UPDATE', pgid='pgtrigger_update_update_cdcd1', table='claims_appearance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appearance',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_appearanceevent" ("anchored", "audience", "claim_id", "credibility", "derives_from_id", "description", "document_id", "first_known", "hedge", "id", "made", "media_category", "occurred_at", "occurred_offset", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "quote", "role", "row_version", "speaker_id", "suffix", "transcript") VALUES (OLD."anchored", OLD."audience", OLD."claim_id", OLD."credibility", OLD."derives_from_id", OLD."description", OLD."document_id", OLD."first_known", OLD."hedge", OLD."id", OLD."made", OLD."media_category", OLD."occurred_at", OLD."occurred_offset", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prefix", OLD."quote", OLD."role", OLD."row_version", OLD."speaker_id", OLD."suffix", OLD."transcript"); RETURN NULL;', hash='39d1d1d5514ed4ec787fd2317d2154c69f38ee76', operation='DELETE', pgid='pgtrigger_delete_delete_2b6e2', table='claims_appearance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appearance',
            trigger=pgtrigger.compiler.Trigger(name='counts_row_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."credibility" IS DISTINCT FROM (NEW."credibility") OR OLD."derives_from_id" IS DISTINCT FROM (NEW."derives_from_id") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."first_known" IS DISTINCT FROM (NEW."first_known") OR OLD."hedge" IS DISTINCT FROM (NEW."hedge") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made" IS DISTINCT FROM (NEW."made") OR OLD."media_category" IS DISTINCT FROM (NEW."media_category") OR OLD."occurred_at" IS DISTINCT FROM (NEW."occurred_at") OR OLD."occurred_offset" IS DISTINCT FROM (NEW."occurred_offset") OR OLD."prefix" IS DISTINCT FROM (NEW."prefix") OR OLD."quote" IS DISTINCT FROM (NEW."quote") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."speaker_id" IS DISTINCT FROM (NEW."speaker_id") OR OLD."suffix" IS DISTINCT FROM (NEW."suffix") OR OLD."transcript" IS DISTINCT FROM (NEW."transcript"))', func='NEW.row_version := OLD.row_version + 1; RETURN NEW;', hash='232ef7c19a71b48af44c434297831948b9b5cbbf', operation='UPDATE', pgid='pgtrigger_counts_row_version_ef40c', table='claims_appearance', when='BEFORE')),
        ),
        AddConstraintNotValid(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(('quote', ''), models.Q(('description', ''), ('transcript', '')), _connector='OR'), name='appearance_is_quoted_or_described', violation_error_message='What is seen or heard has a description or a transcript in place of a quotation: leave one of them empty.'),
        ),
        migrations.AddIndex(
            model_name='pictured',
            index=django.contrib.postgres.indexes.GinIndex(fields=['addresses'], name='pictured_by_address'),
        ),
        migrations.AddConstraint(
            model_name='pictured',
            constraint=models.UniqueConstraint(fields=('claim_id', 'alike'), name='pictured_once_a_claim'),
        ),
    ]
