from django.db import migrations

from claimtrack.extensions import TrustedExtension


class Migration(migrations.Migration):

    dependencies = [
        ('claimtrack', '0001_initial'),
    ]

    operations = [
        TrustedExtension('pg_trgm'),
        TrustedExtension('unaccent'),
    ]
