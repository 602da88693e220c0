"""Dossiers of several claims: of a narrative, of a filter, now or as of a day, and what is left out is named."""

import errno
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.api.public import dossier as api
from claims.dossier import as_json, as_pdf, renditions, selection
from claims.dossier.as_html import POLICY
from claims.dossier.bundle import bundle_of
from claims.dossier.formats import FORMATS, Format
from claims.dossier.selection import NarrativeNotPublished, of_narrative
from claims.dossier.shapes import Bundle
from claims.models import Narrative
from claimtrack.dates import WorldDate
from claimtrack.editions.state import record_state
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import section
from tests.factories import AnswerFactory, RebuttalFactory
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def narrative(case: Case, editor: User) -> Narrative:
    """A storyline that two of the claims feed."""
    found = case.claim.narratives.get()
    case.echo.narratives.add(found)
    actions.publish(claims=[case.echo], narratives=[found], by=editor)
    return found


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def of(narrative: Narrative, **pin: object) -> Bundle:
    values = {"edition": None, "as_of": None} | pin
    return bundle_of(of_narrative(narrative.pk, using="default", **values), using="default")  # type: ignore[arg-type]  # either pin


def test_a_narrative_is_pinned_and_proved_with_its_claims(narrative: Narrative, case: Case) -> None:
    made = of(narrative)
    assert made["title"] == narrative.name
    assert {claim["id"] for claim in made["claims"]} == {str(case.claim.pk), str(case.echo.pk)}
    assert ("narrative", str(narrative.pk)) in {(item["subject_type"], item["id"]) for item in made["integrity"]}


def test_an_edition_of_a_narrative_shows_its_claims_as_of_its_day(
    narrative: Narrative, case: Case, editor: User
) -> None:
    before = of(narrative)
    case.echo.refresh_from_db()
    case.echo.context = "More is known."
    case.echo.save()
    actions.publish(claims=[case.echo], by=editor)
    pinned = of(narrative, edition=before["selection"]["narrative"]["edition"]["number"])  # type: ignore[index]  # a narrative's
    shown = {claim["id"]: claim["edition"]["number"] for claim in pinned["claims"]}
    assert shown[str(case.echo.pk)] == 2
    assert {claim["id"]: claim["edition"]["number"] for claim in of(narrative)["claims"]}[str(case.echo.pk)] == 3


def test_a_day_before_the_narrative_has_no_dossier(narrative: Narrative) -> None:
    with pytest.raises(NarrativeNotPublished, match="not published by 2000"):
        of(narrative, as_of=datetime(2000, 1, 1, tzinfo=UTC))


def test_claims_that_cannot_be_read_are_left_out_and_named(narrative: Narrative, case: Case, editor: User) -> None:
    selected = of_narrative(narrative.pk, edition=None, as_of=None, using="default")
    actions.retract(claim=case.echo, by=editor, reason="Wrong.")
    made = bundle_of(selected, using="default")
    assert made["selection"] is not None
    assert made["selection"]["left_out"] == [{"id": str(case.echo.pk), "why": "retracted"}]
    assert b"Left out" in FORMATS["html"].render(made)
    assert b"Left out" in FORMATS["md"].render(made)


def test_a_claim_that_was_taken_away_as_a_whole_is_left_out_and_named(
    narrative: Narrative, case: Case, editor: User, checker: User
) -> None:
    selected = of_narrative(narrative.pk, edition=None, as_of=None, using="default")
    case.echo.refresh_from_db()
    redact(root=case.echo, numbers=None, legal_basis="An order.", public_reason=None, requested_by=checker, by=editor)
    made = bundle_of(selected, using="default")
    assert made["selection"] is not None
    assert made["selection"]["left_out"] == [{"id": str(case.echo.pk), "why": "redacted"}]
    assert [claim["id"] for claim in made["claims"]] == [str(case.claim.pk)]


def test_a_narrative_goes_by_time_on_one_common_timeline(narrative: Narrative, case: Case, editor: User) -> None:
    for claim, day in ((case.parent, "1975"), (case.echo, "2018-09")):
        claim.refresh_from_db()
        claim.about_time = WorldDate(day)
        claim.save()
    case.parent.narratives.add(narrative)
    actions.publish(claims=[case.parent, case.echo], narratives=[narrative], by=editor)
    text = FORMATS["md"].render(of(narrative)).decode()
    ordered = [case.parent, case.echo, case.claim]
    assert re.findall("^## Claim . (.+)", text.replace(":", ""), re.MULTILINE) == [c.statement for c in ordered]
    cover = text.split("\n## ")[0]
    places = [cover.index(f"“{claim.statement}”") for claim in ordered]
    assert places == sorted(places)
    assert text.count("on four clocks") == 1
    common = section(text, "Timeline of all claims on four clocks")
    assert "- 1975: what the claim speaks of; claim 1" in common
    assert "8 October 2018: “The report” was published (exhibit" in common


