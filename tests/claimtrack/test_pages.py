"""What every visitor meets first."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_browsers_find_an_icon_on_the_pages_and_where_they_look_by_themselves(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert "max-age" in answer["Cache-Control"]
    for address in ("/", "/admin/login/"):
        assert f'href="{answer["Location"]}"' in client.get(address).content.decode()
    assert finders.find(answer["Location"].removeprefix("/static/"))
