"""Everything about a claim, a source or a document is on its page, and is written there."""

import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import writing as actions
from claims.dossier import as_pdf, verify
from claims.models import Assessment, Claim, Evidence
from sources import writing as source_actions
from sources.vocabulary import Level
from tests.admin_forms import fields_of, page, page_of, send, told
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
    SourceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SLIP = "Ships were seen in the port at night."
STANDS = "On Monday ships were seen near the port at night, it is said."


def shown(client: Client, row: Any) -> str:
    content: str = client.get(page(row)).content.decode()
    return content


# -- parts ----------------------------------------------------------------------------------------


def test_parts_are_written_on_the_page_of_the_whole(desk: Client) -> None:
    whole = ClaimFactory()
    part = {"statement": "The port was taken.", "kind": "factual", "language": "en"}
    added = {f"parts-2-{number}-{name}": value for number in range(2) for name, value in part.items()}
    assert send(desk, page(whole), **{"parts-2-TOTAL_FORMS": 2}, **added).status_code == 302
    parts = Claim.objects.filter(part_of=whole).order_by("pk")
    assert [(each.slug, each.stage, each.edited_by_person) for each in parts] == [
        ("the-port-was-taken", "draft", True),
        ("the-port-was-taken-2", "draft", True),
    ]
    whole.refresh_from_db()
    assert whole.version == 2
    assert page(parts[0]) in shown(desk, whole)


# -- quotations -----------------------------------------------------------------------------------


def test_a_near_miss_is_shown_on_the_claims_page_with_its_difference(desk: Client, editor: User) -> None:
    document = DocumentFactory()
    claim = ClaimFactory(appearance=None)
    AppearanceFactory(claim=claim, document=document, quote=SLIP)
    EvidenceFactory(target_claim=claim, document=document, quote="Nothing of the kind was ever said.")
    AnswerFactory(claim=claim, rebuttal=RebuttalFactory(document=document, quote="ships were seen near"))
    assert shown(desk, claim).count("no copy of the document is kept") == 3
    source_actions.capture(document=document, text=STANDS, tool="by hand", by=editor)
    content = shown(desk, claim)
    assert "<del>in</del>" in content
    assert "<ins>near</ins>" in content
    assert "Nothing like it was found" in content
    assert "It stands in a copy we keep" in content


def test_the_page_asks_how_what_is_typed_stands_in_the_copies(desk: Client, editor: User) -> None:
    document = DocumentFactory()
    source_actions.capture(document=document, text=STANDS, tool="by hand", by=editor)
    address = reverse("admin:sources_document_check")

    def asked(**words: Any) -> str:
        content: str = desk.post(address, {"document": document.pk} | words).content.decode()
        return content

    assert "<ins>near</ins>" in asked(quote=SLIP)
    assert "letter for letter" in asked(quote="near the port")
    assert "not between what is given" in asked(quote="near the port", prefix="Tuesday")
    assert "no copy" in asked(quote="near the port", document="")
    assert "no copy" in asked(quote="near the port", document="no id")
    assert asked(quote=" ") == ""
    assert desk.get(address).status_code == 405


# -- documents and sources ------------------------------------------------------------------------


def test_a_documents_page_shows_what_is_quoted_from_it_where_it_is_used_and_what_prints_it(
    desk: Client, editor: User
) -> None:
    document = DocumentFactory()
    claim = ClaimFactory(appearance=None)
    AppearanceFactory(claim=claim, document=document, quote=SLIP)
    evidence = EvidenceFactory(target_claim=claim, document=document, quote="ships were seen")
    answer = AnswerFactory(claim=claim, rebuttal=RebuttalFactory(document=document, quote="it is said"))
    AnswerFactory(rebuttal=answer.rebuttal, claim=None, document=document)
    AssessmentFactory(claim=claim, document=document, source=SourceFactory())
    source_actions.capture(document=document, text=STANDS, tool="by hand", by=editor)
    assert "Editions that print it" in shown(desk, document)
    actions.publish(claims=[claim], by=editor)
    content = shown(desk, document)
    assert content.index("<del>in</del>") < content.index("It stands in a copy we keep")
    assert content.count("It stands in a copy we keep") == 2
    assert {page(claim), page(evidence), page(answer.rebuttal)} <= set(content.split('"'))
    assert f'href="/api/v1/claims/{claim.pk}/?edition=1"' in content


