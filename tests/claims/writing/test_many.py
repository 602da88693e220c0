"""Many new rows at once: stored by the table, under their roots, with what the database refuses told in words."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Appearance, Assessment, Claim, Rebuttal
from claims.writing.fields import (
    AnswerFields,
    AppearanceFields,
    AttributionFields,
    ClaimFields,
    JudgementFields,
    RebuttalFields,
    TopicFields,
)
from claimtrack.ids import uuid7
from claimtrack.writing import Create, Fields, NotAllowed, Refused, insert, write
from sources.addresses import address_key
from sources.models import Document
from sources.writing import DocumentFields, GradeFields, capture
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db


def claims_of(count: int) -> list[Create[ClaimFields]]:
    return [
        Create(fields=ClaimFields(slug=f"bridge-{number}", statement=f"Bridge {number} fell."), place=f"row {number}")
        for number in range(count)
    ]


def queries_of(creates: Sequence[Create[Fields]]) -> int:
    with CaptureQueriesContext(connection) as asked:
        insert(creates, by=None)
    return len(asked)


def test_rows_that_name_each_other_are_stored_together_and_come_back_in_their_order() -> None:
    document, speaker, topic = DocumentFactory(), SourceFactory(), TopicFactory()
    claim = Create(fields=ClaimFields(slug="bridge", statement="A bridge fell.", topics=(topic.pk,)))
    said = Create(
        fields=AppearanceFields(
            claim=claim.id, document=document.pk, role="asserts", attributed_to=(speaker.pk, document.publisher_id)
        )
    )
    rows = insert([said, claim], by=None)

    assert [row.pk for row in rows] == [said.id, claim.id]
    stored = Claim.objects.get()
    assert (list(stored.topics.all()), stored.version, stored.edited_by_person) == ([topic], 1, False)
    assert list(Appearance.objects.get().chain.values_list("rank", "source")) == [
        (1, speaker.pk),
        (2, document.publisher_id),
    ]


def test_a_root_that_stood_before_counts_one_version_up_and_whoever_writes_marks_it(editor: User) -> None:
    claim = ClaimFactory()
    documents = [DocumentFactory() for _ in range(3)]
    said = [
        Create(fields=AppearanceFields(claim=claim.pk, document=document.pk, role="asserts")) for document in documents
    ]
    insert(said[:2], by=None)
    claim.refresh_from_db()
    assert (claim.version, claim.edited_by_person) == (2, False)

    insert([said[2], *claims_of(1)], by=editor)
    claim.refresh_from_db()
    assert (claim.version, claim.edited_by_person) == (3, True)
    assert Claim.objects.get(slug="bridge-0").edited_by_person


def test_claims_that_a_rebuttal_answers_already_are_counted_up_by_another_answer() -> None:
    first, second = ClaimFactory(), ClaimFactory()
    document = DocumentFactory()
    rebuttal = Create(
        fields=RebuttalFields(kind="denial", source=document.publisher_id, document=document.pk, statement="None fell.")
    )
    insert([rebuttal, Create(fields=AnswerFields(rebuttal=rebuttal.id, claim=first.pk, scope="specific"))], by=None)
    insert([Create(fields=AnswerFields(rebuttal=rebuttal.id, claim=second.pk, scope="blanket"))], by=None)

    assert dict(Claim.objects.values_list("pk", "version")) == {first.pk: 3, second.pk: 2}


def test_a_grade_is_written_under_its_source() -> None:
    source = SourceFactory()
    grade = GradeFields(source=source.pk, grade="B", reasons="Its archive is complete.", at=timezone.localdate())
    insert([Create(fields=grade)], by=None)

    source.refresh_from_db()
    assert (source.version, source.grades.get().grade) == (2, "B")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (ClaimFields(slug="another", statement=""), "State the claim."),
        (ClaimFields(slug="bridge-0", statement="It stands."), "already exists|duplicate key"),
        (ClaimFields(slug="long", statement="It stands.", language="x" * 36), "value too long"),
    ],
)
def test_what_the_database_refuses_is_told_with_the_place_of_its_row_and_nothing_is_stored(
    fields: ClaimFields, told: str
) -> None:
    with pytest.raises(Refused, match=told) as refused:
        insert([*claims_of(3), Create(fields=fields, place="row 3")], by=None)

    assert [fault.place for fault in refused.value.faults] == ["row 3"]
    assert not Claim.objects.exists()


def test_a_row_that_names_none_there_is_is_refused() -> None:
    nowhere = AppearanceFields(claim=uuid7(), document=DocumentFactory().pk, role="asserts")
    with pytest.raises(Refused):
        insert([Create(fields=nowhere)], by=None)
    assert not Appearance.objects.exists()


def test_the_right_is_asked_for_each_row(reporter: User) -> None:
    insert(claims_of(2), by=reporter)
    with pytest.raises(NotAllowed, match="topic"):
        insert([*claims_of(1), Create(fields=TopicFields(slug="law", name="Law"))], by=reporter)
    assert Claim.objects.count() == 2
    assert set(Claim.objects.values_list("author", flat=True)) == {reporter.pk}


@pytest.mark.parametrize("store", [lambda made, by: insert(made, by=by), lambda made, by: write(made, by=by)])
def test_a_judgement_is_approved_as_it_is_written_by_who_may_approve_alone(store: Any, reporter: User) -> None:
    made = Create(
        fields=JudgementFields(
            claim=ClaimFactory().pk,
            source=SourceFactory().pk,
            status="rated",
            verdict="false",
            approved_at=timezone.now(),
        )
    )
    with pytest.raises(NotAllowed, match="by checkers"):
        store([made], reporter)
    store([made], None)

    assert Assessment.objects.get().approved_at


def test_quotations_are_looked_for_in_what_is_stored_of_their_documents() -> None:
    document, bare = DocumentFactory(), DocumentFactory()
    capture(document=document, text="None of them fell, he said.", tool="test", by=None)
    answers = [
        Create(
            fields=RebuttalFields(
                kind="denial", source=each.publisher_id, document=each.pk, statement="None fell.", quote=quote
            )
        )
        for each, quote in ((document, "None of them fell"), (document, "All fell"), (bare, "None of them fell"))
    ]
    insert(answers, by=None)

    stored = Rebuttal.objects.in_bulk()
    assert [stored[answer.id].anchored for answer in answers] == [True, False, None]


def test_documents_are_found_by_other_spellings_of_their_addresses() -> None:
    made = DocumentFields(title="A page", url="https://example.org/a?utm_source=x", publisher=SourceFactory().pk)
    insert([Create(fields=made)], by=None)

    assert Document.objects.get().address_key == address_key("https://www.example.org/a/")


def test_ten_times_the_rows_ask_no_more_of_the_database() -> None:
    document = DocumentFactory()

    def rows(words: str, count: int) -> list[Create[Fields]]:
        claims = [Create(fields=ClaimFields(slug=f"{words}-{n}", statement="It fell.")) for n in range(count)]
        said = [AppearanceFields(claim=claim.id, document=document.pk, role="asserts") for claim in claims]
        return [*claims, *(Create(fields=fields) for fields in said)]

    assert queries_of(rows("few", 3)) == queries_of(rows("many", 30))


def test_a_link_of_a_chain_counts_its_appearance_and_its_claim_up() -> None:
    [claim] = insert(claims_of(1), by=None)
    document = DocumentFactory()
    [said] = insert([Create(fields=AppearanceFields(claim=claim.pk, document=document.pk, role="asserts"))], by=None)
    link = AttributionFields(appearance=said.pk, source=document.publisher_id, rank=1)
    insert([Create(fields=link)], by=None)

    said.refresh_from_db()
    claim.refresh_from_db()
    assert (said.row_version, claim.version) == (2, 3)
