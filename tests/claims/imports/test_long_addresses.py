"""Addresses longer than two thousand characters, as those of posts are: kept whole, each a document once."""

import pytest
from django.core.exceptions import ValidationError

from sources.models import LONGEST_ADDRESS, Document
from tests.import_runs import counts, run_import
from tests.markup import claim, markup, ndjson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_readings")]


def random_looking(length: int) -> str:
    """An address that no index could compress."""
    digits = "".join(f"{number * 2654435761 % 2**32:08x}" for number in range(length // 8 + 1))
    start = "https://posts.example.net/photo/?set="
    return start + digits[: length - len(start)]


@pytest.mark.parametrize("length", [2001, 2705, LONGEST_ADDRESS])
def test_an_appearance_at_a_long_address_is_kept_letter_for_letter_and_known_again(length: int) -> None:
    url = random_looking(length)
    content = ndjson(markup(itemReviewed=claim(appearance=[{"@type": "CreativeWork", "url": url}])))
    assert counts(run_import(content)) == {"read": 1, "created": 1, "editions": 1}
    assert Document.objects.get(medium="page").url == url
    assert counts(run_import(content)) == {"read": 1, "unchanged": 1}


def test_what_is_longer_than_anybody_supports_is_left_out_and_noted() -> None:
    work = {"url": random_looking(LONGEST_ADDRESS + 1)}
    outcome = run_import(ndjson(markup(itemReviewed=claim(appearance=[work]))))
    assert outcome.notes == {"an address of an appearance was no address and was left out": 1}


def test_a_long_address_is_a_document_only_once() -> None:
    url = random_looking(3000)
    run_import(ndjson(markup(itemReviewed=claim(url=url))))
    known = Document.objects.get(url=url)
    with pytest.raises(ValidationError, match="already a document"):
        Document(title="Again", url=url, publisher=known.publisher, medium="page").full_clean()
