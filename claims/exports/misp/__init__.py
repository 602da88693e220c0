"""Events for MISP (MISP core format, draft-dulaunoy-misp-core-format): an event a claim.

Objects follow the templates `narrative`, `publication` and `annotation` of MISP's own (MISP/misp-objects), tags its
taxonomies (MISP/misp-taxonomies), judgements its analyst data. Which of them, why these, and what MISP keeps:
docs/decisions/misp-events.md. No value holds the statement without how it stands: MISP shows, finds and hands on each
attribute, note and report by itself.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import orjson

from claims.exports import told
from claims.exports.misp import analysts
from claims.exports.misp.objects import objects_of
from claims.exports.misp.parts import (
    INHERITED,
    Part,
    Value,
    attribute,
    distribution_of,
    event_uuid,
    organisation,
    ours,
    seconds,
    tags,
)
from claims.exports.published import Heading, Site
from claims.exports.uuids import uuid_of
from claims.record.documents import ClaimDocument
from claims.record.reading import PublishedClaim

#: `threat_level_id`: undefined. A claim's truth is no threat level, and nobody has graded one.
UNDEFINED_THREAT: Final = "4"

#: `analysis`.
INITIAL: Final = "0"
ONGOING: Final = "1"
COMPLETED: Final = "2"


def events(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """Any number of events, as MISP answers a search and takes them in."""
    yield b'{"response":[\n'
    separator = b""
    for claim in claims:
        yield separator + orjson.dumps({"Event": _event(claim, heading.site)})
        separator = b",\n"
    yield b"\n]}\n"


def event(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """One event by itself."""
    for claim in claims:
        yield orjson.dumps({"Event": _event(claim, heading.site)}) + b"\n"


def _event(claim: PublishedClaim, site: Site) -> Part:
    document = claim.document
    uuid, timestamp = event_uuid(document["id"]), seconds(document["edition"]["published_at"])
    return {
        "uuid": uuid,
        "info": told.title(document),
        "date": claim.first_published_at.date().isoformat(),
        "timestamp": timestamp,
        "published": False,
        "distribution": distribution_of(document),
        "threat_level_id": UNDEFINED_THREAT,
        "analysis": _analysis(document),
        "Orgc": organisation(site),
        "Tag": tags(_event_tags(claim)),
        "Attribute": list(_attributes(document, timestamp)),
        "Object": list(objects_of(document, site, timestamp)),
        "EventReport": [_report(document, timestamp)],
        "Note": list(analysts.notes(document, site)),
        "Opinion": list(analysts.opinions(document, site)),
        "Relationship": list(analysts.relationships(document, site)),
    }


def _analysis(claim: ClaimDocument) -> str:
    if claim["headline"]["verdict"] or claim["status"] == "not_checkable":
        return COMPLETED
    return ONGOING if claim["headline"]["disagree"] else INITIAL


# -- tags -----------------------------------------------------------------------------------------


def _event_tags(published: PublishedClaim) -> Iterator[str]:
    claim, head = published.document, published.document["headline"]
    yield "tlp:clear"
    said = {"kind": claim["kind"], "language": claim["language"], "status": head["status"], "verdict": head["verdict"]}
    yield from (ours(name, value) for name, value in said.items() if value)
    if head["basis"]:
        yield ours("judged-by", head["basis"])
    if head["likelihood"]:
        yield f'estimative-language:likelihood-probability="{head["likelihood"].replace("_", "-")}"'
    if head["confidence"]:
        yield f'estimative-language:confidence-in-analytic-judgment="{head["confidence"]}"'
    yield from (ours("topic", topic) for topic in claim["topics"])
    yield from (ours("narrative", narrative["slug"]) for narrative in claim["narratives"])
    narratives = published.named.narratives.values()
    named = {narrative["id"] for narrative in claim["narratives"]}
    used = {id_ for each in narratives if each.document["id"] in named for id_ in each.document["techniques"]}
    yield from (ours("disarm", technique) for technique in sorted(used))


# -- attributes and the report --------------------------------------------------------------------


def _attributes(claim: ClaimDocument, timestamp: str) -> Iterator[Part]:
    """What the claim is about, when it was made, and of what time it speaks: EDTF, with the document's own wording."""
    for name, date, comment in (
        ("made", claim["made"], "When the claim was made (EDTF)"),
        ("about_time", claim["about_time"], "The time that the claim speaks of (EDTF)"),
    ):
        if date:
            said = f"{comment}: “{date['text']}”" if date["text"] else comment
            yield attribute(Value(name, "text", date["edtf"], comment=said), timestamp, event_uuid(claim["id"]), name)
    for subject in claim["about"]:
        about = Value("about", "text", subject["name"], comment=f"What the claim is about: {subject['kind']}")
        yield attribute(about, timestamp, event_uuid(claim["id"]), "about", subject["id"])


def _report(claim: ClaimDocument, timestamp: str) -> Part:
    """The claim to be read, also by a MISP without analyst data."""
    return {
        "uuid": uuid_of("event-report", claim["id"]),
        "name": told.title(claim),
        "content": "\n\n".join(told.paragraphs(claim)),
        "distribution": INHERITED,
        "timestamp": timestamp,
        "deleted": False,
    }
