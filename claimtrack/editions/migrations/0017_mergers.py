"""Mergers of works remember what they moved, and heads are found by the work that they go on under."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('editions', '0016_schedules_and_handing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'merge'), ('unmerge', 'unmerge'), ('split', 'split')], max_length=7)),
                ('subject_type', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField(help_text='Of a merger the one that goes; of a split the one that was named wrongly.')),
                ('other_id', models.UUIDField(help_text='The one that goes on, or is meant.')),
                ('sha256', models.CharField(help_text='The number of what was looked at.', max_length=64)),
                ('chosen', models.JSONField(default=list, help_text='Of a split, the ids of the claims.')),
                ('note', models.TextField(help_text='Why; it is public once it is done.')),
                ('by_id', models.BigIntegerField()),
                ('role', models.CharField(help_text='What they were then.', max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by_id', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(help_text='Of a merger: since when it is undone.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='MovedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(help_text='The model of the row, such as claims.Appearance.', max_length=60)),
                ('row', models.CharField(max_length=40)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('version_before', models.PositiveIntegerField(null=True)),
                ('version_after', models.PositiveIntegerField(null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        AddIndexConcurrently(
            model_name='head',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='head_merged_into'),
        ),
        migrations.AddIndex(
            model_name='joining',
            index=models.Index(fields=['subject_id'], name='joining_subject'),
        ),
        migrations.AddIndex(
            model_name='joining',
            index=models.Index(fields=['other_id'], name='joining_other'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('kind', 'subject_id'), name='joining_asked_for_once', violation_error_message='Somebody has asked for this already.'),
        ),
        migrations.AddField(
            model_name='movedrow',
            name='joining',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moved', to='editions.joining'),
        ),
    ]
