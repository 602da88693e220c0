"""Withholding: one person takes it from every reader at once, a second one decides, and it comes back byte for byte."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports.dumps import folder, write_dump
from claims.management.commands.verify import PARTS
from claims.models import Claim, Narrative
from claims.record.listing import rebuild
from claims.record.models import FacetRow, Listing
from claims.writing.release import release
from claimtrack.editions.appended import known_roles
from claimtrack.editions.guard import tables_of_the_record
from claimtrack.editions.models import Edition, Entry, Head, Withholding
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.walks import Walk
from claimtrack.writing import NotAllowed, withholding
from sources import writing as source_actions
from sources.models import Source
from tests import redacting
from tests.factories import AppearanceFactory, ClaimFactory, NarrativeFactory, RelationFactory, SourceFactory
from tests.marked import MARK, marked_claim, tables_with
from tests.public_addresses import ROOT, everything, public_routes, text_of

pytestmark = pytest.mark.django_db

WHY = "Its subject says it names the wrong person."
FROM = f"/{ROOT}claims/"


@pytest.fixture
def claim(editor: User) -> Claim:
    return marked_claim(editor)


@pytest.fixture
def held(claim: Claim, editor: User) -> Claim:
    withholding.withhold(root=claim, reason=WHY, by=editor)
    return claim


def texts(root: Root) -> dict[int, tuple[str | None, str | None]]:
    """The document and the note of each edition."""
    rows = Edition.objects.filter(subject_id=root.pk).values_list("number", "text", "note")
    return {number: (text, note) for number, text, note in rows}


def derived() -> list[Any]:
    """Every row that lists are served from, without the numbers that the database gives them."""
    listings = Listing.objects.order_by("claim_id", "number").values()
    facets = FacetRow.objects.order_by("claim_id", "listing__number", "kind", "value").values(
        "claim_id", "listing__number", "kind", "value", "open", "published_at", "updated_at"
    )
    entries = Entry.objects.order_by("kind", "item_id", "subject_id").values()
    rows: list[dict[str, Any]] = [dict(row) for table in (listings, facets, entries) for row in table]
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def faults() -> list[str]:
    walks = ((part.check, Walk(part.key.before_all, part.key.last, roles=known_roles())) for part in PARTS.values())
    return [fault for check, walk in walks for fault in check(walk)]


def stage(root: Root) -> str:
    root.refresh_from_db()
    return root.stage


# -- while it is withheld -------------------------------------------------------------------------


def test_no_public_address_says_a_word_of_what_is_withheld(claim: Claim, editor: User) -> None:
    reader = APIClient()
    told_before = {address for address, answer in everything(reader).items() if MARK in text_of(answer)}
    assert {f"{FROM}{claim.pk}/", f"{FROM}{claim.pk}/dossier.json", f"{FROM}{claim.pk}/editions/"} <= told_before
    withholding.withhold(root=claim, reason=WHY, by=editor)
    by_name = [route.address(str(claim.pk)) for route in public_routes() if route.names_one and not route.is_slow]
    of_lists = [route.address() for route in public_routes() if not route.names_one and not route.is_slow]
    asked = [*told_before, *by_name, *of_lists, f"{FROM}?as_of=2100-01-01T18:00:00Z", f"{FROM}?q={MARK}"]
    answers: dict[str, Any] = {address: reader.get(address) for address in asked if "OPTIONS" not in address}
    answers |= everything(reader)
    assert {address for address, answer in answers.items() if MARK in text_of(answer) and MARK not in address} == set()


@pytest.mark.parametrize(
    "address", ["{pk}/", "{slug}/", "{pk}/?edition=1", "{pk}/?as_of=2100-01-01T18:00:00Z", "{pk}/dossier.json",
                "{pk}/dossier.md?edition=2", "{pk}/export.ndjson"],
)  # fmt: skip
def test_its_addresses_say_that_it_is_examined(held: Claim, address: str) -> None:
    answer = APIClient().get(FROM + address.format(pk=held.pk, slug=held.slug))
    assert (answer.status_code, answer.json()["type"]) == (451, "/problems/withheld")
    assert "while it is examined" in answer.json()["detail"]


def test_a_readers_connection_cannot_reach_its_words(held: Claim) -> None:
    """Whatever a page forgets to ask: the tables that the readers' role may select do not have them."""
    assert tables_with(MARK) & set(tables_of_the_record()) == {
        "editions_head"
    }  # its slug alone, by which it is asked for


