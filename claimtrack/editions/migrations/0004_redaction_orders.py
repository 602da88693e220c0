"""Redactions are ordered by one administrator and carried out by another; the old function goes at once."""

import django.contrib.postgres.fields
from django.db import migrations, models

OUTDATED = "DROP FUNCTION IF EXISTS editions_redact(uuid, integer[], text, text, bigint, bigint, jsonb)"


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0003_events'),
    ]

    operations = [
        migrations.RunSQL(OUTDATED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Eraser',
            fields=[
                ('name', models.CharField(max_length=63, primary_key=True, serialize=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='redaction',
            name='order_id',
            field=models.BigIntegerField(help_text='Of redactions before orders were kept: none.', null=True, unique=True),
        ),
        migrations.AddField(
            model_name='redaction',
            name='rows',
            field=models.JSONField(default=dict, help_text='How many rows of which tables were taken away, as `{table: count}`.'),
        ),
        migrations.CreateModel(
            name='RedactionOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField(db_index=True)),
                ('numbers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None)),
                ('newest', models.PositiveIntegerField(help_text="The subject's newest edition when this was ordered.")),
                ('legal_basis', models.TextField()),
                ('public_reason', models.TextField(help_text='Empty when the order itself is secret.', null=True)),
                ('requested_by_id', models.BigIntegerField()),
                ('requested_at', models.DateTimeField()),
                ('approved_by_id', models.BigIntegerField(null=True)),
                ('carried_out_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by_id__isnull', True), models.Q(('requested_by_id', models.F('approved_by_id')), _negated=True), _connector='OR'), name='order_needs_two_persons', violation_error_message='A redaction is approved by somebody other than the person who asks for it.'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by_id__isnull', True), ('carried_out_at__isnull', True)), models.Q(('approved_by_id__isnull', False), ('carried_out_at__isnull', False)), _connector='OR'), name='order_is_approved_and_carried_out_at_once', violation_error_message='An order is approved by being carried out.')],
            },
        ),
    ]
