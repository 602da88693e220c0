"""Sources, their offices and grades, documents and their copies, as the desk's API writes them."""

from collections.abc import Iterable
from typing import Any, TypedDict

from django.contrib.auth.models import User

from claimtrack.accounts.models import Scope
from claimtrack.api.rows.filters import LeadsFilter
from claimtrack.api.rows.joining import joining_verbs
from claimtrack.api.rows.members import Flag, InstantMember, Text
from claimtrack.api.rows.resource import Resource, Told, who
from claimtrack.api.rows.roots import Preview, Publishing, changes_by_member, root_verbs
from claimtrack.api.rows.verbs import CONTENT_SHA256, REASON, Given, Verb
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.store import Published
from claimtrack.notations import Instant
from claimtrack.query.filters import TextFilter
from claimtrack.vocabulary import value_of
from claimtrack.writing import Refused
from claimtrack.writing.faults import Fault
from sources import writing as actions
from sources.addresses import address_key
from sources.media.types import kind_of
from sources.models import HELD, Capture, Document, Embargo, Source
from sources.vocabulary import FLAGS, MediaKindValue, Reading, ReadingValue
from sources.writing import CaptureFields, DocumentFields, GradeFields, OfficeFields, SourceFields
from sources.writing.grades import grade_sha256

SOURCES = Resource(
    name="sources",
    called="DeskSource",
    form=SourceFields,
    search=("name", "aliases", "description", "slug"),
    own="author",
    example={"name": "The Harbour Gazette", "kind": "outlet", "country": "MT", "website": "https://gazette.example/"},
)
OFFICES = Resource(
    name="offices",
    called="DeskOffice",
    form=OfficeFields,
    search=("title",),
    example={
        "person": "ada-perit",
        "organization": "port-authority",
        "title": "Harbour Master",
        "start": "2019-03",
        "end": None,
    },
)
GRADES = Resource(
    name="grades",
    called="DeskGrade",
    form=GradeFields,
    search=("reasons",),
    own="analyst",
    related=("analyst", "approver"),
    told=(
        Told("analyst", str | None, lambda row, by, alone: who(row.analyst, by), "Who graded, where our desk did."),
        Told("approver", str | None, lambda row, by, alone: who(row.approver, by)),
        Told(
            "approved_at", Instant | None, lambda row, by, alone: rfc3339(row.approved_at) if row.approved_at else None
        ),
        Told("content_sha256", str, lambda row, by, alone: grade_sha256(row), "What its approval names."),
    ),
    example={
        "source": "the-harbour-gazette",
        "grade": "B",
        "reasons": "Corrects its errors in print; two in forty reports were wrong.",
        "at": "2026-11-01",
        "evidence": ["018f2f6e-0000-7000-8000-000000000001"],
        "review_due": "2027-11-01",
    },
)


class AddressFilter(TextFilter):
    """A document by its address, however that is spelled."""

    def narrow(self, queryset: Any, value: str, filterset: Any) -> Any:
        return queryset.filter(address_key=address_key(value)) if value else queryset.none()


class EmbargoDocument(TypedDict):
    """An embargo; `by` is null to those who are not told who works on what."""

    until: Instant
    reason: str
    by: str | None
    at: Instant


def _embargo(row: Document, by: User) -> EmbargoDocument | None:
    found: Embargo | None = getattr(row, "embargo", None)
    if found is None:
        return None
    return {
        "until": rfc3339(found.until),
        "reason": found.reason,
        "by": who(found.by, by),
        "at": rfc3339(found.at),
    }


DOCUMENTS = Resource(
    name="documents",
    called="DeskDocument",
    form=DocumentFields,
    search=("title", "url", "summary"),
    filters={
        "url": AddressFilter(help_text="The document at this address, however that is spelled.", max_length=8000),
        "captured": LeadsFilter("captures", help_text="Whether a copy of it is stored."),
    },
    related=("embargo__by",),
    told=(
        Told(
            "embargo",
            EmbargoDocument | None,
            lambda row, by, alone: _embargo(row, by),
            "Nothing that cites it is published before.",
        ),
    ),
    example={
        "title": "Harbour closed for a week",
        "url": "https://gazette.example/2026/harbour",
        "publisher": "the-harbour-gazette",
        "medium": "article",
        "language": "en",
        "published": {"edtf": "2026-11-01", "text": "Sunday"},
    },
)


class ProposedTextDocument(TypedDict):
    """The text in an image as a program read it, which nobody has checked; of one alone, null in lists.

    Where it `failed`, the text says why.
    """

    state: ReadingValue
    text: str | None
    read_with: str | None


def _store(fields: CaptureFields, by: User) -> Capture:
    given = fields.given()
    document = Document.objects.filter(pk=given.pop("document", None)).first()
    if document is None:
        raise Refused([Fault("", "document", "required", "Name the document that it is a copy of.")])
    return actions.capture(document=document, tool=given.pop("tool", ""), by=by, **given)


def _discard(row: Capture, by: User, given: Given) -> None:
    actions.discard(captures=[row], reason=given["reason"], by=by)


