"""From what somebody names to rows of the desk: those that are there are found, and the others are to be made.

Done inside the transaction that makes them. What is new is held first and looked for once more, so that of twenty who
name the same new thing at once one makes it and the others find it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.utils import timezone

from claimtrack.accounts.visible import visible
from claimtrack.writing import Create, Fault, Fields, slug_begins
from claimtrack.writing.references import rows_named, unknown
from sources.addresses import address_key
from sources.models import HELD, Capture, Document, Source
from sources.recognising.finding import documents_at
from sources.recognising.holding import hold_keys
from sources.recognising.named import (
    NAMELESS,
    PLACE,
    REQUIRED,
    CaptureNamed,
    DocumentNamed,
    Namesake,
    Recognised,
    Resolved,
    SourceNamed,
    given,
    place_of_publishing,
    referred,
)
from sources.recognising.parties import Parties
from sources.vocabulary import SourceKind
from sources.writing import SourceFields
from sources.writing.captures import hash_of

ADDRESS: Final = "address"
PUBLISHER: Final = "/publisher"
#: So many are told of those that may be meant.
_LISTED: Final = 5


def recognise(
    named: Sequence[SourceNamed | DocumentNamed], *, by: AbstractBaseUser | None, hold: Iterable[str] = ()
) -> Recognised:
    """Find these sources and documents, as far as this person may know of them, and say what has to be made.

    `hold` are keys of what else is to be held until the end of the transaction. Raises Held. Whatever is at fault is
    told, with its place.
    """
    work = _Work(named, by)
    work.look_up()
    if keys := {*work.keys_of_the_new(), *hold}:
        hold_keys(keys)
        work.look_up()
    for place in work.named:
        work.settle(place)
    return work.recognised


class _Work:
    """One recognition. Its methods follow `recognise` from top to bottom."""

    def __init__(self, named: Sequence[SourceNamed | DocumentNamed], by: AbstractBaseUser | None) -> None:
        self.by = by
        self.named: dict[str, SourceNamed | DocumentNamed] = {}
        for each in named:
            whole = _with_publisher(each) if isinstance(each, DocumentNamed) and not _is_reference(each) else [each]
            self.named |= {one.place: one for one in whole}
        self.recognised = Recognised()
        self._open: set[str] = set()
        self._called: dict[UUID, str] = {}

    # -- looking ------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Look for what is named, as the desk has it now."""
        described = [each for each in self.named.values() if not _is_reference(each)]
        self._by_name: dict[type[Model], Mapping[str, Model]] = {
            model: self._named_rows(model) for model in (Source, Document)
        }
        keys = {_key(each) for each in described if isinstance(each, DocumentNamed)}
        rows = visible(Document.objects.select_related("publisher"), by=self.by)
        self._at = documents_at(rows, keys)
        self._parties = Parties([each for each in described if isinstance(each, SourceNamed)], by=self.by)
        self._copies = self._stored_copies()

    def _named_rows(self, model: type[Model]) -> Mapping[str, Model]:
        names = {each.row for each in self.named.values() if each.row and each.model is model}
        return rows_named(self._visible(model), names) if names else {}

    def _visible(self, model: type[Model]) -> "QuerySet[Model, Model]":
        return visible(model._default_manager.all(), by=self.by)

    def _stored_copies(self) -> dict[tuple[UUID, str], UUID]:
        """The copies of texts that came along which are stored already, by document and hash."""
        hashes = {_hash(copy) for each in self._documents() for copy in each.captures}
        rows = visible(Capture.objects.filter(sha256__in=hashes), by=self.by).defer(*HELD) if hashes else ()
        return {(copy.document_id, copy.sha256): copy.pk for copy in rows}

    def _documents(self) -> Iterator[DocumentNamed]:
        return (each for each in self.named.values() if isinstance(each, DocumentNamed))

    def keys_of_the_new(self) -> Iterator[str]:
        """By what others may name at this moment what is not there yet."""
        for document in self._documents():
            yield from (f"copy {_hash(copy)}" for copy in document.captures)
            if _key(document) and not _is_reference(document) and self._found(document) is None:
                yield f"document {_key(document)}"
        for each in self.named.values():
            if isinstance(each, SourceNamed) and not _is_reference(each) and not self._is_known(each):
                yield f"slug {slug_begins(Source, each.name)}"
                yield from (f"source {key}" for key in each.identities | ({each.at.key} if each.at else set()))

    def _is_known(self, party: SourceNamed) -> bool:
        return bool(self._published(party) or self._parties.meant_by(party)[0])

    def _published(self, party: SourceNamed) -> DocumentNamed | None:
        """The document of the desk that it is named as the publisher of: then it is whoever the desk says."""
        named = self.named.get(party.place.removesuffix(PUBLISHER))
        return named if isinstance(named, DocumentNamed) and self._found(named) else None

    def _found(self, document: DocumentNamed) -> Document | None:
        return self._at.get(_key(document))

    # -- settling -----------------------------------------------------------------------------------

    def settle(self, place: str) -> UUID | None:
        """Say which row is named at a place; what it rests on comes before it. None where that is at fault."""
        ids = self.recognised.ids
        if place in self._open or place not in self.named:
            return ids.get(place)
        self._open.add(place)
        named = self.named[place]
        if named.as_at:
            self._settle_as_at(named)
        elif named.row:
            self._settle_reference(named)
        elif isinstance(named, DocumentNamed):
            self._settle_document(named)
        elif published := self._published(named):
            self.settle(published.place)
        else:
            self._settle_source(named)
        if isinstance(named, DocumentNamed):
            self._settle_copies(named)
        return ids.get(place)

    def _settle_as_at(self, named: SourceNamed | DocumentNamed) -> None:
        other = self.named.get(named.as_at)
        is_one = type(other) is type(named)
        if (pk := self.settle(named.as_at)) and is_one:
            self._note(Resolved(named.place, pk, self._called[pk], created=False, by=PLACE))
        elif not any(fault.place.startswith(named.as_at) for fault in self.recognised.faults):
            self.recognised.note_nowhere(named)

    def _settle_reference(self, named: SourceNamed | DocumentNamed) -> None:
        if row := self._by_name[named.model].get(named.row):
            self._note(referred(named, _standing(row)))
        else:
            self.recognised.faults.append(unknown(self._visible(named.model), named.row, place=named.place))

    def _settle_document(self, named: DocumentNamed) -> None:
        publisher = named.publisher
        if found := self._found(named):
            self._note(Resolved(named.place, found.pk, str(found), created=False, by=ADDRESS))
            if publisher:
                self._open.add(publisher.place)
                told = self._called.get(found.publisher_id) or found.publisher.name
                self._note(Resolved(publisher.place, found.publisher_id, told, created=False, by=ADDRESS))
        elif publisher is None:
            self._fault(f"{named.place}{PUBLISHER}", REQUIRED, "Say who published it: no address tells.")
        elif publisher_id := self.settle(publisher.place):
            create = Create(fields=replace(named.fields, publisher=publisher_id), place=named.place)
            row = Document(pk=create.id, publisher_id=publisher_id, title=named.title, url=named.url)
            self._make(create, str(row))
            if _key(named):
                self._at[_key(named)] = row

    def _settle_source(self, named: SourceNamed) -> None:
        found, by = self._parties.meant_by(named)
        if len(found) > 1:
            self.recognised.note_ambiguous(named.place, found[:_LISTED])
        elif found:
            self._note(Resolved(named.place, found[0].pk, found[0].name, created=False, by=by))
        elif not named.name:
            self._fault(f"{named.place}/name", REQUIRED, NAMELESS)
        elif fields := self._of_a_new(named):
            create = Create(fields=fields, place=named.place)
            self._make(create, named.name, self._parties.namesakes(named))
            self._parties.add(named, create)

    def _of_a_new(self, named: SourceNamed) -> SourceFields | None:
        """What is written of a new source; None where the document is at fault that an unnamed one belongs to."""
        fields = replace(named.fields, kind=named.kind)
        if named.kind != SourceKind.ANONYMOUS:
            return fields
        document = self.settle(named.within)
        return replace(fields, document=document) if document else None

    def _settle_copies(self, named: DocumentNamed) -> None:
        document = self.recognised.ids.get(named.place)
        for copy in named.captures:
            if document is None:
                return
            key = document, _hash(copy)
            if key in self._copies:
                self._note(Resolved(copy.place, self._copies[key], "", created=False, by="sha256"))
            else:
                taken_at = given(copy.fields, "taken_at", timezone.now())
                fields = replace(copy.fields, document=document, taken_at=taken_at)
                create = Create(fields=fields, place=copy.place)
                self._make(create, "")
                self._copies[key] = create.id

    # -- what is noted ------------------------------------------------------------------------------

    def _make(self, create: Create[Fields], name: str, namesakes: Sequence[Namesake] = ()) -> None:
        self.recognised.creates.append(create)
        self._note(Resolved(create.place, create.id, name, created=True, namesakes=namesakes))

    def _note(self, resolved: Resolved) -> None:
        self._called[resolved.id] = resolved.name
        self.recognised.note(resolved)

    def _fault(self, place: str, code: str, message: str) -> None:
        self.recognised.faults.append(Fault(place, "", code, message))


def _standing(row: Any) -> Any:
    """Who names a source that was merged means the one that it goes on under."""
    while isinstance(row, Source) and row.merged_into:
        row = row.merged_into
    return row


def _is_reference(named: SourceNamed | DocumentNamed) -> bool:
    return bool(named.row or named.as_at)


def _key(named: DocumentNamed) -> str:
    return address_key(named.url)


def _hash(copy: CaptureNamed) -> str:
    return hash_of(given(copy.fields, "text", ""), given(copy.fields, "content", None))


def _with_publisher(named: DocumentNamed) -> Iterator[SourceNamed | DocumentNamed]:
    """A document and whoever published it: where nobody is named, whose its address is."""
    place = place_of_publishing(named.url)
    publisher = named.publisher
    if publisher is None and place:
        told = {"website": place.url} if not place.account else {"same_as": (place.url,)}
        publisher = SourceNamed(place=f"{named.place}{PUBLISHER}", fields=SourceFields(name=place.name, **told))
    if publisher and not _is_reference(publisher):
        publisher = replace(publisher, at=place)
    yield replace(named, publisher=publisher)
    if publisher:
        yield publisher
