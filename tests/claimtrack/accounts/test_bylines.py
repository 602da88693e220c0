"""A byline is its person's: they choose it, and they, or an administrator where they cannot, take it away."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from claimtrack.accounts import bylines, people
from claimtrack.accounts.models import Profile
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Byline
from tests.people import in_role, staff

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

NAME = "Ysolde Quill"


def test_nobody_has_one_until_they_choose_it(reporter: User) -> None:
    assert bylines.byline_of(reporter) is None
    bylines.choose(name=f" {NAME} ", by=reporter)
    assert str(bylines.byline_of(reporter)) == NAME


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_nobody_withdraws_anothers_but_an_administrator(reporter: User, role: Role, editor: User) -> None:
    bylines.choose(name=NAME, by=reporter)
    with pytest.raises(NotAllowed):
        bylines.withdraw(person=reporter, by=in_role(role, "somebody"))
    bylines.withdraw(person=reporter, by=editor)
    assert bylines.byline_of(reporter) is None


def test_a_program_and_an_account_without_a_role_have_none(reporter: User) -> None:
    with pytest.raises(NotAllowed):
        bylines.choose(name=NAME, by=staff("nobody"))
    Profile.objects.filter(person=reporter).update(is_program=True)
    with pytest.raises(ValidationError, match="A program has no byline"):
        bylines.choose(name=NAME, by=reporter)


@pytest.mark.parametrize("name", ["", "  ", "x" * 151])
def test_a_name_is_a_name(reporter: User, name: str) -> None:
    bylines.choose(name=NAME, by=reporter)
    with pytest.raises(ValidationError):
        bylines.choose(name=name, by=reporter)
    assert str(bylines.byline_of(reporter)) == NAME


def test_an_account_that_is_deleted_leaves_no_name(reporter: User, editor: User) -> None:
    bylines.choose(name=NAME, by=reporter)
    people.remove(person=reporter, by=editor)
    assert not Byline.objects.exists()


def test_the_trail_has_who_chose_and_withdrew_and_not_the_name(reporter: User) -> None:
    bylines.choose(name=NAME, by=reporter)
    bylines.withdraw(person=reporter, by=reporter)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, metadata ->> 'user', event::text FROM editions_bylineevent AS event"
            " JOIN pghistory_context AS context ON context.id = pgh_context_id ORDER BY pgh_id"
        )
        rows = cursor.fetchall()
    assert [(label, user) for label, user, _ in rows] == [("insert", str(reporter.pk)), ("delete", str(reporter.pk))]
    assert NAME not in str(rows)


# -- the page -------------------------------------------------------------------------------------


@pytest.fixture
def page(reporter: User) -> Client:
    client = Client()
    client.force_login(reporter)
    return client


def test_a_person_chooses_and_withdraws_it_on_a_page_of_their_own(page: Client, reporter: User) -> None:
    assert "No name is public." in page.get("/admin/byline/").content.decode()
    assert "Readers see the name" in page.post("/admin/byline/", {"name": NAME}, follow=True).content.decode()
    assert str(bylines.byline_of(reporter)) == NAME
    assert NAME in page.get("/admin/byline/").content.decode()
    page.post("/admin/byline/", {"withdraw": "1"})
    assert bylines.byline_of(reporter) is None


def test_what_is_no_name_is_refused_where_it_was_typed(page: Client, reporter: User) -> None:
    assert "This field is required" in page.post("/admin/byline/", {"name": " "}).content.decode()
    assert bylines.byline_of(reporter) is None


def test_the_page_of_another_is_an_administrators_who_chooses_nothing(
    page: Client, desk: Client, reporter: User, editor: User
) -> None:
    bylines.choose(name=NAME, by=reporter)
    assert page.get(f"/admin/byline/{editor.pk}/").status_code == 403
    address = f"/admin/byline/{reporter.pk}/"
    assert NAME in desk.get(address).content.decode()
    desk.post(address, {"name": "Somebody Else"})
    assert str(bylines.byline_of(reporter)) == NAME
    desk.post(address, {"withdraw": "1"})
    assert bylines.byline_of(reporter) is None


def test_the_page_of_an_account_says_whether_it_has_one(desk: Client, reporter: User) -> None:
    bylines.choose(name=NAME, by=reporter)
    shown = desk.get(f"/admin/auth/user/{reporter.pk}/change/").content.decode()
    assert f'<a href="/admin/byline/{reporter.pk}/">{NAME}</a>' in shown
