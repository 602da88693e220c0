"""A redaction leaves nothing of what was redacted in what imports keep, and no import brings it back."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from claims import writing as actions
from claims.imports.models import ImportRun, Proposal
from claims.imports.run import start as imports
from claims.models import Claim
from claimtrack.editions.models import Edition
from sources.models import Source
from tests.import_runs import run_import
from tests.markup import claim, ndjson
from tests.numbered_reviews import review
from tests.redacting import redact

pytestmark = pytest.mark.django_db

MARK = "Zanzibarium"
KEPT_BY_IMPORTS = (
    "claims_importrun",
    "claims_importedreview",
    "claims_importedsource",
    "claims_proposal",
    "claims_refusedrecord",
    "claims_ratinglabel",
)


def tables_with(word: str) -> list[str]:
    """What imports keep that has the word in any column, as text or as bytes, in whatever case."""
    patterns = [f"%{word}%", f"%{word.encode().hex()}%", f"%{word.casefold().encode().hex()}%"]
    query = 'SELECT EXISTS (SELECT 1 FROM "{}" AS row WHERE row::text ILIKE ANY(%s))'
    with connection.cursor() as cursor:
        return [name for name in KEPT_BY_IMPORTS if cursor.execute(query.format(name), [patterns]).fetchone()[0]]


@pytest.fixture
def order(editor: User, checker: User) -> dict[str, Any]:
    return {
        "numbers": None,
        "legal_basis": "An order.",
        "public_reason": None,
        "requested_by": checker,
        "by": editor,
    }


def said(**changes: Any) -> bytes:
    return ndjson(review(1, **({"claimReviewed": f"{MARK} is sold in June."} | changes)))


def test_of_a_claim_neither_proposals_nor_refusals_nor_uploads_stay(editor: User, order: dict[str, Any]) -> None:
    run_import(said())
    made = Claim.objects.get()
    with actions.editing([made], by=editor):
        Claim.objects.update(context="Checked by hand.")
    run_import(said(claimReviewed=f"{MARK} is sold in July.") + said(claimReviewed=f"{MARK} is sold in July."))
    run_import(said(reviewRating={"alternateName": "A"}) + said(reviewRating={"alternateName": f"B, {MARK}"}))
    for state in ("tried", "interrupted"):
        ImportRun.objects.create(origin="held.ndjson", upload=said(), state=state)
    assert Proposal.objects.exists()
    assert {"claims_importrun", "claims_proposal", "claims_refusedrecord"} <= set(tables_with(MARK))
    redact(root=made, **order)
    assert tables_with(MARK) == []
    assert not any(imports.can_start_again(run) for run in ImportRun.objects.all())
    again = run_import(said())
    assert (again.refused, Claim.objects.count(), tables_with(MARK)) == (1, 1, [])


def test_a_source_is_known_again_without_its_name_and_nothing_of_it_is_published(order: dict[str, Any]) -> None:
    speaker = {"@type": "Person", "name": MARK, "sameAs": "https://www.wikidata.org/wiki/Q70000002"}
    run_import(ndjson(review(1, itemReviewed=claim(author=speaker, appearance=None))))
    person = Source.objects.get(name=MARK)
    redact(root=person, **order)
    assert tables_with(MARK) == []
    before = Edition.objects.count()
    run = run_import(ndjson(review(2, itemReviewed=claim(author=speaker, appearance=None))))
    assert not Source.objects.filter(name=MARK).exists()
    assert (run.created, run.editions, Edition.objects.count()) == (1, 0, before)
    assert any("was redacted" in note for note in run.notes)
    assert tables_with(MARK) == []
