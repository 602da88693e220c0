"""The right of reply: what readers are told of it, when silence may be told, and answers that come late."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection

from claims import writing as actions
from claims.composing.shown import claims_sha256
from claims.models import Claim, Inquiry, Letter, LetterTemplate
from claims.writing.fields import InquiryFields, LetterFields
from claims.writing.letters import letters_for
from claimtrack.accounts.roles import Role
from claimtrack.dates import WorldDate
from claimtrack.editions.agreement import SecondLook
from claimtrack.editions.publishing import CannotPublish
from claimtrack.writing import Create, Refused, Update, version_of, write
from claimtrack.writing.restricting import restrict
from tests.clock import set_clock
from tests.factories import AnswerFactory, ClaimFactory, InquiryFactory, RebuttalFactory, SourceFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-04T12:00+00:00")


def asked(claim: Claim, by: User, **fields: Any) -> Inquiry:
    given = {"asked": WorldDate("2026-11-02"), "source": SourceFactory().pk} | fields
    row: Inquiry = write([Create(fields=InquiryFields(claim=claim.pk, **given))], by=by).rows[0]
    return row


def amend(row: Inquiry, by: User, **fields: Any) -> Inquiry:
    row.refresh_from_db()
    change = Update(row=row.pk, fields=InquiryFields(**fields), seen=version_of(row))
    changed: Inquiry = write([change], by=by).rows[0]
    return changed


def shown(claim: Claim) -> list[dict[str, Any]]:
    [published] = actions.publish(claims=[claim], by=None)
    inquiries: list[dict[str, Any]] = published.document["inquiries"]
    return inquiries


# -- what is entered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"deadline_at": datetime.fromisoformat("2026-11-01T23:00+01:00")}, "deadline_at"),
        ({"deadline_day": date(2026, 11, 1), "deadline_zone": "Europe/Malta"}, "deadline_day"),
        (
            {
                "asked_at": datetime.fromisoformat("2026-11-02T10:00+01:00"),
                "deadline_at": datetime.fromisoformat("2026-11-02T09:30+01:00"),
            },
            "deadline_at",
        ),
        ({"deadline_day": date(2026, 11, 5), "deadline_zone": "Malta"}, "deadline_zone"),
        ({"deadline_day": date(2026, 11, 5), "deadline_zone": "localtime"}, "deadline_zone"),
        ({"deadline_day": date.max, "deadline_zone": "Europe/Malta"}, "deadline_day"),
        ({"deadline_at": datetime.fromisoformat("9998-11-01T23:00+01:00")}, "deadline_at"),
        ({"asked": WorldDate("2999-11-02")}, "asked"),
        ({"outcome": "answered", "answer": "No.", "answered": WorldDate("2999-11")}, "answered"),
    ],
)
def test_what_no_clock_shows_or_has_shown_is_refused_beside_its_field(editor: User, fields: Any, where: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(ClaimFactory(), editor, **fields)
    assert [fault.field for fault in refused.value.faults] == [where]


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "no_response"},
        {"outcome": "answered"},
        {"answer": "We say nothing."},
        {"asked": None, "outcome": "answered", "answer": "We say nothing."},
        {"deadline_day": date(2026, 11, 5)},
    ],
)
def test_silence_needs_a_deadline_and_an_answer_its_words(editor: User, fields: Any) -> None:
    with pytest.raises(Refused):
        asked(ClaimFactory(), editor, **fields)


# -- what readers are told ------------------------------------------------------------------------


def test_readers_are_told_of_whom_when_and_until_when_and_nothing_of_how(editor: User) -> None:
    claim = ClaimFactory()
    at = datetime.fromisoformat("2026-11-05T17:00+01:00")
    row = asked(
        claim, editor, deadline_at=at, means="email", contact="press@port.example", wording="Was it so, and why?"
    )
    InquiryFactory(claim=claim, asked=None)
    [told] = shown(claim)
    assert told == {
        "id": str(row.pk),
        "source": told["source"],
        "asked": WorldDate("2026-11-02").as_document(),
        "asked_at": None,
        "deadline": {"at": "2026-11-05T17:00:00.000000+01:00", "day": None, "zone": None},
        "outcome": None,
        "answer": None,
        "answered": None,
        "answered_at": None,
        "late": None,
    }
    assert told["source"]["id"] == str(row.source_id)


def test_whom_we_asked_is_a_part_of_what_is_agreed_to_and_how_we_asked_is_not(editor: User) -> None:
    claim = ClaimFactory()
    before = claims_sha256([claim])
    row = InquiryFactory(claim=claim, asked=None)
    assert claims_sha256([claim]) == before
    Inquiry.objects.filter(pk=row.pk).update(asked=WorldDate("2026-11-02"))
    with_it = claims_sha256([claim])
    assert with_it != before
    Inquiry.objects.filter(pk=row.pk).update(wording="Was it so?", contact="press@port.example", means="email")
    assert claims_sha256([claim]) == with_it


def test_silence_is_not_published_before_the_deadline_has_passed_where_its_clock_is(editor: User) -> None:
    claim = ClaimFactory()
    asked(claim, editor, deadline_day=date(2026, 11, 5), deadline_zone="America/Lima", outcome="no_response")
    set_clock("2026-11-06T04:59:59+00:00")
    with pytest.raises(CannotPublish, match="can still answer"):
        actions.publish(claims=[claim], by=editor)
    set_clock("2026-11-06T05:00:00+00:00")
    assert [each["outcome"] for each in shown(claim)] == ["no_response"]


def test_silence_that_a_document_tells_of_waits_for_its_deadline_too(editor: User) -> None:
    claim = ClaimFactory()
    silence = RebuttalFactory(kind="no_response", asked_of="The port", asked_deadline=WorldDate("2026-11-05"))
    AnswerFactory(claim=claim, rebuttal=silence)
    set_clock("2026-11-06T11:59:59+00:00")
    with pytest.raises(CannotPublish, match="The port can still answer"):
        actions.publish(claims=[claim], by=editor)
    set_clock("2026-11-06T12:00:00+00:00")
    assert actions.publish(claims=[claim], by=None)


# -- an answer that comes late --------------------------------------------------------------------


def silent(by: User) -> tuple[Claim, Inquiry]:
    """A published claim that says of somebody that they were silent."""
    claim = ClaimFactory()
    day = {"deadline_day": date(2026, 11, 5), "deadline_zone": "Europe/Malta"}
    row = asked(claim, by, outcome="no_response", **day)
    set_clock("2026-11-06T12:00:00+00:00")
    actions.publish(claims=[claim], by=None)
    return claim, row


def test_a_late_answer_is_published_in_one_step_with_nothing_else_and_a_look_is_owed(editor: User) -> None:
    in_role(Role.EDITOR, "colleague")  # who can look at it afterwards
    claim, row = silent(editor)
    Claim.objects.filter(pk=claim.pk).update(statement="It was closed for a month.", version=99)
    row = amend(row, editor, outcome="answered", answer="It was open.", answered=WorldDate("2026-11-07"))
    published = actions.publish_answer(inquiry=row, by=editor)
    edition, document = published.edition, published.document
    assert (edition.kind, edition.changed, edition.review) == ("updated", ["inquiries"], "alone")
    assert edition.note == f"{row.source.name} answered after the deadline."
    [told] = document["inquiries"]
    assert (told["outcome"], told["answer"], told["late"]) == ("answered", "It was open.", True)
    assert document["statement"] == claim.statement
    assert SecondLook.objects.filter(subject_id=claim.pk, number=edition.number).exists()
    claim.refresh_from_db()
    assert claim.version != claim.published_version
    with pytest.raises(CannotPublish, match="have this answer already"):
        actions.publish_answer(inquiry=row, by=editor)


def test_where_nothing_else_was_written_the_desk_is_not_ahead_of_readers_afterwards(editor: User) -> None:
    claim, row = silent(editor)
    row = amend(row, editor, outcome="answered", answer="It was open.", answered=WorldDate("2026-11-07"))
    actions.publish_answer(inquiry=row, by=editor)
    claim.refresh_from_db()
    assert claim.version == claim.published_version
    assert actions.publish(claims=[claim], by=None) == []


def test_the_words_of_an_answer_that_readers_have_are_exchanged_by_a_correction_alone(editor: User) -> None:
    claim, row = silent(editor)
    row = amend(row, editor, outcome="answered", answer="It was open.", answered=WorldDate("2026-11-07"))
    actions.publish_answer(inquiry=row, by=editor)
    row = amend(row, editor, answer="It was closed.")
    with pytest.raises(CannotPublish, match="published as a correction"):
        actions.publish_answer(inquiry=row, by=editor)
    corrected = actions.correct(claim=claim, by=editor, note="We misread their answer.")
    assert [path for each in corrected.document["corrections"] for path in each["paths"]] != []


def test_silence_is_not_told_to_be_no_answer_yet(editor: User) -> None:
    _, row = silent(editor)
    with pytest.raises(CannotPublish, match="They did not answer"):
        actions.publish_answer(inquiry=row, by=editor)


def test_what_readers_know_nothing_of_is_not_published_by_itself(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=None)
    row = asked(claim, editor, outcome="answered", answer="It was open.")
    with pytest.raises(CannotPublish, match="do not know yet"):
        actions.publish_answer(inquiry=row, by=editor)


# -- the queue ------------------------------------------------------------------------------------


def test_answers_that_are_awaited_come_in_the_order_of_their_deadlines_and_none_of_what_is_hidden(
    editor: User, checker: User
) -> None:
    late = InquiryFactory(deadline_day=date(2026, 11, 3))
    soon = InquiryFactory(deadline_day=date(2026, 11, 5))
    InquiryFactory(deadline_day=date(2026, 12, 24))
    InquiryFactory(asked=None)
    InquiryFactory(outcome="answered", answer="No.")
    InquiryFactory(claim=ClaimFactory(stage="retracted"))
    secret = InquiryFactory(deadline_day=date(2026, 11, 4), claim=ClaimFactory(author=editor))
    restrict(row=secret.claim, people=[editor], by=editor)
    within = timedelta(days=2)
    assert actions.awaited(by=checker, within=within, most=50, now=NOW) == [late, soon]
    assert actions.awaited(by=editor, within=within, most=2, now=NOW) == [late, secret]


def test_what_is_awaited_is_read_by_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Inquiry.objects.filter(outcome="", asked__isnull=False, passes_at__lte=NOW).order_by("passes_at", "id")
        plan = rows[:5].explain()
    assert "inquiry_awaited" in plan
    assert "Sort" not in plan


# -- letters --------------------------------------------------------------------------------------


def test_letters_are_filled_in_from_the_claim_those_in_its_language_first(editor: User) -> None:
    claim = ClaimFactory(statement="The harbour was closed {twice}.", language="mt")
    row = InquiryFactory(claim=claim, source=SourceFactory(name="Port Authority"))
    assert "Port Authority" in letters_for(row, by=editor)[0].text
    for language, text in (("en", "{{}} {source}: {claim}"), ("mt-MT", "Lil {source}, sa {deadline}")):
        LetterTemplate.objects.create(name="Short", language=language, text=text)
    first, second = letters_for(row, by=editor)
    assert first.text == "Lil Port Authority, sa the end of 2026-11-05 (Europe/Malta)"
    assert second.text == "{} Port Authority: The harbour was closed {twice}."


@pytest.mark.parametrize("text", ["To {sources}", "{source.pk}", "{source:>9}", "{source!r}", "{0}", "{}", "To {"])
def test_a_template_with_a_place_that_nothing_fills_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        LetterTemplate(name="Short", language="en", text=text).full_clean()


def test_a_letter_is_kept_as_it_is_and_named_by_no_edition(editor: User) -> None:
    row = InquiryFactory()
    kept = write([Create(fields=LetterFields(inquiry=row.pk, text="To the port."))], by=editor).rows[0]
    assert len(kept.sha256) == 64
    change = Update(row=kept.pk, fields=LetterFields(text="!"), seen=LetterFields(text="To the port."))
    with pytest.raises(Refused, match="keep another"):
        write([change], by=None)
    [published] = actions.publish(claims=[row.claim], by=None)
    assert "To the port." not in str(published.edition.text)
    assert Letter.objects.get().kept_by_person == editor.profile.pseudonym
