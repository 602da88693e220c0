"""What is not public is out of every tool's reach, and what is asked stays with whoever asks."""

import logging
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.cache import caches

from claims import writing as actions
from claims.models import Claim
from claims.tools.assistants.registry import TOOLS
from claimtrack.editions.models import Edition
from claimtrack.writing import withholding
from claimtrack.writing.restricting import restrict
from sources import writing as source_actions
from sources.vocabulary import Level
from tests.claims.tools.assistants.conftest import Ask
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, DocumentFactory, SourceFactory
from tests.marked import tables_with
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

CANARY = "Quibblefish"
STATEMENT = f"The {CANARY} of Oberstadt sang for nine years."


def everything(ask: Ask, claim: Claim, source: str) -> dict[str, Any]:
    """Every tool, asked for this claim by all that somebody may know of it."""
    named = {"claim": str(claim.pk)}
    return {
        "search_claims": ask("search_claims", q=CANARY),
        "search_claims of all": ask("search_claims", page_size=50),
        "get_claim": ask("get_claim", **named),
        "get_claim by slug": ask("get_claim", claim=claim.slug),
        "get_claim as of then": ask("get_claim", **named, as_of="2100-01-01"),
        "get_claim in an edition": ask("get_claim", **named, edition=1),
        "match_text": ask("match_text", text=STATEMENT),
        "verify_quotation": ask("verify_quotation", quotation=STATEMENT),
        "find_sources": ask("find_sources", q=source),
        "get_source": ask("get_source", source=source),
        "get_dossier": ask("get_dossier", **named),
        "get_dossier of an edition": ask("get_dossier", **named, edition=1),
        "list_changes": ask("list_changes", page_size=200),
        "get_scales": ask("get_scales"),
    }


def telling(answers: dict[str, Any]) -> list[str]:
    """Those of the answers in which the word stands, which their questions had."""
    return [name for name, answer in answers.items() if CANARY in orjson.dumps(answer).decode()]


@pytest.fixture
def draft(editor: User) -> Claim:
    """Judged, and never published; so is its source."""
    source = SourceFactory(name="Oberstadt Herald", slug="herald", description=CANARY)
    claim: Claim = ClaimFactory(statement=STATEMENT, context=CANARY, slug="singing-fish", appearance=None)
    AppearanceFactory(claim=claim, document=DocumentFactory(publisher=source, title=CANARY), quote=STATEMENT)
    actions.approve(assessment=AssessmentFactory(claim=claim, rationale=CANARY), by=editor)
    return claim


@pytest.fixture
def published(draft: Claim, editor: User) -> Claim:
    actions.publish(claims=[draft], by=editor)
    return draft


def test_every_tool_is_asked(published: Claim, ask: Ask) -> None:
    answers = everything(ask, published, "herald")
    assert {name.split(" ")[0] for name in answers} == set(TOOLS)
    assert set(telling(answers)) == answers.keys() - {"get_scales", "list_changes"}


@pytest.mark.parametrize("is_restricted", [False, True])
def test_a_draft_is_nowhere(draft: Claim, editor: User, ask: Ask, *, is_restricted: bool) -> None:
    if is_restricted:
        restrict(row=draft, people=[editor], by=editor)
    answers = everything(ask, draft, "herald")
    assert telling(answers) == []
    assert str(draft.pk) not in orjson.dumps(answers["list_changes"]).decode()
    assert answers["get_claim"]["isError"] == answers["get_source"]["isError"] is True


def test_a_draft_of_a_published_claim_is_nowhere(published: Claim, editor: User, ask: Ask) -> None:
    with actions.editing([published], by=None) as [locked]:
        locked.statement = "An unheard-of change."
        locked.save(update_fields=["statement", "updated_at"])
    for name, answer in everything(ask, published, "herald").items():
        assert "unheard-of" not in orjson.dumps(answer).decode(), name


def test_what_is_withheld_is_nowhere(published: Claim, editor: User, checker: User, ask: Ask) -> None:
    withholding.withhold(root=published, reason="Its subject says so.", by=editor)
    answers = everything(ask, published, "singing")
    assert telling(answers) == []
    assert "withheld while it is examined" in answers["get_claim"]["content"][0]["text"]
    assert answers["get_dossier of an edition"]["isError"] is True


def test_what_is_redacted_is_nowhere(published: Claim, editor: User, checker: User, ask: Ask) -> None:
    redact(root=published, numbers=None, legal_basis="A court.", public_reason=None, requested_by=checker, by=editor)
    answers = everything(ask, published, "singing")
    assert telling(answers) == []
    assert "taken away under a legal duty" in answers["get_claim"]["content"][0]["text"]


def test_what_is_retracted_is_told_by_its_number_alone(published: Claim, editor: User, ask: Ask) -> None:
    actions.retract(claim=published, by=editor, reason="It never sang.")
    answers = everything(ask, published, "singing")
    assert telling(answers) == ["get_claim in an edition", "get_dossier of an edition"]  # as over the API
    assert "It never sang." in answers["get_claim"]["content"][0]["text"]


def test_a_claim_that_was_merged_leads_to_its_survivor(published: Claim, editor: User, ask: Ask) -> None:
    survivor = ClaimFactory(slug="survivor")
    actions.publish(claims=[survivor], by=editor)
    actions.merge(survivor=survivor, duplicate=published, by=editor, note="The same.")
    found = ask("get_claim", claim="singing-fish")["structuredContent"]
    assert (found["claim"]["slug"], found["merged_from"]) == ("survivor", str(published.pk))
    assert ask("get_dossier", claim="singing-fish")["structuredContent"]["claim"]["slug"] == "survivor"


@pytest.mark.parametrize("level", Level)
def test_no_copy_of_a_document_is_ever_searched(editor: User, ask: Ask, level: Level) -> None:
    claim = ClaimFactory(slug="copied")
    document = claim.appearances.get().document
    source_actions.capture(document=document, text=f"He said: {STATEMENT}", content=b"", tool="by hand", by=None)
    source_actions.set_level(captures=list(document.captures.all()), level=level, by=None)
    actions.publish(claims=[claim], by=editor)
    answers = everything(ask, claim, "copied")
    assert telling(answers) == []
    assert answers["verify_quotation"]["structuredContent"]["found"] == "none"


# -- what is asked is secret -----------------------------------------------------------------------


def test_what_is_asked_is_nowhere(ask: Ask, draft: Claim, caplog: pytest.LogCaptureFixture) -> None:
    asked = "Wobblequark"
    before = Edition.objects.count()
    with caplog.at_level(logging.DEBUG):
        ask("match_text", text=f"The {asked} of Oberstadt.")
        ask("verify_quotation", quotation=f"The {asked} of Oberstadt.")
        ask("search_claims", q=asked)
        ask("find_sources", q=asked)
        ask("get_claim", claim=asked.lower())
        ask("search_claims", **{asked: asked, "verdict": asked, "page_size": asked})
    assert not tables_with(asked)
    assert Edition.objects.count() == before
    told = [record for record in caplog.records if record.name != "django.db.backends"]  # of tests, not in production
    assert asked not in "\n".join(record.getMessage() for record in told)
    assert asked.lower() not in str(caches["process"]._cache).lower()  # type: ignore[attr-defined]  # in local memory
