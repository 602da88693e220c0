"""A viewer reads the desk, and is nowhere told who works on it; the others are."""

from collections.abc import Iterator

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from claims import writing as actions
from claims.models import Assessment, Claim, Evidence, Relation
from claims.writing.fields import ClaimFields
from claimtrack.accounts.roles import Role
from claimtrack.models import KeptFilter
from claimtrack.writing import Create, write
from sources.models import Capture, Document
from sources.writing import capture
from tests.admin_forms import page, page_of
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, DocumentFactory
from tests.people import in_role, staff

pytestmark = pytest.mark.django_db
NAME = "zwillinger"


@pytest.fixture
def colleague() -> User:
    return staff(NAME, is_superuser=True)


@pytest.fixture
def claim(colleague: User) -> Claim:
    """A claim that a colleague has had a hand in wherever one can have."""
    row: Claim = write([Create(fields=ClaimFields(statement="It rained."))], by=colleague).rows[0]
    AppearanceFactory(claim=row)
    assessment = AssessmentFactory(claim=row, analyst=colleague)
    actions.approve(assessment=assessment, by=colleague)
    actions.publish(claims=[row], by=colleague)
    AssessmentFactory(claim=row, analyst=colleague)
    Relation.objects.create(claim=row, other=ClaimFactory(), kind="supports", note="So.", by=colleague)
    capture(document=DocumentFactory(), text="It rained.", tool="by hand", by=colleague)
    kind = ContentType.objects.get_for_model(Claim)
    LogEntry.objects.create(user=colleague, content_type=kind, object_id=str(row.pk), action_flag=CHANGE,
                            object_repr="It", change_message="Changed.")  # fmt: skip
    KeptFilter.objects.create(person=colleague, shared=True, page="claims.claim", name="Rain", query="q=rain")
    return row


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(in_role(role))
    return client


def addresses(claim: Claim) -> Iterator[str]:
    """Every page that has to do with the claim, with the document and with their lists."""
    yield "/admin/"
    for model in (Claim, Assessment, Relation, Evidence, Document, Capture):
        yield page_of(model)
    copy = Capture.objects.get()
    rows = (claim, *claim.assessments.all(), *claim.relations.all(), copy, copy.document)
    for row in rows:
        yield page(row)
        yield page(row, "history")
    yield f"/admin/search/?s={NAME}"


def test_a_viewer_is_told_on_no_page_who_works_on_a_claim(claim: Claim) -> None:
    viewer = signed_in(Role.VIEWER)
    for address in addresses(claim):
        answer = viewer.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode().replace(f"?s={NAME}", "").replace(f'value="{NAME}"', "")
        assert NAME not in shown, address


def test_a_reporter_is_told_who_works_on_it(claim: Claim) -> None:
    reporter = signed_in(Role.REPORTER)
    for row in (claim, claim.assessments.earliest("pk"), claim.relations.get(), Capture.objects.get()):
        assert NAME in reporter.get(page(row)).content.decode()
        assert NAME in reporter.get(page_of(type(row))).content.decode() or isinstance(row, Claim | Assessment)
    assert NAME in reporter.get(page(claim, "history")).content.decode()


@pytest.mark.parametrize(
    ("model", "asked"),
    [(Claim, "author"), (Claim, "author__username"), (Assessment, "analyst"), (Assessment, "approver__id__exact"),
     (Relation, "by"), (Capture, "taken_by")],
)  # fmt: skip
def test_a_list_does_not_tell_a_viewer_by_being_filtered(
    model: type[Claim], asked: str, claim: Claim, colleague: User
) -> None:
    value = NAME if asked in {"taken_by", "author__username"} else str(colleague.pk)
    answer = signed_in(Role.VIEWER).get(page_of(model), {asked: value})
    assert answer.status_code == 400


def test_choosing_does_not_tell_a_viewer_who_there_is(claim: Claim) -> None:
    asked = {"app_label": "claims", "model_name": "assessment", "field_name": "analyst", "term": NAME}
    for role in (Role.VIEWER, Role.EDITOR):
        assert signed_in(role).get("/admin/autocomplete/", asked).status_code == 403


def test_what_one_may_not_read_is_in_no_count_and_no_menu(claim: Claim) -> None:
    reporter = signed_in(Role.REPORTER)
    shown = reporter.get("/admin/")
    titles = {queue.title for queue in shown.context["queues"]}
    assert not {"Labels that nobody has read", "Changes that programs propose", "Imports that failed"} & titles
    assert b"/admin/claims/importrun/" not in shown.content
    assert b"/admin/auth/user/" not in shown.content
