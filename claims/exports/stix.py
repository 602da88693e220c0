"""STIX 2.1 bundles: a claim is a report, its sources identities, its answers notes, its judgements opinions.

Which objects, why these, and what MISP and OpenCTI keep of them: docs/decisions/stix-mapping.md. Ids are made from the
record's ids (the standard keeps a namespace of its own for observables, section 2.9). `confidence` carries analytic
confidence alone, by the table of appendix A, and is absent where none was given.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypedDict

import orjson
from django.utils.encoding import iri_to_uri

from claims.exports import told
from claims.exports.published import Heading, Site
from claims.exports.uuids import uuid_of
from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    ClaimDocument,
    InquiryDocument,
    RebuttalDocument,
)
from claims.record.named import sources_named, sources_of
from claims.record.reading import PublishedClaim, PublishedNarrative, PublishedSource
from claims.scales import Confidence, Verdict, confidence_to_stix
from claimtrack import addresses
from claimtrack.editions.chain import rfc3339
from sources.documents import SOURCE, CitedDocument, SourceName
from sources.vocabulary import SourceKind

#: Of what is no edition and so has no times of its own: the publisher of a record, techniques of DISARM.
SINCE_EVER: Final = "2020-01-01T00:00:00.000Z"

#: An object of STIX; members as the standard names them.
StixObject = dict[str, Any]


class _Common(TypedDict):
    created_by_ref: str
    created: str
    modified: str


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

#: DISARM, the framework of what disinformers do, as its own bundles call it.
DISARM: Final = "DISARM"
#: The extension in which OpenCTI looks for the id of a technique, so that it finds the one it has.
OF_TECHNIQUES: Final = "extension-definition--322b8f77-262a-4cb8-a915-1e441e00329b"


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
    for stix_object in _spread(claim, site):
        if stix_object["id"] not in known:
            known.add(stix_object["id"])
            yield stix_object
    yield _report(claim, site)
    yield _claim_note(claim, site)
    for rebuttal in document["rebuttals"]:
        yield _rebuttal_note(rebuttal, claim, site)
    for inquiry in document["inquiries"]:
        yield _inquiry_note(inquiry, claim, site)
    successors = told.successors(document)
    for assessment in document["assessments"]:
        yield _opinion(assessment, successors.get(assessment["id"]), document, site)


def _id(type_: str, *names: str) -> str:
    return f"{type_}--{uuid_of(type_, *names)}"


def _report_id(claim_id: str) -> str:
    return _id("report", "claim", claim_id)


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
        created=SINCE_EVER,
        modified=SINCE_EVER,
        name=site.name,
        identity_class="organization",
        external_references=[{"source_name": site.name, "url": f"{site.address}/"}],
    )


def _identity(source: SourceName, claim: PublishedClaim, site: Site) -> StixObject:
    """A source as its own edition has it; one that cannot be read any more, as the claim prints it."""
    published = claim.named.sources.get(source["id"])
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


# -- claims ---------------------------------------------------------------------------------------


def _report(claim: PublishedClaim, site: Site) -> StixObject:
    """A claim: how it stands and what is said; it holds every source that it names.

    What is said of it refers to the report, and the report not to that: readers that take a bundle apart drop one of
    two references that meet.
    """
    document = claim.document
    return _made(
        "report",
        _report_id(document["id"]),
        **_common(claim, site),
        lang=_lang(document["language"]),
        name=told.title(document),
        description="\n\n".join(told.paragraphs(document)),
        published=_milliseconds(rfc3339(claim.first_published_at)),
        object_refs=[*_refs(sources_named(document)), *(each["id"] for each in _spread(claim, site))]
        or [_publisher_id(site)],
        labels=_claim_labels(document),
        external_references=_claim_references(document, site),
    )


def _common(claim: PublishedClaim, site: Site) -> _Common:
    """Of what the publisher of the record says in an edition of a claim."""
    return {
        "created_by_ref": _publisher_id(site),
        "created": _milliseconds(rfc3339(claim.first_published_at)),
        "modified": _milliseconds(claim.document["edition"]["published_at"]),
    }


def _speakers(claim: ClaimDocument) -> list[str]:
    """Who said or published it."""
    return _refs(source for appearance in claim["appearances"] for source in sources_of(appearance))


def _claim_references(claim: ClaimDocument, site: Site) -> list[StixObject]:
    return [
        _reference(site.name, url=site.page(claim), external_id=claim["id"]),
        *(_appeared(appearance) for appearance in claim["appearances"]),
    ]


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


# -- narratives -----------------------------------------------------------------------------------


def _spread(claim: PublishedClaim, site: Site) -> Iterator[StixObject]:
    """Each narrative that the claim feeds and that is known to be spread by techniques, as a campaign that uses them.

    A campaign is behaviour of adversaries (section 4.2): a storyline without techniques is none, and stays a label.
    """
    for narrative in claim.document["narratives"]:
        published = claim.named.narratives.get(narrative["id"])
        if published and published.document["techniques"]:
            yield _campaign(published, site)
            for technique in published.document["techniques"]:
                yield _technique(technique)
                yield _uses(published, technique, site)


def _of_narrative(narrative: PublishedNarrative, site: Site) -> _Common:
    return {
        "created_by_ref": _publisher_id(site),
        "created": _milliseconds(rfc3339(narrative.first_published_at)),
        "modified": _milliseconds(narrative.document["edition"]["published_at"]),
    }


def _campaign(narrative: PublishedNarrative, site: Site) -> StixObject:
    document = narrative.document
    return _made(
        "campaign",
        _id("campaign", "narrative", document["id"]),
        **_of_narrative(narrative, site),
        name=document["name"],
        description=document["description"],
        labels=["narrative", f"narrative:{document['slug']}"],
        external_references=[_reference(site.name, url=site.url(document["api_url"]), external_id=document["id"])],
    )


def _technique(technique: str) -> StixObject:
    """By its id alone: what DISARM calls it and says of it is DISARM's to tell."""
    return _made(
        "attack-pattern",
        _id("attack-pattern", DISARM, technique),
        created=SINCE_EVER,
        modified=SINCE_EVER,
        name=technique,
        external_references=[_reference(DISARM, external_id=technique)],
        extensions={OF_TECHNIQUES: {"extension_type": "property-extension", "id": technique}},
    )


