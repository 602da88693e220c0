"""What imports may write to and publish by themselves: what no person has touched, and nobody has withdrawn."""

from typing import Final, TypeVar

from django.db.models import F

from claimtrack.editions.roots import Root, RootQuerySet, Stage

AnyRoot = TypeVar("AnyRoot", bound=Root)

_STAGES: Final = (Stage.DRAFT, Stage.PUBLISHED)


def is_ours(root: Root) -> bool:
    return not root.edited_by_person and root.stage in _STAGES


def ours(rows: RootQuerySet[AnyRoot]) -> RootQuerySet[AnyRoot]:
    return rows.untouched_by_people().filter(stage__in=_STAGES)


def waiting(rows: RootQuerySet[AnyRoot]) -> RootQuerySet[AnyRoot]:
    """Those of them whose newest words are not public."""
    return ours(rows).exclude(version=F("published_version"))
