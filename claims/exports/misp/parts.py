"""What parts of events are made of: ids, times, tags, attributes, who publishes them and how far they go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from claims.exports.published import Site, is_guarded
from claims.exports.uuids import uuid_of
from claims.record.documents import ClaimDocument

#: A part of an event; members as MISP names them.
Part = dict[str, Any]

#: `distribution`: your organisation only; all communities; as the event has it.
OWN_ORGANISATION: Final = "0"
ALL_COMMUNITIES: Final = "3"
INHERITED: Final = "5"


@dataclass(frozen=True, slots=True)
class Value:
    """One attribute: its relation in the object's template, its type, its value, what is remarked on it."""

    relation: str
    type: str
    value: str | None
    tags: tuple[str, ...] = ()
    comment: str = ""


def event_uuid(claim_id: str) -> str:
    """That of the report in STIX, which MISP makes an event of."""
    return uuid_of("report", "claim", claim_id)


def distribution_of(claim: ClaimDocument) -> str:
    """A claim about a person that nobody has judged goes no further by itself than to whoever took it in."""
    return OWN_ORGANISATION if is_guarded(claim) else ALL_COMMUNITIES


def organisation(site: Site) -> Part:
    """The publisher of the record."""
    return {"name": site.name, "uuid": uuid_of("identity", site.address, site.name)}


def seconds(instant: str) -> str:
    """Since 1970, as events, objects and attributes have it."""
    return str(int(datetime.fromisoformat(instant).timestamp()))


def clock(instant: str) -> str:
    """UTC, as analyst data has it: `2026-11-23 12:00:00`."""
    return f"{instant[:10]} {instant[11:19]}"


def ours(predicate: str, value: str) -> str:
    """A tag of our own namespace, in the form of a machine tag; its values are words of ours and slugs."""
    return f'claimtrack:{predicate}="{value}"'


def tags(names: Iterable[str]) -> list[Part]:
    return [{"name": name} for name in names]


def attribute(value: Value, timestamp: str, *names: str) -> Part:
    """An attribute whose id is made of these names: a new edition writes a new value over the old one."""
    return {
        "uuid": uuid_of("attribute", *names),
        "type": value.type,
        "category": "External analysis" if value.type == "link" else "Other",
        "value": value.value,
        "comment": value.comment,
        "to_ids": False,
        "disable_correlation": value.type == "text",
        "distribution": INHERITED,
        "timestamp": timestamp,
    } | ({"Tag": tags(value.tags)} if value.tags else {})
