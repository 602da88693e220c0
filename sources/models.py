"""Who speaks and what was published: sources, their offices and grades, documents and their captures."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django_countries.fields import CountryField

from claimtrack.accounts.models import Restrictable, restricted_index
from claimtrack.accounts.roles import Role
from claimtrack.checked import all_at_once
from claimtrack.dates import WorldDateField
from claimtrack.deadlines import FIRST_YEAR, refuse_future
from claimtrack.editions.models import WrittenByTheDatabase
from claimtrack.editions.roots import Root
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions
from sources.addresses import address_key, refuse_what_is_not_for_readers
from sources.querysets import GradeQuerySet, SourceQuerySet
from sources.reliability import Reliability
from sources.vocabulary import FLAGS, Level, Medium, Particulars, Reading, SourceKind

LINKED = pghistory.InsertEvent("linked"), pghistory.DeleteEvent("unlinked")

web_address = URLValidator(schemes=["http", "https"], message="A web address begins with http:// or https://.")
#: Addresses of posts carry whole sessions; this is what everybody should support (RFC 9110, § 4.1).
LONGEST_ADDRESS = 8000
web_address.max_length = LONGEST_ADDRESS


@counts_versions
@pghistory.track()
class Source(Root):
    """Whoever asserts, denies, publishes or judges."""

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=SourceKind)
    aliases = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    description = models.TextField(
        blank=True, help_text="Of an anonymous source: the document's own words for it, letter for letter."
    )
    country = CountryField(blank=True)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members")
    website = models.CharField(max_length=2000, blank=True, validators=[web_address])
    same_as = ArrayField(
        models.CharField(max_length=2000, validators=[web_address]),
        default=list,
        blank=True,
        help_text="Addresses that identify the same party elsewhere, Wikidata first (schema.org sameAs).",
    )
    document = models.ForeignKey(
        "Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="anonymous_sources",
        help_text="Of an anonymous source only: the one document that speaks of it.",
    )

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_sources"
    )

    objects = SourceQuerySet.as_manager()

    class Meta(Root.Meta):
        ordering = ["name", "id"]
        permissions = [("publish_source", "Can publish and retract sources")]
        constraints = [
            *Root.Meta.constraints,
            models.CheckConstraint(
                name="source_anonymous_has_one_document_and_no_website",
                condition=Q(kind=SourceKind.ANONYMOUS, website="", document__isnull=False)
                | (~Q(kind=SourceKind.ANONYMOUS) & Q(document__isnull=True)),
                violation_error_message="An anonymous source belongs to one document and has no website; "
                "any other source belongs to none.",
            ),
            models.CheckConstraint(
                name="source_is_no_part_of_itself",
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                violation_error_message="A source is no part of itself.",
            ),
            models.CheckConstraint(
                name="source_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Give the source a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@counts_versions
@pghistory.track()
class Office(Versioned, Identified):
    """An office a person held, and when."""

    person = models.ForeignKey(Source, models.CASCADE, related_name="offices")
    organization = models.ForeignKey(Source, models.PROTECT, related_name="officers")
    title = models.CharField(max_length=300)
    start = WorldDateField("from")
    end = WorldDateField("to")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="office_is_held_elsewhere",
                condition=~Q(person=F("organization")),
                violation_error_message="Nobody holds an office in themselves.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organization}"


@counts_versions
@pghistory.track()
class ReliabilityGrade(Versioned, Identified):
    """One entry of a source's ledger of reliability: frozen once approved, and from then on followed by another."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="grades")
    grade = models.CharField(max_length=1, choices=Reliability)
    reasons = models.TextField()
    by = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grades_given",
        help_text="Who graded; empty when our own desk did.",
    )
    at = models.DateField()
    evidence: "models.ManyToManyField[Document, models.Model]" = models.ManyToManyField(
        "Document", blank=True, related_name="grades", help_text="The documents that it rests on."
    )
    review_due = models.DateField(null=True, blank=True, help_text="When somebody looks at it again.")
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="grades_written"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="grades_approved"
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    objects = GradeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        permissions = [("approve_reliabilitygrade", "Can approve grades of reliability")]
        triggers = [
            pgtrigger.Protect(
                name="grade_is_frozen_once_approved",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="grade_has_reasons",
                condition=~Q(reasons=""),
                violation_error_message="A grade of reliability needs its reasons.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.grade} ({self.at})"


@pghistory.track(*LINKED, obj_field=None)
class GradeRestsOn(ReliabilityGrade.evidence.through):  # type: ignore[name-defined,misc]  # made by the relation
    """The audit trail of what a grade rests on."""

    class Meta:
        proxy = True
        default_permissions = ()


@counts_versions
@pghistory.track()
class Document(Restrictable, Versioned, Identified):
    """One published item of a publishing source."""

    title = models.CharField(max_length=1000, blank=True, help_text="The item's own; empty where it has none.")
    url = models.CharField(max_length=LONGEST_ADDRESS, blank=True, validators=[web_address])
    publisher = models.ForeignKey(Source, models.PROTECT, related_name="documents")
    authors = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    medium = models.CharField(max_length=10, choices=Medium)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, such as en or ar-LY.")
    published = WorldDateField()
    summary = models.TextField(blank=True, help_text="The item's own summary, in its own words.")
    archived_url = models.CharField(max_length=LONGEST_ADDRESS, blank=True, validators=[web_address])
    address_key = models.CharField(max_length=32, blank=True, editable=False, db_index=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                MD5("url"),  # an index holds no more than 2,704 bytes of a column
                # What is restricted does not exist for others: they may file the same address.
                condition=~Q(url="") & Q(restriction__isnull=True),
                name="document_url_once",
                violation_error_message="This address is already a document; use that one.",
            ),
        ]
        indexes = [restricted_index("document_restricted")]

    def __str__(self) -> str:
        return self.title or self.url or "an item without title and address"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Raises ValidationError, also for an address that is not for readers."""
        with all_at_once() as checked:
            with checked():
                super().clean_fields(exclude=exclude)
            for name in {"url", "archived_url"} - set(exclude or ()):
                with checked(name):
                    refuse_what_is_not_for_readers(getattr(self, name))

    def save(self, **kwargs: Any) -> None:
        """Keeps `address_key`, by which other spellings of the address find this row."""
        self.address_key = address_key(self.url)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "address_key"}
        super().save(**kwargs)


@pghistory.track()
class Embargo(Identified):
    """That nothing citing a document is published before a time, as whoever gave it to the newsroom asked."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="embargo")
    until = models.DateTimeField()
    reason = models.TextField(help_text="Why, and who asked for it; for the desk alone.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(help_text="When it was set.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"nothing that cites it before {self.until:%Y-%m-%d %H:%M} UTC"


class Media(models.Model):
    """What a copy has that is seen or heard: how it may be shown, what it is like, and the text that stands in it.

    Of what is read, all of it is empty. `came_as` is the SHA-256 of the file as it came.
    """

    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    alike = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    particulars = models.CharField(
        "what the file says besides",
        max_length=7,
        choices=Particulars,
        blank=True,
        default="",
        db_default="",
        help_text="Where, when, by whom and with what it was made.",
    )
    came_as = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    original = models.BinaryField(null=True)
    graphic = models.BooleanField(default=False, db_default=False, help_text="It shows violence, injury or death.")
    minor = models.BooleanField(default=False, db_default=False, help_text="It shows somebody under age.")
    intimate = models.BooleanField(
        default=False, db_default=False, help_text="It shows somebody undressed, or at their most private."
    )
    nonetheless = models.BooleanField(
        "nonetheless", default=False, db_default=False, help_text="Stored although a copy like it was there already."
    )
    reading = models.CharField(max_length=7, choices=Reading, blank=True, default="", db_default="", editable=False)
    words = models.TextField(
        blank=True, default="", db_default="", editable=False, help_text="As a program read them: proposed."
    )
    read_with = models.CharField(max_length=150, blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    @property
    def is_flagged(self) -> bool:
        """Whether it never leaves the desk."""
        return any(getattr(self, flag) for flag in FLAGS)


#: What a capture holds, which may be large.
HELD: Final = ("text", "content", "original", "words")


class CaptureQuerySet(models.QuerySet["Capture"]):
    def read_by_all(self) -> Self:
        """Copies with a text that all who know of their document know of: what is found there is told to everybody."""
        return self.filter(restriction=None).exclude(text="")


@pghistory.track(exclude=["text", "content", "headers", "original", "alike", "words"])
class Capture(Media, Restrictable, Identified):
    """A stored copy of a document: what quotations are checked against, and what a dossier exhibits."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="captures")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=150, blank=True)
    taken_by_person = models.UUIDField(null=True, editable=False, help_text="The pseudonym of whoever took it.")
    taken_in_role = models.CharField(max_length=13, choices=Role, blank=True, editable=False)
    tool = models.CharField(max_length=150, help_text="With its version; “by hand” when somebody copied the text.")
    media_type = models.CharField(max_length=150, default="text/plain")
    text = models.TextField(blank=True, help_text="The readable text.")
    content = models.BinaryField(null=True, blank=True, help_text="The bytes as they came.")
    headers = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="Of a page that was fetched: what its server said with it, as names and values.",
    )
    sha256 = models.CharField(max_length=64, editable=False)
    archived_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    level = models.CharField("handing on", max_length=9, choices=Level, default=Level.DESK_ONLY, editable=False)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                condition=Q(restriction__isnull=True),
                name="capture_once_a_document",
                violation_error_message="The same copy of this document is already stored.",
            ),
            models.CheckConstraint(
                name="capture_flagged_stays_at_the_desk",
                condition=Q(level=Level.DESK_ONLY) | Q(graphic=False, minor=False, intimate=False),
                violation_error_message="What is flagged never leaves the desk.",
            ),
        ]
        indexes = [
            restricted_index("capture_restricted"),
            models.Index(fields=["came_as"], condition=~Q(came_as=""), name="capture_came_as"),
            models.Index(fields=["sha256"], name="capture_sha256"),
            models.Index(fields=["alike"], condition=~Q(alike=""), name="capture_alike"),
        ]

    def __str__(self) -> str:
        return f"{self.document} at {self.taken_at:%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        """Raises ValidationError for a time at which nobody can have stored it."""
        super().clean()
        at: datetime | None = self.taken_at  # none of a form that says none
        with all_at_once() as checked, checked("taken_at"):
            if at and at.year < FIRST_YEAR:
                raise ValidationError(f"Nobody stored a copy before the year {FIRST_YEAR}.")
            refuse_future(None, at)


class FetchState(models.TextChoices):
    WAITING = "waiting", "waiting"  # a worker will visit the address
    DONE = "done", "done"  # what came is kept until it is a capture of a document, for a week
    REFUSED = "refused", "refused"  # the page was not given, or could not be kept: `fault` says why


class Fetch(Identified):
    """A page that somebody had fetched, and what its markup says of it; nobody else sees it before it is a capture."""

    url = models.CharField(max_length=LONGEST_ADDRESS, validators=[web_address])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, editable=False, related_name="+")
    state = models.CharField(max_length=8, choices=FetchState, default=FetchState.WAITING, editable=False)
    fault = models.TextField(blank=True, editable=False, help_text="Why nothing was kept.")
    asked_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    final_url = models.CharField(max_length=LONGEST_ADDRESS, blank=True, editable=False)
    tool = models.CharField(max_length=150, blank=True, editable=False)
    media_type = models.CharField(max_length=150, blank=True, editable=False)
    headers = models.JSONField(default=list, blank=True, editable=False)
    content = models.BinaryField(null=True, blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    proposed = models.JSONField(default=dict, blank=True, editable=False, help_text="What its markup says of it.")
    capture = models.ForeignKey(
        Capture,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="fetches",
        help_text="What it became: from then on the bytes and the text are there alone.",
    )

    class Meta:
        verbose_name_plural = "fetches"
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.url} ({self.get_state_display()})"


class Naming(WrittenByTheDatabase):
    """That editions of a subject name a capture, from a position on: while one does, the capture stays as it is."""

    capture = models.ForeignKey(Capture, models.PROTECT, related_name="namings")
    subject_id = models.UUIDField(db_index=True)
    position = models.BigIntegerField(help_text="Of the first edition that names it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["capture", "subject_id"],
                name="naming_once_a_subject",
                violation_error_message="This is noted already.",
            )
        ]

    def __str__(self) -> str:
        return f"published since position {self.position}. Only a redaction takes away what editions name"
