"""Following the record: nothing is missed, nothing comes twice, and who follows a question is told what leaves it."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record.following import ChangeFilters
from claims.record.query import ClaimConditions
from claimtrack.editions.models import Edition
from tests.factories import ClaimFactory, NarrativeFactory, TopicFactory
from tests.redacting import redact

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/changes/"


def follow(reader: APIClient, query: str = "", since: int = 0, page_size: int = 3) -> list[tuple[int, str, str]]:
    """(position, kind, id) of everything a follower is told, page by page."""
    told: list[tuple[int, str, str]] = []
    while True:
        page = reader.get(f"{CHANGES}?since={since}&page_size={page_size}&{query}").json()
        told += [(item["position"], item["kind"], item["id"]) for item in page["results"]]
        if page["next"] == since:
            return told
        since = page["next"]


def amend(claim: Claim, editor: User, **columns: object) -> None:
    Claim.objects.filter(pk=claim.pk).update(**columns)
    actions.publish(claims=[claim], by=editor)


def test_a_follower_is_told_of_every_edition_in_order_of_position(editor: User, reader: APIClient) -> None:
    claims = [ClaimFactory() for _ in range(4)]
    actions.publish(claims=claims[:2], narratives=[NarrativeFactory()], by=editor)
    actions.publish(claims=claims[2:], by=editor)
    amend(claims[0], editor, statement="Other words.")
    actions.retract(claim=claims[1], by=editor, reason="Wrong.")
    stored = Edition.objects.order_by("position").values_list("position", "kind", "subject_id")
    assert follow(reader) == [(position, kind, str(pk)) for position, kind, pk in stored]
    assert [position for position, _, _ in follow(reader)] == list(range(1, len(stored) + 1))


def test_a_change_says_where_to_read_it_and_its_hash(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    source, change = reader.get(CHANGES).json()["results"]
    assert set(change) == {
        "position", "subject_type", "id", "api_url", "kind", "number", "published_at", "sha256",
    }  # fmt: skip
    document = reader.get(change["api_url"]).json()
    assert (change["subject_type"], change["id"], change["number"]) == ("claim", str(claim.pk), 1)
    assert document["edition"]["sha256"] == change["sha256"]
    assert document["edition"]["published_at"] == change["published_at"]
    assert reader.get(source["api_url"]).json()["edition"]["sha256"] == source["sha256"]


def test_since_is_exclusive_and_next_is_always_there(editor: User, reader: APIClient) -> None:
    assert reader.get(CHANGES).json() == {"results": [], "next": 0, "position": 0}
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert [item["position"] for item in reader.get(f"{CHANGES}?since=1").json()["results"]] == [2]
    last = reader.get(f"{CHANGES}?since=2").json()
    assert last == {"results": [], "next": 2, "position": 2}
    assert reader.get(f"{CHANGES}?since=99").json() == {"results": [], "next": 99, "position": 2}


@pytest.mark.parametrize(
    "query", ["since=-1", "since=x", "page_size=0", "page_size=201", "ordering=made", "as_of=2100-01-01"]
)
def test_a_question_that_cannot_be_read_is_refused(reader: APIClient, db: None, query: str) -> None:
    assert reader.get(f"{CHANGES}?{query}").status_code == 400


def test_whatever_selects_claims_selects_changes_too() -> None:
    assert set(ChangeFilters.base_filters) == {*ClaimConditions.base_filters, "since", "page_size"}


def test_removals_are_told(editor: User, reader: APIClient) -> None:
    survivor, duplicate, mistake = claims = [ClaimFactory() for _ in range(3)]
    actions.publish(claims=claims, by=editor)
    since = Edition.objects.count()
    actions.merge(survivor=survivor, duplicate=duplicate, by=editor, note="The same.")
    actions.retract(claim=mistake, by=editor, reason="Wrong.")
    actions.restore(claim=mistake, by=editor)
    assert [(kind, pk) for _, kind, pk in follow(reader, since=since)] == [
        ("merged", str(duplicate.pk)),
        ("updated", str(survivor.pk)),
        ("retracted", str(mistake.pk)),
        ("restored", str(mistake.pk)),
    ]


# -- following a question ---------------------------------------------------------------------------


@pytest.fixture
def opinion(editor: User) -> Claim:
    """Published as a fact, turned into an opinion, and back into a fact."""
    claim: Claim = ClaimFactory(kind="factual", statement="Tanks came.")
    actions.publish(claims=[claim], by=editor)
    amend(claim, editor, kind="opinion")
    amend(claim, editor, kind="factual")
    return claim


def kinds(reader: APIClient, query: str) -> list[str]:
    return [kind for _, kind, _ in follow(reader, query)]


def test_a_claim_that_stops_matching_is_told_as_left(opinion: Claim, reader: APIClient) -> None:
    assert kinds(reader, "kind=factual") == ["published", "left", "updated"]
    assert kinds(reader, "kind=opinion") == ["updated", "left"]
    assert kinds(reader, "kind=position") == []
    assert kinds(reader, "kind=factual,opinion") == ["published", "updated", "updated"]


def test_next_moves_on_over_what_does_not_match(opinion: Claim, editor: User, reader: APIClient) -> None:
    for _ in range(5):
        actions.publish(claims=[ClaimFactory()], by=editor)
    page = reader.get(f"{CHANGES}?kind=opinion&since=4&page_size=3").json()
    assert (page["results"], page["next"]) == ([], 7)
    assert kinds(reader, "kind=opinion") == ["updated", "left"]


def test_sources_and_narratives_are_told_only_to_who_follows_everything(
    opinion: Claim, editor: User, reader: APIClient
) -> None:
    actions.publish(narratives=[NarrativeFactory()], by=editor)
    assert {item["subject_type"] for item in reader.get(CHANGES).json()["results"]} == {"claim", "source", "narrative"}
    followed = reader.get(f"{CHANGES}?kind=factual").json()["results"]
    assert {item["subject_type"] for item in followed} == {"claim"}


def test_a_removal_is_told_to_who_followed_the_claim_and_to_nobody_else(
    opinion: Claim, editor: User, reader: APIClient
) -> None:
    since = Edition.objects.count()
    actions.retract(claim=opinion, by=editor, reason="Wrong.")
    assert [kind for _, kind, _ in follow(reader, "kind=factual", since)] == ["retracted"]
    assert follow(reader, "kind=opinion", since) == []
    actions.restore(claim=opinion, by=editor)
    assert [kind for _, kind, _ in follow(reader, "kind=factual", since)] == ["retracted", "restored"]


@pytest.mark.parametrize("query", ["", "kind=factual", "kind=position", "q=nothing"])
def test_a_redaction_is_told_to_everybody(
    opinion: Claim, editor: User, checker: User, reader: APIClient, query: str
) -> None:
    since = Edition.objects.count()
    redact(root=opinion, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker)
    assert [kind for _, kind, _ in follow(reader, query, since)] == ["redacted"]


def test_a_follower_of_a_question_ends_with_what_the_list_shows(
    opinion: Claim, editor: User, reader: APIClient
) -> None:
    """What entered and did not leave is what `/claims/` answers, for every filter that a claim can move through."""
    topic = TopicFactory(slug="arms")
    moving, staying, leaving = claims = [ClaimFactory(language="ar") for _ in range(3)]
    for claim in claims:
        claim.topics.add(topic)
    actions.publish(claims=claims, by=editor)
    moving.topics.clear()
    amend(moving, editor, language="en")
    actions.retract(claim=leaving, by=editor, reason="Wrong.")
    amend(staying, editor, statement="Tanks and more tanks.")
    for query in ("topic=arms", "language=ar", "language=en", "kind=factual", "q=tanks", "topic=arms&language=ar"):
        held: set[str] = set()
        for _, kind, pk in follow(reader, query, page_size=2):
            held = held - {pk} if kind in {"left", "retracted", "merged"} else held | {pk}
        listed = {card["id"] for card in reader.get(f"/api/v1/claims/?{query}").json()["results"]}
        assert held == listed, query


def test_the_feed_has_a_tag_until_the_record_moves(opinion: Claim, editor: User, reader: APIClient) -> None:
    for query in ("?since=2", "?kind=factual"):
        etag = reader.get(f"{CHANGES}{query}")["ETag"]
        assert reader.get(f"{CHANGES}{query}", headers={"If-None-Match": etag}).status_code == 304
        actions.publish(claims=[ClaimFactory()], by=editor)
        assert reader.get(f"{CHANGES}{query}", headers={"If-None-Match": etag}).status_code == 200
