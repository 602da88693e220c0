"""Saved searches on the pages of the desk: made, tried without being kept, changed, deleted, and told on the bell."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import writing as actions
from claims.writing.searches import keeping, looking
from claims.writing.searches.models import SavedSearch
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Entry
from tests.admin_forms import page, page_of
from tests.factories import ClaimFactory, TopicFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering, pytest.mark.usefixtures("one_pair_of_eyes")]

ADD = {"name": "Harbours", "query": "q=harbour", "mail": ""}


@pytest.fixture
def ida() -> User:
    return in_role(Role.VIEWER, "ida")


@pytest.fixture
def pages(ida: User) -> Client:
    client = Client()
    client.force_login(ida)
    return client


@pytest.fixture
def published(editor: User) -> Any:
    claim = ClaimFactory(statement="The <b>harbours</b> were sold.")
    claim.topics.add(TopicFactory(slug="ports"))
    actions.publish(claims=[claim], by=editor)
    return claim


def test_a_search_is_tried_before_it_is_kept_and_then_kept(pages: Client, published: Any) -> None:
    tried = pages.post(page_of(SavedSearch, "add"), {**ADD, "_try": "1"})
    shown = tried.content.decode()
    assert "It finds 1 now" in shown
    assert "Not judged yet: “The &lt;b&gt;harbours&lt;/b&gt; were sold.”" in shown
    assert "/api/v1/claims/export.atom?q=harbour" in shown
    assert not SavedSearch.objects.exists()
    kept = pages.post(page_of(SavedSearch, "add"), ADD, follow=True)
    assert kept.status_code == 200
    search = SavedSearch.objects.get()
    assert (search.name, search.query) == ("Harbours", "q=harbour")
    assert "It finds 1 now" in pages.get(page(search)).content.decode()
    listed = pages.get(page_of(SavedSearch)).content.decode()
    assert "words: harbour" in listed


def test_a_webhook_of_exactly_this_is_one_link_away_for_whoever_may_make_one(
    pages: Client, ida: User, desk: Client, editor: User
) -> None:
    own, mine = (
        keeping.save_search(name="Mine", query="verdict=false&q=gas", mail=None, by=by) for by in (editor, ida)
    )
    [link] = re.findall(r'href="([^"]*webhook/add/[^"]*)"', desk.get(page(own)).content.decode())
    assert 'value="q=gas&amp;verdict=false"' in desk.get(unescape(link)).content.decode()
    assert "webhook/add/" not in pages.get(page(mine)).content.decode()


def test_faults_stand_beside_the_query_and_nothing_is_kept(pages: Client) -> None:
    shown = pages.post(page_of(SavedSearch, "add"), {**ADD, "query": "verdict=fals&q="}).content.decode()
    assert "verdict: ‘fals’ is not accepted. Nearest: false." in shown
    assert "q: The value is empty" in shown
    assert "finds" not in shown.partition("<form")[2].partition("It finds")[1]
    assert not SavedSearch.objects.exists()


def test_it_is_changed_and_deleted_on_its_page_by_its_person_alone(pages: Client, ida: User, desk: Client) -> None:
    search = keeping.save_search(name="Mine", query="verdict=false", mail=None, by=ida)
    pages.post(page(search), {"name": "Mine", "query": "verdict=true", "mail": "digest"})
    search.refresh_from_db()
    assert (search.query, search.mail) == ("verdict=true", "digest")
    assert desk.get(page(search)).status_code in {302, 403, 404}
    assert "Mine" not in desk.get(page_of(SavedSearch)).content.decode()
    desk.post(page(search, "delete"), {"post": "yes"})
    assert SavedSearch.objects.exists()
    pages.post(page(search, "delete"), {"post": "yes"})
    assert not SavedSearch.objects.exists()


def test_the_bell_and_the_page_say_that_a_search_lapsed_and_the_list_is_no_error(
    pages: Client, ida: User, editor: User, published: Any
) -> None:
    search = keeping.save_search(name="Ports", query="topic=ports", mail=None, by=ida)
    keeping.save_search(name="All", query="", mail=None, by=ida)
    Entry.objects.filter(kind="topic").delete()
    actions.publish(claims=[ClaimFactory(statement="It is so.")], by=editor)
    looking.look()
    bell = pages.get(reverse("notices")).content.decode()
    assert "A saved search finds nothing any more: “Ports”" in bell
    assert "Saved search “All”, found from now on: Not judged yet: “It is so.”" in bell
    assert "Matched: it asks for every claim." in bell
    assert "until you change it" in pages.get(page(search)).content.decode()
    assert pages.get(page_of(SavedSearch)).status_code == 200
