"""Two claims or two sources become one, the merger remembers every row, and parting them gives every row back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pghistory.models import Event

from claims import writing as actions
from claims.imports.models import ImportedSource
from claims.models import Appearance, Claim, Relation
from claimtrack.accounts.roles import Role
from claimtrack.editions.agreement import SecondLook
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.editions.joining import Joined, Joining, MovedRow
from claimtrack.editions.models import Derived, Edition, Head, OfTheRecord, WrittenByTheDatabase
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Stage
from claimtrack.writing.joining import Waits, joining_sha256
from claimtrack.writing.joining.moving import ALONG, STAYS
from claimtrack.writing.shown import NotAsShown
from sources import writing as source_actions
from sources.models import Office, Source
from sources.recognising.named import SourceNamed
from sources.recognising.recognise import recognise
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    GradeFactory,
    NarrativeFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.people import in_role
from tests.redacting import redact

pytestmark = pytest.mark.django_db

WHY = "They are one and the same."
NOT = "They are two after all."

# -- every row is as it was -------------------------------------------------------------------------

#: What counts a write, and says nothing.
COUNTED = {"row_version", "version", "published_version", "updated_at"}
#: Notes of what is to be looked through again.
MADE_ANEW = {"claims_drafttoenter", "claims_lookedthrough", "claims_draftcounts"}


def tables_of_the_desk() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        is_desk = model._meta.app_label in {"claims", "sources"} and not model._meta.proxy
        is_made = issubclass(model, Event | Derived | OfTheRecord | WrittenByTheDatabase)
        if is_desk and not is_made and model._meta.db_table not in MADE_ANEW:
            yield model


def dump() -> dict[str, list[Any]]:
    """Every row of every table of the desk, without what counts writes."""
    rows = {}
    for model in tables_of_the_desk():
        columns = [column.attname for column in model._meta.concrete_fields if column.attname not in COUNTED]
        rows[model._meta.label] = sorted(model._default_manager.values_list(*columns), key=str)
    return rows


@contextmanager
def undone() -> Iterator[None]:
    """Of each example nothing stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def claims_with(draw: Callable[[int], int]) -> tuple[Claim, Claim]:
    """Two claims, and around them whatever can name a claim, on either or on both."""
    both = ClaimFactory(), ClaimFactory()
    others = [ClaimFactory(), ClaimFactory(part_of=both[draw(2)])]
    for _ in range(draw(6)):
        one = both[draw(2)]
        match draw(9):
            case 0:
                AppearanceFactory(claim=one, derives_from=Appearance.objects.filter(claim=one).first())
            case 1:
                one.appearances.filter(pk=one.appearances.first().pk).update(first_known=True)
            case 2:
                rebuttal = AnswerFactory(claim=one).rebuttal
                rebuttal.makes.add(both[draw(2)])
                if draw(2):
                    AnswerFactory(rebuttal=rebuttal, claim=both[1 - both.index(one)])
            case 3:
                EvidenceFactory(target_claim=one)
                EvidenceFactory(target_claim=others[0], document=None, claim=one)
            case 4:
                EvidenceFactory(target_claim=one, document=None, claim=both[1 - both.index(one)])
            case 5 | 6:
                for each in (one, both[draw(2)]):
                    Relation.objects.get_or_create(claim=each, other=others[0], kind="supports", note="It does.")
                Relation.objects.get_or_create(claim=others[draw(2)], other=one, kind="updates", note="It does.")
            case 7:
                one.topics.add(TopicFactory())
                one.about.add(SubjectFactory(kind="place"))
                one.narratives.add(NarrativeFactory())
            case 8:
                AssessmentFactory(claim=one)
    return both


