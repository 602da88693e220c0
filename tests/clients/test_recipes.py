"""What docs/clients.md tells people to run does the five usual things, in every tool with the same answers."""

import csv
import io
import json
import re
import shutil
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from claims.exports.tables import FORMULA, HEADER
from tests.clients.conftest import Site, said
from tests.libya import EDITION_COUNT, ROOT
from tests.processes.launch import run_in

pytestmark = pytest.mark.rendering

HANDBOOK = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
CLAIM, ITS_ID = "russia-kalibr-s300-for-haftar", "01a20725-d9a8-72c0-a7ed-aedef1a76220"

#: What has to be there for a block to run, how it is called, and how it is run. CI has all of these but R.
TOOLS = {
    "bash": (["bash", "curl", "jq"], "five.sh", "bash"),
    "python": ([sys.executable], "five.py", sys.executable),
    "javascript": (["node"], "five.mjs", "node"),
    "r": (["Rscript"], "five.R", "Rscript"),
}
INSTALLED = [language for language, (needed, _, _) in TOOLS.items() if all(map(shutil.which, needed))]

#: A claim that has been judged otherwise since is read as it stood; that it was, is the one change.
ANSWERS = f"""\
{CLAIM}
russia-covert-deployment-tobruk-benghazi
the-sun-russia-in-libya-october-2018
unproven
denial: Russian Embassy in London
updated /api/v1/claims/{ITS_ID}/
{CLAIM} differs: none
"""

#: Google: “Your input contains more than the maximum of 50000 characters in a single cell.”
A_CELL_IN_GOOGLE_SHEETS = 50_000


@dataclass(frozen=True)
class Reader:
    """Somebody who puts an address, a time and a position of their own in the place of those of the handbook."""

    address: str
    then: str

    def own(self, text: str) -> str:
        here = text.replace("https://claims.example.org", self.address)
        return re.sub(r"\b812\b", str(EDITION_COUNT), here.replace("2026-11-30T12:00:00Z", self.then))

    def fetch(self, address: str, body: bytes | None = None) -> tuple[str, bytes]:
        """The media type and the answer, without an account."""
        asked = urllib.request.Request(address, body, {"Content-Type": "application/json"} if body else {})
        with urllib.request.urlopen(asked) as answer:
            return answer.headers["Content-Type"], answer.read()


@pytest.fixture(scope="module")
def reader(site: Site) -> Reader:
    """Of a record with a claim that was judged otherwise later on."""
    return Reader(site.address, run_in(site.database, "judge_otherwise", CLAIM=CLAIM).strip())


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", HANDBOOK, re.DOTALL | re.MULTILINE)
    return [block for block in found if "812" in block]


@pytest.mark.parametrize("language", INSTALLED)
def test_the_five_usual_things_are_done_as_the_handbook_says(
    reader: Reader, language: str, python_client: Path, tmp_path: Path
) -> None:
    [block] = blocks(language)
    _, name, program = TOOLS[language]
    (tmp_path / name).write_text(reader.own(block), encoding="utf-8")
    (tmp_path / "claimtrack_client").symlink_to(python_client / "claimtrack_client")
    assert said([program, name], tmp_path) == ANSWERS
    _, table = reader.fetch(f"{reader.address}/api/v1/claims/export.csv?q=Tobruk&rebutted=true")
    assert (tmp_path / "claims.csv").read_bytes() == table
    assert "rates this claim **false**" in (tmp_path / "dossier.md").read_text(encoding="utf-8")


def test_a_spreadsheet_of_google_can_import_the_tables_that_the_handbook_names(reader: Reader) -> None:
    tables = []
    for address in re.findall(r'^=IMPORTDATA\("(.*)"\)$', HANDBOOK, re.MULTILINE):
        media_type, answer = reader.fetch(reader.own(address))
        assert media_type.startswith("text/csv; charset=utf-8")
        head, *rows = csv.reader(io.StringIO(answer.decode("utf-8"), newline=""), strict=True)
        assert head == HEADER
        for row in rows:
            assert len(row) == len(head)
            assert max(map(len, row)) <= A_CELL_IN_GOOGLE_SHEETS
            assert FORMULA.isdisjoint(cell[:1] for cell in row)
        tables.append([dict(zip(head, row, strict=True)) for row in rows])
    found, [as_it_stood], [since] = tables
    assert [claim["slug"] for claim in found] == ANSWERS.split()[:3]
    assert as_it_stood["verdict"] == "unproven"
    assert as_it_stood["rebutted_by"].startswith("Russian Embassy in London; ")
    assert (since["slug"], since["verdict"]) == (CLAIM, "false")


def test_what_the_handbook_has_power_query_ask_is_answered(reader: Reader) -> None:
    [block] = blocks("powerquery")
    answers = []
    for path, query in re.findall(r'Ask\("([^"]+)", \[(.*?)\]\)', reader.own(block)):
        given = urlencode(re.findall(r'(\w+) = "([^"]*)"', query))
        answers.append(reader.fetch(f"{reader.address}/api/v1/{path}?{given}")[1])
    table, claim, changes = answers
    assert len([*csv.reader(io.StringIO(table.decode(), newline=""))]) == 4
    assert json.loads(claim)["headline"]["verdict"] == "unproven"
    assert [change["id"] for change in json.loads(changes)["results"]] == [ITS_ID]
    [text], [path] = re.findall(r"\[text = (\".*\")\]", block), re.findall(r'RelativePath = "([^"]+match/)"', block)
    _, matched = reader.fetch(f"{reader.address}/{path}", json.dumps({"text": json.loads(text)}).encode())
    assert [match["claim"]["slug"] for match in json.loads(matched)["matches"]] == [CLAIM]
