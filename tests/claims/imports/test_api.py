"""Imports over the desk's API: who may, how they are started and followed, and what is answered when they are not."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from claims.imports.models import ImportRun, RefusedRecord
from claims.imports.run import start as imports
from claims.imports.run.start import execute_queued, fetch_and_try
from claims.models import Claim
from claimtrack.accounts.models import Scope, Token
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from tests.markup import ndjson
from tests.numbered_reviews import LINES, review

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

IMPORTS = "/api/v1/desk/imports/"


def token(person: User, *scopes: str, days: int = 1) -> str:
    _, secret = Token.objects.create(  # type: ignore[no-untyped-call]  # knox has no types
        person, expiry=timedelta(days=days), name="a program", scopes=list(scopes)
    )
    return f"Bearer {secret}"


def program(person: User, *scopes: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=token(person, *scopes))
    return client


@pytest.fixture
def api(editor: User) -> APIClient:
    return program(editor, Scope.READ, Scope.IMPORT)


def upload(content: bytes = LINES, name: str = "reviews.ndjson") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def work() -> None:
    """What a worker does with the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(task_name="import", status="todo").order_by("id"):
        execute_queued(**job.args)
    for job in ProcrastinateJob.objects.filter(task_name="try_import", status="todo").order_by("id"):
        fetch_and_try(**job.args)


def pointers(response: Any) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json"
    return {item.get("pointer", ""): item["code"] for item in response.json()["errors"]}


# -- who may --------------------------------------------------------------------------------------


def test_nobody_but_staff_with_the_right_and_a_token_for_it_gets_anything(reporter: User, editor: User) -> None:
    anybody = APIClient()
    assert anybody.get(IMPORTS).status_code == 401
    assert anybody.get(IMPORTS)["WWW-Authenticate"] == "Bearer"
    assert anybody.get(IMPORTS, HTTP_AUTHORIZATION="Bearer ct_nonsense").status_code == 401
    customer = User.objects.create_user("customer")
    assert program(customer, Scope.READ).get(IMPORTS).json()["detail"] == "The desk is for staff."
    told = "An import is read by checkers. You are a reporter."
    assert program(reporter, Scope.READ).get(IMPORTS).json()["detail"] == told
    reporter.groups.set([Group.objects.get(name=Role.CHECKER)])
    assert program(reporter, Scope.READ).get(IMPORTS).status_code == 200
    refused = program(reporter, Scope.READ, Scope.IMPORT).post(IMPORTS, {"file": upload()})
    assert (refused.status_code, "made by editors" in refused.json()["detail"]) == (403, True)
    refused = program(editor, Scope.READ).post(IMPORTS, {"file": upload()})
    assert (refused.status_code, "scope import" in refused.json()["detail"]) == (403, True)
    assert not ImportRun.objects.exists()


def test_a_token_expires_and_goes_with_its_person(editor: User) -> None:
    expired = APIClient()
    expired.credentials(HTTP_AUTHORIZATION=token(editor, Scope.READ, days=-1))
    assert expired.get(IMPORTS).status_code == 401
    client = program(editor, Scope.READ)
    editor.is_active = False
    editor.save()
    assert client.get(IMPORTS).status_code == 401


def test_a_session_serves_as_well_but_not_for_pages_of_other_sites(editor: User) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(editor)
    answer = browser.get(IMPORTS)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer
    assert "CSRF" in browser.post(IMPORTS, {"file": upload()}).json()["detail"]


