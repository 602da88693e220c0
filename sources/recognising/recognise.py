"""From what somebody names to rows of the desk: those that are there are found, and the others are to be made.

Done inside the transaction that makes them. What is new is held first and looked for once more, so that of twenty who
name the same new thing at once one makes it and the others find it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from claimtrack.accounts.visible import visible
from claimtrack.writing import Create, Fault, slug_begins
from sources.addresses import address_key
from sources.models import Capture, Document, Source
from sources.recognising.finding import documents_at
from sources.recognising.holding import hold_keys
from sources.recognising.named import (
    CaptureNamed,
    DocumentNamed,
    Named,
    Recognised,
    Resolved,
    SourceNamed,
    place_of_publishing,
)
from sources.recognising.parties import Parties
from sources.recognising.references import References
from sources.vocabulary import SourceKind
from sources.writing import SourceFields
from sources.writing.captures import hash_of

ADDRESS: Final = "address"
PLACE: Final = "place"
AMBIGUOUS: Final = "ambiguous"
REQUIRED: Final = "required"


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
            if isinstance(each, DocumentNamed) and not each.row and not each.as_at:
                self.named |= _with_publisher(each)
            else:
                self.named[each.place] = each
        self.recognised = Recognised()
        self._open: set[str] = set()

    # -- looking ------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Look for what is named, as the desk has it now."""
        described = [each for each in self.named.values() if not (each.row or each.as_at)]
        self._sources = References(Source, self._rows(SourceNamed), by=self.by)
        self._documents = References(Document, self._rows(DocumentNamed), by=self.by)
        self._at = documents_at(set(_address_keys(described)), by=self.by)
        self._parties = Parties([each for each in described if isinstance(each, SourceNamed)], by=self.by)
        self._copies = self._known_copies(described)

    def _rows(self, form: type[Named]) -> list[str]:
        return [each.row for each in self.named.values() if each.row and isinstance(each, form)]

    def _known_copies(self, described: Iterable[Named]) -> Mapping[tuple[UUID, str], UUID]:
        """The copies of these documents that are stored already, by document and hash."""
        named = [each for each in self.named.values() if isinstance(each, DocumentNamed) and each.captures]
        hashes = {_hash(copy) for each in named for copy in each.captures}
        rows = visible(Capture.objects.filter(sha256__in=hashes), by=self.by) if hashes else Capture.objects.none()
        return {(document, sha256): pk for pk, document, sha256 in rows.values_list("pk", "document", "sha256")}

    def keys_of_the_new(self) -> Iterator[str]:
        """By what others may name at this moment what is not there yet."""
        for each in self.named.values():
            if isinstance(each, DocumentNamed):
                yield from (f"copy {_hash(copy)}" for copy in each.captures)
            if each.row or each.as_at:
                continue
            if isinstance(each, DocumentNamed):
                yield from (key for key in _address_keys([each]) if key not in self._at)
            elif not self._is_known(each):
                yield f"slug {slug_begins(Source, each.name)}"
                yield from each.identities | ({each.at.key} if each.at else set())

    def _is_known(self, party: SourceNamed) -> bool:
        return self._needs_nobody(party) or bool(self._parties.meant_by(party)[0])

    def _needs_nobody(self, party: SourceNamed) -> bool:
        """Whether it is named as the publisher of a document whose publisher the desk knows."""
        document = self.named.get(party.place.removesuffix("/publisher"))
        return party.place.endswith("/publisher") and self._found(document) is not None

    def _found(self, named: Named | None) -> Document | None:
        return self._at.get(address_key(named.url)) if isinstance(named, DocumentNamed) else None

    # -- settling -----------------------------------------------------------------------------------

    def settle(self, place: str) -> UUID | None:
        """Say which row is named at a place; what it rests on comes before it. None where that is at fault."""
        ids = self.recognised.ids
        if place in ids or place in self._open or place not in self.named:
            return ids.get(place)
        self._open.add(place)
        named = self.named[place]
        if named.as_at:
            self._as_at(named)
        elif named.row:
            self._by_reference(named)
        elif isinstance(named, DocumentNamed):
            self._document(named)
        else:
            self._source(named)
        if isinstance(named, DocumentNamed):
            self._copies_of(named)
        return ids.get(place)

    def _as_at(self, named: SourceNamed | DocumentNamed) -> None:
        other = self.named.get(named.as_at)
        pk = self.settle(named.as_at)
        if pk and type(other) is type(named):
            told = next(each for each in self.recognised.resolved if each.place == named.as_at)
            self._note(named, pk, told.name, PLACE)
        elif other is None or type(other) is not type(named) or named.as_at in self._open:
            message = f"No {named.model._meta.verbose_name} is named at /{named.as_at}: point at one that is."
            self._fault(named.place, "unknown_value", message)

    def _by_reference(self, named: SourceNamed | DocumentNamed) -> None:
        references = self._sources if isinstance(named, SourceNamed) else self._documents
        if row := references.row(named.row):
            self._note(named, row.pk, str(row), references.kind(named.row))
        else:
            self.recognised.faults.append(references.fault(named.place, named.row))

    def _document(self, named: DocumentNamed) -> None:
        if found := self._found(named):
            self._note(named, found.pk, str(found), ADDRESS)
            if named.publisher:
                self._note(named.publisher, found.publisher_id, str(found.publisher), ADDRESS)
            return
        if named.publisher is None:
            self._fault(f"{named.place}/publisher", REQUIRED, "Say who published it: its address does not tell.")
            return
        publisher = self.settle(named.publisher.place)
        if publisher is None:
            return
        fields = replace(named.fields, publisher=publisher)
        create = self._make(named, Create(fields=fields, place=named.place), named.name)
        for key in _address_keys([named]):
            self._at[key] = Document(pk=create.id, publisher_id=publisher, **named.fields.given())

    def _source(self, named: SourceNamed) -> None:
        found, by = self._parties.meant_by(named)
        if len(found) > 1:
            who = "; ".join(f"{source.name} ({source.pk})" for source in found[:5])
            self._fault(named.place, AMBIGUOUS, f"It may be any of these: {who}. Give the id of the one that is meant.")
        elif found:
            self._note(named, found[0].pk, found[0].name, by)
        elif (fields := self._new_source(named)) is not None:
            namesakes = self._parties.namesakes(named)
            create = Create(fields=fields, place=named.place)
            self._make(named, create, named.name, namesakes)
            self._parties.add(named, create)

    def _new_source(self, named: SourceNamed) -> SourceFields | None:
        """What is written of it; None where the document that an unnamed one belongs to is at fault."""
        fields = replace(named.fields, kind=named.kind)
        if named.kind != SourceKind.ANONYMOUS or not named.within:
            return fields
        document = self.settle(named.within)
        return replace(fields, document=document) if document else None

    def _copies_of(self, named: DocumentNamed) -> None:
        document = self.recognised.ids.get(named.place)
        for copy in named.captures if document else ():
            known = self._copies.get((document, _hash(copy)))
            if known:
                self.recognised.resolved.append(Resolved(copy.place, known, "", created=False, by="sha256"))
                continue
            create = Create(fields=replace(copy.fields, document=document), place=copy.place)
            self.recognised.creates.append(create)
            self.recognised.resolved.append(Resolved(copy.place, create.id, "", created=True))
            self._copies |= {(document, _hash(copy)): create.id}
