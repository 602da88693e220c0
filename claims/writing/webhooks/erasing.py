"""What a redaction takes of webhooks: the name, address and filters of those that have its words, or name its work.

Such a subscription is over: without its filters it would tell more than was asked for.
"""

from collections.abc import Mapping

from claims.writing.webhooks import telling
from claims.writing.webhooks.models import State, Webhook, Why
from claimtrack.database.finding import rows_having
from claimtrack.database.waiting import locked
from claimtrack.editions.erasing import Erasure, eraser
from claimtrack.editions.models import Head


@eraser
def erase_webhooks(erasure: Erasure) -> Mapping[str, int]:
    having = {row.pk for row in rows_having(Webhook, ("name", "url", "filters"), erasure.words)}
    names = {str(erasure.subject_id), *_slugs(erasure)} if erasure.whole else set()
    closed = 0
    for row in locked(Webhook.objects.exclude(state=State.CLOSED)):
        if row.pk in having or _named_in(row) & names:
            row.name, row.url, row.filters, row.state, row.why = "", "", {}, State.CLOSED, Why.REDACTED
            row.save(update_fields=["name", "url", "filters", "state", "why"])
            telling.tell(row)
            closed += 1
    return {"claims_webhook": closed}


def _slugs(erasure: Erasure) -> set[str]:
    return {*Head.objects.filter(subject_id=erasure.subject_id).values_list("slug", flat=True)}


def _named_in(webhook: Webhook) -> set[str]:
    """The single values of its filters."""
    return {value for values in webhook.filters.values() for each in values for value in each.split(",")}
