"""Telling the desk that a webhook stopped by itself: on the bell of those who may resume it."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import reverse

from claims.writing.webhooks.models import State, Webhook
from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import staff
from claimtrack.workplace.models import Happening
from claimtrack.workplace.notices import About, notify_about, tells_of, withdraw

#: What notices call it.
KIND: Final = "webhook"


def tell(webhook: Webhook) -> None:
    people = [person for person in staff() if may(person, "operate", Webhook)]
    notify_about(KIND, webhook.pk, happening=Happening.ALERTED, people=people)


def take_back(webhook: Webhook) -> None:
    """It runs again, or is no more: nobody has to look at it."""
    withdraw(happening=Happening.ALERTED, root_id=webhook.pk)


@tells_of(KIND)
def _stopped(ids: Collection[UUID], person: User) -> Mapping[UUID, About]:
    if not may(person, "view", Webhook):
        return {}
    stopped = Webhook.objects.filter(pk__in=ids, state__in=(State.DISABLED, State.CLOSED))
    return {
        each.pk: About(f"webhook “{each}”: {each.get_why_display()}", page=reverse(PAGE, args=[each.pk]))
        for each in stopped
    }


PAGE: Final = "admin:claims_webhook_change"
