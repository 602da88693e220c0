"""What names are matched to: sources, subjects and claims as they are published now, and nothing else."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.utils.text import capfirst

from claims.record import standings
from claims.record.documents import CLAIM, ClaimDocument
from claims.scales import SubjectKind
from claimtrack import addresses
from claimtrack.editions.models import Entry
from claimtrack.editions.reading import Shown, read_current
from claimtrack.query.texts import UUID_FORM
from sources.documents import SOURCE
from sources.vocabulary import SourceKind

SUBJECT: Final = "subject"
EntityType: TypeAlias = Literal["source", "subject", "claim"]
TYPES: Final[tuple[EntityType, ...]] = ("source", "subject", "claim")
#: Those that are called by a name; a claim is called by what it says.
NAMED: Final[tuple[EntityType, ...]] = ("source", "subject")


@dataclass(frozen=True, slots=True)
class Entity:
    """A published thing. `body` is its document, `called` what it is matched by, its own name first.

    `name` is what is told of it: of a claim its standing comes first, so that no statement stands by itself.
    """

    type: EntityType
    id: str
    name: str
    called: Sequence[str]
    description: str
    body: Any

    @property
    def api_url(self) -> str:
        return addresses.of(self.type, self.id)


def of_entry(kind: str, text: str) -> Entity:
    """A source or a subject by the document that its list tells."""
    body = orjson.loads(text)
    describe = _source_in_words if kind == SOURCE else _subject_in_words
    called = [body["name"], *body.get("aliases", [])]
    return Entity("source" if kind == SOURCE else "subject", body["id"], body["name"], called, describe(body), body)


def of_claim(claim: ClaimDocument) -> Entity:
    said_by = ", ".join(dict.fromkeys(each["speaker"]["name"] for each in claim["appearances"] if each["speaker"]))
    description = f"Claim, said by {said_by}." if said_by else "Claim."
    return Entity(
        "claim",
        claim["id"],
        f"{standings.of_claim(claim)}: {claim['statement']}",
        [claim["statement"]],
        description,
        claim,
    )


def entities_with(ids: Collection[str], *, using: str) -> dict[str, Entity]:
    """Those of these ids that are published now, by id. Two queries; what was merged or withdrawn is missing."""
    known = {each.lower() for each in ids if UUID_FORM.fullmatch(each)}
    if not known:
        return {}
    rows = leads_of(NAMED, using=using).filter(item_id__in=known).values_list("kind", "text")
    found = {each.id: each for each in (of_entry(kind, text) for kind, text in rows)}
    claims = claims_with([UUID(each) for each in known - found.keys()], using=using)
    return found | {each.id: each for each in claims}


def claims_with(ids: Collection[UUID], *, using: str) -> list[Entity]:
    """The claims among these that are public now, in their order. One query."""
    found = read_current(CLAIM, ids, using=using) if ids else {}
    return [of_claim(each.document) for pk in ids if isinstance(each := found.get(pk), Shown)]


def leads_of(kinds: Iterable[str], *, using: str) -> QuerySet[Entry]:
    """Of each item of these kinds, the entry that its list serves."""
    return Entry.objects.using(using).filter(kind__in=list(kinds), lead=True)


# -- in words -------------------------------------------------------------------------------------


def kind_in_words(entity: Entity) -> str:
    """`Source, outlet`; of a claim, that it is one."""
    return ", ".join([capfirst(entity.type), *_kind(entity)])


def _kind(entity: Entity) -> Iterator[str]:
    if entity.type == SOURCE:
        yield str(SourceKind(entity.body["kind"]).label)
    if entity.type == SUBJECT:
        yield str(SubjectKind(entity.body["kind"]).label)


def _source_in_words(body: Any) -> str:
    """What tells namesakes apart: the kind, the country, and what the record says of it."""
    kind = capfirst(str(SourceKind(body["kind"]).label))
    return ". ".join(filter(None, [", ".join(filter(None, [kind, body["country"]])), body["description"]]))


def _subject_in_words(body: Any) -> str:
    return f"{capfirst(str(SubjectKind(body['kind']).label))} that claims are about"
