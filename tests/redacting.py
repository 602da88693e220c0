"""A redaction from the order to its end, where a test is about what comes of it."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from claims import actions
from claimtrack.editions.roots import Root
from claimtrack.editions.store import Published


def redact(
    *,
    root: Root,
    numbers: Sequence[int] | None,
    legal_basis: str,
    public_reason: str | None,
    requested_by: User,
    by: User,
) -> Published:
    """One administrator orders it, another carries it out."""
    order = actions.order_redaction(
        root=root, numbers=numbers, legal_basis=legal_basis, public_reason=public_reason, by=requested_by
    )
    return actions.redact(root=root, order=order, by=by)
