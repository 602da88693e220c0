"""Buttons and list actions: each asks first, says what stands in the way, and calls the action."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import writing as actions
from claims.models import Assessment, Claim, Narrative
from claimtrack.accounts.roles import Role
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Stage
from claimtrack.workplace.models import Comment
from sources import writing as source_actions
from tests.admin_forms import fields_of, page, page_of, send, told
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    NarrativeFactory,
    RelationFactory,
    SourceFactory,
)
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def kinds(claim: Claim) -> list[str]:
    return list(Edition.objects.filter(subject_id=claim.pk).order_by("number").values_list("kind", flat=True))


def stage_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).stage


def select(client: Client, action: str, *rows: Claim | Assessment | Narrative) -> list[str]:
    """Run a list action on these rows; returns what the person is told."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return told(client.post(page_of(type(rows[0])), chosen, follow=True))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# -- one claim ------------------------------------------------------------------------------------


def test_the_publish_page_shows_what_would_be_published_beside_what_stands(desk: Client, editor: User) -> None:
    claim = ClaimFactory(statement="The first wording.")
    shown = desk.get(page(claim, "publish")).content.decode()
    assert "There is none yet." in shown
    assert "<td>The first wording.</td>" in shown
    assert kinds(claim) == []
    actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(statement="The second wording.")
    shown = desk.get(page(claim, "publish")).content.decode()
    assert "The <del>first</del> wording." in shown
    assert "The <ins>second</ins> wording." in shown
    assert "1 fact would change: statement." in shown


def test_the_publish_page_of_what_says_nothing_new_marks_nothing(desk: Client, editor: User) -> None:
    claim = ClaimFactory(appearance__quote="closed for good", appearance__made=WorldDate("2018-10-08"))
    AssessmentFactory(claim=claim, approved_at=timezone.now())
    actions.publish(claims=[claim], by=editor)
    response = desk.get(page(claim, "publish"))
    assert response.context["comparison"].changes == 0
    assert "Nothing that readers have would change." in response.content.decode()


def test_the_publish_page_shows_what_is_worth_a_look_and_lets_it_pass(desk: Client, editor: User) -> None:
    claim = ClaimFactory(appearance__quote="never said", appearance__made=WorldDate("2018-10-08"))
    report = claim.appearances.get().document
    source_actions.capture(document=report, text="Something else.", tool="by hand", by=editor)
    AssessmentFactory(claim=claim)
    stranger = SourceFactory(name="Unnamed officials", kind="anonymous", document=DocumentFactory())
    AppearanceFactory(claim=claim, document=report, speaker=stranger)
    shown = html.unescape(desk.get(page(claim, "publish")).content.decode())
    assert "An assessment is not approved" in shown
    assert "“never said” was not found in the copy" in shown
    assert "“Unnamed officials” is an anonymous source of another document" in shown
    assert "The claim has no date of its own" in shown
    desk.post(page(claim, "publish"), {"words": ""})
    assert kinds(claim) == ["published"]
    plain = ClaimFactory()
    assert "Worth a look" not in desk.get(page(plain, "publish")).content.decode()


def test_what_publishing_leaves_out_is_told_before_and_what_it_re_issues_after(desk: Client, editor: User) -> None:
    relation = RelationFactory(other__statement="The bridge was never built.")
    claim, other = relation.claim, relation.other
    storyline = NarrativeFactory(name="Bridges")
    claim.narratives.add(storyline)
    shown = html.unescape(desk.get(page(claim, "publish")).content.decode())
    assert "relations: The bridge was never built." in shown
    assert "narratives: Bridges" in shown
    actions.publish(claims=[claim], by=editor)
    response = desk.post(page(other, "publish"), {"words": ""}, follow=True)
    [message] = told(response)
    assert f"updated by itself in a moment, with an edition of its own: “{claim.statement}”." in message
    assert "Left out for now" not in desk.get(page(other, "publish")).content.decode()


