"""Atom and JSON Feed: read by feedparser and as JSON; corrections and retractions are entries of their own."""

from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports import history
from claims.models import Claim
from tests.claims.exports.conftest import HOSTILE, fetched, parsed
from tests.factories import AssessmentFactory, ClaimFactory, SourceFactory, TopicFactory
from tests.redacting import redact

pytestmark = pytest.mark.rendering

ATOM = "/api/v1/claims/export.atom"
JSON = "/api/v1/claims/export.feed.json"


def atom(reader: APIClient, address: str) -> Any:
    feed = feedparser.parse(fetched(reader, address))
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def items(reader: APIClient, address: str) -> list[Any]:
    feed: Any = parsed(fetched(reader, address).decode())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    return list(feed["items"])


def kinds(reader: APIClient, address: str) -> list[tuple[str, str]]:
    """(title, kind) of each item."""
    return [(item["title"], item["_claimtrack"]["kind"]) for item in items(reader, address)]


def correct(claim: Claim, by: User, **changes: str) -> None:
    with actions.editing([claim], by=by):
        Claim.objects.filter(pk=claim.pk).update(**changes)
    actions.correct(claim=Claim.objects.get(pk=claim.pk), by=by, note="We had it wrong.")


@pytest.mark.django_db
def test_a_published_claim_is_an_entry_that_keeps_its_id_when_it_is_updated(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement="It is so.")
    actions.publish(claims=[claim], by=editor)
    [first] = atom(reader, ATOM).entries
    with actions.editing([claim], by=editor):
        Claim.objects.filter(pk=claim.pk).update(context="Now with its context.")
    actions.publish(claims=[Claim.objects.get(pk=claim.pk)], by=editor)
    [second] = atom(reader, ATOM).entries
    assert (first.title, first.id) == ("Not judged yet: “It is so.”", second.id)
    assert first.published == second.published
    assert second.updated > first.updated
    assert second.link.endswith(f"/claims/{claim.slug}/")


@pytest.mark.django_db
def test_a_correction_is_an_entry_with_its_note_beside_the_claim(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement="It is so.")
    actions.publish(claims=[claim], by=editor)
    correct(claim, editor, statement="It is otherwise.")
    assert kinds(reader, JSON) == [
        ("Not judged yet: “It is otherwise.”", "corrected"),
        ("Corrected: Not judged yet: “It is otherwise.”", "corrected"),
    ]
    told = items(reader, JSON)[1]["content_text"]
    assert "We had it wrong.\n\nCorrected, statement: “It is so.” → “It is otherwise.”" in told
    ids = [item["id"] for item in items(reader, JSON)]
    assert ids[1] == f"{ids[0]}?edition=2"


@pytest.mark.django_db
def test_a_retraction_is_an_entry_that_says_what_was_withdrawn_and_why(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement="It is so.")
    actions.publish(claims=[claim], by=editor)
    actions.retract(claim=claim, by=editor, reason="Nobody said it.")
    [entry] = atom(reader, ATOM).entries
    assert entry.title == "Retracted: It is so."
    assert "Nobody said it." in entry.summary
    assert [tag.term for tag in entry.tags] == ["retracted"]


@pytest.mark.django_db
def test_a_redaction_says_nothing_of_what_was_taken_away(reader: APIClient, editor: User, checker: User) -> None:
    claim = ClaimFactory(statement="The name.")
    actions.publish(claims=[claim], by=editor)
    redact(root=claim, numbers=None, legal_basis="Order 1", public_reason=None, requested_by=editor, by=checker)
    [item] = items(reader, JSON)
    assert item["title"] == f"Redacted: {claim.pk}"
    assert item["content_text"] == "The document was taken away under a legal duty."
    assert b"The name." not in fetched(reader, ATOM)
    assert b"The name." not in fetched(reader, f"/api/v1/claims/{claim.pk}/export.atom")


@pytest.mark.django_db
def test_a_filtered_feed_tells_of_the_correction_by_which_a_claim_left_it(reader: APIClient, editor: User) -> None:
    ports, ships = TopicFactory(slug="ports"), TopicFactory(slug="ships")
    claim, other = ClaimFactory(statement="It is so."), ClaimFactory(statement="Another.")
    claim.topics.add(ports)
    other.topics.add(ships)
    stays = ClaimFactory(statement="It stays.")
    stays.topics.add(ports)
    actions.publish(claims=[claim, other, stays], by=editor)
    with actions.editing([claim], by=editor):
        claim.topics.set([ships])
    correct(claim, editor, statement="It is otherwise.")
    left = [
        ("Corrected: Not judged yet: “It is otherwise.”", "corrected"),
        ("Not judged yet: “It stays.”", "published"),
    ]
    assert kinds(reader, f"{JSON}?topic=ports") == left
    assert len(kinds(reader, f"{JSON}?topic=ships")) == 3
    actions.retract(claim=Claim.objects.get(pk=claim.pk), by=editor, reason="Nobody said it.")
    retracted = ("Retracted: It is otherwise.", "retracted")
    assert kinds(reader, f"{JSON}?topic=ships")[0] == retracted
    assert kinds(reader, f"{JSON}?topic=ports") == left, "it had left before"


