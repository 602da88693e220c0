"""Nothing that is pressed at the desk breaks: the whole of it is walked through as it runs, without a transaction.

The transaction around other tests lends itself to code that needs one. Here every request is on its own, as it is
before a real server, on a clone of the loaded case.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from claims.imports.models import ImportRun, InputKind, RunState
from claims.imports.run.start import queue
from claims.models import Claim, Letter
from claimtrack.accounts.models import Token
from claimtrack.models import KeptFilter
from sources.models import Office, ReliabilityGrade
from sources.vocabulary import Particulars
from sources.writing import capture
from tests.crawl import Crawl, routes
from tests.databases import Template, clone, cloned_database
from tests.factories import (
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    InquiryFactory,
    NarrativeFactory,
    SourceFactory,
)
from tests.import_leftovers import leave_by_an_import
from tests.libya import LIBYA
from tests.numbered_reviews import LINES
from tests.pictures import telling


@contextmanager
def _databases_as_usual() -> Iterator[None]:
    """Afterwards, both connections lead where they led before."""
    usual = {alias: str(connections[alias].settings_dict["NAME"]) for alias in ("default", "record")}
    yield
    for alias, name in usual.items():
        _connect(name, alias)


def _connect(name: str, *aliases: str) -> None:
    for alias in aliases or ("default", "record"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def sign_in() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser(f"walker-{uuid4().hex}"))
    return client


def leave_something_to_do() -> None:
    """What the loaded case has none of: drafts, and what waits for somebody."""
    walker = User.objects.create_superuser("colleague")
    for _ in range(3):
        claim = ClaimFactory()
        AssessmentFactory(claim=claim)
        leave_by_an_import(claim)
        NarrativeFactory()
    for state in (RunState.TRIED, RunState.TRIED, RunState.FAILED, RunState.DONE):
        ImportRun.objects.create(kind=InputKind.CLAIM_REVIEW, origin="a.ndjson", upload=LINES, state=state, refused=1)
    queue(run=ImportRun(kind=InputKind.CLAIM_REVIEW, origin="b.ndjson", upload=LINES), by=walker)
    source, document = SourceFactory(), DocumentFactory()
    capture(document=document, text="It is so.", tool="by hand", by=walker)
    capture(
        document=DocumentFactory(),
        content=telling(),
        media_type="image/jpeg",
        particulars=Particulars.EDITORS,
        tool="by hand",
        by=walker,
    )
    Letter.objects.create(inquiry=InquiryFactory(), text="Is it so?", content=b"Is it so?", sha256="0" * 64)
    Office.objects.create(person=source, organization=document.publisher, title="Harbour master")
    ReliabilityGrade.objects.create(source=source, grade="B", at="2020-01-01", reasons="It corrects itself.")
    Token.objects.create(walker, name="A program", scopes=[])  # type: ignore[no-untyped-call]  # knox has no types
    KeptFilter.objects.create(person=walker, shared=True, page="claims.claim", name="Drafts", query="stage=draft")


def _with_something_to_do() -> tuple[str, str]:
    database = clone(LIBYA)
    with _databases_as_usual():
        _connect(database.name)
        leave_something_to_do()
    return database.name, ""


DESK = Template(
    "desk", [*LIBYA.made_of, "tests/*.py", "tests/claimtrack/admin/test_every_button.py"], _with_something_to_do
)


@pytest.fixture
def begin(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], Client]]:
    """Sign in to the desk on a database of its own, where every statement is in a transaction of its own."""
    with django_db_blocker.unblock(), ExitStack() as databases, _databases_as_usual():

        def begin() -> Client:
            _connect(databases.enter_context(cloned_database(DESK)).name)
            return sign_in()

        yield begin


@pytest.fixture
def silent_refusals(caplog: pytest.LogCaptureFixture) -> None:
    """What is asked amiss on purpose is not written into the log each time, with its trace."""
    caplog.set_level(logging.CRITICAL, logger="django.request")


@pytest.mark.usefixtures("silent_refusals")
def test_no_link_and_no_button_of_the_desk_breaks(begin: Callable[[], Client]) -> None:
    crawl = Crawl(begin, sign_in)
    crawl.follow("/admin/")
    a_claim = Claim.objects.earliest("created_at")
    content_type = ContentType.objects.get_for_model(Claim)
    crawl.follow_unlinked(
        url="nowhere/",
        what="tag",
        content_type_id=str(content_type.pk),
        object_id=str(a_claim.pk),
        provider_id="sso",
        pk="1",
    )
    crawl.press_all()
    assert crawl.faults == []
    assert routes() - crawl.visited == set(), "these addresses were never asked for"
    assert crawl.found.keys() - crawl.pressed == set(), "these buttons were never pressed"
