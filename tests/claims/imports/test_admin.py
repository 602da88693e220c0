"""Imports at the desk: started, followed and stopped on its pages, and what they leave for people to decide."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from claims import writing as actions
from claims.imports import tasks
from claims.imports.inputs.limits import Limits
from claims.imports.models import ImportRun, Proposal, RatingLabel, RefusedRecord
from claims.imports.run import start as imports
from claims.models import Assessment, Claim
from claimtrack.accounts.models import Token
from claimtrack.accounts.roles import Role
from claimtrack.downloads import Download
from tests.admin_forms import errors_of, page, page_of, send, told
from tests.factories import ClaimFactory
from tests.import_leftovers import leave_by_an_import
from tests.markup import ndjson
from tests.numbered_reviews import LINES, review
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

TABLE = b"2635.json\tfalse\tSays the tap was left open.\ttaps\tjane-doe\tMayor\tTexas\tnone\t0\t1\t0\t0\t0\ta mailer\n"


def upload(content: bytes = LINES, name: str = "reviews.ndjson") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def work() -> None:
    """What a worker does with the jobs that wait, by the functions it calls."""
    run: dict[str, Callable[..., object]] = {
        "import": tasks.run_import,
        "remap": tasks.remap_label,
        "try_import": tasks.try_import,
    }
    for job in ProcrastinateJob.objects.filter(task_name__in=run, status="todo").order_by("id"):
        run[job.task_name](**job.args)
    ProcrastinateJob.objects.all().delete()


def begin(desk: Client, **fields: Any) -> Any:
    return desk.post(page_of(ImportRun, "add"), {"kind": "claimreview"} | fields, follow=True)


def imported(desk: Client, content: bytes = LINES) -> ImportRun:
    begin(desk, file=upload(content))
    work()
    return ImportRun.objects.latest("created_at")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


# -- from the form to the report ------------------------------------------------------------------


def test_an_upload_is_queued_followed_and_reported(desk: Client) -> None:
    response = begin(desk, file=upload(b"{broken\n" + LINES), _continue="Import it")
    run = ImportRun.objects.get()
    assert response.redirect_chain[-1][0] == page(run)
    assert b"data-follows" in response.content
    assert b"Look again" in response.content  # without scripts
    work()
    done = desk.get(page(run))
    assert b"data-follows" not in done.content
    run.refresh_from_db()
    assert (run.state, run.created, run.refused, run.upload) == ("done", 3, 1, None)
    assert page(RefusedRecord.objects.get()) in done.content.decode()
    assert "{broken" in text_of(desk.get(page(RefusedRecord.objects.get())))
    assert "reviews.ndjson" in text_of(desk.get(page_of(ImportRun)))


@pytest.mark.parametrize("button", ["_try", "_continue"])
def test_an_upload_is_sent_beside_its_statement_and_not_written_into_it(button: str, desk: Client) -> None:
    """Quoting 60 MB took a page twelve seconds; what is sent apart is not in the statements that Django notes."""
    with CaptureQueriesContext(connection) as asked:
        begin(desk, file=upload(LINES), **{button: "Go"})
    assert not [query for query in asked if LINES[:50].hex() in query["sql"] or "ran dry" in query["sql"]]
    assert bytes(ImportRun.objects.get().upload or b"") == LINES


def test_a_table_is_looked_at_before_it_is_imported(desk: Client) -> None:
    response = begin(desk, kind="table", mapping="liar", file=upload(TABLE, "train.tsv"), _try="Show")
    assert "Says the tap was left open." in text_of(response)
    run = ImportRun.objects.get()
    work()
    assert (run.state, Claim.objects.exists()) == ("tried", False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
    assert "A worker takes it up" in told(desk.post(page(run, "start"), follow=True))[0]
    work()
    assert Claim.objects.get().stage == "published"


ADDRESS = "https://checks.example.org/feed.ndjson"


class Elsewhere:
    """What stands at an address; while it is fetched, `meanwhile` happens."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.content, self.meanwhile, self.asked = content, meanwhile, list[str]()

    @contextmanager
    def fetched(self, url: str, limits: Limits) -> Iterator[Download]:
        self.asked.append(url)
        self.meanwhile()
        yield Download(url, BytesIO(self.content), len(self.content), ())


def at_the_address(monkeypatch: pytest.MonkeyPatch, *told: Any) -> Elsewhere:
    there = Elsewhere(*told)
    monkeypatch.setattr(imports, "fetched", there.fetched)
    return there


