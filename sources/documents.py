"""The shapes of published sources, and of what other documents print of them."""

from typing import NotRequired, TypedDict

from claimtrack.dates import DateDocument
from claimtrack.editions.chain import EditionStamp, StaffDocument
from claimtrack.notations import Day, Instant
from sources.reliability import ReliabilityValue
from sources.vocabulary import MediumValue, SourceKindValue

FORMAT = 2


class SourceName(TypedDict):
    """A source as other documents print it."""

    id: str
    slug: str
    name: str
    kind: SourceKindValue
    country: str | None
    reliability: ReliabilityValue | None


class CaptureDocument(TypedDict):
    """The newest stored copy of a document: `by` is the member of our staff who took it.

    All but the hash and the time are null where they are not known: of what an import took, and in editions that
    were published before these were printed. `perceptual_hash`, of an image, is its difference hash (dhash): 128 bits
    in hexadecimal, of which a few differ in images that are alike.
    """

    sha256: str
    taken_at: Instant
    by: StaffDocument | None
    tool: str | None
    media_type: str | None
    archived_url: str | None
    perceptual_hash: str | None


class CitedDocument(TypedDict):
    """A published item as other documents print it; `url` is the item's own page, `api_url` ours.

    `title` is the item's own, null where it has none.
    """

    id: str
    title: str | None
    url: str | None
    api_url: str
    publisher: SourceName
    authors: list[str]
    medium: MediumValue
    language: str | None
    published: DateDocument | None
    archived_url: str | None
    capture: CaptureDocument | None


class _OfficeHeld(TypedDict):
    id: str
    organization: str | None
    title: str


_OfficeTimes = TypedDict("_OfficeTimes", {"from": DateDocument | None, "to": DateDocument | None})


class OfficeDocument(_OfficeHeld, _OfficeTimes):
    """An office; `organization` is the id of a published source, or null while it is not public."""


class GradeDocument(TypedDict):
    """One entry of the reliability ledger; `by` is null for our own desk, else the grader's name."""

    grade: ReliabilityValue
    reasons: str
    by: str | None
    at: Day


class SourceBody(TypedDict):
    """A source's document without its `edition` member."""

    format: int
    id: str
    slug: str
    api_url: str
    name: str
    kind: SourceKindValue
    aliases: list[str]
    description: str
    country: str | None
    part_of: str | None
    offices: list[OfficeDocument]
    website: str | None
    same_as: list[str]
    reliability: list[GradeDocument]


class SourceDocument(SourceBody):
    """A published source.

    `bylines` is no part of the edition, and is answered where a source is asked for as it stands: of members of staff
    who work under a name in public, that name by the id of the `person`. It goes when they withdraw it.
    """

    edition: EditionStamp
    bylines: NotRequired[dict[str, str]]


class SourceTombstone(TypedDict):
    """What a retracted source is answered with: the note of its edition says why."""

    format: int
    id: str
    slug: str
    api_url: str
    name: None
    merged_into: str | None
    edition: EditionStamp


SOURCE = "source"
