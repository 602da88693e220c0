"""What stands against claims whose editions follow from a merger, its end, or a split, as nobody is shown those.

Such an edition has what readers had, and what moves. Whatever else the desk says by now, of the claim, of a document
that it cites or of a source that it names, waits until it is published or undone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from claims.composing.desk import desk_of
from claims.models import Claim
from claims.writing.publish import conditions, embargoed
from claimtrack.editions.chain import Document
from claimtrack.editions.merged import survivors
from claimtrack.editions.publishing import says_the_same
from claimtrack.editions.roots import Stage
from claimtrack.editions.store import last_documents
from claimtrack.ids import ID
from claimtrack.text import shortened
from claimtrack.writing.works import desk_work
from sources.documents import SourceName
from sources.models import Source

#: What claims print of a source, but for its grade, which is approved by itself.
PRINTED: Final = tuple(SourceName.__annotations__.keys() - {"reliability"})


def against_joined(claims: Sequence[Claim]) -> Iterator[str]:
    """What stands against editions of these claims, but for what they say: conditions, embargoes, names of sources.

    Of one that goes on under another the rows stand under that.
    """
    desk = desk_of(claim.pk for claim in claims if claim.stage != Stage.MERGED)
    for claim in desk.claims:
        yield from conditions(desk, claim)
    yield from embargoed(desk, named=False)
    yield from called_otherwise(desk.sources_named())


def called_otherwise(sources: Collection[Source]) -> Iterator[str]:
    """Those of these sources that readers know by another name, kind or country than the desk has."""
    changed = sorted((row for row in sources if row.has_unpublished_changes), key=lambda row: row.name)
    standing = last_documents([row.pk for row in changed])
    for source in changed:
        now, then = desk_work(source).preview(source), standing.get(source.pk, {})
        if any(now[member] != then.get(member) for member in PRINTED):
            yield (
                f"“{shortened(source.name, 80)}”: readers know this source by another name, kind, country or address "
                "than the desk has. Publish that, or undo it, before."
            )


def says_what_readers_have(standing: Document | None, now: Document) -> bool:
    """Whether both say the same: of works, by whichever id or name they go on, and of what is cited with any copy."""
    if standing is None:
        return False
    ends = survivors(set(ID.findall(str([standing, now]))), using="default")
    return says_the_same(_by_ids(standing, ends), _by_ids(now, ends))


def _is_source(value: Mapping[str, Any]) -> bool:
    return value.keys() == SourceName.__annotations__.keys()


def _by_ids(value: Any, ends: Mapping[str, str]) -> Any:
    """The document with works by the ids under which they go on, sources by these alone, and without copies."""
    match value:
        case str():
            return ends.get(value, value)
        case list():
            return [_by_ids(each, ends) for each in value]
        case dict() if _is_source(value):
            return ends.get(value["id"], value["id"])
        case dict():
            return {name: _by_ids(each, ends) for name, each in value.items() if name != "capture"}
    return value
