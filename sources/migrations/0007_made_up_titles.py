"""Takes away the titles that were made up for documents that have none; editions are read without them, too."""

from django.db import migrations
from django.db.models import F, Q

from sources.untitled import is_made_up

BATCH = 2_000


def take_away(apps, schema_editor):
    documents = apps.get_model("sources", "Document").objects.using(schema_editor.connection.alias)
    asked = documents.filter(Q(title__startswith="[") | Q(title=F("url"))).exclude(title="")
    rows = asked.values_list("pk", "title", "url", "publisher__name")
    found = [pk for pk, title, url, name in rows.iterator(BATCH) if is_made_up(title, url=url, publisher=name)]
    for start in range(0, len(found), BATCH):
        documents.filter(pk__in=found[start : start + BATCH]).update(title="")


class Migration(migrations.Migration):
    dependencies = [
        ('sources', '0006_titles_left_absent'),
    ]

    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop),
    ]
