"""The way from a row's page to the orders that take away what was published of it, or its past."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse

from claimtrack.accounts.rights import may
from claimtrack.editions.orders import RedactionOrder
from claimtrack.editions.roots import Root, Stage

#: Stages of what was never public.
NEVER_PUBLIC = (Stage.DRAFT, Stage.IN_REVIEW)


def erasing_of(by: User, row: Any) -> Iterator[dict[str, str]]:
    """For administrators: the button that leads to a new order about this row."""
    if not may(by, "add", RedactionOrder):
        return
    published = isinstance(row, Root) and row.stage not in NEVER_PUBLIC
    verb = "Propose a redaction" if published else "Clear its past"
    yield {"verb": verb, "url": address_of_order(row._meta.label_lower, row.pk)}


def address_of_order(sort: str, row_id: object) -> str:
    """Where an order about this row is begun."""
    return f"{reverse('admin:editions_redactionorder_propose')}?{urlencode({'sort': sort, 'id': row_id})}"
