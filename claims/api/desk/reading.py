"""Reading a claim that is filed whole: what could be read of the body, and every fault of the rest, with its place."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib.auth.models import User

from claims.api.desk.shapes import APPEARANCE, CAPTURE, CLAIM, DOCUMENT, REBUTTAL, SOURCE, SUBJECT, Nested, Shape
from claims.scales import AnswerScope
from claims.writing.filing import AppearanceNamed, ClaimNamed, RebuttalNamed, SubjectNamed, TopicNamed
from claimtrack.api.rows.bodies import read_members
from claimtrack.api.rows.members import Member
from claimtrack.writing import Fault
from sources.recognising.named import CaptureNamed, DocumentNamed, Named, SourceNamed

Read = TypeVar("Read")
AnyNamed = TypeVar("AnyNamed", bound=Named)

BOTH = "Name one that is there by its {}, or describe one: not both."
NOT_ONE = "An object is expected, or the {} of one that is there."


class Reader:
    """Reads claims for one person; `faults` has all that could not be read."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.faults: list[Fault] = []
        self._base = ""

    def claim(self, body: Any, place: str = "") -> ClaimNamed:
        """A claim whole; `place` is where in the request it stands, and what pointers are relative to."""
        self._base = place
        own, nested = self._members(CLAIM, body, place)
        return ClaimNamed(
            place=place,
            fields=CLAIM.form(**own),  # type: ignore[arg-type]  # the form of the shape
            about=self._each(nested.get("about"), _at(place, "about"), self._subject),
            topics=self._each(nested.get("topics"), _at(place, "topics"), self._topic),
            appearances=self._each(nested.get("appearances"), _at(place, "appearances"), self._appearance),
            rebuttals=self._each(nested.get("rebuttals"), _at(place, "rebuttals"), self._rebuttal),
        )

    def _appearance(self, body: Any, place: str) -> AppearanceNamed:
        own, nested = self._members(APPEARANCE, body, place)
        document = _at(place, "document")
        return AppearanceNamed(
            place=place,
            fields=APPEARANCE.form(**own),  # type: ignore[arg-type]
            document=self._document(nested["document"], document) if "document" in nested else None,
            speaker=self._source(nested.get("speaker"), _at(place, "speaker"), within=document),
            attributed_to=self._each(
                nested.get("attributed_to"),
                _at(place, "attributed_to"),
                lambda each, at: self._source(each, at, within=document),
            ),
        )

    def _rebuttal(self, body: Any, place: str) -> RebuttalNamed:
        """What is said in our words is the quotation itself where nobody has put it otherwise."""
        own, nested = self._members(REBUTTAL, body, place)
        scope, document = own.pop("scope", AnswerScope.SPECIFIC), _at(place, "document")
        if own.get("quote"):
            own.setdefault("statement", own["quote"])
        return RebuttalNamed(
            place=place,
            fields=REBUTTAL.form(**own),  # type: ignore[arg-type]
            scope=scope,
            document=self._document(nested["document"], document) if "document" in nested else None,
            source=self._source(nested.get("source"), _at(place, "source"), within=document),
            speaker=self._source(nested.get("speaker"), _at(place, "speaker"), within=document),
        )
