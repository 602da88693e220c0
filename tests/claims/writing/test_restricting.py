"""Work that is restricted to named people: for everybody else it does not exist."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from claims.composing.compose import compose
from claims.models import Answer, Appearance, Assessment, Claim, Evidence, Rebuttal, Relation
from claims.scales import AppearanceRole
from claims.writing import publish, reasons_against
from claims.writing.fields import AppearanceFields, ClaimFields
from claimtrack.accounts.hiding import BONDS
from claimtrack.accounts.models import Named, Profile, Restriction
from claimtrack.accounts.rights import NotAllowed, NotThere, demand, may
from claimtrack.accounts.roles import Role
from claimtrack.accounts.table import TABLE
from claimtrack.accounts.visible import visible
from claimtrack.editions.publishing import CannotPublish
from claimtrack.writing import Create, Refused, Update, write
from claimtrack.writing.restricting import lift, restrict
from sources.models import Capture, Document, Source
from sources.writing import DocumentFields, capture
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
)
from tests.people import in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    """Works on it."""
    return in_role(Role.EDITOR, "anna")


@pytest.fixture
def others() -> list[User]:
    """One of each role, who do not."""
    return [in_role(role) for role in Role]


def knows(person: User, *rows: Model) -> list[bool]:
    return [visible(type(row)._default_manager.filter(pk=row.pk), by=person).exists() for row in rows]


def test_a_restricted_claim_exists_for_those_who_are_named_and_for_no_other_role(
    anna: User, others: list[User]
) -> None:
    claim, other = ClaimFactory(), ClaimFactory()
    restrict(row=claim, people=[], by=anna)

    assert knows(anna, claim, other) == [True, True]
    for person in others:
        assert knows(person, claim, other) == [False, True]
        assert not may(person, "view", claim)
        with pytest.raises(NotThere):
            demand(person, "publish", [claim])
    assert knows(anna, claim) == [True]


def test_what_stands_under_it_or_names_it_does_not_exist_either(anna: User, others: list[User]) -> None:
    claim, other = ClaimFactory(), ClaimFactory()
    appearance = AppearanceFactory(claim=claim)
    rebuttal = RebuttalFactory()
    under: list[Model] = [
        appearance,
        AppearanceFactory(claim=other, derives_from=appearance),
        rebuttal,
        AnswerFactory(rebuttal=rebuttal, claim=claim),
        EvidenceFactory(target_claim=claim),
        EvidenceFactory(target_claim=other, document=None, claim=claim),
        EvidenceFactory(target_claim=None, target_rebuttal=rebuttal),
        AssessmentFactory(claim=claim),
        AssessmentFactory(claim=None, rebuttal=rebuttal),
        RelationFactory(claim=claim, other=other),
        RelationFactory(claim=other, other=claim),
    ]
    made = RebuttalFactory()
    made.makes.add(claim)
    under.append(made)
    restrict(row=claim, people=[], by=anna)

    assert all(knows(anna, *under))
    for person in others:
        assert not any(knows(person, *under)), person


def test_a_rebuttal_that_answers_others_too_exists_and_its_answer_to_the_restricted_claim_does_not(
    anna: User, reporter: User
) -> None:
    claim, rebuttal = ClaimFactory(), RebuttalFactory()
    hidden, seen = AnswerFactory(rebuttal=rebuttal, claim=claim), AnswerFactory(rebuttal=rebuttal, claim=ClaimFactory())
    restrict(row=claim, people=[], by=anna)

    assert knows(reporter, rebuttal, hidden, seen) == [True, False, True]


def test_parts_are_restricted_along_those_that_are_made_later_too(anna: User, reporter: User) -> None:
    whole = ClaimFactory()
    part = ClaimFactory(part_of=whole)
    of_the_part = ClaimFactory(part_of=part)
    restrict(row=whole, people=[], by=anna)
    [later] = write([Create(fields=ClaimFields(statement="A later part.", part_of=part.pk))], by=anna).rows
    moved, its_part = ClaimFactory(), None
    its_part = ClaimFactory(part_of=moved)
    write([Update(row=moved.pk, fields=ClaimFields(part_of=whole.pk), seen=moved.row_version)], by=anna)

    assert knows(anna, whole, part, of_the_part, later, moved, its_part) == [True] * 6
    assert knows(reporter, whole, part, of_the_part, later, moved, its_part) == [False] * 6
    with pytest.raises(CannotPublish, match="part of is restricted"):
        lift(row=part, by=anna)
    lift(row=whole, by=anna)
    assert knows(reporter, whole, part, of_the_part, later, moved, its_part) == [True] * 6
    assert not Restriction.objects.exists()


def test_a_restricted_document_takes_its_copies_and_whatever_cites_it(anna: User, others: list[User]) -> None:
    document = DocumentFactory()
    source = SourceFactory(kind="anonymous", website="", document=document)
    under: list[Model] = [
        document,
        capture(document=document, text="A page.", tool="by hand", by=anna),
        source,
        AppearanceFactory(document=document),
        AppearanceFactory(speaker=source),
        RebuttalFactory(document=document),
        EvidenceFactory(document=document),
        AssessmentFactory(document=document),
    ]
    resting = AssessmentFactory()
    resting.evidence.add(EvidenceFactory(document=document))
    under.append(resting)
    restrict(row=document, people=[], by=anna)

    assert all(knows(anna, *under))
    for person in others:
        assert not any(knows(person, *under)), person


def test_one_copy_of_a_document_that_everybody_knows_can_be_restricted(anna: User, reporter: User) -> None:
    document = DocumentFactory()
    copy = capture(document=document, text="A page.", tool="by hand", by=anna)
    restrict(row=copy, people=[], by=anna)

    assert knows(reporter, document, copy) == [True, False]


def test_a_program_knows_of_it_only_when_it_is_named(anna: User) -> None:
    bot, other = in_role(Role.REPORTER, "bot"), in_role(Role.EDITOR, "bot2")
    Profile.objects.filter(person__in=[bot, other]).update(is_program=True)
    claim = ClaimFactory()
    restrict(row=claim, people=[bot], by=anna)

    assert knows(bot, claim) == [True]
    assert knows(other, claim) == [False]


def test_nobody_is_left_out_by_a_slip_and_programs_alone_are_not_enough(anna: User) -> None:
    bot = in_role(Role.REPORTER, "bot")
    Profile.objects.filter(person=bot).update(is_program=True)
    claim = ClaimFactory()
    with pytest.raises(CannotPublish, match="who can sign in"):
        restrict(row=claim, people=[bot], by=None)
    restrict(row=claim, people=[bot], by=anna)
    assert set(Named.objects.values_list("person", flat=True)) == {bot.pk, anna.pk}


def test_names_are_changed_by_those_who_are_named(anna: User, reporter: User, editor: User) -> None:
    claim = ClaimFactory()
    restrict(row=claim, people=[reporter], by=anna)
    assert knows(reporter, claim) == [True]
    with pytest.raises(NotThere):
        restrict(row=claim, people=[], by=editor)
    restrict(row=claim, people=[], by=anna)
    assert knows(reporter, claim) == [False]


def test_what_readers_have_is_not_restricted(anna: User) -> None:
    appearance = AppearanceFactory()
    publish(claims=[appearance.claim], by=None)
    appearance.claim.refresh_from_db()
    for row in (appearance.claim, appearance.document):
        with pytest.raises(NotAllowed):
            restrict(row=row, people=[], by=anna)


def test_a_reporter_restricts_drafts_of_their_own_alone(reporter: User) -> None:
    with pytest.raises(NotAllowed):
        restrict(row=ClaimFactory(), people=[], by=reporter)
    own = ClaimFactory(author=reporter)
    restrict(row=own, people=[], by=reporter)
    assert knows(reporter, own) == [True]


def test_a_restricted_claim_is_not_published_and_says_so(anna: User) -> None:
    claim = AppearanceFactory().claim
    restrict(row=claim, people=[], by=anna)
    claim.refresh_from_db()

    assert any("restricted to named people" in reason for reason in reasons_against(claim))
    with pytest.raises(CannotPublish, match="restricted to named people"):
        publish(claims=[claim], by=anna)


def test_a_composition_has_nothing_of_what_is_restricted(anna: User) -> None:
    claim = AppearanceFactory().claim
    secret = DocumentFactory(title="CANARY paper")
    AppearanceFactory(claim=claim, document=secret, quote="CANARY quote")
    EvidenceFactory(target_claim=claim, document=secret)
    RelationFactory(claim=claim, other=(hidden := ClaimFactory(statement="CANARY claim")))
    ClaimFactory(part_of=claim, statement="CANARY part")
    EvidenceFactory(target_claim=claim, document=None, claim=hidden, note="CANARY note")
    kept = AppearanceFactory(claim=claim).document
    copy = capture(document=kept, text="CANARY copy", tool="CANARY tool", by=anna)
    restrict(row=secret, people=[], by=anna)
    restrict(row=hidden, people=[], by=anna)
    restrict(row=Claim.objects.get(statement="CANARY part"), people=[], by=anna)
    restrict(row=copy, people=[], by=anna)

    composed = compose([claim])[claim.pk]
    assert "CANARY" not in str(composed.document)
    assert str(hidden.pk) not in str(composed)
    assert len(composed.document["appearances"]) == 2


def test_nobody_else_writes_it_or_names_it(anna: User, editor: User) -> None:
    claim, document = ClaimFactory(), DocumentFactory()
    restrict(row=claim, people=[], by=anna)
    restrict(row=document, people=[], by=anna)

    with pytest.raises(Refused, match="was deleted meanwhile"):
        write([Update(row=claim.pk, fields=ClaimFields(context="x"), seen=claim.row_version)], by=editor)
    told = []
    for named in ((claim.pk, document.pk), (uuid4(), uuid4())):
        said = AppearanceFields(claim=named[0], document=named[1], role=AppearanceRole.ASSERTS)
        with pytest.raises(Refused) as refused:
            write([Create(fields=said)], by=editor)
        faults = {
            (fault.place, fault.field, re.sub("[0-9a-f-]{36}", "ID", fault.message)) for fault in refused.value.faults
        }
        told.append(faults)
    assert told[0] == told[1]


def test_an_address_can_be_filed_again_by_whoever_does_not_know_that_it_is_there(anna: User, editor: User) -> None:
    first = DocumentFactory(url="https://leaks.example/1")
    restrict(row=first, people=[], by=anna)
    again = DocumentFields(url=first.url, title="The same", publisher=first.publisher_id, medium="article")
    [second] = write([Create(fields=again)], by=editor).rows

    assert knows(editor, first, second) == [False, True]
    with pytest.raises(ValidationError, match="already a document"):
        lift(row=first, by=anna)


def test_a_copy_can_be_kept_again_by_whoever_does_not_know_that_it_is_there(anna: User, editor: User) -> None:
    document = DocumentFactory()
    copy = capture(document=document, text="A page.", tool="by hand", by=anna)
    restrict(row=copy, people=[], by=anna)
    again = capture(document=document, text="A page.", tool="by hand", by=editor)
    assert knows(editor, copy, again) == [False, True]


def test_the_slug_tells_nothing_and_is_free_for_others(anna: User, editor: User) -> None:
    claim = ClaimFactory(statement="The minister took money.", slug="the-minister-took-money")
    restrict(row=claim, people=[], by=anna)
    same = ClaimFields(statement="The minister took money.")
    [other] = write([Create(fields=same)], by=editor).rows
    assert other.slug == "the-minister-took-money"
    lift(row=claim, by=anna)
    claim.refresh_from_db()
    assert claim.slug == "the-minister-took-money-2"


def test_it_is_audited_who_restricted_it_and_who_was_named(anna: User, reporter: User) -> None:
    restriction = restrict(row=ClaimFactory(), people=[reporter], by=anna)
    trail: Any = Named.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    events = trail.objects.filter(restriction=restriction.pk).select_related("pgh_context")
    assert {(each.person_id, each.pgh_context.metadata["user"]) for each in events} == {
        (anna.pk, anna.pk),
        (reporter.pk, anna.pk),
    }


def test_every_table_of_the_desk_that_refers_to_restrictable_rows_says_how_it_is_hidden() -> None:
    restrictable = {Claim, Document, Capture}
    forgotten = [
        f"{model.__name__}.{field.name}"
        for model in TABLE
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) in restrictable
        and (field.many_to_one or field.many_to_many)
        and not field.auto_created
        and model not in BONDS
    ]
    assert forgotten == []


@pytest.mark.parametrize("model", [Claim, Appearance, Rebuttal, Answer, Evidence, Assessment, Relation, Source])
def test_asking_what_is_visible_asks_nothing_by_itself(model: type[Model], reporter: User) -> None:
    reporter.groups.all()
    may(reporter, "view", Claim)
    with CaptureQueriesContext(connection) as asked:
        rows = visible(model._default_manager.all(), by=reporter)
        assert not asked.captured_queries
        list(rows)
    assert len(asked.captured_queries) == 1
