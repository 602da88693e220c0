"""A claim in the pages of others: corrected where the claim is, never without its standing, and gone when it is gone."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import micawber
import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from tests.claims.pages.conftest import HOSTILE, STATEMENT, about_a_person, get, judge_publicly, take, text_of
from tests.factories import AppearanceFactory, ClaimFactory, DocumentFactory, SourceFactory

pytestmark = pytest.mark.django_db

OURS = "http://localhost:8000"
PAGE = f"{OURS}/claims/the-port/"


@pytest.fixture
def claim(editor: User) -> Claim:
    made: Claim = ClaimFactory(slug="the-port", statement=STATEMENT)
    document = DocumentFactory(
        title="Port gone", url="https://example.org/port-gone", publisher=SourceFactory(name="The Daily Example")
    )
    AppearanceFactory(claim=made, document=document, quote="They have sold our port.")
    actions.publish(claims=[made], by=editor)
    return made


def oembed(client: Client, url: str = PAGE, **parameters: Any) -> Any:
    return client.get("/api/oembed/?" + urlencode({"url": url, **parameters}))


# -- the frame ------------------------------------------------------------------------------------


def test_any_page_may_frame_it_and_it_runs_nothing_sets_nothing_and_is_small(client: Client, claim: Claim) -> None:
    answer = get(client, "/embed/claims/the-port/")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    page = text_of(answer)
    assert "<script" not in page
    style = Path(str(finders.find("claimtrack/embed.css")))
    assert len(answer.content) + style.stat().st_size < 30_000
    assert PAGE in page


def test_pages_themselves_are_framed_by_nobody(client: Client, claim: Claim) -> None:
    answer = get(client, "/claims/the-port/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_it_shows_what_stands_now_with_the_standing_first(client: Client, claim: Claim, editor: User) -> None:
    page = text_of(get(client, "/embed/claims/the-port/"))
    assert page.index("Not judged yet") < page.index(STATEMENT)
    judge = SourceFactory(name="Example Facts")
    judge_publicly(claim, by=editor, source=judge, document=DocumentFactory(publisher=judge))
    page = text_of(get(client, "/embed/claims/the-port/"))
    assert page.index("False, says Example Facts") < page.index(STATEMENT)


def test_it_is_kept_elsewhere_for_no_longer_than_a_minute_and_304_until_the_record_moves(
    client: Client, claim: Claim, editor: User
) -> None:
    answer = get(client, "/embed/claims/the-port/")
    assert answer["Cache-Control"] == "public, max-age=60"
    held = {"If-None-Match": answer["ETag"]}
    assert get(client, "/embed/claims/the-port/", **held).status_code == 304
    actions.retract(claim=claim, by=editor, reason="It named the wrong port.")
    assert get(client, "/embed/claims/the-port/", **held).status_code == 410


@pytest.mark.parametrize(
    ("taken", "status", "says", "handed_out"),
    [
        ("retracted", 410, "was withdrawn", 404),
        ("merged", 410, "is continued by another claim", 404),
        ("withheld", 451, "nothing to be shown", 401),
        ("redacted", 451, "nothing to be shown", 401),
    ],
)
def test_of_what_does_not_stand_it_says_so_neutrally_and_any_page_may_still_frame_it(
    client: Client, claim: Claim, editor: User, checker: User, taken: str, status: int, says: str, handed_out: int
) -> None:
    take(taken, claim, editor, checker)
    answer = get(client, f"/embed/claims/{claim.pk}/")
    assert answer.status_code == status
    page = text_of(answer)
    assert says in page
    assert STATEMENT not in page
    assert "the-port" not in page
    assert answer["Cache-Control"] in {"no-cache", "no-store"}
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    asked = oembed(client, f"{OURS}/claims/{claim.pk}/")
    assert asked.status_code == handed_out
    assert STATEMENT not in asked.content.decode()
    assert ("WWW-Authenticate" in asked) == (handed_out == 401)


def test_a_draft_and_what_never_was_are_the_same_to_who_frames_them(client: Client, db: None) -> None:
    ClaimFactory(slug="a-draft", statement="A draft says this.")
    answers = [get(client, f"/embed/claims/{name}/") for name in ("a-draft", "never-was")]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_it_cites_an_appearance_and_leads_nobody_to_it(client: Client, claim: Claim) -> None:
    appearance = claim.appearances.get(document__title="Port gone")
    page = text_of(get(client, f"/embed/claims/the-port/?appearance={appearance.pk}"))
    assert "They have sold our port." in page
    assert "Port gone" in page
    assert "The Daily Example" in page
    assert "example.org" not in page
    assert page.index("Not judged yet") < page.index("They have sold our port.")
    assert re.findall(r'href="(http[^"]+)"', page) == [PAGE, PAGE]


def test_an_appearance_that_is_no_part_of_the_claim_any_more_is_said_to_be_gone(client: Client, claim: Claim) -> None:
    page = text_of(get(client, f"/embed/claims/the-port/?appearance={claim.pk}"))
    assert "What was cited here is not part of this claim any more." in page
    assert STATEMENT in page


def test_it_speaks_the_language_that_its_address_names(client: Client, claim: Claim) -> None:
    page = text_of(get(client, "/embed/claims/the-port/?lang=ar"))
    assert '<html lang="ar" dir="rtl">' in page
    assert f'<p class="statement" lang="en" dir="ltr">{STATEMENT}</p>' in page


def test_no_text_of_the_record_ends_an_element_of_the_frame(client: Client, editor: User) -> None:
    source = SourceFactory(name=HOSTILE)
    made = ClaimFactory(slug="hostile", statement=HOSTILE)
    appearance = AppearanceFactory(claim=made, speaker=source, quote=HOSTILE, document=DocumentFactory(title=HOSTILE))
    actions.publish(claims=[made], by=editor)
    page = text_of(get(client, f"/embed/claims/hostile/?appearance={appearance.pk}"))
    assert "<img" not in page
    assert "<script" not in page
    html = oembed(client, f"{OURS}/claims/hostile/").json()["html"]
    assert html.count("<") == 2
    assert re.fullmatch(r'<iframe( [a-z]+="[^"<>]*")+></iframe>', html)


# -- oEmbed ---------------------------------------------------------------------------------------


def test_a_consumer_gets_the_frame_by_the_address_of_the_page(client: Client, claim: Claim) -> None:
    answer = oembed(client)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    document = answer.json()
    assert (document["version"], document["type"]) == ("1.0", "rich")
    assert document["title"] == f"Not judged yet: “{STATEMENT}”"
    assert document["cache_age"] <= 60
    assert f'src="{OURS}/embed/claims/the-port/"' in document["html"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in document["html"]
    assert f'width="{document["width"]}" height="{document["height"]}"' in document["html"]
    assert (document["thumbnail_width"], document["thumbnail_height"]) == (1200, 630)


def test_an_independent_consumer_finds_the_frame_by_what_the_page_says_of_itself(client: Client, claim: Claim) -> None:
    page = text_of(get(client, "/claims/the-port/"))
    [link] = re.findall(r'type="application/json\+oembed" href="([^"]+)"', page)
    [url] = parse_qs(urlsplit(link).query)["url"]

    class OverTheTestClient(micawber.Provider):  # type: ignore[misc]  # micawber has no types
        def fetch(self, address: str) -> Any:
            return client.get(address.removeprefix(OURS)).content.decode()

    registry = micawber.ProviderRegistry()
    registry.register(rf"{OURS}/claims/\S+", OverTheTestClient(link.partition("?")[0]))
    found = registry.request(url, maxwidth=400)
    assert (found["type"], found["width"]) == ("rich", 400)
    shown = micawber.parse_text(f"Look:\n\n{PAGE}\n", registry)
    assert f'<iframe src="{OURS}/embed/claims/the-port/"' in shown


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"format": "json"}, 200),
        ({"format": "xml"}, 501),
        ({"maxwidth": "0"}, 400),
        ({"maxwidth": "wide"}, 400),
        ({"url": ""}, 400),
        ({"url": "https://elsewhere.example/claims/the-port/"}, 404),
        ({"url": f"{OURS}/claims/"}, 404),
        ({"url": f"{OURS}/sources/anybody/"}, 404),
        ({"url": f"{OURS}/claims/a-draft/"}, 404),
        ({"url": "http://[/claims/the-port/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": f"{OURS}/claims/%00/"}, 404),
        ({"dnt": "1", "for": "a-cms"}, 200),
        ({"url": f"{OURS}/claims/the-port"}, 200),
    ],
)
def test_refusals_have_the_statuses_of_the_specification(
    client: Client, claim: Claim, parameters: dict[str, str], status: int
) -> None:
    ClaimFactory(slug="a-draft")
    answer = oembed(client, **parameters)
    assert answer.status_code == status, answer.content
    assert STATEMENT not in answer.content.decode() or status == 200


@pytest.mark.parametrize(
    ("most", "kept"), [((300, 200), (300, 200)), ((100_000, 100_000), (560, 240)), ((10, 1), (10, 1))]
)
def test_the_frame_is_no_larger_than_the_consumer_has_room(
    client: Client, claim: Claim, most: tuple[int, int], kept: tuple[int, int]
) -> None:
    document = oembed(client, maxwidth=most[0], maxheight=most[1]).json()
    assert (document["width"], document["height"]) == kept
    assert ("thumbnail_url" in document) == (most[0] >= 1200)


def test_the_language_and_the_appearance_of_the_address_go_along(client: Client, claim: Claim) -> None:
    appearance = claim.appearances.get(document__title="Port gone")
    document = oembed(client, f"{PAGE}?lang=fr#a-{appearance.pk}").json()
    assert f'/embed/claims/the-port/?appearance={appearance.pk}&amp;lang=fr"' in document["html"]


def test_who_is_under_review_is_carried_into_no_frame(client: Client, editor: User) -> None:
    claim = about_a_person(editor)
    assert oembed(client, f"{OURS}/claims/a-person-stole/").status_code == 404
    for name in ("a-person-stole", str(claim.pk)):
        answer = client.get(f"/embed/claims/{name}/")
        assert answer.status_code == 404
        assert claim.statement not in answer.content.decode()