def sources_with(draw: Callable[[int], int]) -> tuple[Source, Source]:
    """Two sources, and around them whatever can name a source, on either or on both."""
    both = SourceFactory(aliases=["Both"]), SourceFactory(aliases=["Both", "One"], website="https://one.example/")
    for _ in range(1 + draw(6)):
        one = both[draw(2)]
        match draw(8):
            case 0:
                AppearanceFactory(speaker=one)
            case 1:
                appearance = AppearanceFactory()
                AttributionFactory(appearance=appearance, source=one)
                if draw(2):
                    AttributionFactory(appearance=appearance, source=both[1 - both.index(one)], rank=2)
            case 2:
                RebuttalFactory(source=one, speaker=both[draw(2)])
            case 3:
                AppearanceFactory(document=DocumentFactory(publisher=one))
            case 4:
                AssessmentFactory(source=one)
                GradeFactory(source=one, by=SourceFactory())
            case 5:
                Office.objects.create(person=SourceFactory(kind="person"), organization=one, title="Head")
                SourceFactory(part_of=one)
            case 6:
                SubjectFactory(source=one) if not hasattr(one, "as_subject") else None
            case 7:
                ImportedSource.objects.create(key=f"a.example {one.pk} {draw(99)} {draw(99)}", source=one)
    return both


WORLDS: dict[str, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    "claims": (
        claims_with,
        lambda every, by: actions.publish(claims=list(Claim.objects.order_by("pk")), by=by),
        lambda gone, by: actions.unmerge(claim=gone, by=by, note=NOT),
    ),
    "sources": (
        sources_with,
        lambda every, by: (
            source_actions.publish(sources=list(every), by=by),
            actions.publish(claims=list(Claim.objects.order_by("pk")), by=by),
        ),
        lambda gone, by: source_actions.unmerge(source=gone, by=by, note=NOT),
    ),
}


