"""A scratch database with as many published claims as are asked for.

What is real: up to `REAL` claims, taken in by `manage.py import_table` from made-up rows and published by it as any
import is, with their sources, editions, listings, facet rows and entries. What is multiplied: beyond that, every row
of the record that belongs to a claim is copied by SQL under fresh ids, with earlier times, other dates and, for a part
of the claims, another language. The copies' hashes are those of their originals, so `manage.py verify` would refuse
them; the desk's tables hold the real ones alone.
"""

import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.contrib.auth.models import User
from django.db import connections, transaction
from django.utils import timezone
from psycopg import sql
from scratch import scratch_database

from claims.imports.models import ListedPublisher, RatingLabel
from claims.imports.ratings.registry import key_of
from claims.models import Claim
from claims.writing.publish import publish
from claimtrack.editions.roots import acting

ROOT: Final = Path(__file__).resolve().parent.parent
REAL: Final = 10_000
BATCH: Final = 500

# -- rows of our own making --------------------------------------------------------------------------

#: Value and weight: a few are common, most are rare.
LANGUAGES: Final = {
    "en": 420,
    "es": 180,
    "de": 120,
    "fr": 90,
    "ar": 70,
    "hi": 50,
    "pl": 30,
    "it": 25,
    "pt": 11,
    "ca": 1,
}
LABELS: Final = {
    "false": 520,
    "misleading": 200,
    "true": 90,
    "mostly_false": 80,
    "mixed": 60,
    "unproven": 48,
    "mostly_true": 2,
}
# fmt: on
COUNTRIES: Final = {"US": 300, "DE": 200, "IN": 150, "ES": 150, "FR": 100, "LY": 60, "MT": 5}
PLACES: Final = ("harbour", "bridge", "hospital", "stadium", "airport", "market", "school", "river", "tunnel", "museum")
THINGS: Final = ("budget", "contract", "water", "vaccine", "ballot", "border", "tax", "fuel", "wheat", "wage")
VERBS: Final = ("hid", "doubled", "banned", "sold", "lost", "closed", "bought", "leaked")

MAPPING: Final = """
about = "Made up to measure with."
[[rule]]
becomes = "claim"
[rule.cells]
identity = { column = "id" }
statement = { column = "statement" }
language = { column = "language" }
made = { column = "made" }
topics = { column = "topics", split = "," }
countries = { column = "country", split = "," }
"speaker.name" = { column = "speaker" }
"seen.url" = { column = "seen" }
"seen.publisher.name" = { column = "outlet" }
"page.url" = { column = "page" }
"page.title" = { column = "title" }
"page.language" = { column = "language" }
"page.published" = { column = "checked" }
"page.publisher.name" = { column = "checker" }
"judgement.judge.name" = { column = "checker" }
"judgement.judge.host" = { column = "host" }
"judgement.label" = { column = "label" }
"judgement.reasons" = { column = "reasons" }
[rule.answer]
column = "reasons"
pattern = '''(?P<quote>(?P<who>The [A-Z][a-z]+ of [A-Z][a-z]+) (?P<verb>denied) the claim[^.]*)'''
"""


def rows(count: int) -> Iterator[dict[str, str]]:
    made_up = random.Random(13)

    def one(weights: dict[str, int]) -> str:
        return made_up.choices(list(weights), list(weights.values()))[0]

    for number in range(count):
        language, checker = one(LANGUAGES), min(int(made_up.paretovariate(0.8)), 60)
        place, thing = made_up.choice(PLACES), made_up.choice(THINGS)
        # Answers are rare, and rarer still where the language is common: a pair that shares few claims.
        denied = made_up.random() < (0.002 if language == "en" else 0.06)
        answer = f"The Ministry of {place.title()} denied the claim about the {thing}. " if denied else ""
        day = f"{made_up.randint(1990, 2025)}-{made_up.randint(1, 12):02}-{made_up.randint(1, 28):02}"
        yield {
            "id": str(number),
            "statement": f"The {place} of {number % 997} {made_up.choice(VERBS)} the {thing} in year {number % 89}.",
            "language": language,
            "made": "" if number % 10 == 0 else day,
            "topics": ",".join({thing, f"topic-{int(made_up.paretovariate(0.6)) % 400}"}),
            "country": one(COUNTRIES),
            "speaker": f"Speaker {int(made_up.paretovariate(0.5)) % 3000}" if number % 3 else "",
            "seen": f"https://posts.example/{number}",
            "outlet": f"Outlet {int(made_up.paretovariate(0.7)) % 500}",
            "page": f"https://checker-{checker}.example/{number}",
            "title": f"Check {number}: did the {place} lose its {thing}?",
            "checked": day,
            "checker": f"Checker {checker}",
            "host": f"checker-{checker}.example",
            "label": one(LABELS),
            "reasons": f"{answer}We asked and read the records of the {place}.",
        }


