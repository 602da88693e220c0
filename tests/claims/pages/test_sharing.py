"""What a link to a claim is shown by, and what search engines are told: the standing first, and nobody followed around."""

import io
import re
from datetime import UTC, datetime
from typing import Any
from urllib.robotparser import RobotFileParser

import extruct
import pytest
import trafilatura
from django.contrib.auth.models import User
from django.test import Client
from django.urls import resolve
from lxml import etree
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from claims import writing as actions
from claims.models import Claim
from claims.pages import drawn, sitemaps
from claims.pages.standings import Standing
from claimtrack.api.views import UnknownAddressView
from tests.claims.pages.conftest import STATEMENT, about_a_person, get, judge_publicly, take, text_of
from tests.factories import (
    ClaimFactory,
    DocumentFactory,
    NarrativeFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.public_addresses import public_routes

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


# -- previews -------------------------------------------------------------------------------------


def test_readers_of_previews_find_the_standing_the_address_and_the_picture(
    client: Client, claim: Claim, editor: User
) -> None:
    judge_publicly(claim, by=editor)
    page = text_of(get(client, "/claims/the-port/?lang=en"))
    found = extruct.extract(page, syntaxes=["opengraph", "json-ld"])
    graph = dict(found["opengraph"][0]["properties"])
    assert graph["og:title"] == f"False: “{STATEMENT}”"
    assert graph["og:description"].startswith("False. Claimed by ")
    assert graph["og:url"] == "http://localhost:8000/claims/the-port/"
    assert graph["og:image"] == "http://localhost:8000/claims/the-port/card.png?lang=en"
    assert (graph["og:image:width"], graph["og:image:height"]) == ("1200", "630")
    [review] = found["json-ld"][0]["@graph"]
    assert (review["@type"], review["url"]) == ("ClaimReview", "http://localhost:8000/claims/the-port/")
    read = trafilatura.extract_metadata(page)
    assert (read.title, read.url, read.image) == (graph["og:title"], graph["og:url"], graph["og:image"])
    assert read.description == graph["og:description"]


def test_a_page_leads_programs_to_its_json_its_feeds_and_its_frame(client: Client, claim: Claim) -> None:
    page = text_of(get(client, "/claims/the-port/"))
    types = dict(re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page))
    assert types.keys() == {
        "application/json",
        "application/atom+xml",
        "application/feed+json",
        "application/json+oembed",
    }
    for kind, address in types.items():
        answer = client.get(address.replace("&amp;", "&").removeprefix("http://localhost:8000"))
        assert answer.status_code == 200
        assert answer["Content-Type"].partition(";")[0] == kind.replace("json+oembed", "json")


def test_an_old_edition_is_shared_by_no_picture_and_no_frame(client: Client, claim: Claim, editor: User) -> None:
    Claim.objects.filter(pk=claim.pk).update(statement="The port was leased.")
    actions.publish(claims=[claim], by=editor)
    page = text_of(get(client, "/claims/the-port/?edition=1"))
    assert "og:image" not in page
    assert "oembed" not in page


def test_what_is_under_review_about_a_person_has_no_picture_and_offers_no_frame(client: Client, editor: User) -> None:
    claim = about_a_person(editor)
    page = text_of(get(client, f"/claims/{claim.pk}/"))
    assert "og:image" not in page
    assert "oembed" not in page
    assert "&lt;iframe" not in page
    assert get(client, f"/claims/{claim.pk}/card.png").status_code == 404
    judge_publicly(claim, by=editor)
    assert get(client, "/claims/a-person-stole/card.png").status_code == 200


# -- the picture ----------------------------------------------------------------------------------


