"""Who may do what at the desk has an audit trail, which keeps no secret."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from pghistory.models import Event

from claims.imports.models import RatingLabel
from claimtrack.accounts.models import Token
from claimtrack.accounts.people import give_role
from claimtrack.accounts.roles import Role
from claimtrack.editions.roots import audited


def trail(name: str, *, app: str = "accounts") -> list[tuple[Any, ...]]:
    """What happened, and which user the context names."""
    events = apps.get_model(app, name)._default_manager.order_by("pgh_id").select_related("pgh_context")
    return [(event.pgh_label, event.pgh_context and event.pgh_context.metadata.get("user")) for event in events]


def test_rights_that_an_administrator_gives_are_noted_as_theirs(desk: Client, editor: User, reporter: User) -> None:
    before = len(trail("MembershipEvent"))
    give_role(person=reporter, role=Role.CHECKER, by=editor)
    assert trail("MembershipEvent")[before:] == [("unlinked", editor.pk), ("linked", editor.pk)]
    response = desk.post(f"/admin/auth/user/{reporter.pk}/delete/", {"post": "yes"})
    assert response.status_code == 302
    assert trail("PersonEvent")[-1] == ("delete", editor.pk)


def test_who_becomes_an_administrator_is_noted_and_who_signs_in_is_not(editor: User, reporter: User) -> None:
    before = len(trail("PersonEvent"))
    Client().force_login(reporter)
    reporter.set_password("another horse battery")
    reporter.save()
    assert len(trail("PersonEvent")) == before
    with audited(editor):
        User.objects.filter(pk=reporter.pk).update(is_superuser=True)
    assert trail("PersonEvent")[before:] == [("update", editor.pk)]


def test_tokens_are_noted_as_they_come_and_go(editor: User) -> None:
    Token.objects.create(editor, expiry=timedelta(days=1), name="feed", scopes=["read"])  # type: ignore[no-untyped-call]  # knox has no types
    Token.objects.all().delete()
    assert [label for label, _ in trail("IssuedTokenEvent")] == ["insert", "delete"]


@pytest.mark.django_db
def test_how_labels_are_read_is_noted() -> None:
    before = len(trail("RatingLabelEvent", app="claims"))
    RatingLabel.objects.create(host="fact.example", label="Untrue", key="untrue", verdict="false")
    RatingLabel.objects.filter(host="fact.example").update(verdict="misleading")
    assert [label for label, _ in trail("RatingLabelEvent", app="claims")[before:]] == ["insert", "update"]


def test_no_trail_keeps_a_secret() -> None:
    columns = {field.column for model in apps.get_models() if issubclass(model, Event) for field in model._meta.fields}
    assert columns & {"password", "digest", "last_login"} == set()
