"""Background jobs of claims: thin calls of actions, queued by name in the transaction that asks for them."""

from uuid import UUID

from procrastinate.contrib.django import app

from claims.actions.settle import settle
from claims.record.listing import refresh_names


@app.task(name="settle", queue="record")
def settle_subjects(subject_ids: list[str]) -> None:
    """Show in documents whatever neighbour has become public."""
    settle([UUID(pk) for pk in subject_ids])


@app.task(name="refresh_names", queue="record")
def refresh_display_names(source_ids: list[str]) -> None:
    """Show the current names of these sources on the cards of claims."""
    refresh_names(source_ids)
