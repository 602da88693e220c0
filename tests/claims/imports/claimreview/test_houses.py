"""Who publishes a review: the house, never the journalist."""

from typing import Any

import pytest

from claims.imports.claimreview import notes
from tests.markup import markup, one

HOUSE = {"@type": "Organization", "name": "Harbour Checks", "url": "https://checks.example.org/"}
ABROAD = {"@type": "Organization", "name": "Desk Abroad", "url": "https://abroad.example/"}
JO = {"@type": "Person", "name": "Jo Ink"}


@pytest.mark.parametrize(
    ("members", "house", "authors"),
    [
        ({"author": "Jo Ink"}, "checks.example.org", ("Jo Ink",)),
        ({"author": "Hecks"}, "checks.example.org", ("Hecks",)),
        ({"author": "Jo Ink", "publisher": "Harbour Checks"}, "Harbour Checks", ("Jo Ink",)),
        ({"author": JO | {"worksFor": HOUSE}}, "Harbour Checks", ("Jo Ink",)),
        ({"author": JO | {"affiliation": "Harbour Checks"}}, "Harbour Checks", ("Jo Ink",)),
        ({"author": JO | {"worksFor": HOUSE}, "publisher": "Checks"}, "Checks", ("Jo Ink",)),
        ({"author": JO, "publisher": JO}, "checks.example.org", ("Jo Ink",)),
        ({"author": None, "publisher": JO | {"worksFor": "Harbour Checks"}}, "Harbour Checks", ("Jo Ink",)),
        ({"author": {"@type": ["Organization", "Person"], "name": "Harbour Checks"}}, "Harbour Checks", ()),
        (
            {"author": {"@type": ["Organization", "Person"], "name": "Jo Ink", "worksFor": "Harbour Checks"}},
            "Harbour Checks",
            ("Jo Ink",),
        ),
        ({"author": JO, "sourceOrganization": HOUSE}, "Harbour Checks", ("Jo Ink",)),
        ({"author": [HOUSE, ABROAD]}, "Harbour Checks", ("Desk Abroad",)),
        ({"author": [ABROAD, JO, HOUSE]}, "Harbour Checks", ("Jo Ink", "Desk Abroad")),
        ({"author": HOUSE, "publisher": ABROAD}, "Harbour Checks", ()),
        ({"author": [HOUSE, HOUSE]}, "Harbour Checks", ()),
    ],
)
def test_the_publisher_is_the_house_and_everybody_else_is_among_the_authors(
    members: dict[str, Any], house: str, authors: tuple[str, ...]
) -> None:
    review = one(markup(**members))
    assert review.page
    assert (review.page.publisher.name, review.page.authors) == (house, authors)
    assert review.judgement
    assert (review.judgement.judge, review.page.publisher.host) == (review.page.publisher, "checks.example.org")
    assert (notes.SEVERAL_PUBLISHERS in review.notes) == ("Desk Abroad" in authors)


@pytest.mark.parametrize(
    "url",
    [
        "https://checks.example.org/author/jo-ink",
        "https://checks.example.org/?author=3",
        "https://checks.example.org/index.php?lang=fr&author_name=jo",
        "https://checks.example.org/about/authors/jo-ink/",
        "https://checks.example.org/fr/auteur/jo-ink",
        "https://checks.example.org/redakteur/jo-ink/",
        "https://checks.example.org/yazarlar/jo-ink",
        "https://checks.example.org/#/schema/person/3f1",
    ],
)
@pytest.mark.parametrize("member", ["url", "@id"])
def test_an_organization_that_is_a_journalists_page_is_a_journalist(url: str, member: str) -> None:
    review = one(markup(author={"@type": "Organization", "name": "Jo Ink", member: url}))
    assert review.page
    assert (review.page.publisher.name, review.page.authors) == ("checks.example.org", ("Jo Ink",))


@pytest.mark.parametrize("url", ["https://checks.example.org/author/desk", "https://checks.example.org/en/about"])
def test_a_house_whose_name_is_the_sites_or_whose_page_is_nobodys_is_a_house(url: str) -> None:
    review = one(markup(author={"@type": "Organization", "name": "Checks Example", "url": url}))
    assert review.page
    assert (review.page.publisher.name, review.page.authors) == ("Checks Example", ())


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://www.facebook.com/harbour/posts/123", "facebook.com/harbour"),
        ("https://fb.watch/123", "fb.watch"),
        ("https://medium.com/@harbour/one", "medium.com/@harbour"),
    ],
)
def test_who_publishes_on_a_platform_is_at_home_at_the_account_alone(url: str, home: str) -> None:
    review = one(markup(url=url, author={"@type": "Organization", "name": "A"}))
    assert review.judgement
    assert (review.judgement.judge.name, review.judgement.judge.host, review.judgement.host) == ("A", home, home)


@pytest.mark.parametrize("url", ["https://www.youtube.com/user/quay", "https://www.facebook.com/people/Quay/100012345"])
def test_an_organization_with_an_account_is_a_house(url: str) -> None:
    review = one(markup(author={"@type": "Organization", "name": "Quay Checks", "url": url}))
    assert review.page
    assert (review.page.publisher.name, review.page.authors) == ("Quay Checks", ())


def test_of_several_publishers_the_one_whose_account_it_is_comes_first() -> None:
    names = {"ada": "Ada Checks", "bob": "Bob Checks"}
    authors = [{"@type": "Organization", "name": names[each], "url": f"https://x.com/{each}"} for each in names]
    review = one(markup(url="https://twitter.com/bob/status/1", author=authors))
    assert review.page
    assert (review.page.publisher.name, review.page.authors) == ("Bob Checks", ("Ada Checks",))
