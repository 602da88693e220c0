"""PostgreSQL and Python agree on the words that addresses are looked up by."""

import pytest
from django.db import connection

from sources.models import Source
from sources.tokens import tokens_in, tokens_of
from tests.factories import SourceFactory

#: Spellings of one address each, which have to meet.
SPELLINGS = [
    ("https://x.com/ada", "https://mobile.twitter.com/Ada/"),
    ("https://facebook.com/a.da", "https://m.facebook.com/ada?ref=page"),
    ("https://facebook.com/profile.php?id=1234567", "https://www.facebook.com/profile.php?id=1234567&sk=about"),
    ("https://www.wikidata.org/wiki/Q42", "http://wikidata.org/wiki/Q42/"),
    ("https://gazette.example/", "http://WWW.Gazette.example"),
    ("https://ada.tumblr.com/", "https://www.tumblr.com/ada"),
    ("https://www.youtube.com/@ada", "https://m.youtube.com/@Ada/"),
    ("https://mastodon.example/@ada", "https://mastodon.example/users/ada"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "asked"), [*SPELLINGS, *((other, one) for one, other in SPELLINGS)])
def test_two_spellings_of_one_address_meet(stored: str, asked: str) -> None:
    by_website, by_identity = (
        SourceFactory(website=stored),
        SourceFactory(same_as=["https://elsewhere.example", stored]),
    )
    SourceFactory(website="https://other.example/")
    rows = Source.objects.annotate(tokens=tokens_in("website", "same_as"))
    found = rows.filter(tokens__overlap=list(tokens_of([asked])))
    assert set(found) == {by_website, by_identity}


@pytest.mark.django_db
def test_a_source_without_addresses_has_no_tokens() -> None:
    SourceFactory()
    rows = Source.objects.annotate(tokens=tokens_in("website", "same_as"))
    assert list(rows.values_list("tokens", flat=True)) == [[]]


@pytest.mark.django_db
def test_the_index_answers_the_question_that_is_asked() -> None:
    rows = Source.objects.annotate(tokens=tokens_in("website", "same_as"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "source_tokens" in rows.filter(tokens__overlap=["ada"]).order_by().explain()
