"""What a dossier holds, in the order a reader expects."""

import re

import pytest

from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, section

pytestmark = pytest.mark.rendering


@pytest.mark.django_db
def test_sections_stand_in_the_order_a_reader_expects(case: Case) -> None:
    assert re.findall("^## (.+)", dossier(case.claim), re.MULTILINE) == [
        "Finding",
        "Scope, parts and checkability",
        "Who said it",
        "How far it spread",
        "Right of reply and rebuttals",
        "Evidence",
        "Assessment ledger",
        "Timeline on four clocks",
        "Corrections, and differences between editions",
        "Sources and their grades",
        "Exhibits",
        "Methods and scales",
        "Integrity",
        "Declaration of the custodian",
    ]


def test_a_dossier_of_several_claims_gives_each_its_chapter_and_shares_the_rest(case: Case) -> None:
    text = dossier(case.claim, case.opposite)
    assert text.startswith("# Dossier of 2 claims\n")
    assert re.findall("^## (.+)", text, re.MULTILINE)[:4] == [
        "Who said what, and who answered",
        "Claim 1: The port was taken over.",
        "Claim 2: The port was never taken over.",
        "Sources and their grades",
    ]
    assert "- Claim 1: Appearance 1: The Paper reports it" in section(text, "Who said what, and who answered")
    assert text.count("### Finding") == 2
    assert "At judgement 1 of claim 1: B, usually reliable" in text
