"""What a page's markup says is proposed; what it does not say is left empty, and never guessed."""

import pytest

from sources.proposals import NOTHING, proposals

ARTICLE = """<html><body><script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Port shut",
"author": [{"@type": "Person", "name": "Ada Perit"}, {"@type": "Person", "name": "Ben Cassar"}],
"publisher": {"@type": "Organization", "name": "Port News"}, "datePublished": "2026-10-05", "dateModified": "2026-10-07"
}</script><p>words</p></body></html>"""


def test_json_ld_is_read_and_its_day_is_that_of_publication() -> None:
    assert proposals(ARTICLE) == {
        "title": "Port shut",
        "authors": ["Ada Perit", "Ben Cassar"],
        "publisher": "Port News",
        "language": "",
        "published": "2026-10-05",
    }


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>",
        '<html lang="x-no-such-language-at-all"><body><p>It closed on 3 May 2017.</p></body></html>',
        '<link rel="canonical" href="https://gazette.example/2020/01/02/harbour"><p>It closed.</p>',
        '<meta property="article:modified_time" content="2026-11-03"><img src="/2018-02-03.jpg">',
        '<meta property="og:image" content="https://gazette.example/2019/05/06/a.jpg"><time>3 May 2017</time>',
    ],
)
def test_nothing_is_made_of_addresses_of_texts_or_of_when_a_page_was_changed(html: str) -> None:
    assert proposals(html) == NOTHING


@pytest.mark.parametrize(
    ("said", "day"),
    [("2019-03", "2019-03"), ("2019", "2019"), ("28 March 2019", "2019-03-28"), ("20190328", "2019-03-28")],
)
def test_a_month_and_a_year_are_no_days(said: str, day: str) -> None:
    assert proposals(f'<html><head><meta name="date" content="{said}"></head><body></body></html>')["published"] == day


def test_a_host_is_no_name_of_a_publisher() -> None:
    page = '<html><head><meta property="og:url" content="https://gazette.example/1"><title>A page</title></head></html>'
    assert proposals(page) == NOTHING | {"title": "A page"}
