"""How the same file, and one that is like it, is found among copies; what is flagged stays at the desk."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    # People and readers go on meanwhile.
    atomic = False

    dependencies = [
        ('sources', '0022_media'),
    ]

    operations = [
        ValidateConstraint(model_name='capture', name='capture_flagged_stays_at_the_desk'),
        AddIndexConcurrently(
            model_name='capture',
            index=models.Index(condition=models.Q(('came_as', ''), _negated=True), fields=['came_as'], name='capture_came_as'),
        ),
        AddIndexConcurrently(
            model_name='capture',
            index=models.Index(fields=['sha256'], name='capture_sha256'),
        ),
        AddIndexConcurrently(
            model_name='capture',
            index=models.Index(condition=models.Q(('alike', ''), _negated=True), fields=['alike'], name='capture_alike'),
        ),
    ]
