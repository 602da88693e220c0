"""Telling the desk that a webhook stopped by itself: on the bell of those who may resume it."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import reverse

from claims.writing.webhooks.models import State, Webhook
from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import staff
from claimtrack.workplace.models import Happening, Notice
from claimtrack.workplace.notices import Told, happened, notify_about, tells_of, withdraw

#: What notices call it.
KIND: Final = "webhook"


def tell(webhook: Webhook) -> None:
    people = [person for person in staff() if may(person, "operate", Webhook)]
    notify_about(KIND, webhook.pk, happening=Happening.ALERTED, people=people)


def take_back(webhook: Webhook) -> None:
    """It runs again, or is no more: nobody has to look at it."""
    withdraw(happening=Happening.ALERTED, root_id=webhook.pk)


@tells_of(KIND, Happening.ALERTED)
def told_of_stopped(notices: Sequence[Notice], person: User) -> Mapping[UUID, Told]:
    """Of those that stand still, to whoever may see them."""
    if not may(person, "view", Webhook):
        return {}
    ids = {each.root_id for each in notices}
    stopped = Webhook.objects.filter(state__in=(State.DISABLED, State.CLOSED)).in_bulk(ids)
    return {each.pk: _told(each, stopped[each.root_id]) for each in notices if each.root_id in stopped}


def _told(notice: Notice, webhook: Webhook) -> Told:
    name = f"webhook “{webhook}”: {webhook.get_why_display()}"
    return Told(notice, happened(notice), name, reverse("admin:claims_webhook_change", args=[webhook.pk]))
