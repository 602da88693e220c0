"""Sources are found by a few words of the addresses that identify them, without reading all of them."""

from django.db import migrations

from sources.tokens import CREATE

DROP = "DROP FUNCTION sources_tokens(text, text[])"


class Migration(migrations.Migration):
    dependencies = [('sources', '0015_levels_are_audited')]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(
            "CREATE INDEX source_tokens ON sources_source USING gin (sources_tokens(website, same_as))",
            "DROP INDEX source_tokens",
        ),
    ]