def _publish(count: int, environment: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table, mapping = Path(folder) / "rows.csv", Path(folder) / "mapping.toml"
        mapping.write_text(MAPPING)
        made = list(rows(count))
        with table.open("w", newline="") as file:
            writer = csv.DictWriter(file, made[0].keys())
            writer.writeheader()
            writer.writerows(made)
        _prepare({row["host"] for row in made})
        connections.close_all()
        command = [sys.executable, "manage.py", "import_table", str(table), "--mapping", str(mapping)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    # An import leaves to a person what names people by a name alone: here nobody is named.
    waiting = list(Claim.objects.filter(published_version=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(waiting), BATCH):
        with acting("an import"), transaction.atomic():
            publish(claims=list(Claim.objects.filter(pk__in=waiting[start : start + BATCH])), by=None)


def _prepare(hosts: set[str]) -> None:
    editors = [User.objects.create_superuser(name) for name in ("one", "other")]
    now = timezone.now()
    ListedPublisher.objects.bulk_create(
        ListedPublisher(host=host, reason="Measured.", proposed_by=editors[0], approved_by=editors[1], approved_at=now)
        for host in sorted(hosts)
    )
    RatingLabel.objects.bulk_create(RatingLabel(label=word, key=key_of(word), verdict=word) for word in LABELS)


# -- multiplying -------------------------------------------------------------------------------------

TABLES: Final = ("editions_edition", "editions_head", "claims_listing", "claims_facetrow", "editions_entry")
OWN: Final = "('rebuttal', 'assessment', 'appearance', 'document')"
AGAIN: Final = """
CREATE FUNCTION pg_temp.again(id text, copy int) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN md5(id || copy)::uuid
"""
#: Of every copy; the originals are the newest.
COPIES: Final = (
    """
INSERT INTO editions_edition (subject_id, number, subject_type, kind, format, position, published_at, note, changed,
                              sha256, previous_sha256, review, text, withheld)
SELECT pg_temp.again(subject_id::text, %(c)s), number, subject_type, kind, format,
       position - %(c)s * %(positions)s, published_at - %(c)s * interval '3 hours', note, changed, sha256,
       previous_sha256, review, replace(text, subject_id::text, pg_temp.again(subject_id::text, %(c)s)::text), withheld
  FROM editions_edition WHERE subject_type = 'claim' AND position > %(c0)s""",
    """
INSERT INTO editions_head (subject_id, subject_type, slug, number, kind, readable, format, position, sha256,
                           first_published_at, published_at, merged_into)
SELECT pg_temp.again(subject_id::text, %(c)s), subject_type, left(slug, 110) || '-' || %(c)s, number, kind,
       readable, format,
       position - %(c)s * %(positions)s, sha256, first_published_at - %(c)s * interval '3 hours',
       published_at - %(c)s * interval '3 hours', merged_into
  FROM editions_head WHERE subject_type = 'claim' AND position > %(c0)s""",
    """
INSERT INTO claims_listing (id, claim_id, number, position, open, opened_at, closed_at, published_at, updated_at,
       made_ascending, made_descending, made_earliest, made_latest, about_earliest, about_latest, search, analysis,
       card)
SELECT id + %(c)s * %(listings)s, pg_temp.again(claim_id::text, %(c)s), number, position - %(c)s * %(positions)s, open,
       opened_at - ago, closed_at - ago, published_at - ago, updated_at - ago,
       coalesce(made_earliest - %(c)s, made_ascending), coalesce(made_earliest - %(c)s, made_descending),
       made_earliest - %(c)s, made_latest - %(c)s, about_earliest - %(c)s, about_latest - %(c)s, search, analysis,
       replace(card, claim_id::text, pg_temp.again(claim_id::text, %(c)s)::text)
  FROM claims_listing, (SELECT %(c)s * interval '3 hours' AS ago) a WHERE id <= %(listings)s""",
    """
INSERT INTO claims_facetrow (listing_id, claim_id, kind, value, open, published_at, updated_at)
SELECT DISTINCT ON (listing_id, kind, value)
       listing_id + %(c)s * %(listings)s, pg_temp.again(claim_id::text, %(c)s), kind,
       CASE WHEN kind = 'language' AND (listing_id + %(c)s) %% 500 = 0 THEN 'cy' ELSE value END, open,
       published_at - %(c)s * interval '3 hours', updated_at - %(c)s * interval '3 hours'
  FROM claims_facetrow WHERE listing_id <= %(listings)s""",
    f"""
INSERT INTO editions_entry (kind, item_id, subject_id, position, lead, slug, name, keys, earliest, latest, search,
       analysis, text)
SELECT kind, CASE WHEN kind IN {OWN} THEN pg_temp.again(item_id, %(c)s)::text ELSE item_id END,
       pg_temp.again(subject_id::text, %(c)s), position - %(c)s * %(positions)s, kind IN {OWN}, slug, name,
       ARRAY(SELECT CASE WHEN key LIKE 'document:%%' OR key LIKE 'rebuttal:%%'
                         THEN left(key, 9) || pg_temp.again(substr(key, 10), %(c)s) ELSE key END FROM unnest(keys) key),
       earliest - %(c)s, latest - %(c)s, search, analysis,
       CASE WHEN kind IN {OWN} THEN replace(text, item_id, pg_temp.again(item_id, %(c)s)::text) ELSE text END
  FROM editions_entry WHERE kind NOT IN ('source', 'narrative') AND id <= %(entries)s""",
)
INDEXES: Final = """
SELECT indexname, indexdef FROM pg_indexes
 WHERE schemaname = 'public' AND tablename = ANY(%s)
   AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u'))
"""


def _multiply(copies: int, server: "psycopg.Connection[Any]") -> None:
    """Copy what is real so many times over."""
    server.execute(AGAIN)
    for table in TABLES:
        server.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    [indexes] = [server.execute(INDEXES, [list(TABLES)]).fetchall()]
    for name, _ in indexes:
        server.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    [[positions]] = server.execute("SELECT position FROM editions_counter").fetchall()
    [[listings]] = server.execute("SELECT max(id) FROM claims_listing").fetchall()
    [[entries]] = server.execute("SELECT max(id) FROM editions_entry").fetchall()
    for table in ("editions_edition", "editions_head", "claims_listing", "editions_entry", "editions_counter"):
        moved = sql.SQL("UPDATE {} SET position = position + %s").format(sql.Identifier(table))
        server.execute(moved, [copies * positions])
    # Written into the statement: the driver would send small numbers as `smallint`, which overflows.
    copier = psycopg.ClientCursor(server)
    given = {"positions": positions, "listings": listings, "entries": entries, "c0": copies * positions}
    for copy in range(1, copies + 1):
        for statement in COPIES:
            copier.execute(statement, given | {"c": copy})
    for _, definition in indexes:
        server.execute(definition)
    for table in TABLES:
        server.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    server.execute("SELECT setval(pg_get_serial_sequence('claims_listing', 'id'), max(id)) FROM claims_listing")


# -- the database ------------------------------------------------------------------------------------


@contextmanager
def grown(claims: int, *, keep: str = "") -> Iterator[dict[str, str]]:
    """Give the environment of a scratch database with so many claims; with a name to keep it by, it stays."""
    with scratch_database(keep=keep) as scratch:
        if scratch.is_new:
            _fill(claims, scratch.environment)
        yield scratch.environment


def _fill(claims: int, environment: dict[str, str]) -> None:
    real = min(claims, REAL)
    _publish(real, environment)
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        owner.execute("SET maintenance_work_mem = '512MB'")
        if claims > real:
            _multiply(claims // real - 1, owner)
        owner.execute("VACUUM ANALYZE")
