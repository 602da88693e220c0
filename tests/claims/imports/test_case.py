"""A case file is loaded whole or not at all, and everything that is wrong with it is told at once."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.imports.case import InvalidCase, load_case
from claims.models import Claim, Relation
from claimtrack.editions.models import Edition
from sources.models import Source
from tests.libya import PATH

pytestmark = pytest.mark.django_db
CASE: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))

Change = Callable[[dict[str, Any]], object]


def row(case: dict[str, Any], section: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in case[section] if row["key"] == key)
    return found


@pytest.fixture
def small() -> dict[str, Any]:
    """Two claims of the case with what they need."""
    case = deepcopy(CASE)
    kept = {"C55", "C56"}
    case["claims"] = [row for row in case["claims"] if row["key"] in kept]
    case["relations"] = [row for row in case["relations"] if row["key"] and {row["from"], row["to"]} <= kept]
    for section in ("rebuttals", "evidence", "assessments"):
        case[section] = []
    return case


def written(case: Any, folder: Path) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    return path


def test_a_case_is_loaded_and_published(small: dict[str, Any], tmp_path: Path) -> None:
    report = load_case(written(small, tmp_path))
    assert (report.created["claims"], report.created["relations"], report.unchanged["claims"]) == (2, 1, 0)
    assert report.editions == Edition.objects.count()
    assert Relation.objects.get().kind == "contradicts"


def test_an_hour_of_a_case_keeps_its_offset(small: dict[str, Any], tmp_path: Path) -> None:
    first, second, *_ = [row for claim in small["claims"] for row in claim["appearances"]]
    first["occurred_at"], second["occurred_at"] = "2018-10-08T16:49:00+02:00", "2018-10-08T16:49:00Z"
    load_case(written(small, tmp_path))
    told = {
        row["id"]: row["occurred_at"]
        for edition in Edition.objects.filter(subject_type="claim")
        for row in json.loads(edition.text or "")["appearances"]
    }
    assert told[first["id"]] == "2018-10-08T16:49:00.000000+02:00"
    assert told[second["id"]] == "2018-10-08T16:49:00.000000Z"


def test_loading_it_again_leaves_alone_what_people_have_changed(small: dict[str, Any], tmp_path: Path) -> None:
    path = written(small, tmp_path)
    load_case(path)
    Claim.objects.filter(slug=row(small, "claims", "C55")["slug"]).update(statement="A person's words.")
    Relation.objects.all().delete()
    report = load_case(path)
    assert (report.editions, set(report.created.values())) == (0, {0})
    assert Claim.objects.filter(statement="A person's words.").exists()
    assert not Relation.objects.exists(), "a row that was taken out does not come back"


def test_a_case_that_grows_adds_its_new_rows_alone(small: dict[str, Any], tmp_path: Path) -> None:
    load_case(written({**small, "claims": small["claims"][:1], "relations": []}, tmp_path))
    report = load_case(written(small, tmp_path))
    assert (report.created["claims"], report.unchanged["claims"]) == (1, 1)


def unknown_reference(case: dict[str, Any]) -> None:
    row(case, "claims", "C55")["topics"] = ["topic:nothing"]


def bad_date(case: dict[str, Any]) -> None:
    row(case, "claims", "C56")["about_time"] = {"edtf": "the 1980s", "text": "", "inferred": False, "basis": ""}


def missing_member(case: dict[str, Any]) -> None:
    del row(case, "sources", "src:russia")["kind"]


def bad_vocabulary(case: dict[str, Any]) -> None:
    row(case, "subjects", "subj:tobruk")["kind"] = "harbour"


def anonymous_with_a_website(case: dict[str, Any]) -> None:
    row(case, "sources", "src:british-intelligence-officials")["website"] = "https://example.org/"


FAULTS: dict[str, tuple[Change, str]] = {
    "topic:nothing": (unknown_reference, "claims C55"),
    "EDTF": (bad_date, "claims C56"),
    "'kind' is missing": (missing_member, "sources src:russia"),
    "harbour": (bad_vocabulary, "subjects subj:tobruk"),
    "An anonymous source": (anonymous_with_a_website, "sources src:british-intelligence-officials"),
}


@pytest.mark.parametrize("words", FAULTS)
def test_a_fault_is_told_with_the_row_it_stands_in(small: dict[str, Any], tmp_path: Path, words: str) -> None:
    change, where = FAULTS[words]
    change(small)
    with pytest.raises(InvalidCase) as refused:
        load_case(written(small, tmp_path))
    assert [fault for fault in refused.value.faults if fault.startswith(where) and words in fault]


def test_all_faults_are_told_at_once_and_nothing_is_loaded(small: dict[str, Any], tmp_path: Path) -> None:
    for change, _ in FAULTS.values():
        change(small)
    with pytest.raises(InvalidCase) as refused:
        load_case(written(small, tmp_path))
    for words, (_, where) in FAULTS.items():
        assert [fault for fault in refused.value.faults if fault.startswith(where) and words in fault]
    assert (Source.objects.count(), Claim.objects.count(), Edition.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a case file"),
        ('{"format": "claimtrack-case/2"}', "claimtrack-case/1"),
        ('{"format": "claimtrack-case/1", "claims": [{"id": "no id", "key": "C1"}]}', "row 1 (C1)"),
        (
            '{"format": "claimtrack-case/1", "claims": [{"id": "01a20725-d9a8-72c0-a7ed-aed590eedce0"}]}',
            "'key' is missing",
        ),
    ],
)
def test_what_is_no_case_file_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidCase) as refused:
        load_case(path)
    assert words in str(refused.value)


def test_the_command_tells_what_it_loaded_and_what_was_wrong(
    small: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_case", str(written(small, tmp_path)))
    assert "claims          2 created    0 unchanged" in capsys.readouterr().out
    bad_date(small)
    small["claims"][1]["id"] = "01a20725-0000-72c0-a7ed-aed590eedce0"
    small["claims"][1]["slug"] = "another"
    with pytest.raises(CommandError, match="Nothing was loaded:\n  claims C56"):
        call_command("load_case", str(written(small, tmp_path)))
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("load_case", str(tmp_path / "nowhere.json"))
