"""The record's tables. None has a foreign key, so they can be replicated or spread by subject id."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from claimtrack.editions import agreement  # noqa: F401 - tables of this app


class Kind(models.TextChoices):
    """What an edition did to its subject."""

    PUBLISHED = "published"  # the first one
    UPDATED = "updated"  # something was added or the world moved on
    CORRECTED = "corrected"  # we were wrong; carries a public note
    RETRACTED = "retracted"  # withdrawn; a tombstone with a reason
    MERGED = "merged"  # continued by another subject; a tombstone that names it
    RESTORED = "restored"  # published again: after a retraction, or after it was withheld
    REDACTED = "redacted"  # documents were taken away under a legal duty
    WITHHELD = "withheld"  # documents are kept from readers while they are examined


class Review(models.TextChoices):
    """Who had agreed to an edition before it was published."""

    TWO_PEOPLE = "two_people"  # two distinct people, one of them an editor
    ALONE = "alone"  # one editor, with a reason; a second look is owed
    RELAXED = "relaxed"  # one person, where only one may publish
    AUTOMATIC = "automatic"  # nobody: an import, or a job


#: Within so many hours a second person looks at what somebody withheld.
HOURS_TO_ANSWER: Final = 72

#: Kinds that are news in themselves: what feeds tell besides the claims that stand.
EVENTS = (Kind.CORRECTED, Kind.RETRACTED, Kind.MERGED, Kind.RESTORED, Kind.REDACTED)
#: Kinds after which the subject is not readable.
TOMBSTONES = frozenset({Kind.RETRACTED, Kind.MERGED})
#: Kinds that took documents from readers: of the whole subject, which then is not readable, or of some editions.
REMOVALS = frozenset({Kind.REDACTED, Kind.WITHHELD})


class WrittenByTheDatabase(models.Model):
    """Rows that functions of the database alone write: the application's role reads them."""

    class Meta:
        abstract = True


class OfTheRecord(models.Model):
    """Rows that the public reads: the readers' role selects them, and nothing else."""

    class Meta:
        abstract = True


class Derived(OfTheRecord):
    """Rows that lists are served from, made of editions.

    `rewritten` are the columns of a row that the application may change; whatever else differs is a new row.
    """

    rewritten: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Edition(OfTheRecord):
    """One immutable published document of one subject.

    `text` is NULL after redaction, and while it is withheld: then it lies, with the note, in `WithheldEdition`.
    """

    pk = models.CompositePrimaryKey("subject_id", "number")
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    subject_type = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    format = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    published_at = models.DateTimeField()
    note = models.TextField(null=True)
    changed = ArrayField(models.CharField(max_length=40), default=list)
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, null=True)
    by_id = models.BigIntegerField(null=True, help_text="The member of staff who published it; never public.")
    review = models.CharField(max_length=10, choices=Review, null=True)
    text = models.TextField(null=True, help_text="RFC 8785 form, byte for byte as served.")
    withheld = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position"],
                name="edition_position_once",
                violation_error_message="Another edition stands at this position.",
            )
        ]
        indexes = [
            models.Index(fields=["subject_id", "published_at"], name="edition_as_of"),
            models.Index(fields=["published_at", "position"], name="edition_day"),
            models.Index(fields=["position"], name="edition_event", condition=Q(kind__in=EVENTS)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} edition {self.number}"


class Head(OfTheRecord):
    """The newest edition of a subject, and where it is found: one row a subject, derived from editions."""

    subject_id = models.UUIDField(primary_key=True)
    subject_type = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    readable = models.BooleanField(help_text="False once retracted, merged or redacted as a whole.")
    format = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    merged_into = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "slug"], name="head_slug"),
            models.Index(fields=["merged_into"], name="head_merged_into", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.slug}"


@pghistory.track(exclude=["name"], obj_field=None)
class Byline(OfTheRecord):
    """The public name that a member of staff has chosen, beside the editions that say `person`: gone once withdrawn."""

    person = models.UUIDField(primary_key=True, help_text="The pseudonym in editions.")
    name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="byline_says_a_name", condition=~Q(name=""), violation_error_message="A byline is a name."
            )
        ]

    def __str__(self) -> str:
        return self.name