def test_numbers_positions_and_hashes_stay_and_the_feed_of_changes_says_so(claim: Claim, editor: User) -> None:
    columns = ("number", "position", "sha256", "previous_sha256", "published_at", "kind")
    before = list(Edition.objects.filter(subject_id=claim.pk).order_by("number").values_list(*columns))
    published = withholding.withhold(root=claim, reason=WHY, by=editor)
    now = list(Edition.objects.filter(subject_id=claim.pk).order_by("number").values_list(*columns))
    assert now[:-1] == before
    reader = APIClient()
    [change] = reader.get(f"/{ROOT}changes/?since={published.edition.position - 1}").json()["results"]
    assert (change["kind"], change["id"]) == ("withheld", str(claim.pk))
    [line] = reader.get(f"/{ROOT}changes/?kind=factual&since={published.edition.position - 1}").json()["results"]
    assert line["kind"] == "withheld", "who follows a selection is told as well: nobody can tell whether it matched"
    history = reader.get(f"{FROM}{claim.pk}/editions/").json()["results"]
    assert [(line["kind"], line["redacted"], line["withheld"], line["note"]) for line in history] == [
        ("withheld", False, False, None), ("corrected", False, True, None), ("published", False, True, None),
    ]  # fmt: skip


def test_why_it_is_withheld_is_for_the_desk_alone(held: Claim) -> None:
    reader = APIClient()
    assert all(WHY not in text_of(answer) for answer in everything(reader).values())


