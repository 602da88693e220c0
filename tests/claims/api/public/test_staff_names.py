"""Nobody of the staff is named where readers can look, unless they have chosen to be, and until they withdraw it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from rest_framework.test import APIClient

from claims import tasks
from claims.composing.compose import preview
from claims.exports.dumps import write_dump
from claimtrack.accounts import bylines
from tests.public_addresses import LISTS, ROOT, WITH_PAGES, public_routes
from tests.staffed import NAME, Staff, staffed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def staff(db: None, tmp_path: Path, settings: Settings) -> Staff:
    settings.HOME = tmp_path
    return staffed()


def names() -> Mapping[str, list[str]]:
    """What the addresses of each list name."""
    reader = APIClient()
    listed = {kind: reader.get(f"/{ROOT}{kind}/?page_size=200").json()["results"] for kind in LISTS}
    dumps = [dump["file"].removesuffix(".ndjson.gz") for dump in reader.get(f"/{ROOT}dumps/").json()["results"]]
    return {kind: [item.get("id") or item["slug"] for item in items] for kind, items in listed.items()} | {
        "dumps": dumps,
        "reconcile": [item["id"] for kind in ("claims", "sources", "subjects") for item in listed[kind]],
    }


def addresses() -> Iterator[str]:
    """Every public address, of everything that is published."""
    known = names()
    for route in public_routes():
        yield from ([route.address(name) for name in known[route.list_of]] if route.names_one else [route.address()])
        if route.names_one and str(route) in EDITIONED:
            yield from (route.address(name, edition=number) for name in known[route.list_of] for number in (1, 2))
    for kind in WITH_PAGES:
        yield from (f"/{kind}/{name}/" for name in known[kind])
    yield from ("/v1alpha1/claims:search?query=number", "/", "/claims/", "/sources/", "/corrections/")


#: Addresses that pin an edition.
EDITIONED = {f"{kind}/<str:id_or_slug>/" for kind in ("claims", "sources", "narratives")} | {
    f"claims/<str:id_or_slug>/{what}" for what in ("dossier.json", "dossier.md", "export.stix.json", "export.csv")
}


def answered(asked: Iterable[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Each of these addresses with its status, and all texts of its answer."""
    reader = APIClient()
    for address in asked:
        answer: Any = reader.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield address, answer.status_code, [str(answer.headers), *words_of(content)]


def documents(staff: Staff) -> list[Any]:
    """The claim, its source and its narrative, as they are stored."""
    reader, of = APIClient(), {"claims": staff.claim, "sources": staff.source, "narratives": staff.narrative}
    return [reader.get(f"/{ROOT}{kind}/{row.pk}/?edition=1").json() for kind, row in of.items()]


def member(person: User, role: str) -> dict[str, str]:
    return {"role": role, "person": str(person.profile.pseudonym)}


def test_editions_say_by_role_and_id_who_did_what(staff: Staff) -> None:
    claim, source, narrative = documents(staff)
    published, judged = member(staff.editor, "editor"), member(staff.checker, "checker")
    assert [document["edition"]["by"] for document in (claim, source, narrative)] == [published] * 3
    assert {document["edition"]["review"] for document in (claim, source, narrative)} == {"relaxed"}
    for assessed in (claim, claim["rebuttals"][0]):
        [assessment] = assessed["assessments"]
        assert (assessment["by"]["analyst"], assessment["by"]["approver"]) == (judged, published)
    assert [relation["by"] for relation in claim["relations"]] == [judged]
    assert claim["appearances"][0]["document"]["capture"]["by"] == member(staff.reporter, "reporter")


def test_a_role_is_the_one_held_then_whatever_somebody_became(staff: Staff) -> None:
    staff.checker.groups.clear()
    [before, *_] = documents(staff)
    assert preview(staff.claim)["assessments"] == before["assessments"]


# -- bylines --------------------------------------------------------------------------------------

BYLINE = "Pennywort Eastman"


def told(asked: Iterable[str]) -> set[str]:
    """Those of these addresses that say the byline; none says a name of the staff, in any format."""
    found, statuses = set(), set()
    for address, status, texts in answered(asked):
        statuses.add(status)
        assert [name for text in texts for name in NAME.findall(text)] == [], address
        if any(BYLINE in text for text in texts):
            found.add(address)
    assert statuses <= {200, 202, 404, 503}
    return found


def on_disk(home: Path) -> set[str]:
    """The files of this installation that hold it."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return {str(path) for path in files if any(BYLINE in text for text in words_of(path.read_bytes()))}


def test_nobody_is_named_anywhere_but_by_a_byline_beside_the_work_until_it_is_withdrawn(
    staff: Staff, tmp_path: Path
) -> None:
    write_dump(using="default")
    assert {route.list_of for route in public_routes() if route.names_one} <= names().keys()
    one = f"/{ROOT}claims/{staff.claim.pk}/"
    stored = APIClient().get(f"{one}?edition=2").content
    bylines.choose(name=BYLINE, by=staff.checker)
    assert APIClient().get(one).json()["bylines"] == {str(staff.checker.profile.pseudonym): BYLINE}
    assert APIClient().get(f"{one}?edition=2").content == stored, "the edition does not know of it"
    shown = told(addresses())
    assert {f"/{ROOT}bylines/", one} | {
        f"{one}dossier.{form}" for form in ("json", "md", "html", "pdf", "zip")
    } <= shown
    assert not [address for address in shown if "edition=" in address and "dossier" not in address]
    assert on_disk(tmp_path), "a dossier that takes long is kept"
    tag = APIClient().get(one).headers["ETag"]
    bylines.withdraw(person=staff.checker, by=staff.checker)
    assert told(shown) == set()
    assert APIClient().get(one, headers={"If-None-Match": tag}).status_code == 200
    assert ProcrastinateJob.objects.filter(task_name="forget_renditions", status="todo").exists()
    tasks.forget_renditions()
    assert on_disk(tmp_path) == set()


def test_names_are_asked_for_by_the_ids_that_editions_give(staff: Staff) -> None:
    for person, name in ((staff.checker, "A. Checker"), (staff.editor, "An Editor")):
        bylines.choose(name=name, by=person)
    wanted = str(staff.editor.profile.pseudonym)
    answer = APIClient().get(f"/{ROOT}bylines/?person={wanted}").json()
    assert answer["results"] == [{"person": wanted, "name": "An Editor"}]
    assert json.loads(APIClient().get(f"/{ROOT}bylines/count/").content)["count"] == 2


def test_a_name_that_is_changed_takes_the_place_of_the_one_before(staff: Staff) -> None:
    bylines.choose(name=BYLINE, by=staff.editor)
    bylines.choose(name="E. Eastman", by=staff.editor)
    [byline] = APIClient().get(f"/{ROOT}bylines/").json()["results"]
    assert byline["name"] == "E. Eastman"
