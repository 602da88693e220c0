"""Sending again: one event or a range, under the same ids, also of before the subscription, never what is withheld."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims import writing as actions
from claims.models import Claim
from claims.writing.webhooks import replaying, subscribing
from claims.writing.webhooks.models import State, Webhook, WebhookDelivery, Why
from claims.writing.webhooks.replaying import replay
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from claimtrack.writing import withholding
from tests.factories import ClaimFactory
from tests.hooked import Receiver, subscribed
from tests.people import in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(editor: User) -> list[Claim]:
    made: list[Claim] = [ClaimFactory() for _ in range(3)]
    actions.publish(claims=made, by=editor)
    return made


def last() -> int:
    return Edition.objects.count()


def test_one_event_is_sent_again_as_the_same_bytes_under_the_same_id(editor: User, claims: list[Claim]) -> None:
    webhook, receiver = subscribed(editor), Receiver()
    receiver.serve(webhook)
    assert replay(webhook=webhook, first=2, last=2, by=editor, now=receiver.clock) == 1
    receiver.serve(webhook)
    assert receiver.positions == [*range(1, last() + 1), 2]
    assert (receiver.got[-1].id, receiver.got[-1].body) == (receiver.got[1].id, receiver.got[1].body)
    assert WebhookDelivery.objects.get(position=2).attempts.count() == 2


def test_a_range_is_sent_again_also_of_before_the_subscription(
    editor: User, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "PAGE", 2)
    webhook, receiver = subscribed(editor, since=None, filters={"kind": ["factual"]}), Receiver()
    receiver.serve(webhook)
    assert receiver.got == []
    assert replay(webhook=webhook, first=1, last=last(), by=editor, now=receiver.clock) == len(claims)
    receiver.serve(webhook)
    assert {each.event["data"]["id"] for each in receiver.taken} == {str(claim.pk) for claim in claims}


def test_what_was_withheld_since_is_not_sent_again(editor: User, claims: list[Claim]) -> None:
    webhook, receiver = subscribed(editor, filters={"ids": [str(claims[0].pk)]}), Receiver()
    receiver.serve(webhook)
    withholding.withhold(root=claims[0], reason="It may be wrong.", by=editor)
    receiver.serve(webhook)
    replay(webhook=webhook, first=1, last=last(), by=editor, now=receiver.clock)
    receiver.serve(webhook)
    assert receiver.types == ["claim.published", "claim.withheld", "claim.withheld"]


def test_what_is_replayed_at_one_that_stands_still_waits_until_it_goes_on(editor: User, claims: list[Claim]) -> None:
    webhook, receiver = subscribed(editor), Receiver()
    receiver.serve(webhook)
    subscribing.pause(webhook=webhook, by=editor)
    replay(webhook=webhook, first=1, last=1, by=editor, now=receiver.clock)
    receiver.serve(webhook)
    assert receiver.positions == [*range(1, last() + 1)]
    subscribing.resume(webhook=webhook, by=editor, now=receiver.clock)
    receiver.serve(webhook, until=timedelta(minutes=1))
    assert receiver.positions[-1] == 1


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 99), (-1, -1)])
def test_positions_that_were_not_read_are_refused(editor: User, claims: list[Claim], first: int, last: int) -> None:
    webhook = subscribed(editor, since=None)
    with pytest.raises(ValidationError, match="Give positions from 1 to"):
        replay(webhook=webhook, first=first, last=last, by=editor)


def test_no_more_than_so_many_at_once_nor_by_whoever_may_not_nor_with_filters_that_are_gone(
    editor: User, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = subscribed(editor, since=None)
    monkeypatch.setattr(replaying, "MOST", 2)
    with pytest.raises(ValidationError, match="These are 3 positions; at most 2"):
        replay(webhook=webhook, first=1, last=3, by=editor)
    with pytest.raises(NotAllowed):
        replay(webhook=webhook, first=1, last=1, by=in_role(Role.CHECKER))
    rows = Webhook.objects.filter(pk=webhook.pk)
    rows.update(filters={"source": ["gone-since"]})
    with pytest.raises(ValidationError, match="gone-since"):
        replay(webhook=webhook, first=1, last=1, by=editor)
    rows.update(filters={}, state=State.CLOSED, why=Why.REDACTED)
    with pytest.raises(ValidationError, match="A redaction took"):
        replay(webhook=webhook, first=1, last=1, by=editor)
    assert not WebhookDelivery.objects.exists()
