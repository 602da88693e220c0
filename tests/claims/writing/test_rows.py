"""Changes of rows: all or none, under their roots, with every fault at its place, and nobody overwritten."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import writing as actions
from claims.models import Appearance, Assessment, Claim, Evidence
from claims.writing.fields import (
    AnswerFields,
    AppearanceFields,
    AssessmentFields,
    ClaimFields,
    EvidenceFields,
    RebuttalFields,
    SubjectFields,
)
from claimtrack.ids import uuid7
from claimtrack.writing import Create, Delete, NotAllowed, Refused, Update, write
from sources.models import Document
from sources.writing import DocumentFields
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
)

pytestmark = pytest.mark.django_db


def faults(refused: "pytest.ExceptionInfo[Refused]") -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_a_claim_is_filed_with_all_that_stands_under_it_in_one_write(editor: User) -> None:
    document, speaker, minister = DocumentFactory(), SourceFactory(), SourceFactory()
    claim, rebuttal = uuid7(), uuid7()
    written = write(
        [
            Create(id=claim, fields=ClaimFields(slug="bridges", statement="Two bridges fell.")),
            Create(
                fields=AppearanceFields(
                    claim=claim, document=document.pk, role="asserts", attributed_to=(speaker.pk, minister.pk)
                )
            ),
            Create(
                id=rebuttal,
                fields=RebuttalFields(kind="denial", source=minister.pk, document=document.pk, statement="None fell."),
            ),
            Create(fields=AnswerFields(rebuttal=rebuttal, claim=claim, scope="specific")),
        ],
        by=editor,
    )
    stored = Claim.objects.get(pk=claim)
    assert [type(row).__name__ for row in written.rows] == ["Claim", "Appearance", "Rebuttal", "Answer"]
    assert (stored.version, stored.edited_by_person) == (1, True)
    appearance = stored.appearances.get()
    assert [link.source_id for link in appearance.chain.order_by("rank")] == [speaker.pk, minister.pk]
    assert stored.answers.get().rebuttal_id == rebuttal


def test_every_fault_of_every_change_is_told_at_once_with_its_place_and_nothing_is_written(editor: User) -> None:
    claim = ClaimFactory()
    with pytest.raises(Refused) as refused:
        write(
            [
                Update(row=claim.pk, fields=ClaimFields(statement=""), seen=claim.row_version, place="claim"),
                Create(fields=AppearanceFields(claim=claim.pk, role="sings", document=uuid7()), place="appearances/0"),
                Create(fields=SubjectFields(slug="khalifa", name="Khalifa", kind="person"), place="subjects/0"),
            ],
            by=editor,
        )
    assert {pointer for pointer, _ in faults(refused)} == {
        "/claim/statement",
        "/appearances/0/role",
        "/appearances/0/document",
    }
    claim.refresh_from_db()
    assert claim.version == 1
    assert claim.statement != ""


def test_what_names_a_refused_row_adds_no_fault_of_its_own(editor: User) -> None:
    claim = uuid7()
    with pytest.raises(Refused) as refused:
        write(
            [
                Create(id=claim, fields=ClaimFields(slug="s", statement=""), place="claim"),
                Create(fields=AppearanceFields(claim=claim, document=DocumentFactory().pk, role="asserts")),
            ],
            by=editor,
        )
    assert {pointer for pointer, _ in faults(refused)} == {"/claim/statement"}


def test_a_row_is_not_written_over_what_somebody_else_wrote_since_its_version(editor: User, checker: User) -> None:
    document = DocumentFactory(title="Old")
    seen = Document.objects.get(pk=document.pk).row_version
    write([Update(row=document.pk, fields=DocumentFields(title="Theirs"), seen=seen)], by=checker)
    with pytest.raises(Refused) as refused:
        write([Update(row=document.pk, fields=DocumentFields(title="Mine"), seen=seen)], by=editor)
    assert refused.value.is_stale
    assert "checker" in refused.value.messages[0]
    assert Document.objects.get(pk=document.pk).title == "Theirs"


def test_only_the_field_that_both_wrote_is_a_conflict(editor: User, checker: User) -> None:
    document = DocumentFactory(title="Old", summary="Short.")
    shown = DocumentFields(title="Old", summary="Short.", language="en")
    write([Update(row=document.pk, fields=DocumentFields(summary="Longer."), seen=shown)], by=checker)
    written = write([Update(row=document.pk, fields=DocumentFields(title="New"), seen=shown)], by=editor)
    document.refresh_from_db()
    assert (document.title, document.summary) == ("New", "Longer.")
    assert [(kept.field, "checker" in kept.message) for kept in written.kept] == [("summary", True)]
    with pytest.raises(Refused) as refused:
        write([Update(row=document.pk, fields=DocumentFields(summary="Mine."), seen=shown)], by=editor)
    assert faults(refused) == [("/summary", "stale")]


def test_the_same_written_twice_is_no_conflict(editor: User, checker: User) -> None:
    document, shown = DocumentFactory(title="Old"), DocumentFields(title="Old")
    for person in (checker, editor):
        write([Update(row=document.pk, fields=DocumentFields(title="New"), seen=shown)], by=person)
    assert Document.objects.get(pk=document.pk).title == "New"


def test_an_appearance_added_meanwhile_is_no_conflict_for_who_edits_the_claim(editor: User, checker: User) -> None:
    claim = ClaimFactory(statement="Old.")
    shown = ClaimFields(statement="Old.")
    write([Create(fields=AppearanceFields(claim=claim.pk, document=DocumentFactory().pk, role="asserts"))], by=checker)
    write([Update(row=claim.pk, fields=ClaimFields(statement="New."), seen=shown)], by=editor)
    write([Update(row=claim.pk, fields=ClaimFields(context="C."), seen=Claim.objects.get().row_version)], by=editor)
    claim.refresh_from_db()
    assert (claim.statement, claim.appearances.count(), claim.version) == ("New.", 2, 4)


def test_references_in_sets_and_chains_are_compared_as_what_they_say(editor: User) -> None:
    first, second = SubjectFactory(), SubjectFactory()
    claim = ClaimFactory()
    claim.about.set([first, second])
    shown = ClaimFields(about=(second.pk, first.pk))  # a set: the order says nothing
    write([Update(row=claim.pk, fields=ClaimFields(about=(first.pk,)), seen=shown)], by=editor)
    with pytest.raises(Refused) as refused:
        write([Update(row=claim.pk, fields=ClaimFields(about=(second.pk,)), seen=shown)], by=editor)
    assert faults(refused) == [("/about", "stale")]


def test_a_change_of_references_alone_counts_the_row_up(editor: User) -> None:
    claim = ClaimFactory()
    write([Update(row=claim.pk, fields=ClaimFields(about=(SubjectFactory().pk,)), seen=claim.row_version)], by=editor)
    assert Claim.objects.get(pk=claim.pk).row_version == claim.row_version + 1


def test_a_row_that_is_gone_is_told_and_not_made_again(editor: User) -> None:
    appearance = AppearanceFactory()
    pk, version = appearance.pk, appearance.row_version
    appearance.delete()
    with pytest.raises(Refused) as refused:
        write([Update(row=pk, fields=AppearanceFields(hedge="reportedly"), seen=version, place="a")], by=editor)
    assert faults(refused) == [("/a", "gone")]
    assert not Appearance.objects.filter(pk=pk).exists()


def test_what_somebody_else_changed_is_not_deleted_unseen(editor: User, checker: User) -> None:
    appearance = AppearanceFactory()
    change = Update(row=appearance.pk, fields=AppearanceFields(hedge="reportedly"), seen=appearance.row_version)
    write([change], by=checker)
    with pytest.raises(Refused) as refused:
        write([Delete(model=Appearance, row=appearance.pk, seen=appearance.row_version)], by=editor)
    assert refused.value.is_stale
    now = Appearance.objects.get(pk=appearance.pk)
    write([Delete(model=Appearance, row=now.pk, seen=now.row_version)], by=editor)
    assert not Appearance.objects.filter(pk=now.pk).exists()


def test_a_row_that_moves_counts_both_claims_up(editor: User) -> None:
    origin, goal = ClaimFactory(), ClaimFactory()
    appearance = origin.appearances.get()
    change = Update(row=appearance.pk, fields=AppearanceFields(claim=goal.pk), seen=appearance.row_version)
    write([change], by=editor)
    assert [Claim.objects.get(pk=claim.pk).version for claim in (origin, goal)] == [2, 2]


def test_an_approved_assessment_is_refused_in_words(editor: User) -> None:
    assessment = AssessmentFactory(approved_at=timezone.now())
    with pytest.raises(Refused, match="write one that supersedes it"):
        write(
            [
                Update(
                    row=assessment.pk,
                    fields=AssessmentFields(rationale="Otherwise."),
                    seen=Assessment.objects.get(pk=assessment.pk).row_version,
                )
            ],
            by=editor,
        )


def test_whoever_lacks_the_right_writes_nothing(reporter: User) -> None:
    claim, others = ClaimFactory(author=reporter), ClaimFactory()
    with pytest.raises(NotAllowed, match="appearance"):
        write(
            [
                Update(row=claim.pk, fields=ClaimFields(statement="New."), seen=claim.row_version),
                Create(fields=AppearanceFields(claim=others.pk, document=DocumentFactory().pk, role="asserts")),
            ],
            by=reporter,
        )
    assert Claim.objects.get(pk=claim.pk).statement != "New."


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (AppearanceFactory, {"hedge": "allegedly"}),
        (RebuttalFactory, {"verb": "refuted"}),
        (DocumentFactory, {"title": "Another"}),
        (SubjectFactory, {"name": "Another"}),
    ],
)
def test_the_database_counts_the_version_whoever_writes(make: Any, fields: dict[str, Any]) -> None:
    row = make()
    model = type(row)
    model.objects.filter(pk=row.pk).update(**fields)  # past every action
    assert model.objects.get(pk=row.pk).row_version == row.row_version + 1
    model.objects.filter(pk=row.pk).update(**fields)  # the same again says nothing new
    assert model.objects.get(pk=row.pk).row_version == row.row_version + 1


def test_a_check_of_a_quotation_is_nobodys_write() -> None:
    appearance = AppearanceFactory(quote="fell")
    Appearance.objects.filter(pk=appearance.pk).update(anchored=True)
    assert Appearance.objects.get(pk=appearance.pk).row_version == appearance.row_version


def test_evidence_of_a_rebuttal_is_written_under_the_claims_it_answers(editor: User) -> None:
    claim = ClaimFactory()
    rebuttal = AnswerFactory(claim=claim).rebuttal
    before = Claim.objects.get(pk=claim.pk).version
    write(
        [
            Create(
                fields=EvidenceFields(
                    target_rebuttal=rebuttal.pk, document=DocumentFactory().pk, bearing="supports", note="It shows it."
                )
            )
        ],
        by=editor,
    )
    assert Evidence.objects.get().target_rebuttal_id == rebuttal.pk
    assert Claim.objects.get(pk=claim.pk).version == before + 1


def test_a_redacted_claim_is_not_written_any_more(editor: User) -> None:
    claim = ClaimFactory(stage="redacted")
    with pytest.raises(Refused, match="redacted"):
        write([Update(row=claim.pk, fields=ClaimFields(statement="Back."), seen=claim.row_version)], by=editor)


def test_the_slug_of_what_was_published_stays_and_a_drafts_does_not(editor: User) -> None:
    published, draft = ClaimFactory(slug="readers-have-it"), ClaimFactory(slug="nobody-has-it")
    actions.publish(claims=[published], by=editor)
    changes = [
        Update(
            row=claim.pk,
            fields=ClaimFields(slug=f"moved-{number}"),
            seen=Claim.objects.get(pk=claim.pk).row_version,
            place=f"claims/{number}",
        )
        for number, claim in enumerate((published, draft))
    ]
    with pytest.raises(Refused, match="links lead there") as refused:
        write(changes, by=editor)
    assert faults(refused) == [("/claims/0/slug", "invalid")]
    write(changes[1:], by=editor)
    assert set(Claim.objects.values_list("slug", flat=True)) == {"readers-have-it", "moved-1"}


def test_only_drafts_are_deleted(editor: User) -> None:
    claim = ClaimFactory(stage="published")
    with pytest.raises(NotAllowed, match="any: draft"):
        write([Delete(model=Claim, row=claim.pk, seen=claim.row_version)], by=editor)
    with pytest.raises(Refused, match="retract"):
        write([Delete(model=Claim, row=claim.pk, seen=claim.row_version)], by=None)
    assert Claim.objects.filter(pk=claim.pk).exists()