def test_the_cover_of_a_narrative_tells_how_its_claims_stand_before_what_it_is(
    narrative: Narrative, case: Case, editor: User
) -> None:
    again = RebuttalFactory(document=case.page, source=case.denial.source, statement="It said so once more.")
    AnswerFactory(rebuttal=again, claim=case.claim)
    case.claim.refresh_from_db()
    actions.publish(claims=[case.claim], by=editor)
    cover = FORMATS["md"].render(of(narrative)).decode().split("\n## ")[0]
    assert "Spread by these techniques of DISARM: T0086" in cover
    parts = (
        "2 claims: 1 rated unproven by us and 1 under review.",
        "nobody has judged the claim",
        "Who answered: The Embassy (1 claim).",
        "Who was asked and did not answer: The Ministry (1 claim).",
        "Likelihood: unlikely.\n",
        "Analytic confidence: low.\n",
        "**This dossier**",
        "- Narrative: ",
        "SHA-256",
    )
    places = [cover.index(part) for part in parts]
    assert places == sorted(places)


# -- over HTTP ------------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", ["json", "md", "html"])
def test_a_narrative_and_a_filter_are_served_in_every_quick_format(narrative: Narrative, extension: str) -> None:
    client = APIClient()
    for address in (f"narratives/{narrative.slug}/dossier", "claims/dossier"):
        response = client.get(f"/api/v1/{address}.{extension}")
        assert response.status_code == 200
        assert response["Content-Security-Policy"] == POLICY
        assert response["X-Content-Type-Options"] == "nosniff"
        again = client.get(f"/api/v1/{address}.{extension}", HTTP_IF_NONE_MATCH=response["ETag"])
        assert again.status_code == 304


def test_a_filter_is_that_of_claims_with_its_order_and_its_faults(narrative: Narrative, case: Case) -> None:
    client = APIClient()
    made = client.get("/api/v1/claims/dossier.json?verdict=unproven").json()
    assert [claim["id"] for claim in made["claims"]] == [str(case.claim.pk)]
    assert made["selection"]["filters"] == "verdict=unproven"
    ids = [card["id"] for card in client.get("/api/v1/claims/?ordering=made").json()["results"]]
    assert [c["id"] for c in client.get("/api/v1/claims/dossier.json?ordering=made").json()["claims"]] == ids
    assert client.get("/api/v1/claims/dossier.json?page_size=3").status_code == 400
    assert client.get("/api/v1/claims/dossier.json?verdict=false").status_code == 404
    assert client.get("/api/v1/claims/dossier.json?as_of=2001-01-01").status_code == 404


