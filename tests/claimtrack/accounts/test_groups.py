"""Roles are groups: as the permission table has them after every migrate, and given on an upgrade."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from rest_framework.test import APIClient

from claimtrack.accounts.groups import after_migrate, synchronize, upgrade
from claimtrack.accounts.models import Token
from claimtrack.accounts.roles import Role, role_held
from tests.claimtrack.accounts.test_trail import trail
from tests.people import staff

pytestmark = pytest.mark.django_db


def rights(name: str) -> set[str]:
    return set(Permission.objects.filter(group__name=name).values_list("codename", flat=True))


def with_rights(username: str, *codenames: str) -> User:
    person = staff(username)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def role_now(person: User) -> Role | None:
    return role_held(User.objects.get(pk=person.pk))


def test_after_a_migrate_there_is_a_group_for_each_role_with_the_rights_of_the_table() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"viewer", "reporter", "checker", "editor",
                                                                 "administrator"}  # fmt: skip
    assert {"view_claim", "view_assessment"} <= rights("viewer")
    of_their_own = {f"{verb}_{what}" for verb in ("add", "delete") for what in ("token", "byline")}
    assert not {name for name in rights("viewer") if not name.startswith("view_")} - of_their_own
    assert "add_claim" in rights("reporter") - rights("viewer")
    assert "approve_assessment" in rights("checker") - rights("reporter")
    assert {"publish_claim", "publish_source", "add_importrun"} <= rights("editor") - rights("checker")
    assert "change_user" in rights("administrator") - rights("editor")


def test_what_was_changed_by_hand_is_put_right_by_the_next_migrate() -> None:
    viewers = Group.objects.get(name="viewer")
    viewers.permissions.add(Permission.objects.get(codename="publish_claim"))
    Group.objects.filter(name="editor").delete()
    synchronize("default")
    assert "publish_claim" not in rights("viewer")
    assert "publish_claim" in rights("editor")


@contextmanager
def _no_lines(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capsys.readouterr().out == ""


def test_the_last_app_to_migrate_tells_whom_it_gave_a_role(capsys: pytest.CaptureFixture[str]) -> None:
    staff("root", is_superuser=True)
    first, *_, last = [config for config in apps.get_app_configs() if config.models_module]
    with _no_lines(capsys):
        after_migrate(first, "default")
    after_migrate(last, "default")
    assert "root is an administrator: a superuser." in capsys.readouterr().out
    with _no_lines(capsys):
        after_migrate(last, "default")


def test_on_an_upgrade_superusers_become_administrators_and_stay_able_to_work() -> None:
    root = staff("root", is_superuser=True)
    assert list(upgrade("default")) == ["root is an administrator: a superuser."]
    assert role_now(root) == Role.ADMINISTRATOR
    assert list(root.groups.values_list("name", flat=True)) == ["administrator"]
    assert root.has_perm("claims.publish_claim")


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (["view_claim", "view_source"], Role.VIEWER),
        (["view_importrun"], None),
        (["view_claim", "change_claim"], Role.REPORTER),
        (["add_document"], Role.REPORTER),
        (["change_claim", "approve_assessment"], Role.CHECKER),
        (["add_assessment"], Role.CHECKER),
        (["change_claim", "publish_claim"], Role.EDITOR),
        (["view_importrun", "add_importrun"], Role.EDITOR),
        (["change_ratinglabel"], None),
        (["change_user", "change_group"], None),
    ],
)  # fmt: skip
def test_staff_with_single_rights_get_the_nearest_role_or_are_listed(held: list[str], role: Role | None) -> None:
    person = with_rights("anna", *held)
    told = list(upgrade("default"))
    assert role_now(person) == role
    assert not person.user_permissions.exists()
    if role:
        assert told == [f"anna is {role.with_article} now, the nearest to the rights held before."]
    else:
        assert told[0] == "anna had rights that go with no role: an administrator gives one."
        assert "anna has no role, and can do nothing at the desk" in told[1]


def test_rights_that_came_with_a_group_of_the_newsrooms_own_count_as_well() -> None:
    group = Group.objects.create(name="publishers")
    group.permissions.set(Permission.objects.filter(codename="publish_claim"))
    person = staff("anna")
    person.groups.add(group)
    list(upgrade("default"))
    assert list(person.groups.values_list("name", flat=True)) == ["editor"]


def test_nobody_is_told_of_twice_and_whoever_has_a_role_keeps_it() -> None:
    with_rights("anna", "view_claim")
    assert len(list(upgrade("default"))) == 1
    assert list(upgrade("default")) == []


def test_old_tokens_keep_what_they_are_for() -> None:
    person = with_rights("feed", "view_importrun", "add_importrun")
    _, secret = Token.objects.create(person, name="feed", scopes=["read", "import"])  # type: ignore[no-untyped-call]  # knox has no types
    list(upgrade("default"))
    assert Token.objects.get().scopes == ["read", "import"]
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert program.get("/api/v1/desk/imports/").status_code == 200
    assert program.post("/api/v1/desk/imports/", {"refused": True}, format="json").status_code == 201


def test_what_an_upgrade_gives_is_in_the_trail() -> None:
    with_rights("anna", "view_claim")
    list(upgrade("default"))
    assert trail("MembershipEvent")[-1][0] == "linked"
    assert trail("PersonRightEvent")[-1][0] == "unlinked"
