"""Who said it, and who answered."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.dossier import as_markdown
from claims.dossier.reading import readings
from claims.dossier.ties import ties
from claimtrack.dates import WorldDate
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, of, section
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    ClaimFactory,
    InquiryFactory,
    ObservationFactory,
    RebuttalFactory,
    SourceFactory,
)

pytestmark = pytest.mark.rendering


@pytest.mark.django_db
def test_attribution_is_told_as_a_chain_with_hedge_and_anonymity(case: Case) -> None:
    said = section(dossier(case.claim), "Who said it")
    assert "The Paper reports it on the word of Unnamed officials." in said
    assert "on the word of The Paper, which had it from Unnamed officials." in said
    assert "The document's own reserve: “reportedly”." in said
    assert "It repeats appearance 1, so it is no confirmation of its own." in said
    assert "This is the earliest appearance known to us." in said
    assert "an anonymous source; nobody can be asked" in said
    assert "The document's own words for them: “officials who know the matter”." in said
    assert "> has taken over “the port”" in said
    assert "It stands after “it is said,”." in said
    assert "3, possibly true" in said


@pytest.mark.django_db
def test_who_speaks_for_whom_and_who_is_not_named_is_said_plainly(editor: User) -> None:
    claim = ClaimFactory(appearance=None)
    person = SourceFactory(name="Ana", kind="person")
    AppearanceFactory(claim=claim, speaker=person)
    AppearanceFactory(claim=claim, speaker=None, role="queries", media_category="StagedContent")
    AppearanceFactory(claim=claim, audience="a court", occurred_at="2020-01-02T03:04:05Z", role="disputes")
    actions.publish(claims=[claim], by=editor)
    text = dossier(claim)
    said = section(text, "Who said it")
    assert "Ana says so personally." in said
    assert "The document asks whether it is true, and names nobody as the speaker." in said
    assert "on a day not recorded, at 2 January 2020, 03:04:05 UTC." in said
    assert "Said to: a court." in said
    assert "Authenticity of the media: staged." in said
    assert "A document does not say who speaks." in section(text, "Gaps")


@pytest.mark.django_db
def test_an_appearance_that_repeats_one_of_another_claim_says_which(case: Case, editor: User) -> None:
    AppearanceFactory(claim=case.part, derives_from=case.echo.appearances.get())
    actions.publish(claims=[case.part], by=editor)
    made = of(case.part)
    assert "It repeats an appearance of another claim in “Document" in as_markdown.render(made).decode()
    made["mentions"]["appearances"].clear()
    assert "It repeats an appearance that is not shown (" in as_markdown.render(made).decode()


@pytest.mark.django_db
def test_each_answer_says_what_it_answers_how_and_what_it_is_worth(case: Case) -> None:
    replies = section(dossier(case.claim), "Right of reply and rebuttals")
    denial, silence = replies.split("**Answer 2.**")
    assert "Denial: The Embassy, 9 October 2018, to reporters." in denial
    assert "own verb is “refuted”" in denial
    assert "Who spoke: A spokesman." in denial
    assert "affiliated (speaks for the subject or belongs to it)" in denial
    assert "party (has an interest in the matter). A bare denial from here weighs little." in denial
    assert "bare denial" not in silence
    blanket = denial.split("as a blanket")[1]
    assert "- this claim" in blanket
    specific = denial.split("Answered specifically")[1].split("Answered as")[0]
    assert "“The port was never taken over.”" in specific
    assert "the document “The report”" in specific
    assert "“The report shifts the blame.” (under review)" in denial.split("It makes claims of its own:")[1]
    assert "No response: The Ministry" in silence
    assert "Asked: the ministry's press office on 7 October 2018, with time to answer until 8 October 2018." in silence


@pytest.mark.django_db
def test_no_answer_is_not_taken_for_consent(case: Case) -> None:
    replies = section(dossier(case.part), "Right of reply and rebuttals")
    assert "No answer to this claim is recorded" in replies
    assert "says nothing about its truth" in replies


@pytest.mark.django_db
def test_an_answer_to_an_answer_names_it(case: Case, editor: User) -> None:
    reply = RebuttalFactory(in_reply_to=case.denial, source=case.paper, document=case.report, standing="originator")
    AnswerFactory(rebuttal=reply, claim=case.claim)
    AnswerFactory(rebuttal=reply, claim=case.echo)
    actions.publish(claims=[case.claim, case.echo], by=editor)
    assert "It replies to answer 1." in section(dossier(case.claim), "Right of reply and rebuttals")
    assert "It replies to the denial by The Embassy." in section(dossier(case.echo), "Right of reply and rebuttals")
    made = of(case.echo)
    made["mentions"]["rebuttals"].clear()
    assert "It replies to an answer that is not shown (" in as_markdown.render(made).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "did"), [("denial", "denied"), ("clarification", "answered")])
def test_an_answer_to_the_report_says_that_it_does_not_name_the_claim(editor: User, kind: str, did: str) -> None:
    claim = ClaimFactory(appearance=None)
    first = AppearanceFactory(claim=claim, first_known=True, document__title="The report")
    rebuttal = RebuttalFactory(kind=kind, source__name="The Embassy")
    AnswerFactory(rebuttal=rebuttal, claim=None, document=first.document, scope="specific")
    actions.publish(claims=[claim], by=editor)
    text = dossier(claim)
    words = f"{did} the report as a whole, not this claim by name"
    answered = section(text, "Right of reply and rebuttals")
    assert f"It {words}: the document “The report” made this claim first." in answered
    assert "Answered as a blanket" not in answered
    assert f"The Embassy ({kind}, {words})" in text
    assert "No answer to this claim is recorded" not in text
    graph = ties(readings(of(claim))[0])
    assert graph is not None
    assert "in answer to the claim, through the report that made it first" in " ".join(graph.words)


@pytest.mark.django_db
def test_whom_we_asked_and_a_late_answer_stand_with_the_verdict_and_figures_are_not_added_up(editor: User) -> None:
    claim = ClaimFactory()
    asked = {"claim": claim, "source": SourceFactory(name="The Port")}
    InquiryFactory(outcome="answered", answer="It was open.", answered=WorldDate("2026-11-07"), **asked)
    InquiryFactory(claim=claim, source=SourceFactory(name="The Union"), deadline_day=date(2026, 12, 24))
    for figure in (1200, 2400):
        ObservationFactory(claim=claim, figure=figure, precision="at_least", shown=True)
    actions.publish(claims=[claim], by=editor)
    whole = dossier(claim)
    assert "The Port answered on 7 November 2026, after the deadline: “It was open.”" in whole
    assert "Whose answer is awaited: The Union." in whole
    assert "until the end of 2026-12-24 by the clock of Europe/Malta" in section(whole, "Right of reply and rebuttals")
    spread = section(whole, "How far it spread")
    assert "at least 1,200 views" in spread
    assert "at least 2,400 views" in spread
    assert "3,600" not in spread
