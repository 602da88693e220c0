"""What follows from a merger, its end or a split says nothing that nobody agreed to, and all conditions are told first."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import writing as actions
from claims.models import Answer, Appearance, Claim
from claims.writing.split_source import against_splitting
from claimtrack.accounts.models import Restriction
from claimtrack.accounts.roles import Role
from claimtrack.editions.joining import Joined, Joining
from claimtrack.editions.models import Edition, Head
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Stage
from claimtrack.writing import verbs, withholding
from claimtrack.writing.joining import Waits, joining_sha256
from claimtrack.writing.joining.conditions import half_written
from claimtrack.writing.joining.showing import plan_of_merging, plan_of_parting
from sources import writing as source_actions
from sources.models import Document, Source
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    ClaimFactory,
    DocumentFactory,
    RelationFactory,
    SourceFactory,
)
from tests.people import in_role

pytestmark = pytest.mark.django_db

WHY = "They are one and the same."
NOT = "They are two after all."
READERS = "what readers do not have yet"


@pytest.fixture
def two(editor: User) -> tuple[Claim, Claim]:
    """One that goes on, and one that goes; readers have both."""
    both = ClaimFactory(), ClaimFactory()
    actions.publish(claims=list(both), by=editor)
    return both


@pytest.fixture
def newsroom(editor: User) -> tuple[User, User]:
    return in_role(Role.EDITOR, "eda"), in_role(Role.EDITOR, "edgar")


def rewritten(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(statement=f"Half of {claim.pk}.")


def retitled(claim: Claim) -> None:
    """A document is written under no claim: no version of one tells of it."""
    Document.objects.filter(appearances__claim=claim).update(title="Half a title.")


def renamed(claim: Claim) -> None:
    source = claim.appearances.get().document.publisher
    Source.objects.filter(pk=source.pk).update(name="Half a name", version=source.version + 1)


def refused(plan: Any, take: Callable[[], object], match: str) -> None:
    """Both at the first step, and as it is done; and nothing is published."""
    before = Edition.objects.count()
    assert match in " ".join(plan.against), plan.against
    with pytest.raises(CannotPublish, match=match):
        take()
    assert Edition.objects.count() == before


def related(claim: Claim) -> None:
    """To a draft: readers would get it as soon as that is published."""
    RelationFactory(claim=claim, other=ClaimFactory())


@pytest.mark.parametrize(
    ("write", "match"),
    [(rewritten, READERS), (retitled, READERS), (related, READERS), (renamed, "by another name, kind, country")],
)
@pytest.mark.parametrize("side", [0, 1])
def test_a_merger_publishes_nothing_that_is_being_written(
    side: int, write: Callable[[Claim], None], match: str, two: tuple[Claim, Claim], editor: User
) -> None:
    kept, gone = two
    write(two[side])
    kept.refresh_from_db()
    plan = plan_of_merging(kept=kept, gone=Claim.objects.get(pk=gone.pk), by=editor)
    refused(plan, lambda: actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY), match)


def test_what_was_published_or_undone_since_stands_against_nothing(two: tuple[Claim, Claim], editor: User) -> None:
    kept, gone = two
    rewritten(kept)
    actions.publish(claims=[kept], by=editor)
    said = gone.statement
    rewritten(gone)
    Claim.objects.filter(pk=gone.pk).update(statement=said, version=gone.version + 7)
    plan = plan_of_merging(kept=Claim.objects.get(pk=kept.pk), gone=Claim.objects.get(pk=gone.pk), by=editor)
    assert (plan.against, len(plan.publishes)) == ([], 1)
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)


def test_that_a_neighbour_was_withdrawn_since_is_no_change(two: tuple[Claim, Claim], editor: User) -> None:
    kept, gone = two
    other = ClaimFactory()
    RelationFactory(claim=kept, other=other)
    actions.publish(claims=[kept, other], by=editor)
    actions.retract(claim=other, by=editor, reason="Nobody said it.")
    assert plan_of_merging(kept=kept, gone=gone, by=editor).against == []
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)


def test_whoever_prints_an_answer_to_a_merged_claim_says_what_readers_have(
    two: tuple[Claim, Claim], editor: User
) -> None:
    kept, gone = two
    besides, another = ClaimFactory(), ClaimFactory()
    answer = AnswerFactory(claim=gone)
    Answer.objects.create(rebuttal=answer.rebuttal, claim=besides, scope="specific")
    actions.publish(claims=[gone, besides, another], by=editor)
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    assert list(half_written([Claim.objects.get(pk=besides.pk)])) == []
    actions.merge(survivor=another, duplicate=besides, by=editor, note=WHY)


def test_whoever_was_published_meanwhile_and_prints_the_survivor_is_ahead_of_that_once_they_are_parted(
    two: tuple[Claim, Claim], editor: User
) -> None:
    kept, gone = two
    besides, untouched = ClaimFactory(), ClaimFactory()
    answer = AnswerFactory(claim=gone)
    for claim in (besides, untouched):
        Answer.objects.create(rebuttal=answer.rebuttal, claim=claim, scope="specific")
    actions.publish(claims=[gone, besides, untouched], by=editor)
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    Claim.objects.filter(pk=besides.pk).update(context="More of it.")
    actions.publish(claims=[besides], by=editor)
    actions.unmerge(claim=gone, by=editor, note=NOT)
    assert Claim.objects.get(pk=besides.pk).has_unpublished_changes
    assert not Claim.objects.get(pk=untouched.pk).has_unpublished_changes


def test_sources_are_merged_and_parted_as_readers_know_them(editor: User) -> None:
    kept, gone = SourceFactory(), SourceFactory()
    source_actions.publish(sources=[kept, gone], by=editor)
    one = Source.objects.filter(pk=kept.pk)
    one.update(description="Half of it.")
    with pytest.raises(CannotPublish, match=READERS):
        source_actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    one.update(description="")
    source_actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    one.update(description="Half of it.")
    with pytest.raises(CannotPublish, match=READERS):
        source_actions.unmerge(source=gone, by=editor, note=NOT)


@pytest.mark.parametrize("side", [0, 1])
def test_parting_publishes_nothing_that_is_being_written(side: int, two: tuple[Claim, Claim], editor: User) -> None:
    kept, gone = two
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    said = two[side].statement
    rows = Claim.objects.filter(pk=two[side].pk)
    rows.update(statement="Half of it.", version=50)
    gone.refresh_from_db()
    match = "written on after it was merged" if side else READERS
    plan = plan_of_parting(gone=gone, by=editor)
    refused(plan, lambda: actions.unmerge(claim=gone, by=editor, note=NOT), match)
    rows.update(statement=said, version=60)
    actions.unmerge(claim=gone, by=editor, note=NOT)
    assert Head.objects.get(pk=gone.pk).readable


# -- embargoes, and what is withheld ----------------------------------------------------------------


def test_an_embargo_is_told_at_the_first_step(two: tuple[Claim, Claim], editor: User) -> None:
    kept, gone = Claim.objects.get(pk=two[0].pk), Claim.objects.get(pk=two[1].pk)
    document = DocumentFactory()
    AppearanceFactory(claim=kept, document=document)
    source_actions.set_embargo(document=document, until=timezone.now() + timedelta(days=1), reason="Asked.", by=editor)
    plan = plan_of_merging(kept=kept, gone=gone, by=editor)
    refused(plan, lambda: actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY), "embargo")


def test_what_is_withheld_does_not_come_back_by_parting(
    two: tuple[Claim, Claim], editor: User, newsroom: tuple[User, User]
) -> None:
    kept, gone = two
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    withholding.withhold(root=kept, reason="A court asks.", by=newsroom[0])
    gone.refresh_from_db()
    plan = plan_of_parting(gone=gone, by=newsroom[1])
    refused(plan, lambda: actions.unmerge(claim=gone, by=newsroom[1], note=NOT), "withheld while it is examined")
    withholding.lift(root=kept, by=newsroom[1])
    actions.unmerge(claim=gone, by=newsroom[1], note=NOT)


def test_what_a_retracted_one_printed_comes_back_by_two(
    two: tuple[Claim, Claim], editor: User, newsroom: tuple[User, User]
) -> None:
    kept, gone = two
    actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    verbs.retract(root=kept, by=editor, reason="Nobody said it.")
    kept.refresh_from_db()
    gone.refresh_from_db()
    shown = joining_sha256(Joined.UNMERGE, gone, kept)
    assert isinstance(actions.unmerge(claim=gone, by=newsroom[0], note=NOT, shown=shown), Waits)
    assert actions.unmerge(claim=gone, by=newsroom[1], note=NOT, shown=shown)


# -- what others may not know of -----------------------------------------------------------------


def test_of_what_does_not_exist_for_whoever_parts_them_nothing_is_named(editor: User) -> None:
    kept, gone = SourceFactory(), SourceFactory()
    secret = AppearanceFactory(speaker=gone)
    Claim.objects.filter(pk=secret.claim_id).update(restriction=Restriction.objects.create())
    source_actions.merge(survivor=kept, duplicate=gone, by=editor, note=WHY)
    secret.refresh_from_db()
    assert secret.speaker == kept
    rows = Appearance.objects.filter(pk=secret.pk)
    changes: list[Callable[[], Any]] = [lambda: rows.update(hedge="reportedly"), rows.delete]
    for change in changes:
        change()
        with pytest.raises(CannotPublish) as refused:
            source_actions.unmerge(source=gone, by=editor, note=NOT)
        assert refused.value.messages == ["It cannot be undone as things stand."]


# -- a split ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [rewritten, retitled])
def test_a_split_corrects_nothing_else_and_says_so_before_anybody_agrees(
    write: Callable[[Claim], None], editor: User, newsroom: tuple[User, User]
) -> None:
    wrong, right = SourceFactory(), SourceFactory()
    claim = AppearanceFactory(speaker=wrong).claim
    claim.appearances.exclude(speaker=wrong).delete()
    actions.publish(claims=[claim], by=editor, alone="Nobody else is there.")
    assert against_splitting(wrong, right, [claim]) == []
    write(claim)
    claim.refresh_from_db()
    assert READERS in " ".join(against_splitting(wrong, right, [claim]))
    wrong.refresh_from_db()
    shown = joining_sha256(Joined.SPLIT, wrong, right, [claim.pk])
    with pytest.raises(CannotPublish, match=READERS):
        actions.split(source=wrong, into=right, claims=[claim.pk], by=newsroom[0], note=NOT, shown=shown)
    assert not Joining.objects.exists()


# -- the note ---------------------------------------------------------------------------------------


def test_two_people_agree_to_the_note_as_well(newsroom: tuple[User, User], editor: User) -> None:
    kept, gone = SourceFactory(), SourceFactory()
    shown = joining_sha256(Joined.MERGE, gone, kept)

    def merge(by: User, note: str) -> Sequence[object] | Waits:
        return source_actions.merge(survivor=kept, duplicate=gone, by=by, note=note, shown=shown)

    assert isinstance(merge(newsroom[0], "The same man."), Waits)
    assert isinstance(merge(newsroom[1], "He is a liar."), Waits)
    assert [(row.by_id, row.note) for row in Joining.objects.all()] == [(newsroom[1].pk, "He is a liar.")]
    assert merge(newsroom[0], "He is \r\na liar. ") == []
    gone.refresh_from_db()
    assert gone.stage == Stage.MERGED
