"""How the desk's API stores rows of claims."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from claims.imports.filing.proposing import file
from claimtrack.api.rows.resource import Waiting
from claimtrack.writing import Change, Written


def store(changes: Sequence[Change], by: User) -> Written | Waiting:
    """What a program writes of a claim that people answer for waits for one of them."""
    filed = file(changes, by=by)
    return filed if isinstance(filed, Written) else Waiting(filed.pk, filed.changes)
