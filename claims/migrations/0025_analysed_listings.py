"""What made the words that claims are searched by: NULL for those of PostgreSQL's parser, which a job reads again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0024_proposals_of_programs_are_audited"), ("editions", "0014_analysed_entries")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="analysis",
            field=models.SmallIntegerField(help_text="What `search` was made by; null: by PostgreSQL's parser.", null=True),
        ),
        AddIndexConcurrently(
            model_name="listing",
            index=models.Index(condition=models.Q(("analysis", None)), fields=["id"], name="listing_to_analyse"),
        ),
    ]
