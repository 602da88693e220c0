"""Watching a work: being told of what happens to it, without its being one's own."""

from django.contrib.auth.models import User

from claimtrack.accounts.rights import demand
from claimtrack.editions.roots import Root
from claimtrack.workplace.models import Watch
from claimtrack.workplace.roots import naming


def watch(*, root: Root, by: User) -> None:
    """Raises NotAllowed and NotThere."""
    demand(by, "view", [root])
    Watch.objects.bulk_create([Watch(**naming(root), person=by)], ignore_conflicts=True)


def unwatch(*, root: Root, by: User) -> None:
    Watch.objects.filter(root_id=root.pk, person=by).delete()


def watches(root: Root, by: User) -> bool:
    return Watch.objects.filter(root_id=root.pk, person=by).exists()
