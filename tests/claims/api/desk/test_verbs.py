"""What is done to claims, sources, narratives and judgements over HTTP: only as it was looked at, by those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.imports.filing.reviews import take_over
from claims.imports.models import Proposal
from claims.models import Assessment, Claim
from claimtrack.accounts.models import Profile, Scope
from claimtrack.accounts.roles import Role
from claimtrack.editions.agreement import SecondLook
from claimtrack.editions.models import Edition
from tests.desk_api import DESK, Program, faults
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    NarrativeFactory,
    RebuttalFactory,
    SourceFactory,
)
from tests.people import in_role, staff

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


def number(program: Program, one: str) -> str:
    return str(program.read(f"{one}/preview/")["document_sha256"])


def published(program: Program, one: str) -> str:
    """The root of this address, published by one person alone."""
    answer = program.act(f"{one}/publish/", {"document_sha256": number(program, one), "alone": "It cannot wait."})
    assert answer.status_code == 200, answer.content
    return one


def test_a_claim_goes_from_a_draft_to_the_record_and_its_tag_with_it(program: Program) -> None:
    one = f"claims/{ClaimFactory().slug}"
    submitted = program.act(f"{one}/submit/")
    assert (submitted.json()["stage"], submitted.json()["edition"]) == ("in_review", None)
    assert submitted["ETag"] == program.tag(f"{one}/")
    assert program.act(f"{one}/return/").json()["stage"] == "draft"
    answer = program.act(f"{one}/publish/", {"note": "At last.", "document_sha256": number(program, one)})
    edition = Edition.objects.get(subject_type="claim")
    assert answer.json()["edition"]["sha256"] == edition.sha256
    assert (answer.json()["stage"], answer.json()["edition"]["number"], edition.note) == ("published", 1, "At last.")
    assert answer["ETag"] == program.tag(f"{one}/")


def test_a_preview_tells_the_document_its_number_what_is_missing_and_what_would_change(program: Program) -> None:
    claim = ClaimFactory(statement="It was closed.")
    one = published(program, f"claims/{claim.slug}")
    program.change(f"{one}/", {"statement": "It was closed for a week."})
    preview = program.read(f"{one}/preview/")
    assert preview["document"]["statement"] == "It was closed for a week."
    [change] = preview["changes"]
    assert change == {"path": "statement", "before": "It was closed.", "after": "It was closed for a week."}
    bare = program.read(f"claims/{ClaimFactory(appearance=None).slug}/preview/")
    assert bare["changes"] == []
    assert any("Add an appearance" in reason for reason in bare["against"])
    AssessmentFactory(claim=claim)
    assert any("not approved" in warning for warning in program.read(f"{one}/preview/")["warnings"])


def test_nothing_is_published_that_is_not_what_was_looked_at(program: Program) -> None:
    claim = ClaimFactory()
    one, seen = f"claims/{claim.slug}", number(program, f"claims/{claim.slug}")
    program.change(f"{one}/", {"context": "Changed since."})
    answer = program.act(f"{one}/publish/", {"document_sha256": seen})
    assert answer.status_code == 412
    assert "was changed after it was shown to you, by editor" in answer.content.decode()
    assert faults(program.act(f"{one}/publish/", {})) == {"#/document_sha256": "required"}
    assert not Edition.objects.exists()


def test_every_missing_condition_is_told_with_409(program: Program) -> None:
    claim = ClaimFactory(appearance=None)
    one = f"claims/{claim.slug}"
    answer = program.act(f"{one}/publish/", {"document_sha256": number(program, one)})
    assert answer.status_code == 409
    assert [item["code"] for item in answer.json()["errors"]] == ["condition"]
    withdrawn = program.act(f"{one}/retract/", {"reason": " "})
    assert withdrawn.status_code == 409
    assert len(withdrawn.json()["errors"]) == 2


def test_a_claim_is_corrected_withdrawn_and_restored(program: Program) -> None:
    one = published(program, f"claims/{ClaimFactory().slug}")
    program.change(f"{one}/", {"statement": "It was open."})
    body = {"note": "It was open.", "document_sha256": number(program, one)}
    assert program.act(f"{one}/correct/", body).json()["edition"]["kind"] == "corrected"
    assert program.act(f"{one}/retract/", {"reason": "Nobody said so."}).json()["stage"] == "retracted"
    restored = program.act(f"{one}/restore/", {"document_sha256": number(program, one)})
    assert restored.json()["edition"]["kind"] == "restored"


@pytest.mark.parametrize("kind", ["claims", "sources", "narratives"])
def test_what_is_public_is_withheld_confirmed_and_lifted(
    program: Program, checker: User, kind: str, reader: Program
) -> None:
    row: Any = {"claims": ClaimFactory, "sources": SourceFactory, "narratives": NarrativeFactory}[kind]()
    one = published(program, f"{kind}/{row.slug}")
    assert program.act(f"{one}/withhold/", {"reason": "It names the wrong person."}).json()["stage"] == "withheld"
    assert reader.get(f"/api/v1/{one}/").status_code == 451
    assert program.act(f"{one}/confirm/").status_code == 409
    second = Program(checker)
    assert second.act(f"{one}/confirm/").status_code == 200
    assert second.act(f"{one}/lift/").json()["stage"] == "published"
    assert reader.get(f"/api/v1/{one}/").status_code == 200


def test_what_is_withheld_is_withdrawn_by_a_second_person(program: Program, checker: User) -> None:
    one = published(program, f"claims/{ClaimFactory().slug}")
    program.act(f"{one}/withhold/", {"reason": "It names the wrong person."})
    assert program.act(f"{one}/retract/", {"reason": "The wrong person."}).status_code == 409
    assert Program(checker).act(f"{one}/retract/", {"reason": "The wrong person."}).json()["stage"] == "retracted"


def test_an_older_edition_is_withheld_by_its_number(program: Program) -> None:
    one = published(program, f"claims/{ClaimFactory().slug}")
    program.change(f"{one}/", {"context": "Better."})
    published(program, one)
    assert program.act(f"{one}/withhold/", {"reason": "A name.", "editions": [1]}).json()["stage"] == "published"
    assert program.act(f"{one}/withhold/", {"reason": "A name.", "editions": [9]}).status_code == 409


def test_a_claim_goes_on_under_another(program: Program) -> None:
    gone, kept = (published(program, f"claims/{ClaimFactory().slug}") for _ in range(2))
    survivor = kept.rpartition("/")[2]
    answer = program.act(f"{gone}/merge/", {"into": survivor, "note": "The same words."})
    assert answer.json()["stage"] == "merged"
    assert answer.json()["edition"]["kind"] == "merged"
    assert Claim.objects.get(slug=survivor).appearances.count() == 2
    assert faults(program.act(f"{kept}/merge/", {"into": "nowhere"})) == {"#/into": "unknown", "#/note": "required"}


def test_a_judgement_is_approved_as_it_was_read(program: Program, editor: User, checker: User) -> None:
    judged = AssessmentFactory(analyst=editor)
    one = f"assessments/{judged.pk}"
    seen = program.read(f"{one}/")["content_sha256"]
    program.change(f"{one}/", {"rationale": "Other reasons."})
    second = Program(checker)
    assert second.act(f"{one}/approve/", {"content_sha256": seen}).status_code == 412
    approved = second.act(f"{one}/approve/", {"content_sha256": second.read(f"{one}/")["content_sha256"]})
    assert approved.status_code == 200, approved.content
    assert Assessment.objects.get().approver == checker
    assert second.change(f"{one}/", {"rationale": "Later."}).status_code == 400
    assert program.read("assessments/", approved="true")["results"][0]["approver"] == "checker"
    assert program.read("assessments/", approved="false")["results"] == []


def test_a_judgement_of_an_answer_to_no_claim_has_no_number(program: Program) -> None:
    judged = AssessmentFactory(claim=None, rebuttal=RebuttalFactory())
    assert program.read(f"assessments/{judged.pk}/")["content_sha256"] is None


# -- two people -----------------------------------------------------------------------------------


@pytest.fixture
def second(program: Program) -> Program:
    """The second of the two people that it takes."""
    return Program(staff("second", is_superuser=True))


@pytest.mark.parametrize("kind", ["claims", "sources", "narratives"])
def test_what_one_person_wrote_another_approves_or_publishes(program: Program, second: Program, kind: str) -> None:
    body = {"claims": {"statement": "It was closed."}, "sources": {"kind": "outlet", "name": "The Gazette"}}
    made = program.make(f"{kind}/", **body.get(kind, {"name": "The harbour"}))
    one = f"{kind}/{made['id']}"
    if kind == "claims":
        appearance = AppearanceFactory(document__publisher__stage="published")
        document, speaker = appearance.document_id, appearance.speaker_id
        program.make("appearances/", claim=made["id"], document=str(document), role="asserts", speaker=str(speaker))
    seen = {"document_sha256": number(program, one)}
    alone = program.act(f"{one}/publish/", seen)
    assert alone.status_code == 409
    assert "somebody else approves it" in alone.content.decode()
    assert any("somebody else approves it" in reason for reason in program.read(f"{one}/preview/")["against"])
    assert program.act(f"{one}/approve/", seen).status_code == 409  # who wrote it
    assert second.act(f"{one}/approve/", {"document_sha256": "0" * 64}).status_code == 412
    assert second.act(f"{one}/approve/", seen).status_code == 200
    assert program.read(f"{one}/preview/")["against"] == []
    assert program.act(f"{one}/publish/", seen).json()["stage"] == "published"


def test_who_publishes_alone_says_why(program: Program, second: Program) -> None:
    one = f"sources/{SourceFactory(author=second.person).pk}"
    refused = program.act(f"{one}/publish/", {"document_sha256": number(program, one), "alone": " "})
    assert refused.status_code == 409
    assert "Say why" in refused.content.decode()
    published(program, one)
    assert SecondLook.objects.get().reason == "It cannot wait."


def test_a_grade_is_approved_as_a_judgement_is(program: Program, second: Program) -> None:
    document = DocumentFactory()
    body = {"source": document.publisher.slug, "grade": "B", "reasons": "It errs seldom.", "at": "2026-11-01"}
    made = program.make("grades/", **body, evidence=[str(document.pk)], review_due="2027-11-01")
    one, seen = f"grades/{made['id']}", {"content_sha256": made["content_sha256"]}
    assert program.act(f"{one}/approve/", seen).status_code == 409
    assert second.act(f"{one}/approve/", seen).status_code == 200
    assert program.read(f"{one}/")["approver"] == "second"


# -- programs -------------------------------------------------------------------------------------


@pytest.fixture
def bot(db: None) -> Program:
    account = in_role(Role.EDITOR, "bot")
    Profile.objects.filter(person=account).update(is_program=True)
    return Program(account)


def test_what_a_program_writes_of_a_published_claim_waits_for_a_person(program: Program, bot: Program) -> None:
    claim = ClaimFactory()
    one = published(program, f"claims/{claim.slug}")
    changed = bot.change(f"{one}/", {"context": "In October."})
    assert changed.status_code == 202, changed.content
    assert Proposal.objects.get(pk=changed.json()["proposal"]).changes == changed.json()["changes"]
    document = str(AppearanceFactory().document_id)
    added = bot.send("appearances/", {"claim": claim.slug, "document": document, "role": "reports"})
    taken = bot.take_away(f"appearances/{claim.appearances.get().pk}/")
    assert (added.status_code, taken.status_code) == (202, 202)
    assert Proposal.objects.count() == 3
    assert program.read(f"{one}/")["context"] == ""
    assert claim.appearances.count() == 1
    program.change(f"{one}/", {"language": "mt"})  # another field, meanwhile
    take_over(proposal=Proposal.objects.get(pk=changed.json()["proposal"]), by=program.person)
    assert program.read(f"{one}/")["context"] == "In October."


def test_a_program_files_drafts_and_decides_nothing(bot: Program) -> None:
    made = bot.make("claims/", statement="It was closed.")
    one = f"claims/{made['id']}"
    assert bot.change(f"{one}/", {"context": "In October."}).status_code == 200
    refused = bot.act(f"{one}/publish/", {"document_sha256": number(bot, one)})
    assert refused.status_code == 403
    assert "a program, which decides nothing" in refused.json()["detail"]


# -- only over what was seen ----------------------------------------------------------------------


def test_what_decides_names_what_it_saw(program: Program) -> None:
    one = f"claims/{ClaimFactory().slug}"
    for address in (f"{one}/submit/", f"{one}/publish/"):
        assert program.send(address, {}).status_code == 428
        assert program.send(address, {}, tag="*").status_code == 428
    for tag in ('"999.draft"', '"1.published"', 'W/"1.draft"', "1", '"one"', '"1.draft", "2.draft"'):
        assert program.send(f"{one}/submit/", {}, tag=tag).status_code == 412, tag
    assert Claim.objects.get().stage == "draft"


def test_what_is_written_under_a_claim_voids_what_was_seen_of_it(program: Program) -> None:
    claim = ClaimFactory()
    one, tag = f"claims/{claim.slug}", program.tag(f"claims/{claim.slug}/")
    program.make("appearances/", claim=claim.slug, document=str(AppearanceFactory().document_id), role="reports")
    for answer in (
        program.change(f"{one}/", {"context": "Mine."}, tag=tag),
        program.send(f"{one}/submit/", {}, tag=tag),
        program.take_away(f"{one}/", tag=tag),
    ):
        assert answer.status_code == 412
        assert "changed meanwhile" in answer.json()["errors"][0]["message"]


def test_a_row_is_changed_and_taken_away_only_as_it_was_seen(program: Program) -> None:
    one = f"appearances/{AppearanceFactory().pk}/"
    tag = program.tag(one)
    for absent in (program.patch(f"{DESK}{one}", {}, format="json"), program.delete(f"{DESK}{one}")):
        assert absent.status_code == 428
        assert absent.json()["type"] == "/problems/if-match-missing"
    assert program.change(one, {"hedge": "reportedly"}, tag=tag).status_code == 200
    stale = program.change(one, {"hedge": "allegedly"}, tag=tag)
    assert stale.status_code == 412
    assert "by editor on" in stale.json()["errors"][0]["message"]
    assert program.take_away(one, tag=tag).status_code == 412
    assert program.read(one)["hedge"] == "reportedly"


# -- for whom -------------------------------------------------------------------------------------


def test_publishing_takes_a_token_that_is_for_it(editor: User) -> None:
    writing = Program(editor, Scope.READ, Scope.WRITE)
    one = f"claims/{ClaimFactory().slug}"
    assert writing.act(f"{one}/submit/").status_code == 200
    refused = writing.act(f"{one}/publish/", {"document_sha256": number(writing, one)})
    assert refused.status_code == 403
    assert "the scope publish" in refused.json()["detail"]
    reading = Program(editor, Scope.READ)
    assert reading.change(f"{one}/", {"context": "So."}).status_code == 403


def test_what_somebody_may_not_do_is_refused_with_who_may(program: Program) -> None:
    claim = ClaimFactory()
    reporter = Program(in_role(Role.REPORTER))
    refused = reporter.act(f"claims/{claim.slug}/publish/", {"document_sha256": "0"})
    assert refused.status_code == 403
    assert "A claim is published by editors. You are a reporter." in refused.json()["detail"]
    assert reporter.change(f"claims/{claim.slug}/", {"context": "Mine."}).status_code == 403


def test_new_sources_are_published_along_with_their_claim_by_the_numbers_that_were_looked_at(
    program: Program, second: Program
) -> None:
    publisher = {"name": "The Gazette", "kind": "outlet"}
    document = {"url": "https://gazette.example/1", "title": "Closed", "medium": "article", "publisher": publisher}
    said = {"statement": "It was closed.", "language": "en", "kind": "factual"}
    claim = program.make("claims/", **said, appearances=[{"role": "asserts", "document": document}])
    one = f"claims/{claim['id']}"
    preview = second.read(f"{one}/preview/")
    [along] = preview["along"]
    assert (along["name"], preview["against"]) == ("The Gazette", [])
    assert second.get(along["preview_url"]).json()["document_sha256"] == along["document_sha256"]
    seen = {"document_sha256": preview["document_sha256"]}
    assert second.act(f"{one}/publish/", seen).status_code == 409
    assert second.act(f"{one}/publish/", seen | {"along": ["0" * 64]}).status_code == 409
    done = second.act(f"{one}/publish/", seen | {"along": [along["document_sha256"]]})
    assert (done.status_code, done.json()["stage"]) == (200, "published")
