"""Reading a claim that is filed whole: what could be read of the body, and every fault of the rest, with its place."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias, TypeVar

from django.contrib.auth.models import User

from claims.api.desk.shapes import (
    APPEARANCE,
    CAPTURE,
    CLAIM,
    DOCUMENT,
    INQUIRY,
    OBSERVATION,
    REBUTTAL,
    REFERENCES,
    SOURCE,
    SUBJECT,
    Nested,
    Shape,
)
from claims.scales import AnswerScope
from claims.writing.fields import (
    AppearanceFields,
    ClaimFields,
    InquiryFields,
    ObservationFields,
    RebuttalFields,
    SubjectFields,
)
from claims.writing.filing import (
    AppearanceNamed,
    ClaimNamed,
    InquiryNamed,
    ObservationNamed,
    RebuttalNamed,
    SubjectNamed,
    TopicNamed,
)
from claimtrack.api.rows.bodies import missing, read_members
from claimtrack.writing import Fault
from sources.recognising.named import CaptureNamed, DocumentNamed, SourceNamed
from sources.writing import CaptureFields, DocumentFields, SourceFields

Read = TypeVar("Read")
#: Reads a body at a place. Raises Unread.
Reading: TypeAlias = Callable[[Any, str], Read]

BOTH = "Name one that is there and say nothing else of it, or describe one."


class Reference(NamedTuple):
    """How a row is named that is there, as `Named` has it."""

    row: str = ""
    as_at: str = ""


class Unread(Exception):
    """Nothing of an object could be read; why is noted."""


class Reader:
    """Reads claims for one person; `faults` has all that could not be read."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.faults: list[Fault] = []
        self._base = ""

    def read(self, body: Any, place: str = "") -> Iterator[ClaimNamed]:
        """A claim whole, if any of it can be read. `place` is where it stands, which pointers are relative to."""
        self._base = place
        yield from self._read([body], place, self._claim)

    def _claim(self, body: Any, place: str) -> ClaimNamed:
        own, nested = self._members(CLAIM, body, place)
        topics = own.pop("topics", ())
        return ClaimNamed(
            place=place,
            fields=ClaimFields(**own),
            about=self._each(nested, "about", place, self._subject),
            topics=[TopicNamed(place=_at(place, f"topics/{n}"), row=name) for n, name in enumerate(topics)],
            appearances=self._each(nested, "appearances", place, self._appearance),
            rebuttals=self._each(nested, "rebuttals", place, self._rebuttal),
            inquiries=self._each(nested, "inquiries", place, self._inquiry),
            observations=self._each(nested, "observations", place, self._observation),
        )

    def _appearance(self, body: Any, place: str) -> AppearanceNamed:
        own, nested = self._members(APPEARANCE, body, place)
        speaker = self._spoken_of_in(place)
        return AppearanceNamed(
            place=place,
            fields=AppearanceFields(**own),
            document=self._one(nested, "document", place, self._document),
            speaker=self._one(nested, "speaker", place, speaker),
            attributed_to=self._each(nested, "attributed_to", place, speaker),
            observations=self._each(nested, "observations", place, self._observation),
        )

    def _rebuttal(self, body: Any, place: str) -> RebuttalNamed:
        """What is said in our words is the quotation itself, where nobody has put it otherwise."""
        own, nested = self._members(REBUTTAL, body, place)
        scope, speaker = own.pop("scope", AnswerScope.SPECIFIC), self._spoken_of_in(place)
        if own.get("quote"):
            own.setdefault("statement", own["quote"])
        return RebuttalNamed(
            place=place,
            fields=RebuttalFields(**own),
            scope=scope,
            document=self._one(nested, "document", place, self._document),
            source=self._one(nested, "source", place, speaker),
            speaker=self._one(nested, "speaker", place, speaker),
        )

    def _inquiry(self, body: Any, place: str) -> InquiryNamed:
        own, nested = self._members(INQUIRY, body, place)
        source = self._one(nested, "source", place, self._named_source)
        return InquiryNamed(place=place, fields=InquiryFields(**own), source=source)

    def _observation(self, body: Any, place: str) -> ObservationNamed:
        own, nested = self._members(OBSERVATION, body, place)
        source = self._one(nested, "source", place, self._named_source)
        return ObservationNamed(place=place, fields=ObservationFields(**own), source=source)

    def _document(self, body: Any, place: str) -> DocumentNamed:
        if reference := self._reference(DOCUMENT, body, place):
            return DocumentNamed(place=place, row=reference.row, as_at=reference.as_at)
        own, nested = self._members(DOCUMENT, body, place)
        return DocumentNamed(
            place=place,
            fields=DocumentFields(**own),
            publisher=self._one(nested, "publisher", place, self._spoken_of_in(place)),
            captures=self._each(nested, "captures", place, self._capture),
        )

    def _capture(self, body: Any, place: str) -> CaptureNamed:
        own, _ = self._members(CAPTURE, body, place)
        return CaptureNamed(place=place, fields=CaptureFields(**own))

    def _spoken_of_in(self, place: str) -> Callable[[Any, str], SourceNamed]:
        """Reads sources that the document of this place speaks of."""
        return lambda body, at: self._source(body, at, within=_at(place, "document"))

    def _named_source(self, body: Any, place: str) -> SourceNamed:
        """One that no document speaks of."""
        return self._source(body, place, within="")

    def _source(self, body: Any, place: str, within: str) -> SourceNamed:
        if reference := self._reference(SOURCE, body, place):
            return SourceNamed(place=place, row=reference.row, as_at=reference.as_at)
        own, _ = self._members(SOURCE, body, place)
        return SourceNamed(place=place, fields=SourceFields(**own), within=within)

    def _subject(self, body: Any, place: str) -> SubjectNamed:
        if reference := self._reference(SUBJECT, body, place):
            return SubjectNamed(place=place, row=reference.row, as_at=reference.as_at)
        own, _ = self._members(SUBJECT, body, place)
        return SubjectNamed(place=place, fields=SubjectFields(**own))

    # -- objects and lists --------------------------------------------------------------------------

    def _members(self, shape: Shape, body: Any, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """An object's own members as they are written, and those that are to be read as shapes of their own."""
        values, faults = read_members(shape.members, body, self.by, place=place)
        self.faults += faults
        if not isinstance(body, Mapping):
            raise Unread
        self.faults += missing(shape.members, values, faults, place=place)
        inner = {member.name for member in shape.members if isinstance(member, Nested)}
        own = {name: value for name, value in values.items() if name not in inner}
        return own, {name: value for name, value in values.items() if name in inner}

    def _one(self, nested: Mapping[str, Any], name: str, place: str, read: Reading[Read]) -> Read | None:
        given = [] if nested.get(name) is None else [nested[name]]
        return next(self._read(given, _at(place, name), read), None)

    def _each(self, nested: Mapping[str, Any], name: str, place: str, read: Reading[Read]) -> list[Read]:
        return [
            each
            for number, body in enumerate(nested.get(name) or ())
            for each in self._read([body], _at(place, f"{name}/{number}"), read)
        ]

    @staticmethod
    def _read(bodies: list[Any], place: str, read: Reading[Read]) -> Iterator[Read]:
        for body in bodies:
            with suppress(Unread):
                yield read(body, place)

    # -- what is there already ----------------------------------------------------------------------

    def _reference(self, shape: Shape, body: Any, place: str) -> Reference | None:
        """How a row is named that is there; None where one is described."""
        if isinstance(body, str):
            body = {"id": body}
        told = [name for name in shape.names if isinstance(body, Mapping) and name in body]
        if not told:
            return None
        if len(body) > 1:
            self.faults.append(Fault(place, told[0], "too_many", BOTH))
        values, faults = read_members([REFERENCES[told[0]]], {told[0]: body[told[0]]}, self.by, place=place)
        self.faults += faults
        if faults or not values[told[0]]:
            raise Unread
        name = values[told[0]]
        return Reference(as_at=_at(self._base, name.lstrip("/"))) if told[0] == "pointer" else Reference(row=name)


def _at(place: str, name: str) -> str:
    return f"{place}/{name}" if place else name
