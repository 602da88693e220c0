"""Two people at one row: nobody overwrites what another wrote meanwhile, and what does not collide is kept and told."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.imports.models import RatingLabel
from claims.models import Appearance, Claim, Relation
from claims.writing.fields import AppearanceFields
from claimtrack.dates import WorldDate
from claimtrack.writing import Create, write
from sources.models import Document, Office
from tests.admin_forms import errors_of, fields_of, page, page_of, send, told
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

Made = Callable[[], Any]


def _office() -> Office:
    return Office.objects.create(person=SourceFactory(kind="person"), organization=SourceFactory(), title="Clerk")


def _rating() -> RatingLabel:
    return RatingLabel.objects.create(label="Falso", key="falso", host="checks.example")


#: How a row is made, a field that both write, and one that only the other does, with what it is set to.
ROWS: list[tuple[Made, str, tuple[str, str]]] = [
    (ClaimFactory, "statement", ("context", "At a summit.")),
    (NarrativeFactory, "name", ("description", "It goes on.")),
    (SourceFactory, "name", ("description", "A paper.")),
    (_office, "title", ("start_edtf", "2001")),
    (DocumentFactory, "title", ("summary", "In short.")),
    (SubjectFactory, "name", ("description", "A town.")),
    (TopicFactory, "name", ("slug", "another-slug")),
    (AppearanceFactory, "hedge", ("audience", "the crew")),
    (RebuttalFactory, "statement", ("verb", "refuted")),
    (EvidenceFactory, "note", ("credibility", "3")),
    (AssessmentFactory, "rationale", ("scale", "Five stars")),
    (RelationFactory, "note", ("kind", "supports")),
    (_rating, "note", ("scale", "Five stars")),
]
NAMES = [getattr(make, "__name__", str(make)).removesuffix("Factory") for make, *_ in ROWS]


@pytest.fixture
def theirs(checker: User) -> Client:
    """The other window."""
    client = Client()
    client.force_login(checker)
    return client


def value(row: Any, name: str) -> Any:
    return getattr(type(row).objects.get(pk=row.pk), name)


def by_checker(row: Any) -> str:
    """What a refusal says of who wrote; a table that no trail follows knows nobody."""
    return " by checker on 20" if hasattr(type(row), "pgh_event_model") else ""


# -- every page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "field", "other"), ROWS, ids=NAMES)
def test_what_somebody_else_wrote_in_the_same_field_is_not_overwritten(
    make: Made, field: str, other: tuple[str, str], desk: Client, theirs: Client
) -> None:
    row = make()
    opened = fields_of(desk.get(page(row)))
    assert send(theirs, page(row), **{field: "Theirs."}).status_code == 302
    refused = desk.post(page(row), opened | {field: "Ours."})
    [error] = errors_of(refused)
    named = str(type(row)._meta.get_field(field).verbose_name).capitalize()
    assert error.startswith(f"{named} was changed meanwhile{by_checker(row)}")
    assert "Nothing is saved" in error
    assert field in refused.context["adminform"].form.errors
    assert (value(row, field), fields_of(refused)[field]) == ("Theirs.", ["Ours."])
    # Sending the refused form again does not get past it.
    assert errors_of(desk.post(page(row), fields_of(refused))) == [error]


@pytest.mark.parametrize(("make", "field", "other"), ROWS, ids=NAMES)
def test_what_somebody_else_wrote_in_another_field_is_kept_and_told(
    make: Made, field: str, other: tuple[str, str], desk: Client, theirs: Client
) -> None:
    row = make()
    opened = fields_of(desk.get(page(row)))
    assert send(theirs, page(row), **dict([other])).status_code == 302
    name = other[0].removesuffix("_edtf")
    after_theirs = value(row, name)
    assert after_theirs != getattr(row, name)
    saved = desk.post(page(row), opened | {field: "Ours."}, follow=True)
    assert (value(row, field), value(row, name)) == ("Ours.", after_theirs)
    assert any(by_checker(row).removeprefix(" by ") in line and "is kept" in line for line in told(saved))


@pytest.mark.parametrize(("make", "field", "other"), ROWS, ids=NAMES)
def test_a_save_that_nobody_crossed_tells_of_nobody(
    make: Made, field: str, other: tuple[str, str], desk: Client
) -> None:
    row = make()
    opened = fields_of(desk.get(page(row)))
    assert len(told(desk.post(page(row), opened | {field: "Ours."}, follow=True))) == 1


@pytest.mark.parametrize(("make", "field", "other"), ROWS[:-1], ids=NAMES[:-1])
def test_of_a_row_that_is_gone_nothing_typed_is_lost(
    make: Made, field: str, other: tuple[str, str], desk: Client, theirs: Client
) -> None:
    row = make()
    opened = fields_of(desk.get(page(row)))
    assert theirs.post(page(row, "delete"), {"post": "yes"}).status_code == 302
    refused = desk.post(page(row), opened | {field: "Ours."})
    assert any(f"was deleted meanwhile{by_checker(row)}" in error for error in errors_of(refused))
    assert fields_of(refused)[field] == ["Ours."]
    assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("make", "field", "other"), ROWS, ids=NAMES)
def test_what_somebody_else_changed_since_the_question_is_not_deleted(
    make: Made, field: str, other: tuple[str, str], desk: Client, theirs: Client
) -> None:
    row = make()
    asked = fields_of(desk.get(page(row, "delete")))
    send(theirs, page(row), **{field: "Theirs."})
    [line] = told(desk.post(page(row, "delete"), asked, follow=True))
    assert f"was changed meanwhile{by_checker(row)}" in line
    assert value(row, field) == "Theirs."
    assert desk.post(page(row, "delete"), fields_of(desk.get(page(row, "delete")))).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_of_selected_rows_none_is_deleted_where_one_was_changed(desk: Client, theirs: Client) -> None:
    rows = [RelationFactory(), RelationFactory()]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    asked = fields_of(desk.post(page_of(Relation), chosen))
    send(theirs, page(rows[1]), note="Theirs.")
    [line] = told(desk.post(page_of(Relation), asked, follow=True))
    assert "Relation was changed meanwhile by checker on 20" in line
    assert Relation.objects.count() == 2


def test_a_draft_is_not_deleted_with_what_was_written_under_it_since_the_question(desk: Client, checker: User) -> None:
    claim = ClaimFactory()
    asked = fields_of(desk.get(page(claim, "delete")))
    said = AppearanceFields(claim=claim.pk, document=DocumentFactory().pk, role="asserts")
    write([Create(fields=said)], by=checker)
    [line] = told(desk.post(page(claim, "delete"), asked, follow=True))
    assert "Something was written under it meanwhile: checker on 20" in line
    assert "added appearance" in line
    assert Claim.objects.filter(pk=claim.pk).exists()


# -- references, dates, lists ---------------------------------------------------------------------


def test_an_answer_that_was_moved_to_another_claim_is_not_moved_again(desk: Client, theirs: Client) -> None:
    answer, their_claim, our_claim = AnswerFactory(), ClaimFactory(), ClaimFactory()
    opened = fields_of(desk.get(page(answer)))
    send(theirs, page(answer), claim=their_claim.pk)
    [error] = errors_of(desk.post(page(answer), opened | {"claim": our_claim.pk}))
    assert error.startswith("Claim was changed meanwhile by checker on 20")
    assert desk.post(page(answer), opened | {"scope": "blanket"}).status_code == 302
    assert (value(answer, "claim"), value(answer, "scope")) == (their_claim, "blanket")


def test_several_choices_countries_lines_and_dates_are_compared_with_what_was_shown(
    desk: Client, theirs: Client
) -> None:
    claim, theirs_about, ours_about = ClaimFactory(), SubjectFactory(), SubjectFactory()
    opened = fields_of(desk.get(page(claim)))
    their_fields = {"about": [theirs_about.pk], "countries": ["LY"], "aspects": "Who?", "made_edtf": "2001"}
    theirs_sent = send(theirs, page(claim), **their_fields)
    assert theirs_sent.status_code == 302, errors_of(theirs_sent)
    ours = {"about": [ours_about.pk], "countries": ["RU"], "aspects": "When?", "made_edtf": "2002"}
    refused = desk.post(page(claim), opened | ours)
    assert sorted(error.split(" was ")[0] for error in errors_of(refused)) == ["About", "Aspects", "Countries", "Made"]
    assert all(" by checker on 20" in error for error in errors_of(refused))
    # What was shown stays so however often the form comes back: empty choices and dates, too.
    assert len(errors_of(desk.post(page(claim), fields_of(refused)))) == 4
    assert desk.post(page(claim), opened | {"context": "Ours."}).status_code == 302
    saved = Claim.objects.get(pk=claim.pk)
    assert (list(saved.about.all()), saved.aspects, saved.made) == ([theirs_about], ["Who?"], WorldDate("2001"))
    assert [country.code for country in saved.countries] == ["LY"]


def test_a_form_that_comes_back_for_another_fault_still_knows_what_it_first_showed(
    desk: Client, theirs: Client
) -> None:
    claim = ClaimFactory()
    opened = fields_of(desk.get(page(claim)))
    send(theirs, page(claim), statement="Theirs.", made_edtf="2001")
    wrong = desk.post(page(claim), opened | {"statement": "Ours.", "made_edtf": "2002", "slug": "No slug"})
    assert len(errors_of(wrong)) == 1
    mended = desk.post(page(claim), fields_of(wrong) | {"slug": "a-slug"})
    assert len(errors_of(mended)) == 2
    assert value(claim, "statement") == "Theirs."


def test_an_instant_finer_than_its_input_is_no_change_and_stays(desk: Client) -> None:
    instant = datetime(2018, 10, 8, 12, 30, 15, 123456, tzinfo=UTC)
    appearance = AppearanceFactory(occurred_at=instant)
    assert send(desk, page(appearance), hedge="reportedly").status_code == 302
    assert (value(appearance, "hedge"), value(appearance, "occurred_at")) == ("reportedly", instant)


def test_a_page_that_does_not_say_what_it_showed_is_held_against_what_is_stored(desk: Client) -> None:
    claim = ClaimFactory()
    opened = {name: sent for name, sent in fields_of(desk.get(page(claim))).items() if "shown" not in name}
    assert desk.post(page(claim), opened | {"context": "Ours."}).status_code == 302
    assert desk.post(page(claim), opened | {"as_shown": "{ no JSON", "context": "More."}).status_code == 302
    assert desk.post(page(claim), opened | {"as_shown": '{"made": 7, "about": 8}', "context": "X."}).status_code == 302
    assert value(claim, "context") == "X."


# -- rows on a claim's page -----------------------------------------------------------------------


@pytest.fixture
def claim() -> Claim:
    """With two appearances."""
    claim = ClaimFactory(appearance=None)
    AppearanceFactory(claim=claim), AppearanceFactory(claim=claim)
    return claim


def test_the_same_field_of_the_same_row_on_a_claims_page_is_refused_beside_it(
    claim: Claim, desk: Client, theirs: Client
) -> None:
    _, second = claim.appearances.all()
    opened = fields_of(desk.get(page(claim)))
    send(theirs, page(second), hedge="Theirs.", audience="the crew")
    refused = desk.post(page(claim), opened | {"appearances-1-hedge": "Ours.", "context": "Typed."})
    [error] = errors_of(refused)
    assert error.startswith("Hedge was changed meanwhile by checker on 20")
    [formset] = [
        each.formset for each in refused.context["inline_admin_formsets"] if each.formset.prefix == "appearances"
    ]
    assert [list(form.errors) for form in formset.initial_forms] == [[], ["hedge"]]
    assert fields_of(refused)["context"] == ["Typed."]
    assert (value(claim, "context"), value(second, "hedge")) == ("", "Theirs.")


def test_other_rows_and_fields_on_a_claims_page_are_kept_and_told(claim: Claim, desk: Client, theirs: Client) -> None:
    first, second = claim.appearances.all()
    opened = fields_of(desk.get(page(claim)))
    send(theirs, page(first), hedge="reportedly")
    send(theirs, page(second), audience="the crew")
    saved = desk.post(page(claim), opened | {"appearances-1-hedge": "Ours."}, follow=True)
    assert (value(first, "hedge"), value(second, "hedge"), value(second, "audience")) == (
        "reportedly",
        "Ours.",
        "the crew",
    )
    [line] = [line for line in told(saved) if "is kept" in line]
    assert "checker on 20" in line
    assert "Hedge" in line
    assert "Audience" in line


def test_an_appearance_that_a_program_adds_while_somebody_types_is_kept_and_told(claim: Claim, desk: Client) -> None:
    opened = fields_of(desk.get(page(claim)))
    said = AppearanceFields(claim=claim.pk, document=DocumentFactory().pk, role="asserts")
    write([Create(fields=said)], by=None)
    saved = desk.post(page(claim), opened | {"context": "Typed.", "appearances-0-hedge": "reportedly"}, follow=True)
    assert any("an import or a job on 20" in line and "added appearance" in line for line in told(saved))
    assert (value(claim, "context"), claim.appearances.count()) == ("Typed.", 3)


def test_a_row_that_somebody_else_deleted_stays_deleted_and_is_told(claim: Claim, desk: Client, theirs: Client) -> None:
    first, second = claim.appearances.all()
    opened = fields_of(desk.get(page(claim)))
    theirs.post(page(first, "delete"), {"post": "yes"})
    saved = desk.post(page(claim), opened | {"appearances-1-hedge": "Ours."}, follow=True)
    assert any("removed appearance" in line for line in told(saved))
    assert [(row, row.hedge) for row in claim.appearances.all()] == [(second, "Ours.")]


def test_what_was_typed_into_a_row_that_is_gone_is_shown_again_in_its_place(
    claim: Claim, desk: Client, theirs: Client
) -> None:
    first, second = claim.appearances.all()
    opened = fields_of(desk.get(page(claim)))
    theirs.post(page(first, "delete"), {"post": "yes"})
    typed = {"appearances-0-hedge": "Ours.", "appearances-1-hedge": "Second.", "appearances-0-made_edtf": "2001"}
    refused = desk.post(page(claim), opened | typed)
    [error] = errors_of(refused)
    assert error.startswith("Appearance was deleted meanwhile by checker on 20")
    shown = fields_of(refused)
    assert [shown[name] for name in typed] == [["Ours."], ["Second."], ["2001"]]
    assert shown["appearances-0-document"] == [str(first.document_id)]
    assert value(second, "hedge") == ""
    assert errors_of(desk.post(page(claim), shown)) == [error]


def test_a_row_that_somebody_else_changed_is_not_deleted_on_its_claims_page(
    claim: Claim, desk: Client, theirs: Client
) -> None:
    first, second = claim.appearances.all()
    opened = fields_of(desk.get(page(claim)))
    send(theirs, page(first), hedge="Theirs.")
    refused = desk.post(page(claim), opened | {"appearances-0-DELETE": "on", "context": "Typed."})
    [error] = errors_of(refused)
    assert error.startswith("Hedge was changed meanwhile by checker on 20")
    assert set(claim.appearances.all()) == {first, second}
    assert value(claim, "context") == ""


def test_a_chain_that_somebody_else_put_in_another_order_is_not_overwritten(desk: Client, theirs: Client) -> None:
    first = AttributionFactory(rank=1)
    second = AttributionFactory(appearance=first.appearance, rank=2)
    claim = first.appearance.claim
    opened = fields_of(desk.get(page(claim)))
    send(theirs, page(claim), **{"appearances-0-heard_from": [second.source_id, first.source_id]})
    ours = {"appearances-0-heard_from": [first.source_id]}
    refused = desk.post(page(claim), opened | ours)
    [error] = errors_of(refused)
    assert error.startswith("Attributed to was changed meanwhile by checker on 20")
    order = list(first.appearance.chain.order_by("rank").values_list("source", flat=True))
    assert order == [second.source_id, first.source_id]


def test_rows_under_a_rebuttal_a_source_and_a_document_are_held_against_what_was_shown(
    desk: Client, theirs: Client
) -> None:
    answer, claim, office = AnswerFactory(), ClaimFactory(), _office()
    opened = fields_of(desk.get(page(answer.rebuttal)))
    send(theirs, page(answer), claim=claim.pk)
    [error] = errors_of(desk.post(page(answer.rebuttal), opened | {"answers-0-claim": ClaimFactory().pk}))
    assert error.startswith("Claim was changed meanwhile")
    opened = fields_of(desk.get(page(office.person)))
    send(theirs, page(office), title="Theirs.")
    [error] = errors_of(desk.post(page(office.person), opened | {"offices-0-title": "Ours."}))
    assert error.startswith("Title was changed meanwhile")


def test_an_assessment_approved_meanwhile_is_no_obstacle_to_who_left_it_alone(desk: Client, editor: User) -> None:
    assessment = AssessmentFactory()
    claim = assessment.claim
    opened = fields_of(desk.get(page(claim)))
    actions.approve(assessment=assessment, by=editor)
    [error] = errors_of(desk.post(page(claim), opened | {"assessments-0-rationale": "Ours."}))
    assert error.startswith("An approved assessment is never changed")
    assert desk.post(page(claim), opened | {"context": "Ours."}).status_code == 302
    assert value(claim, "context") == "Ours."


def test_a_capture_that_is_refused_is_told_on_its_form_and_nothing_is_stored(desk: Client) -> None:
    document = DocumentFactory()
    added = {"captures-2-TOTAL_FORMS": 1, "captures-2-0-text": "Ships.", "captures-2-0-tool": "x" * 151}
    assert errors_of(send(desk, page(document), title="New.", **added))
    assert Document.objects.get(pk=document.pk).title == document.title
    assert not Appearance.objects.filter(document=document).exists()
