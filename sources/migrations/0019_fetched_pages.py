"""Pages that were fetched, and what their servers said with them: of a capture that an edition names, that stays too."""

import claimtrack.ids
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
DROP TRIGGER named_copies_stay ON sources_capture;
CREATE TRIGGER named_copies_stay BEFORE DELETE
    OR UPDATE OF id, document_id, taken_at, taken_by, taken_by_person, taken_in_role, tool, media_type, text, content,
                 sha256{}
    ON sources_capture FOR EACH ROW EXECUTE FUNCTION sources_keep_named();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0018_embargoes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='capture',
            name='headers',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False, help_text='Of a page that was fetched: what its server said with it, as names and values.'),
        ),
        migrations.RunSQL(KEPT.format(", headers"), KEPT.format("")),
        migrations.CreateModel(
            name='Fetch',
            fields=[
                ('id', models.UUIDField(default=claimtrack.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=8000, validators=[django.core.validators.URLValidator(message='A web address begins with http:// or https://.', schemes=['http', 'https'])])),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('refused', 'refused')], default='waiting', editable=False, max_length=8)),
                ('fault', models.TextField(blank=True, editable=False, help_text='Why nothing was kept.')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('taken_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('final_url', models.CharField(blank=True, editable=False, max_length=8000)),
                ('tool', models.CharField(blank=True, editable=False, max_length=150)),
                ('media_type', models.CharField(blank=True, editable=False, max_length=150)),
                ('headers', models.JSONField(blank=True, default=list, editable=False)),
                ('content', models.BinaryField(blank=True, null=True)),
                ('text', models.TextField(blank=True, editable=False)),
                ('proposed', models.JSONField(blank=True, default=dict, editable=False, help_text='What its markup says of it.')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('capture', models.ForeignKey(blank=True, editable=False, help_text='What it became: from then on the bytes and the text are there alone.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fetches', to='sources.capture')),
            ],
            options={
                'verbose_name_plural': 'fetches',
                'ordering': ['-asked_at', '-id'],
            },
        ),
    ]
