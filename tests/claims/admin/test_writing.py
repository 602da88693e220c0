"""What is saved in the admin goes through the actions: locked, counted, signed, and refused in words."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims import writing as actions
from claims.models import Appearance, Assessment, Attribution, Claim, Rebuttal, Relation, Subject
from claimtrack.accounts.roles import Role
from claimtrack.editions.roots import Stage
from tests.admin_forms import errors_of, fields_of, page, page_of, send, told
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.people import in_role, staff

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def version_of(claim: Claim) -> int:
    return Claim.objects.get(pk=claim.pk).version


def inline(prefix: str, number: int, **values: Any) -> dict[str, Any]:
    """The fields of a row added to an inline that showed `number` rows."""
    fields = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {f"{prefix}-TOTAL_FORMS": number + 1} | fields


# -- roots ----------------------------------------------------------------------------------------


def test_saving_a_claim_counts_one_version_and_marks_it_as_a_persons_work(desk: Client) -> None:
    claim = ClaimFactory()
    assert send(desk, page(claim), context="Said at a summit.").status_code == 302
    saved = Claim.objects.get(pk=claim.pk)
    assert (saved.context, saved.version, saved.edited_by_person) == ("Said at a summit.", 2, True)


def test_a_claim_created_by_a_person_is_marked_as_a_persons_work(desk: Client) -> None:
    response = send(desk, page_of(Claim, "add"), statement="It rained.", slug="it-rained", countries=["LY", "RU"])
    assert response.status_code == 302
    claim = Claim.objects.get()
    assert claim.edited_by_person
    assert claim.stage == Stage.DRAFT
    assert [country.code for country in claim.countries] == ["LY", "RU"]


def test_the_audit_trail_knows_who_saved(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    send(desk, page(claim), context="New.")
    trail = apps.get_model("claims", "ClaimEvent").objects.filter(pgh_obj=claim.pk)
    last = trail.order_by("pgh_id").select_related("pgh_context").last()
    assert (last.pgh_label, last.pgh_context.metadata["user"]) == ("update", editor.pk)


def test_stage_and_version_cannot_be_sent(desk: Client) -> None:
    claim = ClaimFactory()
    send(desk, page(claim), stage="published", version="40", published_version="40")
    saved = Claim.objects.get(pk=claim.pk)
    assert (saved.stage, saved.version, saved.published_version) == (Stage.DRAFT, 2, None)


def test_a_form_that_stood_open_while_somebody_else_wrote_is_refused(desk: Client, checker: User) -> None:
    claim = ClaimFactory()
    fields = fields_of(desk.get(page(claim)))
    with actions.editing([claim], by=checker):
        Claim.objects.filter(pk=claim.pk).update(context="Theirs.")
    response = desk.post(page(claim), fields | {"context": "Ours."})
    [error] = errors_of(response)
    assert error.startswith("Context was changed meanwhile by checker on 20")
    assert Claim.objects.get(pk=claim.pk).context == "Theirs."
    # Sending the refused form again does not get past it.
    assert errors_of(desk.post(page(claim), fields_of(response)))


def test_what_others_wrote_meanwhile_elsewhere_is_kept_and_told_with_who_when_and_what(
    desk: Client, checker: User, editor: User
) -> None:
    checker.first_name, checker.last_name = "Anna", "Example"
    checker.save()
    appearance, subject = AppearanceFactory(), SubjectFactory(name="\u202eLibya")
    claim = appearance.claim
    fields = fields_of(desk.get(page(claim)))
    theirs = Client()
    theirs.force_login(checker)
    added = inline("appearances", 2, role="asserts", document=DocumentFactory(title="A third.").pk, quote="So it is.")
    send(theirs, page(claim), statement="It is otherwise.", about=[subject.pk], **added)
    send(theirs, page(appearance), hedge="reportedly")
    with actions.editing([claim], by=None):
        claim.appearances.exclude(pk=appearance.pk).filter(quote="So it is.").delete()
    stale = {"seen_version": "9" * 30}
    [line] = told(desk.post(page(claim), fields | {"context": "Ours."}, follow=True))[:1]
    job, second, first = line.split("; ", 2)
    assert ": an import or a job on 20" in job
    assert job.endswith("(removed appearance)")
    assert second.startswith("Anna Example on 20")
    assert "Hedge" in second
    assert "Anna Example on 20" in first
    for part in ("Statement; ", "added appearance", "added about “Libya”"):
        assert part in first
    assert not any(part in line for part in ("Version", "Updated", "Context"))
    saved = Claim.objects.get(pk=claim.pk)
    assert (saved.statement, saved.context, list(saved.about.all())) == ("It is otherwise.", "Ours.", [subject])
    assert desk.post(page(claim), fields_of(desk.get(page(claim))) | stale).status_code == 302


def test_names_with_commas_are_kept_one_a_line(desk: Client) -> None:
    address = page_of(Subject, "add")
    send(desk, address, name="Haftar", slug="haftar", kind="person", aliases="Haftar, Khalifa\r\n\r\nحفتر\r\n")
    subject = Subject.objects.get()
    assert subject.aliases == ["Haftar, Khalifa", "حفتر"]
    assert fields_of(desk.get(page(subject)))["aliases"] == ["Haftar, Khalifa\nحفتر"]


def test_a_fault_in_one_of_several_lines_is_told(desk: Client) -> None:
    response = send(desk, page_of(Subject, "add"), name="A", slug="a", kind="person", same_as="https://a.org\nb.org")
    assert errors_of(response) == ["Line 2: A web address begins with http:// or https://."]


# -- rows under claims ----------------------------------------------------------------------------


def test_rows_saved_on_the_claims_page_are_one_write_with_it(desk: Client, editor: User) -> None:
    claim, other = ClaimFactory(), ClaimFactory()
    added = inline("relations", 0, kind="contradicts", other=other.pk, note="Both cannot be so.")
    assert send(desk, page(claim), **added).status_code == 302
    assert Relation.objects.get().by == editor
    assert (version_of(claim), version_of(other)) == (2, 1)


@pytest.mark.parametrize(
    ("factory", "changes"),
    [
        (AppearanceFactory, {"hedge": "reportedly"}),
        (AttributionFactory, {"rank": 3}),
        (AnswerFactory, {"scope": "blanket"}),
        (EvidenceFactory, {"note": "It shows more."}),
        (AssessmentFactory, {"rationale": "Otherwise."}),
        (RelationFactory, {"note": "In part."}),
    ],
)
def test_a_row_saved_on_its_own_page_is_written_under_its_claim(
    factory: Any, changes: dict[str, Any], desk: Client
) -> None:
    row = factory()
    claim = row.appearance.claim if isinstance(row, Attribution) else getattr(row, "claim", None)
    claim = claim or row.target_claim
    assert send(desk, page(row), **changes).status_code == 302
    assert version_of(claim) == 2
    assert type(row).objects.filter(pk=row.pk, **changes).exists()


def test_a_rebuttal_is_written_under_every_claim_that_it_answers_or_makes(desk: Client) -> None:
    answered, made, left_alone = AnswerFactory(), ClaimFactory(), ClaimFactory()
    newly_answered = ClaimFactory()
    changes = inline("answers", 1, claim=newly_answered.pk, scope="blanket") | {"makes": [made.pk]}
    assert send(desk, page(answered.rebuttal), **changes).status_code == 302
    versions = [version_of(claim) for claim in (answered.claim, made, newly_answered, left_alone)]
    assert versions == [2, 2, 2, 1]


def test_a_new_rebuttal_is_written_with_what_it_answers_and_makes(desk: Client) -> None:
    claim, made = ClaimFactory(), ClaimFactory()
    fields = {
        "kind": "denial",
        "source": SourceFactory().pk,
        "document": DocumentFactory().pk,
        "statement": "It is not so.",
        "makes": [made.pk],
    } | inline("answers", 0, claim=claim.pk, scope="specific")
    assert send(desk, page_of(Rebuttal, "add"), **fields).status_code == 302
    assert [version_of(claim), version_of(made)] == [2, 2]
    assert Rebuttal.objects.get().answers.get().claim == claim


def test_evidence_and_assessments_of_a_rebuttal_are_written_under_the_claims_it_answers(desk: Client) -> None:
    answer = AnswerFactory()
    evidence = EvidenceFactory(target_claim=None, target_rebuttal=answer.rebuttal)
    send(desk, page(evidence), note="It shows little.")
    assert version_of(answer.claim) == 2
    send(desk, page(AssessmentFactory(claim=None, rebuttal=answer.rebuttal)), rationale="Otherwise.")
    assert version_of(answer.claim) == 3


def test_an_appearance_that_moves_is_written_under_the_claim_that_it_leaves_too(desk: Client) -> None:
    appearance, other = AppearanceFactory(), ClaimFactory()
    send(desk, page(appearance), claim=other.pk)
    assert (version_of(appearance.claim), version_of(other)) == (2, 2)


def test_the_claim_that_gains_a_part_and_the_one_that_loses_it_are_written(desk: Client) -> None:
    before, after = ClaimFactory(), ClaimFactory()
    part = ClaimFactory(part_of=before)
    send(desk, page(part), part_of=after.pk)
    assert [version_of(claim) for claim in (part, before, after)] == [2, 2, 2]
    send(desk, page(part), context="More.")
    assert [version_of(claim) for claim in (part, before, after)] == [3, 2, 2]


def test_deleting_a_row_is_a_write_under_its_claim(desk: Client) -> None:
    appearance, relation = AppearanceFactory(), RelationFactory()
    desk.post(page(appearance, "delete"), {"post": "yes"})
    assert (Appearance.objects.count(), version_of(appearance.claim)) == (2, 2)
    selected = {"action": "delete_selected", "_selected_action": [relation.pk], "post": "yes"}
    desk.post(page_of(Relation), selected)
    assert (Relation.objects.count(), version_of(relation.claim)) == (0, 2)


def test_an_assessment_by_our_desk_is_signed_by_who_writes_it_and_one_by_a_source_is_not(
    desk: Client, editor: User
) -> None:
    claim, outlet = ClaimFactory(), SourceFactory()
    common = {"claim": claim.pk, "verdict": "false", "rationale": "The documents say otherwise."}
    send(desk, page_of(Assessment, "add"), **common)
    send(desk, page_of(Assessment, "add"), source=outlet.pk, **common)
    assert Assessment.objects.get(source=None).analyst == editor
    assert Assessment.objects.get(source=outlet).analyst is None


# -- refusals -------------------------------------------------------------------------------------


def test_a_rule_that_names_the_parent_is_told_on_the_parents_page(desk: Client) -> None:
    claim = ClaimFactory()
    to_itself = inline("relations", 0, kind="contradicts", other=claim.pk, note="x")
    assert "A claim has no relation to itself." in errors_of(send(desk, page(claim), **to_itself))
    of_itself = inline("evidence", 0, bearing="supports", claim=claim.pk, note="x")
    assert "A claim is no evidence of itself." in errors_of(send(desk, page(claim), **of_itself))
    neither = inline("evidence", 0, bearing="supports", note="x")
    expected = "An item of evidence is either a document or a claim: choose one."
    assert errors_of(send(desk, page(claim), **neither)) == [expected]


def test_a_rule_that_names_the_rows_own_id_is_told(desk: Client) -> None:
    claim = ClaimFactory()
    assert "A claim is no part of itself." in errors_of(send(desk, page(claim), part_of=claim.pk))


def test_a_second_first_known_appearance_is_refused_with_all_that_was_typed(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    AppearanceFactory(claim=claim, first_known=True)
    second = inline("appearances", 1, role="asserts", document=DocumentFactory().pk, first_known="on")
    response = send(desk, page(claim), context="Typed.", **second)
    assert errors_of(response) == ["Another appearance of this claim is already marked as the first known."]
    assert fields_of(response)["context"] == ["Typed."]
    assert (claim.appearances.count(), version_of(claim)) == (1, 1)


def test_the_first_known_mark_moves_in_one_go(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    # The one that gains the mark is saved before the one that loses it.
    gains, loses = AppearanceFactory(claim=claim), AppearanceFactory(claim=claim, first_known=True)
    fields = fields_of(desk.get(page(claim)))
    del fields["appearances-1-first_known"]
    assert desk.post(page(claim), fields | {"appearances-0-first_known": "on"}).status_code == 302
    assert list(claim.appearances.filter(first_known=True)) == [gains]
    assert not Appearance.objects.get(pk=loses.pk).first_known


def test_the_same_answer_and_the_same_relation_twice_are_refused(desk: Client) -> None:
    answer = AnswerFactory()
    again = inline("answers", 1, rebuttal=answer.rebuttal.pk, scope="specific")
    assert errors_of(send(desk, page(answer.claim), **again)) == ["The rebuttal already answers this."]
    relation = RelationFactory()
    again = inline("relations", 1, kind=relation.kind, other=relation.other.pk, note="x")
    assert errors_of(send(desk, page(relation.claim), **again))
    assert Relation.objects.count() == 1


def test_ranks_of_a_chain_may_be_swapped_and_not_doubled(desk: Client) -> None:
    first = AttributionFactory(rank=1)
    second = AttributionFactory(appearance=first.appearance, rank=2)
    swapped = {"chain-0-rank": 2, "chain-1-rank": 1}
    assert send(desk, page(first.appearance), **swapped).status_code == 302
    assert list(first.appearance.chain.values_list("pk", flat=True)) == [second.pk, first.pk]
    doubled = {"chain-0-rank": 2, "chain-1-rank": 2}
    assert errors_of(send(desk, page(first.appearance), **doubled))
    assert set(first.appearance.chain.values_list("rank", flat=True)) == {1, 2}


def test_every_rule_of_an_assessment_is_told_at_once(desk: Client) -> None:
    response = send(desk, page_of(Assessment, "add"), verdict="true", likelihood="unlikely", rationale="", claim="")
    told_ = " ".join(errors_of(response))
    for part in ("choose one", "needs a confidence", "does not agree", "gives its reasons"):
        assert part in told_


# -- what is closed -------------------------------------------------------------------------------


def test_only_drafts_can_be_deleted(desk: Client, editor: User) -> None:
    published, draft = ClaimFactory(), ClaimFactory()
    actions.publish(claims=[published], by=editor)
    assert desk.post(page(published, "delete"), {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": [published.pk], "post": "yes"}
    assert desk.post(page_of(Claim), selected).status_code == 403
    assert desk.post(page(draft, "delete"), {"post": "yes"}).status_code == 302
    assert list(Claim.objects.all()) == [published]


def test_an_approved_assessment_is_read_only_and_keeps_its_claim_from_being_deleted(desk: Client, editor: User) -> None:
    assessment = AssessmentFactory()
    actions.approve(assessment=assessment, by=editor)
    opened = desk.get(page(assessment))
    assert opened.status_code == 200
    assert "rationale" not in fields_of(opened)
    assert desk.post(page(assessment), {"rationale": "Otherwise."}).status_code == 403
    assert desk.post(page(assessment.claim, "delete"), {"post": "yes"}).status_code == 403
    on_the_claims_page = {"assessments-0-rationale": "Otherwise.", "assessments-2-0-rationale": "Otherwise."}
    assert send(desk, page(assessment.claim), **on_the_claims_page).status_code == 302
    assert Assessment.objects.get().rationale == assessment.rationale


def test_an_assessment_is_written_on_its_claims_page_until_it_is_approved(desk: Client) -> None:
    draft = AssessmentFactory()
    opened = desk.get(page(draft.claim))
    assert page(draft, "approve") in opened.content.decode()
    send(desk, page(draft.claim), **{"assessments-0-rationale": "On second thoughts."})
    assert Assessment.objects.get().rationale == "On second thoughts."


def test_what_was_redacted_is_read_only_with_its_rows(desk: Client) -> None:
    claim = ClaimFactory()
    Claim.objects.filter(pk=claim.pk).update(stage=Stage.REDACTED)
    opened = desk.get(page(claim))
    assert opened.status_code == 200
    assert not {"statement", "appearances-0-quote"} & fields_of(opened).keys()
    assert desk.post(page(claim), {"statement": "Back."}).status_code == 403


def test_a_person_who_may_only_look_cannot_write() -> None:
    claim = ClaimFactory()
    client = Client()
    client.force_login(in_role(Role.VIEWER))
    assert client.get(page(claim)).status_code == 200
    assert client.post(page(claim), {"statement": "Mine."}).status_code == 403


# -- choosing -------------------------------------------------------------------------------------


def suggestions(client: Client, model: type[Any], field: str, term: str) -> list[str]:
    asked = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": term,
    }
    response = client.get("/admin/autocomplete/", asked)
    return sorted(result["text"] for result in response.json()["results"])


def test_namesakes_are_told_apart_where_they_are_chosen(desk: Client) -> None:
    SourceFactory(name="Ali Hassan", kind="person", country="LY")
    SourceFactory(name="Ali Hassan", kind="person", country="EG")
    SourceFactory(name="Ali Hassan", kind="outlet")
    assert suggestions(desk, Appearance, "speaker", "hassan") == [
        "Ali Hassan · outlet",
        "Ali Hassan · person · Egypt",
        "Ali Hassan · person · Libya",
    ]


def test_an_anonymous_source_is_told_by_its_document(desk: Client) -> None:
    SourceFactory(name="a source", kind="anonymous", document=DocumentFactory(title="The first report"))
    SourceFactory(name="a source", kind="anonymous", document=DocumentFactory(title="The second report"))
    assert suggestions(desk, Rebuttal, "source", "a source") == [
        "a source · anonymous · in “The first report”",
        "a source · anonymous · in “The second report”",
    ]


def test_a_source_is_found_by_another_of_its_names(desk: Client) -> None:
    SourceFactory(name="Haftar", kind="person", aliases=["Haftar, Khalifa"])
    assert suggestions(desk, Appearance, "speaker", "khalifa") == ["Haftar · person"]


def test_what_is_chosen_already_has_the_same_label(desk: Client) -> None:
    subject = SubjectFactory(name="Tripoli", kind="place", slug="tripoli")
    appearance = AppearanceFactory(speaker=SourceFactory(name="Ali Hassan", kind="person", country="LY"))
    appearance.claim.about.add(subject)
    assert "Ali Hassan · person · Libya" in desk.get(page(appearance)).content.decode()
    shown = desk.get(page(appearance.claim)).content.decode()
    assert "Ali Hassan · person · Libya" in shown
    assert "Tripoli · place · tripoli" in shown


def test_suggestions_cost_the_same_however_many(desk: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(6):
        DocumentFactory(), EvidenceFactory(), AssessmentFactory(approved_at=timezone.now()), RebuttalFactory()
    for model, field in [
        (Appearance, "document"),
        (Appearance, "derives_from"),
        (Assessment, "evidence"),
        (Assessment, "supersedes"),
        (Rebuttal, "in_reply_to"),
    ]:
        with django_assert_max_num_queries(4):
            assert suggestions(desk, model, field, "") != []


def test_a_tampered_choice_is_an_error_on_the_form(desk: Client) -> None:
    appearance = AppearanceFactory()
    assert errors_of(send(desk, page(appearance), speaker="nobody"))


def test_suggestions_need_the_right_to_look() -> None:
    client = Client()
    client.force_login(staff("without-a-role"))
    asked = {"app_label": "claims", "model_name": "appearance", "field_name": "speaker", "term": ""}
    assert client.get("/admin/autocomplete/", asked).status_code == 403
