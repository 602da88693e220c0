"""The desk's half of the table of works: the rows a work is written in, and what composes its document from them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from claimtrack import addresses
from claimtrack.editions.chain import Document
from claimtrack.editions.composed import Composed
from claimtrack.editions.roots import Root
from claimtrack.editions.shown import text_sha256
from claimtrack.editions.store import Published
from claimtrack.editions.works import WORKS, Work


@dataclass(frozen=True, slots=True)
class Lists:
    """How the public lists follow editions of one sort of work.

    `write` derives their rows from new editions. `unlist` takes older editions of one work out, given their numbers,
    and `relist` derives the rows of all editions of these works again.
    """

    write: Callable[[Sequence[Published]], None]
    unlist: Callable[[UUID, Collection[int]], None] = lambda pk, numbers: None
    relist: Callable[[Collection[UUID]], None] = lambda ids: None


@dataclass(frozen=True, slots=True)
class DeskWork:
    """One sort of work at the desk.

    `compose` makes the documents of these roots, given the ids of those about to be published with them; `said` is
    what each says, as it is agreed to (`claimtrack.editions.shown`). `lists` follow its editions.
    `updates` tells which other documents publishing these brings up to date by itself, as they will be, each with the
    public note.
    """

    name: str
    model: type[Root]
    compose: Callable[[Sequence[Any], Collection[UUID]], Mapping[UUID, Composed]]
    said: Callable[[Sequence[Any]], Mapping[UUID, Document]]
    lists: Lists
    updates: Callable[[Sequence[Document]], Iterable[tuple[Document, str]]] = lambda documents: ()

    @property
    def work(self) -> Work:
        """Its half in the record."""
        return WORKS[self.name]

    def sha256(self, roots: Sequence[Root]) -> dict[UUID, str]:
        """The numbers of what these roots say, as an editor is shown it."""
        return {pk: text_sha256(text) for pk, text in self.said(roots).items()}

    def preview(self, root: Root) -> Document:
        """The document that publishing this root now would store, without its `edition` member."""
        return self.composed(root).document

    def composed(self, root: Root) -> Composed:
        """As `preview`, with what the document holds back because it names what is not public."""
        return self.compose([root], {root.pk})[root.pk]


DESK_WORKS: Final[dict[type[Root], DeskWork]] = {}


def enter(work: DeskWork) -> DeskWork:
    """Enter a sort of work into the table."""
    DESK_WORKS[work.model] = work
    return work


def desk_work(root: Root | type[Root]) -> DeskWork:
    """The row of the table for a root, or for its model."""
    return DESK_WORKS[root if isinstance(root, type) else type(root)]


def model_of(name: str) -> type[Root] | None:
    """The model of the works of this sort."""
    return next((model for model, work in DESK_WORKS.items() if work.name == name), None)


def tombstone(root: Root, *, slug: str | None = None, merged_into: UUID | None = None) -> Document:
    """The document of a work that is not readable any more. `slug`: what it is called there, if not as at the desk."""
    work = desk_work(root).work
    return {
        "format": work.format,
        "id": str(root.pk),
        "slug": slug or root.slug,
        "api_url": addresses.of(work.name, root.pk),
        work.title: None,
        "merged_into": str(merged_into) if merged_into else None,
    }


def nameless_tombstone(root: Root) -> Document:
    """As `tombstone`, without the slug: it may say what is not to be said any more."""
    return tombstone(root, slug=str(root.pk))
