"""Walking over the whole record in the order of a key, so that it can be stopped, gone on with, and shared out."""

from collections import Counter as Count
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

BATCH = 500


@dataclass(frozen=True, slots=True)
class Key:
    """What a walk goes along: how one is read from a command line, what lies before the first, and the last one."""

    name: str
    read: Callable[[str], Any]
    before_all: Any
    last: Any


POSITION = Key("position", int, 0, 2**63 - 1)
DAY = Key("day", date.fromisoformat, date.min, date.max)
SEAL = Key("seal", int, 0, 2**63 - 1)
SUBJECT = Key("subject id", UUID, UUID(int=0), UUID(int=2**128 - 1))


@dataclass(slots=True)
class Walk:
    """Behind one key until another, that one included: how far it has come, and what it has looked at so far.

    `to_the_end` says that nothing follows: then what concerns all of it is looked at. `roles` are those that may have
    written it. `moved` is called now and then.
    """

    after: Any
    until: Any
    to_the_end: bool = True
    roles: Collection[str] = ()
    counted: Count[str] = field(default_factory=Count)
    at: Any = None
    moved: Callable[["Walk"], None] = lambda _: None

    @classmethod
    def all(cls, key: Key) -> "Walk":
        return cls(key.before_all, key.last)

    def done(self, key: Any) -> None:
        """Everything up to this key was looked at, and what was at fault was told."""
        self.at = key
        self.moved(self)


def found_by(query: str, sentence: str, walk: Walk) -> Iterator[str]:
    """A sentence for each row that a query finds; it asks for keys between `%(after)s` and `%(until)s`."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"after": walk.after, "until": walk.until})
        while rows := cursor.fetchmany(BATCH):
            yield from (sentence.format(*row) for row in rows)
