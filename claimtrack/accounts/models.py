"""Tokens: how programs act for a member of staff."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from knox.models import AbstractAuthToken


class Scope(models.TextChoices):
    """What a token may be used for; its person's rights bound it as well."""

    READ = "read", "read the desk"
    IMPORT = "import", "start and stop imports"


class Token(AbstractAuthToken):
    """One of a person's tokens. Its secret is told once, when it is made; only a digest is stored."""

    name = models.CharField(max_length=100, help_text="What uses it: “nightly feed”.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
