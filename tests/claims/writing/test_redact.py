"""Redaction: the one permitted change of the record, and nothing of what it takes away is left."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim, Narrative
from claims.record.listing import rebuild
from claims.record.models import FacetRow, Listing
from claims.writing.redact import editions_naming
from claims.writing.release import release
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Edition, Entry, Head, HeldBack, Kind
from claimtrack.editions.orders import Redaction
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Root, Stage
from sources import writing as source_actions
from sources.models import Office, Source
from tests import redacting
from tests.earlier_formats import published_in_format_2
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    ClaimFactory,
    GradeFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
)
from tests.marked import MARK, marked_claim, tables_with
from tests.public_addresses import text_of

pytestmark = pytest.mark.django_db

REASON = "A court has ordered it."
#: What stands in the trail where a row was named.
NOBODY = "00000000-0000-0000-0000-000000000000"
PUBLIC = ("claims", "sources", "narratives", "rebuttals", "assessments", "appearances", "topics", "subjects", "changes")


@pytest.fixture
def redact(editor: User, checker: User) -> Any:
    """Redact a root, or some of its editions, as the desk does."""

    def redact(root: Root, numbers: list[int] | None = None, reason: str | None = REASON) -> Any:
        return redacting.redact(
            root=root, numbers=numbers, legal_basis="Order 7 of a court.", public_reason=reason,
            requested_by=editor, by=checker,
        )  # fmt: skip

    return redact


@pytest.fixture
def claim(editor: User) -> Claim:
    return marked_claim(editor)


def documents(root: Root) -> list[tuple[int, str, str | None, bool]]:
    """(number, kind, note, has its document) of each edition."""
    editions = Edition.objects.filter(subject_id=root.pk).order_by("number")
    return [(edition.number, edition.kind, edition.note, edition.text is not None) for edition in editions]


# -- who may, and on what ground ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"by": "editor"}, "somebody other than the person who asks"),
        ({"requested_by": "reporter"}, "an active administrator asks"),
        ({"by": "reporter"}, "both persons must be active administrators"),
        ({"legal_basis": "  "}, "Name the legal basis"),
        ({"numbers": []}, "Name editions that exist: 1, 2"),
        ({"numbers": [1, 3]}, "Name editions that exist: 1, 2"),
    ],
)
def test_a_redaction_needs_two_administrators_a_legal_basis_and_editions_that_exist(
    claim: Claim, editor: User, checker: User, reporter: User, change: dict[str, Any], message: str
) -> None:
    people = {"editor": editor, "checker": checker, "reporter": reporter}
    asked = {"numbers": None, "legal_basis": "Order 7.", "requested_by": "editor", "by": "checker"} | change
    for role in ("requested_by", "by"):
        asked[role] = people[str(asked[role])]
    before = documents(claim)
    with pytest.raises(CannotPublish, match=message):
        redacting.redact(root=claim, public_reason=None, **asked)
    assert documents(claim) == before


def test_every_missing_condition_is_named_at_once(claim: Claim, reporter: User) -> None:
    with pytest.raises(CannotPublish) as refused:
        actions.order_redaction(root=claim, numbers=[7], legal_basis="", public_reason=None, by=reporter)
    assert len(refused.value.messages) == 3


def test_what_was_never_published_is_not_redacted(redact: Any) -> None:
    with pytest.raises(CannotPublish, match="there are none"):
        redact(ClaimFactory())


def test_the_application_has_no_other_way_and_the_function_runs_as_the_owner(claim: Claim, redact: Any) -> None:
    """Ordinary tests run as the application's role: what it may not do itself, the one function does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user = pg_get_userbyid(relowner), has_table_privilege('editions_edition', 'UPDATE'),"
            " has_table_privilege('claims_claimevent', 'DELETE') FROM pg_class WHERE relname = 'editions_edition'"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT prosecdef, proowner = relowner FROM pg_proc, pg_class"
                       " WHERE proname = 'editions_redact' AND relname = 'editions_edition'")  # fmt: skip
        assert cursor.fetchone() == (True, True)
    redact(claim)
    assert documents(claim)[0] == (1, "published", REASON, False)