def _uses(narrative: PublishedNarrative, technique: str, site: Site) -> StixObject:
    return _made(
        "relationship",
        _id("relationship", narrative.document["id"], "uses", technique),
        **_of_narrative(narrative, site),
        relationship_type="uses",
        source_ref=_id("campaign", "narrative", narrative.document["id"]),
        target_ref=_id("attack-pattern", DISARM, technique),
    )


# -- notes ----------------------------------------------------------------------------------------


def _claim_note(claim: PublishedClaim, site: Site) -> StixObject:
    """The claim beside those who said or published it, for readers that let go of reports.

    It stands by itself there, so its standing comes before the statement here, too.
    """
    document = claim.document
    return _made(
        "note",
        _id("note", "claim", document["id"]),
        **_common(claim, site),
        lang=_lang(document["language"]),
        abstract=told.title(document),
        content="\n\n".join(filter(None, (told.title(document), document["context"]))),
        authors=[site.name],
        object_refs=[_report_id(document["id"]), *_speakers(document)],
        labels=_claim_labels(document),
        external_references=_claim_references(document, site),
    )


def _rebuttal_note(rebuttal: RebuttalDocument, claim: PublishedClaim, site: Site) -> StixObject:
    """An answer to one claim; an answer to several is a note for each."""
    document = claim.document
    abstract, content = told.answered(rebuttal)
    return _made(
        "note",
        _id("note", "rebuttal", rebuttal["id"], document["id"]),
        **_common(claim, site),
        abstract=abstract,
        content=content,
        authors=[rebuttal["source"]["name"]],
        object_refs=[_report_id(document["id"]), _identity_id(rebuttal["source"])],
        labels=["rebuttal", f"kind:{rebuttal['kind']}", f"standing:{rebuttal['standing']}"],
        external_references=[_document(rebuttal["document"])],
    )


def _inquiry_note(inquiry: InquiryDocument, claim: PublishedClaim, site: Site) -> StixObject:
    """Whom the publisher of the record asked about the claim, and what came of it."""
    document = claim.document
    abstract, content = told.asked(inquiry)
    return _made(
        "note",
        _id("note", "inquiry", inquiry["id"]),
        **_common(claim, site),
        abstract=abstract,
        content=content,
        authors=[site.name],
        object_refs=[_report_id(document["id"]), _identity_id(inquiry["source"])],
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
        explanation=told.explained(assessment, successor),
        authors=[told.judge(assessment) or site.name],
        confidence=confidence_to_stix(Confidence(confidence)).value if confidence else None,
        object_refs=[_report_id(claim["id"])],
        labels=_assessment_labels(assessment),
        external_references=[
            _reference(
                site.name,
                description=assessment["label"] or told.verdict_of(assessment),
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
    words = told.quoted(appearance["quote"] or appearance["transcript"])
    return _document(appearance["document"], "\n\n".join(filter(None, (appearance["description"], words))) or None)
