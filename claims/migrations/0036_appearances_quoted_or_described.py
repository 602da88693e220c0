"""Every appearance that is there already is quoted, or described: looked at while people go on writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0035_media'),
    ]

    operations = [
        ValidateConstraint(model_name='appearance', name='appearance_is_quoted_or_described'),
    ]