CAPTURES = Resource(
    name="captures",
    called="DeskCapture",
    form=CaptureFields,
    search=("document__title", "document__url"),
    unshown=frozenset({"text", "content"}),
    deferred=HELD,
    told=(
        Told("text", str | None, lambda row, by, alone: row.text if alone else None, "Of one alone; null in lists."),
        Told("sha256", str, lambda row, by, alone: row.sha256, "Of its bytes, or of its text in UTF-8."),
        Told("kind", MediaKindValue | None, lambda row, by, alone: kind_of(row.media_type), "Null of what is read."),
        Told("width", int | None, lambda row, by, alone: row.width, "In pixels, of an image that could be read."),
        Told("height", int | None, lambda row, by, alone: row.height),
        Told(
            "perceptual_hash", str | None, lambda row, by, alone: row.alike or None, "Of an image: its difference hash."
        ),
        Told("came_as", str | None, lambda row, by, alone: row.came_as or None, "SHA-256 of the file as it came."),
        Told("proposed_text", ProposedTextDocument | None, lambda row, by, alone: _words(row, alone=alone)),
        Told("taken_by", str | None, lambda row, by, alone: _taker(row, by), "Null to those who only read."),
    ),
    make=_store,
    remove=_discard,
    removing=(REASON,),
    changed=False,
    example={
        "document": "018f2f6e-0000-7000-8000-000000000001",
        "text": "Harbour closed for a week. The harbour master said …",
        "tool": "by hand",
        "media_type": "text/plain",
    },
)


def _words(row: Capture, *, alone: bool) -> ProposedTextDocument | None:
    if not row.reading:
        return None
    words = row.words if alone else None
    return {"state": value_of(Reading, row.reading), "text": words, "read_with": row.read_with or None}


def _taker(row: Capture, by: User) -> str | None:
    """The name that stands in the row, for those who may see who did what."""
    return who(User(username=row.taken_by), by) if row.taken_by else None


RESOURCES = (SOURCES, OFFICES, GRADES, DOCUMENTS, CAPTURES)


# -- what is done to sources ----------------------------------------------------------------------


def _publish(source: Any, by: User, given: Given) -> Iterable[Published]:
    shown = {source.pk: given["document_sha256"]}
    return actions.publish(sources=[source], by=by, note=given["note"], shown=shown, alone=given["alone"])


def _shown(given: Given) -> dict[str, Any]:
    return {"note": given["note"], "shown": given["document_sha256"]}


def _approve_grade(grade: Any, by: User, given: Given) -> Iterable[Published]:
    actions.approve_grade(grade=grade, by=by, shown=given["content_sha256"])
    return ()


VERBS = (
    *root_verbs(
        Publishing(
            publish=_publish,
            correct=lambda source, by, given: actions.correct(source=source, by=by, **_shown(given)),
            restore=lambda root, by, given: actions.restore(source=root, by=by, alone=given["alone"], **_shown(given)),
        )
    ),
    *joining_verbs(
        Source,
        merge="Continue it under another source, which is the same party: readers are sent on, and filters find both.",
        unmerge="Part it again from the source that it was merged into: every row that moved moves back.",
    ),
)
OF_GRADES = (
    Verb(
        name="approve",
        right="approve",
        meaning="Freeze it: from here on another follows it. It becomes public with the source's next edition.",
        take=_approve_grade,
        members=(CONTENT_SHA256,),
    ),
)


def _set_embargo(document: Any, by: User, given: Given) -> Iterable[Published]:
    actions.set_embargo(document=document, until=given["until"], reason=given["reason"], by=by)
    return ()


def _lift_embargo(document: Any, by: User, given: Given) -> Iterable[Published]:
    actions.lift_embargo(document=document, reason=given["reason"], by=by)
    return ()


OF_DOCUMENTS = (
    Verb(
        name="embargo",
        right="embargo",
        meaning=(
            "Refuse until then to publish whatever would cite it. One that it is under is set anew by whoever set it, "
            "or who publishes."
        ),
        take=_set_embargo,
        members=(
            InstantMember(name="until", required=True, meaning="Until when, with its offset."),
            Text(name="reason", required=True, meaning="Why, and who asked for it; for the desk alone."),
        ),
        scope=Scope.WRITE,
    ),
    Verb(
        name="lift_embargo",
        right="view",
        meaning="End its embargo before its time: whoever set it may, and who publishes.",
        take=_lift_embargo,
        members=(Text(name="reason", required=True, meaning="Why; for the desk alone."),),
        scope=Scope.WRITE,
    ),
)


def _flag(capture: Any, by: User, given: Given) -> Iterable[Published]:
    actions.set_flags(captures=[capture], by=by, **{name: given[name] for name in FLAGS if given[name] is not None})
    return ()


def _read_words(capture: Any, by: User, given: Given) -> Iterable[Published]:
    actions.ask_for_words(capture=capture, by=by)
    return ()


OF_CAPTURES = (
    Verb(
        name="flag",
        right="flag",
        meaning="Say what an image, a film or a recording shows; what is left out stays. What is flagged never leaves"
        " the desk: readers are not told, and do not find it by its like.",
        take=_flag,
        members=(
            Flag(name="graphic", nullable=True, meaning="Violence, injury or death."),
            Flag(name="minor", nullable=True, meaning="Somebody under age."),
            Flag(name="intimate", nullable=True, meaning="Somebody undressed, or at their most private."),
        ),
        scope=Scope.WRITE,
    ),
    Verb(
        name="read_words",
        right="read_words",
        meaning="Have a worker read the text in an image: `proposed_text` has it in a moment. 400 where the machine has"
        " no program for it.",
        take=_read_words,
        scope=Scope.WRITE,
    ),
)
PREVIEW = Preview(against=actions.reasons_against, changes=changes_by_member)
