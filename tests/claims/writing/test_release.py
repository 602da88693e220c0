"""A neighbour becomes public later: the last document names it by itself, and the desk is not read for it."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.tasks import release_subjects
from claims.writing.release import release
from claimtrack.editions.chain import sha256_of
from claimtrack.editions.models import Edition, HeldBack
from claimtrack.editions.roots import Root
from tests.factories import ClaimFactory, RelationFactory
from tests.neighbours import BUILDERS, Pair, publish

pytestmark = pytest.mark.django_db

#: What the record itself knows of who shares a thing is held back nowhere.
HOLDING_BACK = [builder for name, builder in BUILDERS.items() if not name.startswith("shared_")]
by_name = pytest.mark.parametrize("build", HOLDING_BACK, ids=lambda build: build.__name__)
#: Settling locks the roots, asks whether anybody is to be woken, and reads nothing else of the desk.
READABLE = {
    "claims_claim", "claims_narrative", "sources_source", "claims_listing", "claims_facetrow",
    "editions_heldback", "editions_head", "editions_edition", "editions_counter", "editions_entry",
    "claims_matchedclaim", "claims_posting", "claims_termcounts", "claims_pictured",
    "claims_webhook",
}  # fmt: skip


def editions(root: Root) -> list[Edition]:
    return list(Edition.objects.filter(subject_id=root.pk).order_by("number"))


def say_something_else(pair: Pair) -> None:
    """Half a change on the desk: to the root itself, and to the rows that name the neighbour."""
    words = "Something half written at the desk."
    root: Any = pair.by
    if isinstance(root, Claim):
        type(root).objects.filter(pk=root.pk).update(statement=words)
        root.relations.update(note=words)
        root.evidence.update(note=words)
        for answer in root.answers.all():
            type(answer.rebuttal).objects.filter(pk=answer.rebuttal_id).update(statement=words)
    else:
        type(root)._default_manager.filter(pk=root.pk).update(name=words)


@by_name
def test_published_later_a_neighbour_is_named_once_without_a_word_of_the_desk(
    build: Callable[[], Pair], editor: User
) -> None:
    pair = build()
    publish([pair.by], editor)
    assert pair.shown not in str(editions(pair.by)[-1].text)
    assert release([pair.by.pk, pair.neighbour.pk]) == [], "nothing is public yet"
    say_something_else(pair)
    publish([pair.neighbour], editor)
    assert len(editions(pair.by)) == 1

    with CaptureQueriesContext(connection) as queries:
        [published] = release([pair.neighbour.pk])
    first, second = editions(pair.by)
    assert published.edition == second
    assert (second.kind, second.number, second.by_id, second.note) == ("updated", 2, None, None)
    assert pair.shown in str(second.text)
    assert "half written" not in str(second.text)
    assert second.previous_sha256 == first.sha256
    assert sha256_of(str(second.text)) == second.sha256
    assert only_named_more(first, second)
    assert desk_tables_in(queries) <= READABLE
    assert release([pair.neighbour.pk]) == release([pair.by.pk]) == [], "it says nothing twice"


def only_named_more(first: Edition, second: Edition) -> bool:
    """Does the second say all that the first says, but for the members that it names as changed?"""
    before, after = orjson.loads(str(first.text)), orjson.loads(str(second.text))
    changed = {key for key in before if before[key] != after[key]} - {"edition"}
    return before.keys() == after.keys() and changed == set(second.changed) != set()


def desk_tables_in(queries: CaptureQueriesContext) -> set[str]:
    tables = set(connection.introspection.table_names())
    return {name for name in tables for query in queries.captured_queries if f'"{name}"' in query["sql"]}


@by_name
def test_published_first_a_neighbour_is_named_at_once_and_nothing_is_left_to_release(
    build: Callable[[], Pair], editor: User
) -> None:
    pair = build()
    publish([pair.neighbour], editor)
    publish([pair.by], editor)
    assert pair.shown in str(editions(pair.by)[-1].text)
    assert not HeldBack.objects.filter(subject_id=pair.by.pk).exists()
    release([pair.neighbour.pk, pair.by.pk])
    assert len(editions(pair.by)) == 1


@by_name
def test_both_orders_end_in_the_same_words(build: Callable[[], Pair], editor: User) -> None:
    early, late = build(), build()
    publish([early.neighbour], editor)
    publish([early.by], editor)
    publish([late.by], editor)
    publish([late.neighbour], editor)
    release([late.neighbour.pk])
    assert shape(early) == shape(late)


def shape(pair: Pair) -> Any:
    """What the newest document names, with the neighbour under a common name."""
    document = orjson.loads(str(editions(pair.by)[-1].text))
    del document["edition"]
    return sorted(name for name, value in document.items() if pair.shown.strip('"') in orjson.dumps(value).decode())


@pytest.mark.parametrize("name", ["relations", "fed_by", "source_part_of"])
def test_publishing_queues_what_is_to_be_settled(name: str, editor: User) -> None:
    """Claims, narratives and sources alike."""
    pair = BUILDERS[name]()
    publish([pair.by], editor)
    publish([pair.neighbour], editor)
    for job in ProcrastinateJob.objects.filter(task_name="settle").order_by("pk"):
        release_subjects(**job.args)
    assert pair.shown in str(editions(pair.by)[-1].text)


def test_a_retracted_neighbour_is_not_shown_until_it_is_restored(editor: User) -> None:
    relation = RelationFactory()
    hub, neighbour = relation.claim, relation.other
    actions.publish(claims=[hub], by=editor)
    actions.publish(claims=[neighbour], by=editor)
    actions.retract(claim=neighbour, by=editor, reason="Too early.")
    assert release([neighbour.pk]) == []
    actions.restore(claim=neighbour, by=editor)
    [published] = release([neighbour.pk])
    assert published.document["relations"][0]["claim"] == str(neighbour.pk)


def test_a_retracted_subject_is_left_alone_and_named_again_when_it_is_restored(editor: User) -> None:
    relation = RelationFactory()
    actions.publish(claims=[relation.claim], by=editor)
    actions.retract(claim=relation.claim, by=editor, reason="Too early.")
    actions.publish(claims=[relation.other], by=editor)
    assert release([relation.other.pk]) == []
    restored = actions.restore(claim=relation.claim, by=editor)
    assert restored.document["relations"][0]["claim"] == str(relation.other.pk)


def test_two_that_name_each_other_are_both_settled(editor: User) -> None:
    one, other = ClaimFactory(), ClaimFactory()
    RelationFactory(claim=one, other=other)
    RelationFactory(claim=other, other=one)
    actions.publish(claims=[one], by=editor)
    actions.publish(claims=[other], by=editor)
    assert [item.edition.subject_id for item in release([other.pk])] == [one.pk]
    assert [edition.number for edition in editions(other)] == [1]


def test_published_together_they_name_each_other_at_once(editor: User) -> None:
    one, other = ClaimFactory(), ClaimFactory()
    RelationFactory(claim=one, other=other)
    RelationFactory(claim=other, other=one)
    published = actions.publish(claims=[one, other], by=editor)
    assert {item.document["relations"][0]["claim"] for item in published} == {str(one.pk), str(other.pk)}
    assert not HeldBack.objects.exists()


def test_a_part_published_after_its_whole_is_listed_with_it(editor: User, reader: APIClient) -> None:
    whole = ClaimFactory()
    actions.publish(claims=[whole], by=editor)
    part = ClaimFactory(part_of=whole)
    actions.publish(claims=[part], by=editor)
    release([part.pk])
    assert reader.get(f"/api/v1/claims/{whole.pk}/").json()["parts"] == [str(part.pk)]
    [card] = [c for c in reader.get("/api/v1/claims/").json()["results"] if c["id"] == str(whole.pk)]
    assert card["parts"] == [str(part.pk)]


def test_what_a_person_has_taken_out_since_does_not_come_back(editor: User) -> None:
    relation = RelationFactory()
    hub = relation.claim
    actions.publish(claims=[hub], by=editor)
    relation.delete()
    actions.publish(claims=[hub], by=editor)
    actions.publish(claims=[relation.other], by=editor)
    assert release([hub.pk]) == []
