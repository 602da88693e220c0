"""The roles in which people judged; and what is derived from editions of format 3 loses the names that they print.

The editions themselves stay as they are: their hashes vouch for them (docs/decisions/names-of-staff.md). Rows of lists
are what `manage.py rebuild_listings` makes of them in format 4.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# In what lists show as JSON, no text holds a quotation mark that is not escaped.
NAMELESS = r"""regexp_replace(text, '"(analyst|approver|by)":"([^"\\]|\\.)*"', '"\1":null', 'g')"""
LEAVE_NAMES_OUT = f"""
UPDATE editions_entry SET text = {NAMELESS}
 WHERE kind NOT IN ('source', 'narrative') AND text ~ '"(analyst|approver|by)":"'
"""
SIGNED = r"""
regexp_replace(
    regexp_replace(text, '"edition":\{(.*?"sha256":"[0-9a-f]{64}")\}', '"edition":{"by":null,\1,"review":null}'),
    '"format":1,', '"format":2,')
"""
SIGN = rf"""
UPDATE editions_entry SET text = {SIGNED}
 WHERE kind IN ('source', 'narrative') AND text !~ '"edition":\{{[^{{}}]*"review":'
"""
# Links that wait until the claim at their other end is public.
HELD_BACK = """
UPDATE editions_heldback SET fragment = jsonb_set(fragment, '{by}', 'null')
 WHERE path = 'relations' AND jsonb_typeof(fragment -> 'by') = 'string'
