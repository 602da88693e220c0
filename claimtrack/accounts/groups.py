"""Roles as groups of Django: kept as the permission table says after every migrate, and given on an upgrade.

Permission rows are made after all migrations, so no migration can do this.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.models import Q, QuerySet

from claimtrack.accounts.roles import NAMES, Role
from claimtrack.accounts.table import actions
from claimtrack.editions.roots import audited

#: A right as Django has it: the id of the content type, and the code name.
Right = tuple[int, str]
#: What an upgrade gives by itself; administrators are those whom somebody made superusers.
GIVEN = (Role.EDITOR, Role.CHECKER, Role.REPORTER, Role.VIEWER)


def after_migrate(app_config: AppConfig, using: str, verbosity: int = 1, **_: object) -> None:
    """Called for every app in turn; the last one has the last permissions made."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config is not last or not _is_migrated(using):
        return
    with audited(None), transaction.atomic(using):
        synchronize(using)
        told = list(upgrade(using))
    for line in told if verbosity else ():
        print(f"  {line}")  # noqa: T201 - `migrate` talks through its output


def _is_migrated(using: str) -> bool:
    """A migration of some apps alone may come before there are groups, or tokens that tell of them."""
    needed = {model._meta.db_table for model in (Group, Permission, User, ContentType)}
    return needed <= set(connections[using].introspection.table_names())


def synchronize(using: str) -> None:
    """Make the groups, and give each the rights that the table has for its role, and no other."""
    rows = {(row.content_type_id, row.codename): row for row in Permission.objects.using(using)}
    for role, rights in rights_by_role(using).items():
        group, _ = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.set([rows[right] for right in sorted(rights) if right in rows])


def rights_by_role(using: str, *, deciding: bool = False) -> dict[Role, set[Right]]:
    """The rights of each role as Django knows them; with `deciding` those alone that decide."""
    rights: dict[Role, set[Right]] = {role: set() for role in Role}
    for model, rule in actions():
        if rule.decides or not deciding:
            content_type = ContentType.objects.db_manager(using).get_for_model(model)
            for role in rule.grants:
                rights[role].add((content_type.pk, f"{rule.action}_{model._meta.model_name}"))
    return rights


# -- upgrading ------------------------------------------------------------------------------------


def upgrade(using: str) -> Iterator[str]:
    """Give a role to whoever has rights from before there were roles; yields a line for each person.

    Superusers and administrators are the same people. Of others, single rights and groups of the newsroom's own
    count no more, and are taken away. Once everybody has a role, nothing is left to do.
    """
    people = User.objects.using(using)
    yield from _administrators(using)
    without = people.exclude(groups__name__in=NAMES).filter(is_superuser=False)
    for person in without.filter(Q(user_permissions__isnull=False) | Q(groups__isnull=False)).distinct().order_by("pk"):
        role = nearest(_rights_of(person, using), using)
        person.user_permissions.clear()
        if role:
            person.groups.set([_group(role, using)])
            yield f"{person.get_username()} is {role.with_article} now, the nearest to the rights held before."
        else:
            person.groups.clear()
            yield f"{person.get_username()} had rights that go with no role: an administrator gives one."
    for person in people.filter(is_staff=True, is_active=True, is_superuser=False, groups__isnull=True).order_by("pk"):
        yield f"{person.get_username()} has no role, and can do nothing at the desk: an administrator gives one."


def _administrators(using: str) -> Iterator[str]:
    administrators = _group(Role.ADMINISTRATOR, using)
    people = User.objects.using(using)
    for person in people.filter(is_superuser=True).exclude(groups=administrators).order_by("pk"):
        person.groups.set([administrators])
        person.user_permissions.clear()
        yield f"{person.get_username()} is an administrator: a superuser."
    # Redaction asks the database for superusers.
    missing: QuerySet[User] = people.filter(groups=administrators, is_superuser=False)
    missing.update(is_superuser=True)


def _group(role: Role, using: str) -> Group:
    return Group.objects.using(using).get(name=role.value)


def _rights_of(person: User, using: str) -> set[Right]:
    rows = Permission.objects.using(using).filter(Q(user=person) | Q(group__user=person))
    return set(rows.values_list("content_type_id", "codename"))


def nearest(held: Iterable[Right], using: str) -> Role | None:
    """The role nearest to these rights: the highest for which they have a right that no lower role has.

    Such a right has to decide something where the role has rights that do: looking at imports makes no editor.
    """
    held = set(held)
    every, deciding = rights_by_role(using), rights_by_role(using, deciding=True)
    return next((role for role in GIVEN if held & _marks(role, every, deciding)), None)


def _marks(role: Role, every: Mapping[Role, set[Right]], deciding: Mapping[Role, set[Right]]) -> set[Right]:
    """The rights that tell whoever has one from those of the role below."""
    if role == Role.VIEWER:
        return every[role]
    below = every[list(Role)[role.rank - 1]]
    return deciding[role] - below or {right for right in every[role] - below if not right[1].startswith("view_")}
