"""The counter's one row."""

from django.db import migrations

FIRST = "INSERT INTO editions_counter (id, position, revision, at) VALUES (1, 0, 0, clock_timestamp())"


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_initial")]

    operations = [migrations.RunSQL(FIRST, "DELETE FROM editions_counter")]
