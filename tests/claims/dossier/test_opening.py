"""How a dossier opens: its cover with every notice, and the finding in sentences."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.dossier import as_markdown
from claims.dossier.shapes import Bundle
from claims.models import Claim
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Edition
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, of, section
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    SourceFactory,
)
from tests.redacting import redact


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
def test_the_earliest_appearance_tells_when_a_claim_was_said_that_has_no_date_of_its_own(editor: User) -> None:
    claim = ClaimFactory(appearance__made=WorldDate("2018-10-08"))
    AppearanceFactory(claim=claim, made=WorldDate("2018-10"))
    actions.publish(claims=[claim], by=editor)
    assert "First said: not recorded; the earliest appearance that has a date is of October 2018" in dossier(claim)


@pytest.mark.django_db
def test_a_neighbour_that_cannot_be_read_is_named_by_its_id_alone(case: Case, editor: User) -> None:
    actions.retract(claim=case.opposite, by=editor, reason="Wrong from the start.")
    assert f"a claim that cannot be read now (`{case.opposite.pk}`)" in dossier(case.claim)


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
