"""What the read path is held against: one function that asks PostgreSQL for the same bytes, and does nothing else."""

import os
from collections.abc import Callable, Iterable
from threading import local
from typing import Any

import psycopg

CARDS = """
SELECT '{"next":null,"position":' || position || ',"results":[' || (
       SELECT string_agg(card, ',') FROM (
           SELECT card FROM claims_listing WHERE open ORDER BY published_at DESC, claim_id DESC LIMIT 50) AS page)
       || ']}'
  FROM editions_counter
"""
mine = local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if not hasattr(mine, "connection"):
        mine.connection = psycopg.connect(os.environ["RECORD_DATABASE_URL"], autocommit=True)
    [[body]] = mine.connection.execute(CARDS, prepare=True).fetchall()
    encoded = body.encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(encoded)))])
    return [encoded]