def test_the_picture_is_a_png_of_its_size_that_is_shown_elsewhere_for_a_minute(client: Client, claim: Claim) -> None:
    answer = get(client, "/claims/the-port/card.png?lang=en")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/png",
        "public, max-age=60",
    )
    assert not answer.cookies
    assert Image.open(io.BytesIO(answer.content)).size == (drawn.WIDTH, drawn.HEIGHT)
    again = get(client, "/claims/the-port/card.png?lang=en", **{"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("taken", ["retracted", "merged", "withheld", "redacted"])
def test_what_does_not_stand_has_no_picture_and_is_not_in_the_sitemap(
    client: Client, claim: Claim, editor: User, checker: User, taken: str
) -> None:
    held = get(client, "/claims/the-port/card.png")["ETag"]
    take(taken, claim, editor, checker)
    for name in ("the-port", claim.pk):
        answer = get(client, f"/claims/{name}/card.png", **{"If-None-Match": held})
        is_kept_back = name == claim.pk if taken == "redacted" else taken == "withheld"
        assert answer.status_code == (451 if is_kept_back else 404)
        assert not answer["Content-Type"].startswith("image")
        assert answer["Cache-Control"] == "no-store"
    assert not [each for each in entries(client) if "the-port" in each or str(claim.pk) in each]


@pytest.mark.parametrize("statement", ["港口被卖了。", "बंदरगाह बेचा गया।", "The port 🦠 was sold."])
def test_a_script_that_the_fonts_lack_is_left_out_and_never_drawn_as_boxes(
    client: Client, editor: User, statement: str
) -> None:
    claim = ClaimFactory(slug="a-port", statement=statement)
    actions.publish(claims=[claim], by=editor)
    assert "og:image" not in text_of(get(client, "/claims/a-port/"))
    assert get(client, "/claims/a-port/card.png").status_code == 404


def test_a_picture_sets_arabic_from_the_right_in_isolates_and_latin_from_the_left() -> None:
    svg = drawn.as_svg(Standing("خطأ", "false"), "الميناء بيع (2018).", site="Example")
    assert 'x="1140"' in svg
    assert 'text-anchor="end">\u2067الميناء بيع (2018).\u2069</text>' in svg
    assert 'text-anchor="start">\u2066Example\u2069</text>' in svg


def test_a_picture_has_letters_that_are_read_at_a_quarter_of_its_size_and_cuts_what_has_no_room() -> None:
    svg = drawn.as_svg(Standing("mostly false", "mostly_false", "The Institute " * 20), "Wide words " * 80, site="E")
    sizes = [int(size) for size in re.findall(r'font-size="(\d+)"', svg)]
    assert min(sizes[:2]) >= 48
    lines = re.findall(r'y="(\d+)" text-anchor="start">\u2066(.*?)\u2069', svg)
    assert max(int(y) for y, _ in lines) <= drawn.HEIGHT
    assert sum(text.endswith("…") for _, text in lines) == 2
    assert lines[0][1].startswith("Mostly false, says The Institute")


def test_no_text_ends_an_element_of_the_picture_or_asks_for_anything() -> None:
    hostile = '</text><image href="file:///etc/passwd"/>&"\'' + "\u0301" * 5_000
    svg = drawn.as_svg(Standing("true", "true", hostile), hostile, site=hostile)
    assert {etree.QName(each).localname for each in etree.fromstring(svg.encode()).iter()} == {
        "svg",
        "g",
        "rect",
        "text",
    }
    assert len(svg) < 10_000
    assert drawn.drawn(Standing("true", "true", hostile), hostile, site=hostile).startswith(b"\x89PNG")


# -- the sitemap ----------------------------------------------------------------------------------


def entries(client: Client, path: str = "/sitemap.xml") -> dict[str, str]:
    """Addresses and when they changed; fails for what sitemaps.org does not allow."""
    answer: Any = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    body = b"".join(answer.streaming_content)
    assert len(body) <= 50 << 20
    root = etree.fromstring(body)
    assert root.tag in {f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex"}
    found = {}
    for each in root:
        assert each.tag == root.tag.replace("urlset", "url").replace("sitemapindex", "sitemap")
        address, changed = each.findtext(f"{SITEMAP}loc"), each.findtext(f"{SITEMAP}lastmod", "")
        assert address.startswith("http://localhost:8000/")
        assert len(address) < 2_048
        assert changed == "" or datetime.fromisoformat(changed).tzinfo == UTC
        found[address.removeprefix("http://localhost:8000")] = changed
    assert 0 < len(found) == len(root) <= 50_000
    return found


def test_the_sitemap_names_the_pages_of_what_is_published_and_each_answers(
    client: Client, claim: Claim, editor: User
) -> None:
    narrative = NarrativeFactory(slug="sell-off")
    actions.publish(narratives=[narrative], claims=[], by=editor)
    ClaimFactory(slug="a-draft")
    found = entries(client)
    assert {"/claims/the-port/", "/narratives/sell-off/"} < found.keys()
    assert any(each.startswith("/sources/") for each in found)
    assert "/claims/a-draft/" not in found
    assert {get(client, each).status_code for each in found} == {200}


def test_the_sitemap_leaves_out_who_is_under_review_until_somebody_has_judged(client: Client, editor: User) -> None:
    claim = about_a_person(editor)
    place = ClaimFactory(slug="about-a-place")
    place.about.add(SubjectFactory(kind="place"))
    actions.publish(claims=[place], by=editor)
    found = entries(client)
    assert "/claims/about-a-place/" in found
    assert not [each for each in found if "a-person-stole" in each or str(claim.pk) in each]
    judge_publicly(claim, by=editor)
    assert "/claims/a-person-stole/" in entries(client)


def test_beyond_what_a_file_may_hold_the_sitemap_is_an_index_of_files_that_hold_it(
    client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.publish(claims=[ClaimFactory(slug=f"claim-{number}") for number in range(5)], by=editor)
    whole = entries(client)
    monkeypatch.setattr(sitemaps, "MOST", 2)
    monkeypatch.setattr(sitemaps, "BATCH", 1)
    files = entries(client)
    assert len(files) == -(-len(whole) // 2)
    parts = [entries(client, each) for each in files]
    assert {address: changed for part in parts for address, changed in part.items()} == whole
    assert sum(map(len, parts)) == len(whole)


def test_a_batch_of_the_sitemap_is_read_by_few_questions(
    claim: Claim, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        made = ClaimFactory(slug=f"claim-{number}")
        made.about.add(SubjectFactory(kind="person"))
        actions.publish(claims=[made], by=editor)
    with django_assert_num_queries(3):  # the heads, who of them is under review, and whom that is about
        list(sitemaps.pages(sitemaps.FIRST, using="default"))


# -- what crawlers and others look for --------------------------------------------------------------


def test_crawlers_read_pages_and_neither_the_desk_nor_the_api(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    for allowed in ("/", "/claims/the-port/", "/claims/the-port/card.png", "/sitemap.xml", "/api/oembed/?url=x"):
        assert rules.can_fetch("Anybot", allowed)
    for kept in ("/admin/", "/api/v1/desk/claims/", "/api/v1/claims/the-port/dossier.html"):
        assert not rules.can_fetch("Anybot", kept)
    assert rules.site_maps() == ["http://localhost:8000/sitemap.xml"]


def test_whom_to_tell_of_a_hole_stands_where_it_is_looked_for_and_expires_within_a_year(
    client: Client, settings: Settings
) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    assert [value for name, value in lines if name == "Contact"] == settings.SECURITY_CONTACT
    [expires] = [datetime.fromisoformat(value) for name, value in lines if name == "Expires"]
    assert 170 < (expires - datetime.now(UTC)).days < 365
    assert ["Canonical", "http://localhost:8000/.well-known/security.txt"] in lines


def test_where_nobody_is_named_there_is_no_such_file(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


def test_what_there_is_is_listed_and_every_address_answers(client: Client) -> None:
    listed = {each["address"] for each in client.get("/api/v1/").json()["resources"]}
    lists = {str(route) for route in public_routes() if "<" not in str(route)}
    own = {each for each in lists if not re.search(r"count/$|(export|dossier)\.|^reconcile.", each)}
    assert {f"/api/v1/{each}" for each in own} - listed <= {"/api/v1/", "/api/v1/reconcile"}
    assert {"/api/v1/reconcile/", "/mcp"} <= listed
    for address in listed:
        assert getattr(resolve(address).func, "cls", None) is not UnknownAddressView, address


def test_exports_lead_people_to_the_page_by_an_id_where_words_could_accuse(
    client: Client, claim: Claim, editor: User
) -> None:
    guarded = about_a_person(editor)
    rows = client.get("/api/v1/claims/export.csv")
    table = b"".join(rows.streaming_content).decode()  # type: ignore[attr-defined]
    assert "http://localhost:8000/claims/the-port/" in table
    assert f"http://localhost:8000/claims/{guarded.pk}/" in table
    links = [each["url"] for each in client.get("/api/v1/claims/export.feed.json").json()["items"]]
    assert {"http://localhost:8000/claims/the-port/", f"http://localhost:8000/claims/{guarded.pk}/"} <= set(links)


def test_a_verdict_of_others_names_its_judge_in_the_picture(client: Client, claim: Claim, editor: User) -> None:
    judge = SourceFactory(name="Example Facts")
    judge_publicly(claim, by=editor, source=judge, document=DocumentFactory(publisher=judge))
    svg = drawn.as_svg(Standing("false", "false", "Example Facts"), STATEMENT, site="E")
    assert svg.index("False, says Example") < svg.index("The port was")
    page = text_of(get(client, "/claims/the-port/"))
    assert f'<meta property="og:image:alt" content="False, says Example Facts: “{STATEMENT}”">' in page
