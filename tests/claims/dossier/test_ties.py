"""The ties of claims: who spoke on whose word, and who answered."""

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.dossier.bundle import bundle
from claims.dossier.reading import readings
from claims.dossier.ties import overview, ties
from tests.claims.dossier.conftest import Case
from tests.factories import AnswerFactory, AppearanceFactory, AttributionFactory, ClaimFactory

pytestmark = pytest.mark.rendering


@pytest.mark.django_db
def test_the_ties_of_a_claim_are_who_spoke_on_whose_word_and_who_answered(case: Case) -> None:
    [reading] = readings(bundle([case.claim.pk], using="default"))
    picture = ties(reading)
    assert picture is not None
    names = [node.name for node in picture.nodes]
    arrows = {(names[arrow.start], names[arrow.end]) for arrow in picture.arrows}
    assert ("Unnamed officials", "The Paper") in arrows
    assert ("The claim", "The Embassy") in arrows
    assert ("The claim", "The Ministry") in arrows
    [blanket] = [arrow for arrow in picture.arrows if names[arrow.end] == "The Embassy"]
    assert blanket.dashed
    assert any("as a blanket" in words for words in picture.words)


@pytest.mark.django_db
def test_of_many_claims_those_with_the_same_ties_share_a_box(case: Case, editor: User) -> None:
    alike = [ClaimFactory(appearance=None) for _ in range(60)]
    for claim in alike:
        AttributionFactory(appearance=AppearanceFactory(claim=claim, document=case.report), source=case.paper)
        AnswerFactory(claim=claim, rebuttal=case.denial, scope="blanket")
    actions.publish(claims=alike, by=editor)
    chosen = [case.claim.pk, *(claim.pk for claim in alike)]
    picture = overview(readings(bundle(chosen, using="default")))
    assert picture is not None
    names = [node.name for node in picture.nodes]
    assert "Claims 2–61" in names
    assert f"Claim 1: {case.claim.statement}" in names
    arrows = {(names[arrow.start], names[arrow.end], arrow.dashed) for arrow in picture.arrows}
    assert ("Claims 2–61", "The Embassy", True) in arrows
    assert ("The Paper", "Claims 2–61", False) in arrows
    assert sum(words.startswith("Claim 61: ") for words in picture.words) == 2


@pytest.mark.django_db
def test_a_claim_whose_document_names_no_speaker_is_drawn(case: Case, editor: User) -> None:
    unsigned = ClaimFactory(appearance=None)
    AppearanceFactory(claim=unsigned, document=case.page, speaker=None, role="disputes")
    actions.publish(claims=[unsigned], by=editor)
    read = readings(bundle([case.claim.pk, unsigned.pk], using="default"))
    for picture, claim in ((ties(read[1]), "The claim"), (overview(read), f"Claim 2: {unsigned.statement}")):
        assert picture is not None
        names = [node.name for node in picture.nodes]
        arrows = {(names[arrow.start], names[arrow.end], arrow.dashed) for arrow in picture.arrows}
        assert ("Not named, in “The page”", claim, True) in arrows
        assert any(words.endswith("names nobody as the speaker. It is “The page”.") for words in picture.words)


@pytest.mark.django_db
def test_whoever_did_not_answer_is_not_drawn_as_answering(case: Case) -> None:
    read = readings(bundle([case.claim.pk, case.part.pk], using="default"))
    picture = overview(read)
    assert picture is not None
    notes = {node.name: node.note for node in picture.nodes}
    assert notes["The Ministry"] == "no response"
    assert notes["The Embassy"] == "denial"