# -- a whole claim --------------------------------------------------------------------------------


def test_nothing_that_was_written_about_it_is_left_in_the_database(claim: Claim, redact: Any) -> None:
    before = tables_with(MARK)
    assert {
        "editions_edition",
        "claims_listing",
        "editions_entry",
        "claims_claimevent",
        "claims_relationevent",
    } <= before
    assert {"sources_capture", "django_admin_log", "editions_head", "claims_assessment"} <= before
    redact(claim)
    assert tables_with(MARK) == set()


def test_what_names_it_on_the_desk_and_in_the_trail_is_gone(claim: Claim, redact: Any) -> None:
    redact(claim)
    claim.refresh_from_db()
    assert (claim.stage, claim.statement, claim.slug) == (Stage.REDACTED, "[redacted]", str(claim.pk))
    for rows in (claim.appearances, claim.answers, claim.evidence, claim.assessments, claim.relations, claim.about):
        assert not rows.exists()
    assert not claim.relations_from_others.exists()
    assert not HeldBack.objects.filter(subject_id=claim.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, subject_id FROM claims_claimaboutevent WHERE claim_id = %s", [claim.pk])
        nobody = UUID(int=0)
        assert cursor.fetchall() == [("linked, erased", nobody), ("unlinked, erased", nobody)]


def test_numbers_positions_hashes_and_times_stay_and_the_chain_holds(claim: Claim, redact: Any) -> None:
    columns = ("number", "position", "sha256", "previous_sha256", "published_at", "kind")
    before = list(Edition.objects.filter(subject_id=claim.pk).order_by("number").values_list(*columns))
    published = redact(claim)
    after = list(Edition.objects.filter(subject_id=claim.pk).order_by("number").values_list(*columns))
    assert after[:2] == before
    assert after[2][3] == before[1][2]
    assert published.edition.kind == "redacted"
    assert [row[-1] for row in documents(claim)] == [False, False, True]


def test_what_remains_says_that_it_was_redacted_by_whom_and_why(
    claim: Claim, redact: Any, editor: User, checker: User
) -> None:
    redact(claim)
    redaction = Redaction.objects.get()
    assert (redaction.subject_id, redaction.numbers) == (claim.pk, [1, 2])
    assert (redaction.requested_by_id, redaction.approved_by_id) == (editor.pk, checker.pk)
    assert (redaction.legal_basis, redaction.public_reason) == ("Order 7 of a court.", REASON)


@pytest.mark.parametrize(
    ("reason", "told"), [(REASON, REASON), (None, "This document was taken away under a legal duty.")]
)
@pytest.mark.parametrize(
    "query", ["", "?edition=1", "?edition=2", "?edition=3", "?as_of=2100-01-01", "?as_of=9999-12-31"]
)
def test_a_reader_gets_451_with_the_reason_unless_it_is_secret(
    claim: Claim, redact: Any, reader: APIClient, reason: str | None, told: str, query: str
) -> None:
    redact(claim, reason=reason)
    response = reader.get(f"/api/v1/claims/{claim.pk}/{query}")
    assert (response.status_code, response["Content-Type"]) == (451, "application/problem+json")
    assert response.json()["detail"] == told
    assert MARK not in text_of(response)


def test_lists_feeds_and_the_history_know_it_no_more(claim: Claim, redact: Any, reader: APIClient) -> None:
    redact(claim)
    assert not Listing.objects.filter(claim_id=claim.pk).exists()
    assert not FacetRow.objects.filter(claim_id=claim.pk).exists()
    assert not Entry.objects.filter(subject_id=claim.pk).exists()
    for kind in PUBLIC:
        assert MARK not in text_of(reader.get(f"/api/v1/{kind}/"))
    for query in (f"q={MARK}", "as_of=2100-01-01", "as_of=2100-01-02"):
        assert reader.get(f"/api/v1/claims/?{query}").json()["results"] == []
    history = reader.get(f"/api/v1/claims/{claim.pk}/editions/").json()["results"]
    assert [(item["number"], item["kind"], item["redacted"], item["note"]) for item in history] == [
        (3, "redacted", False, REASON),
        (2, "corrected", True, REASON),
        (1, "published", True, REASON),
    ]
    last = reader.get("/api/v1/changes/?page_size=200").json()["results"][-1]
    assert (last["kind"], last["id"], last["number"]) == ("redacted", str(claim.pk), 3)


def test_the_old_slug_is_given_up_with_the_words(claim: Claim, redact: Any, reader: APIClient, editor: User) -> None:
    redact(claim)
    assert reader.get(f"/api/v1/claims/{MARK}-did/").status_code == 404
    again = ClaimFactory(slug=f"{MARK}-did")
    actions.publish(claims=[again], by=editor)
    assert reader.get(f"/api/v1/claims/{MARK}-did/").json()["id"] == str(again.pk)


def test_a_redacted_claim_is_not_published_again_by_any_way(claim: Claim, redact: Any, editor: User) -> None:
    redact(claim)
    AppearanceFactory(claim=claim)
    other = ClaimFactory()
    actions.publish(claims=[other], by=editor)
    with pytest.raises(CannotPublish, match="was redacted"):
        actions.publish(claims=[claim], by=editor)
    for attempt in (
        lambda: actions.correct(claim=claim, by=editor, note="A note."),
        lambda: actions.restore(claim=claim, by=editor),
        lambda: actions.retract(claim=claim, by=editor, reason="A reason."),
        lambda: actions.merge(survivor=other, duplicate=claim, by=editor, note="The same."),
    ):
        with pytest.raises(CannotPublish):
            attempt()


def test_every_list_is_read_again_by_who_holds_it(claim: Claim, redact: Any, reader: APIClient) -> None:
    tags = {kind: reader.get(f"/api/v1/{kind}/")["ETag"] for kind in PUBLIC}
    detail = reader.get(f"/api/v1/claims/{claim.pk}/")["ETag"]
    redact(claim)
    for kind, etag in tags.items():
        assert reader.get(f"/api/v1/{kind}/", headers={"If-None-Match": etag}).status_code == 200
    assert reader.get(f"/api/v1/claims/{claim.pk}/", headers={"If-None-Match": detail}).status_code == 451


def test_what_other_claims_share_stays_with_them(claim: Claim, redact: Any, editor: User) -> None:
    """A rebuttal that answers another claim as well, and a document that another claim stands in."""
    other = ClaimFactory()
    shared = RebuttalFactory(statement="An answer to both.")
    AnswerFactory(claim=claim, rebuttal=shared)
    AnswerFactory(claim=other, rebuttal=shared)
    document = claim.appearances.get().document
    AppearanceFactory(claim=other, document=document)
    redact(claim)
    shared.refresh_from_db()
    assert shared.answers.get().claim == other
    assert document.captures.exists()


def test_editions_of_others_that_name_it_are_found(claim: Claim, editor: User, redact: Any) -> None:
    relation = RelationFactory(other=claim)
    actions.publish(claims=[relation.claim], by=editor)
    assert editions_naming(claim) == [(relation.claim.pk, 1)]


# -- older editions alone ---------------------------------------------------------------------------


def test_older_editions_go_and_the_standing_one_stays(claim: Claim, redact: Any, reader: APIClient) -> None:
    redact(claim, [1])
    assert documents(claim) == [
        (1, "published", REASON, False),
        (2, "corrected", f"What {MARK} did.", True),
        (3, "redacted", REASON, True),
    ]
    document = reader.get(f"/api/v1/claims/{MARK}-did/").json()
    assert document["statement"] == f"What {MARK} did. Twice."
    [correction] = document["corrections"]
    assert (correction["number"], correction["paths"]) == (2, ["statement"])
    assert (correction["before"], correction["after"]) == ({}, {})
    for query in ("?edition=1", "?as_of=2100-01-01"):
        response = reader.get(f"/api/v1/claims/{claim.pk}/{query}")
        assert (response.status_code, response.json()["detail"]) == (451, REASON)
    assert reader.get(f"/api/v1/claims/{claim.pk}/?edition=2").status_code == 200
    assert reader.get("/api/v1/claims/?as_of=2100-01-01").json()["results"] == []
    assert len(reader.get("/api/v1/claims/?as_of=2100-01-02").json()["results"]) == 1
    claim.refresh_from_db()
    assert (claim.stage, claim.slug) == (Stage.PUBLISHED, f"{MARK}-did")


def test_the_claim_is_edited_and_published_on_as_before(
    claim: Claim, redact: Any, editor: User, reader: APIClient
) -> None:
    redact(claim, [1, 2][:1])
    Claim.objects.filter(pk=claim.pk).update(statement="A new wording.")
    actions.correct(claim=claim, by=editor, note="Better words.")
    document = reader.get(f"/api/v1/claims/{claim.pk}/").json()
    assert (document["statement"], document["edition"]["number"]) == ("A new wording.", 4)
    assert document["corrections"][-1]["after"] == {"statement": "A new wording."}


def test_what_the_standing_edition_holds_back_is_still_released(editor: User, redact: Any) -> None:
    relation = RelationFactory()
    for words in ("First words.", "Second words."):
        Claim.objects.filter(pk=relation.claim.pk).update(statement=words)
        actions.publish(claims=[relation.claim], by=editor)
    redact(relation.claim, [1])
    actions.publish(claims=[relation.other], by=editor)
    [settled] = release([relation.other.pk])
    assert settled.document["relations"][0]["claim"] == str(relation.other.pk)


# -- retracted and merged claims --------------------------------------------------------------------


@pytest.fixture
def retracted(claim: Claim, editor: User) -> Claim:
    actions.retract(claim=claim, by=editor, reason="Not a claim.")
    return claim


@pytest.fixture
def survivor(claim: Claim, editor: User) -> Claim:
    """What the claim was merged into."""
    survivor: Claim = ClaimFactory()
    actions.publish(claims=[survivor], by=editor)
    actions.merge(survivor=survivor, duplicate=claim, by=editor, note="The same.")
    return survivor


def test_a_retracted_claim_is_redacted_whole(retracted: Claim, redact: Any, reader: APIClient) -> None:
    redact(retracted)
    for query in ("", "?edition=1", "?edition=3", "?as_of=2100-01-02"):
        assert reader.get(f"/api/v1/claims/{retracted.pk}/{query}").status_code == 451
    assert tables_with(MARK) == set()


def test_a_retracted_claim_of_which_older_words_were_redacted_can_be_restored(
    retracted: Claim, redact: Any, editor: User, reader: APIClient
) -> None:
    redact(retracted, [1])
    assert reader.get(f"/api/v1/claims/{retracted.pk}/").status_code in {410, 451}
    assert reader.get(f"/api/v1/claims/{retracted.pk}/?edition=2").status_code == 200
    restored = actions.restore(claim=retracted, by=editor)
    assert restored.edition.number == 5
    listed = list(Listing.objects.order_by("number").values_list("number", "open"))
    rebuild()
    assert list(Listing.objects.order_by("number").values_list("number", "open")) == listed == [(2, False), (5, True)]


def test_a_merged_claim_of_which_older_words_were_redacted_still_leads_to_its_survivor(
    claim: Claim, survivor: Claim, redact: Any, reader: APIClient
) -> None:
    redact(claim, [1])
    response = reader.get(f"/api/v1/claims/{claim.pk}/?as_of=9999-12-31")
    assert (response.status_code, response["Location"]) == (301, f"/api/v1/claims/{survivor.pk}/?as_of=9999-12-31")
    assert reader.get(f"/api/v1/claims/{claim.pk}/?edition=1").status_code == 451
    assert reader.get(f"/api/v1/claims/{claim.pk}/?edition=2").status_code == 200


def test_a_merged_claim_is_redacted_whole(claim: Claim, survivor: Claim, redact: Any, reader: APIClient) -> None:
    redact(claim)
    for query in ("", "?edition=1", "?edition=3", "?as_of=9999-12-31"):
        assert reader.get(f"/api/v1/claims/{claim.pk}/{query}").status_code == 451
    assert reader.get(f"/api/v1/claims/{survivor.pk}/").status_code == 200


# -- sources and narratives -------------------------------------------------------------------------


def test_a_source_is_redacted_with_its_grades_and_offices(editor: User, redact: Any, reader: APIClient) -> None:
    person: Source = SourceFactory(
        slug=f"{MARK}-himself", name=MARK, aliases=[MARK], description=MARK, kind="person", website=f"https://{MARK}.ly/",
        same_as=[f"https://{MARK}.org/"],
    )  # fmt: skip
    GradeFactory(source=person, grade="B", reasons=f"{MARK} is known.", at="2020-01-01")
    Office.objects.create(person=person, organization=SourceFactory(), title=f"Commander of {MARK}")
    source_actions.publish(sources=[person], by=editor)
    redact(person)
    assert reader.get(f"/api/v1/sources/{person.pk}/").status_code == 451
    assert MARK not in text_of(reader.get("/api/v1/sources/"))
    assert tables_with(MARK) == set()
    with pytest.raises(CannotPublish, match="was redacted"):
        source_actions.publish(sources=[person], by=editor)


def test_a_redacted_source_comes_back_with_nothing_that_it_graded(editor: User, redact: Any) -> None:
    grader, graded = SourceFactory(), SourceFactory()
    source_actions.publish(sources=[grader], by=editor)
    redact(grader)
    GradeFactory(source=graded, by=grader, grade="B", reasons="Well known.", at="2020-01-01")
    with pytest.raises(CannotPublish, match="was redacted"):
        source_actions.publish(sources=[graded], by=editor)
    naming = ClaimFactory(appearance__document__publisher=graded)
    with pytest.raises(CannotPublish, match="was redacted"):
        actions.publish(claims=[naming], by=editor)
    assert not Head.objects.get(pk=grader.pk).readable


def test_a_narrative_is_redacted_and_not_published_again(editor: User, redact: Any, reader: APIClient) -> None:
    narrative: Narrative = NarrativeFactory(slug=f"{MARK}-story", name=MARK, description=MARK, period=WorldDate("1975"))
    actions.publish(narratives=[narrative], by=editor)
    redact(narrative)
    assert reader.get(f"/api/v1/narratives/{narrative.pk}/").status_code == 451
    assert reader.get("/api/v1/narratives/").json()["results"] == []
    assert tables_with(MARK) == set()
    with pytest.raises(CannotPublish, match="was redacted"):
        actions.publish(narratives=[narrative], by=editor)


def test_an_edition_of_an_earlier_format_that_repeats_what_is_to_go_is_ordered_too(
    editor: User, checker: User, reader: APIClient
) -> None:
    claim = ClaimFactory(statement=f"{MARK} did it.")
    actions.publish(claims=[claim], by=editor)
    published_in_format_2(claim, kind=Kind.CORRECTED, statement="Somebody did it.", note="Not by name.")
    published_in_format_2(claim, kind=Kind.UPDATED, context="In a port.")

    def order(numbers: list[int]) -> None:
        ordered = actions.order_redaction(
            root=claim, numbers=numbers, legal_basis="Order.", public_reason=None, by=checker
        )
        actions.redact(root=claim, order=ordered, by=editor)

    with pytest.raises(CannotPublish, match="Edition 2 repeats words of these in its corrections: order it too"):
        order([1])
    order([1, 2])  # the newest is emptied by what the redaction publishes, and goes next
    order([3])
    assert MARK not in str([edition.text for edition in Edition.objects.filter(subject_id=claim.pk)])
    [correction] = reader.get(f"/api/v1/claims/{claim.pk}/").json()["corrections"]
    assert (correction["number"], correction["before"], correction["after"]) == (2, {}, {})