def test_each_person_has_a_limit_of_requests(api: APIClient, reporter: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimtrack.api.throttles.DeskRateThrottle.get_rate", lambda self: "2/hour")
    assert [api.get(IMPORTS).status_code for _ in range(3)] == [200, 200, 429]
    limited = api.get(IMPORTS)
    assert "2 requests an hour for one person" in limited.json()["detail"]
    assert limited["Retry-After"]
    assert program(reporter, Scope.READ).get(IMPORTS).status_code == 403


# -- from an upload to the report -----------------------------------------------------------------


def test_an_upload_is_run_by_a_worker_and_its_report_can_be_read(api: APIClient, editor: User) -> None:
    content = ndjson(review(1), review(2)) + b"{broken\n" + ndjson(review(1))
    answer = api.post(IMPORTS, {"file": upload(content)})
    assert answer.status_code == 201, answer.content
    queued = answer.json()
    assert answer["Location"] == queued["api_url"] == f"{IMPORTS}{queued['id']}/"
    assert (queued["state"], queued["origin"], queued["by"]) == ("queued", "reviews.ndjson", "editor")
    assert not Claim.objects.exists()
    work()
    done = api.get(queued["api_url"]).json()
    assert done["state"] == "done"
    assert done["progress"] == {"read": len(content), "total": len(content)}
    counts = done["counts"]
    assert (counts["read"], counts["created"], counts["repeated"], counts["refused"]) == (4, 2, 1, 1)
    assert counts["editions"] == Edition.objects.filter(subject_type="claim").count() == 2
    assert ImportRun.objects.get().upload is None
    [refused] = api.get(done["refused_url"]).json()["results"]
    assert (refused["place"], refused["raw"], refused["length"]) == ("line 3", "{broken", 7)
    assert api.get(f"{done['refused_url']}?waiting=true&count=true").json() == {"count": 1, "exact": True}
    assert api.get(f"{done['refused_url']}?waiting=false").json()["results"] == []


def test_the_same_upload_again_changes_nothing(api: APIClient) -> None:
    for _ in range(2):
        api.post(IMPORTS, {"file": upload()})
        work()
    newest, first = api.get(IMPORTS).json()["results"]
    assert first["counts"]["created"] == newest["counts"]["unchanged"] == 3
    assert (newest["counts"]["created"], newest["counts"]["editions"]) == (0, 0)


def test_a_table_is_tried_first_and_started_then(api: APIClient) -> None:
    table = (
        b"2635.json\tfalse\tSays the tap was left open.\ttaps\tjane-doe\tMayor\tTexas\tnone\t0\t1\t0\t0\t0\ta mailer\n"
    )
    asked = {"kind": "table", "mapping": "liar", "dry_run": True, "file": upload(table, "train.tsv")}
    tried = api.post(IMPORTS, asked).json()
    assert tried["state"] == "tried"
    assert len(tried["preview"]) == 1
    assert "Says the tap was left open." in tried["preview"][0]
    assert api.get(tried["api_url"]).json()["preview"] == tried["preview"]
    work()
    assert not Claim.objects.exists()
    assert api.post(f"{tried['api_url']}start/").json()["state"] == "queued"
    assert api.post(f"{tried['api_url']}start/").status_code == 409
    work()
    assert Claim.objects.get().statement == "Says the tap was left open."


def test_what_was_refused_is_tried_again(api: APIClient) -> None:
    api.post(IMPORTS, {"file": upload(b"{broken\n" + ndjson(review(1)))})
    work()
    RefusedRecord.objects.update(raw=ndjson(review(2)))
    again = api.post(IMPORTS, {"refused": True}, format="json")
    assert again.status_code == 201, again.content
    work()
    assert api.get(again.json()["api_url"]).json()["counts"]["created"] == 1
    assert RefusedRecord.objects.get().taken_in_at


def test_a_list_has_pages_and_filters_and_refuses_what_it_does_not_know(api: APIClient, editor: User) -> None:
    for number in range(3):
        ImportRun.objects.create(origin=f"https://example.org/{number}", state="failed" if number else "done")
    page = api.get(f"{IMPORTS}?page_size=2").json()
    assert [run["origin"][-1] for run in page["results"]] == ["2", "1"]
    assert page["position"] == 0
    assert [run["origin"][-1] for run in api.get(page["next"]).json()["results"]] == ["0"]
    assert api.get(f"{IMPORTS}?state=failed&count=true").json() == {"count": 2, "exact": True}
    faults = api.get(f"{IMPORTS}?state=lost&colour=red").json()["errors"]
    assert {fault["code"] for fault in faults} == {"unknown_parameter", "unknown_value"}
    assert api.get(f"{IMPORTS}01a20725-0000-7000-8000-000000000000/").status_code == 404


# -- stopping and going on ------------------------------------------------------------------------


def test_one_that_waits_is_cancelled_and_never_run(api: APIClient) -> None:
    queued = api.post(IMPORTS, {"file": upload()}).json()
    for _ in range(2):
        cancelled = api.post(f"{queued['api_url']}cancel/")
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    work()
    assert not Claim.objects.exists()
    assert ImportRun.objects.get().upload is None
    assert api.post(f"{queued['api_url']}again/").status_code == 409


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Do something after the first batch of two that an import takes in."""
    monkeypatch.setattr("claims.imports.run.run.BATCH", 2)

    def after_the_first_batch(act: Callable[[], object]) -> None:
        seen: list[ImportRun] = []

        def progress(run: ImportRun) -> None:
            seen.append(run)
            if len(seen) == 1:
                act()

        monkeypatch.setattr(imports, "silent", progress)
        monkeypatch.setattr(imports.execute, "__kwdefaults__", {"progress": progress})

    return after_the_first_batch


def test_one_that_runs_stops_after_its_batch_and_the_same_input_completes_it(
    api: APIClient, stopping: Callable[[Callable[[], object]], None]
) -> None:
    run = api.post(IMPORTS, {"file": upload(ndjson(*map(review, range(6))))}).json()
    states: list[Any] = []

    def cancel() -> None:
        states.append(api.get(run["api_url"]).json())
        states.append(api.post(f"{run['api_url']}cancel/").json())

    stopping(cancel)
    work()
    running, told = states
    assert (running["state"], running["counts"]["read"], told["cancel_requested"]) == ("running", 2, True)
    assert 0 < running["progress"]["read"] <= running["progress"]["total"]
    stopped = api.get(run["api_url"]).json()
    assert (stopped["state"], stopped["counts"]["created"]) == ("cancelled", 2)
    assert Claim.objects.published().count() == Claim.objects.count() == 2
    api.post(IMPORTS, {"file": upload(ndjson(*map(review, range(6))))})
    work()
    newest = api.get(IMPORTS).json()["results"][0]
    assert (newest["counts"]["unchanged"], newest["counts"]["created"]) == (2, 4)


def test_a_run_whose_process_is_lost_is_said_to_be_interrupted_and_can_be_begun_anew(api: APIClient) -> None:
    lost = ImportRun.objects.create(origin="reviews.ndjson", state="running", upload=LINES)
    address = f"{IMPORTS}{lost.pk}/"
    assert api.get(address).json()["state"] == "interrupted"
    again = api.post(f"{address}again/").json()
    assert again["id"] != str(lost.pk)
    work()
    assert api.get(again["api_url"]).json()["counts"]["created"] == 3
    assert not ImportRun.objects.filter(upload__isnull=False).exists()


# -- what is refused ------------------------------------------------------------------------------


def test_every_fault_of_a_body_is_told_at_once(api: APIClient) -> None:
    answer = api.post(IMPORTS, {"kind": "novel", "mapping": "none", "colour": "red"}, format="json")
    assert answer.status_code == 400
    assert pointers(answer) == {"#/kind": "invalid_choice", "#/mapping": "invalid_choice", "#/colour": "invalid"}
    assert pointers(api.post(IMPORTS, {}, format="json")) == {"#": "one_of"}
    both = api.post(IMPORTS, {"file": upload(), "url": "https://example.org/"})
    assert pointers(both) == {"#": "one_of"}
    assert api.post(IMPORTS, b"[1", content_type="application/json").status_code == 400
    assert pointers(api.post(IMPORTS, [1], format="json")) == {"#": "invalid"}
    assert api.post(IMPORTS, b"x", content_type="text/plain").status_code == 415


@pytest.mark.parametrize(
    "url",
    ["/etc/passwd", "file:///etc/passwd", "-", "refused records", "ftp://example.org/a.json", "../secret_key"],
)
def test_no_path_of_the_workers_machine_is_ever_read(url: str, api: APIClient) -> None:
    assert pointers(api.post(IMPORTS, {"url": url}, format="json")) == {"#/url": "invalid"}
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("mapping", ["/etc/hosts.toml", "../mapping", "../../../liar"])
def test_no_mapping_but_those_of_claimtrack_is_ever_read(mapping: str, api: APIClient) -> None:
    asked = {"kind": "table", "mapping": mapping, "url": "https://example.org/a.csv"}
    assert pointers(api.post(IMPORTS, asked, format="json")) == {"#/mapping": "invalid_choice"}


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.8", "localhost"])
def test_an_address_of_the_machines_own_network_is_refused(host: str, api: APIClient) -> None:
    asked = {"url": f"http://{host}/latest/meta-data"}
    begun = [api.post(IMPORTS, asked | {"dry_run": dry}, format="json").json() for dry in (True, False)]
    assert [run["state"] for run in begun] == ["trying", "queued"]
    work()
    for run in begun:
        failed = api.get(run["api_url"]).json()
        assert (failed["state"], names_no_public_host(failed["fault"])) == ("failed", True)


def names_no_public_host(reason: str) -> bool:
    return "is not on the public network" in reason or "has no host on the web" in reason


def test_an_upload_over_the_limit_is_refused_with_the_limit(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_UPLOAD", 100)
    answer = api.post(IMPORTS, {"file": upload(b" " * 101)})
    assert pointers(answer) == {"#/file": "too_large"}
    assert "64 MiB" in answer.json()["errors"][0]["message"]
    assert not ImportRun.objects.exists()


def test_an_input_that_is_none_ends_as_failed_and_says_why(api: APIClient) -> None:
    for content, reason in ((b"", "empty"), (b"PK\x03\x04zip", "zip")):
        run = api.post(IMPORTS, {"file": upload(content)}).json()
        work()
        failed = api.get(run["api_url"]).json()
        assert (failed["state"], reason in failed["fault"]) == ("failed", True)
    assert json.dumps(failed["counts"]).count(" 0") == len(failed["counts"])


def test_inputs_that_nobody_starts_are_forgotten_after_a_week(api: APIClient) -> None:
    for days, state in ((8, "tried"), (8, "interrupted"), (6, "tried")):
        run = ImportRun.objects.create(origin=f"{state}.json", state=state, upload=LINES)
        ImportRun.objects.filter(pk=run.pk).update(created_at=run.created_at - timedelta(days=days))
    imports.forget_inputs()
    kept = [(run.state, run.upload is None) for run in ImportRun.objects.order_by("created_at")]
    assert kept == [("interrupted", True), ("tried", False)]


def test_an_import_that_is_sent_again_with_its_key_is_started_once(api: APIClient) -> None:
    headers = {"Idempotency-Key": "nightly"}
    first, again = (api.post(IMPORTS, {"file": upload()}, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ImportRun.objects.count() == 1
    assert ImportRun.objects.get().upload
    assert api.post(IMPORTS, {"file": upload(b"other")}, headers=headers).status_code == 422
