"""Times at which something is published, alerts, hand-overs of dossiers, and guests."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0015_entries_in_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('subject_type', models.CharField(max_length=20)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('seen_by_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['subject_id'], name='alert_unseen')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('digest', models.CharField(help_text='The SHA-256 of what stands in the link.', max_length=64, unique=True)),
                ('name', models.TextField(help_text='Who the guest is.')),
                ('by_id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'id'], name='guest_subject')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('subject_type', models.CharField(max_length=20)),
                ('sha256', models.CharField(help_text="Of the dossier's contents, or of the draft that it showed.", max_length=64)),
                ('to', models.TextField(help_text='Who was given it, and how they are reached.')),
                ('at', models.DateTimeField(help_text='When they were given it.')),
                ('by_id', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'at'], name='handover_subject')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('subject_type', models.CharField(max_length=20)),
                ('sha256', models.CharField(help_text='The number of the text.', max_length=64)),
                ('shown', models.JSONField()),
                ('note', models.TextField(blank=True, help_text='What readers are told with the edition.')),
                ('at', models.DateTimeField(help_text='When it is due.')),
                ('by_id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('outcome', models.CharField(blank=True, choices=[('published', 'published on time'), ('refused', 'not published'), ('late', 'missed'), ('cancelled', 'cancelled'), ('replaced', 'given another time')], help_text='Empty while it waits.', max_length=9)),
                ('why', models.TextField(blank=True, help_text='Of what was not published, why not.')),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by_id', models.BigIntegerField(help_text='Who took it back, or gave it another time.', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'id'], name='schedule_subject'), models.Index(condition=models.Q(('outcome', '')), fields=['at'], name='schedule_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('subject_id',), name='schedule_waits_once', violation_error_message='It has been given a time already.')],
            },
        ),
        migrations.CreateModel(
            name='GuestOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('what', models.CharField(help_text='The page, or a form of the dossier.', max_length=10)),
                ('guest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='editions.guest')),
            ],
            options={
                'indexes': [models.Index(fields=['guest', 'at'], name='opening_guest')],
            },
        ),
    ]
