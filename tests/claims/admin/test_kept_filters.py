"""Filters of lists kept under a name: one's own, and those shared with everybody."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from claimtrack.models import KeptFilter
from sources.models import Source
from tests.admin_forms import page_of, told

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def keep(client: Client, name: str, query: str, **fields: str) -> str:
    """Returns where it leads to, with what was told."""
    posted = {"page": "claims.claim", "name": name, "query": query} | fields
    response = client.post(reverse("keep_filter"), posted, follow=True)
    return " ".join([response.request["QUERY_STRING"], *told(response)])


def names(client: Client, address: str = "") -> list[str]:
    response = client.get(address or page_of(Claim))
    return [kept.name for kept in response.context["kept"]()]


@pytest.fixture
def colleague(reporter: User) -> Client:
    """Somebody else on the desk, who may look at claims."""
    client = Client()
    client.force_login(reporter)
    return client


def test_a_kept_filter_is_a_plain_link_above_its_list_and_on_no_other(desk: Client) -> None:
    assert keep(desk, "Ports", "stage=draft&q=port&p=3") == "stage=draft&q=port"
    shown = desk.get(page_of(Claim), {"stage": "draft", "q": "port"}).content.decode()
    assert '<a href="?stage=draft&amp;q=port" aria-current="true">Ports' in shown
    assert names(desk, page_of(Source)) == []


def test_the_same_name_is_one_filter_and_nothing_is_kept_that_filters_nothing(desk: Client) -> None:
    keep(desk, "Ports", "q=port")
    keep(desk, "Ports", "q=harbour")
    assert KeptFilter.objects.get().query == "q=harbour"
    assert "once something is filtered" in keep(desk, "All", "p=2")
    assert "up to 60 letters" in keep(desk, "N" * 61, "q=port")
    assert names(desk) == ["Ports"]


def test_others_find_what_is_shared_and_nothing_else(desk: Client, colleague: Client) -> None:
    keep(desk, "Mine", "q=mine")
    keep(desk, "Ours", "q=ours", shared="on")
    assert names(colleague) == ["Ours"]
    assert "of editor" in colleague.get(page_of(Claim)).content.decode()
    keep(colleague, "Theirs", "q=theirs")
    assert names(desk) == ["Mine", "Ours"]


def test_a_filter_is_forgotten_by_its_owner_or_an_administrator(desk: Client, colleague: Client) -> None:
    keep(desk, "Ours", "q=ours", shared="on")
    keep(colleague, "Theirs", "q=theirs", shared="on")
    ours, theirs = KeptFilter.objects.order_by("name")
    assert colleague.post(reverse("forget_filter", args=[ours.pk])).status_code == 403
    assert colleague.post(reverse("forget_filter", args=[theirs.pk])).status_code == 302
    assert desk.post(reverse("forget_filter", args=[ours.pk]), {"query": "q=ours"}).url.endswith("?q=ours")  # type: ignore[attr-defined]  # a redirect has one
    assert not KeptFilter.objects.exists()


def test_filters_of_lists_that_one_may_not_see_are_not_kept(colleague: Client) -> None:
    for page in ("auth.user", "claims.importrun", "auth.permission", "no.such", "nothing"):
        posted = {"page": page, "name": "A name", "query": "q=x"}
        assert colleague.post(reverse("keep_filter"), posted).status_code == 403
    assert colleague.get(reverse("keep_filter")).status_code == 405