def test_a_sources_page_shows_its_documents_and_what_it_said_answered_and_judged(desk: Client) -> None:
    source = SourceFactory(kind="organization")
    member = SourceFactory(part_of=source)
    document = DocumentFactory(publisher=source)
    said, passed_on, answered, judged = (ClaimFactory() for _ in range(4))
    AppearanceFactory(claim=said, speaker=source)
    AttributionFactory(appearance=AppearanceFactory(claim=passed_on), source=source)
    AnswerFactory(claim=answered, rebuttal=RebuttalFactory(source=source))
    AssessmentFactory(claim=judged, source=source, label="Pants on fire")
    content = shown(desk, source)
    assert all(page(row) in content for row in (member, document, said, passed_on, answered, judged))
    assert "Pants on fire" in content
    assert f"{page_of(type(document), 'add')}?publisher={source.pk}" in content


# -- what an approved assessment rests on ---------------------------------------------------------


def test_evidence_that_an_approved_assessment_rests_on_cannot_be_deleted(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    held, free = EvidenceFactory(target_claim=claim), EvidenceFactory(target_claim=claim)
    assessment = AssessmentFactory(claim=claim, analyst=editor)
    assessment.evidence.add(held)
    actions.approve(assessment=assessment, by=editor)
    refusal = "An approved assessment rests on this evidence, so it stays."
    [line] = told(desk.post(page(held, "delete"), {"post": "yes"}, follow=True))
    assert line.startswith(refusal)
    chosen = {"action": "delete_selected", "_selected_action": [held.pk, free.pk], "post": "yes"}
    [line] = told(desk.post(page_of(Evidence), chosen, follow=True))
    assert line.startswith(refusal)
    forms = [str(row.pk) for row in claim.evidence.order_by("pk")]
    response = send(desk, page(claim), **{f"evidence-{forms.index(str(held.pk))}-DELETE": "on"})
    assert refusal in response.content.decode()
    assert set(Assessment.objects.get().evidence.all()) == {held}
    assert desk.post(page(free, "delete"), {"post": "yes"}).status_code == 302
    assert list(Evidence.objects.all()) == [held]


# -- dossiers -------------------------------------------------------------------------------------


def test_the_sealed_dossier_of_a_published_claim_is_handed_on_from_its_page(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    monkeypatch.setattr(as_pdf, "missing", lambda: as_pdf.INSTALL)
    settings.HOME = tmp_path
    claim = ClaimFactory()
    assert desk.get(page(claim, "sealed")).status_code == 404
    copy = source_actions.capture(document=claim.appearances.get().document, text=STANDS, tool="by hand", by=editor)
    source_actions.set_level(captures=[copy], level=Level.HANDED_ON, by=editor)
    actions.publish(claims=[claim], by=editor)
    assert page(claim, "sealed") in shown(desk, claim)
    response = desk.get(page(claim, "sealed"), fields_of(desk.get(page(claim, "sealed"))))
    assert not [finding for finding in verify.check(response.content) if finding.holds is False]
    with zipfile.ZipFile(io.BytesIO(response.content)) as bag:
        [name] = [name for name in bag.namelist() if verify.COPIES in name]
        assert bag.read(name).decode() == STANDS
    settings.SIGNING_KEY = tmp_path / "none.pem"
    settings.VERSION = "another"
    sent = fields_of(desk.get(page(claim, "sealed")))
    assert "SIGNING_KEY" in told(desk.get(page(claim, "sealed"), sent, follow=True))[0]
