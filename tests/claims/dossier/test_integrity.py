"""Proof: what a dossier rests on, and the program in it that verifies it."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.dossier import as_json, as_markdown
from claims.dossier.bundle import bundle
from claims.imports.case import load_case
from claimtrack.editions.changes import close_days
from claimtrack.editions.models import Edition, Head
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import MARKDOWN, dossier, of, rendered, section, tokens
from tests.clock import set_clock

pytestmark = pytest.mark.rendering

LIBYA = Path(__file__).parents[3] / "fixtures" / "libya_russia.json"


def programs(text: str, language: str) -> list[str]:
    return [token.content for token in MARKDOWN.parse(text) if token.type == "fence" and token.info == language]


def run(program: Path, *arguments: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-I", program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def verify(case: Case, tmp_path: Path) -> Path:
    """The program as a reader copies it out of the dossier."""
    path = tmp_path / "verify.py"
    [program] = programs(dossier(case.claim), "python")
    path.write_text(program, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_the_program_in_the_dossier_verifies_an_edition_as_served(case: Case, verify: Path, tmp_path: Path) -> None:
    edition = Edition.objects.get(subject_id=case.claim.pk)
    served = tmp_path / "edition.json"
    served.write_text(str(edition.text), encoding="utf-8")
    result = run(verify, served)
    assert (result.returncode, result.stderr) == (0, "")
    assert edition.sha256 in result.stdout
    assert "everything holds" in result.stdout
    served.write_text(str(edition.text).replace("The port", "The fort"), encoding="utf-8")
    assert run(verify, served).returncode == 1


@pytest.mark.django_db
def test_the_program_verifies_the_json_dossier_and_notices_any_change(
    case: Case, editor: User, verify: Path, tmp_path: Path
) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.publish(claims=[case.claim], by=editor)
    made = of(case.claim, case.opposite)
    whole = tmp_path / "dossier.json"
    whole.write_bytes(as_json.render(made))
    result = run(verify, whole)
    assert (result.returncode, result.stderr) == (0, "")
    assert "BROKEN" not in result.stdout
    for old, new in (("handed", "landed"), ("The Paper", "The Piper"), ('"number":2', '"number":3')):
        whole.write_bytes(as_json.render(made).replace(old.encode(), new.encode()))
        assert run(verify, whole).returncode == 1


@pytest.mark.django_db
def test_integrity_lists_every_pinned_edition_the_chain_and_the_digests(case: Case) -> None:
    made = of(case.claim)
    integrity = section(as_markdown.render(made).decode(), "Integrity")
    for item in made["integrity"]:
        assert re.search(rf"^\| {item['position']} \| .* \| {item['number']} \| {item['sha256']} \|$", integrity, re.M)
    assert "Not closed when this dossier was made" in integrity
    day = Edition.objects.get(subject_id=case.claim.pk).published_at.date()
    set_clock(f"{day + timedelta(days=1)}T00:00:00Z")
    [digest] = close_days()
    integrity = section(dossier(case.claim), "Integrity")
    assert f"| {day} | {digest.count} | 1 to {digest.last_position} | {digest.sha256} |" in integrity
    assert "Not closed" not in integrity


@pytest.mark.django_db
def test_every_claim_of_the_first_case_reads_well_in_one_dossier(verify: Path, tmp_path: Path) -> None:
    load_case(LIBYA)
    heads = Head.objects.filter(subject_type="claim").order_by("position")
    made = bundle(list(heads.values_list("subject_id", flat=True)), using="default")
    text = as_markdown.render(made).decode()
    read = rendered(text)
    for document in made["claims"]:
        assert str(document["statement"]) in read
    assert not {token.type for token in tokens(text)} & {"html_block", "html_inline", "code_block", "hr"}
    assert "None" not in read.replace("None is recorded.", "").replace("NoneIndependent of all", "")
    whole = tmp_path / "case.json"
    whole.write_bytes(as_json.render(made))
    assert run(verify, whole).returncode == 0
