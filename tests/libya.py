"""The Libya–Russia case, loaded and published once: read through the API as a reader's server would serve it.

The case stands in a database of its own that `manage.py load_case` filled, twice; readers come through the
read-only connection of the record, as in production. Nothing can be written, so tests share it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from claimtrack.api.throttles import ReaderRateThrottle
from tests.databases import FreshDatabase, Template, clone, cloned_database, said_when_made, without_jobs
from tests.public_addresses import Route, queries

ROOT = Path(__file__).parents[1]
PATH = ROOT / "fixtures" / "libya_russia.json"
CASE = json.loads(PATH.read_text(encoding="utf-8"))
CLAIM_COUNT = len(CASE["claims"])
#: One of each claim, source and narrative.
EDITION_COUNT = CLAIM_COUNT + len(CASE["sources"]) + len(CASE["narratives"])

#: A published thing of each list, by every name its address takes.
NAMES = {
    "claims": ["the-sun-russia-in-libya-october-2018", "01a20725-d9a8-72c0-a7ed-aed590eedce0"],
    "sources": ["the-sun", "01a20725-d9a8-72c0-a7ed-ae7f85b9cee0"],
    "narratives": ["soviet-russian-military-bases-in-libya", "01a20725-d9a8-72c0-a7ed-aed311307798"],
    "rebuttals": ["01a20725-d9a8-72c0-a7ed-af573626e95f"],
    "assessments": ["01a20725-d9a8-72c0-a7ed-af6b30d0ed54"],
    "appearances": ["01a20725-d9a8-72c0-a7ed-aed631f79f11"],
    "documents": ["01a20725-d9a8-72c0-a7ed-aecc7272a063"],
    "topics": ["arms-supplies"],
    "subjects": ["khalifa-haftar", "01a20725-d9a8-72c0-a7ed-ae956491fe2b"],
    "reconcile": ["01a20725-d9a8-72c0-a7ed-aed590eedce0"],
    "dumps": [f"record-{EDITION_COUNT:012}-20261123T010000Z"],  # none is there: 404
}
SOURCES = ("source", "speaker", "publisher", "attributed_to", "rebutted_by", "assessed_by")
KNOWN = {
    **dict.fromkeys(SOURCES, "the-sun"),
    "about": "khalifa-haftar",
    "topic": "arms-supplies",
    "narrative": "soviet-russian-military-bases-in-libya",
    "claim": "the-sun-russia-in-libya-october-2018",
    "document": "01a20725-d9a8-72c0-a7ed-aecc7272a063",
    "rebuttal": "01a20725-d9a8-72c0-a7ed-af573626e95f",
}
#: `part_of` names a thing of its own kind.
PART_OF = {
    "claims": "the-sun-russia-in-libya-october-2018",
    "sources": "russia",
    "changes": "the-sun-russia-in-libya-october-2018",
}


def known(route: Route) -> Mapping[str, str]:
    return KNOWN | {"part_of": PART_OF.get(route.list_of, "")}


def addresses(route: Route) -> Iterator[str]:
    """Every address of the route: each name, format and parameter that the case has something for."""
    for name in NAMES[route.list_of] if route.names_one else [""]:
        for query in queries(route, known(route)):
            yield route.address(name, **(narrowed(route, query) if query else {}))


def narrowed(route: Route, query: dict[str, str]) -> dict[str, str]:
    """A file of many documents is made in full once, and for one claim when its parameters are tried."""
    is_file = "." in route.pattern and "ids" in route.filters
    return {"ids": NAMES["claims"][1]} | query if is_file else query


@dataclass(frozen=True)
class LoadedCase:
    """The database, and what the command printed at each loading."""

    database: FreshDatabase
    first: str
    second: str


def load(database: FreshDatabase, path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "load_case", str(path)]
    return subprocess.run(command, cwd=ROOT, env=database.environment, capture_output=True, text=True, check=False)


def _load_twice() -> tuple[str, str]:
    database = clone()
    first, second = load(database, PATH), load(database, PATH)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    return database.name, json.dumps([first.stdout, second.stdout])


LIBYA = Template(
    name="libya",
    made_of=[
        "claimtrack/**/*.py",
        "sources/**/*.py",
        "claims/**/*.py",
        "requirements.txt",
        "fixtures/libya_russia.json",
    ],
    fill=_load_twice,
)


@pytest.fixture(scope="session")
def loaded_case(django_db_setup: None) -> Iterator[LoadedCase]:
    with cloned_database(LIBYA) as database:
        connections["record"].close()
        connections["record"].settings_dict["NAME"] = database.name
        yield LoadedCase(database, *json.loads(said_when_made(LIBYA)))
        connections["record"].close()


@pytest.fixture
def libya(loaded_case: LoadedCase, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[APIClient]:
    """A reader of the loaded case, whose questions leave no job behind."""
    settings.RECORD_DATABASE = "record"
    with django_db_blocker.unblock(), without_jobs():
        yield APIClient()


@pytest.fixture
def unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask more often than a reader may."""
    monkeypatch.setattr(ReaderRateThrottle, "get_rate", lambda self: None)
