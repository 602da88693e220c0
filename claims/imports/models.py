"""What imports leave behind: runs and their reports, what was refused, what was read of whom, and how publishers'
own labels are read. None of it is public."""

from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claims.models.assessment import Assessment
from claims.models.claim import Claim
from claims.scales import MediaCategory, NotCheckableReason, Verdict
from claimtrack.dates import WorldDateField
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions
from sources.models import Document, Source, web_address


class RunState(models.TextChoices):
    TRYING = "trying", "being tried"  # a worker fetches what a person wants to look at
    TRIED = "tried", "tried, not started"  # a person looks at what it would take in
    QUEUED = "queued", "queued"  # a worker will take it up
    RUNNING = "running", "running"
    DONE = "done", "done"  # read to the end; single records may have been refused
    CANCELLED = "cancelled", "cancelled"  # a person stopped it; what was taken in until then stays
    FAILED = "failed", "failed"  # the input could not be read to its end
    INTERRUPTED = (
        "interrupted",
        "interrupted",
    )  # it broke off (a lost process, a full disk); the same import again completes it


class InputKind(models.TextChoices):
    CLAIM_REVIEW = "claimreview", "ClaimReview"
    TABLE = "table", "table"


class ImportRun(Identified):
    """One import: what was read, and the report of what became of it."""

    kind = models.CharField(max_length=12, choices=InputKind, default=InputKind.CLAIM_REVIEW)
    origin = models.CharField(max_length=2000, help_text="A path, an http(s) address, or the name of an upload.")
    base_url = models.CharField(
        max_length=2000, blank=True, help_text="What relative addresses in the input are relative to."
    )
    mapping = models.CharField(max_length=200, blank=True, help_text="Of a table: the name of its column mapping.")
    upload = models.BinaryField(null=True, editable=False, help_text="An upload, until it has been read.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=RunState, default=RunState.QUEUED, editable=False)
    cancel_requested = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    bytes_total = models.BigIntegerField(null=True, editable=False)
    bytes_read = models.BigIntegerField(default=0, editable=False)
    read = models.PositiveIntegerField(default=0, editable=False)
    created = models.PositiveIntegerField(default=0, editable=False)
    updated = models.PositiveIntegerField(default=0, editable=False)
    unchanged = models.PositiveIntegerField(default=0, editable=False)
    repeated = models.PositiveIntegerField(
        default=0, editable=False, help_text="Read again, word for word, in the same input."
    )
    proposed = models.PositiveIntegerField(
        default=0, editable=False, help_text="Changes to what a person has edited: they wait for a decision."
    )
    refused = models.PositiveIntegerField(default=0, editable=False)
    editions = models.PositiveIntegerField(default=0, editable=False)
    notes = models.JSONField(
        default=dict, editable=False, help_text="What was repaired or left out, and in how many records."
    )
    near_duplicates = ArrayField(
        models.UUIDField(),
        default=list,
        editable=False,
        help_text="Claims that say what another one says already, the first of them; they were not merged.",
    )
    fault = models.TextField(blank=True, editable=False, help_text="Why it failed.")

    class Meta:
        app_label = "claims"
        verbose_name = "import"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.origin} ({self.get_state_display()})"


