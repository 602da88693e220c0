"""Before publication: the stamped dossier of a draft, who was given one, and the guest who reads one claim by a link."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import writing as actions
from claims.models import Claim
from claimtrack.accounts.models import KeptAnswer
from claimtrack.accounts.roles import Role
from claimtrack.api.throttles import GuestRateThrottle
from claimtrack.editions.handing import Guest, GuestOpening
from claimtrack.writing.agreement import numbers_of
from claimtrack.writing.restricting import restrict
from claimtrack.writing.withholding import withhold
from sources.models import Embargo
from tests.desk_api import Program
from tests.factories import ClaimFactory, SourceFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SECRET = "The harbour was closed for a week <b>&\"';"


@pytest.fixture
def claim() -> Claim:
    claim: Claim = ClaimFactory(slug="harbour-closed", statement=SECRET)
    return claim


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


def soon(**more: Any) -> str:
    return (timezone.now() + timedelta(**(more or {"days": 7}))).isoformat(timespec="seconds")


def invited(program: Program, claim: Claim, **more: Any) -> Any:
    return program.make(f"claims/{claim.slug}/guests/", name="Ada Perit, counsel", expires_at=soon(**more))


def opened(link: str, rest: str = "") -> Any:
    return Client().get("/guest/" + link.rstrip("/").rpartition("/")[2] + f"/{rest}")


def test_the_dossier_of_a_draft_is_stamped_and_kept_by_nothing(program: Program, claim: Claim, editor: User) -> None:
    answer = program.get(f"/api/v1/desk/claims/{claim.slug}/preview/dossier.html")
    page = answer.content.decode()
    number = numbers_of([claim])[claim.pk]
    assert page.count("NOT PUBLISHED · for editor · ") == 1
    assert number in page
    assert "The harbour was closed for a week &lt;b&gt;" in page
    assert answer["Cache-Control"] == "no-store"
    for only_of_editions in (
        "application/ld+json",
        "Declaration of the custodian",
        "How to verify",
        "published on",
        "published as",
    ):
        assert only_of_editions not in page
    packed = program.get(f"/api/v1/desk/claims/{claim.slug}/preview/dossier.zip")
    with ZipFile(BytesIO(packed.content)) as bag:
        assert all("NOT-PUBLISHED" in name for name in bag.namelist())
        assert not any("signature" in name for name in bag.namelist())
    assert not KeptAnswer.objects.exists()


def test_a_draft_has_no_dossier_for_readers_nor_for_those_it_does_not_exist_for(
    program: Program, claim: Claim, editor: User
) -> None:
    address = f"/api/v1/desk/claims/{claim.slug}/preview/dossier.html"
    assert Client().get(address).status_code == 401
    assert Client().get(f"/api/v1/claims/{claim.slug}/dossier.html").status_code == 404
    other = in_role(Role.EDITOR, "other")
    restrict(row=claim, people=[other], by=other)
    claim.refresh_from_db()
    for rest in ("preview/dossier.html", "guests/", "handovers/", "schedule/"):
        assert program.get(f"/api/v1/desk/claims/{claim.slug}/{rest}").status_code == 404


def test_a_pdf_says_on_every_sheet_that_it_is_not_published(program: Program, claim: Claim) -> None:
    answer = program.get(f"/api/v1/desk/claims/{claim.slug}/preview/dossier.pdf")
    assert answer.status_code == 200, answer.content
    assert answer.content.startswith(b"%PDF")
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(answer.content)).pages]
    assert len(sheets) > 1
    assert all("NOT PUBLISHED" in sheet and numbers_of([claim])[claim.pk] in sheet for sheet in sheets)


def test_a_guest_reads_one_claim_and_each_opening_is_noted(program: Program, claim: Claim) -> None:
    made = invited(program, claim)
    page = opened(made["link"])
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Cache-Control"] == "no-store"
    dossier = opened(made["link"], "dossier.html")
    assert "NOT PUBLISHED · for Ada Perit, counsel" in dossier.content.decode()
    assert (dossier["Referrer-Policy"], dossier["Cache-Control"]) == ("no-referrer", "no-store")
    [told] = program.read(f"claims/{claim.slug}/guests/")
    assert [each["what"] for each in told["openings"]] == ["page", "html"]
    assert "link" not in told
    secret = made["link"].rstrip("/").rpartition("/")[2]
    assert len(secret) >= 43
    assert secret not in str(list(Guest.objects.values()))
    assert not KeptAnswer.objects.filter(body__contains=secret).exists()


@pytest.mark.parametrize(
    "ended", ["revoked", "expired", "role", "account", "restricted", "withheld", "merged", "wrong"]
)
def test_a_link_that_has_ended_leads_nowhere_whatever_ended_it(
    program: Program, claim: Claim, editor: User, ended: str
) -> None:
    made = invited(program, claim)
    link = made["link"]
    if ended == "revoked":
        assert program.delete(f"/api/v1/desk/claims/{claim.slug}/guests/{made['id']}/").status_code == 204
    if ended == "expired":
        Guest.objects.update(expires_at=timezone.now())
    if ended == "role":
        User.objects.filter(pk=editor.pk).update(is_superuser=False)
        editor.groups.clear()
    if ended == "account":
        User.objects.filter(pk=editor.pk).update(is_active=False)
    if ended == "restricted":
        other = in_role(Role.EDITOR, "other")
        restrict(row=claim, people=[other], by=other)
    if ended in {"withheld", "merged"}:  # for a while is enough
        # The trail has the beginning of a transaction, which here is one for all.
        Guest.objects.update(made_at=timezone.now() - timedelta(hours=1))
        Claim.objects.filter(pk=claim.pk).update(stage=ended)
        Claim.objects.filter(pk=claim.pk).update(stage="draft")
    if ended == "wrong":
        link = link[:-3] + "xyz"
    for rest in ("", "dossier.html", "dossier.pdf", "dossier.exe"):
        answer = opened(link, rest)
        assert (answer.status_code, "leads nowhere" in answer.content.decode()) == (404, True)
        assert "harbour" not in answer.content.decode()
    assert not GuestOpening.objects.exists()


def test_a_link_ends_with_the_publication_of_what_it_was_for_and_says_so(
    program: Program, claim: Claim, editor: User
) -> None:
    link = invited(program, claim)["link"]
    actions.publish(claims=[claim], by=editor)
    answer = program.send(f"claims/{claim.slug}/guests/", {"name": "Ada", "expires_at": soon()})
    assert (answer.status_code, "Everybody can read it" in answer.content.decode()) == (409, True)
    Claim.objects.filter(pk=claim.pk).update(statement="The next draft.")
    for rest in ("", "dossier.html", "dossier.pdf"):
        answer = opened(link, rest)
        assert answer.status_code == 410
        assert f"/claims/{claim.pk}/" in answer.content.decode()
        assert "next draft" not in answer.content.decode()
    assert not GuestOpening.objects.exists()
    assert program.read(f"claims/{claim.slug}/guests/")[0]["open"] is False
    later = invited(program, claim)["link"]
    assert "The next draft." in opened(later).content.decode()
    withhold(root=claim, reason="A court.", by=editor)
    assert (opened(link).status_code, opened(later).status_code) == (404, 404)
    answer = program.send(f"claims/{claim.slug}/guests/", {"name": "Ada", "expires_at": soon()})
    assert (answer.status_code, "It was withheld" in answer.content.decode()) == (409, True)


def test_a_guest_gets_no_archive_and_has_a_name_of_one_line(program: Program, claim: Claim) -> None:
    link = invited(program, claim)["link"]
    assert opened(link, "dossier.zip").status_code == 404
    assert "dossier.zip" not in opened(link).content.decode()
    answer = program.send(f"claims/{claim.slug}/guests/", {"name": "Ada\nPerit", "expires_at": soon()})
    assert (answer.status_code, "no line breaks" in answer.content.decode()) == (409, True)


def test_a_hand_over_says_whether_the_hash_is_of_this_work(program: Program, claim: Claim, editor: User) -> None:
    def known(sha256: str) -> bool:
        made = program.make(f"claims/{claim.slug}/handovers/", to="The Gazette", sha256=sha256)
        return bool(made["known"])

    draft = numbers_of([claim])[claim.pk]
    assert (known("0" * 64), known(draft)) == (False, True)
    edition = actions.publish(claims=[claim], by=editor)[0].edition
    dossier = Client().get(f"/api/v1/claims/{claim.slug}/dossier.json").json()["sha256"]
    assert (known(edition.sha256), known(dossier), known("0" * 64)) == (True, True, False)


def test_an_embargo_is_ended_or_set_anew_by_whoever_set_it_or_who_publishes_and_for_a_reason(
    program: Program, claim: Claim, editor: User
) -> None:
    rita = Program(in_role(Role.REPORTER, "rita"))
    its = {"url": "https://gazette.example/1", "medium": "article", "publisher": SourceFactory().slug}
    document = f"documents/{rita.make('documents/', title='It is so', **its)['id']}"
    until = {"until": soon(days=9), "reason": "The ministry asked."}
    assert program.act(f"{document}/embargo/", until).status_code == 200
    for body in ({"until": soon(days=1), "reason": "Shorter."}, {"until": soon(days=10), "reason": "Longer."}):
        assert rita.act(f"{document}/embargo/", body).status_code == 403
    assert rita.act(f"{document}/lift_embargo/", {"reason": "I want to."}).status_code == 403
    assert program.act(f"{document}/lift_embargo/").status_code == 400
    assert program.act(f"{document}/lift_embargo/", {"reason": "The ministry let it go."}).status_code == 200
    trail: Any = Embargo.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    assert trail.objects.get(pgh_label="delete").pgh_context.metadata["reason"] == "The ministry let it go."
    assert rita.act(f"{document}/embargo/", until).status_code == 200
    assert rita.act(f"{document}/lift_embargo/", {"reason": "My own."}).status_code == 200


def test_a_request_that_is_sent_again_makes_no_second_link_and_does_not_tell_the_first(
    program: Program, claim: Claim
) -> None:
    body = {"name": "Ada", "expires_at": soon()}
    first, again = (program.send(f"claims/{claim.slug}/guests/", body, key="one").json() for _ in range(2))
    assert (bool(first["link"]), again["link"], first["id"]) == (True, None, again["id"])
    assert first["link"].rstrip("/").rpartition("/")[2] not in str(list(KeptAnswer.objects.values()))


def test_only_who_publishes_invites_and_only_for_a_while(claim: Claim, program: Program) -> None:
    checker = Program(in_role(Role.CHECKER))
    answer = checker.send(f"claims/{claim.slug}/guests/", {"name": "Ada", "expires_at": soon()})
    assert answer.status_code == 403
    answer = program.send(f"claims/{claim.slug}/guests/", {"name": " ", "expires_at": soon(days=91)})
    assert answer.status_code == 409
    assert "within 90 days" in answer.content.decode()


def test_whom_to_tell_stands_where_a_claim_is_corrected_or_withheld(
    program: Program, desk: Client, claim: Claim, editor: User
) -> None:
    actions.publish(claims=[claim], by=editor)
    program.make(f"claims/{claim.slug}/handovers/", to="The Gazette, news@gazette.example", sha256="a" * 64)
    [told] = program.read(f"claims/{claim.slug}/handovers/")
    assert (told["to"], told["by"]) == ("The Gazette, news@gazette.example", "editor")
    assert any("Tell The Gazette" in each for each in program.read(f"claims/{claim.slug}/preview/")["warnings"])
    for step in ("correct", "withhold", "retract"):
        page = desk.get(reverse(f"admin:claims_claim_{step}", args=[claim.pk])).content.decode()
        assert "Tell The Gazette, news@gazette.example: they were given a dossier on" in page
    refused = program.send(f"claims/{claim.slug}/handovers/", {"to": "", "sha256": "abc"})
    assert refused.status_code == 409


def test_the_desk_shows_a_guests_link_once_and_writes_it_nowhere(desk: Client, claim: Claim) -> None:
    address = reverse("admin:claims_claim_invite", args=[claim.pk])
    assert "Who the guest is" in desk.get(address).content.decode()
    end = timezone.now() + timedelta(days=3)
    body = {"words": "Ada", "at_0": f"{end:%Y-%m-%d}", "at_1": "12:00", "at_2": "UTC"}
    answer = desk.post(address, body)
    page = answer.content.decode()
    link = page.partition("/guest/")[2].partition('/"')[0]
    assert "no-store" in answer["Cache-Control"]
    assert opened(f"x/{link}/").status_code == 200
    assert not LogEntry.objects.filter(change_message__contains=link).exists()
    assert "Invited guest" in LogEntry.objects.latest("pk").change_message
    ended = reverse("admin:claims_claim_end-link", args=[claim.pk])
    assert "opened 1 times" in desk.get(ended).content.decode()
    desk.post(ended, {"words": str(Guest.objects.get().pk)})
    assert opened(f"x/{link}/").status_code == 404


def test_a_claim_is_given_a_time_at_the_desk_and_over_the_api(program: Program, desk: Client, claim: Claim) -> None:
    one = f"claims/{claim.slug}"
    preview = program.read(f"{one}/preview/")
    body = {"at": soon(days=1), "document_sha256": preview["document_sha256"]}
    body["along"] = [each["document_sha256"] for each in preview["along"]]
    assert program.get(f"/api/v1/desk/{one}/schedule/").status_code == 404
    answer = program.send(f"{one}/schedule/", body, tag=program.tag(f"{one}/"))
    assert (answer.status_code, answer.json()["outcome"]) == (201, None), answer.content
    naive = program.send(f"{one}/schedule/", body | {"at": "2031-01-01T06:00:00"}, tag=program.tag(f"{one}/"))
    assert (naive.status_code, "write RFC 3339" in naive.content.decode()) == (400, True)
    page = desk.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    assert "It is published by itself on" in page
    done = [each["done"] for each in program.read(f"{one}/history/")["results"]]
    assert "given a time" in done
    Claim.objects.filter(pk=claim.pk).update(context="More.")
    assert program.read(f"{one}/schedule/")["changed_since"] is True
    taken = program.delete(f"/api/v1/desk/{one}/schedule/", headers={"If-Match": program.tag(f"{one}/")})
    assert taken.status_code == 204
    assert program.read(f"{one}/schedule/")["outcome"] == "cancelled"


def test_who_returns_work_is_told_that_its_time_ends_with_that(program: Program, desk: Client, claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(stage="in_review")
    preview = program.read(f"claims/{claim.slug}/preview/")
    body = {"at": soon(days=1), "document_sha256": preview["document_sha256"],
            "along": [each["document_sha256"] for each in preview["along"]]}  # fmt: skip
    assert program.act(f"claims/{claim.slug}/schedule/", body).status_code < 300
    page = desk.get(reverse("admin:claims_claim_return", args=[claim.pk])).content.decode()
    assert "It is published by itself on" in page
    assert "That time ends with this" in page
    together = reverse("admin:claims_claim_changelist")
    asked = desk.post(together, {"action": "return_selected", "_selected_action": [str(claim.pk)]})
    assert "that ends, and whoever gave it is told" in asked.content.decode()


@pytest.mark.parametrize(
    ("day", "clock", "refused"),
    [("2027-03-28", "02:30", True), ("2027-10-31", "02:30", True), ("2027-03-28", "03:30", False)],
)
def test_an_hour_that_a_clock_leaves_out_or_has_twice_is_refused_in_words(
    desk: Client, claim: Claim, day: str, clock: str, refused: bool
) -> None:
    address = reverse("admin:claims_claim_schedule", args=[claim.pk])
    page = desk.get(address)
    shown = page.context["sha256"]
    body = {"words": "", "shown": shown, "at_0": day, "at_1": clock, "at_2": "Europe/Rome"}
    told = desk.post(address, body, follow=True).content.decode()
    if refused:
        assert "it may be ambiguous or it may not exist" in told.replace("’", "'"), told[-3000:]
    else:
        assert "It is published on 2027-03-28 01:30:00 UTC" in told


def test_links_are_tried_so_often_and_no_more_right_or_wrong(
    program: Program, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = invited(program, claim)["link"]
    monkeypatch.setattr(GuestRateThrottle, "get_rate", lambda self: "1/day")
    GuestRateThrottle.cache.clear()
    assert opened(link[:-4] + "zzz/").status_code == 404
    assert opened(link).status_code == 429
    GuestRateThrottle.cache.clear()


def test_who_only_reads_is_not_told_who_works_on_what_nor_whom_to_tell(
    program: Program, claim: Claim, editor: User
) -> None:
    one = f"claims/{claim.slug}"
    program.make(f"{one}/handovers/", to="The Gazette", sha256="a" * 64)
    document = f"documents/{claim.appearances.get().document_id}"
    answer = program.act(f"{document}/embargo/", {"until": soon(), "reason": "The ministry asked."})
    assert answer.status_code == 200, answer.content
    viewer = Program(in_role(Role.VIEWER))
    told = viewer.read(f"{one}/preview/")
    assert "under an embargo until" in str(told["against"])
    assert "editor" not in str(told["against"] + told["warnings"])
    assert "Gazette" not in str(told["warnings"])
    assert viewer.read(f"{document}/")["embargo"]["by"] is None
    assert "set by editor: The ministry asked." in str(program.read(f"{one}/preview/")["warnings"])
    assert viewer.get(f"/api/v1/desk/{one}/handovers/").status_code == 403
    assert program.act(f"{document}/lift_embargo/", {"reason": "They agreed."}).status_code == 200
    assert program.read(f"{document}/")["embargo"] is None