@pytest.mark.parametrize("world", WORLDS)
@examples(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_parted_again_every_table_of_the_desk_is_as_it_was(world: str, data: st.DataObject, editor: User) -> None:
    """Of a chain of mergers, too, the last undone first."""
    make, publish, part = WORLDS[world]
    merge = actions.merge if world == "claims" else source_actions.merge
    with undone():
        kept, gone = make(lambda below: data.draw(st.integers(0, below - 1)))
        third = ClaimFactory() if world == "claims" else SourceFactory()
        if data.draw(st.booleans(), label="published"):
            publish((kept, gone, third), editor)
        further = data.draw(st.sampled_from([[], [(kept, third)], [(third, kept)]]), label="further mergers")
        befores = []
        for one, other in (steps := [(gone, kept), *further]):
            befores.append((one, dump()))
            merge(survivor=other, duplicate=one, by=editor, note=WHY)
            assert dump() != befores[-1][1]
        for one, before in reversed(befores):
            part(one, editor)
            after = dump()
            assert {name: rows for name, rows in after.items() if rows != before[name]} == {}, (one, steps)


def test_every_table_that_names_a_claim_or_a_source_moves_along_or_says_why_it_stays() -> None:
    for root in (Claim, Source):
        relations: list[Any] = root._meta.get_fields(include_hidden=True)
        named = {
            (relation.related_model, relation.field.attname)
            for relation in relations
            if relation.auto_created and not relation.concrete and not relation.many_to_many
            and not issubclass(relation.related_model, Event) and not relation.related_model._meta.proxy
            and not relation.field.many_to_many
        }  # fmt: skip
        decided = {(along.model, along.column) for along in ALONG[root]} | STAYS[root].keys()
        assert named <= decided, root


# -- what is merged, and what is not ----------------------------------------------------------------


def test_a_draft_goes_on_under_another_and_readers_see_nothing_of_it(editor: User) -> None:
    survivor, draft = ClaimFactory(), ClaimFactory()
    actions.publish(claims=[survivor], by=editor)
    assert actions.merge(survivor=survivor, duplicate=draft, by=editor, note=WHY) == []
    draft.refresh_from_db()
    survivor.refresh_from_db()
    assert (draft.stage, draft.merged_into) == (Stage.MERGED, survivor)
    assert survivor.has_unpublished_changes
    assert Edition.objects.filter(subject_id=survivor.pk).count() == 1
    actions.unmerge(claim=draft, by=editor, note=NOT)
    draft.refresh_from_db()
    assert (draft.stage, draft.merged_into) == (Stage.DRAFT, None)
    assert not Head.objects.filter(pk=draft.pk).exists()


def test_an_unnamed_source_a_person_and_an_outlet_and_a_part_are_not_merged(editor: User) -> None:
    document = DocumentFactory()
    outlet, person = SourceFactory(), SourceFactory(kind="person")
    unnamed = SourceFactory(kind="anonymous", document=document)
    part = SourceFactory(part_of=outlet)
    Office.objects.create(person=person, organization=outlet, title="Editor")
    for kept, gone, message in (
        (outlet, unnamed, "An anonymous source"),
        (unnamed, SourceFactory(kind="anonymous", document=document), "An anonymous source"),
        (outlet, person, "One is a person"),
        (person, outlet, "holds an office"),
        (outlet, part, "is a part of the other"),
        (outlet, outlet, "not merged with itself"),
    ):
        with pytest.raises(CannotPublish, match=message):
            source_actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    assert not Joining.objects.exists()


def test_what_is_frozen_names_the_other_and_is_published_under_the_survivor(editor: User, reader: Any) -> None:
    kept, gone, claim = SourceFactory(name="Kept"), SourceFactory(name="Gone"), ClaimFactory()
    judged = AssessmentFactory(claim=claim, source=gone)
    actions.approve(assessment=judged, by=editor)
    GradeFactory(source=claim.appearances.get().speaker, by=gone)
    actions.publish(claims=[claim], by=editor)
    source_actions.publish(sources=[kept], by=editor)
    source_actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    judged.refresh_from_db()
    assert judged.source == gone
    Claim.objects.filter(pk=claim.pk).update(context="More of it.")
    actions.publish(claims=[claim], by=editor)
    document = reader.get(f"/api/v1/claims/{claim.pk}/").json()
    assert [each["by"]["source"]["name"] for each in document["assessments"]] == ["Kept"]


# -- two people -------------------------------------------------------------------------------------


@pytest.fixture
def newsroom(editor: User) -> tuple[User, User]:
    """Two editors, in a newsroom that asks for two."""
    return in_role(Role.EDITOR, "eda"), in_role(Role.EDITOR, "edgar")


@pytest.fixture
def two_sources(editor: User) -> tuple[Source, Source]:
    both = SourceFactory(name="The Gazette"), SourceFactory(name="Gazette of the Harbour")
    source_actions.publish(sources=list(both), by=editor, alone="Nobody else is there.")
    return both


def test_a_merger_of_sources_waits_for_a_second_person_who_saw_the_same(
    newsroom: tuple[User, User], two_sources: tuple[Source, Source]
) -> None:
    (first, second), (kept, gone) = newsroom, two_sources
    with pytest.raises(CannotPublish, match="Look at both first"):
        source_actions.merge(survivor=kept, duplicate=gone, by=first, note=WHY)
    number = joining_sha256(Joined.MERGE, gone, kept)
    asked = source_actions.merge(survivor=kept, duplicate=gone, by=first, note=WHY, shown=number)
    assert isinstance(asked, Waits)
    gone.refresh_from_db()
    assert gone.stage == Stage.PUBLISHED
    with pytest.raises(CannotPublish, match="somebody else agrees"):
        source_actions.merge(survivor=kept, duplicate=gone, by=first, note=WHY, shown=number)
    AppearanceFactory(speaker=gone)  # what names them meanwhile asks nobody again
    published = source_actions.merge(survivor=kept, duplicate=gone, by=second, note=WHY, shown=number)
    assert [(each.edition.kind, each.edition.review) for each in published] == [  # type: ignore[union-attr]
        ("merged", "two_people"),
        ("updated", "two_people"),
    ]
    assert not SecondLook.objects.filter(subject_id__in=[kept.pk, gone.pk], number__gt=1).exists()
    assert Joining.objects.get().done_by_id == second.pk


def test_whoever_agrees_has_seen_both_as_they_stand(
    newsroom: tuple[User, User], two_sources: tuple[Source, Source]
) -> None:
    (first, second), (kept, gone) = newsroom, two_sources
    number = joining_sha256(Joined.MERGE, gone, kept)
    source_actions.merge(survivor=kept, duplicate=gone, by=first, note=WHY, shown=number)
    Source.objects.filter(pk=kept.pk).update(description="Another paper altogether.")
    source_actions.publish(sources=[kept], by=first, alone="It is another one.")
    with pytest.raises(NotAsShown):
        source_actions.merge(survivor=kept, duplicate=gone, by=second, note=WHY, shown=number)
    kept.refresh_from_db()
    fresh = joining_sha256(Joined.MERGE, gone, kept)
    assert isinstance(source_actions.merge(survivor=kept, duplicate=gone, by=second, note=WHY, shown=fresh), Waits)
    assert Joining.objects.get().by_id == second.pk


def test_claims_about_a_person_wait_as_well_and_others_owe_a_look(newsroom: tuple[User, User], editor: User) -> None:
    of_a_place, of_a_person = [ClaimFactory(), ClaimFactory()], [ClaimFactory(), ClaimFactory()]
    of_a_person[1].about.add(SubjectFactory(kind="person"))
    of_a_place[1].about.add(SubjectFactory(kind="place"))
    actions.publish(claims=[*of_a_place, *of_a_person], by=editor, alone="Nobody else is there.")
    with pytest.raises(CannotPublish, match="Two people agree"):
        actions.merge(survivor=of_a_person[0], duplicate=of_a_person[1], by=newsroom[0], note=WHY)
    actions.merge(survivor=of_a_place[0], duplicate=of_a_place[1], by=newsroom[0], note=WHY)
    assert SecondLook.objects.filter(subject_id=of_a_place[1].pk, number=2).exists()


# -- parting ----------------------------------------------------------------------------------------


def merged(editor: User) -> tuple[Claim, Claim]:
    survivor, duplicate = ClaimFactory(), ClaimFactory()
    AnswerFactory(claim=duplicate)
    actions.publish(claims=[survivor, duplicate], by=editor)
    actions.merge(survivor=survivor, duplicate=duplicate, by=editor, note=WHY)
    return survivor, duplicate


def test_the_one_is_published_again_as_restored_and_the_other_without_what_it_had(editor: User, reader: Any) -> None:
    survivor, duplicate = merged(editor)
    assert len(reader.get(f"/api/v1/claims/{survivor.pk}/").json()["rebuttals"]) == 1
    published = actions.unmerge(claim=duplicate, by=editor, note=NOT)
    assert [(each.edition.subject_id, each.edition.kind, each.edition.note) for each in published] == [  # type: ignore[union-attr]
        (duplicate.pk, "restored", NOT),
        (survivor.pk, "updated", NOT),
    ]
    assert reader.get(f"/api/v1/claims/{survivor.pk}/").json()["rebuttals"] == []
    assert len(reader.get(f"/api/v1/claims/{duplicate.pk}/").json()["rebuttals"]) == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda row: Appearance.objects.filter(pk=row.pk).update(hedge="reportedly"), r"The appearance .*\(hedge\)"),
        (lambda row: Appearance.objects.filter(pk=row.pk).update(claim=ClaimFactory()), r"The appearance .*\(claim\)"),
        (lambda row: row.delete(), "A row was deleted .* cannot be undone any more"),
    ],
)
def test_what_was_changed_since_stands_against_it_by_name(change: Any, named: str, editor: User) -> None:
    _, duplicate = merged(editor)
    moved = str(moved_appearance().pk)
    change(moved_appearance())
    with pytest.raises(CannotPublish, match=named) as refused:
        actions.unmerge(claim=duplicate, by=editor, note=NOT)
    assert moved in " ".join(refused.value.messages)
    duplicate.refresh_from_db()
    assert duplicate.stage == Stage.MERGED