@pytest.mark.parametrize(
    "query", ["?verdict=unproven", "?q=naval", "?as_of=2020-01-01", "?made_after=2018-01-01&kind=factual"]
)
def test_every_filter_of_the_list_selects_in_the_feed(libya: APIClient, query: str) -> None:
    listed = {card["id"] for card in libya.get(f"/api/v1/claims/{query}&page_size=200").json()["results"]}
    feed = {item["_claimtrack"]["claim"] for item in items(libya, f"{JSON}{query}")}
    assert feed == listed


@pytest.mark.django_db
def test_pages_lead_to_every_entry_once(reader: APIClient, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    claims = [ClaimFactory() for _ in range(7)]
    actions.publish(claims=claims[:4], by=editor)
    actions.publish(claims=claims[4:], by=editor)
    correct(claims[1], editor, context="Corrected.")
    actions.retract(claim=claims[5], by=editor, reason="No.")
    address, found, pages = ATOM, [], 0
    while address:
        feed = atom(reader, address)
        assert feed.feed.id.endswith(ATOM), "one feed, whatever the page"
        found += [entry.id for entry in feed.entries]
        following = [link.href for link in feed.feed.links if link.rel == "next"]
        address = "/" + following[0].split("/", 3)[3] if following else ""
        pages += 1
    assert len(found) == len(set(found)) == 6 + 2
    assert pages > 2


def test_both_feeds_say_the_same(libya: APIClient) -> None:
    entries = atom(libya, f"{ATOM}?verdict=unproven").entries
    listed = items(libya, f"{JSON}?verdict=unproven")
    assert [(entry.id, entry.title, entry.link) for entry in entries] == [
        (item["id"], item["title"], item["url"]) for item in listed
    ]
    assert len(entries) == 4


@pytest.mark.django_db
def test_the_feed_of_one_claim_is_its_history_also_when_it_was_withdrawn(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement="It is so.")
    actions.publish(claims=[claim], by=editor)
    correct(claim, editor, statement="It is otherwise.")
    actions.retract(claim=claim, by=editor, reason="Nobody said it.")
    assert kinds(reader, f"/api/v1/claims/{claim.pk}/export.feed.json") == [
        ("Retracted: It is otherwise.", "retracted"),
        ("Corrected: Not judged yet: “It is otherwise.”", "corrected"),
        ("Published: Not judged yet: “It is so.”", "published"),
    ]


@pytest.mark.django_db
def test_what_judges_say_is_in_the_summary(reader: APIClient, whole_claim: Claim) -> None:
    entry = next(item for item in items(reader, JSON) if item["title"].endswith("“The port was taken over.”"))
    assert entry["content_text"].startswith("Verdict: false.")
    assert "likel" not in entry["content_text"]
    assert {"published", "false", "ports"} == set(entry["tags"])


@pytest.mark.django_db
def test_a_title_says_how_it_stands_and_who_judged_before_what_the_claim_says(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement="It is so.")
    judged = AssessmentFactory(claim=claim, source=SourceFactory(name="Checkers"), label="Pants on Fire!")
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    [item] = items(reader, JSON)
    assert item["content_text"].startswith("Verdict: false (judged by Checkers: “Pants on Fire!”).")
    assert item["title"] == "False, says Checkers: “It is so.”"


@pytest.mark.django_db
def test_hostile_texts_are_texts(reader: APIClient, hostile_claims: list[Claim]) -> None:
    raw = fetched(reader, ATOM)
    feed = feedparser.parse(raw, sanitize_html=False)
    assert not feed.bozo
    assert len(feed.entries) == len(HOSTILE)
    assert b"<script" not in raw
    assert all("<script" not in entry.summary for entry in feed.entries), "escaped once more: it is text of HTML"
    not_xml = {ord(c): "\ufffd" for c in "\x01\x08\x0b\x1b\ufffe\uffff"}
    titles = {" ".join(item["title"].split()) for item in items(reader, JSON)}
    xml_can_hold = {" ".join(f"False: “{text.translate(not_xml)}”".split()) for text in HOSTILE}
    assert titles == xml_can_hold


@pytest.mark.django_db
def test_a_feed_has_one_order_and_knows_its_parameters(reader: APIClient) -> None:
    assert reader.get(f"{ATOM}?ordering=made").status_code == 400
    assert reader.get(f"{ATOM}?page_size=10").status_code == 400
    assert reader.get(f"{ATOM}?before=0").status_code == 400
    assert reader.get(f"{ATOM}?ordering=-updated_at").status_code == 200


@pytest.mark.django_db
def test_a_feed_reader_is_told_when_nothing_has_changed(reader: APIClient, editor: User) -> None:
    etag = reader.get(ATOM)["ETag"]
    assert reader.get(ATOM, headers={"If-None-Match": etag}).status_code == 304
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert reader.get(ATOM, headers={"If-None-Match": etag}).status_code == 200
