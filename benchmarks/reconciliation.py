"""How well names are reconciled: two hundred of them, by themselves and with OpenRefine.

    python benchmarks/reconciliation.py [--openrefine http://127.0.0.1:3333]

Publishes the sources of `names_asked.py` in a scratch database and asks a server for the names, with errors, in other
letters, of namesakes and of strangers. What is matched automatically is measured: precision (of those matched, how many
rightly) and recall (of those that are somebody's alone, how many matched). OpenRefine is one that runs already, with
nothing on the screen: `openrefine -p 3333 -d FOLDER -x refine.headless=true`; it is driven over HTTP as its pages do.
"""

import argparse
import csv
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
os.environ.setdefault("FOUR_EYES", "false")

import django

django.setup()

import httpx
import orjson
from names_asked import SOURCES, Asked, asked_names
from rich.console import Console
from scratch import scratch_database
from servers import gunicorn

from claims.tools.reconciliation.manifest import SERVICE
from sources import writing
from sources.models import Source

BATCH: Final = 10
COLUMN: Final = "name"
EVERY_ROW: Final = '{"facets":[],"mode":"row-based"}'
CSV: Final = '{"separator":",","encoding":"UTF-8","headerLines":1,"guessCellValueTypes":false}'

SLUGS: Final = [f"source-{at}" for at in range(len(SOURCES))]
Matches = list[str | None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--openrefine", default="", help="Where OpenRefine answers.")
    parser.add_argument("--keep", default="", help="A name to keep the database by, to be used again.")
    parser.add_argument("--wrong", action="store_true", help="Show what was matched wrongly, or missed.")
    given = parser.parse_args()
    asked = asked_names()
    with scratch_database(keep=given.keep) as scratch:
        ids = publish() if scratch.is_new else [str(Source.objects.get(slug=slug).pk) for slug in SLUGS]
        rates = {"MATCH_RATE": "100000/min", "READER_RATE": "100000/min"}
        with gunicorn("claimtrack.wsgi:application", scratch.environment | rates) as served:
            service = f"http://localhost:{served.port}{SERVICE}"
            began = time.monotonic()
            directly = ask(service, asked)
            show("asked directly", asked, directly, ids, time.monotonic() - began, wrong=given.wrong)
            if given.openrefine:
                began = time.monotonic()
                matched, countries = OpenRefine(given.openrefine).reconcile(service, asked)
                show("by OpenRefine", asked, matched, ids, time.monotonic() - began, wrong=given.wrong)
                show_countries(matched, countries, ids)


def publish() -> list[str]:
    """The ids of the sources, in their order."""
    rows = [
        Source(slug=slug, name=each.name, kind=each.kind, country=each.country, aliases=[*each.aliases])
        for slug, each in zip(SLUGS, SOURCES, strict=True)
    ]
    for row in rows:
        row.save()
    writing.publish(sources=rows, by=None)
    return [str(row.pk) for row in rows]


def ask(service: str, asked: Sequence[Asked]) -> Matches:
    """The id that each name is matched with automatically, in batches as OpenRefine sends them."""
    found: Matches = []
    for start in range(0, len(asked), BATCH):
        batch = {
            f"q{at}": {"query": each.text, "type": "source"} for at, each in enumerate(asked[start : start + BATCH])
        }
        given = {"queries": orjson.dumps(batch).decode()}
        answer = httpx.post(service, data=given, timeout=60).raise_for_status().json()
        found += [next((one["id"] for one in answer[key]["result"] if one["match"]), None) for key in batch]
    return found


class OpenRefine:
    """An OpenRefine that runs, asked as its own pages ask it."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=f"{address}/command/core/", timeout=120)
        self.project: dict[str, str] = {}

    def reconcile(self, service: str, asked: Sequence[Asked]) -> tuple[Matches, list[str]]:
        """What it matches each name with, and the country that it fetches for it."""
        self._create(asked)
        told = httpx.get(service, timeout=60).raise_for_status().json()
        spaces = {name: told[name] for name in ("identifierSpace", "schemaSpace")}
        config = {
            "mode": "standard-service", "service": service, **spaces, "type": {"id": "source", "name": "Source"},
            "autoMatch": True, "columnDetails": [], "limit": 0,
        }  # fmt: skip
        self._do("reconcile", columnName=COLUMN, config=orjson.dumps(config).decode(), engine=EVERY_ROW)
        self._do(
            "add-column", baseColumnName=COLUMN, newColumnName="id", columnInsertIndex="1", onError="set-to-blank",
            expression="grel:cell.recon.match.id", engine=EVERY_ROW,
        )  # fmt: skip
        extension = '{"properties":[{"id":"country","name":"country"}]}'
        self._do(
            "extend-data", baseColumnName=COLUMN, endpoint=service, **spaces, extension=extension,
            columnInsertIndex="1", engine=EVERY_ROW,
        )  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(self._exported())))
        return [row["id"] or None for row in rows], [row["country"] for row in rows]

    def _create(self, asked: Sequence[Asked]) -> None:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerows([["number", COLUMN], *((str(at), each.text) for at, each in enumerate(asked))])
        answer = self.client.post(
            "create-project-from-upload",
            params={"csrf_token": self._token()},
            data={"project-name": "names", "format": "text/line-based/*sv", "options": CSV},
            files={"project-file": ("names.csv", table.getvalue().encode(), "text/csv")},
        )
        self.project = {"project": answer.headers["Location"].rpartition("=")[2]}

    def _token(self) -> str:
        return str(self.client.get("get-csrf-token").json()["token"])

    def _do(self, command: str, **form: str) -> None:
        """One operation, until it is done."""
        answer: Any = self.client.post(command, params=self.project, data={**form, "csrf_token": self._token()}).json()
        if answer["code"] == "error":
            raise SystemExit(f"{command}: {answer}")
        while self.client.get("get-processes", params=self.project).json()["processes"]:
            time.sleep(0.2)

    def _exported(self) -> str:
        answer = self.client.post(
            "export-rows/names.csv", params=self.project, data={"format": "csv", "engine": EVERY_ROW}
        )
        return answer.content.decode()


def show(
    title: str, asked: Sequence[Asked], found: Matches, ids: Sequence[str], seconds: float, *, wrong: bool
) -> None:
    meant = [None if each.meant is None else ids[each.meant] for each in asked]
    matched = sum(one is not None for one in found)
    right = sum(one is not None and one == other for one, other in zip(found, meant, strict=True))
    owned = sum(one is not None for one in meant)
    console = Console()
    console.print(
        f"{title}: {len(asked)} names in {seconds:.1f} s; {matched} matched, {right} of them rightly: "
        f"precision {right / matched:.3f}, recall {right / owned:.3f} of {owned}"
    )
    missed = Counter(each.how for each, one, other in zip(asked, found, meant, strict=True) if one != other)
    console.print(f"  of {dict(Counter(each.how for each in asked))} otherwise: {dict(missed)}")
    for each, one, other in zip(asked, found, meant, strict=True):
        if wrong and one != other:
            console.print(f"  {each.how}: {each.text} → {SOURCES[ids.index(one)].name if one else 'nobody'}")


def show_countries(found: Matches, countries: Sequence[str], ids: Sequence[str]) -> None:
    """Whether the column that was extended has the country of every source that was matched."""
    expected = [SOURCES[ids.index(one)].country if one else "" for one in found]
    right = sum(one == other for one, other in zip(countries, expected, strict=True))
    Console().print(f"  extended: {right} of {len(expected)} rows have the country of their source, or none")


if __name__ == "__main__":
    main()
