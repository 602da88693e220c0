"""What made the words that entries are searched by: NULL for those of PostgreSQL's parser, which a job reads again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("editions", "0013_orders_that_end")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="analysis",
            field=models.SmallIntegerField(help_text="What `search` was made by; null: by PostgreSQL's parser.", null=True),
        ),
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(condition=models.Q(("analysis", None)), fields=["subject_id"], name="entry_to_analyse"),
        ),
    ]
