"""The log of corrections names every fact that changed, of every sort of work, and nothing that was taken away."""

from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.editions.publishing import CannotPublish
from claimtrack.writing import befores, withholding
from sources import writing as source_actions
from sources.models import Source
from tests.factories import AppearanceFactory, ClaimFactory
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]
LOG = "/api/v1/corrections/"
WRONG, RIGHT = "Nobody boarded the ferry to Norrland.", "Nobody boarded the ferry from Norrland."


@pytest.fixture
def claim(editor: User) -> Claim:
    claim: Claim = ClaimFactory(statement="The ferry left empty.", appearance=None)
    appearance = AppearanceFactory(claim=claim, quote=WRONG)
    actions.publish(claims=[claim], by=editor)
    type(appearance).objects.filter(pk=appearance.pk).update(quote=RIGHT)
    actions.correct(claim=claim, by=editor, note="We misread one word.")
    return claim


def log(reader: APIClient, **asked: str) -> list[dict[str, Any]]:
    response = reader.get(LOG, asked)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def test_a_correction_names_the_letters_of_a_quotation_before_and_since(reader: APIClient, claim: Claim) -> None:
    [line] = log(reader)
    path = f"appearances.{claim.appearances.get().pk}.quote"
    assert path in line["paths"]
    assert set(line["paths"]) == line["before"].keys() == line["after"].keys()
    assert (line["before"][path], line["after"][path]) == (WRONG, RIGHT)
    assert (line["of"], line["id"], line["number"]) == ("claim", str(claim.pk), 2)
    assert (line["title"], line["note"]) == ("The ferry left empty.", "We misread one word.")
    told = reader.get(f"{line['api_url']}").json()["corrections"]
    assert [(each["before"], each["after"]) for each in told] == [(line["before"], line["after"])]


def test_a_source_is_corrected_in_the_log_as_well_the_newest_first(
    reader: APIClient, claim: Claim, editor: User
) -> None:
    source = claim.appearances.get().document.publisher
    Source.objects.filter(pk=source.pk).update(name="The Norrland Post")
    source_actions.correct(source=source, by=editor, note="It is called so.")
    assert [line["of"] for line in log(reader)] == ["source", "claim"]
    [line] = log(reader, of="source")
    assert line["after"] == {"name": "The Norrland Post"}
    assert log(reader, ids=str(claim.pk))[0]["of"] == "claim"
    assert reader.get(f"{LOG}count/").json() == {"count": 2, "exact": True}


def test_feeds_of_the_log_say_each_fact(reader: APIClient, claim: Claim) -> None:
    feed = feedparser.parse(reader.get(f"{LOG}export.atom").content)
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.title == "Corrected: The ferry left empty."
    assert all(text in entry.summary for text in (WRONG, RIGHT, "We misread one word."))
    [item] = reader.get(f"{LOG}export.feed.json").json()["items"]
    assert item["_claimtrack"]["claim"] == str(claim.pk)


@pytest.mark.parametrize("numbers", [[1], [2], None], ids=["the edition before", "its own edition", "the whole claim"])
def test_a_redaction_leaves_no_word_in_the_log(
    reader: APIClient, claim: Claim, editor: User, checker: User, numbers: list[int] | None
) -> None:
    redact(root=claim, numbers=numbers, legal_basis="A court.", public_reason=None, requested_by=checker, by=editor)
    told = [reader.get(f"{LOG}{name}").content for name in ("", "export.atom", "export.feed.json")]
    assert not [answer for answer in told if b"boarded" in answer]


def test_what_is_withheld_is_not_in_the_log_until_it_is_back(
    reader: APIClient, claim: Claim, editor: User, checker: User
) -> None:
    withholding.withhold(root=claim, reason="Its subject says so.", by=editor)
    assert log(reader) == []
    withholding.lift(root=claim, by=checker)
    assert len(log(reader)) == 1


def test_a_wrong_question_is_told(reader: APIClient) -> None:
    assert reader.get(LOG, {"of": "topic"}).status_code == 400
    assert reader.get(f"{LOG}export.atom", {"q": "x"}).status_code == 400


# -- what stood there before is kept back ------------------------------------------------------------


def told_everywhere(reader: APIClient, claim: Claim) -> bytes:
    """All that tells of corrections."""
    one = f"/api/v1/claims/{claim.pk}/"
    addresses = [f"{LOG}{name}" for name in ("", "export.atom", "export.feed.json")]
    addresses += [one, *(f"{one}{name}" for name in ("dossier.json", "dossier.html", "dossier.md", "export.atom"))]
    addresses += ["/api/v1/claims/export.atom"]
    return b"".join(reader.get(address).content for address in addresses)


def test_what_stood_there_before_is_told_nowhere_while_it_is_withheld(
    reader: APIClient, claim: Claim, editor: User
) -> None:
    assert WRONG.encode() in told_everywhere(reader, claim)
    befores.withhold_before(root=claim, number=2, ground="privacy", by=editor)
    assert WRONG.encode() not in told_everywhere(reader, claim)
    [line] = log(reader)
    assert (line["withheld"], set(line["before"].values())) == ("privacy", {None})
    assert RIGHT in line["after"].values()
    assert reader.get(line["api_url"]).json()["corrections"][0]["withheld"] == "privacy"
    befores.show_before(root=claim, number=2, by=editor)
    assert WRONG.encode() in told_everywhere(reader, claim)


def test_no_feed_gives_an_older_edition_the_statement_that_is_withheld(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement=WRONG)
    actions.publish(claims=[claim], by=editor)
    type(claim).objects.filter(pk=claim.pk).update(statement=RIGHT)
    actions.correct(claim=claim, by=editor, note="We misread one word.")
    assert WRONG.encode() in told_everywhere(reader, claim)
    befores.withhold_before(root=claim, number=2, ground="privacy", by=editor)
    told = told_everywhere(reader, claim)
    assert WRONG.encode() not in told
    assert f"Published: {claim.pk}".encode() in told
    assert b"withheld (privacy)" in told


@pytest.mark.parametrize(
    ("number", "ground", "said"),
    [(1, "privacy", "is no correction. Name a correction: 2."), (2, "shame", "Say why: legal, privacy, safety.")],
)
def test_only_a_correction_is_told_without_what_stood_there_before(
    claim: Claim, editor: User, number: int, ground: str, said: str
) -> None:
    with pytest.raises(CannotPublish, match=said):
        befores.withhold_before(root=claim, number=number, ground=ground, by=editor)


def test_a_reporter_keeps_nothing_back(claim: Claim, reporter: User) -> None:
    with pytest.raises(PermissionDenied):
        befores.withhold_before(root=claim, number=2, ground="privacy", by=reporter)