def moved_appearance() -> Appearance:
    return Appearance.objects.get(pk=MovedRow.objects.filter(table="claims.Appearance").values_list("row")[0][0])


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_was_put_back_or_moved_back_by_hand_does_not(by_hand: bool, editor: User) -> None:
    """What rows say counts, not how often they were written."""
    _, duplicate = merged(editor)
    row = moved_appearance()
    rows = Appearance.objects.filter(pk=row.pk)
    rows.update(hedge="reportedly")
    rows.update(hedge=row.hedge, **({"claim": duplicate} if by_hand else {}))
    if by_hand:
        actions.publish(claims=[Claim.objects.get(pk=row.claim_id)], by=editor)
    actions.unmerge(claim=duplicate, by=editor, note=NOT)
    assert Appearance.objects.get(pk=row.pk).claim == duplicate


def test_a_row_that_a_later_merger_moved_again_is_said_to_be(editor: User) -> None:
    _, duplicate = merged(editor)
    speaker, other = Appearance.objects.get(pk=moved_appearance().pk).speaker, SourceFactory()
    assert speaker is not None
    source_actions.publish(sources=[other], by=editor)
    source_actions.merge(survivor=other, duplicate=speaker, by=editor, note=WHY)
    with pytest.raises(CannotPublish, match=f"moved again as “{speaker.name}” was merged: part that one before"):
        actions.unmerge(claim=duplicate, by=editor, note=NOT)
    source_actions.unmerge(source=speaker, by=editor, note=NOT)
    actions.unmerge(claim=duplicate, by=editor, note=NOT)


