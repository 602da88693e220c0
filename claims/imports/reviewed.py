"""A review as an import has read it: what the formats agree on, and what `importing` takes in.

Nothing here was guessed. What an input does not say is empty, and what had to be repaired or left out is in
`notes`, in sentences that are counted in the import's report.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

from claims.scales import AppearanceRole, ClaimKind
from claimtrack.dates import WorldDate
from sources.vocabulary import Medium, SourceKind


@dataclass(frozen=True, slots=True)
class Party:
    """A source as an input names it: by `name` and `host`, of which one may be empty.

    A `host` that many share is followed by the account: it is the key of an `Identity`.
    """

    name: str
    kind: str = SourceKind.UNKNOWN
    host: str = ""
    same_as: tuple[str, ...] = ()
    country: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as an input names it; a `title` of our own stands in brackets."""

    url: str
    title: str
    publisher: Party
    medium: str = Medium.PAGE
    language: str = ""
    published: WorldDate | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    archived_url: str = ""
    identity: str = ""  # of a document without an address: what tells it from others


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the reviewed statement stands; `media_category` is how a medium was shared there (see `MediaCategory`)."""

    page: Page
    role: str = AppearanceRole.ASSERTS
    first_known: bool = False
    media_category: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the review finds. `number` is a rating in numbers as given; no verdict is ever read from it.

    `host` is whose labels these are; `in_our_words` says that the label is one of our own verdicts.
    """

    judge: Party
    host: str
    label: str = ""
    number: str = ""
    reasons: str = ""
    assessed_at: WorldDate | None = None
    in_our_words: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that the input quotes: who answers, with which verb, in which document."""

    source: Party
    page: Page
    kind: str
    statement: str
    quote: str = ""
    verb: str = ""
    made: WorldDate | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One review: a statement, where it was made and by whom, and what the review found.

    `identity` names the review where it has no page of its own; `group` is the same for reviews of one claim
    within an input. `form` is the kind of input: what one kind left out another may say.
    """

    form: str
    statement: str
    language: str
    page: Page | None
    judgement: Judgement | None
    made: WorldDate | None = None
    claimants: tuple[Party, ...] = ()
    seen: tuple[Seen, ...] = ()
    answers: tuple[Answered, ...] = ()
    context: str = ""
    kind: str = ClaimKind.FACTUAL
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identity: str = ""
    group: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def fingerprint(self) -> str:
        """A digest of all the review says; notes are ours and left out."""
        return digest(orjson.dumps(_all_it_says(self)))

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Reviewed":
        """Read what `to_json` wrote."""
        return _built(cls, stored)


_all_it_says = attrgetter(*(member.name for member in fields(Reviewed) if member.name != "notes"))


def digest(text: bytes | str) -> str:
    """32 hexadecimal digits of BLAKE2b: for recognising, not for proving."""
    return hashlib.blake2b(text if isinstance(text, bytes) else text.encode(), digest_size=16).hexdigest()


Built = TypeVar("Built")


def _built(cls: type[Built], stored: Mapping[str, Any]) -> Built:
    members = get_type_hints(cls)
    return cls(**{name: _value(hint, stored[name]) for name, hint in members.items() if name in stored})


def _value(hint: Any, stored: Any) -> Any:
    if stored is None:
        return None
    if isinstance(hint, UnionType):
        [hint] = [option for option in get_args(hint) if option is not NoneType]
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in stored)
    return _built(hint, stored) if isinstance(stored, Mapping) else stored


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade of reliability: the letter, why, and whose it is."""

    letter: str
    reasons: str
    by: Party


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source, and how somebody grades it."""

    party: Party
    grade: Graded | None
