"""The stored copies of the exhibits, for sealed dossiers that the newsroom itself hands on.

This is the one thing in a dossier that is not read from the record: what is found here is named, with its hash, by
an edition the dossier holds. Readers of the open API get the hashes alone, because the pages of others are theirs to
publish; whoever the newsroom gives a sealed dossier to gets the copies that it rests on.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypedDict
from uuid import UUID

from claims.dossier.reading import exhibits_of
from claims.dossier.shapes import Bundle
from claims.dossier.verify import COPIES
from claimtrack.editions.chain import StaffDocument
from claimtrack.vocabulary import value_of
from sources.models import Capture
from sources.vocabulary import Level, LevelValue

#: Bytes of copies that one dossier holds; what comes after them is named alone.
MOST_BYTES = 256 << 20
EXTENSIONS = {"text/html": "html", "text/plain": "txt", "application/pdf": "pdf"}

NOT_HANDED_OUT = "kept at the newsroom: the open API names copies and does not hand them out"
GONE = "no longer kept"
DESK_ONLY = "kept at the newsroom: it is for the desk alone"
TOO_LARGE = "kept at the newsroom: with it the dossier would be too large"


class CopyDocument(TypedDict):
    """A line of captures.json. `file` is where the copy lies in the bag; null with the reason in `why`.

    `level` says how far a copy that lies there may go: `handed_on`, to whom the newsroom gives it, or `public`.
    """

    document: str
    title: str | None
    url: str | None
    sha256: str
    taken_at: str
    by: StaffDocument | None
    tool: str | None
    media_type: str | None
    archived_url: str | None
    perceptual_hash: str | None
    file: str | None
    level: LevelValue | None
    why: str | None


class Handed(NamedTuple):
    """The copies by their names in the bag, and by their hashes their levels, and why others are missing."""

    files: Mapping[str, bytes]
    levels: Mapping[str, LevelValue]
    why: Mapping[str, str]


#: What anybody may ask for has none.
NONE: Final = Handed({}, {}, {})


def listed(bundle: Bundle, held: Handed) -> list[CopyDocument]:
    """Every exhibit's copy, with its place in the bag or why it is not there."""
    places = {name.removeprefix(COPIES).partition(".")[0]: name for name in held.files}
    return [
        {
            "document": item["id"],
            "title": item["title"],
            "url": item["url"],
            **capture,
            "file": places.get(capture["sha256"]),
            "level": held.levels.get(capture["sha256"]),
            "why": None if capture["sha256"] in places else held.why.get(capture["sha256"], NOT_HANDED_OUT),
        }
        for item in exhibits_of(bundle).values()
        if (capture := item["capture"])
    ]


def handed_on(bundle: Bundle) -> Handed:
    """The copies that may be handed on; what is for the desk alone, or restricted to named people, is named alone."""
    files: dict[str, bytes] = {}
    levels: dict[str, LevelValue] = {}
    why = {item["capture"]["sha256"]: GONE for item in exhibits_of(bundle).values() if item["capture"]}
    octets = 0
    for capture in _kept(bundle):
        if capture.level == Level.DESK_ONLY or capture.restriction_id is not None:
            why[capture.sha256] = DESK_ONLY
            continue
        content = bytes(capture.content) if capture.content is not None else capture.text.encode()
        octets += len(content)
        if octets > MOST_BYTES:
            why[capture.sha256] = TOO_LARGE
        else:
            files[f"{COPIES}{capture.sha256}.{EXTENSIONS.get(capture.media_type, 'bin')}"] = content
            levels[capture.sha256] = value_of(Level, capture.level)
    return Handed(files, levels, why)


def _kept(bundle: Bundle) -> Iterator[Capture]:
    """Each once, one after the other in the order of the exhibits."""
    seen = set()
    for document_id, item in exhibits_of(bundle).items():
        named = item["capture"]
        if named and named["sha256"] not in seen:
            seen.add(named["sha256"])
            yield from Capture.objects.filter(document=UUID(document_id), sha256=named["sha256"])
