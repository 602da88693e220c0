"""The shapes that a claim is filed in: its own members, and those of what stands under it and of whom it names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims.scales import AnswerScope
from claims.writing.fields import (
    AppearanceFields,
    ClaimFields,
    InquiryFields,
    ObservationFields,
    RebuttalFields,
    SubjectFields,
)
from claimtrack.api.documents import JSONSchema, reference
from claimtrack.api.rows.declared import members_of
from claimtrack.api.rows.members import Member, Text, Texts
from claimtrack.api.rows.schema import members_schema
from claimtrack.query.parameters import Choice
from claimtrack.writing.fields import Fields
from sources.writing import CaptureFields, DocumentFields, SourceFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object of a body. `names` says how it may name a row that is there instead of describing one."""

    called: str
    meaning: str
    members: Sequence[Member]
    names: Sequence[str] = ()

    def schema(self) -> JSONSchema:
        members = {member.name: member for member in self.members}
        described = members_schema(members, self.meaning, whole=True)
        return {"anyOf": [{"type": "string", "description": self.by_text}, described]} if self.names else described

    @property
    def by_text(self) -> str:
        return f"The {' or '.join(name for name in self.names if name != 'pointer')} of one that is there."

    def components(self) -> Iterator[tuple[str, JSONSchema]]:
        """The schema of it, and of all that it holds, by their names."""
        yield self.called, self.schema()
        for member in self.members:
            if isinstance(member, Nested):
                yield from member.shape.components()
            else:
                yield from member.components().items()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested(Member):
    """A member that is an object, or several; whoever reads the whole reads it."""

    shape: Shape
    many: bool = False

    def read(self, value: Any, by: User) -> Any:
        if self.many and not isinstance(value, list):
            raise ValidationError("A list is expected.", code="malformed")
        return value

    def value_schema(self) -> JSONSchema:
        one = reference(self.shape.called)
        return {"type": "array", "items": one} if self.many else one


def _own(form: type[Fields], *left_out: str, needed: Mapping[str, bool] | None = None) -> list[Member]:
    """The members of a table but for these; `needed` says otherwise of some whether a body has to have them."""
    members = (member for member in members_of(form) if member.name not in left_out)
    return [replace(member, required=(needed or {}).get(member.name, member.required)) for member in members]


def _described(form: type[Fields], *left_out: str) -> list[Member]:
    """Of what may be there already, nothing has to be said but what tells which one it is."""
    return [replace(member, required=False) for member in _own(form, *left_out)]


ID = Text(name="id", meaning="The id of one that is there; nothing else is said of it then.")
SLUG = Text(name="slug", meaning="The slug of one that is there; nothing else is said of it then.")
POINTER = Text(
    name="pointer",
    meaning="The same as is named at this place of the claim (RFC 6901), such as /appearances/0/speaker.",
)
#: How a row is named that is there.
REFERENCES = {member.name: member for member in (ID, SLUG, POINTER)}

SOURCE = Shape(
    called="SourceNamed",
    meaning="Whoever says, publishes or answers it: one that is there, or what is known of them. They are known by id, "
    "slug, website or same_as, and never by a name alone.",
    members=[ID, SLUG, POINTER, *_described(SourceFields, "slug", "document")],
    names=("id", "slug", "pointer"),
)
CAPTURE = Shape(
    called="CaptureNamed",
    meaning="A copy of the document's text, for the desk alone; the same one is kept once.",
    members=_own(CaptureFields, "document", needed={"taken_at": False}),
)
DOCUMENT = Shape(
    called="DocumentNamed",
    meaning="Where it stands: a document that is there, or what is known of it. It is known by its address, however "
    "that is spelled; then nothing else of it is taken but new copies.",
    members=[
        ID,
        POINTER,
        *_described(DocumentFields, "publisher"),
        Nested(name="publisher", shape=SOURCE, meaning="Left out where the address tells whose it is."),
        Nested(name="captures", shape=CAPTURE, many=True),
    ],
    names=("id", "pointer"),
)
SUBJECT = Shape(
    called="SubjectNamed",
    meaning="Whom or what it is about: known by id, slug or same_as, and never by a name alone.",
    members=[ID, SLUG, POINTER, *_described(SubjectFields, "slug")],
    names=("id", "slug", "pointer"),
)
OBSERVATION = Shape(
    called="ObservationNamed",
    meaning="How far it spread: one figure, as it was measured.",
    members=[
        *_own(ObservationFields, "claim", "appearance", "source", "corrects", "reason"),
        Nested(name="source", shape=SOURCE, nullable=True, meaning="Who measured it; null where our desk did."),
    ],
)
INQUIRY = Shape(
    called="InquiryNamed",
    meaning="Whom we asked about it, until when they could answer, and what came of it.",
    members=[
        *_own(InquiryFields, "claim", "source"),
        Nested(name="source", shape=SOURCE, required=True, meaning="Who was asked."),
    ],
)
APPEARANCE = Shape(
    called="AppearanceNamed",
    meaning="Where the claim stands, and whose words it is in there.",
    members=[
        *_own(AppearanceFields, "claim", "document", "speaker", "attributed_to"),
        Nested(name="document", shape=DOCUMENT, required=True),
        Nested(name="speaker", shape=SOURCE, nullable=True, meaning="Null where the document does not say."),
        Nested(name="attributed_to", shape=SOURCE, many=True, meaning="Whom the speaker has it from, in order."),
        Nested(name="observations", shape=OBSERVATION, many=True),
    ],
)
REBUTTAL = Shape(
    called="RebuttalNamed",
    meaning="What somebody answered to the claim.",
    members=[
        *_own(RebuttalFields, "document", "source", "speaker", needed={"statement": False}),
        Text(name="scope", choices=tuple(Choice(each.value, str(each.label)) for each in AnswerScope)),
        Nested(name="document", shape=DOCUMENT, required=True),
        Nested(name="source", shape=SOURCE, required=True, meaning="Who answers."),
        Nested(name="speaker", shape=SOURCE, nullable=True, meaning="Who spoke for them, where it tells them apart."),
    ],
)
CLAIM = Shape(
    called="DeskClaimWrite",
    meaning="A claim, with what stands under it and whom it names.",
    members=[
        *_own(ClaimFields, "about", "topics"),
        Nested(name="about", shape=SUBJECT, many=True),
        Texts(name="topics", meaning="Topics that there are, by id or slug: filing makes none."),
        Nested(name="appearances", shape=APPEARANCE, many=True),
        Nested(name="rebuttals", shape=REBUTTAL, many=True),
        Nested(name="inquiries", shape=INQUIRY, many=True),
        Nested(name="observations", shape=OBSERVATION, many=True),
    ],
)
