"""The first page, the lists of every day and what is done to a selection."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims import writing as actions
from claims.imports.models import ImportRun
from claims.models import Attribution, Claim
from tests.admin_forms import errors_of, fields_of, page, page_of, send
from tests.factories import AppearanceFactory, AssessmentFactory, AttributionFactory, ClaimFactory, SourceFactory
from tests.import_leftovers import leave_by_an_import
from tests.people import staff

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


# -- the first page -------------------------------------------------------------------------------


def test_the_first_page_says_what_waits_and_costs_the_same_however_much(
    desk: Client, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    published = [ClaimFactory(), ClaimFactory(), ClaimFactory()]
    stale = AssessmentFactory(claim=published[0], review_due=date(2020, 1, 1))
    actions.approve(assessment=stale, by=editor)
    actions.publish(claims=published, by=editor)
    for _ in range(8):
        actions.submit(claim=ClaimFactory(), by=editor)
        AssessmentFactory()
    with django_assert_max_num_queries(44):
        response = desk.get("/admin/")
    queues = {queue.title: queue for queue in response.context["queues"]}
    assert (queues["In review"].count, len(queues["In review"].lines)) == (8, 6)
    assert queues["Assessments to approve"].count == 8
    assert [line.text for line in queues["Due to be looked at again"].lines] == [published[0].statement]
    verdicts = response.context["charts"][2]
    assert [(bar.label, bar.count) for bar in verdicts.bars] == [(stale.get_verdict_display(), 1)]
    assert {line.text for line in response.context["latest"]} >= {claim.statement for claim in published}


def test_a_claim_stays_due_until_the_successor_of_its_stale_assessment_is_approved(editor: User) -> None:
    stale = AssessmentFactory(review_due=date(2020, 1, 1))
    actions.approve(assessment=stale, by=editor)
    successor = AssessmentFactory(claim=stale.claim, supersedes=stale, change_reason="new_evidence")
    assert list(Claim.objects.due_for_review()) == [stale.claim]
    actions.approve(assessment=successor, by=editor)
    assert not Claim.objects.due_for_review().exists()


def test_every_queue_leads_to_a_list_of_as_many(desk: Client, editor: User) -> None:
    leave_by_an_import(ClaimFactory())
    ImportRun.objects.create(origin="https://example.org/old.json", state="failed")
    actions.submit(claim=ClaimFactory(), by=editor)
    AssessmentFactory()
    queues = desk.get("/admin/").context["queues"]
    titles = {queue.title for queue in queues if queue.count}
    assert titles >= {"Labels that nobody has read", "Changes that programs propose", "Imports that failed"}
    for queue in queues:
        shown = desk.get(queue.url).context
        assert (shown["cl"].result_count if "cl" in shown else shown["count"]) == queue.count, queue.title


def test_somebody_without_the_right_to_look_sees_no_queue() -> None:
    client = Client()
    client.force_login(staff("without-a-role"))
    assert "queues" not in client.get("/admin/").context


def test_the_lists_of_every_day_open(desk: Client) -> None:
    ClaimFactory()
    for query in ("", "stage=draft", "ahead=yes", "due=yes"):
        assert desk.get(f"{page_of(Claim)}?{query}").status_code == 200


# -- selections -----------------------------------------------------------------------------------


def select(client: Client, *claims: Claim) -> object:
    chosen = {"action": "export_dossiers", "_selected_action": [claim.pk for claim in claims]}
    return client.post(page_of(Claim), chosen)


def test_dossiers_of_selected_claims_are_one_zip(desk: Client, editor: User) -> None:
    one, two, draft = ClaimFactory(), ClaimFactory(), ClaimFactory()
    actions.publish(claims=[one, two], by=editor)
    response = select(desk, one, two, draft)
    content = response.content  # type: ignore[attr-defined]  # the client's response
    assert content == select(desk, one, two, draft).content  # type: ignore[attr-defined]  # as above
    with ZipFile(BytesIO(content)) as archive:
        expected = {f"{claim.slug}/{claim.slug}.{ending}" for claim in (one, two) for ending in ("html", "md", "json")}
        assert set(archive.namelist()) == expected
        assert one.statement in archive.read(f"{one.slug}/{one.slug}.md").decode()


def test_dossiers_of_nothing_published_are_refused_in_words(desk: Client) -> None:
    select(desk, ClaimFactory())
    assert "made from the record" in desk.get(page_of(Claim)).content.decode()


def test_claims_are_found_by_what_readers_are_shown_of_them(desk: Client, editor: User) -> None:
    judged, other = ClaimFactory(), ClaimFactory()
    actions.approve(assessment=AssessmentFactory(claim=judged, verdict="false"), by=editor)
    actions.publish(claims=[judged, other], by=editor)
    for query in ({"verdict": "false"}, {"status": "rated"}):
        assert list(desk.get(page_of(Claim), query).context["cl"].queryset) == [judged]


# -- the claim's page -----------------------------------------------------------------------------


def test_the_page_is_divided_into_tabs_that_count_their_rows_and_their_errors(desk: Client) -> None:
    claim = ClaimFactory()
    tabs = {tab.key: tab for tab in desk.get(page(claim)).context["tabs"]}
    assert list(tabs) == [
        "general",
        "parts",
        "appearances",
        "answers",
        "asked",
        "spread",
        "evidence",
        "assessments",
        "relations",
        "editions",
    ]
    assert tabs["appearances"].count == 1
    response = send(desk, page(claim), statement="", **{"appearances-0-role": "sings"})
    tabs = {tab.key: tab for tab in response.context["tabs"]}
    assert (tabs["general"].errors, tabs["appearances"].errors) == (1, 1)


def test_the_parts_of_a_claim_are_on_its_page(desk: Client) -> None:
    part = ClaimFactory(part_of=ClaimFactory(), statement="The ship sank.")
    shown = desk.get(page(part.part_of)).content.decode()
    assert f'<a href="{page(part)}">The ship sank.</a>' in shown


def test_a_chain_of_attribution_is_written_in_order_on_the_claims_page(desk: Client) -> None:
    appearance = AppearanceFactory()
    first, second, third = SourceFactory(), SourceFactory(), SourceFactory()
    AttributionFactory(appearance=appearance, source=first, rank=1)
    kept = AttributionFactory(appearance=appearance, source=second, rank=2)
    number = next(
        index
        for index in range(2)
        if fields_of(desk.get(page(appearance.claim)))[f"appearances-{index}-id"] == [str(appearance.pk)]
    )
    field = f"appearances-{number}-heard_from"
    assert fields_of(desk.get(page(appearance.claim)))[field] == [str(first.pk), str(second.pk)]
    assert send(desk, page(appearance.claim), **{field: [second.pk, third.pk]}).status_code == 302
    chain = Attribution.objects.filter(appearance=appearance).order_by("rank")
    assert [link.source for link in chain] == [second, third]
    assert chain[0].pk == kept.pk
    assert send(desk, page(appearance.claim), **{field: [third.pk, second.pk]}).status_code == 302
    assert [link.source for link in chain.all()] == [third, second]
    assert errors_of(send(desk, page(appearance.claim), **{field: ["nobody"]}))


# -- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "reads"),
    [("XXXX-08-XX", "some day in August, year unknown"), ("2008-10-31~", "about 31 October 2008"), ("", "")],
)
def test_a_date_says_how_it_is_read(desk: Client, edtf: str, reads: str) -> None:
    assert desk.get("/admin/date/", {"edtf": edtf}).json() == {"reads": reads, "refused": ""}


def test_what_is_no_date_is_refused_with_the_reason(desk: Client) -> None:
    assert "knows one digit of a month" in desk.get("/admin/date/", {"edtf": "2008-1X"}).json()["refused"]
    claim = ClaimFactory()
    response = send(desk, page(claim), made_edtf="2008-1X")
    assert any("knows one digit of a month" in error for error in errors_of(response))


def test_only_the_desk_is_told_how_a_date_reads(client: Client) -> None:
    assert client.get("/admin/date/", {"edtf": "2008"}).status_code == 302
