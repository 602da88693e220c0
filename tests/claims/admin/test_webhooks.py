"""Webhooks on the pages of the desk: the secret is shown once, the log is there, and all that is done to one is a step."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client

from claims import writing as actions
from claims.writing.webhooks import subscribing
from claims.writing.webhooks.models import State, Webhook, WebhookDelivery
from claimtrack.accounts.roles import Role
from tests.admin_forms import page_of
from tests.factories import ClaimFactory
from tests.hooked import REFUSED, URL, Receiver, subscribed
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]
LIST = page_of(Webhook)


def add(desk: Client, **given: str) -> Any:
    return desk.post(f"{LIST}add/", {"name": "The CMS", "url": URL, "filters": ""} | given)


def step(desk: Client, row: Webhook | WebhookDelivery, name: str, words: str = "") -> Any:
    return desk.post(f"{page_of(type(row))}{row.pk}/{name}/", {"words": words}, follow=True)


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_one_is_made_with_the_address_of_the_feed_and_its_secret_shown_once(desk: Client) -> None:
    answer = add(desk, filters="https://example.org/api/v1/changes/?kind=factual&language=en")
    webhook = Webhook.objects.get()
    [keys] = subscribing.keys_of(webhook, now=webhook.made_at)
    page = answer.content.decode()
    assert keys.secret in page
    assert keys.public in page
    assert keys.private not in page
    assert answer["Cache-Control"].startswith("no-store")
    assert webhook.filters == {"kind": ["factual"], "language": ["en"]}
    page = desk.get(f"{LIST}{webhook.pk}/change/").content.decode()
    assert "kind=factual&amp;language=en" in page
    assert keys.public in page
    assert keys.secret not in page


def test_what_is_refused_is_told_on_the_form_beside_its_field(desk: Client) -> None:
    page = add(desk, url="http://receiver.example/", filters="verdict=flase").content.decode()
    assert "begins with https://" in page
    assert "flase" in page
    assert not Webhook.objects.exists()


def test_changed_keys_are_shown_once_and_stand_in_no_log(desk: Client, editor: User) -> None:
    webhook = subscribed(editor)
    answer = step(desk, webhook, "rotate")
    secret = subscribing.keys_of(webhook, now=webhook.made_at)[0].secret
    assert secret in answer.content.decode()
    assert answer["Cache-Control"].startswith("no-store")
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["The keys were changed."]
    assert secret not in desk.get(f"{LIST}{webhook.pk}/history/").content.decode()


def test_one_is_paused_and_resumed_and_its_log_read_and_sent_again(desk: Client, editor: User) -> None:
    webhook, receiver = subscribed(editor), Receiver(answer=lambda got: REFUSED)
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    receiver.serve(webhook, until=receiver.takes)
    page = desk.get(f"{LIST}{webhook.pk}/change/").content.decode()
    assert "2026-12-01 12:00:00 refused (500)" in page
    step(desk, webhook, "pause")
    assert Webhook.objects.get().state == State.PAUSED
    step(desk, webhook, "resume")
    assert Webhook.objects.get().state == State.RUNNING
    for words, says in (("1-2", "2 events are sent again."), ("2", "1 event is sent again."), ("all", "Write one")):
        assert says in step(desk, webhook, "replay", words).content.decode()
    log = page_of(WebhookDelivery)
    assert desk.get(f"{log}?webhook__id__exact={webhook.pk}").context["cl"].result_count == 2
    delivery = WebhookDelivery.objects.earliest("position")
    assert "refused (500)" in desk.get(f"{log}{delivery.pk}/change/").content.decode()
    assert "It is sent again." in step(desk, delivery, "replay").content.decode()
    desk.post(f"{LIST}{webhook.pk}/delete/", {"post": "yes"})
    assert not Webhook.objects.exists()


def test_who_does_not_publish_has_no_such_pages(client: Client, editor: User) -> None:
    webhook = subscribed(editor)
    client.force_login(in_role(Role.CHECKER))
    for address in (LIST, f"{LIST}add/", f"{LIST}{webhook.pk}/change/", page_of(WebhookDelivery)):
        assert client.get(address).status_code == 403
    client.force_login(in_role(Role.EDITOR))
    assert client.get(f"{LIST}{webhook.pk}/change/").status_code == 200