def test_the_last_merger_is_undone_first(editor: User) -> None:
    survivor, duplicate = merged(editor)
    third = ClaimFactory()
    actions.publish(claims=[third], by=editor)
    actions.merge(survivor=survivor, duplicate=third, by=editor, note=WHY)
    with pytest.raises(CannotPublish, match="The last merger is undone first"):
        actions.unmerge(claim=duplicate, by=editor, note=NOT)
    actions.unmerge(claim=third, by=editor, note=NOT)
    actions.unmerge(claim=duplicate, by=editor, note=NOT)
    with pytest.raises(CannotPublish, match="not merged into another"):
        actions.unmerge(claim=duplicate, by=editor, note=NOT)


def test_a_redaction_takes_what_a_merger_remembers_and_it_is_not_undone(editor: User, checker: User) -> None:
    survivor, duplicate = merged(editor)
    people: Any = {"requested_by": editor, "by": checker}
    redact(root=survivor, numbers=None, legal_basis="Order 7.", public_reason=None, **people)
    assert not MovedRow.objects.exists()
    assert Joining.objects.get().note == ""
    with pytest.raises(CannotPublish, match="not known any more"):
        actions.unmerge(claim=duplicate, by=editor, note=NOT)


def test_words_that_a_redaction_takes_are_found_in_a_merger_however_they_are_spelled(editor: User) -> None:
    """With a quotation mark, which JSON writes otherwise, and in letters of another width."""
    merged(editor)
    moved = MovedRow.objects.filter(table="claims.Appearance").first()
    assert moved is not None
    MovedRow.objects.filter(pk=moved.pk).update(before={"hedge": 'said "Ａｎｎａ" himself'})
    erase(Erasure("claim", uuid4(), whole=False, words=('"anna" himself',)))
    assert not MovedRow.objects.exists()


def test_who_names_a_merged_source_means_the_one_that_goes_on(editor: User) -> None:
    kept, gone = SourceFactory(), SourceFactory(slug="gone")
    source_actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    named = SourceNamed(place="/speaker", row="gone")
    assert recognise([named], by=editor).ids["/speaker"] == kept.pk
