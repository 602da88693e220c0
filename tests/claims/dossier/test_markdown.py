"""The Markdown dossier: in order, in sentences, and unmoved by hostile text."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claims import actions
from claims.dossier import as_json, as_markdown
from claims.dossier.as_markdown import escaped
from claims.dossier.blocks import Code, Line, Quotation, Section, Table, bullets, line, within
from claims.dossier.bundle import Bundle, bundle
from claims.dossier.weighing import origins
from claims.interchange.case import load_case
from claims.models import Claim
from claims.record.documents import AppearanceDocument
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Digest, Edition, Head
from sources import actions as source_actions
from sources.models import Office, ReliabilityGrade
from tests.claims.dossier.conftest import Case, rfc8785
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
    SourceFactory,
)
from tests.redacting import redact

LIBYA = Path(__file__).parents[3] / "fixtures" / "libya_russia.json"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def of(*claims: Claim, **pin: Any) -> Bundle:
    return bundle([claim.pk for claim in claims], using="default", **pin)


def dossier(*claims: Claim, **pin: Any) -> str:
    return as_markdown.render(of(*claims, **pin)).decode()


def section(text: str, title: str) -> str:
    """What stands under a heading, its own sections included."""
    found = re.search(rf"^(#+) {re.escape(title)}$\n(.*?)(?=^\1 |^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[2]


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or []


def rendered(text: str) -> str:
    """The text a reader sees: lines broken where Markdown breaks them."""
    shown = {"text": lambda token: token.content, "code_inline": lambda token: token.content}
    breaks = {"softbreak", "hardbreak"}
    return "".join(
        "\n" if token.type in breaks else shown[token.type](token)
        for token in tokens(text)
        if token.type in shown or token.type in breaks
    )


# -- order and sentences --------------------------------------------------------------------------


@pytest.mark.django_db
def test_sections_stand_in_the_order_a_reader_expects(case: Case) -> None:
    assert re.findall("^## (.+)", dossier(case.claim), re.MULTILINE) == [
        "Finding",
        "Scope, parts and checkability",
        "Who said it",
        "Right of reply and rebuttals",
        "Evidence",
        "Assessment ledger",
        "Timeline on four clocks",
        "Corrections, and differences between editions",
        "Sources and their grades",
        "Exhibits",
        "Methods and scales",
        "Integrity",
        "Declaration of the custodian",
    ]


@pytest.mark.django_db
def test_the_cover_says_what_it_is_of_from_whom_and_under_which_licence(case: Case, settings: Any) -> None:
    cover = dossier(case.claim).split("## Finding")[0]
    for told in (
        "> The port was taken over.",
        f"`{case.claim.pk}` (`port-taken-over`)",
        "Edition: 1 of 1, published on ",
        f"<{settings.PUBLIC_URL}/api/v1/claims/{case.claim.pk}/?edition=1>",
        f"Issued by: {settings.CREDIT}",
        f"Licence: <{settings.LICENSE}>",
        "Redactions: none",
        of(case.claim)["sha256"],
    ):
        assert told in cover


@pytest.mark.django_db
def test_likelihood_and_confidence_never_share_a_sentence_nor_a_paragraph(case: Case) -> None:
    text = dossier(case.claim)
    finding = section(text, "Finding")
    assert (
        "Likelihood that the statement is true: **unlikely**, which stands for a probability of 20 to 45 %." in finding
    )
    assert "Analytic confidence in the judgement: **low**." in finding
    before_the_scales = text.split("## Methods")[0]
    for paragraph in before_the_scales.split("\n"):
        assert not ("ikelihood" in paragraph and "onfidence" in paragraph)


@pytest.mark.django_db
def test_unproven_is_explained_with_its_day_and_what_would_change_it(case: Case) -> None:
    finding = section(dossier(case.claim), "Finding")
    assert "Our desk rates this claim **unproven**: examined, and the evidence decides neither way." in finding
    assert "Unproven does not mean false." in finding
    assert "as it stood on 1 November 2026" in finding
    assert "- Who runs the port?\n- Since when?" in finding
    assert "by 2027-05-01" in finding


@pytest.mark.django_db
def test_a_claim_nobody_judged_is_not_made_to_look_judged(case: Case) -> None:
    finding = section(dossier(case.opposite), "Finding")
    assert "nobody has judged it yet" in finding
    assert "no open questions are noted" in finding
    assert "rates" not in finding


@pytest.mark.django_db
def test_a_claim_that_cannot_be_checked_says_why(editor: User) -> None:
    by_triage = ClaimFactory(kind="opinion", not_checkable_reason="opinion")
    judged = ClaimFactory()
    assessment = AssessmentFactory(claim=judged, status="not_checkable", verdict="", not_checkable_reason="too_vague")
    actions.approve(assessment=assessment, by=editor)
    actions.publish(claims=[by_triage, judged], by=editor)
    assert "cannot be checked (opinion). A value judgement." in section(dossier(by_triage), "Finding")
    text = dossier(judged)
    assert "Our desk finds this claim **not checkable**: too vague (" in section(text, "Finding")
    assert "No likelihood" not in section(text, "Finding")
    assert "Checkability: not checkable (too vague)." in section(text, "Scope, parts and checkability")


@pytest.mark.django_db
def test_the_judgements_of_others_are_shown_as_theirs(editor: User) -> None:
    agreed, torn = ClaimFactory(), ClaimFactory()
    for claim, verdicts in ((agreed, ["false"]), (torn, ["false", "true"])):
        for verdict in verdicts:
            source = SourceFactory(name=f"Checkers of the {verdict}")
            found = AssessmentFactory(
                claim=claim,
                source=source,
                verdict=verdict,
                label="Pants & <fire>",
                assessed_at=WorldDate("2020"),
                document=DocumentFactory(publisher=source),
            )
            actions.approve(assessment=found, by=editor)
    actions.publish(claims=[agreed, torn], by=editor)
    finding = section(dossier(agreed), "Finding")
    assert "Checkers of the false rates this claim **false**" in finding
    assert "Our desk has not judged the claim." in finding
    assert "“Pants & \\<fire>”" in finding
    finding = section(dossier(torn), "Finding")
    assert "others have judged this claim and do not agree" in finding
    assert "- Checkers of the false: false (wrong in substance)\n- Checkers of the true: true" in finding
    assert "rated by others, who disagree" in as_markdown.render(of_neighbour(torn, editor)).decode()


def of_neighbour(claim: Claim, editor: User) -> Bundle:
    """A bundle of a claim that has this one as a part."""
    whole = ClaimFactory()
    claim.refresh_from_db()
    claim.part_of = whole
    claim.save()
    actions.publish(claims=[whole, claim], by=editor)
    return of(whole)


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
def test_each_answer_says_what_it_answers_how_and_what_it_is_worth(case: Case) -> None:
    replies = section(dossier(case.claim), "Right of reply and rebuttals")
    denial, silence = replies.split("**Answer 2.**")
    assert "Denial: The Embassy, 9 October 2018, to reporters." in denial
    assert "own verb is “refuted”" in denial
    assert "Who spoke: A spokesman." in denial
    assert "affiliated (speaks for the subject or belongs to it)" in denial
    assert "party (has an interest: a bare denial from here weighs little)" in denial
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
def test_evidence_on_an_answer_is_never_counted_for_or_against_the_claim(case: Case) -> None:
    evidence = section(dossier(case.claim), "Evidence")
    assert "“Ships were seen near the port.”" in section(evidence, "Evidence for")
    assert "“The port was never taken over.”" in section(evidence, "Evidence against")
    assert "None is recorded." in section(evidence, "Evidence that decides neither way")
    assert "> Ships were in the port." in section(evidence, "Context")
    on_answers = section(evidence, "Evidence on the answers")
    assert "It supports answer 1, and is no evidence on the claim itself." in on_answers
    assert "It had no ships there." not in evidence.split("### Evidence on the answers")[0]


@pytest.mark.django_db
def test_gaps_are_listed_from_what_the_record_lacks(case: Case, editor: User) -> None:
    gaps = section(dossier(case.claim), "Gaps")
    assert "No copy is kept of 2 of the 3 documents" in gaps
    assert "The credibility of 3 of the 4 items of evidence is not graded" in gaps
    assert "The line of attribution leads to somebody who is not named." in gaps
    assert "No evidence for the claim is recorded." in section(dossier(case.part), "Gaps")
    assert "No copy is kept of the one document" in section(dossier(case.part), "Gaps")


@pytest.mark.django_db
def test_the_ledger_gives_who_why_and_the_evidence_then_held(case: Case, editor: User) -> None:
    later = AssessmentFactory(
        claim=case.claim,
        verdict="false",
        confidence="moderate",
        supersedes=case.assessment,
        change_reason="new_evidence",
    )
    actions.approve(assessment=later, by=editor)
    actions.publish(claims=[case.claim], by=editor)
    ledger = section(dossier(case.claim), "Assessment ledger")
    first, second = ledger.split("### Judgement 2: our desk")
    for told in (
        "### Judgement 1: our desk",
        "Outcome: unproven (examined, and the evidence decides neither way).",
        "- Analyst: checker\n- Approved by: editor\n",
        "- State of evidence: 1 November 2026\n",
        "- Evidence then held: item 1\n",
        "- Replaced by judgement 2",
        "What supports it is second-hand.\n\nWhat is missing is a witness.",
    ):
        assert told in first
    assert "- Replaces judgement 1, because: new evidence (evidence came to light)" in second
    assert "- Evidence then held: none is listed" in second


@pytest.mark.django_db
def test_evidence_that_was_held_and_is_gone_is_not_passed_over(case: Case, editor: User) -> None:
    made = of(case.claim)
    made["claims"][0]["assessments"][0]["evidence"] = ["0190a0a0-0000-7000-8000-000000000000"]  # type: ignore[typeddict-item]  # no tombstone
    text = as_markdown.render(made).decode()
    assert "Evidence then held: one that this edition does not show" in text


@pytest.mark.django_db
def test_the_four_clocks_are_kept_apart_and_in_order(case: Case) -> None:
    clocks = section(dossier(case.claim), "Timeline on four clocks")
    assert "- August, year unknown: what the claim speaks of" in section(
        clocks, "Happened: the time the claim speaks of"
    )
    said = section(clocks, "Said: when it was made and answered")
    assert re.findall(r"^- ([^:]+):", said, re.MULTILINE) == [
        "7 October 2018",
        "8 October 2018",
        "8 October 2018",
        "8 October 2018",
        "9 October 2018",
        "Undated",
        "Undated",
    ]
    assert "8 October 2018: “The report” was published" in section(clocks, "Known: when it could be read")
    recorded = section(clocks, "Recorded: when it entered this record")
    assert "a copy of exhibit 1 was taken" in recorded
    assert "judgement 1, by our desk, was approved" in recorded
    assert "edition 1 of the claim, published" in recorded


@pytest.mark.django_db
def test_a_correction_shows_the_words_before_and_after(case: Case, editor: User) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.context = ""
    case.claim.kind = "prediction"
    case.claim.made = WorldDate("2018-10-07")
    case.claim.save()
    error = AssessmentFactory(
        claim=case.claim,
        verdict="false",
        likelihood="very_unlikely",
        confidence="high",
        supersedes=case.assessment,
        change_reason="our_error",
    )
    actions.approve(assessment=error, by=editor)
    actions.correct(claim=case.claim, by=editor, note="It was handed over, not taken.")
    corrections = section(dossier(case.claim), "Corrections, and differences between editions")
    assert "**What was wrong:** It was handed over, not taken." in corrections
    before, after = corrections.split("The statement was:")[1].split("It is:")[:2]
    assert "> The port was taken over." in before
    assert "> The port was handed over." in after
    assert "The context was:\n\n> The first sentence of the report.\n\nIt is:\n\nNothing." in corrections
    assert "The kind was:\n\nFactual\n\nIt is:\n\nPrediction" in corrections
    assert "The date it was first said was:\n\n8 October 2018\n\nIt is:\n\n7 October 2018" in corrections
    assert "Verdict: unproven." in corrections
    assert "Verdict: false." in corrections
    assert "Edition 2, corrected on" in corrections


@pytest.mark.django_db
def test_sources_carry_the_grade_they_were_printed_with_and_their_ledger(case: Case, editor: User) -> None:
    ReliabilityGrade.objects.create(source=case.paper, grade="D", reasons="Not any more.", at=date(2099, 1, 1))
    Office.objects.create(
        person=case.paper, organization=SourceFactory(name="The Group"), title="Member", start=WorldDate("2001")
    )
    source_actions.publish(sources=[case.paper], by=editor)
    sources = section(dossier(case.claim), "Sources and their grades")
    paper = sources.split("- The Paper (outlet, United Kingdom).")[1].split("\n- ")[0]
    assert "Reliability as printed: B, usually reliable." in paper
    assert "2018-01-01: B, usually reliable, by our desk. Corrects itself." in paper
    assert "2099-01-01: D, not usually reliable, by our desk. Not any more." in paper
    assert "At judgement 1: B, usually reliable" in paper
    assert "Office: Member, from 2001." in paper


@pytest.mark.django_db
def test_a_source_that_was_renamed_or_withdrawn_since_is_told_as_it_stands_now(case: Case, editor: User) -> None:
    case.paper.refresh_from_db()
    case.paper.name = "The Newspaper"
    case.paper.save()
    source_actions.publish(sources=[case.paper], by=editor)
    embassy = case.denial.source
    embassy.refresh_from_db()
    source_actions.retract(source=embassy, by=editor, reason="Two of a kind.")
    sources = section(dossier(case.claim), "Sources and their grades")
    assert "- The Paper (outlet, United Kingdom)" in sources
    assert "The record calls it The Newspaper." in sources
    assert "The record has no page of this source now." in sources.split("- The Embassy")[1].split("\n- ")[0]


@pytest.mark.django_db
def test_an_appearance_that_repeats_one_of_another_claim_says_which(case: Case, editor: User) -> None:
    AppearanceFactory(claim=case.part, derives_from=case.echo.appearances.get())
    actions.publish(claims=[case.part], by=editor)
    made = of(case.part)
    assert "It repeats an appearance of another claim in “Document" in as_markdown.render(made).decode()
    made["mentions"]["appearances"].clear()
    assert "It repeats an appearance that is not shown (" in as_markdown.render(made).decode()


@pytest.mark.django_db
def test_exhibits_say_what_is_kept_of_each_document(case: Case) -> None:
    exhibits = section(dossier(case.claim), "Exhibits")
    first = exhibits.split("**Exhibit 2.**")[0]
    assert "“The report”, an article by A. Writer." in first
    assert "Address: <https://paper.example/report>" in first
    assert re.search("Copy taken on .*, SHA-256 `[0-9a-f]{64}`", first)
    assert "Copy: none is kept" in exhibits


@pytest.mark.django_db
def test_a_correction_whose_old_words_were_redacted_says_so_without_them(
    case: Case, editor: User, checker: User
) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.correct(claim=case.claim, by=editor, note="It was handed over.")
    redact(root=case.claim, numbers=[1], legal_basis="Order.", public_reason=None, requested_by=checker, by=editor)
    corrections = section(dossier(case.claim), "Corrections, and differences between editions")
    assert "**What was wrong:** It was handed over." not in corrections
    assert "The words before and after are not shown." in corrections
    assert "No reason is published." in dossier(case.claim)


# -- notices --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_retracted_claim_is_plainly_called_so(case: Case, editor: User) -> None:
    actions.retract(claim=case.claim, by=editor, reason="Wrong from the start")
    for number in (1, 2):
        cover = dossier(case.claim, edition=number).split("\n## ")[0]
        assert "**Retracted.** This claim was retracted on" in cover
        assert "Reason given: Wrong from the start." in cover
    tombstone = dossier(case.claim, edition=2)
    assert "The port was taken over" not in tombstone
    assert "Edition 2, retracted on" in section(tombstone, "Editions of port-taken-over")


@pytest.mark.django_db
def test_a_merged_claim_points_to_the_one_that_continues_it(case: Case, editor: User) -> None:
    actions.merge(survivor=case.parent, duplicate=case.echo, by=editor, note="The same.")
    cover = dossier(case.echo, edition=1).split("\n## ")[0]
    assert "**Merged.**" in cover
    assert f"`{case.parent.pk}`, “The port was taken over in several ways.”" in cover


@pytest.mark.django_db
def test_an_older_edition_says_that_it_is_not_the_newest(case: Case, editor: User) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.publish(claims=[case.claim], by=editor)
    assert "**Not the newest edition.** This is edition 1. The newest is edition 2" in dossier(case.claim, edition=1)
    first = Edition.objects.get(subject_id=case.claim.pk, number=1).published_at
    assert "as asked for: the record as of" in dossier(case.claim, as_of=first)
    assert "**Not the newest edition.**" not in dossier(case.claim)


@pytest.mark.django_db
def test_a_redaction_is_announced_without_what_was_redacted(case: Case, editor: User, checker: User) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.publish(claims=[case.claim], by=editor)
    redact(
        root=case.claim,
        numbers=[1],
        legal_basis="A court's order.",
        public_reason="The court of X ordered it.",
        requested_by=checker,
        by=editor,
    )
    text = dossier(case.claim)
    assert "**Redacted.** 1 document of earlier editions (1) went under a legal duty." in text
    assert "Reason given: The court of X ordered it." in text
    assert "Its document was taken away under a legal duty." in text
    assert "Redactions: 1 edition was taken away" in text
    assert "taken over." not in text.replace("taken over in several ways.", "").replace("never taken over.", "")


@pytest.mark.django_db
def test_a_neighbour_that_cannot_be_read_is_named_by_its_id_alone(case: Case, editor: User) -> None:
    actions.retract(claim=case.opposite, by=editor, reason="Wrong from the start.")
    assert f"a claim that cannot be read now (`{case.opposite.pk}`)" in dossier(case.claim)


@pytest.mark.django_db
def test_the_earliest_appearance_tells_when_a_claim_was_said_that_has_no_date_of_its_own(editor: User) -> None:
    claim = ClaimFactory(appearance__made=WorldDate("2018-10-08"))
    AppearanceFactory(claim=claim, made=WorldDate("2018-10"))
    actions.publish(claims=[claim], by=editor)
    assert "First said: not recorded; the earliest appearance that has a date is of October 2018" in dossier(claim)


def test_a_quotation_that_was_not_found_is_a_gap(editor: User) -> None:
    claim = ClaimFactory(appearance__quote="never said")
    source_actions.capture(document=claim.appearances.get().document, text="Else.", tool="by hand", by=editor)
    actions.publish(claims=[claim], by=editor)
    gaps = section(dossier(claim), "Gaps")
    assert "Of the one quotation the words were not found in the copy of the document that we keep." in gaps


def test_a_dossier_of_several_claims_gives_each_its_chapter_and_shares_the_rest(case: Case) -> None:
    text = dossier(case.claim, case.opposite)
    assert text.startswith("# Dossier of 2 claims\n")
    assert re.findall("^## (.+)", text, re.MULTILINE)[:4] == [
        "Who said what, and who answered",
        "Claim 1: The port was taken over.",
        "Claim 2: The port was never taken over.",
        "Sources and their grades",
    ]
    assert text.count("### Finding") == 2
    assert "At judgement 1 of claim 1: B, usually reliable" in text


# -- independence ---------------------------------------------------------------------------------


def appearance(name: str, derives_from: str | None, role: str = "reports") -> AppearanceDocument:
    return {"id": name, "derives_from": derives_from, "role": role}  # type: ignore[typeddict-item]  # all it reads


def test_forty_echoes_are_one_origin() -> None:
    echoes = [appearance(f"e{number}", "first" if number < 20 else f"e{number - 20}") for number in range(40)]
    found = origins([appearance("first", None), *echoes])
    assert list(found) == ["first"]
    assert len(found["first"]) == 41


def test_asking_and_disputing_are_not_saying_and_an_origin_elsewhere_is_one() -> None:
    found = origins(
        [
            appearance("a", "elsewhere"),
            appearance("b", "elsewhere"),
            appearance("c", None),
            appearance("d", None, "queries"),
            appearance("e", "c", "disputes"),
        ]
    )
    assert found == {"elsewhere": ["a", "b"], "c": ["c"]}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=10))
def test_every_appearance_has_one_origin_even_in_a_ring(parents: list[int]) -> None:
    rows = [appearance(str(number), str(parent)) for number, parent in enumerate(parents)]
    found = origins(rows)
    assert sorted(name for names in found.values() for name in names) == sorted(row["id"] for row in rows)


# -- hostile text ---------------------------------------------------------------------------------

HOSTILE = (
    "# heading\n## another\n- item\n+ item\n1. first\n2) second\n> quoted\n---\n===\n| a | b |\n|---|---|\n| c | d |\n"
    "```sh\nrm -rf\n```\n~~~\n    indented\n\ttabbed\n<script>alert(1)</script> <!-- gone --> <b onclick=x>\n"
    "[link](https://evil.example) ![image](x) [ref]: /evil\n[ref]\n<https://evil.example> https://evil.example "
    "www.evil.example a@evil.example\n*em* **strong** _em_ __strong__ ~~struck~~ `code` ``more` &amp; &#60; &lt;b&gt;\n"
    "\\*not\\* C:\\path\\ $x$ trailing \\\n“quoted” 'single' \"double\" «guillemets»\n"
    "שלום עולם العربية \u202eover\u202c \u2067isolate\u2069 \u2069stray \u202aunclosed \u2066left open\n"
    "中文字符。日本語 👩‍👩‍👧‍👦 🇱🇾 e\u0301\n\x1b[31mred\x1b[0m \x07 \x7f"
)
WORD = "x" * 10_000
ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from("#*_`<>|[]()!&;\\~$-+=.:/@\n \t1a\"'\u202e\u2066\u2069\u05d0\u0627\u3000\x1b\u2028"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=60,
)


def shown(text: str) -> str:
    """A text as a reader should see it: control characters visible, white space as Markdown keeps it."""
    visible = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda found: f"[U+{ord(found[0]):04X}]", text)
    lines = (line.strip(" \t") for line in re.split("\r\n|[\r\n\u2028\u2029]", visible))
    return "\n".join(line for line in lines if line)


@given(ANY_TEXT)
def test_any_paragraph_or_quotation_reads_as_it_was_written(text: str) -> None:
    for block in (Line((text,)), Quotation(text), *bullets([line(text)])):
        written = "\n".join(as_markdown._blocks([block], 2))
        assert rendered(written).strip() == shown(text).strip()
        assert {token.type for token in tokens(written)} <= {
            "paragraph_open", "paragraph_close", "inline", "text", "hardbreak",
            "blockquote_open", "blockquote_close",
            "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
        }  # fmt: skip


@given(ANY_TEXT)
def test_any_heading_or_table_cell_reads_as_it_was_written_on_one_line(text: str) -> None:
    expected = shown(text).replace("\n", " ")
    heading = "\n".join(as_markdown._blocks([Section(text, ())], 2))
    assert rendered(heading).strip() == expected.strip()
    assert sum(token.type == "heading_open" for token in tokens(heading)) == 1
    table = "\n".join(as_markdown._blocks([Table(("a", "b"), ((text, "end"),))], 2))
    assert rendered(table) == f"ab{expected.strip()}end"


@given(ANY_TEXT)
def test_any_code_reads_as_it_was_written(text: str) -> None:
    written = "\n".join(as_markdown._blocks([line("id ", Code(f"x{text}x"), " end")], 2))
    visible = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", re.sub("\r\n|[\r\n\u2028\u2029]", " ", text))
    assert rendered(written) == f"id x{visible}x end"


@given(ANY_TEXT)
def test_no_text_within_a_sentence_turns_the_words_after_it(text: str) -> None:
    embedded = within(text)
    depth = 0
    for letter in embedded:
        depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
        assert depth >= 0
    assert depth == 0
    if any(letter in embedded for letter in "\u202a\u202b\u202d\u202e"):
        assert embedded.startswith("\u2068")
        assert embedded.endswith("\u2069")


@pytest.fixture
def hostile(editor: User) -> Claim:
    """A claim with hostile text in every field that takes one."""
    publisher = SourceFactory(name=HOSTILE[:290], description=HOSTILE)
    ReliabilityGrade.objects.create(source=publisher, grade="C", reasons=HOSTILE, at=date(2018, 1, 1))
    document = DocumentFactory(
        title=HOSTILE[:900], publisher=publisher, authors=[HOSTILE[:200]], url="https://example.org/a`b"
    )
    claim: Claim = ClaimFactory(
        appearance=None,
        statement=HOSTILE,
        context=f"{HOSTILE}\n\n{WORD}",
        aspects=[HOSTILE[:490]],
        made=WorldDate("2018", HOSTILE, inferred=True, basis=HOSTILE),
    )
    AppearanceFactory(
        claim=claim, document=document, hedge=HOSTILE[:190], audience=HOSTILE[:290], quote=HOSTILE, prefix=HOSTILE[:290]
    )
    rebuttal = RebuttalFactory(document=document, source=publisher, statement=HOSTILE, quote=HOSTILE, verb=HOSTILE[:90])
    AnswerFactory(rebuttal=rebuttal, claim=claim)
    other = ClaimFactory(statement=HOSTILE[::-1])
    EvidenceFactory(target_claim=claim, document=None, claim=other, note=HOSTILE)
    found = AssessmentFactory(claim=claim, rationale=HOSTILE, label=HOSTILE[:490], scale=HOSTILE[:190])
    actions.approve(assessment=found, by=editor)
    actions.publish(claims=[claim, other], by=editor, note=HOSTILE)
    claim.refresh_from_db()
    claim.statement = HOSTILE + WORD
    claim.save()
    actions.correct(claim=claim, by=editor, note=HOSTILE)
    return claim


@pytest.mark.django_db
def test_hostile_text_in_every_field_brings_no_markup_of_its_own(hostile: Claim, case: Case) -> None:
    text = dossier(hostile)
    found = list(tokens(text))
    types = {token.type for token in found}
    assert not types & {
        "html_block",
        "html_inline",
        "image",
        "em_open",
        "s_open",
        "hr",
        "ordered_list_open",
        "code_block",
    }
    links = {str(token.attrs["href"]) for token in found if token.type == "link_open"}
    assert not {link for link in links if "evil" in link}
    assert headings(text) - headings(dossier(case.claim)) == {"Correction 1"}
    assert rendered(text).count(shown(HOSTILE)) >= 8
    assert WORD in rendered(text)


def headings(text: str) -> set[str]:
    parsed = MARKDOWN.parse(text)
    names = {after.content for token, after in pairwise(parsed) if token.type == "heading_open"}
    return {name.split(",")[0] if name.startswith("Correction 1") else name for name in names}


@pytest.mark.django_db
def test_a_reader_is_told_of_characters_that_turn_the_direction_of_writing(hostile: Claim, case: Case) -> None:
    assert "**Invisible characters.**" in dossier(hostile)
    assert "**Invisible characters.**" not in dossier(case.claim)


@pytest.mark.parametrize("text", ["https://a.example", "www.a.example", "me@a.example", "ftp://a.example"])
def test_no_address_in_a_text_is_left_for_a_reader_to_link_by_itself(text: str) -> None:
    assert re.search(r"\\[:@.]", escaped(text))


def test_a_block_that_has_no_markdown_yet_is_refused() -> None:
    with pytest.raises(TypeError, match="no form for dict"):
        as_markdown._blocks([{}], 2)


# -- proof ----------------------------------------------------------------------------------------


def programs(text: str, language: str) -> list[str]:
    return [token.content for token in MARKDOWN.parse(text) if token.type == "fence" and token.info == language]


def run(program: Path, *arguments: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-I", program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def verify(case: Case, tmp_path: Path) -> Path:
    """The program as a reader copies it out of the dossier."""
    path = tmp_path / "verify.py"
    [program] = programs(dossier(case.claim), "python")
    path.write_text(program, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_the_program_in_the_dossier_verifies_an_edition_as_served(case: Case, verify: Path, tmp_path: Path) -> None:
    edition = Edition.objects.get(subject_id=case.claim.pk)
    served = tmp_path / "edition.json"
    served.write_text(str(edition.text), encoding="utf-8")
    result = run(verify, served)
    assert (result.returncode, result.stderr) == (0, "")
    assert edition.sha256 in result.stdout
    assert "everything holds" in result.stdout
    served.write_text(str(edition.text).replace("The port", "The fort"), encoding="utf-8")
    assert run(verify, served).returncode == 1


@pytest.mark.django_db
def test_the_program_verifies_the_json_dossier_and_notices_any_change(
    case: Case, editor: User, verify: Path, tmp_path: Path
) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.publish(claims=[case.claim], by=editor)
    made = of(case.claim, case.opposite)
    whole = tmp_path / "dossier.json"
    whole.write_bytes(as_json.render(made))
    result = run(verify, whole)
    assert (result.returncode, result.stderr) == (0, "")
    assert "BROKEN" not in result.stdout
    for old, new in (("handed", "landed"), ("The Paper", "The Piper"), ('"number":2', '"number":3')):
        whole.write_bytes(as_json.render(made).replace(old.encode(), new.encode()))
        assert run(verify, whole).returncode == 1


@pytest.mark.django_db
def test_what_the_program_hashes_is_the_form_another_implementation_of_rfc_8785_gives(hostile: Claim) -> None:
    document = json.loads(str(Edition.objects.get(subject_id=hostile.pk, number=2).text))
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert plain.encode() == rfc8785(document)


@pytest.mark.django_db
def test_integrity_lists_every_pinned_edition_the_chain_and_the_digests(case: Case) -> None:
    made = of(case.claim)
    integrity = section(as_markdown.render(made).decode(), "Integrity")
    for item in made["integrity"]:
        assert re.search(rf"^\| {item['position']} \| .* \| {item['number']} \| {item['sha256']} \|$", integrity, re.M)
    assert "Not closed when this dossier was made" in integrity
    day = Edition.objects.get(subject_id=case.claim.pk).published_at.date()
    Digest.objects.create(day=day, count=3, first_position=1, last_position=3, sha256="f" * 64)
    integrity = section(dossier(case.claim), "Integrity")
    assert f"| {day} | 3 | 1 to 3 | {'f' * 64} |" in integrity
    assert "Not closed" not in integrity


# -- the first case -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_claim_of_the_first_case_reads_well_in_one_dossier(verify: Path, tmp_path: Path) -> None:
    load_case(LIBYA)
    heads = Head.objects.filter(subject_type="claim").order_by("position")
    made = bundle(list(heads.values_list("subject_id", flat=True)), using="default")
    text = as_markdown.render(made).decode()
    read = rendered(text)
    for document in made["claims"]:
        assert str(document["statement"]) in read
    assert not {token.type for token in tokens(text)} & {"html_block", "html_inline", "code_block", "hr"}
    assert "None" not in read.replace("None is recorded.", "").replace("NoneIndependent of all", "")
    whole = tmp_path / "case.json"
    whole.write_bytes(as_json.render(made))
    assert run(verify, whole).returncode == 0