class RefusedRecord(models.Model):
    """A record that was not taken in: where it stood, why, and as it came, for another try."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="refusals", help_text="The last that refused it.")
    place = models.CharField(max_length=100, help_text="In the input: a line, an item, a row.")
    reason = models.TextField()
    raw = models.BinaryField(
        help_text="As it came, byte for byte; cut when it is longer than any record may be; empty of what was redacted."
    )
    base = models.CharField(max_length=2000, blank=True, help_text="What its relative addresses are relative to.")
    mapping = models.CharField(max_length=200, blank=True, help_text="Of a table's row: the name of its mapping.")
    page = models.JSONField(null=True, help_text="What the page it stood in says of itself; null where it was in none.")
    digest = models.CharField(max_length=32, unique=True, editable=False)
    key = models.CharField(max_length=32, blank=True, db_index=True, help_text="Of the review, as in `ImportedReview`.")
    taken_in_at = models.DateTimeField(null=True, editable=False, help_text="When another try succeeded.")

    class Meta:
        app_label = "claims"
        ordering = ["run", "id"]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"

    @property
    def text(self) -> str:
        """The raw input as people read it."""
        return bytes(self.raw).decode(errors="replace").replace("\x00", "\ufffd")


@counts_versions
@pghistory.track()
class RatingLabel(Versioned, Identified):
    """How one publisher's label is read: as a verdict, or as why a claim cannot be checked.

    An empty `host` is any publisher, an empty `language` any language; the more particular row decides. Without
    a reading the label waits in the queue, and its claims stay under review.
    """

    host = models.CharField(max_length=255, blank=True, help_text="Of the publisher, its subdomains included.")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, such as en or pt.")
    label = models.TextField(help_text="As the publisher writes it.")
    key = models.CharField(max_length=200, editable=False, help_text="The label as it is compared.")
    verdict = models.CharField(max_length=13, choices=Verdict, blank=True)
    not_checkable_reason = models.CharField(max_length=12, choices=NotCheckableReason, blank=True)
    media_category = models.CharField(
        max_length=30,
        choices=MediaCategory,
        blank=True,
        help_text="What the label says of a picture or a recording; beside a verdict, or beside not checkable.",
    )
    scale = models.CharField(max_length=200, blank=True, help_text="The name of the publisher's scale.")
    explained_at = models.CharField(max_length=2000, blank=True, help_text="The page where the publisher explains it.")
    note = models.TextField(blank=True, help_text="Why it is read so.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "claims"
        ordering = ["host", "language", "label"]
        permissions = [("map_rating", "Can say how publishers' labels are read")]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "language", "key"],
                name="rating_label_once",
                violation_error_message="This publisher's label is listed already.",
            ),
            models.CheckConstraint(
                name="rating_label_has_one_reading",
                condition=Q(verdict="") | Q(not_checkable_reason=""),
                violation_error_message="A label is read as a verdict or as not checkable, not as both.",
            ),
            models.CheckConstraint(
                name="rating_label_category_beside_a_reading",
                condition=Q(media_category="") | ~Q(verdict="") | ~Q(not_checkable_reason=""),
                violation_error_message="A category of media stands beside a verdict, or beside not checkable.",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="rating_label_key")]

    def __str__(self) -> str:
        return f"“{self.label[:60]}”, {self.host or 'any publisher'}"

    def clean(self) -> None:
        """Raises ValidationError when the page that explains the label is no address on the web."""
        if self.explained_at:
            try:
                web_address(self.explained_at)
            except ValidationError as error:
                raise ValidationError({"explained_at": error.messages}) from error

    @property
    def reading(self) -> tuple[str, str]:
        """The verdict, and the reason why it cannot be checked: one of them, or neither while it waits."""
        return self.verdict, self.not_checkable_reason

    @property
    def is_read(self) -> bool:
        return any(self.reading)


@counts_versions
@pghistory.track()
class ListedPublisher(Versioned, Identified):
    """A publisher whose judgements imports publish by themselves: proposed by one editor, approved by another.

    It is listed from the approval on, until somebody takes it off; then it is proposed anew, as another row.
    """

    host = models.CharField(
        max_length=255, help_text="Where it publishes, its subdomains included: checks.example.org, or host/account."
    )
    reason = models.TextField(help_text="Why its judgements may go out without one of us reading each.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, editable=False)
    taken_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        app_label = "claims"
        verbose_name = "listed publisher"
        ordering = ["host", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["host"],
                condition=Q(taken_off_at=None),
                name="listed_publisher_once",
                violation_error_message="This publisher is proposed or listed already.",
            ),
            models.CheckConstraint(
                name="listed_publisher_approved_by_somebody",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                violation_error_message="What is approved was approved by somebody, at some time.",
            ),
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def is_proposed(self) -> bool:
        return self.approved_at is None and self.taken_off_at is None

    @property
    def is_listed(self) -> bool:
        return self.approved_at is not None and self.taken_off_at is None


class ImportedReviewQuerySet(models.QuerySet["ImportedReview"]):
    def at(self, host: str) -> Self:
        """Of the publisher at this host, its subdomains included, or of this account."""
        return self.filter(Q(host=host) | Q(host__endswith=f".{host}"))


class ImportedReview(Identified):
    """One review that was taken in, and what it became: by this it is known again.

    `key` names the review (its page and what it reviews), `page_key` the page, `statement_key` the reviewed
    text. All are digests, so that they stay when a claim is redacted and keep it from coming back.
    """

    key = models.CharField(max_length=32, unique=True)
    page_key = models.CharField(max_length=32, blank=True, db_index=True)
    statement_key = models.CharField(max_length=32, blank=True, db_index=True)
    group_key = models.CharField(max_length=32, blank=True, db_index=True, help_text="Of reviews of one claim.")
    fingerprints = models.JSONField(
        default=dict, help_text="Kind of input → digests of what it last said, in each of its tellings."
    )
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="imported_reviews")
    judge = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", help_text="The review's page.")
    made_document = models.BooleanField(default=False, help_text="The page became a document by this review.")
    assessment = models.OneToOneField(Assessment, models.CASCADE, null=True, related_name="imported_review")
    host = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=35, blank=True)
    label = models.TextField(blank=True)
    label_key = models.CharField(max_length=200, blank=True)
    rating = models.ForeignKey(RatingLabel, models.PROTECT, null=True, related_name="reviews")
    number = models.CharField(max_length=200, blank=True, help_text="A rating in numbers: kept, and never read.")
    reasons = models.TextField(blank=True)
    assessed_at = WorldDateField()
    may_accuse = models.BooleanField(
        default=False, help_text="The statement may accuse somebody whom it names: a person publishes it."
    )
    by_name_alone = models.BooleanField(
        default=False, help_text="Somebody in it was taken for the one of the same name: a person publishes it."
    )
    redacted = models.BooleanField(default=False)

    objects = ImportedReviewQuerySet.as_manager()

    class Meta:
        app_label = "claims"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.judge}: {self.label[:60] or 'no label'}"


class ImportedSource(models.Model):
    """How an import names a source, by host and name, and which source that is."""

    key = models.CharField(max_length=700, unique=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="+")

    class Meta:
        app_label = "claims"

    def __str__(self) -> str:
        return self.key


@pghistory.track(exclude=["payload"])  # what was read, which nobody changes: the trail has it in words
class Proposal(Identified):
    """What a program would change in a claim that people answer for: it waits for a person's decision.

    Of an import, what a review says otherwise of a claim that a person has edited; of another program, what it has
    written under a claim that is published or approved.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        TAKEN = "taken", "taken over"
        DECLINED = "declined", "declined"

    review = models.ForeignKey(ImportedReview, models.CASCADE, null=True, related_name="proposals")
    key = models.CharField(max_length=32, editable=False, help_text="Of the review, as in `ImportedReview`; or empty.")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="proposals")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="proposals")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The program that wrote it; empty when an import did.",
    )
    changes = ArrayField(models.TextField(), help_text="What would change, in words.")
    payload = models.JSONField(help_text="The review as it was read, or the changes of rows as they were written.")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "claims"
        ordering = ["state", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="proposal_decided_by_somebody",
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open"),
                violation_error_message="An open proposal has not been decided.",
            )
        ]

    def __str__(self) -> str:
        return f"{len(self.changes)} changes to “{self.claim}”"


@pghistory.track()
class Double(Identified):
    """Two sources that may be one and the same, the older first: a person decides, nothing is joined by itself."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        APART = "apart", "kept apart"

    one = models.ForeignKey(Source, models.CASCADE, related_name="+")
    other = models.ForeignKey(Source, models.CASCADE, related_name="+")
    reason = models.TextField(help_text="What they have in common.")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "claims"
        verbose_name = "possible double"
        ordering = ["-state", "-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="double_once",
                violation_error_message="These two are proposed already.",
            ),
            models.CheckConstraint(
                name="double_older_first",
                condition=Q(one__lt=models.F("other")),
                violation_error_message="Of two sources the older stands first, and none is its own double.",
            ),
            models.CheckConstraint(
                name="double_decided_at_a_time",
                condition=Q(state="open", decided_at__isnull=True) | Q(state="apart", decided_at__isnull=False),
                violation_error_message="What is decided was decided at some time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"
