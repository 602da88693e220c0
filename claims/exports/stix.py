"""STIX 2.1 bundles: sources as identities, claims and answers as notes, judgements as opinions.

Which objects, and why these: docs/decisions/stix-mapping.md. Ids are UUIDv5 in a namespace of our own (the
standard keeps its own for observables, section 2.9), made from the record's ids, so the same thing has the same
id in every bundle of every copy of the record. `confidence` carries analytic confidence alone, by the table of
appendix A, and is absent where none was given.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson
from django.utils.encoding import iri_to_uri

from claims.exports.published import Heading, Site
from claims.record.answers import through_of, whole_report
from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    ClaimDocument,
    InquiryDocument,
    RebuttalDocument,
)
from claims.record.named import sources_named, sources_of
from claims.record.reading import PublishedClaim, PublishedSource
from claims.scales import (
    Confidence,
    InquiryOutcome,
    NotCheckableReason,
    RebuttalKind,
    Status,
    Verdict,
    confidence_to_stix,
)
from claimtrack import addresses
from claimtrack.editions.chain import rfc3339
from sources.documents import SOURCE, CitedDocument, SourceName
from sources.vocabulary import SourceKind

NAMESPACE: Final = uuid.UUID("1d7a8f3c-5b1e-5f0a-9c54-7be9a1f6c2d4")

#: The publisher of a record is no edition, so the object for it has no times of its own.
PUBLISHER_SINCE: Final = "2020-01-01T00:00:00.000Z"

#: An object of STIX; members as the standard names them.
StixObject = dict[str, Any]

IDENTITY_CLASSES: Final = {
    SourceKind.PERSON: "individual",
    SourceKind.OUTLET: "organization",
    SourceKind.GOVERNMENT: "organization",
    SourceKind.ORGANIZATION: "organization",
    SourceKind.COLLECTIVE: "class",
}
UNKNOWN_CLASS: Final = "unknown"

#: Languages that OASIS's validator takes for RFC 5646, which has many more. Of others a label alone says it.
_LANGUAGES = (
    "af ar az be bg ca cs cy da de dv el en eo es et eu fa fi fo fr gl gu he hi hr hu hy id is it ja ka kk kn ko ky lt"
    " lv mi mk mn mr ms mt nb nl ns pa pl ps pt qu ro ru sa se sk sl sq sv sw ta te th tl tn tr ts tt uk ur uz vi xh zh"
    " zu"
)
LANGUAGES: Final = frozenset(_LANGUAGES.split())

#: How far the judge agrees with the claim (opinion-enum, section 10.18); the exact verdict is among the labels.
OPINIONS: Final = {
    Verdict.TRUE: "strongly-agree",
    Verdict.MOSTLY_TRUE: "agree",
    Verdict.MIXED: "neutral",
    Verdict.UNPROVEN: "neutral",
    Verdict.MISLEADING: "disagree",
    Verdict.MOSTLY_FALSE: "disagree",
    Verdict.FALSE: "strongly-disagree",
}
NO_VERDICT: Final = "neutral"


def bundle(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """One bundle; each identity stands in it once, before the first object that refers to it."""
    bundle_id = _id("bundle", heading.address, rfc3339(heading.updated))
    yield b'{"type":"bundle","id":"' + bundle_id.encode() + b'","objects":[\n'
    yield orjson.dumps(_publisher(heading.site))
    known: set[str] = set()
    for claim in claims:
        for stix_object in _objects(claim, heading.site, known):
            yield b",\n" + orjson.dumps(stix_object)
    yield b"\n]}\n"


def _objects(claim: PublishedClaim, site: Site, known: set[str]) -> Iterator[StixObject]:
    document = claim.document
    for source in sources_named(document):
        if source["id"] not in known:
            known.add(source["id"])
            yield _identity(source, claim, site)
    yield _claim_note(claim, site)
    for rebuttal in document["rebuttals"]:
        yield _rebuttal_note(rebuttal, claim, site)
    for inquiry in document["inquiries"]:
        yield _inquiry_note(inquiry, claim, site)
    superseded = {a["supersedes"]: a for a in document["assessments"] if a["supersedes"]}
    for assessment in document["assessments"]:
        yield _opinion(assessment, superseded.get(assessment["id"]), document, site)


def _id(type_: str, *names: str) -> str:
    return f"{type_}--{uuid.uuid5(NAMESPACE, '/'.join((type_, *names)))}"


def _note_id(claim_id: str) -> str:
    return _id("note", "claim", claim_id)


def _identity_id(source: SourceName) -> str:
    return _id("identity", source["id"])


def _publisher_id(site: Site) -> str:
    return _id("identity", site.address, site.name)


def _made(type_: str, id_: str, *, created: str, modified: str, **members: object) -> StixObject:
    """An object with the common properties (section 3.2); members without a value are left out."""
    common = {"type": type_, "spec_version": "2.1", "id": id_, "created": created, "modified": modified}
    return common | {name: value for name, value in members.items() if value not in (None, "", [])}


def _milliseconds(time: str) -> str:
    """`created` and `modified` are exact to the millisecond (sections 3.2 and 3.6)."""
    return f"{time[:23]}Z"


# -- identities -----------------------------------------------------------------------------------


def _publisher(site: Site) -> StixObject:
    return _made(
        "identity",
        _publisher_id(site),
        created=PUBLISHER_SINCE,
        modified=PUBLISHER_SINCE,
        name=site.name,
        identity_class="organization",
        external_references=[{"source_name": site.name, "url": f"{site.address}/"}],
    )


def _identity(source: SourceName, claim: PublishedClaim, site: Site) -> StixObject:
    """A source as its own edition has it; one that cannot be read any more, as the claim prints it."""
    published = claim.sources.get(source["id"])
    edition = claim.document["edition"]["published_at"]
    return _made(
        "identity",
        _identity_id(source),
        created_by_ref=_publisher_id(site),
        created=_milliseconds(rfc3339(published.first_published_at) if published else edition),
        modified=_milliseconds(published.document["edition"]["published_at"] if published else edition),
        name=published.document["name"] if published else source["name"],
        description=published.document["description"] if published else None,
        identity_class=IDENTITY_CLASSES.get(SourceKind(source["kind"]), UNKNOWN_CLASS),
        labels=[f"kind:{source['kind']}", *([f"country:{source['country']}"] if source["country"] else [])],
        external_references=[
            _reference(site.name, url=site.url(addresses.of(SOURCE, source["id"])), external_id=source["id"]),
            *(_pages_of(published) if published else ()),
        ],
    )


def _pages_of(source: PublishedSource) -> Iterator[StixObject]:
    name = source.document["name"]
    addresses = [source.document["website"], *source.document["same_as"]]
    yield from (_reference(name, url=iri_to_uri(address)) for address in addresses if address)


# -- notes ----------------------------------------------------------------------------------------


def _claim_note(claim: PublishedClaim, site: Site) -> StixObject:
    """A claim: what is said, where and by whom, refers to those who said or published it."""
    document = claim.document
    return _made(
        "note",
        _note_id(document["id"]),
        created_by_ref=_publisher_id(site),
        created=_milliseconds(rfc3339(claim.first_published_at)),
        modified=_milliseconds(document["edition"]["published_at"]),
        lang=_lang(document["language"]),
        abstract=document["statement"],
        content="\n\n".join(filter(None, (document["statement"], document["context"]))),
        object_refs=_refs(source for appearance in document["appearances"] for source in sources_of(appearance)),
        labels=_claim_labels(document),
        external_references=[
            _reference(site.name, url=site.page(document), external_id=document["id"]),
            *(_appeared(appearance) for appearance in document["appearances"]),
        ],
    )


def _lang(tag: str) -> str | None:
    primary = tag.split("-", maxsplit=1)[0]
    return primary if primary in LANGUAGES else None


def _claim_labels(claim: ClaimDocument) -> list[str]:
    head = claim["headline"]
    return [
        "claim",
        f"kind:{claim['kind']}",
        f"language:{claim['language']}",
        f"status:{claim['status']}",
        *([f"verdict:{head['verdict']}"] if head["verdict"] else []),
        *(f"topic:{topic}" for topic in claim["topics"]),
        *(f"narrative:{narrative['slug']}" for narrative in claim["narratives"]),
    ]


def _rebuttal_note(rebuttal: RebuttalDocument, claim: PublishedClaim, site: Site) -> StixObject:
    """An answer to one claim; an answer to several is a note for each."""
    document = claim.document
    return _made(
        "note",
        _id("note", "rebuttal", rebuttal["id"], document["id"]),
        created_by_ref=_publisher_id(site),
        created=_milliseconds(rfc3339(claim.first_published_at)),
        modified=_milliseconds(document["edition"]["published_at"]),
        abstract=f"{RebuttalKind(rebuttal['kind']).label}, {rebuttal['source']['name']}",
        content="\n\n".join(filter(None, (rebuttal["statement"], _quoted(rebuttal["quote"]), _through(rebuttal)))),
        object_refs=[_note_id(document["id"]), _identity_id(rebuttal["source"])],
        labels=["rebuttal", f"kind:{rebuttal['kind']}", f"standing:{rebuttal['standing']}"],
        external_references=[_document(rebuttal["document"])],
    )


def _through(rebuttal: RebuttalDocument) -> str:
    return f"It {whole_report(rebuttal)}." if through_of(rebuttal) else ""


def _inquiry_note(inquiry: InquiryDocument, claim: PublishedClaim, site: Site) -> StixObject:
    """Whom the publisher of the record asked about the claim, and what came of it."""
    document = claim.document
    outcome = str(InquiryOutcome(inquiry["outcome"]).label) if inquiry["outcome"] else "awaited"
    return _made(
        "note",
        _id("note", "inquiry", inquiry["id"]),
        created_by_ref=_publisher_id(site),
        created=_milliseconds(rfc3339(claim.first_published_at)),
        modified=_milliseconds(document["edition"]["published_at"]),
        abstract=f"Asked: {inquiry['source']['name']} ({inquiry['asked']['edtf']}), {outcome}",
        content=inquiry["answer"] or f"The answer: {outcome}.",
        object_refs=[_note_id(document["id"]), _identity_id(inquiry["source"])],
        labels=["inquiry", f"outcome:{inquiry['outcome'] or 'awaited'}"],
    )


# -- opinions -------------------------------------------------------------------------------------


def _opinion(
    assessment: AssessmentDocument, successor: AssessmentDocument | None, claim: ClaimDocument, site: Site
) -> StixObject:
    """A judgement of a claim by its judge; one that was superseded is revoked (section 3.6)."""
    source, confidence = assessment["by"]["source"], assessment["confidence"]
    changed_at = successor["recorded_at"] if successor else assessment["recorded_at"]
    return _made(
        "opinion",
        _id("opinion", assessment["id"]),
        created_by_ref=_identity_id(source) if source else _publisher_id(site),
        created=_milliseconds(assessment["recorded_at"]),
        modified=_milliseconds(changed_at),
        revoked=True if successor else None,
        opinion=OPINIONS[Verdict(assessment["verdict"])] if assessment["verdict"] else NO_VERDICT,
        explanation=assessment["rationale"],
        confidence=confidence_to_stix(Confidence(confidence)).value if confidence else None,
        object_refs=[_note_id(claim["id"])],
        labels=_assessment_labels(assessment),
        external_references=[
            _reference(
                site.name,
                description=_outcome(assessment),
                url=site.url(addresses.of("assessment", assessment["id"])),
                external_id=assessment["id"],
            ),
            *([_document(assessment["document"])] if assessment["document"] else []),
        ],
    )


def _assessment_labels(assessment: AssessmentDocument) -> list[str]:
    said = {
        "status": assessment["status"],
        "not_checkable_reason": assessment["not_checkable_reason"],
        "verdict": assessment["verdict"],
        "likelihood": assessment["likelihood"],
    }
    return ["assessment", *(f"{name}:{value}" for name, value in said.items() if value)]


def _outcome(assessment: AssessmentDocument) -> str:
    """The judge's own label, letter for letter; without one, the outcome in our words."""
    if assessment["label"]:
        return assessment["label"]
    if assessment["verdict"]:
        return str(Verdict(assessment["verdict"]).label)
    reason = assessment["not_checkable_reason"]
    status = str(Status(assessment["status"]).label)
    return f"{status}: {NotCheckableReason(reason).label}" if reason else status


# -- references -----------------------------------------------------------------------------------


def _refs(sources: Iterable[SourceName]) -> list[str]:
    return list(dict.fromkeys(_identity_id(source) for source in sources))


def _reference(source_name: str, **members: str | None) -> StixObject:
    """An external reference (section 2.5); members without a value are left out."""
    return {"source_name": source_name} | {name: value for name, value in members.items() if value}


def _document(document: CitedDocument, said: str | None = None) -> StixObject:
    description = " ".join(filter(None, (document["title"], said)))
    url = document["url"] or document["archived_url"]
    return _reference(
        document["publisher"]["name"],
        description=description,
        url=iri_to_uri(url) if url else None,
        external_id=document["id"],
    )


def _appeared(appearance: AppearanceDocument) -> StixObject:
    words = _quoted(appearance["quote"] or appearance["transcript"])
    return _document(appearance["document"], "\n\n".join(filter(None, (appearance["description"], words))) or None)


def _quoted(quote: str | None) -> str | None:
    return f"“{quote}”" if quote else None
