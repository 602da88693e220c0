"""What the database reads to answer: the plans of statements, over a record that is large enough to tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from psycopg import Rollback

#: Tables that grow with what is published.
GROWING = frozenset({"claims_listing", "claims_facetrow", "editions_edition", "editions_head", "editions_entry"})
ASKING = ("SELECT", "UPDATE", "DELETE", "WITH")
CLAIMS = 8_000

#: Made up past the triggers, which hold rows to editions. Every fourth claim is Spanish, every twentieth answered, and
#: no Spanish one is: a pair that shares nothing. Every claim has the topic `water`.
FILL = (
    """
INSERT INTO claims_listing (claim_id, number, position, open, opened_at, closed_at, published_at, updated_at,
       made_ascending, made_descending, made_earliest, made_latest, about_earliest, about_latest, search, card)
SELECT md5(n::text)::uuid, 1, n, n %% 10 > 0, at, CASE WHEN n %% 10 = 0 THEN now() END, at, at, day, day, day, day,
       day, day, to_tsvector('simple', 'word' || n %% 500), '{"id": "' || md5(n::text)::uuid || '"}'
  FROM generate_series(1, %(claims)s) n,
       LATERAL (SELECT now() - n * interval '1 hour' AS at, date '1990-01-01' + n AS day) made
""",
    """
INSERT INTO claims_facetrow (listing_id, claim_id, kind, value, open, published_at, updated_at)
SELECT id, claim_id, kind, value, open, published_at, updated_at
  FROM claims_listing, LATERAL (VALUES
       ('language', CASE WHEN position %% 4 = 0 THEN 'es' ELSE 'en' END), ('kind', 'factual'),
       ('rebutted', CASE WHEN position %% 20 = 1 THEN 'true' ELSE 'false' END), ('status', 'rated'),
       ('verdict', CASE WHEN position %% 3 = 0 THEN 'true' ELSE 'false' END), ('topic', 'water'),
       ('likelihood', CASE WHEN position %% 1000 = 3 THEN 'almost_certain' ELSE 'unlikely' END)) AS facet (kind, value)
""",
    """
INSERT INTO editions_entry (kind, item_id, subject_id, position, lead, slug, name, keys, text)
SELECT kind, CASE kind WHEN 'topic' THEN 'water' ELSE kind || position END, claim_id, position,
       kind <> 'topic' OR position = %(claims)s, CASE kind WHEN 'topic' THEN 'water' ELSE '' END, '',
       ARRAY['x:' || position],
       '{"id": "' || position || '"}'
  FROM claims_listing, unnest(ARRAY['document', 'topic', 'assessment']) AS kind
""",
    """
INSERT INTO editions_edition (subject_id, number, subject_type, kind, format, position, published_at, changed, sha256,
                              text, withheld)
SELECT claim_id, 1, 'claim', 'published', 4, position, opened_at, '{}', '', card, false FROM claims_listing
""",
    """
INSERT INTO editions_head (subject_id, subject_type, slug, number, kind, readable, format, position, sha256,
                           first_published_at, published_at)
SELECT subject_id, subject_type, 'made-up-' || position, 1, kind, true, format, position, sha256, published_at, published_at
  FROM editions_edition
""",
    "UPDATE editions_counter SET position = %(claims)s, at = now()",
)


def fill(claims: int = CLAIMS) -> None:
    """Lay so many claims into the lists of this process's database, as its owner may."""
    with connections["owner"].cursor() as cursor:
        for table in (*GROWING, "editions_counter"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in FILL:
            cursor.execute(statement, {"claims": claims})
        for table in (*GROWING, "editions_counter"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"ANALYZE {table}")


@dataclass
class Reads:
    """Of the statements asked meanwhile: the most that one of them reads of a table that grows.

    In `rows`, and in blocks `in_vain`, each time it looks there: an index may be read whole for one row.
    """

    rows: int = 0
    in_vain: int = 0

    def look(self, node: dict[str, Any]) -> None:
        if node.get("Relation Name") in GROWING and node["Node Type"] != "ModifyTable":
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            rows = (node["Actual Rows"] + removed) * node["Actual Loops"]
            blocks = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
            self.rows = max(self.rows, int(rows))
            self.in_vain = max(self.in_vain, int((blocks - 3 * rows) / max(1, node["Actual Loops"])))
        for each in node.get("Plans", ()):
            self.look(each)


@contextmanager
def reads() -> Iterator[Reads]:
    """Look at the plan of every statement that reads or changes rows within, as it is carried out."""
    found = Reads()

    def explained(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        told, _, statement = sql.rpartition("; ")  # before what it changes, the audit says by whom
        if statement.lstrip().startswith(ASKING) and any(name in statement for name in GROWING):
            given = (params or ())[told.count("%s") :]
            with connection.connection.transaction(), connection.connection.cursor() as cursor:
                [[plan]] = cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", given).fetchall()
                found.look(plan[0]["Plan"])
                raise Rollback
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield found
