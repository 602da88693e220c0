"""Notes the captures that editions name which were written before the database did so by itself."""

from django.db import migrations

BATCH = 2_000

NOTE = """
INSERT INTO sources_naming (capture_id, subject_id, position)
SELECT capture.id, edition.subject_id, min(edition.position)
  FROM (SELECT subject_id, position, text FROM editions_edition
         WHERE position BETWEEN %s AND %s AND strpos(text, '"capture":{') > 0) AS edition,
       sources_copies_in(edition.text) AS copy
  JOIN sources_capture AS capture ON capture.document_id = copy.document AND capture.sha256 = copy.sha256
 GROUP BY capture.id, edition.subject_id
ON CONFLICT (capture_id, subject_id) DO NOTHING
"""


def note(apps, schema_editor):
    """Positions in ascending order, so that the first edition is what is kept; may be begun again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM editions_edition")
        [last] = cursor.fetchone()
        for first in range(1, last + 1, BATCH):
            cursor.execute(NOTE, [first, first + BATCH - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('sources', '0002_named_captures'),
    ]

    operations = [
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
