"""The desk's ledgers over HTTP: whom we asked, with letters, and how far it spread."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypedDict

from django.contrib.auth.models import User
from django.db.models import Model
from rest_framework.request import Request
from rest_framework.response import Response

from claims import writing as actions
from claims.api.desk.storing import store
from claims.models import Claim, Inquiry
from claims.writing.fields import InquiryFields, LetterFields, LetterTemplateFields, ObservationFields
from claims.writing.letters import letters_for
from claimtrack.api.desk import DeskView
from claimtrack.api.rows.filters import LeadsFilter, RowReferenceFilter
from claimtrack.api.rows.resource import Resource, Told
from claimtrack.api.rows.verbs import Given, Verb
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.store import Published
from claimtrack.notations import Instant

INQUIRIES = Resource(
    name="inquiries",
    called="DeskInquiry",
    form=InquiryFields,
    write=store,
    search=("contact", "wording", "answer"),
    related=("source", "claim"),
    told=(
        Told(
            "passes_at",
            Instant | None,
            lambda row, by, alone: rfc3339(row.passes_at) if row.passes_at else None,
            "The first instant after the deadline.",
        ),
        Told("late", bool | None, lambda row, by, alone: row.is_late, "Whether the answer came after the deadline."),
    ),
    example={
        "claim": "harbour-closed-for-a-week",
        "source": "port-authority",
        "asked": "2026-11-03",
        "deadline_day": "2026-11-05",
        "deadline_zone": "Europe/Malta",
        "means": "email",
        "contact": "press@port.example",
        "wording": "Was any quay closed in October?",
    },
)
LETTERS = Resource(
    name="letters",
    called="DeskLetter",
    form=LetterFields,
    unshown=frozenset({"text", "content"}),
    deferred=("text", "content"),
    filters={"claim": RowReferenceFilter(Claim, "inquiry__claim", help_text="The claim that it is about.")},
    told=(
        Told("text", str | None, lambda row, by, alone: row.text if alone else None, "Of one alone; null in lists."),
        Told("sha256", str, lambda row, by, alone: row.sha256, "Of its bytes, or of its text in UTF-8."),
        Told("kept_at", Instant, lambda row, by, alone: rfc3339(row.kept_at)),
    ),
    changed=False,
    example={
        "inquiry": "018f2f6e-0000-7000-8000-000000000005",
        "way": "sent",
        "text": "To the Port Authority. Was any quay closed in October?",
    },
)
TEMPLATES = Resource(
    name="letter_templates",
    called="DeskLetterTemplate",
    form=LetterTemplateFields,
    search=("name", "text"),
    example={"name": "Short", "language": "en", "text": "To {source}: what do you say to “{claim}”? Until {deadline}."},
)
OBSERVATIONS = Resource(
    name="observations",
    called="DeskObservation",
    form=ObservationFields,
    write=store,
    search=("place", "note", "reason"),
    filters={"corrected": LeadsFilter("corrected_by", help_text="Whether another figure takes its place.")},
    told=(Told("entered_at", Instant, lambda row, by, alone: rfc3339(row.entered_at)),),
    example={
        "appearance": "018f2f6e-0000-7000-8000-000000000006",
        "figure": 20500,
        "precision": "at_least",
        "counts": "views",
        "place": "Example Network",
        "observed": "2026-11-02",
        "shown": True,
    },
)
RESOURCES = (INQUIRIES, LETTERS, TEMPLATES, OBSERVATIONS)


def _publish(inquiry: Any, by: User, given: Given) -> Iterable[Published]:
    return [actions.publish_answer(inquiry=inquiry, by=by)]


OF_INQUIRIES = (
    Verb(
        name="publish",
        right="publish",
        meaning="Publish what they answered, and nothing else that is being worked on. A second look is owed.",
        take=_publish,
    ),
)


class FilledLetterDocument(TypedDict):
    """A letter with the claim filled in, to be copied and sent by a person."""

    name: str
    language: str
    text: str


class FilledLettersDocument(TypedDict):
    letters: list[FilledLetterDocument]


class FilledLettersView(DeskView):
    """Every template with this inquiry's claim filled in, those in the claim's language first. Nothing is sent."""

    answers: type = FilledLettersDocument
    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"GET": ("view", Inquiry)}

    def get(self, request: Request, id: str) -> Response:  # noqa: A002 - as its address calls it
        row = INQUIRIES.one(id, self.person)
        letters = letters_for(row, by=self.person)
        document: FilledLettersDocument = {
            "letters": [{"name": each.name, "language": each.language, "text": each.text} for each in letters]
        }
        return Response(document)
