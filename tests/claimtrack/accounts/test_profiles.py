"""What an account is besides a sign-in."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from claimtrack.accounts.models import Profile, is_program

pytestmark = pytest.mark.django_db


def test_every_account_has_a_pseudonym_however_it_was_made() -> None:
    made = User.objects.create_user("ana"), *User.objects.bulk_create([User(username="ben")])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email, is_staff, "
            "is_active, date_joined) VALUES ('cora', '', false, '', '', '', true, true, now())"
        )
    assert Profile.objects.filter(person__username__in=["ana", "ben", "cora"]).count() == 3
    assert len({person.profile.pseudonym for person in made}) == 2


def test_an_account_is_a_persons_until_somebody_says_that_it_is_a_programs() -> None:
    person = User.objects.create_user("ana")
    assert not is_program(person)
    Profile.objects.filter(person=person).update(is_program=True)
    assert is_program(person)