def test_too_many_claims_are_refused_with_the_way_out(narrative: Narrative, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MOST_CLAIMS", 1)
    problem = APIClient().get("/api/v1/claims/dossier.html").json()
    assert problem["type"] == "/problems/too-many-claims"


def test_the_pdf_of_many_claims_is_a_job_queued_once_and_then_served(
    narrative: Narrative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST_AT_ONCE", 1)
    monkeypatch.setitem(FORMATS, "pdf", Format("pdf", "application/pdf", "pdf", as_json.render, slow=True))
    client = APIClient()
    for address in (
        f"/api/v1/narratives/{narrative.slug}/dossier.pdf",
        "/api/v1/claims/dossier.pdf",
    ):
        waiting = [client.get(address) for _ in range(2)]
        assert [response.status_code for response in waiting] == [202, 202]
        assert waiting[0]["Retry-After"]
    jobs = list(ProcrastinateJob.objects.filter(task_name="make_dossier").order_by("id"))
    assert len(jobs) == 2
    for job in jobs:
        arguments = dict(job.args)
        form = FORMATS[arguments.pop("extension")]
        renditions.make(arguments, form, using="default")  # type: ignore[arg-type]  # as it was queued
    assert client.get(f"/api/v1/narratives/{narrative.slug}/dossier.pdf").status_code == 200


def test_the_words_that_a_dossier_is_of_are_written_down_nowhere(
    narrative: Narrative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, "pdf", Format("pdf", "application/pdf", "pdf", as_json.render, slow=True))
    client, words, before = APIClient(), "q=the+OR+harbourmaster", renditions.number_kept()
    made = orjson.loads(client.get(f"/api/v1/claims/dossier.pdf?{words}").content)
    assert made["selection"]["filters"] == words
    assert renditions.number_kept() == before
    monkeypatch.setattr(api, "MOST_AT_ONCE", 0)
    refused = client.get(f"/api/v1/claims/dossier.pdf?{words}")
    assert (refused.status_code, refused.json()["type"]) == (400, "/problems/words-cannot-wait")
    assert not ProcrastinateJob.objects.filter(task_name="make_dossier").exists()


def test_a_pdf_that_could_not_be_made_is_an_error_and_is_not_tried_again_by_everybody(
    narrative: Narrative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST_AT_ONCE", 1)
    client, address = APIClient(), f"/api/v1/narratives/{narrative.slug}/dossier.pdf"
    assert client.get(address).status_code == 202
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE task_name = 'make_dossier'", [status])
    refused = client.get(address)
    assert refused.status_code == 503
    assert "could not be made" in refused.json()["detail"]
    assert ProcrastinateJob.objects.filter(task_name="make_dossier").count() == 1


def test_while_one_pdf_is_made_another_is_asked_to_come_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> bytes:
        raise renditions.Busy("Another dossier is being made just now.")

    monkeypatch.setattr(api, "rendition", busy)
    response = APIClient().get(f"/api/v1/claims/{case.claim.pk}/dossier.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "15")
    assert response.json()["type"] == "/problems/dossier-busy"


def test_without_pango_only_the_pdf_answers_503_saying_what_to_install(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_pdf, "missing", lambda: as_pdf.INSTALL)
    client = APIClient()
    response = client.get(f"/api/v1/claims/{case.claim.pk}/dossier.pdf")
    assert response.status_code == 503
    assert "libpango" in response.json()["detail"]
    assert client.get(f"/api/v1/claims/{case.claim.pk}/dossier.zip").status_code == 200


# -- kept -----------------------------------------------------------------------------------------


def revision() -> int:
    return record_state("default").revision


def counting(made: list[str]) -> Format:
    def render(bundle: Bundle) -> bytes:
        made.append(bundle["sha256"])
        return as_json.render(bundle)

    return Format("pdf", "application/pdf", "pdf", render, slow=True)


def test_a_rendition_is_made_once_until_a_redaction(
    narrative: Narrative, case: Case, editor: User, checker: User
) -> None:
    made: list[str] = []
    form, content = counting(made), of(narrative)
    first = renditions.rendition(content, form, revision=revision(), using="default")
    assert renditions.rendition(content, form, revision=revision(), using="default") == first
    assert len(made) == 1
    case.echo.refresh_from_db()
    redact(root=case.echo, numbers=None, legal_basis="An order.", public_reason=None, requested_by=checker, by=editor)
    renditions.rendition(content, form, revision=revision(), using="default")
    assert len(made) == 2
    renditions.forget()
    assert renditions.kept(content, form, revision=revision()) is None


def test_what_is_kept_is_bounded_and_the_least_used_goes_first(
    narrative: Narrative, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renditions, "MOST_KEPT", 1)
    content = of(narrative)
    first, second = counting([]), Format("zip", "application/zip", "zip", as_json.render, slow=True)
    renditions.rendition(content, first, revision=revision(), using="default")
    renditions.rendition(content, second, revision=revision(), using="default")
    assert renditions.kept(content, first, revision=revision()) is None
    assert renditions.kept(content, second, revision=revision()) is not None


def test_a_dossier_that_finds_no_room_to_be_kept_is_handed_out_and_leaves_nothing(
    narrative: Narrative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    form, content = counting([]), of(narrative)
    monkeypatch.setattr(Path, "replace", no_space)
    assert renditions.rendition(content, form, revision=revision(), using="default") == as_json.render(content)
    assert [path.name for path in renditions._folder().rglob("*") if path.is_file()] == [".lock"]
    with pytest.raises(OSError, match="No space"):
        renditions.keep(content, form, b"", revision=revision())


def test_a_kept_dossier_is_not_served_while_the_primary_cannot_be_asked(
    narrative: Narrative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise OperationalError("the connection was refused")

    made: list[str] = []
    form, content, at = counting(made), of(narrative), revision()
    renditions.rendition(content, form, revision=at, using="default")
    monkeypatch.setattr(renditions, "record_state", away)
    assert renditions.rendition(content, form, revision=at, using="default") == as_json.render(content)
    assert len(made) == 2


# -- the command ----------------------------------------------------------------------------------


def test_the_command_writes_a_narrative_and_a_filter(
    narrative: Narrative, case: Case, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("dossier", narrative=narrative.slug, format="json", output="-")
    assert capsysbinary.readouterr().out == as_json.render(of(narrative))
    call_command("dossier", filter="verdict=unproven", format="json", output="-")
    assert str(case.claim.pk).encode() in capsysbinary.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"filter": "verdict=wrong&x=1"}, "verdict: .*not accepted"),
        ({"filter": "verdict=false"}, "No published claim matches"),
        ({"filter": "", "edition": 1}, "A filter has no editions"),
        ({"narrative": "ports-change-hand"}, "Nearest: "),
        ({}, "Name one claim"),
    ],
)
def test_the_command_is_helpful_when_refused(narrative: Narrative, arguments: dict[str, str], refusal: str) -> None:
    with pytest.raises(CommandError, match=refusal):
        call_command("dossier", output="-", stderr=io.StringIO(), **arguments)
