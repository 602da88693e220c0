"""The vectors of published claims: those of whole claims in this process, all others read where they are needed.

A process follows the table by its keys, which grow under the counter's lock. What is gone from the table answers
nothing any more, since its claim is not found; all of it is left out here when the record's revision moves, as it does
with a redaction, and otherwise a step at a time, so that nobody waits for a million keys to be looked at.
"""

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
from django.db import connections

from claims.record.grams import Numbers
from claims.record.models import ClaimVectors
from claims.record.vectors import unpacked
from claimtrack.editions.state import record_state
from claimtrack.meaning.encoding import WIDTH
from claimtrack.meaning.installed import MULTILINGUAL, encoders

#: So many claims are followed: 400 MB in each process. Older ones are found by their words.
FOLLOWED: Final = 1_000_000
#: Rows that one question reads, or looks for, on behalf of those that come after.
STEP: Final = 20_000
#: Seconds from one look for what is gone to the next.
LASTS: Final = 60
#: Rows of one block, which are multiplied at once.
BLOCK: Final = 1_024

NEW: Final = """
SELECT id, number, whole FROM claims_claimvectors WHERE model = %s AND id > %s ORDER BY id LIMIT %s
"""


class _Followed:
    """Whole claims by their numbers, in the order of the table's keys, in eight bits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = 0
        self._looked = 0.0
        self._looked_at = 0
        self.keys: Numbers = np.empty(0, np.int64)
        self.numbers: Numbers = np.empty(0, np.int64)
        self.rows: Numbers = np.empty((0, WIDTH), np.int8)
        self.lengths: Numbers = np.empty(0, np.float32)

    def follow(self, using: str) -> None:
        """Read what is new, a step at most, and leave out what is gone."""
        revision = record_state(using).revision
        with self._lock:
            if revision != self._revision:
                self._leave_out_gone(using, 0, len(self.keys))
                self._revision = revision
            elif time.monotonic() - self._looked > LASTS:
                start = self._looked_at if self._looked_at < len(self.keys) else 0
                self._leave_out_gone(using, start, start + STEP)
            self._add_new(using)

    def _add_new(self, using: str) -> None:
        room = min(STEP, FOLLOWED - len(self.keys))
        with connections[using].cursor() as cursor:
            cursor.execute(NEW, [MULTILINGUAL, int(self.keys[-1]) if len(self.keys) else 0, room])
            found = cursor.fetchall()
        if found:
            keys, numbers, whole = zip(*found, strict=True)
            rows = np.frombuffer(b"".join(whole), np.int8).reshape(-1, WIDTH)
            lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
            self.lengths = np.concatenate([self.lengths, lengths])
            self.rows = np.concatenate([self.rows, rows])
            self.numbers = np.concatenate([self.numbers, np.array(numbers, np.int64)])
            self.keys = np.concatenate([self.keys, np.array(keys, np.int64)])

    def _leave_out_gone(self, using: str, start: int, end: int) -> None:
        """Of the rows from `start` to `end`, those that the table has no more."""
        looked_for = self.keys[start:end]
        if len(looked_for):
            rows = ClaimVectors.objects.using(using).filter(model=MULTILINGUAL)
            rows = rows.filter(pk__range=(int(looked_for[0]), int(looked_for[-1])))
            there = np.fromiter(rows.values_list("pk", flat=True).iterator(), np.int64)
            kept = np.ones(len(self.keys), np.bool_)
            kept[start:end] = np.isin(looked_for, there)
            if not kept.all():
                self.keys, self.numbers, self.rows, self.lengths = (
                    each[kept] for each in (self.keys, self.numbers, self.rows, self.lengths)
                )
            end -= int((~kept).sum())
        self._looked, self._looked_at = time.monotonic(), end

    def near(self, vector: Numbers, most: int) -> list[int]:
        with self._lock:
            numbers, rows, lengths = self.numbers, self.rows, self.lengths
        cosines = products(rows, vector) / lengths
        best = np.argpartition(-cosines, most)[:most] if len(cosines) > most else np.arange(len(cosines))
        return [int(number) for number in numbers[best]]


def products(rows: Numbers, vector: Numbers) -> Numbers:
    """Of every row with the vector; a block at a time becomes numbers of 32 bits, within the processor's cache."""
    made = np.empty(len(rows), np.float32)
    block = np.empty((BLOCK, WIDTH), np.float32)
    for start in range(0, len(rows), BLOCK):
        part = rows[start : start + BLOCK]
        block[: len(part)] = part
        np.dot(block[: len(part)], vector, out=made[start : start + BLOCK])
    return made


_FOLLOWED: Final = _Followed()


class StoredMeanings:
    """What the published claims mean, as the database has it while this is asked."""

    def __init__(self, using: str) -> None:
        self.encoders = encoders()
        self._using = using
        _FOLLOWED.follow(using)

    def near(self, vector: Numbers, most: int) -> Sequence[int]:
        return _FOLLOWED.near(vector, most)

    def of(self, numbers: Collection[int]) -> Mapping[int, Mapping[str, Numbers]]:
        rows = ClaimVectors.objects.using(self._using).filter(number__in=list(numbers), model__in=self.encoders)
        found: dict[int, dict[str, Numbers]] = {}
        for number, model, whole, texts in rows.values_list("number", "model", "whole", "texts"):
            found.setdefault(number, {})[model] = unpacked(bytes(whole) + bytes(texts))
        return found
