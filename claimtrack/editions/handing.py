"""Who was given a dossier, and which guests may read what is not published yet. No row points to the desk's."""

from django.db import models


class Handover(models.Model):
    """That somebody outside was given a dossier: to whom, of which hash. Whoever corrects or withdraws tells them."""

    subject_id = models.UUIDField()
    subject_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, help_text="Of the dossier's contents, or of the draft that it showed.")
    to = models.TextField(help_text="Who was given it, and how they are reached.")
    at = models.DateTimeField(help_text="When they were given it.")
    by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "at"], name="handover_subject")]

    def __str__(self) -> str:
        return f"{self.to}, on {self.at:%Y-%m-%d %H:%M} UTC: {self.sha256[:12]}"


class Guest(models.Model):
    """That somebody from outside may read one claim and its dossier, by a link, until a time. The link is not kept."""

    subject_id = models.UUIDField()
    digest = models.CharField(max_length=64, unique=True, help_text="The SHA-256 of what stands in the link.")
    name = models.TextField(help_text="Who the guest is.")
    by_id = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "id"], name="guest_subject")]

    def __str__(self) -> str:
        return self.name


class GuestOpening(models.Model):
    """That a guest's link was opened: when, and what was shown."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="openings")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, help_text="The page, or a form of the dossier.")

    class Meta:
        indexes = [models.Index(fields=["guest", "at"], name="opening_guest")]

    def __str__(self) -> str:
        return f"{self.what} on {self.at:%Y-%m-%d %H:%M} UTC"
