"""What the texts of matched claims mean, as vectors: written by a job, and gone with the texts, at once.

Whoever publishes encodes nothing. Vectors of texts that a new edition leaves as they were stay; of all others there are
none until the job comes by, and the claim is found by its words meanwhile.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
import orjson
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from claims.record.models import ClaimVectors, MatchedClaim, MatchedRow
from claimtrack.editions.store import advance
from claimtrack.meaning.encoding import WIDTH, Encoder, Numbers
from claimtrack.meaning.installed import ENGLISH, encoders

#: So many texts of a claim are encoded, the statement first.
TEXTS: Final = 6
#: Claims that are encoded at once, and so many times in one job, which then makes place for others.
BATCH: Final = 50
TURNS: Final = 20
#: No row has a greater key.
NEWEST: Final = 2**63 - 1


class Kept(NamedTuple):
    """A row as it was, but for its keys."""

    model: str
    digest: bytes
    whole: bytes
    texts: bytes


def take(claim_ids: Collection[UUID]) -> dict[UUID, list[Kept]]:
    """Take these claims' vectors away, and return them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM claims_claimvectors WHERE claim_id = ANY(%s) RETURNING claim_id, model, digest, whole, texts",
            [list(claim_ids)],
        )
        taken: dict[UUID, list[Kept]] = {}
        for claim_id, *rest in cursor.fetchall():
            taken.setdefault(claim_id, []).append(Kept(*rest))
    return taken


def keep(before: Mapping[UUID, Sequence[Kept]], rows: Iterable[MatchedRow]) -> None:
    """Give claims the vectors back that they had before, where their texts are the same."""
    ClaimVectors.objects.bulk_create(
        ClaimVectors(claim_id=row.claim_id, number=row.pk, **kept._asdict())
        for row in rows
        for kept in before.get(row.claim_id, ())
        if bytes(kept.digest) == digest_of(row)
    )


def digest_of(row: MatchedRow) -> bytes:
    """Of the texts that are encoded."""
    return hashlib.sha256("\0".join(encoded_texts(row)).encode("utf-8", "surrogatepass")).digest()


def encoded_texts(row: MatchedRow) -> list[str]:
    return [each["text"] for each in orjson.loads(row.texts)[:TEXTS]]


# -- by a job -------------------------------------------------------------------------------------


def encode_missing() -> int:
    """Encode claims that have no vectors yet, the newest first; returns how many. Where it stopped, it goes on."""
    return sum(_encode_some(encoder) for encoder in encoders().values())


def _encode_some(encoder: Encoder) -> int:
    done, before = 0, NEWEST
    for _ in range(TURNS):
        rows = list(missing(encoder.name).filter(pk__lt=before).order_by("-pk")[:BATCH])
        if not rows:
            break
        _write(rows, encoder)
        done, before = done + len(rows), rows[-1].pk
    return done


def missing(model: str) -> QuerySet[MatchedClaim]:
    """Matched claims without vectors of a model; the English one is for claims in English."""
    there = ClaimVectors.objects.filter(model=model, number=OuterRef("pk"))
    rows = MatchedClaim.objects.filter(~Exists(there))
    return rows.filter(language__regex="^en(-|$)") if model == ENGLISH else rows


def left() -> int:
    """How many vectors of claims are still to be made."""
    return sum(missing(name).count() for name in encoders())


def forget_strays() -> None:
    """Take away the vectors of claims that are not matched any more, after all was derived again."""
    matched = MatchedClaim.objects.filter(pk=OuterRef("number"))
    ClaimVectors.objects.filter(~Exists(matched)).delete()


def _write(rows: Sequence[MatchedClaim], encoder: Encoder) -> None:
    """Encode claims, then store what is still matched: under the counter's lock nobody takes a text away meanwhile."""
    made = made_of([encoded_texts(row) for row in rows], encoder)
    with transaction.atomic():
        advance(0)
        standing = set(MatchedClaim.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        ClaimVectors.objects.bulk_create(
            ClaimVectors(
                claim_id=row.claim_id,
                number=row.pk,
                model=encoder.name,
                digest=digest_of(row),
                whole=packed(whole[None]),
                texts=packed(texts),
            )
            for row, (whole, texts) in zip(rows, made, strict=True)
            if row.pk in standing
        )


def made_of(claims: Sequence[Sequence[str]], encoder: Encoder) -> list[tuple[Numbers, Numbers]]:
    """Of each claim by its texts: the vector of the whole, the mean of the others, and one for each text."""
    vectors = encoder.encode([text for texts in claims for text in texts], "passage")
    parts = np.split(vectors, np.cumsum([len(texts) for texts in claims])[:-1])
    return [(part.mean(axis=0), part) for part in parts]


def packed(vectors: Numbers) -> bytes:
    """In eight bits: each by the greatest of its own numbers, since only directions are compared."""
    greatest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    made: bytes = np.rint(vectors / greatest * 127).astype(np.int8).tobytes()
    return made


def unpacked(stored: bytes) -> Numbers:
    """Vectors of length 1, float32."""
    vectors = np.frombuffer(stored, np.int8).reshape(-1, WIDTH).astype(np.float32)
    made: Numbers = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)
    return made