def test_a_dump_has_neither_its_words_nor_its_slug(held: Claim, tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path
    manifest = write_dump(using="default")
    assert MARK.encode() not in gzip.decompress((folder() / manifest["file"]).read_bytes())


def test_the_record_verifies_while_it_is_withheld(held: Claim) -> None:
    assert faults() == []


def test_it_is_not_published_corrected_or_restored_meanwhile(held: Claim, editor: User) -> None:
    assert stage(held) == Stage.WITHHELD
    with pytest.raises(CannotPublish, match="lift that first"):
        actions.publish(claims=[held], by=editor)
    with pytest.raises(CannotPublish, match="Only a published claim can be corrected"):
        actions.correct(claim=held, by=editor, note="Yes.")
    with pytest.raises(CannotPublish, match="The whole is withheld already"):
        withholding.withhold(root=held, reason=WHY, by=editor)


def test_a_neighbour_published_meanwhile_names_it_only_when_it_is_back(
    held: Claim, editor: User, checker: User
) -> None:
    neighbour = ClaimFactory()
    RelationFactory(claim=neighbour, other=held)
    [published] = actions.publish(claims=[neighbour], by=editor)
    assert published.document["relations"] == []
    withholding.lift(root=held, by=checker)
    [again] = release([held.pk])
    assert [relation["claim"] for relation in again.document["relations"]] == [str(held.pk)]


# -- and afterwards -------------------------------------------------------------------------------


def test_lifted_it_is_back_byte_for_byte_and_in_every_list(claim: Claim, editor: User, checker: User) -> None:
    before, document = texts(claim), APIClient().get(f"{FROM}{claim.pk}/").json()
    Claim.objects.filter(pk=claim.pk).update(statement="Not published yet.", version=99)
    withholding.withhold(root=claim, reason=WHY, by=editor)
    lifted = withholding.lift(root=claim, by=checker)
    after = texts(claim)
    assert {number: after[number] for number in before} == before
    now = APIClient().get(f"{FROM}{claim.slug}/").json()
    assert (now.pop("edition")["kind"], document.pop("edition")["number"]) == ("restored", 2)
    assert now == document, "what the desk has written meanwhile is not published with it"
    assert (lifted.edition.number, stage(claim)) == (4, Stage.PUBLISHED)
    assert claim.published_version != claim.version
    rows = derived()
    rebuild()
    assert (derived(), faults()) == (rows, [])
    assert APIClient().get(f"{FROM}{claim.pk}/?edition=3").status_code == 451, "then it was withheld"


def test_a_second_person_looks_at_it(held: Claim, editor: User, checker: User) -> None:
    with pytest.raises(CannotPublish, match="Somebody else confirms it"):
        withholding.confirm(root=held, by=editor)
    with pytest.raises(CannotPublish, match="Somebody else lifts"):
        withholding.lift(root=held, by=editor)
    confirmed = withholding.confirm(root=held, by=checker)
    assert (confirmed.confirmed_by_id, confirmed.outcome) == (checker.pk, "")
    with pytest.raises(CannotPublish, match="confirmed it already"):
        withholding.confirm(root=held, by=checker)
    withholding.lift(root=held, by=checker)
    done = Withholding.objects.get()
    assert (done.by_id, done.ended_by_id, done.outcome) == (editor.pk, checker.pk, "lifted")


def test_who_is_alone_lifts_what_she_withheld(held: Claim, editor: User) -> None:
    User.objects.exclude(pk=editor.pk).update(is_active=False)
    assert withholding.lift(root=held, by=editor).edition.kind == "restored"


def test_retracted_instead_its_history_is_readable_and_the_reason_public(
    claim: Claim, editor: User, checker: User
) -> None:
    before = texts(claim)
    withholding.withhold(root=claim, reason=WHY, by=editor)
    withholding.retract_withheld(root=claim, by=checker, reason="It was another person.")
    answer = APIClient().get(f"{FROM}{claim.pk}/")
    assert (answer.status_code, answer.json()["edition"]["note"]) == (410, "It was another person.")
    assert {number: texts(claim)[number] for number in before} == before
    assert (stage(claim), faults()) == (Stage.RETRACTED, [])


def test_redacted_nothing_of_it_comes_back(held: Claim, editor: User, checker: User) -> None:
    redacting.redact(
        root=held, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker
    )
    assert tables_with(MARK) == set()
    assert (Withholding.objects.get().outcome, faults()) == ("redacted", [])
    with pytest.raises(CannotPublish, match="Nothing of it is withheld"):
        withholding.lift(root=held, by=checker)


def test_what_was_retracted_before_is_retracted_when_it_is_back(claim: Claim, editor: User, checker: User) -> None:
    actions.retract(claim=claim, by=editor, reason="Withdrawn.")
    withholding.withhold(root=claim, reason=WHY, by=editor)
    assert APIClient().get(f"{FROM}{claim.pk}/?edition=1").status_code == 451
    withholding.lift(root=claim, by=checker)
    answer = APIClient().get(f"{FROM}{claim.pk}/")
    assert (answer.status_code, answer.json()["edition"]["note"], stage(claim)) == (410, "Withdrawn.", "retracted")
    assert APIClient().get(f"{FROM}{claim.pk}/?edition=1").status_code == 200


def test_what_was_merged_leads_to_its_survivor_again(claim: Claim, editor: User, checker: User) -> None:
    survivor = ClaimFactory()
    AppearanceFactory(claim=survivor)
    actions.publish(claims=[survivor], by=editor)
    actions.merge(survivor=survivor, duplicate=claim, by=editor, note="The same.")
    withholding.withhold(root=claim, reason=WHY, by=editor)
    assert APIClient().get(f"{FROM}{claim.pk}/").status_code == 451
    withholding.lift(root=claim, by=checker)
    assert APIClient().get(f"{FROM}{claim.pk}/")["Location"] == f"{FROM}{survivor.pk}/"
    assert (Head.objects.get(pk=claim.pk).merged_into, stage(claim), faults()) == (survivor.pk, "merged", [])


# -- some editions, and other works ---------------------------------------------------------------


def test_an_older_edition_alone_is_withheld_while_the_claim_stands(claim: Claim, editor: User, checker: User) -> None:
    before = texts(claim)
    withholding.withhold(root=claim, reason=WHY, by=editor, numbers=[1])
    reader = APIClient()
    assert reader.get(f"{FROM}{claim.pk}/").status_code == 200
    assert reader.get(f"{FROM}{claim.pk}/?edition=1").status_code == 451
    then = reader.get(f"{FROM}?as_of=2100-01-01T18:00:00Z").json()["results"]
    assert str(claim.pk) not in {item["id"] for item in then}, "nor is it in the list of that time"
    assert (stage(claim), faults()) == (Stage.PUBLISHED, [])
    withholding.lift(root=claim, by=checker)
    assert {number: texts(claim)[number] for number in before} == before
    rows = derived()
    rebuild()
    assert derived() == rows


def test_the_newest_edition_alone_is_not_withheld_for_older_ones_would_say_the_same(claim: Claim, editor: User) -> None:
    with pytest.raises(CannotPublish, match="Edition 2 is the newest: withhold the whole"):
        withholding.withhold(root=claim, reason=WHY, by=editor, numbers=[2])


def test_what_is_withheld_of_it_already_goes_on_when_more_or_the_whole_is(
    claim: Claim, editor: User, checker: User
) -> None:
    before = texts(claim)
    withholding.withhold(root=claim, reason=WHY, by=editor, numbers=[1])
    withholding.withhold(root=claim, reason=WHY, by=editor)
    reader = APIClient()
    assert [reader.get(f"{FROM}{claim.pk}/{query}").status_code for query in ("", "?edition=1", "?edition=2")] == [
        451
    ] * 3
    first, second = Withholding.objects.order_by("pk")
    assert (first.outcome, second.outcome, second.whole) == ("widened", "", True)
    assert {1, 2} <= set(second.numbers)
    withholding.lift(root=claim, by=checker)
    statuses = [reader.get(f"{FROM}{claim.pk}/{query}").status_code for query in ("", "?edition=1", "?edition=2")]
    assert statuses == [200, 451, 200], "what was withheld by itself before stays so"
    assert reader.get(f"{FROM}{claim.pk}/").status_code == 200
    again = Withholding.objects.latest("pk")
    assert (again.numbers, again.reason, again.by_id, again.outcome) == ([1], WHY, checker.pk, "")
    withholding.lift(root=claim, by=editor)
    assert {number: texts(claim)[number] for number in before} == before
    assert faults() == []


def test_retracting_instead_gives_back_nothing_that_was_withheld_by_itself(
    claim: Claim, editor: User, checker: User
) -> None:
    withholding.withhold(root=claim, reason=WHY, by=editor, numbers=[1])
    withholding.withhold(root=claim, reason=WHY, by=editor)
    withholding.retract_withheld(root=claim, by=checker, reason="It was wrong.")
    reader = APIClient()
    statuses = [reader.get(f"{FROM}{claim.pk}/{query}").status_code for query in ("", "?edition=1", "?edition=2")]
    assert (statuses, faults()) == ([410, 451, 200], [])


@pytest.fixture(params=["source", "narrative"])
def other_work(request: pytest.FixtureRequest, editor: User) -> Iterator[Source | Narrative]:
    if request.param == "source":
        source = SourceFactory(name=f"The {MARK} post", slug="post")
        source_actions.publish(sources=[source], by=editor)
        yield source
    else:
        narrative = NarrativeFactory(name=f"What {MARK} is told", slug="told")
        actions.publish(narratives=[narrative], by=editor)
        yield narrative


def test_sources_and_narratives_are_withheld_and_lifted_the_same_way(
    other_work: Source | Narrative, editor: User, checker: User
) -> None:
    reader, before = APIClient(), texts(other_work)
    address = f"/{ROOT}{other_work._meta.verbose_name_plural}/{other_work.slug}/"
    assert reader.get(address).status_code == 200
    withholding.withhold(root=other_work, reason=WHY, by=editor)
    assert reader.get(address).status_code == 451
    assert all(MARK not in text_of(answer) for answer in everything(reader).values())
    withholding.lift(root=other_work, by=checker)
    assert {number: texts(other_work)[number] for number in before} == before
    assert (reader.get(address).status_code, stage(other_work), faults()) == (200, Stage.PUBLISHED, [])


# -- what stands against it -----------------------------------------------------------------------


def test_withholding_needs_a_reason_and_something_that_is_public(claim: Claim, editor: User, reporter: User) -> None:
    with pytest.raises(CannotPublish, match="Say why it is withheld") as refused:
        withholding.withhold(root=claim, reason=" ", by=editor, numbers=[7])
    assert len(refused.value.messages) == 2
    with pytest.raises(CannotPublish, match="Nothing of it is public"):
        withholding.withhold(root=ClaimFactory(), reason=WHY, by=editor)
    with pytest.raises(NotAllowed):
        withholding.withhold(root=claim, reason=WHY, by=reporter)


def test_the_application_moves_no_bytes_but_through_the_functions(held: Claim) -> None:
    with connection.cursor() as cursor:
        for table, right in (("editions_withholding", "UPDATE"), ("editions_withheldedition", "INSERT")):
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
            assert cursor.fetchone() == (False,)
