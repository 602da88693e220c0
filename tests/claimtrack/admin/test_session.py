"""What a page asks before it sends what was typed."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db


def test_whoever_signs_in_again_gets_the_token_that_a_kept_form_is_sent_with(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    token = client.get("/admin/session/").json()["token"]
    client.cookies.clear()
    refused = client.get("/admin/session/")
    assert (refused.status_code, refused.json()) == (403, {})
    assert "no-store" in refused["Cache-Control"]
    client.force_login(editor)
    address, posted = "/admin/claims/topic/add/", {"name": "Libya", "slug": "libya"}
    assert client.post(address, posted | {"csrfmiddlewaretoken": token}).status_code == 403
    token = client.get("/admin/session/").json()["token"]
    assert client.post(address, posted | {"csrfmiddlewaretoken": token}).status_code == 302


def test_an_account_without_a_desk_is_not_signed_in_there(editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(is_staff=False)
    client = Client()
    client.force_login(editor)
    assert client.get("/admin/session/").status_code == 403
