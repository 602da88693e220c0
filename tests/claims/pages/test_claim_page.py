"""What a person is shown of a claim: how it stands before what it says, and nothing that is not published."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from claims.templatetags.record import fact
from claimtrack.writing import withholding
from tests.claims.pages.conftest import HOSTILE, STATEMENT, about_a_person, get, judge_publicly, text_of
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    ClaimFactory,
    DocumentFactory,
    RebuttalFactory,
    SourceFactory,
)
from tests.redacting import redact

pytestmark = pytest.mark.django_db


def title_of(answer: Any) -> str:
    found = re.search("<title>(.*?)</title>", text_of(answer), re.DOTALL)
    assert found is not None
    return found[1]


# -- the standing comes first ---------------------------------------------------------------------


def test_what_nobody_has_judged_says_so_before_its_statement(client: Client, claim: Claim) -> None:
    answer = get(client, "/claims/the-port/")
    assert answer.status_code == 200
    assert title_of(answer)[:60].startswith("Not judged yet: “The port")
    page = text_of(answer)
    assert page.index("Not judged yet") < page.index(STATEMENT)
    assert "There is no finding" in page


def test_a_verdict_of_others_names_its_judge_in_the_same_line(client: Client, claim: Claim, editor: User) -> None:
    judge = SourceFactory(name="Example Facts")
    judge_publicly(claim, by=editor, source=judge, document=DocumentFactory(publisher=judge))
    answer = get(client, "/claims/the-port/")
    assert title_of(answer).startswith("False, says Example Facts: “The port")
    assert "Our desk has not judged the claim." in text_of(answer)


def test_likelihood_and_confidence_stand_in_sentences_of_their_own(client: Client, claim: Claim, editor: User) -> None:
    judge_publicly(claim, by=editor, likelihood="very_unlikely", confidence="high")
    page = text_of(get(client, "/claims/the-port/"))
    assert "<p>Likelihood that the statement is true: <strong>very unlikely</strong>.</p>" in page
    assert "<p>Confidence in the judgement: <strong>high</strong>.</p>" in page


def test_an_answer_says_how_it_takes_up_this_claim_once(client: Client, claim: Claim, editor: User) -> None:
    answer = RebuttalFactory(source=SourceFactory(name="The Ministry"))
    AnswerFactory(rebuttal=answer, claim=claim, scope="blanket")
    AnswerFactory(rebuttal=answer, claim=ClaimFactory(), scope="blanket")
    actions.publish(claims=[claim], by=editor)
    page = text_of(get(client, "/claims/the-port/"))
    assert "The Ministry" in page
    assert page.count("How it answers this claim: blanket") == 1


# -- who must not be followed around --------------------------------------------------------------


def test_what_is_under_review_about_a_person_is_kept_by_no_search_engine_and_has_no_words_in_its_address(
    client: Client, editor: User
) -> None:
    claim = about_a_person(editor)
    answer = get(client, "/claims/a-person-stole/")
    assert (answer.status_code, answer["Location"]) == (302, f"/claims/{claim.pk}/")
    assert answer["Cache-Control"] == "no-cache"
    page = text_of(get(client, answer["Location"]))
    assert '<meta name="robots" content="noindex">' in page
    assert "application/ld+json" not in page
    assert "a-person-stole" not in page
    assert f'href="/claims/{claim.pk}/"' in text_of(get(client, "/claims/"))


def test_once_it_is_judged_it_has_its_words_again(client: Client, editor: User) -> None:
    claim = about_a_person(editor)
    judge_publicly(claim, by=editor)
    page = text_of(get(client, "/claims/a-person-stole/"))
    assert "noindex" not in page
    assert "application/ld+json" in page


# -- what stands no more --------------------------------------------------------------------------


def test_a_retracted_claim_is_gone_at_a_neutral_address_and_says_why(
    client: Client, claim: Claim, editor: User
) -> None:
    actions.retract(claim=claim, by=editor, reason="It named the wrong port.")
    answer = get(client, "/claims/the-port/")
    assert (answer.status_code, answer["Location"]) == (302, f"/claims/{claim.pk}/")
    gone = get(client, answer["Location"])
    assert gone.status_code == 410
    assert "It named the wrong port." in text_of(gone)
    assert STATEMENT not in text_of(gone)


def test_a_merged_claim_leads_to_the_one_that_goes_on(client: Client, claim: Claim, editor: User) -> None:
    survivor = ClaimFactory()
    actions.publish(claims=[survivor], by=editor)
    actions.merge(survivor=survivor, duplicate=claim, by=editor, note="They are one.")
    answer = get(client, "/claims/the-port/?lang=de")
    assert (answer.status_code, answer["Cache-Control"]) == (301, "no-cache")
    assert answer["Location"] == f"/claims/{survivor.pk}/?lang=de"


def test_what_is_withheld_or_redacted_is_451_and_shows_nothing(
    client: Client, claim: Claim, editor: User, checker: User
) -> None:
    withholding.withhold(root=claim, reason="A complaint.", by=editor)
    answer = get(client, "/claims/the-port/")
    assert answer.status_code == 451
    assert STATEMENT not in text_of(answer)
    other = ClaimFactory(slug="the-other", statement="The other was sold.")
    actions.publish(claims=[other], by=editor)
    redact(root=other, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker)
    answer = get(client, f"/claims/{other.pk}/")
    assert answer.status_code == 451
    assert "The other was sold." not in text_of(answer)


def test_an_old_edition_says_that_it_is_one_and_leads_to_what_stands_now(
    client: Client, claim: Claim, editor: User
) -> None:
    Claim.objects.filter(pk=claim.pk).update(statement="The port was leased.")
    actions.publish(claims=[claim], by=editor)
    page = text_of(get(client, "/claims/the-port/?edition=1"))
    assert STATEMENT in page
    assert "This is edition 1, as it was published.\n1 edition has followed. Changed: the statement." in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="http://testserver/claims/the-port/">' in page.replace(
        "http://localhost:8000", "http://testserver"
    )
    assert "application/ld+json" not in page


@pytest.mark.parametrize("path", ["/claims/never/", "/claims/the-port/?edition=9", "/claims/%00/"])
def test_what_is_not_there_is_a_page_that_says_so(client: Client, claim: Claim, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_a_draft_is_at_no_address(client: Client, db: None) -> None:
    draft = ClaimFactory(slug="a-draft", statement="A draft says this.")
    for path in (f"/claims/{draft.pk}/", "/claims/a-draft/"):
        assert get(client, path).status_code == 404
    assert "A draft says this." not in text_of(get(client, "/claims/"))


def test_many_rows_are_shown_fifty_at_a_time_and_nothing_is_left_out(client: Client, editor: User) -> None:
    claim = ClaimFactory(slug="loud", appearance=None)
    document = DocumentFactory()
    for number in range(51):
        AppearanceFactory(claim=claim, document=document, hedge=f"voice {number}")
    actions.publish(claims=[claim], by=editor)
    first = text_of(get(client, "/claims/loud/"))
    second = text_of(get(client, "/claims/loud/?rows=2"))
    assert 'href="/claims/loud/?rows=2"' in first
    told = [set(re.findall(r"<bdi>(voice \d+)</bdi>", page)) for page in (first, second)]
    assert (len(told[0]), len(told[1]), len(told[0] | told[1])) == (50, 1, 51)
    assert 'href="/claims/loud/"' in second
    assert "noindex" in second
    assert len(first) < 60_000
    assert get(client, "/claims/loud/?rows=3").status_code == 404


# -- texts that mean harm -------------------------------------------------------------------------


def test_no_text_of_the_record_ends_an_element_or_turns_the_words_around_it(client: Client, editor: User) -> None:
    source = SourceFactory(name=HOSTILE, description=HOSTILE)
    document = DocumentFactory(title=HOSTILE, publisher=source, url="javascript:alert(1)//https://example.org/")
    claim = ClaimFactory(slug="hostile", statement=HOSTILE, context=HOSTILE, aspects=[HOSTILE])
    AppearanceFactory(claim=claim, speaker=source, document=document, quote=HOSTILE, hedge=HOSTILE)
    actions.publish(claims=[claim], by=editor)
    judge_publicly(claim, by=editor, rationale=HOSTILE)
    page = text_of(get(client, "/claims/hostile/"))
    assert "<img" not in page
    assert 'href="javascript:' not in page
    assert "{{ 7|add:7 }}" in page
    assert page.count("</script>") == 1


# -- what strangers found -------------------------------------------------------------------------


def test_an_address_with_what_others_add_to_follow_its_readers_leads_to_the_page(client: Client, claim: Claim) -> None:
    assert get(client, "/claims/the-port/?fbclid=IwAR0&utm_source=x").status_code == 200
    assert get(client, "/claims/the-port/?edition=1&gclid=1").status_code == 200
    assert get(client, "/claims/the-port/?verdict=false").status_code == 400


def test_an_old_edition_of_what_was_retracted_says_so(client: Client, claim: Claim, editor: User) -> None:
    actions.retract(claim=claim, by=editor, reason="It named the wrong port.")
    assert "and does not stand any more." in text_of(get(client, "/claims/the-port/?edition=1"))


def test_the_log_of_corrections_says_how_a_claim_stands_and_has_no_words_of_what_stands_no_more(
    client: Client, claim: Claim, editor: User
) -> None:
    Claim.objects.filter(pk=claim.pk).update(statement="The port was leased.")
    actions.correct(claim=claim, by=editor, note="We misread it.")
    for path in ("/", "/corrections/"):
        page = text_of(get(client, path))
        log = page[page.index("<h1" if path != "/" else "Corrected last") :]
        assert log.index("Not judged yet") < log.index("The port was leased.")
    actions.retract(claim=claim, by=editor, reason="It named the wrong port.")
    for path in ("/", "/corrections/"):
        page = text_of(get(client, path))
        assert "The port was leased." not in page
        assert STATEMENT not in page
        assert "It does not stand any more." in page


def test_nothing_stood_on_a_day_that_has_not_come(client: Client, claim: Claim) -> None:
    for path in ("/claims/the-port/", f"/sources/{claim.appearances.all()[0].document.publisher.slug}/"):
        assert get(client, f"{path}?as_of=2999-01-01").status_code == 404


def test_a_row_that_a_correction_took_away_is_told_by_what_it_says_and_not_as_data() -> None:
    row = {
        "id": "01a20725-d9a8-72c0-a7ed-af6183a4d582",
        "quote": "a base",
        "anchored": None,
        "speaker": {"name": "Ana", "slug": "ana"},
        "document": {"title": "The Sun", "publisher": {"name": "News"}},
        "made": {"edtf": "2018-10-08", "earliest": "2018-10-08", "latest": "2018-10-08"},
    }
    assert fact([row, None]) == "a base · Ana · The Sun · News · 2018-10-08; –"
    assert list(map(fact, ["words", 3, True, [], None])) == ["words", "3", "true", "–", "–"]