"""
# Dossiers that are kept on disk are of a revision: those that were made before are not handed out again.
MOVED_ON = "UPDATE editions_counter SET revision = revision + 1 WHERE position > 0"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0016_who_made_it'),
        ('editions', '0009_reviews'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='counts_row_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='relation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='relation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='relation',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='relation',
            name='counts_row_version',
        ),
        migrations.AddField(
            model_name='assessment',
            name='analyst_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.AddField(
            model_name='assessment',
            name='approver_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='analyst_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='approver_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.AddField(
            model_name='relation',
            name='by_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        migrations.AddField(
            model_name='relationevent',
            name='by_role',
            field=models.CharField(blank=True, choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('checker', 'checker'), ('editor', 'editor'), ('administrator', 'administrator')], editable=False, max_length=13),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_assessmentevent" ("analyst_id", "analyst_role", "approved_at", "approver_id", "approver_role", "as_of", "assessed_at", "change_reason", "claim_id", "confidence", "created_at", "document_id", "id", "label", "likelihood", "not_checkable_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "rebuttal_id", "review_due", "row_version", "scale", "source_id", "status", "supersedes_id", "verdict") VALUES (NEW."analyst_id", NEW."analyst_role", NEW."approved_at", NEW."approver_id", NEW."approver_role", NEW."as_of", NEW."assessed_at", NEW."change_reason", NEW."claim_id", NEW."confidence", NEW."created_at", NEW."document_id", NEW."id", NEW."label", NEW."likelihood", NEW."not_checkable_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rationale", NEW."rebuttal_id", NEW."review_due", NEW."row_version", NEW."scale", NEW."source_id", NEW."status", NEW."supersedes_id", NEW."verdict"); RETURN NULL;', hash='6afeb5a4b4881951457d53de26a06b2a7f0c1976', operation='INSERT', pgid='pgtrigger_insert_insert_96f7f', table='claims_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_assessmentevent" ("analyst_id", "analyst_role", "approved_at", "approver_id", "approver_role", "as_of", "assessed_at", "change_reason", "claim_id", "confidence", "created_at", "document_id", "id", "label", "likelihood", "not_checkable_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "rebuttal_id", "review_due", "row_version", "scale", "source_id", "status", "supersedes_id", "verdict") VALUES (NEW."analyst_id", NEW."analyst_role", NEW."approved_at", NEW."approver_id", NEW."approver_role", NEW."as_of", NEW."assessed_at", NEW."change_reason", NEW."claim_id", NEW."confidence", NEW."created_at", NEW."document_id", NEW."id", NEW."label", NEW."likelihood", NEW."not_checkable_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rationale", NEW."rebuttal_id", NEW."review_due", NEW."row_version", NEW."scale", NEW."source_id", NEW."status", NEW."supersedes_id", NEW."verdict"); RETURN NULL;', hash='4e923468524112e3d44fef733a8224e477be4de3', operation='UPDATE', pgid='pgtrigger_update_update_51a7e', table='claims_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_assessmentevent" ("analyst_id", "analyst_role", "approved_at", "approver_id", "approver_role", "as_of", "assessed_at", "change_reason", "claim_id", "confidence", "created_at", "document_id", "id", "label", "likelihood", "not_checkable_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "rebuttal_id", "review_due", "row_version", "scale", "source_id", "status", "supersedes_id", "verdict") VALUES (OLD."analyst_id", OLD."analyst_role", OLD."approved_at", OLD."approver_id", OLD."approver_role", OLD."as_of", OLD."assessed_at", OLD."change_reason", OLD."claim_id", OLD."confidence", OLD."created_at", OLD."document_id", OLD."id", OLD."label", OLD."likelihood", OLD."not_checkable_reason", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rationale", OLD."rebuttal_id", OLD."review_due", OLD."row_version", OLD."scale", OLD."source_id", OLD."status", OLD."supersedes_id", OLD."verdict"); RETURN NULL;', hash='d2c4c53c05ce8c027716dfb1fddf42246096213f', operation='DELETE', pgid='pgtrigger_delete_delete_ed47c', table='claims_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='counts_row_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."analyst_id" IS DISTINCT FROM (NEW."analyst_id") OR OLD."analyst_role" IS DISTINCT FROM (NEW."analyst_role") OR OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approver_id" IS DISTINCT FROM (NEW."approver_id") OR OLD."approver_role" IS DISTINCT FROM (NEW."approver_role") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."assessed_at" IS DISTINCT FROM (NEW."assessed_at") OR OLD."change_reason" IS DISTINCT FROM (NEW."change_reason") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."confidence" IS DISTINCT FROM (NEW."confidence") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."likelihood" IS DISTINCT FROM (NEW."likelihood") OR OLD."not_checkable_reason" IS DISTINCT FROM (NEW."not_checkable_reason") OR OLD."rationale" IS DISTINCT FROM (NEW."rationale") OR OLD."rebuttal_id" IS DISTINCT FROM (NEW."rebuttal_id") OR OLD."review_due" IS DISTINCT FROM (NEW."review_due") OR OLD."scale" IS DISTINCT FROM (NEW."scale") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."supersedes_id" IS DISTINCT FROM (NEW."supersedes_id") OR OLD."verdict" IS DISTINCT FROM (NEW."verdict"))', func='NEW.row_version := OLD.row_version + 1; RETURN NEW;', hash='6923a0563ca8126ae9a663dfe00d69653901cfbb', operation='UPDATE', pgid='pgtrigger_counts_row_version_1c073', table='claims_assessment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_relationevent" ("at", "by_id", "by_role", "claim_id", "id", "kind", "note", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_version") VALUES (NEW."at", NEW."by_id", NEW."by_role", NEW."claim_id", NEW."id", NEW."kind", NEW."note", NEW."other_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."row_version"); RETURN NULL;', hash='b0d6ffda2d75b8d13429f40a764b5b082d5669d8', operation='INSERT', pgid='pgtrigger_insert_insert_eff0a', table='claims_relation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_relationevent" ("at", "by_id", "by_role", "claim_id", "id", "kind", "note", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_version") VALUES (NEW."at", NEW."by_id", NEW."by_role", NEW."claim_id", NEW."id", NEW."kind", NEW."note", NEW."other_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."row_version"); RETURN NULL;', hash='09227a3d367598d2bb23a1e48ab74b5c60f2a6ea', operation='UPDATE', pgid='pgtrigger_update_update_b5b97', table='claims_relation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_relationevent" ("at", "by_id", "by_role", "claim_id", "id", "kind", "note", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_version") VALUES (OLD."at", OLD."by_id", OLD."by_role", OLD."claim_id", OLD."id", OLD."kind", OLD."note", OLD."other_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."row_version"); RETURN NULL;', hash='8b33ce0d3a1f95bef46ca9f6b4919806dab40a1a', operation='DELETE', pgid='pgtrigger_delete_delete_d87aa', table='claims_relation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='counts_row_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."by_role" IS DISTINCT FROM (NEW."by_role") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."other_id" IS DISTINCT FROM (NEW."other_id"))', func='NEW.row_version := OLD.row_version + 1; RETURN NEW;', hash='bbea283d44ad5397495a280af87f46e643208b69', operation='UPDATE', pgid='pgtrigger_counts_row_version_c8cd7', table='claims_relation', when='BEFORE')),
        ),
        migrations.RunSQL([LEAVE_NAMES_OUT, SIGN, HELD_BACK, MOVED_ON], migrations.RunSQL.noop),
    ]
