"""Bundles: what they pin, what they refuse, and that they come from the record alone."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import writing as actions
from claims.dossier.bundle import bundle
from claims.dossier.refusals import NotPublished, NotReadable, RedactedEdition
from claims.dossier.shapes import Bundle, whole_claims
from claims.models import Claim
from claimtrack.editions.changes import close_days
from claimtrack.editions.models import Edition, Kind
from sources import writing as source_actions
from tests import redacting
from tests.claims.dossier.conftest import Case, rfc8785
from tests.clock import set_clock
from tests.factories import AnswerFactory, AppearanceFactory, ClaimFactory, RebuttalFactory, RelationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

RECORD = {
    "editions_byline",
    "editions_counter",
    "editions_edition",
    "editions_entry",
    "editions_digest",
    "claims_listing",
}
QUERIES = 9


def of(*claims: Claim, **pin: object) -> Bundle:
    return bundle([claim.pk for claim in claims], using="default", **pin)  # type: ignore[arg-type]  # keywords


def published(claim: Claim, number: int) -> Edition:
    return Edition.objects.get(subject_id=claim.pk, number=number)


def reworded(claim: Claim, statement: str, by: User) -> None:
    claim.refresh_from_db()
    claim.statement = statement
    claim.save()
    actions.publish(claims=[claim], by=by)


# -- what it holds --------------------------------------------------------------------------------


def test_a_bundle_holds_the_whole_document_as_stored_and_the_cards_of_the_claims_it_names(case: Case) -> None:
    made = of(case.claim)
    assert rfc8785(made["claims"][0]).decode() == published(case.claim, 1).text
    named = [case.parent, case.part, case.opposite, case.blame, case.echo]
    assert {card["statement"] for card in made["neighbours"].values()} == {claim.statement for claim in named}
    assert made["title"] == "The port was taken over."


def test_a_claim_that_was_never_published_or_is_retracted_has_no_card(case: Case, editor: User) -> None:
    draft = ClaimFactory(statement="Nobody may read this yet.")
    RelationFactory(claim=case.claim, other=draft, note="A reason nobody may read yet.")
    actions.publish(claims=[case.claim], by=editor)
    actions.retract(claim=case.opposite, by=editor, reason="Wrong from the start.")
    made = of(case.claim)
    assert str(case.opposite.pk) not in made["neighbours"]
    assert "may read this yet" not in str(made)


def test_sources_describe_themselves_as_they_do_now_while_the_claim_keeps_the_name_it_printed(
    case: Case, editor: User
) -> None:
    case.paper.refresh_from_db()
    case.paper.name = "The Newspaper"
    case.paper.save()
    source_actions.publish(sources=[case.paper], by=editor)
    made = of(case.claim)
    assert made["sources"][str(case.paper.pk)]["name"] == "The Newspaper"
    assert "The Paper" in str(made["claims"])


def test_items_of_other_claims_that_are_named_by_id_alone_come_along(case: Case, editor: User) -> None:
    original = case.echo.appearances.get()
    answered = RebuttalFactory(document=original.document)
    AnswerFactory(rebuttal=answered, claim=case.echo)
    elsewhere = AnswerFactory(rebuttal__in_reply_to=answered, claim=case.part)
    AnswerFactory(rebuttal=elsewhere.rebuttal, claim=None, document=case.report)
    AppearanceFactory(claim=case.part, derives_from=original)
    actions.publish(claims=[case.echo, case.part], by=editor)
    mentions = of(case.part)["mentions"]
    assert mentions["appearances"][str(original.pk)]["claim"] == str(case.echo.pk)
    assert mentions["rebuttals"][str(answered.pk)]["statement"] == answered.statement
    assert mentions["documents"][str(case.report.pk)]["title"] == "The report"


def test_documents_of_an_older_format_are_stored_bytes_in_the_bundle_and_read_in_todays_shape(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = of(case.claim)
    made["claims"][0]["format"] = 0
    monkeypatch.setattr(
        "claims.dossier.shapes.in_current_format",
        lambda text, *, subject_type, format_: text.replace("The port", f"The {subject_type} of {format_}"),
    )
    assert whole_claims(made)[0]["statement"] == "The claim of 0 was taken over."
    assert made["claims"][0]["statement"] == "The port was taken over."


# -- proof ----------------------------------------------------------------------------------------


def test_every_hash_in_it_can_be_recomputed_with_another_implementation_of_rfc_8785(case: Case) -> None:
    made = of(case.claim, case.opposite)
    stated = {(item["id"], item["number"]): item["sha256"] for item in made["integrity"]}
    for document in [*made["claims"], *made["sources"].values()]:
        stamp = {key: value for key, value in document["edition"].items() if key not in {"sha256", "position"}}
        found = hashlib.sha256(rfc8785({**document, "edition": stamp})).hexdigest()
        assert stated[document["id"], document["edition"]["number"]] == document["edition"]["sha256"] == found
    without = {key: value for key, value in made.items() if key != "sha256"}
    assert made["sha256"] == hashlib.sha256(rfc8785(without)).hexdigest()


def test_every_edition_it_rests_on_is_pinned_in_order_of_position(case: Case) -> None:
    made = of(case.claim)
    pinned = {item["id"] for item in made["integrity"]}
    assert pinned == {str(case.claim.pk), *made["neighbours"], *made["sources"]}
    positions = [item["position"] for item in made["integrity"]]
    assert positions == sorted(positions)


def test_the_digests_of_closed_days_that_cover_its_editions_come_along(case: Case) -> None:
    day = published(case.claim, 1).published_at.date()
    set_clock(f"{day + timedelta(days=1)}T00:00:00Z")
    close_days()
    assert [digest["day"] for digest in of(case.claim)["digests"]] == [day.isoformat()]


def test_a_bundle_is_the_same_until_something_it_names_is_published_again(case: Case, editor: User) -> None:
    first = of(case.claim)
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert of(case.claim) == first
    reworded(case.opposite, "The port was not taken over.", editor)
    second = of(case.claim)
    assert second["sha256"] != first["sha256"]
    assert second["position"] == published(case.opposite, 2).position
    assert second["published_at"] > first["published_at"]


# -- queries --------------------------------------------------------------------------------------


def test_it_asks_the_record_alone_and_no_more_often_for_many_claims_than_for_one(case: Case) -> None:
    for claims in ([case.claim], case.everything):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            of(*claims)
        asked = " ".join(query["sql"] for query in queries)
        assert set(re.findall(r'(?:FROM|JOIN) "(\w+)"', asked)) <= RECORD
        assert len(queries) <= QUERIES


def test_claims_stand_in_the_order_asked_for_and_once(case: Case) -> None:
    made = of(case.part, case.claim, case.part)
    assert [document["id"] for document in made["claims"]] == [str(case.part.pk), str(case.claim.pk)]
    assert made["title"] == "2 claims"


# -- pinning --------------------------------------------------------------------------------------


def test_an_edition_can_be_pinned_and_its_history_tells_what_came_after(case: Case, editor: User) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.correct(claim=case.claim, by=editor, note="It was handed over.")
    made = of(case.claim, edition=1)
    assert made["claims"][0]["statement"] == "The port was taken over."
    history = made["editions"][str(case.claim.pk)]
    assert [(line["number"], line["kind"], line["note"]) for line in history] == [
        (1, "published", None),
        (2, "corrected", "It was handed over."),
    ]
    assert history[1]["previous_sha256"] == history[0]["sha256"]
    assert history[1]["changed"] == ["statement"]


def test_as_of_shows_the_claim_its_neighbours_and_its_sources_as_they_were(case: Case, editor: User) -> None:
    before = of(case.claim)
    then = published(case.claim, 1).published_at
    reworded(case.claim, "The port was handed over.", editor)
    reworded(case.opposite, "The port was kept.", editor)
    case.paper.refresh_from_db()
    case.paper.name = "The Newspaper"
    case.paper.save()
    source_actions.publish(sources=[case.paper], by=editor)
    earlier = of(case.claim, as_of=then)
    assert earlier["claims"] == before["claims"]
    assert earlier["neighbours"] == before["neighbours"]
    assert earlier["sources"] == before["sources"]
    assert earlier["mentions"] == before["mentions"]
    assert len(earlier["editions"][str(case.claim.pk)]) == 2


def test_a_time_that_has_not_come_is_refused_and_today_is_not(case: Case) -> None:
    now = datetime.now(UTC)
    with pytest.raises(NotPublished, match="has not come"):
        bundle([case.claim.pk], as_of=now + timedelta(days=2), using="default")
    assert bundle([case.claim.pk], as_of=now.replace(hour=23, minute=59), using="default")["as_of"]


def test_a_claim_that_was_not_published_then_is_refused(case: Case, editor: User) -> None:
    late = ClaimFactory()
    actions.publish(claims=[late], by=editor)
    with pytest.raises(NotPublished, match="was not published then"):
        of(late, as_of=published(case.claim, 1).published_at)
    with pytest.raises(NotPublished, match="Nothing was published by"):
        of(late, as_of=published(case.claim, 1).published_at - timedelta(days=1))


# -- refusals -------------------------------------------------------------------------------------


def test_unknown_claims_and_editions_are_refused_with_what_there_is(case: Case) -> None:
    with pytest.raises(NotPublished, match="ever published"):
        bundle([uuid4()], using="default")
    with pytest.raises(NotPublished, match="has no edition 7; it has: 1"):
        of(case.claim, edition=7)


@pytest.mark.parametrize("pin", [{"edition": 1}, {"edition": 1, "as_of": "2026"}])
def test_a_number_pins_one_claim_and_no_time(pin: dict[str, object]) -> None:
    claims = [uuid4()] if "as_of" in pin else [uuid4(), uuid4()]
    with pytest.raises(ValueError, match="pins one claim"):
        bundle(claims, using="default", **pin)  # type: ignore[arg-type]  # nonsense on purpose


def test_a_dossier_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="one claim at least"):
        bundle([], using="default")


def test_a_retracted_claim_has_a_dossier_only_by_number_or_of_an_earlier_time(case: Case, editor: User) -> None:
    actions.retract(claim=case.claim, by=editor, reason="Wrong from the start.")
    with pytest.raises(NotReadable) as refusal:
        of(case.claim)
    assert (refusal.value.kind, refusal.value.reason) == (Kind.RETRACTED, "Wrong from the start.")
    with pytest.raises(NotReadable):
        of(case.claim, as_of=published(case.claim, 2).published_at)
    assert of(case.claim, edition=1)["claims"][0]["statement"] == "The port was taken over."
    assert of(case.claim, edition=2)["claims"][0]["statement"] is None
    assert of(case.claim, as_of=published(case.claim, 1).published_at)["claims"][0]["edition"]["number"] == 1


def test_a_restored_claim_has_a_dossier_again(case: Case, editor: User) -> None:
    actions.retract(claim=case.claim, by=editor, reason="Wrong from the start.")
    case.claim.refresh_from_db()
    actions.restore(claim=case.claim, by=editor)
    assert of(case.claim)["claims"][0]["edition"]["kind"] == "restored"


def test_a_merged_claim_names_the_claim_that_continues_it(case: Case, editor: User) -> None:
    actions.merge(survivor=case.parent, duplicate=case.echo, by=editor, note="The same.")
    with pytest.raises(NotReadable) as refusal:
        of(case.echo)
    assert (refusal.value.kind, refusal.value.merged_into) == (Kind.MERGED, case.parent.pk)
    made = of(case.echo, edition=1)
    assert made["merged_into"] == {str(case.echo.pk): str(case.parent.pk)}
    assert str(case.parent.pk) in made["neighbours"]


def redact(case: Case, editor: User, checker: User, *, numbers: list[int] | None, reason: str | None) -> None:
    redacting.redact(
        root=case.claim,
        numbers=numbers,
        legal_basis="A court's order.",
        public_reason=reason,
        requested_by=checker,
        by=editor,
    )


@pytest.mark.parametrize("reason", ["The court of X ordered it.", None])
def test_a_redacted_claim_has_no_dossier_and_says_why_unless_that_is_secret(
    case: Case, editor: User, checker: User, reason: str | None
) -> None:
    redact(case, editor, checker, numbers=None, reason=reason)
    for pin in ({}, {"edition": 1}, {"edition": 2}):
        with pytest.raises(RedactedEdition) as refusal:
            of(case.claim, **pin)
        assert refusal.value.reason == reason


def test_when_an_old_edition_is_redacted_the_others_keep_their_dossiers(
    case: Case, editor: User, checker: User
) -> None:
    reworded(case.claim, "The port was handed over.", editor)
    redact(case, editor, checker, numbers=[1], reason=None)
    with pytest.raises(RedactedEdition):
        of(case.claim, edition=1)
    made = of(case.claim)
    assert made["claims"][0]["statement"] == "The port was handed over."
    assert [line["redacted"] for line in made["editions"][str(case.claim.pk)]] == [True, False, False]
