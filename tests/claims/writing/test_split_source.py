"""A source that is two persons: what named the wrong one is corrected in one step, and the wrong one lists it no more."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.accounts.roles import Role
from claimtrack.editions.joining import Joined
from claimtrack.editions.models import Edition
from claimtrack.editions.publishing import CannotPublish
from claimtrack.writing.joining import Waits, joining_sha256
from sources.models import Source
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    RebuttalFactory,
    SourceFactory,
)
from tests.people import in_role

pytestmark = pytest.mark.django_db

WHY = "The minister was meant, and not his namesake, the footballer."


@pytest.fixture
def wrong() -> Source:
    person: Source = SourceFactory(name="Ali Port", slug="ali-port", kind="person")
    return person


@pytest.fixture
def right() -> Source:
    person: Source = SourceFactory(name="Ali Port", slug="ali-port-minister", kind="person")
    return person


@pytest.fixture
def claims(wrong: Source, editor: User) -> list[Claim]:
    """Said by the one, on his word, and answered by him; and a fourth that is his."""
    said, on_his_word, answered, his = ClaimFactory.create_batch(4)
    AppearanceFactory(claim=said, speaker=wrong)
    AttributionFactory(appearance=on_his_word.appearances.get(), source=wrong)
    AnswerFactory(claim=answered, rebuttal=RebuttalFactory(source=wrong))
    AppearanceFactory(claim=his, speaker=wrong)
    every = [said, on_his_word, answered, his]
    actions.publish(claims=every, by=editor)
    return every


def listed(reader: APIClient, name: str) -> set[str]:
    return {each["id"] for each in reader.get(f"/api/v1/claims/?source={name}").json()["results"]}


def test_the_chosen_are_corrected_at_once_and_listed_under_the_right_one(
    claims: list[Claim], wrong: Source, right: Source, editor: User, reader: APIClient
) -> None:
    chosen = [claim.pk for claim in claims[:3]]
    published = actions.split(source=wrong, into=right, claims=chosen, by=editor, note=WHY)
    assert {(each.edition.kind, each.edition.note) for each in published} == {("corrected", WHY)}  # type: ignore[union-attr]
    assert listed(reader, "ali-port") == {str(claims[3].pk)}
    assert listed(reader, "ali-port-minister") == {str(pk) for pk in chosen}
    document = reader.get(f"/api/v1/claims/{chosen[0]}/").json()
    assert {path.rpartition(".")[2] for path in document["corrections"][0]["paths"]} == {"speaker"}
    assert [(each.claim.pk, each.at_desk, each.stands, list(each.earlier)) for each in naming(wrong, editor)] == [
        *((pk, False, None, [1]) for pk in chosen),
        (claims[3].pk, True, 1, []),
    ]


def naming(source: Source, by: User) -> list[actions.Naming]:
    return sorted(actions.naming(source, by=by), key=lambda each: each.claim.pk)


def test_all_of_it_or_nothing(claims: list[Claim], wrong: Source, right: Source, editor: User) -> None:
    shared = DocumentFactory(publisher=wrong)
    for claim in claims[:2]:
        AppearanceFactory(claim=claim, document=shared, speaker=None)
    judged = AssessmentFactory(claim=claims[2], source=wrong)
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=claims[:3], by=editor)
    before = Edition.objects.count()
    for chosen, message in (
        ([claims[0].pk, claims[3].pk], "choose that too"),
        ([claims[2].pk], "supersede it first"),
        ([claims[3].pk, ClaimFactory().pk], "does not name"),
        ([], "Choose the claims"),
    ):
        with pytest.raises(CannotPublish, match=message):
            actions.split(source=wrong, into=right, claims=chosen, by=editor, note=WHY)
    assert Edition.objects.count() == before
    assert claims[3].appearances.filter(speaker=wrong).exists()
    actions.split(source=wrong, into=right, claims=[claims[0].pk, claims[1].pk], by=editor, note=WHY)
    shared.refresh_from_db()
    assert shared.publisher == right


def test_two_people_agree_to_it(claims: list[Claim], wrong: Source, right: Source, reader: APIClient) -> None:
    first, second = in_role(Role.EDITOR, "eda"), in_role(Role.EDITOR, "edgar")
    chosen = [claims[0].pk]
    wrong.refresh_from_db()
    number = joining_sha256(Joined.SPLIT, wrong, right, chosen)
    given: dict[str, Any] = {"source": wrong, "into": right, "claims": chosen, "note": WHY, "shown": number}
    assert isinstance(actions.split(by=first, **given), Waits)
    assert str(claims[0].pk) in listed(reader, "ali-port")
    [published] = actions.split(by=second, **given)  # type: ignore[misc]  # it does not wait any more
    assert published.edition.review == "two_people"
