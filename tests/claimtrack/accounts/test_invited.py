"""Whom single sign-on lets in: the one account that has a verified address, until the provider's name for it is known."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client

from claimtrack.accounts.invited import forget_sign_on, invited
from claimtrack.accounts.models import Profile, Session
from claimtrack.accounts.rights import NotAllowed
from tests.claimtrack.accounts.test_trail import trail

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def person(reporter: User) -> User:
    reporter.email = "Rita@example.org"
    reporter.save()
    return reporter


def test_one_active_account_with_the_address_in_whatever_case(person: User) -> None:
    assert invited(["rita@example.org"]) == person
    assert invited(["", "nobody@example.org"]) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_nobody_who_was_shown_out_or_is_not_of_the_desk(person: User, change: dict[str, bool]) -> None:
    User.objects.filter(pk=person.pk).update(**change)
    assert invited(["rita@example.org"]) is None


def test_no_program_and_none_of_several(person: User, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(email="rita@example.org")
    assert invited(["rita@example.org"]) is None
    User.objects.filter(pk=editor.pk).update(email="")
    Profile.objects.filter(person=person).update(is_program=True)
    assert invited(["rita@example.org"]) is None


def test_whose_name_is_known_is_joined_to_no_other_until_an_administrator_forgets_it(
    person: User, editor: User, checker: User
) -> None:
    SocialAccount.objects.create(user=person, provider="sso", uid="r-1")
    Client().force_login(person)
    assert invited(["rita@example.org"]) is None
    desk = Client()
    desk.force_login(editor)
    assert desk.post(f"/admin/auth/user/{person.pk}/forget-sign-on/").status_code == 302
    assert invited(["rita@example.org"]) == person
    assert not Session.objects.filter(person_id=person.pk).exists()
    assert trail("SignOnEvent")[-1] == ("unlinked", editor.pk)
    with pytest.raises(NotAllowed, match="by that person alone"):
        forget_sign_on(person=checker, by=editor)
