import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_profiles'),
    ]

    operations = [
        migrations.AlterField(
            model_name='issuedtokenevent',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'read the desk'), ('write', 'write at the desk'), ('publish', 'publish, correct, withhold and retract'), ('import', 'start and stop imports')], max_length=20), size=None),
        ),
        migrations.AlterField(
            model_name='token',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'read the desk'), ('write', 'write at the desk'), ('publish', 'publish, correct, withhold and retract'), ('import', 'start and stop imports')], max_length=20), size=None),
        ),
    ]
