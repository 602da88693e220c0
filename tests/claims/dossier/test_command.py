"""`manage.py dossier`: thin, whole or nothing, and helpful when refused."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims import writing as actions
from claims.dossier import as_json, as_markdown
from claims.dossier.bundle import bundle
from tests.claims.dossier.conftest import Case

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.mark.parametrize("by", ["slug", "id"])
def test_it_writes_the_dossier_of_a_claim_named_by_slug_or_id(case: Case, tmp_path: Path, by: str) -> None:
    file = tmp_path / "dossier.md"
    call_command("dossier", case.claim.slug if by == "slug" else str(case.claim.pk), format="md", output=str(file))
    assert file.read_bytes() == as_markdown.render(bundle([case.claim.pk], using="default"))
    assert list(tmp_path.iterdir()) == [file]


def test_a_hyphen_writes_to_standard_output(case: Case, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("dossier", case.claim.slug, format="json", output="-")
    assert capsysbinary.readouterr().out == as_json.render(bundle([case.claim.pk], using="default"))


def test_an_edition_or_a_time_can_be_asked_for_but_not_both(case: Case, tmp_path: Path, editor: User) -> None:
    actions.retract(claim=case.claim, by=editor, reason="Wrong.")
    file = tmp_path / "dossier.md"
    call_command("dossier", case.claim.slug, output=str(file), edition=1)
    assert b"> The port was taken over." in file.read_bytes()
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("dossier", case.claim.slug, "--output=-", "--edition=1", "--as-of=2026-01-01")


@pytest.mark.parametrize(
    ("time", "refusal"),
    [("1999-12-31", "Nothing was published by 1999-12-31T23:59:59.999999Z"), ("yesterday", "--as-of: .*YYYY-MM-DD")],
)
def test_a_time_is_read_as_the_api_reads_it(case: Case, time: str, refusal: str) -> None:
    with pytest.raises(CommandError, match=refusal):
        call_command("dossier", case.claim.slug, output="-", as_of=time)


def test_an_unknown_claim_is_refused_with_the_nearest_slugs(case: Case) -> None:
    with pytest.raises(CommandError, match="Nearest: port-taken-over"):
        call_command("dossier", "port-taken-ower", output="-")


def test_an_unknown_edition_is_refused_with_those_there_are(case: Case) -> None:
    with pytest.raises(CommandError, match="has no edition 9; it has: 1"):
        call_command("dossier", case.claim.slug, output="-", edition=9)


def test_a_retracted_claim_is_refused_with_the_reason_and_the_way_to_earlier_editions(case: Case, editor: User) -> None:
    actions.retract(claim=case.claim, by=editor, reason="Wrong from the start.")
    with pytest.raises(CommandError, match=r"was retracted: Wrong from the start\. --edition N"):
        call_command("dossier", case.claim.slug, output="-")


def test_an_unknown_format_is_refused_with_those_there_are(case: Case) -> None:
    with pytest.raises(CommandError, match=r"choose from '?json'?, '?md'?"):
        call_command("dossier", case.claim.slug, "--format=docx", "--output=-", stderr=StringIO())


def test_a_file_that_cannot_be_written_leaves_nothing_behind(case: Case, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("dossier", case.claim.slug, output=str(tmp_path / "nowhere" / "dossier.md"))
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("dossier", case.claim.slug, output=str(taken))
    assert list(tmp_path.iterdir()) == [taken]
