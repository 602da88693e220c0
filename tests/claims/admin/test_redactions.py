"""Redaction at the desk: proposed, looked at, carried out by somebody else, and reported."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Claim
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from claimtrack.editions.orders import RedactionOrder, RedactionReport
from sources.models import Document
from tests.marked import MARK, marked_claim
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

LIST = "/admin/editions/redactionorder/"


@pytest.fixture
def claim(editor: User) -> Claim:
    return marked_claim(editor)


@pytest.fixture
def second(checker: User) -> Client:
    """The desk as another administrator has it."""
    client = Client()
    client.force_login(checker)
    return client


def new(row: Any) -> str:
    return f"{LIST}propose/?sort={row._meta.label_lower}&id={row.pk}"


def given(**changes: str) -> dict[str, str]:
    return {
        "numbers": "", "words": MARK, "legal_basis": "Order 7.", "public_reason": "A court has ordered it.",
    } | changes  # fmt: skip


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def order_of(client: Client, row: Any, **changes: str) -> RedactionOrder:
    response = client.post(new(row), given(**changes) | {"propose": "1"})
    assert response.status_code == 302, page(response)
    return RedactionOrder.objects.latest("pk")


def test_a_claim_is_redacted_from_its_page_to_the_report(claim: Claim, desk: Client, second: Client) -> None:
    assert new(claim).replace("&", "&amp;") in page(desk.get(f"/admin/claims/claim/{claim.pk}/change/"))
    shown = page(desk.post(new(claim), given() | {"preview": "1"}))
    assert "Editions: 2" in shown
    assert "Dossiers that were handed on" in shown
    assert Edition.objects.filter(subject_id=claim.pk, text__isnull=False).count() == 2
    assert not RedactionOrder.objects.exists()
    order = order_of(desk, claim)
    assert order.words == [MARK]
    assert "Redactions: a second administrator decides" in page(second.get("/admin/"))
    address = f"{LIST}{order.pk}/change/"
    assert "Another administrator carries it out" in page(desk.get(address))
    assert f"redact {order.pk}" in page(second.get(address))
    assert "cannot be taken back" in page(second.post(address, {"typed": "yes", "carry_out": "1"}))
    assert not RedactionReport.objects.exists()
    assert second.post(address, {"typed": f"redact {order.pk}", "carry_out": "1"}).status_code == 302
    told = page(desk.get(address))
    assert "What was cleared" in told
    assert MARK not in told.lower()
    assert MARK not in page(desk.get(LIST)).lower()
    claim.refresh_from_db()
    assert claim.stage == "redacted"


def test_the_preview_says_what_goes_and_what_stays_and_stores_nothing(
    claim: Claim, desk: Client, second: Client
) -> None:
    document = claim.appearances.get().document
    Document.objects.filter(pk=document.pk).update(title=f"What {MARK} wrote")
    before = list(Edition.objects.values_list("position", "sha256", "text"))
    shown = desk.post(new(claim), given() | {"preview": "1"}).context
    groups = {group.what: group for group in shown["groups"]}
    assert (groups["Claims"].goes, groups["Assessments"].stays) == (1, 0)
    assert groups["Documents"].stays == 1
    assert groups["Documents"].lines[0].url == f"/admin/sources/document/{document.pk}/change/"
    assert f"sort=sources.document&id={document.pk}" in groups["Audit trail: documents"].lines[0].url
    assert shown["preview"].cleared["editions_edition"] == 2
    assert list(Edition.objects.values_list("position", "sha256", "text")) == before
    assert not RedactionReport.objects.exists()


def test_whoever_is_alone_is_told_that_somebody_else_has_to_carry_it_out(claim: Claim, desk: Client) -> None:
    shown = page(desk.post(new(claim), given() | {"preview": "1"}))
    assert "There is no second administrator" in shown


def test_what_is_to_go_does_not_stand_in_what_is_kept(claim: Claim, desk: Client, second: Client) -> None:
    for changes in (
        {"legal_basis": f"About {MARK.upper()}."},
        {"public_reason": MARK},
        {"words": "a"},
        {"legal_basis": ""},
    ):
        shown = page(desk.post(new(claim), given(**changes) | {"propose": "1"}))
        assert "This stands in the way" in shown
    assert "with commas between" in page(desk.post(new(claim), given(numbers="one") | {"propose": "1"}))
    assert not RedactionOrder.objects.exists()


@pytest.mark.parametrize(("who", "state"), [("desk", "withdrawn"), ("second", "declined")])
def test_an_order_is_withdrawn_or_declined_and_forgets_what_it_searched_for(
    claim: Claim, desk: Client, second: Client, who: str, state: str
) -> None:
    order = order_of(desk, claim)
    address = f"{LIST}{order.pk}/change/"
    assert {"desk": desk, "second": second}[who].post(address, {"end": "1"}).status_code == 302
    order.refresh_from_db()
    assert (order.words, order.is_open) == ([], False)
    told = page(second.get(address))
    assert state in told
    assert MARK not in told.lower().replace(f"{MARK}-did", "").replace(f"what {MARK} did", "")
    assert f"was {state} on" in page(second.post(address, {"typed": f"redact {order.pk}", "carry_out": "1"}))
    assert not RedactionReport.objects.exists()


def test_the_past_of_a_document_is_cleared_and_the_document_stays(claim: Claim, desk: Client, second: Client) -> None:
    document = claim.appearances.get().document
    for title in (f"What {MARK} wrote", "A page"):
        Document.objects.filter(pk=document.pk).update(title=title)
    trail = Document.pgh_event_model.objects.filter(pgh_obj=document.pk)  # type: ignore[attr-defined]
    stood = list(trail.order_by("pgh_id").values_list("pgh_id", flat=True))
    assert "Clear its past" in page(desk.get(f"/admin/sources/document/{document.pk}/change/"))
    order = order_of(desk, document)
    response = second.post(f"{LIST}{order.pk}/change/", {"typed": f"redact {order.pk}", "carry_out": "1"})
    assert response.status_code == 302
    assert list(trail.order_by("pgh_id").values_list("pgh_id", flat=True)) == stood
    assert not trail.filter(title__icontains=MARK).exists()
    document.refresh_from_db()
    assert document.title == "A page"
    assert RedactionReport.objects.get().cleared["sources_documentevent"] == len(stood)


def test_the_past_of_what_was_deleted_is_cleared(desk: Client, second: Client, editor: User) -> None:
    draft = Claim.objects.create(statement=f"{MARK} did it.", slug=f"{MARK}-draft")
    pk = draft.pk
    draft.delete()
    draft.pk = pk
    order = order_of(desk, draft)
    second.post(f"{LIST}{order.pk}/change/", {"typed": f"redact {order.pk}", "carry_out": "1"})
    trail = Claim.pgh_event_model.objects.filter(pgh_obj=pk)  # type: ignore[attr-defined]
    assert trail.exists()
    assert not trail.filter(statement__icontains=MARK).exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER, Role.EDITOR])
def test_nobody_but_administrators_sees_orders_or_the_way_to_them(claim: Claim, desk: Client, role: Role) -> None:
    order = order_of(desk, claim)
    client = Client()
    client.force_login(in_role(role, f"a {role.value}"))
    for address in (LIST, new(claim), f"{LIST}{order.pk}/change/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}{order.pk}/change/", {"end": "1"}).status_code == 403
    assert "editions/redactionorder" not in page(client.get(f"/admin/claims/claim/{claim.pk}/change/"))
    order.refresh_from_db()
    assert order.is_open


def test_what_is_searched_for_stands_in_no_address_and_no_session(claim: Claim, desk: Client) -> None:
    response = desk.post(new(claim), given() | {"propose": "1"})
    assert MARK not in response["Location"]
    assert MARK not in str(dict(desk.session))