def test_what_is_at_an_address_is_fetched_for_a_look_by_a_worker_and_not_by_the_page(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = at_the_address(monkeypatch, LINES)
    waiting = begin(desk, origin=ADDRESS, _try="Show")
    assert there.asked == []
    assert "Being tried" in text_of(waiting)
    assert b"data-follows" in waiting.content
    assert b"Look again" in waiting.content  # without scripts
    assert b"Import it" not in waiting.content
    work()
    run = ImportRun.objects.get()
    looked_at = desk.get(page(run))
    assert (there.asked, run.state) == ([ADDRESS], "tried")
    assert "The well number 3 ran dry in June." in text_of(looked_at)
    assert b"data-follows" not in looked_at.content
    assert not Claim.objects.exists()
    desk.post(page(run, "start"))
    work()
    assert (there.asked, Claim.objects.count()) == ([ADDRESS], 3)  # what was looked at is what was imported


def test_what_cannot_be_fetched_or_read_for_a_look_says_so_on_its_page(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_address(monkeypatch, b"%PDF-1.7")
    begin(desk, origin=ADDRESS, _try="Show")
    work()
    failed = desk.get(page(ImportRun.objects.get()))
    assert "it is a PDF" in text_of(failed)
    assert b"data-follows" not in failed.content


def test_a_look_that_was_stopped_while_it_was_fetched_stays_stopped(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        desk.post(page(ImportRun.objects.get(), "cancel"))

    at_the_address(monkeypatch, LINES, stop)
    begin(desk, origin=ADDRESS, _try="Show")
    work()
    run = ImportRun.objects.get()
    assert (run.state, run.upload) == ("cancelled", None)


def test_a_fault_of_ours_in_a_look_is_no_look_without_end(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("out of luck")

    at_the_address(monkeypatch, LINES, fail)
    begin(desk, origin=ADDRESS, _try="Show")
    with pytest.raises(RuntimeError):
        work()
    assert ImportRun.objects.get().state == "failed"


def test_what_cannot_be_read_is_refused_on_the_form(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Either upload a file or give an address." in errors_of(begin(desk))
    assert "An address begins with http:// or https://." in errors_of(begin(desk, origin="/etc/passwd"))
    assert "An address begins with http:// or https://." in errors_of(begin(desk, origin=imports.REFUSED))
    assert any("Choose how the table is read" in error for error in errors_of(begin(desk, kind="table", file=upload())))
    mapped = begin(desk, kind="table", mapping="../liar", file=upload())
    assert any("not one of the available choices" in error for error in errors_of(mapped))
    no_table = begin(desk, kind="table", mapping="liar", file=upload(b"PK", "table.doc"), _try="Show")
    assert errors_of(no_table)
    monkeypatch.setattr("claims.imports.admin.imports.MAX_UPLOAD", 10)
    assert any("larger than 64 MiB" in error for error in errors_of(begin(desk, file=upload())))
    assert not ImportRun.objects.exists()


def test_a_scheme_is_an_address_in_capitals_too(desk: Client) -> None:
    assert not errors_of(begin(desk, origin="HTTPS://Example.org/feed.json"))
    assert ImportRun.objects.get().origin == "HTTPS://Example.org/feed.json"


def test_an_import_is_stopped_and_begun_anew(desk: Client) -> None:
    run = ImportRun.objects.create(origin="https://example.org/feed.json")
    assert "It stops" in told(desk.post(page(run, "cancel"), follow=True))[0]
    run.refresh_from_db()
    assert (run.state, run.cancel_requested) == ("cancelled", True)
    desk.post(page(run, "again"))
    again = ImportRun.objects.latest("created_at")
    assert (again.pk != run.pk, again.state, again.origin) == (True, "queued", run.origin)
    assert "as it stands now (cancelled)" in told(desk.post(page(run, "start"), follow=True))[-1]


def test_a_run_whose_worker_is_gone_is_shown_as_interrupted(desk: Client) -> None:
    run = ImportRun.objects.create(origin="reviews.ndjson", state="running", upload=LINES)
    assert "Interrupted" in text_of(desk.get(page(run)))
    assert desk.get(page_of(ImportRun), {"unsettled": "yes"}).context["cl"].result_count == 1
    desk.post(page(run, "again"))
    assert desk.get(page_of(ImportRun), {"unsettled": "yes"}).context["cl"].result_count == 0
    work()
    assert Claim.objects.count() == 3


def test_what_was_refused_is_tried_again_from_the_report(desk: Client) -> None:
    run = imported(desk, b"{broken\n")
    refused = RefusedRecord.objects.get()
    RefusedRecord.objects.update(raw=ndjson(review(1)))
    desk.post(page(run, "refused"))
    work()
    refused.refresh_from_db()
    assert refused.taken_in_at
    assert Claim.objects.count() == 1
    assert desk.get(page_of(RefusedRecord), {"taken_in_at__isempty": "1"}).context["cl"].result_count == 0


def test_words_of_an_input_are_never_markup(desk: Client) -> None:
    hostile = "<script>alert(1)</script>"
    rated = review(1, claimReviewed=f"{hostile} is a claim", reviewRating={"alternateName": f"{hostile} it is"})
    run = imported(desk, f'{{"{hostile}": 1}}\n'.encode() + ndjson(rated))
    label = RatingLabel.objects.get(label__contains="it is")
    refused = RefusedRecord.objects.get()
    for address in (page(run), page(refused), page_of(RefusedRecord), page(label)):
        assert hostile.encode() not in desk.get(address).content


# -- labels ---------------------------------------------------------------------------------------


def test_a_label_that_nobody_has_read_waits_with_what_it_was_said_of_and_is_read_once(desk: Client) -> None:
    imported(desk, ndjson(*(review(n, reviewRating={"alternateName": "Flapdoodle"}) for n in range(3))))
    label = RatingLabel.objects.get(label="Flapdoodle")
    waiting = desk.get(page_of(RatingLabel), {"read": "no"}).context["cl"].result_list
    assert [(row.pk, row.carried) for row in waiting] == [(label.pk, 3)]
    assert Claim.objects.filter(assessments__isnull=True).count() == 3
    opened = desk.get(page(label))
    assert "The well number 2 ran dry in June." in text_of(opened)
    response = desk.post(page(label), fields_for(label, verdict="false"), follow=True)
    assert any("3 reviews" in line for line in told(response))
    work()
    assert set(Assessment.objects.values_list("verdict", "label")) == {("false", "Flapdoodle")}
    desk.post(page(label), fields_for(label, verdict="misleading"))
    work()
    assert Assessment.objects.in_force().filter(verdict="misleading", change_reason="remapped").count() == 3
    assert desk.get("/api/v1/claims/?verdict=misleading&count=true").json()["count"] == 3


def fields_for(label: RatingLabel, **changes: str) -> dict[str, str]:
    columns = ("label", "host", "language", "verdict", "not_checkable_reason", "media_category", "scale", "note")
    return {name: getattr(label, name) for name in columns} | {"explained_at": ""} | changes


# -- proposals ------------------------------------------------------------------------------------


def propose(desk: Client, editor: User) -> Proposal:
    """An import, a person's edit, and the same review in other words."""
    imported(desk, ndjson(review(1)))
    claim = Claim.objects.get()
    with actions.editing([claim], by=editor):
        Claim.objects.update(context="Checked by hand.")
    imported(desk, ndjson(review(1, claimReviewed="The well number 1 ran dry in late June.")))
    return Proposal.objects.get()


def test_a_proposal_shows_what_differs_and_is_taken_over(desk: Client, editor: User) -> None:
    proposal = propose(desk, editor)
    opened = desk.get(page(proposal))
    assert "<ins>late </ins>" in opened.content.decode()
    assert Claim.objects.get().statement == "The well number 1 ran dry in June."
    assert Proposal.objects.get().state == "open"
    desk.post(page(proposal, "take"))
    claim = Claim.objects.get()
    assert (claim.statement, claim.context) == ("The well number 1 ran dry in late June.", "Checked by hand.")
    assert claim.has_unpublished_changes
    assert "as it stands now" in told(desk.post(page(proposal, "decline"), follow=True))[-1]
    assert Proposal.objects.get().state == "taken"


def test_a_proposal_is_declined_and_not_made_again(desk: Client, editor: User) -> None:
    proposal = propose(desk, editor)
    desk.post(page(proposal, "decline"))
    imported(desk, ndjson(review(1, claimReviewed="The well number 1 ran dry in late June.")))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, Proposal.objects.count()) == ("declined", editor, 1)


# -- who may --------------------------------------------------------------------------------------


def test_imports_are_started_and_labels_read_by_editors_and_a_checker_looks_on() -> None:
    run = leave_by_an_import(ClaimFactory())
    ImportRun.objects.update(state="queued")
    label, proposal = RatingLabel.objects.get(host="example.org"), Proposal.objects.get()

    def may(role: Role) -> dict[str, int]:
        client = Client()
        client.force_login(in_role(role))
        return {
            "start": client.get(page_of(ImportRun, "add")).status_code,
            "stop": client.get(page(run, "cancel")).status_code,
            "read": client.get(page(label)).content.count(b'name="verdict"'),
            "decide": client.get(page(proposal, "take")).status_code,
        }

    assert may(Role.REPORTER) == {"start": 403, "stop": 403, "read": 0, "decide": 403}
    assert may(Role.CHECKER) == {"start": 403, "stop": 403, "read": 0, "decide": 200}
    assert may(Role.EDITOR) == {"start": 200, "stop": 200, "read": 1, "decide": 200}


# -- tokens ---------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_belongs_to_who_made_it(desk: Client, editor: User, reporter: User) -> None:
    made = send(desk, page_of(Token, "add"), name="nightly feed", scopes=["read", "import"], days="30")
    [secret] = set(re.findall(r"ct_[0-9a-f]{20,}", made.content.decode()))
    assert "no-store" in made["Cache-Control"]
    token = Token.objects.get()
    assert (token.user, token.scopes) == (editor, ["read", "import"])
    assert secret not in desk.get(page(token)).content.decode()
    assert secret not in token.digest
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/desk/imports/", headers=headers).status_code == 200
    other = Client()
    other.force_login(reporter)
    assert other.get(page_of(Token)).context["cl"].result_count == 0
    desk.post(page(token, "delete"), {"post": "yes"})
    assert Client().get("/api/v1/desk/imports/", headers=headers).status_code == 401
