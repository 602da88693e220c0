"""How long saved searches take: a thousand of them, looked through for a hundred editions, and told.

    python benchmarks/saved_searches.py [--claims 2000] [--searches 1000] [--editions 100] [--keep NAME]

The searches are of fifty people, made up of every sort of filter: one to four conditions each, half of them with words,
and no two alike. Looking is as a worker does it, in one transaction with the notices that it makes; told are the
newest hundred notices of whoever has most, as the bell tells them. The limit is five seconds for a thousand searches
against a hundred editions; it is printed with what was measured, and the exit is 1 where it was missed.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
os.environ.setdefault("FOUR_EYES", "false")

import django

django.setup()

from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from grown import COUNTRIES, LABELS, LANGUAGES, PLACES, THINGS, VERBS, grown
from rich.console import Console

from claims.tools.searches.asking import to_keep
from claims.writing.searches import looking
from claims.writing.searches.models import SavedSearch, SearchCursor
from claimtrack.editions.models import Edition, Entry, Head
from claimtrack.workplace import notices
from claimtrack.workplace.models import Notice

LIMIT: Final = 5.0
PEOPLE: Final = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=2_000, help="How many claims are published.")
    parser.add_argument("--searches", type=int, default=1_000, help="How many searches are saved.")
    parser.add_argument("--editions", type=int, default=100, help="How many editions they are looked through for.")
    parser.add_argument("--keep", default="", help="A name to keep the database by, to be used again.")
    given = parser.parse_args()
    console = Console()
    with grown(given.claims, keep=given.keep), transaction.atomic():
        keep_searches(given.searches)
        seconds, computed, queries, made = look(given.editions)
        console.print(
            f"{given.searches:,} searches against {given.editions} editions among {given.claims:,} claims: "
            f"{seconds:.2f} s ({computed:.2f} s of it this process), {queries:,} statements at the desk's database, "
            f"{made:,} notices"
        )
        count, took = tell()
        console.print(f"the bell of whoever has most: {count} notices told in {took * 1000:.0f} ms")
        transaction.set_rollback(True)
    limit = LIMIT * given.searches / 1_000 * given.editions / 100
    console.print(f"limit {limit:.1f} s: {seconds / limit:.0%} of it")
    sys.exit(seconds > limit)


def keep_searches(count: int) -> None:
    viewers = Group.objects.get(name="viewer")
    people = [User.objects.create_user(f"searcher-{number}", is_staff=True) for number in range(PEOPLE)]
    for person in people:
        person.groups.add(viewers)
    queries = list(dict.fromkeys(to_keep(query, using="default") for query in made_up(2 * count)))[:count]
    SavedSearch.objects.bulk_create(
        SavedSearch(person=people[number % PEOPLE], name=f"Search {number}", query=query)
        for number, query in enumerate(queries)
    )


def made_up(count: int) -> Iterator[str]:
    chance = random.Random(15)
    sources = list(Head.objects.filter(subject_type="source", readable=True).values_list("slug", flat=True)[:300])
    topics = list(Entry.objects.filter(kind="topic", lead=True).values_list("item_id", flat=True)[:100])
    values = {
        "verdict": list(LABELS), "language": list(LANGUAGES), "country": list(COUNTRIES), "publisher": sources,
        "speaker": sources, "source": sources, "topic": topics, "status": ["rated", "under_review"],
        "rebutted": ["true", "false"], "kind": ["factual", "prediction"],
    }  # fmt: skip
    for _ in range(count):
        names = chance.sample(list(values), chance.randint(1, 3))
        asked = {name: chance.choice(values[name]) for name in names}
        if chance.random() < 0.5:
            words = chance.sample([*PLACES, *THINGS, *VERBS], chance.randint(1, 2))
            asked["q"] = f'{" OR ".join(words)} -"year {chance.randint(0, 88)}"'
        if chance.random() < 0.3:
            asked["made_after"] = f"{chance.randint(1990, 2024)}-0{chance.randint(1, 9)}-01"
        yield urlencode(asked)


def look(editions: int) -> tuple[float, float, int, int]:
    """Of looking at the newest editions of claims: seconds, those that this process computed, statements, notices."""
    claims = Edition.objects.filter(subject_type="claim").order_by("-position")
    first = claims.values_list("position", flat=True)[editions - 1]
    SearchCursor.objects.update_or_create(pk=1, defaults={"position": first - 1})
    with CaptureQueriesContext(connection) as asked:
        begun, computed = time.perf_counter(), time.process_time()
        made = looking.look()
        took, computed = time.perf_counter() - begun, time.process_time() - computed
    return took, computed, len(asked), made


def tell() -> tuple[int, float]:
    """How many notices a full bell has, and how long it takes to tell them."""
    by_person = {person.pk: Notice.objects.filter(person=person).count() for person in User.objects.all()}
    person = User.objects.get(pk=max(by_person, key=by_person.__getitem__))
    begun = time.perf_counter()
    told = notices.bell(person)
    return len(told), time.perf_counter() - begun


if __name__ == "__main__":
    main()
