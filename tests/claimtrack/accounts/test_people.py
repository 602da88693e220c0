"""Who is let in with which role: through actions and their page, and nobody raises their own rights."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from claimtrack.accounts import people
from claimtrack.accounts.people import Account
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role, role_held
from tests.admin_forms import fields_of, page, page_of, send, told
from tests.claimtrack.accounts.test_trail import trail
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def administrator() -> User:
    return in_role(Role.ADMINISTRATOR)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def stored(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_the_page_of_a_person_offers_roles_and_no_single_rights(administrator: User, reporter: User) -> None:
    shown = signed_in(administrator).get(page(reporter))
    assert fields_of(shown)["role"] == ["reporter"]
    assert not {"user_permissions", "groups", "is_superuser", "is_staff"} & fields_of(shown).keys()
    for role in Role:
        assert f'<option value="{role}"' in shown.content.decode()


def test_an_administrator_lets_somebody_in_with_a_role_and_gives_another(administrator: User) -> None:
    client = signed_in(administrator)
    new = {"username": "nina", "role": "reporter", "password": "correct horse battery"}
    assert client.post(page_of(User, "add"), new).status_code == 302
    nina = User.objects.get(username="nina")
    assert (role_held(nina), nina.is_staff, nina.is_superuser) == (Role.REPORTER, True, False)
    assert Client().login(username="nina", password="correct horse battery")
    assert send(client, page(nina), role="editor").status_code == 302
    assert role_held(stored(nina)) == Role.EDITOR
    assert trail("MembershipEvent")[-3:] == [("linked", administrator.pk), ("unlinked", administrator.pk),
                                             ("linked", administrator.pk)]  # fmt: skip


def test_an_account_for_a_program_has_no_password(administrator: User) -> None:
    signed_in(administrator).post(page_of(User, "add"), {"username": "feed", "role": "reporter"})
    assert not User.objects.get(username="feed").has_usable_password()


def test_a_first_password_that_is_too_short_is_refused_beside_its_field(administrator: User) -> None:
    answer = signed_in(administrator).post(page_of(User, "add"), {"username": "nina", "password": "short"})
    assert "at least 12 characters" in " ".join(answer.context["adminform"].form.errors["password"])


def test_nobody_gives_themselves_a_role(administrator: User, reporter: User) -> None:
    fields = fields_of(signed_in(administrator).get(page(administrator)))
    signed_in(administrator).post(page(administrator), fields | {"role": "viewer", "is_active": ""})
    assert role_held(stored(administrator)) == Role.ADMINISTRATOR
    assert stored(administrator).is_active
    for role in (Role.VIEWER, None):
        with pytest.raises(NotAllowed, match="another administrator"):
            people.give_role(person=administrator, role=role, by=administrator)
    with pytest.raises(NotAllowed, match="another administrator"):
        people.let_in(person=administrator, active=False, by=administrator)
    with pytest.raises(NotAllowed, match="another administrator"):
        people.remove(person=administrator, by=administrator)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER, Role.EDITOR])
def test_accounts_are_closed_to_everybody_but_administrators(role: Role, administrator: User) -> None:
    someone = in_role(role)
    client = signed_in(someone)
    before = administrator.password
    for row in (someone, administrator):
        assert client.post(page(row), {"username": row.username, "role": "administrator"}).status_code == 403
        password = {"password1": "another horse battery", "password2": "another horse battery"}
        assert client.post(page(row, "password_change"), password).status_code == 403
    assert client.post(page_of(User, "add"), {"username": "me-too", "role": "administrator"}).status_code == 403
    assert client.get(page_of(User)).status_code == 403
    with pytest.raises(NotAllowed):
        people.give_role(person=someone, role=Role.ADMINISTRATOR, by=someone)
    with pytest.raises(NotAllowed):
        people.invite(account=Account(username="me-too"), password=None, role=Role.VIEWER, by=someone)
    assert (role_held(stored(someone)), stored(administrator).password) == (role, before)


def test_a_forged_field_gives_no_right(administrator: User, reporter: User) -> None:
    rights = {"is_superuser": "on", "is_staff": "on", "groups": ["1", "2", "3", "4", "5"], "user_permissions": ["1"]}
    send(signed_in(administrator), page(reporter), **rights)
    assert role_held(stored(reporter)) == Role.REPORTER
    assert not stored(reporter).user_permissions.exists()


def test_nobody_can_sign_in_as_an_administrator_by_setting_password_or_address(administrator: User) -> None:
    other = in_role(Role.ADMINISTRATOR, "other")
    client = signed_in(administrator)
    before = other.password
    refused = client.post(page(other, "password_change"), {"password1": "x" * 20, "password2": "x" * 20})
    assert refused.status_code == 403
    assert "changed by that person alone" in refused.content.decode()
    send(client, page(other), email="mine@example.org", username="mine")
    assert (stored(other).email, stored(other).username, stored(other).password) == ("", "other", before)
    with pytest.raises(NotAllowed, match="that person alone"):
        people.rename(person=other, account=Account(username="other", email="mine@example.org"), by=administrator)
    people.let_in(person=other, active=False, by=administrator)  # nor by way of showing them out
    assert (
        client.post(page(other, "password_change"), {"password1": "x" * 20, "password2": "x" * 20}).status_code == 403
    )


def test_an_administrator_changes_their_own_names_and_password(administrator: User) -> None:
    client = signed_in(administrator)
    assert send(client, page(administrator), email="me@example.org").status_code == 302
    assert stored(administrator).email == "me@example.org"
    # On the page that asks for the old one.
    assert client.get(page(administrator, "password_change"))["Location"] == "/admin/password_change/"


def test_the_password_of_anybody_else_can_be_set(administrator: User, reporter: User) -> None:
    password = {"password1": "another horse battery", "password2": "another horse battery"}
    assert signed_in(administrator).post(page(reporter, "password_change"), password).status_code == 302
    assert stored(reporter).check_password("another horse battery")


def test_an_administrator_takes_anothers_role_and_never_the_last_ones(administrator: User) -> None:
    other = in_role(Role.ADMINISTRATOR, "other")
    people.give_role(person=other, role=Role.EDITOR, by=administrator)
    assert (role_held(stored(other)), stored(other).is_superuser) == (Role.EDITOR, False)
    # Who pressed at the same moment has lost the right when their turn comes.
    with pytest.raises(NotAllowed):
        people.give_role(person=administrator, role=Role.EDITOR, by=other)
    assert User.objects.filter(is_active=True, is_superuser=True).exists()


def test_who_is_shown_out_may_do_nothing_at_once_and_comes_back(administrator: User, reporter: User) -> None:
    client = signed_in(reporter)
    people.let_in(person=reporter, active=False, by=administrator)
    assert client.get("/admin/").status_code == 302
    people.let_in(person=reporter, active=True, by=administrator)
    assert role_held(stored(reporter)) == Role.REPORTER


def test_selected_accounts_are_deleted_by_the_action_that_spares_oneself(administrator: User, reporter: User) -> None:
    client = signed_in(administrator)
    chosen = {"action": "delete_selected", "_selected_action": [reporter.pk, administrator.pk], "post": "yes"}
    assert client.post(page_of(User), chosen).status_code == 403
    assert User.objects.count() == 2
    answer = client.post(page_of(User), chosen | {"_selected_action": [reporter.pk]}, follow=True)
    assert any("deleted" in line for line in told(answer))
    assert not User.objects.filter(pk=reporter.pk).exists()


def test_who_has_worked_at_the_desk_keeps_their_name_and_is_shown_out_instead(
    administrator: User, reporter: User
) -> None:
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=reporter, content_type=kind, object_id="1", object_repr="It", action_flag=CHANGE)
    answer = signed_in(administrator).post(page(reporter, "delete"), {"post": "yes"}, follow=True)
    assert "has worked at the desk" in answer.content.decode()
    assert User.objects.filter(pk=reporter.pk).exists()
    assert LogEntry.objects.filter(user=reporter).exists()


def test_there_is_no_page_that_gives_rights_to_a_group(administrator: User) -> None:
    assert signed_in(administrator).get("/admin/auth/group/").status_code == 404


def test_a_superuser_made_in_the_shell_is_an_administrator() -> None:
    made: Any = apps.get_model("auth", "User")._default_manager.create_superuser("root", "", "correct horse battery")
    assert role_held(made) == Role.ADMINISTRATOR
    assert signed_in(made).get(page_of(User)).status_code == 200
