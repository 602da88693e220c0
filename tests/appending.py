"""An edition appended as publishing does, by hand, through any connection: what whoever may insert can invent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
import psycopg

from claimtrack.editions.chain import Frame, rfc3339

ADVANCE = (
    "UPDATE editions_counter SET position = position + 1, at = greatest(clock_timestamp(), at) RETURNING position, at"
)
NEWEST = "SELECT number, sha256, format, text FROM editions_edition WHERE subject_id = %s ORDER BY number DESC LIMIT 1"
INSERT = """
INSERT INTO editions_edition (subject_id, number, subject_type, kind, format, position, published_at, note, changed,
                              sha256, previous_sha256, text, review)
VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, '{}', %s, %s, %s, %s)
"""


def append(
    connection: psycopg.Connection[Any],
    subject: UUID,
    *,
    kind: str,
    subject_type: str = "claim",
    document: Mapping[str, Any] | None = None,
    signed: bool = True,
    review: str | None = None,
) -> dict[str, Any]:
    """Append an edition of the subject; without a document of its own, it says what the newest does.

    Its row says `review`; its document that nobody agreed, or, not `signed`, what those of earlier formats do: nothing.
    Returns the document as it was stored.
    """
    newest = connection.execute(NEWEST, [subject]).fetchone() or (0, None, 0, "{}")
    said = dict(document or orjson.loads(newest[3]))
    [(position, at)] = connection.execute(ADVANCE).fetchall()
    stamp: dict[str, Any] = {
        "number": newest[0] + 1,
        "kind": kind,
        "note": None,
        "position": position,
        "published_at": rfc3339(at),
        "previous_sha256": newest[1],
        "nonce": "0" * 32,
        "changed": [],
        "license": "",
        "credit": "",
        **({"by": None, "review": None} if signed else {}),
    }
    frame = Frame.of(said)
    stamp["sha256"] = frame.sha256(stamp)
    values = [said["format"], position, at, stamp["sha256"], newest[1], frame.text(stamp), review]
    connection.execute(INSERT, [subject, stamp["number"], subject_type, kind, *values])
    return said | {"edition": stamp}