class Ground(models.TextChoices):
    """Why words of an earlier edition are not repeated beside the correction of them."""

    LEGAL = "legal"
    PRIVACY = "privacy"
    SAFETY = "safety"


@pghistory.track(obj_field=None)
class WithheldBefore(OfTheRecord):
    """A correction beside which readers are not told what stood there before: the number of its edition, and why."""

    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    ground = models.CharField(max_length=7, choices=Ground)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "number"],
                name="withheld_before_once",
                violation_error_message="What stood there before is withheld already.",
            )
        ]

    def __str__(self) -> str:
        return f"before edition {self.number} of {self.subject_id}"


class Counter(OfTheRecord):
    """The one row every publication locks last: it gives positions, times and the order of commits.

    `revision` moves when derived rows change without an edition (a display name, a redaction), so that
    cached lists are read again.
    """

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField()
    revision = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counter_is_one_row", condition=Q(id=1), violation_error_message="There is one counter."
            )
        ]

    def __str__(self) -> str:
        return f"position {self.position}"


class Entry(Derived):
    """A row derived from a subject's current edition that serves a list: a rebuttal, a document, a topic …

    One row for each subject that shows the item; `lead` marks the one from the newest edition, whose
    `text` the list serves.
    """

    rewritten = ("lead",)

    kind = models.CharField(max_length=20)
    item_id = models.CharField(max_length=120)
    subject_id = models.UUIDField()
    position = models.BigIntegerField()
    lead = models.BooleanField(default=True)
    slug = models.CharField(max_length=120, default="")
    name = models.TextField(default="")
    keys = ArrayField(models.CharField(max_length=200), default=list)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    search = SearchVectorField(null=True)
    analysis = models.SmallIntegerField(null=True, help_text="What `search` was made by; null: by PostgreSQL's parser.")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item_id", "subject_id"], name="entry_once_a_subject")]
        indexes = [
            models.Index(fields=["kind", "item_id"], condition=Q(lead=True), name="entry_lead"),
            models.Index(fields=["kind", "slug"], condition=Q(lead=True), name="entry_slug"),
            models.Index(fields=["kind", "position", "item_id"], condition=Q(lead=True), name="entry_in_order"),
            models.Index(fields=["kind", "item_id", "position"], name="entry_newest"),
            models.Index(fields=["kind", "earliest"], condition=Q(lead=True), name="entry_from"),
            models.Index(fields=["kind", "latest"], condition=Q(lead=True), name="entry_until"),
            models.Index(fields=["subject_id"], name="entry_subject"),
            GinIndex(fields=["keys"], name="entry_keys"),
            GinIndex(fields=["search"], name="entry_search"),
            models.Index(fields=["subject_id"], condition=Q(analysis=None), name="entry_to_analyse"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"


class Digest(OfTheRecord):
    """A closed day: the SHA-256 over its `position sha256` lines, for others to keep."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField()
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.day.isoformat()


class Appended(WrittenByTheDatabase):
    """Which positions were taken by one append, by which role that had logged in, and under which note of who wrote.

    Written by `editions_appended` (`appending.py`). Of what was there before this was noted, `role` is empty.
    """

    first_position = models.BigIntegerField(primary_key=True)
    last_position = models.BigIntegerField()
    at = models.DateTimeField()
    role = models.CharField(max_length=63)
    context_id = models.UUIDField(null=True, help_text="The row of the audit trail that says who wrote.")

    def __str__(self) -> str:
        return f"positions {self.first_position} to {self.last_position}"


class Origin(WrittenByTheDatabase, OfTheRecord):
    """That this record came out of a dump, and that it was declared to go on from there; none of one made here.

    Its newest row decides: a record that was loaded is a mirror, to which nothing is added; one that succeeds
    another is published into again.
    """

    class What(models.TextChoices):
        LOADED = "loaded"  # from a dump of another record
        SUCCEEDS = "succeeds"  # somebody decided that the other one ends and is continued here

    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    role = models.CharField(max_length=63)
    record = models.TextField(help_text="The address of the record that it is a copy of.")
    position = models.BigIntegerField(help_text="Where that record stood.")
    sha256 = models.CharField(max_length=64, help_text="Of the file that was loaded.")
    decided_by = models.TextField(default="")
    reason = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.what}: {self.record} at position {self.position}"


class ClockDecision(models.Model):
    """An administrator's word that a clock was ahead when the record's last edition was published.

    Editions may follow that time until the clock has come there (`clocks.py`). Kept for good, as editions are.
    """

    by_id = models.BigIntegerField()
    reason = models.TextField()
    position = models.BigIntegerField(help_text="Of the last edition then.")
    at = models.DateTimeField(help_text="Its time.")
    clock = models.DateTimeField(help_text="What the database's clock said at the decision.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_decision_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Say what was wrong with the clock.",
            )
        ]

    def __str__(self) -> str:
        return f"position {self.position}: {self.reason}"


class Eraser(WrittenByTheDatabase):
    """The name of a function of an app that takes away, in a redaction, what the app keeps of the subject.

    Called inside `editions_redact` with the subject's id and whether all of it goes; answers how many rows of
    which tables are gone. Entered by the app's own migration.
    """

    name = models.CharField(max_length=63, primary_key=True)

    def __str__(self) -> str:
        return self.name


class Withholding(WrittenByTheDatabase):
    """Editions kept from readers while somebody examines whether they may stand: who, why, and how it ended.

    Written by `editions_withhold`, ended by `editions_end_withholding` (`withholding.py`) or by a redaction of all
    that it holds. Within `HOURS_TO_ANSWER` a second person confirms it or ends it.
    """

    class Outcome(models.TextChoices):
        LIFTED = "lifted", "lifted"
        RETRACTED = "retracted", "retracted"
        REDACTED = "redacted", "redacted"
        WIDENED = "widened", "withheld together with more"

    subject_id = models.UUIDField(db_index=True)
    subject_type = models.CharField(max_length=20)
    numbers = ArrayField(models.PositiveIntegerField(), help_text="The editions that are kept from readers.")
    whole = models.BooleanField(help_text="Whether the subject shows nothing at all meanwhile.")
    reason = models.TextField(help_text="For the desk; readers are told that it is examined.")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default="", db_default="")
    ended_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=Q(outcome=""),
                name="withholding_one_at_a_time",
                violation_error_message="This is withheld already: end that first.",
            ),
            models.CheckConstraint(
                name="withholding_confirmed_by_a_second_person",
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=models.F("by_id")),
                violation_error_message="Withholding is confirmed by somebody other than the person who withheld.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}, editions {', '.join(map(str, self.numbers))}"

    @property
    def answered_by(self) -> datetime:
        """By when a second person looks at it."""
        return self.at + timedelta(hours=HOURS_TO_ANSWER)


class WithheldEdition(WrittenByTheDatabase):
    """The bytes and the note of an edition that is withheld, where no reader's connection may look."""

    pk = models.CompositePrimaryKey("subject_id", "number")
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    withholding_id = models.BigIntegerField()
    note = models.TextField(null=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.subject_id} edition {self.number}"


class HeldBack(models.Model):
    """A fragment left out of a subject's edition because it names a neighbour that was not public then.

    It was composed when a person published the subject, and is added by transforming the subject's last
    document once the neighbour is public, without reading the desk again.
    """

    subject_id = models.UUIDField(db_index=True)
    neighbour_id = models.UUIDField(db_index=True)
    path = models.CharField(max_length=120, help_text="The member it belongs to: `relations`, `rebuttals.ID.answers`.")
    fragment = models.JSONField()

    def __str__(self) -> str:
        return f"{self.path} of {self.subject_id}"
