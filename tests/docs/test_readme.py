"""The README says what is so: every command, variable, address and answer in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands
from pytest_django import Settings
from rest_framework.test import APIClient

pytestmark = pytest.mark.rendering

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PRODUCTION = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
HANDBOOKS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]

#: One that ends in `…` is shortened, and nobody's address.
ADDRESS = re.compile(r"(/api/v1/[\w./-]*+(?:\?[^\s`'\"…]*+)?+)(?!…)(?:['`\"]?\s+# (\d{3}))?")
CALL = re.compile(
    r"```sh\ncurl -s '?http://localhost:8000(?P<address>[^\s']+)'?.*?\n```\n\n```json\n(?P<answer>.*?)```", re.S
)
#: What each installation has its own of.
OWN = frozenset({"nonce", "sha256", "previous_sha256", "published_at", "position", "cursor"})


def addresses() -> dict[str, int]:
    """The API's addresses in the README, and the status that stands beside them, else 200."""
    return {address: int(status or 200) for address, status in ADDRESS.findall(README)}


def excerpts() -> Iterator[tuple[str, Any]]:
    """(address, answer) of each call that is shown."""
    for call in CALL.finditer(README):
        yield call["address"], json.loads(without_gaps(call["answer"]))


def without_gaps(shortened: str) -> str:
    """JSON again: a `…` outside of a text stands for members or items that were left out."""
    whole = re.sub(r'("(?:[^"\\]|\\.)*")|…,?', lambda match: match[1] or "", shortened)
    return re.sub(r",(\s*[}\]])", r"\1", whole)


def is_excerpt(shown: Any, real: Any) -> bool:
    """Is everything shown answered so? Items of a list may be left out, not reordered."""
    match shown, real:
        case dict(), dict():
            return all(name in real and (name in OWN or is_excerpt(shown[name], real[name])) for name in shown)
        case list(), list():
            rest = iter(real)
            return all(any(is_excerpt(item, candidate) for candidate in rest) for item in shown)
        case str(), str() if shown.endswith("…"):
            return real.startswith(shown.removesuffix("…").rstrip())
    return bool(shown == real)


EXCERPTS = list(excerpts())


def table_of_variables(text: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.M))


@pytest.fixture
def plain_static_files(settings: Settings) -> None:
    """Pages name their style sheets without a manifest, which only a deployment has."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.mark.usefixtures("plain_static_files")
@pytest.mark.parametrize(("address", "status"), list(addresses().items()))
def test_every_address_answers_as_it_says(libya: APIClient, address: str, status: int) -> None:
    assert libya.get(address).status_code == status


def test_six_calls_are_shown_with_their_answers() -> None:
    assert len(EXCERPTS) == 6


@pytest.mark.parametrize(("address", "answer"), EXCERPTS)
def test_every_answer_shown_is_an_excerpt_of_the_real_one(libya: APIClient, address: str, answer: Any) -> None:
    real = json.loads(libya.get(address).content)
    assert [name for name in answer if not is_excerpt({name: answer[name]}, real)] == []


def test_an_excerpt_that_is_not_real_is_noticed() -> None:
    real = {"kind": "denial", "answers": [{"scope": "blanket"}, {"scope": "specific"}], "sha256": "a"}
    assert is_excerpt({"kind": "den…", "answers": [{"scope": "specific"}], "sha256": "b"}, real)
    assert not is_excerpt({"kind": "refutation"}, real)
    assert not is_excerpt({"verb": "denied"}, real)
    assert not is_excerpt({"answers": [{"scope": "specific"}, {"scope": "blanket"}]}, real)


def test_the_case_has_as_many_claims_as_announced(libya: APIClient) -> None:
    announced = re.search(r"a real case of (\d+) claims", README)
    assert announced
    assert json.loads(libya.get("/api/v1/claims/?count=true").content) == {"count": int(announced[1]), "exact": True}


def test_the_table_of_configuration_lists_what_the_settings_read() -> None:
    settings = (ROOT / "claimtrack" / "settings.py").read_text(encoding="utf-8")
    assert table_of_variables(README) == set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings))


def test_the_example_of_an_environment_sets_variables_of_the_table() -> None:
    assigned = set(re.findall(r"^(?:export )?([A-Z_]+)=", README + PRODUCTION, re.M))
    assert assigned
    assert assigned <= table_of_variables(README)


def test_the_roles_are_made_alike_wherever_they_are_described() -> None:
    statements = re.compile(r"^\s*((?:CREATE|REVOKE|GRANT) .*;)$", re.M)
    assert statements.findall(README) == statements.findall(PRODUCTION)


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
class TestAnyHandbook:
    def test_every_target_of_make_exists(self, handbook: Path) -> None:
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
        named = re.findall(
            r"^make ([a-z]+)|`make (?:[A-Z]+=\S+ )?([a-z]+)`", handbook.read_text(encoding="utf-8"), re.M
        )
        assert {first or second for first, second in named} <= targets

    def test_every_command_of_manage_exists(self, handbook: Path) -> None:
        named = re.findall(r"manage\.py\s+([a-z_]+)", handbook.read_text(encoding="utf-8"))
        assert set(named) <= get_commands().keys()

    def test_every_link_leads_somewhere(self, handbook: Path) -> None:
        links = re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", handbook.read_text(encoding="utf-8"))
        for path, anchor in links:
            target = (handbook.parent / path).resolve() if path else handbook
            assert target.exists(), path
            if anchor:
                assert anchor in anchors(target.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of a Markdown file's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {"#" + re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
