"""Every model has its pages, and no page costs more the more it shows."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from pghistory.models import Event
from pytest_django import DjangoAssertNumQueries

from claims.imports.models import (
    Double,
    ImportedReview,
    ImportedSource,
    ImportRun,
    ListedPublisher,
    Proposal,
    RatingLabel,
    RefusedRecord,
)
from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    ClaimPair,
    Evidence,
    Inquiry,
    Letter,
    LetterTemplate,
    Narrative,
    Observation,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claims.record.models import ClaimVectors, FacetRow, Listing, MatchedClaim, Pictured, Posting, TermCounts
from claims.writing.duplicates.models import DraftCounts, DraftPosting, DraftToEnter, LookedThrough, MatchedDraft
from claims.writing.searches.models import SavedSearch, SearchCursor, SearchFiring
from claims.writing.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookKey
from claims.writing.webhooks.subscribing import make
from claimtrack.editions.models import WrittenByTheDatabase
from sources.models import Capture, Document, Embargo, Fetch, Office, ReliabilityGrade, Source
from tests.admin_forms import page, page_of
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    InquiryFactory,
    NarrativeFactory,
    ObservationFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.import_leftovers import leave_by_an_import
from tests.people import staff

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

#: Written by the record, by imports and by the index of drafts for themselves: nothing to edit.
DERIVED = {Listing, FacetRow, ImportedSource, MatchedClaim, Pictured, Posting, TermCounts, ClaimVectors}
DERIVED |= {DraftCounts, DraftPosting, DraftToEnter, LookedThrough, MatchedDraft}
#: Set and lifted by steps on the page of its document.
DERIVED |= {Embargo}
#: Shown on the page of its webhook, and of its delivery.
DERIVED |= {WebhookKey, WebhookAttempt}
#: How far searches were looked through, and what each has told: read on the bell.
DERIVED |= {SearchCursor, SearchFiring}
#: Written by imports and jobs for people: nobody adds one by hand.
LEFT_FOR_PEOPLE = {ClaimPair, Double, ImportedReview, RefusedRecord, Proposal, WebhookDelivery}


def is_edited(model: type[Any]) -> bool:
    """Not the audit trail, the proxies that it follows links by, nor what only the database writes."""
    return model not in DERIVED and not issubclass(model, Event | WrittenByTheDatabase) and not model._meta.proxy


#: Every page asks what is new on the bell; the page of a work, what is said of it, whose it is, and who can be named.
BELL = 1
TALK = {Claim: 8, Narrative: 8, Source: 8}
#: How many queries a page may take besides, whatever it shows: for its list, its form, and an empty form.
COSTS: dict[type[Any], tuple[int, int, int]] = {
    Answer: (5, 7, 3),
    Appearance: (5, 11, 5),
    Assessment: (8, 10, 3),
    Attribution: (5, 7, 3),
    Capture: (8, 7, 3),
    Claim: (14, 39, 14),
    ClaimPair: (6, 8, 3),
    Document: (5, 20, 4),
    Double: (6, 12, 3),
    Evidence: (5, 7, 3),
    ImportRun: (6, 8, 3),
    ImportedReview: (7, 9, 3),
    ListedPublisher: (6, 8, 3),
    Narrative: (6, 9, 4),
    Office: (5, 7, 3),
    Proposal: (5, 144, 3),
    RatingLabel: (6, 8, 3),
    Rebuttal: (5, 10, 4),
    RefusedRecord: (5, 6, 3),
    Inquiry: (5, 13, 5),
    Letter: (6, 8, 3),
    LetterTemplate: (6, 5, 3),
    Observation: (6, 8, 3),
    Relation: (7, 7, 3),
    ReliabilityGrade: (7, 9, 3),
    SavedSearch: (5, 9, 3),
    Source: (7, 17, 6),
    Subject: (5, 5, 3),
    Topic: (5, 4, 3),
    Webhook: (5, 11, 3),
    WebhookDelivery: (7, 7, 3),
}


def desk_models() -> list[type[Any]]:
    models = [*apps.get_app_config("claims").get_models(), *apps.get_app_config("sources").get_models()]
    return [model for model in models if is_edited(model) and model is not Fetch]  # its page is that of a quotation


def fill_the_desk() -> Claim:
    """One claim with one of everything, and its neighbours; returns the claim."""
    claim = ClaimFactory(part_of=ClaimFactory())
    claim.about.add(SubjectFactory(source=SourceFactory(country="LY")))
    claim.topics.add(TopicFactory())
    claim.narratives.add(NarrativeFactory())
    add_rows(claim)
    return claim


def add_rows(claim: Claim) -> None:
    first = AppearanceFactory(claim=claim)
    AttributionFactory(appearance=AppearanceFactory(claim=claim, derives_from=first))
    answered = AnswerFactory(claim=claim, rebuttal=RebuttalFactory(speaker=SourceFactory()))
    AnswerFactory(rebuttal=RebuttalFactory(in_reply_to=answered.rebuttal), claim=claim)
    AnswerFactory(rebuttal=answered.rebuttal, claim=None, document=DocumentFactory())
    EvidenceFactory(target_claim=claim)
    EvidenceFactory(target_claim=claim, document=None, claim=ClaimFactory())
    EvidenceFactory(target_claim=None, target_rebuttal=answered.rebuttal)
    judged = AssessmentFactory(claim=claim, source=SourceFactory(), document=DocumentFactory())
    AssessmentFactory(claim=claim, supersedes=judged, change_reason="new_evidence")
    AssessmentFactory(claim=None, rebuttal=answered.rebuttal)
    RelationFactory(claim=claim)
    inquiry = InquiryFactory(claim=claim)
    Letter.objects.create(inquiry=inquiry, text="To you.", content=b"To you.", sha256=str(inquiry.pk))
    editor = staff("editor", is_superuser=True)
    SavedSearch.objects.create(person=editor, name=str(inquiry.pk), query="language=en&q=gas")
    webhook, _ = make(name="A CMS", url="https://receiver.example/", by=editor)
    about = {"subject_id": claim.pk, "due_at": timezone.now(), "read_at": timezone.now()}
    for position in (1, 2):
        sent = WebhookDelivery.objects.create(webhook=webhook, position=position, **about)
        WebhookAttempt.objects.create(delivery=sent, at=timezone.now())
    figure = ObservationFactory(claim=claim)
    ObservationFactory(claim=claim, corrects=figure, reason="A digit was left out.")
    ObservationFactory(claim=None, appearance=first)
    LetterTemplate.objects.create(name=str(inquiry.pk), text="To {source}: “{claim}”?")
    ClaimPair.objects.create(one=claim, other=ClaimFactory(), score=0.5)
    source = first.document.publisher
    Office.objects.create(person=source, organization=SourceFactory(), title="Spokesman")
    ReliabilityGrade.objects.create(
        source=source, grade="B", reasons="Right so far.", by=SourceFactory(), at="2020-01-01"
    )
    Capture.objects.create(
        document=first.document, taken_at=timezone.now(), tool="by hand", text="A page.", sha256=str(first.pk)
    )
    leave_by_an_import(claim)


def test_every_model_of_the_desk_is_registered() -> None:
    assert [model for model in desk_models() if not admin.site.is_registered(model)] == []
    assert set(COSTS) == set(desk_models())


def test_every_model_can_be_searched() -> None:
    assert [m for m in desk_models() if not admin.site.get_model_admin(m).search_fields] == []


@pytest.mark.parametrize("model", COSTS)
def test_a_list_costs_the_same_however_long_it_is(
    model: type[Any], desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        fill_the_desk()
    ContentType.objects.clear_cache()
    with django_assert_max_num_queries(COSTS[model][0] + BELL):
        response = desk.get(page_of(model))
    assert response.status_code == 200
    assert response.context["cl"].result_count >= 2


@pytest.mark.parametrize("model", COSTS)
def test_a_list_can_be_searched(model: type[Any], desk: Client) -> None:
    fill_the_desk()
    assert desk.get(page_of(model), {"q": "no such words"}).context["cl"].result_count == 0


@pytest.mark.parametrize("model", [model for model in COSTS if model not in LEFT_FOR_PEOPLE])
def test_an_empty_form_opens(
    model: type[Any], desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill_the_desk()
    ContentType.objects.clear_cache()
    with django_assert_max_num_queries(COSTS[model][2] + BELL):
        assert desk.get(page_of(model, "add")).status_code == 200


@pytest.mark.parametrize("model", COSTS)
def test_a_form_costs_the_same_however_much_it_shows(
    model: type[Any], desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    claim = fill_the_desk()
    for _ in range(2):
        add_rows(claim)
    for row in model.objects.order_by("pk")[:3]:
        ContentType.objects.clear_cache()
        with django_assert_max_num_queries(COSTS[model][1] + BELL + TALK.get(model, 0)):
            assert desk.get(page(row)).status_code == 200


def test_a_thing_has_one_name_on_every_page(desk: Client) -> None:
    claim = fill_the_desk()
    pages = (page(claim), page(Appearance.objects.first()), page_of(Claim, "begin"))
    shown = [desk.get(address).content.decode() for address in pages]
    assert all(">Hedge" in text or "Hedge</label>" in text for text in shown)
    assert not any("Its reserve" in text for text in shown)
    assert "Anchored" not in desk.get(page_of(Appearance)).content.decode()
    assert "What whoever answers says, in our words" in desk.get(page_of(Rebuttal, "add")).content.decode()


def test_the_pages_say_whose_they_are(desk: Client) -> None:
    assert b"claimtrack desk" in desk.get("/admin/").content


def test_history_and_deletion_pages_open(desk: Client) -> None:
    claim = fill_the_desk()
    assert desk.get(page(claim, "history")).status_code == 200
    assert desk.get(page(claim, "delete")).status_code == 200


def test_the_name_of_a_row_is_not_written_otherwise_at_the_top_of_its_page(desk: Client) -> None:
    """Georgian has capital letters that no sentence begins with."""
    shown = desk.get(page(ClaimFactory(statement="ხიდი ჩაიკეტა."))).content.decode()
    assert "ხიდი ჩაიკეტა." in shown
    assert "Ხიდი" not in shown
