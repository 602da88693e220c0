"""Making webhooks: every fault at once, beside its field; and what a redaction takes of them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims import writing as actions
from claims.writing.webhooks import subscribing
from claims.writing.webhooks.models import State, Webhook, WebhookKey, Why
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.editions.models import Edition
from claimtrack.ids import uuid7
from claimtrack.workplace import notices
from tests.factories import AppearanceFactory, ClaimFactory
from tests.hooked import Receiver, subscribed
from tests.people import in_role

pytestmark = pytest.mark.django_db


def refused(by: User, **given: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        subscribed(by, **{"since": None} | given)
    return error.value.message_dict


def test_every_fault_is_told_beside_its_field_and_nothing_is_made(editor: User) -> None:
    told = refused(
        editor, name=" ", url="http://receiver.example/", filters={"verdict": ["flase"], "page_size": ["3"], "x": ["1"]},
        since=7,
    )  # fmt: skip
    assert set(told) == {"name", "url", "filters", "since"}
    assert any("verdict: ‘flase’" in each for each in told["filters"])
    assert any(" is not a parameter of this address" in each for each in told["filters"])
    assert not Webhook.objects.exists()
    assert not WebhookKey.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "receiver.example/hook",
        "http://receiver.example/hook",
        "ftp://receiver.example/",
        "https://",
        "https://bücher.example/",
        "https://receiver.example/#part",
        "https://name:word@receiver.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.7/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://db.internal/",
        "https://db.LOCAL./",
        "https://receiver.example:99999/",
        "https://receiver.example:0/",
        "https://[::1",
        f"https://receiver.example/{'a' * 1_000}",
    ],
)
def test_an_address_is_https_on_the_public_network_and_names_nobody(editor: User, url: str) -> None:
    assert set(refused(editor, url=url)) == {"url"}


def test_places_in_the_feed_are_no_filters_and_filters_are_stored_in_one_spelling(editor: User) -> None:
    assert "since" in refused(editor, filters={"since": ["3"]})["filters"][0]
    assert "page_size" in refused(editor, filters={"page_size": ["3"]})["filters"][0]
    webhook = subscribed(editor, filters={"verdict": ["true,false"], "kind": ["factual"]})
    assert webhook.query == "kind=factual&verdict=false,true"


def test_a_webhook_begins_nowhere_but_where_the_record_has_been(editor: User) -> None:
    assert "since" in refused(editor, since=1)
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert subscribed(editor, since=1).position == 1
    assert subscribed(editor, since=None).position == Edition.objects.count()


def test_there_are_only_so_many(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST", 1)
    subscribed(editor)
    assert "1 webhooks" in refused(editor)["name"][0]


def test_whoever_may_not_is_refused_by_each_action(editor: User) -> None:
    checker, webhook = in_role(Role.CHECKER), subscribed(editor)
    for action in (subscribing.pause, subscribing.resume, subscribing.rotate, subscribing.remove):
        with pytest.raises(NotAllowed):
            action(webhook=webhook, by=checker)
    with pytest.raises(NotAllowed):
        subscribed(checker)


def test_what_cannot_be_done_as_it_stands_is_refused(editor: User) -> None:
    webhook = subscribed(editor)
    with pytest.raises(ValidationError, match="It is running"):
        subscribing.resume(webhook=webhook, by=editor)
    subscribing.pause(webhook=webhook, by=editor)
    with pytest.raises(ValidationError, match="paused"):
        subscribing.pause(webhook=webhook, by=editor)
    Webhook.objects.filter(pk=webhook.pk).update(filters={"source": ["gone-since"]})
    with pytest.raises(ValidationError, match="gone-since"):
        subscribing.resume(webhook=webhook, by=editor)
    subscribing.remove(webhook=webhook, by=editor)
    with pytest.raises(ValidationError, match="not there any more"):
        subscribing.resume(webhook=webhook, by=editor)


def test_the_trail_has_who_made_and_paused_it_and_neither_words_nor_keys(editor: User) -> None:
    webhook = subscribed(editor, name="Canary")
    actions.publish(claims=[ClaimFactory()], by=editor)
    Receiver().serve(webhook)
    subscribing.pause(webhook=webhook, by=editor)
    trail = Webhook.pgh_event_model.objects.filter(pgh_obj_id=webhook.pk)  # type: ignore[attr-defined]  # made by pghistory
    rows = list(trail.order_by("pgh_id").values())
    assert [(row["pgh_label"], row["state"]) for row in rows] == [("insert", "running"), ("update", "paused")]
    assert "anary" not in str(rows)


# -- what a redaction takes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"name": "All about Canary Bird"},
        {"url": "https://receiver.example/?for=canary bird"},
        {"filters": {"q": ["“Canary bird” -coal"]}},
    ],
    ids=["name", "url", "filters"],
)
def test_a_webhook_that_has_the_words_of_an_order_is_over_and_says_nothing_of_them(
    editor: User, given: dict[str, Any]
) -> None:
    words = ("canary bird",)
    webhook, other = subscribed(editor), subscribed(editor, name="Another")
    Webhook.objects.filter(pk=webhook.pk).update(**given)
    assert erase(Erasure("claim", uuid7(), whole=False, words=words))["claims_webhook"] == 1
    closed = Webhook.objects.get(pk=webhook.pk)
    assert (closed.name, closed.url, closed.filters) == ("", "", {})
    assert (closed.state, closed.why) == (State.CLOSED, Why.REDACTED)
    assert Webhook.objects.get(pk=other.pk).state == State.RUNNING
    assert "a redaction took its filters" in notices.bell(editor)[0].about
    with pytest.raises(ValidationError, match="A redaction took"):
        subscribing.resume(webhook=webhook, by=editor)
    subscribing.remove(webhook=webhook, by=editor)
    assert notices.bell(editor) == []


def test_a_webhook_that_follows_what_goes_as_a_whole_is_over(editor: User) -> None:
    claim = ClaimFactory()
    source = AppearanceFactory(claim=claim).speaker
    actions.publish(claims=[claim], by=editor)
    by_slug = subscribed(editor, filters={"source": [source.slug]})
    by_id = subscribed(editor, filters={"ids": [str(claim.pk)]})
    erase(Erasure("source", source.pk, whole=True))
    assert Webhook.objects.get(pk=by_slug.pk).state == State.CLOSED
    assert Webhook.objects.get(pk=by_id.pk).state == State.RUNNING
    erase(Erasure("claim", claim.pk, whole=False))
    assert Webhook.objects.get(pk=by_id.pk).state == State.RUNNING
    erase(Erasure("claim", claim.pk, whole=True))
    assert Webhook.objects.get(pk=by_id.pk).state == State.CLOSED
