"""What answers are held against: PostgREST over normalised tables that are made of the same editions and cards."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

import psycopg
from servers import free_port, serving

CARDS: Final = """
CREATE SCHEMA plain;
CREATE TABLE plain.source AS SELECT DISTINCT ON (s ->> 'id') (s ->> 'id')::uuid AS id, s ->> 'slug' AS slug,
       s ->> 'name' AS name FROM claims_listing, jsonb_array_elements(card::jsonb -> 'sources') s WHERE open;
CREATE TABLE plain.claim AS SELECT claim_id AS id, c ->> 'slug' AS slug, c ->> 'api_url' AS api_url,
       c ->> 'statement' AS statement, c ->> 'language' AS language, c ->> 'kind' AS kind, c ->> 'status' AS status,
       c -> 'made' AS made, c ->> 'verdict' AS verdict, c ->> 'label' AS label, c ->> 'likelihood' AS likelihood,
       c ->> 'confidence' AS confidence, c ->> 'basis' AS basis, c -> 'disagree' AS disagree,
       c -> 'assessed_by' AS assessed_by, c -> 'about' AS about, (c ->> 'rebuttal_count')::int AS rebuttal_count,
       c -> 'rebuttal_kinds' AS rebuttal_kinds, c -> 'narratives' AS narratives, c -> 'parts' AS parts,
       c -> 'edition' AS edition, published_at, updated_at, to_tsvector('simple', c ->> 'statement') AS words
  FROM claims_listing, LATERAL (SELECT card::jsonb AS c) card WHERE open;
CREATE TABLE plain.claim_source AS SELECT claim_id, (s ->> 'id')::uuid AS source_id, s ->> 'role' AS role
  FROM claims_listing, jsonb_array_elements(card::jsonb -> 'sources') s WHERE open;
CREATE TABLE plain.topic AS SELECT claim_id, t AS slug
  FROM claims_listing, jsonb_array_elements_text(card::jsonb -> 'topics') t WHERE open;
ALTER TABLE plain.source ADD PRIMARY KEY (id);
ALTER TABLE plain.claim ADD PRIMARY KEY (id);
ALTER TABLE plain.claim_source ADD FOREIGN KEY (claim_id) REFERENCES plain.claim;
ALTER TABLE plain.claim_source ADD FOREIGN KEY (source_id) REFERENCES plain.source;
ALTER TABLE plain.topic ADD FOREIGN KEY (claim_id) REFERENCES plain.claim;
CREATE INDEX ON plain.claim (published_at DESC, id DESC);
CREATE INDEX ON plain.claim USING gin (words);
CREATE INDEX ON plain.claim_source (claim_id);
CREATE INDEX ON plain.topic (claim_id);
CREATE TABLE plain.document (id uuid PRIMARY KEY, fields jsonb);
"""
#: A list of a claim's document as a table: the members of each row beside the document that it names.
PART: Final = """
CREATE TABLE plain.{part} AS SELECT subject_id AS claim_id, (item -> 'document' ->> 'id')::uuid AS document_id,
       item - 'document' AS fields, item -> 'document' AS document
  FROM editions_head JOIN editions_edition USING (subject_id, number),
       jsonb_array_elements(text::jsonb -> '{part}') item
 WHERE editions_head.subject_type = 'claim' AND readable AND text IS NOT NULL;
INSERT INTO plain.document SELECT DISTINCT ON (document_id) document_id, document FROM plain.{part}
 WHERE document_id IS NOT NULL ON CONFLICT DO NOTHING;
ALTER TABLE plain.{part} DROP COLUMN document, ADD FOREIGN KEY (claim_id) REFERENCES plain.claim,
    ADD FOREIGN KEY (document_id) REFERENCES plain.document;
CREATE INDEX ON plain.{part} (claim_id);
"""
PARTS: Final = ("appearances", "rebuttals", "assessments", "evidence", "relations")

_CARD: Final = "*,sources:claim_source(role,source(id,slug,name)),topics:topic(slug)"
LIST: Final = f"/claim?select={_CARD}&order=published_at.desc,id.desc&limit=50"
SEARCH: Final = f"/claim?select={_CARD}&words=plfts(simple).harbour%20budget&limit=50"
DETAIL: Final = f"/claim?id=eq.{{claim}}&select={_CARD}," + ",".join(f"{part}(*,document(*))" for part in PARTS)


@contextmanager
def postgrest(program: str, environment: Mapping[str, str], *, clients: int) -> Iterator[int]:
    """The port at which it answers, with tables made anew."""
    owner_url = environment["DATABASE_OWNER_URL"]
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("DROP SCHEMA IF EXISTS plain CASCADE")
        owner.execute(CARDS + "".join(PART.format(part=part) for part in PARTS))
        owner.execute("ANALYZE")
    port, role = free_port(), unquote(urlsplit(owner_url).username or "")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as settings:
        settings.write(
            f'db-uri = "{owner_url}"\ndb-schemas = "plain"\nserver-port = {port}\nserver-host = "127.0.0.1"\n'
            f'db-anon-role = "{role}"\ndb-pool = {clients}\nlog-level = "crit"\n'
        )
        settings.flush()
        with serving([program, settings.name], port, environment):
            yield port