def test_the_publish_button_makes_an_edition(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    response = desk.post(page(claim, "publish"), {"words": "With the video."}, follow=True)
    assert told(response) == ["On the record now: edition 1 (published)."]
    [edition] = Edition.objects.filter(subject_id=claim.pk)
    assert (edition.kind, edition.note, edition.by_id) == ("published", "With the video.", editor.pk)
    assert stage_of(claim) == Stage.PUBLISHED


def test_publishing_what_says_nothing_new_says_so(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    response = desk.post(page(claim, "publish"), {"words": ""}, follow=True)
    assert told(response) == ["There is nothing new to say: no edition was made."]


def test_a_claim_that_cannot_be_published_says_why_and_offers_no_button(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    response = desk.get(page(claim, "publish"))
    assert "Add an appearance" in response.content.decode()
    assert b'value="Publish"' not in response.content
    refused = desk.post(page(claim, "publish"), {"words": ""})
    assert "Add an appearance" in refused.content.decode()
    assert (kinds(claim), stage_of(claim)) == ([], Stage.DRAFT)


def test_a_retraction_needs_a_reason(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    refused = desk.post(page(claim, "retract"), {"words": "  "})
    assert "Say why the claim is retracted" in refused.content.decode()
    assert kinds(claim) == ["published"]
    desk.post(page(claim, "retract"), {"words": "It was never said."})
    assert (kinds(claim), stage_of(claim)) == (["published", "retracted"], Stage.RETRACTED)


def test_a_retracted_claim_is_restored(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    actions.retract(claim=claim, by=editor, reason="It was never said.")
    desk.post(page(claim, "restore"), {"words": "It was said after all."})
    assert (kinds(claim)[-1], stage_of(claim)) == ("restored", Stage.PUBLISHED)


def test_a_correction_needs_a_note_and_a_change(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    unchanged = desk.post(page(claim, "correct"), {"words": "A word was wrong."})
    assert "Nothing has changed" in unchanged.content.decode()
    send(desk, page(claim), statement="It is otherwise.")
    without = desk.post(page(claim, "correct"), {"words": ""})
    assert "the note of a correction is public" in without.content.decode()
    desk.post(page(claim, "correct"), {"words": "A word was wrong."})
    assert kinds(claim) == ["published", "corrected"]


def test_a_claim_goes_to_an_editor_and_back(desk: Client) -> None:
    claim = ClaimFactory()
    desk.post(page(claim, "submit"), {})
    assert stage_of(claim) == Stage.IN_REVIEW
    desk.post(page(claim, "return"), {})
    assert stage_of(claim) == Stage.DRAFT


#: What went out can have been handed over; a guest reads what is not withdrawn.
OUTSIDE = {"Note a hand-over", "Invite a guest"}
PRIVATE = {
    *("Approve", "Publish", "Publish at a time", "Restrict to named people", "Clear its past", "Merge", "Split"),
    *OUTSIDE,
}


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (Stage.DRAFT, {"Submit for review"} | PRIVATE),
        (Stage.IN_REVIEW, {"Send back"} | PRIVATE),
        (
            Stage.PUBLISHED,
            {
                "Approve",
                "Publish",
                "Publish at a time",
                "Correct",
                "Retract",
                "Merge",
                "Split",
                "Withhold",
                "Withhold an older edition",
                "Propose a redaction",
            }
            | OUTSIDE,
        ),
        (Stage.RETRACTED, {"Approve", "Restore", "Withhold", "Propose a redaction", "Note a hand-over"}),
        (Stage.MERGED, {"Part again", "Withhold", "Propose a redaction", "Note a hand-over"}),
        (Stage.WITHHELD, {"Propose a redaction", "Note a hand-over"}),
        (Stage.REDACTED, {"Propose a redaction"}),
    ],
)
def test_a_page_offers_the_steps_of_its_stage(stage: Stage, offered: set[str], desk: Client) -> None:
    claim = ClaimFactory()
    Claim.objects.filter(pk=claim.pk).update(stage=stage)
    assert {button["verb"] for button in desk.get(page(claim)).context["buttons"]} == offered


def test_a_step_that_the_row_has_left_behind_leads_to_its_page_with_the_reason(desk: Client, reporter: User) -> None:
    claim = ClaimFactory()
    for answer in (desk.get(page(claim, "retract"), follow=True), desk.post(page(claim, "retract"), follow=True)):
        assert answer.redirect_chain == [(page(claim), 302)]
        assert told(answer) == ["Retract: this cannot be done as it stands now (draft). Nothing was changed."]
    assert (kinds(claim), stage_of(claim)) == ([], Stage.DRAFT)
    Claim.objects.filter(pk=claim.pk).update(stage=Stage.REDACTED)
    assert "now (redacted)." in told(desk.get(page(claim, "publish"), follow=True))[0]
    assert desk.get(page(ClaimFactory.build(), "publish")).status_code == 404
    assert signed_in(reporter).get(page(claim, "retract")).status_code == 403


def test_a_name_neither_turns_the_words_of_a_message_around_nor_drowns_them(desk: Client) -> None:
    claim = ClaimFactory(statement="Ships \u202eor \u2067none, said حفتر.")
    [line] = told(desk.post(page(claim, "delete"), {"post": "yes"}, follow=True))
    assert "Ships or none, said حفتر." in line
    claim = ClaimFactory(statement="\u202e<b>Ships</b> " + "x" * 10_000)
    [line] = told(desk.post(page(claim), fields_of(desk.get(page(claim))), follow=True))
    assert ">&lt;b&gt;Ships&lt;/b&gt; xxx" in line
    assert "xxx…</a>” was changed" in line
    assert "\u202e" not in line


def test_editions_are_listed_on_the_claims_page_with_where_they_are_read(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    [published] = actions.publish(claims=[claim], by=editor, note="First.")
    shown = desk.get(page(claim)).content.decode()
    assert f'href="/api/v1/claims/{claim.pk}/?edition=1"' in shown
    assert published.edition.sha256[:12] in shown
    assert "First." in shown


# -- who may --------------------------------------------------------------------------------------


def test_a_reporter_without_the_right_to_publish_cannot(reporter: User) -> None:
    claim = ClaimFactory(author=reporter)
    client = signed_in(reporter)
    offered = {b["verb"] for b in client.get(page(claim)).context["buttons"]}
    assert offered == {"Note a hand-over", "Submit for review", "Restrict to named people"}
    assert client.post(page(claim, "publish"), {"words": ""}).status_code == 403
    assert "publish_selected" not in client.get(page_of(Claim)).content.decode()
    refused = client.post(page_of(Claim), {"action": "publish_selected", "_selected_action": [claim.pk]})
    assert refused.status_code == 403
    assert kinds(claim) == []


def test_an_editor_publishes_and_need_not_be_an_administrator() -> None:
    claim = ClaimFactory()
    client = signed_in(in_role(Role.EDITOR))
    assert client.post(page(claim, "publish"), {"words": ""}).status_code == 302
    assert kinds(claim) == ["published"]


def test_a_reporter_without_the_right_to_approve_cannot(reporter: User) -> None:
    assessment = AssessmentFactory()
    client = signed_in(reporter)
    assert client.post(page(assessment, "approve"), {}).status_code == 403
    refused = client.post(page_of(Assessment), {"action": "approve_selected", "_selected_action": [assessment.pk]})
    assert refused.status_code == 403
    assert not Assessment.objects.approved().exists()


# -- several at once ------------------------------------------------------------------------------


def test_selected_claims_are_published_together(desk: Client) -> None:
    claims = [ClaimFactory(), ClaimFactory()]
    assert select(desk, "publish_selected", *claims) == ["2 of 2 have a new edition."]
    assert [stage_of(claim) for claim in claims] == [Stage.PUBLISHED] * 2


def test_a_refused_publication_of_several_lists_every_reason_and_publishes_none(desk: Client) -> None:
    good, bare, other = ClaimFactory(), ClaimFactory(appearance=None), ClaimFactory(appearance=None)
    messages = select(desk, "publish_selected", good, bare, other)
    assert messages[-1] == "Nothing was published."
    for claim in (bare, other):
        assert any(claim.slug in line and "Add an appearance" in line for line in messages)
    assert not any(good.slug in line for line in messages)
    assert kinds(good) == []


def test_selected_claims_are_submitted_and_those_that_cannot_be_are_named(desk: Client) -> None:
    draft, submitted = ClaimFactory(), ClaimFactory()
    actions.submit(claim=submitted, by=User.objects.get())
    messages = select(desk, "submit_selected", draft, submitted)
    assert f"{draft}: Submitted for review." in messages
    assert f"{submitted}: Only a draft is submitted for review." in messages
    address = reverse("admin:claims_claim_together", args=["return"])
    asked = {"row": [draft.pk, submitted.pk], "message": "Not yet, both of you."}
    assert desk.post(address, asked).status_code == 302
    assert [stage_of(draft), stage_of(submitted)] == [Stage.DRAFT] * 2
    assert [each.text for each in Comment.objects.all()] == [asked["message"]] * 2


def test_assessments_are_approved_one_by_one_and_from_the_list(desk: Client, editor: User) -> None:
    one, two = AssessmentFactory(), AssessmentFactory()
    desk.post(page(one, "approve"), {}, follow=True)
    assert Assessment.objects.get(pk=one.pk).approver == editor
    messages = select(desk, "approve_selected", one, two)
    assert len(messages) == 2
    assert any("approved already" in line for line in messages)
    assert Assessment.objects.approved().count() == 2


def test_a_narrative_is_published_from_its_page_and_from_the_list(desk: Client) -> None:
    one, two = NarrativeFactory(), NarrativeFactory()
    assert desk.get(page(one, "publish")).status_code == 200
    desk.post(page(one, "publish"), {"words": ""}, follow=True)
    assert select(desk, "publish_selected", two) == ["1 of 1 have a new edition."]
    assert Narrative.objects.published().count() == 2
    send(desk, page(one), description="How it began.")
    ahead = desk.get(page_of(Narrative), {"ahead": "yes"}).context["cl"].result_list
    assert list(ahead) == [one]


@pytest.mark.parametrize(
    ("language", "statement", "asks"),
    [("en", "სამი ვაგონი ჩამოვიდა.", True), ("ka", "სამი ვაგონი ჩამოვიდა.", False), ("en", "Three 3 cars.", False)],
)
def test_a_statement_that_has_no_letter_of_its_language_is_worth_a_look(
    desk: Client, language: str, statement: str, asks: bool
) -> None:
    claim = ClaimFactory(language=language, statement=statement)
    assert ("which language is it in?" in desk.get(page(claim, "publish")).content.decode()) is asks
