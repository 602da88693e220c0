"""How far it spread: a ledger that is never changed, desk only unless the newsroom says otherwise."""

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from claims import writing as actions
from claims.composing.shown import claims_sha256
from claims.models import Claim, Observation
from claims.record.models import Listing
from claims.writing.fields import ObservationFields
from claimtrack.accounts.rights import NotAllowed
from claimtrack.dates import WorldDate
from claimtrack.writing import Create, Delete, Refused, Update, version_of, write
from tests.factories import AppearanceFactory, ClaimFactory, ObservationFactory, SourceFactory

pytestmark = pytest.mark.django_db


def entered(by: User | None, **fields: Any) -> Observation:
    given: dict[str, Any] = {
        "figure": 1200,
        "counts": "views",
        "place": "Example Network",
        "observed": WorldDate("2026-11-02"),
    }
    row: Observation = write([Create(fields=ObservationFields(**(given | fields)))], by=by).rows[0]
    return row


def changed(row: Observation, by: User, **fields: Any) -> None:
    write([Update(row=row.pk, fields=ObservationFields(**fields), seen=version_of(row))], by=by)


def test_a_figure_stays_at_the_desk_until_somebody_shows_it_and_then_it_is_agreed_to(editor: User) -> None:
    claim = ClaimFactory()
    row = entered(editor, claim=claim.pk, source=SourceFactory().pk)
    [first] = actions.publish(claims=[claim], by=None)
    assert first.document["observations"] == []
    before = claims_sha256([claim])
    changed(row, editor, shown=True)
    assert claims_sha256([claim]) != before
    [second] = actions.publish(claims=[claim], by=None)
    [told] = second.document["observations"]
    assert (told["figure"], told["counts"], told["source"]["id"]) == (1200, "views", str(row.source_id))


def test_a_figure_is_never_changed_nor_deleted_only_corrected(editor: User) -> None:
    claim = ClaimFactory()
    row = entered(editor, claim=claim.pk, shown=True)
    with pytest.raises(Refused, match="write another that corrects it"):
        changed(row, editor, figure=12000)
    with pytest.raises(NotAllowed):
        write([Delete(model=Observation, row=row.pk, seen=row.row_version)], by=editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(figure=12000)
    right = entered(editor, claim=claim.pk, figure=12000, corrects=row.pk, reason="A digit was left out.")
    [published] = actions.publish(claims=[claim], by=None)
    [told] = published.document["observations"]
    assert (told["figure"], told["corrects"], told["reason"]) == (12000, str(row.pk), "A digit was left out.")
    entered(editor, claim=claim.pk, figure=None, corrects=right.pk, reason="It was of another post.")
    [published] = actions.publish(claims=[claim], by=None)
    assert [each["figure"] for each in published.document["observations"]] == [None]


@pytest.mark.parametrize(
    "fields",
    [
        {"figure": None},
        {"figure": -1},
        {"figure": 2**53},
        {"figure": 10**30},
        {"observed": WorldDate("2999")},
        {"reason": "It was wrong."},
        {"place": ""},
        {"counts": "asked_by_readers", "observed": WorldDate("2026-11")},
    ],
)
def test_what_is_no_figure_is_refused(editor: User, fields: Any) -> None:
    with pytest.raises(Refused):
        entered(editor, claim=ClaimFactory().pk, **fields)


def test_a_figure_is_of_the_claim_or_of_one_appearance_and_a_correction_of_the_same(editor: User) -> None:
    claim = ClaimFactory()
    appearance = AppearanceFactory(claim=claim)
    with pytest.raises(Refused, match="choose one"):
        entered(editor, claim=claim.pk, appearance=appearance.pk)
    row = entered(editor, appearance=appearance.pk)
    with pytest.raises(Refused, match="of the same claim"):
        entered(editor, claim=claim.pk, corrects=row.pk, reason="It was wrong.")


def on_the_card(claim: Claim) -> Any:
    return orjson.loads(Listing.objects.get(claim_id=claim.pk, open=True).card)["observations"]


def test_a_card_has_the_newest_figure_of_each_thing_that_is_counted_somewhere_and_no_sum() -> None:
    claim = ClaimFactory()
    appearance = AppearanceFactory(claim=claim)
    for figure, day, more in (
        (100, "2026-11-01", {}),
        (900, "2026-11-03", {}),
        (7, "2026-11-02", {"counts": "copies", "place": "the web"}),
        (50, "2026-11-02", {"claim": None, "appearance": appearance, "place": "Another Network"}),
        (5, "2026-11-04", {"shown": False, "place": "tip line", "counts": "asked_by_readers"}),
    ):
        ObservationFactory(**({"claim": claim, "figure": figure, "observed": WorldDate(day), "shown": True} | more))
    actions.publish(claims=[claim], by=None)
    shown = [(each["figure"], each["counts"], each["place"]) for each in on_the_card(claim)]
    assert shown[0] == (900, "views", "Example Network")
    assert set(shown[1:]) == {(7, "copies", "the web"), (50, "views", "Another Network")}
