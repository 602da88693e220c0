"""ClaimReview, as schema.org has it, in JSON-LD: what search engines and newsrooms read of a judgement.

One ClaimReview for each assessment that stands; one that was superseded is replaced, hence not exported. Every
node that the record knows has its address here as `@id`, the same wherever it occurs, so a processor of JSON-LD
joins them. What ClaimReview cannot say (likelihood, confidence, rebuttals, attribution) is listed in
docs/interchange.md.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import orjson
from django.utils.encoding import iri_to_uri

from claims.exports.published import Heading, Site, appearances_in_order, claimants
from claims.record.documents import CLAIM, AssessmentDocument, ClaimDocument, ObservationDocument, SubjectName
from claims.record.headline import in_force
from claims.record.reading import PublishedClaim
from claims.scales import Measure, NotCheckableReason, Status, Verdict, claim_review_rating
from claimtrack import addresses
from claimtrack.dates import DateDocument
from claimtrack.editions.chain import rfc3339
from sources.documents import SOURCE, CitedDocument, SourceName
from sources.vocabulary import Medium, SourceKind

CONTEXT: Final = "https://schema.org"

#: A node of JSON-LD: members are terms of schema.org.
Node = dict[str, Any]

#: Everything else is an organization; what is not known to be either is neither.
SOURCE_TYPES: Final = {SourceKind.PERSON: "Person", SourceKind.ANONYMOUS: "Person", SourceKind.UNKNOWN: "Thing"}
SUBJECT_TYPES: Final = {"person": "Person", "organization": "Organization", "place": "Place", "event": "Event"}
WORK_TYPES: Final = {
    Medium.ARTICLE: "Article",
    Medium.REPORT: "Report",
    Medium.VIDEO: "VideoObject",
    Medium.AUDIO: "AudioObject",
    Medium.IMAGE: "ImageObject",
    Medium.POST: "SocialMediaPosting",
    Medium.PAGE: "WebPage",
    Medium.FACT_CHECK: "Article",
}

_ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


# -- the two forms --------------------------------------------------------------------------------


def reviews(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """The reviews of one claim as a graph; the claim itself where nobody has judged it yet."""
    for claim in claims:
        yield json_ld(claim.document, heading.site)


def json_ld(claim: ClaimDocument, site: Site) -> bytes:
    """The reviews of a claim as one JSON-LD document, fit to stand inside a `script` element of HTML."""
    return _dumps({"@context": CONTEXT, "@graph": items(claim, site)})


def data_feed(heading: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """A schema.org DataFeed with one DataFeedItem a claim, the shape in which Data Commons hands on fact-checks."""
    head = _dumps(
        {
            "@context": CONTEXT,
            "@type": "DataFeed",
            "@id": heading.address,
            "name": heading.title,
            "dateModified": rfc3339(heading.updated),
            "license": heading.site.license,
            "publisher": _publisher(heading.site),
        }
    )
    yield head[:-1] + b',"dataFeedElement":['
    for number, claim in enumerate(claims):
        yield (b",\n" if number else b"\n") + _dumps(_feed_item(claim, heading.site))
    yield b"\n]}\n"


def _feed_item(claim: PublishedClaim, site: Site) -> Node:
    return {
        "@type": "DataFeedItem",
        "dateCreated": rfc3339(claim.first_published_at),
        "dateModified": claim.document["edition"]["published_at"],
        "item": items(claim.document, site),
    }


def items(claim: ClaimDocument, site: Site) -> list[Node]:
    """One ClaimReview for each standing assessment, or the Claim alone."""
    judged = in_force(claim["assessments"])
    return [_review(claim, assessment, site) for assessment in judged] or [_claim(claim, site)]


def _dumps(node: Node) -> bytes:
    """JSON in which nothing can end a `script` element or begin a comment in one (HTML, section 4.12.1.3)."""
    written = orjson.dumps(node)
    for letter, escape in ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026")):
        written = written.replace(letter, escape)
    return written


# -- nodes ----------------------------------------------------------------------------------------


def _review(claim: ClaimDocument, assessment: AssessmentDocument, site: Site) -> Node:
    document, source = assessment["document"], assessment["by"]["source"]
    edition = claim["edition"]
    return _present(
        {
            "@type": "ClaimReview",
            "@id": site.url(addresses.of("assessment", assessment["id"])),
            "url": _address(document) or site.page(claim),
            "name": document["title"] if document else None,
            "abstract": document["summary"] if document else None,
            "claimReviewed": claim["statement"],
            "itemReviewed": _claim(claim, site),
            "author": _source(source, site) if source else _publisher(site),
            "reviewRating": _rating(assessment),
            "reviewBody": assessment["rationale"],
            "inLanguage": document["language"] if document else claim["language"],
            "datePublished": _review_date(assessment),
            "citation": _citations(claim, assessment, site),
            "correction": None if source else _corrections(claim),
            "sdPublisher": _publisher(site),
            "sdDatePublished": edition["published_at"],
            "sdLicense": edition["license"],
        }
    )


def _review_date(assessment: AssessmentDocument) -> str | None:
    """When it was judged, as exactly as known; of a judgement of ours without a date, when we recorded it."""
    document = assessment["document"]
    dated = _iso_date(assessment["assessed_at"]) or _iso_date(document["published"] if document else None)
    return dated or (assessment["recorded_at"][:10] if assessment["by"]["type"] == "desk" else None)


def _rating(assessment: AssessmentDocument) -> Node:
    """The judge's own label, letter for letter, without a number: publishers' numbers have no common scale."""
    label, verdict = assessment["label"], assessment["verdict"]
    if label and assessment["by"]["type"] == "source":
        return {"@type": "Rating", "alternateName": label}
    if verdict:
        rating = claim_review_rating(Verdict(verdict)).value
        return {**rating, "alternateName": label or rating["alternateName"]}
    reason = assessment["not_checkable_reason"]
    return _present(
        {
            "@type": "Rating",
            "alternateName": label or str(Status(assessment["status"]).label).capitalize(),
            "ratingExplanation": NotCheckableReason(reason).meaning if reason else None,
        }
    )


def _claim(claim: ClaimDocument, site: Site) -> Node:
    edition = claim["edition"]
    first = [a for a in claim["appearances"] if a["first_known"]]
    others = [a for a in appearances_in_order(claim) if not a["first_known"]]
    return _present(
        {
            "@type": "Claim",
            "@id": site.url(claim["api_url"]),
            "url": site.page(claim),
            "text": claim["statement"],
            "description": claim["context"],
            "inLanguage": claim["language"],
            "datePublished": _iso_date(claim["made"]),
            "temporalCoverage": claim["about_time"]["edtf"] if claim["about_time"] else None,
            "author": _one_or_many([_source(source, site) for source in claimants(claim)]),
            "claimInterpreter": _publisher(site),
            "firstAppearance": _one_or_many([_spread(_work(a["document"], site), a["observations"]) for a in first]),
            "appearance": _each_once(_spread(_work(a["document"], site), a["observations"]) for a in others),
            "interactionStatistic": _counters(claim["observations"]),
            "about": [_subject(subject, site) for subject in claim["about"]],
            "keywords": claim["topics"],
            "isPartOf": _named_claim(claim["part_of"], site) if claim["part_of"] else None,
            "hasPart": [_named_claim(part, site) for part in claim["parts"]],
            "correction": _corrections(claim),
            "version": edition["number"],
            "license": edition["license"],
            "creditText": edition["credit"],
        }
    )


def _named_claim(claim_id: str, site: Site) -> Node:
    return {"@type": "Claim", "@id": site.url(addresses.of(CLAIM, claim_id))}


def _corrections(claim: ClaimDocument) -> list[Node]:
    return [
        {"@type": "CorrectionComment", "text": correction["note"], "datePublished": correction["at"]}
        for correction in claim["corrections"]
    ]


def _citations(claim: ClaimDocument, assessment: AssessmentDocument, site: Site) -> list[Node]:
    """The documents and claims that the judgement rests on."""
    evidence = (item["item"] for item in claim["evidence"] if item["id"] in assessment["evidence"])
    return _each_once(
        _work(item["document"], site) if "document" in item else _named_claim(item["claim"], site) for item in evidence
    )


def _work(document: CitedDocument, site: Site) -> Node:
    return _present(
        {
            "@type": WORK_TYPES.get(Medium(document["medium"]), "CreativeWork"),
            "@id": site.url(document["api_url"]),
            "url": _address(document),
            "name": document["title"],
            "author": [{"@type": "Person", "name": name} for name in document["authors"]],
            "publisher": _source(document["publisher"], site),
            "datePublished": _iso_date(document["published"]),
            "inLanguage": document["language"],
            "archivedAt": iri_to_uri(document["archived_url"]) if document["archived_url"] else None,
        }
    )


#: What schema.org calls what a figure counts; it has no words for the others.
INTERACTIONS: Final = {
    Measure.VIEWS: "ViewAction",
    Measure.SHARES: "ShareAction",
    Measure.REACTIONS: "LikeAction",
    Measure.COMMENTS: "CommentAction",
    Measure.AUDIENCE: "WatchAction",
    Measure.ASKED_BY_READERS: "AskAction",
    Measure.ASKED_BY_PARTNERS: "AskAction",
}


def _counters(figures: Iterable[ObservationDocument]) -> list[Node]:
    """Each exact figure by itself: an InteractionCounter says neither “at least” nor “about”."""
    return [
        _present(
            {
                "@type": "InteractionCounter",
                "interactionType": {"@type": INTERACTIONS[Measure(each["counts"])]},
                "userInteractionCount": each["figure"],
                "interactionService": {"@type": "Thing", "name": each["place"]},
                "endTime": _iso_date(each["observed"]),
            }
        )
        for each in figures
        if each["figure"] is not None and each["precision"] == "exact" and each["counts"] in INTERACTIONS
    ]


def _spread(work: Node, figures: Sequence[ObservationDocument]) -> Node:
    return _present(work | {"interactionStatistic": _counters(figures)})


def _source(source: SourceName, site: Site) -> Node:
    return {
        "@type": SOURCE_TYPES.get(SourceKind(source["kind"]), "Organization"),
        "@id": site.url(addresses.of(SOURCE, source["id"])),
        "name": source["name"],
    }


def _subject(subject: SubjectName, site: Site) -> Node:
    return _present(
        {
            "@type": SUBJECT_TYPES.get(subject["kind"], "Thing"),
            "@id": site.url(addresses.of("subject", subject["id"])),
            "name": subject["name"],
            "sameAs": [iri_to_uri(address) for address in subject["same_as"]],
        }
    )


def _publisher(site: Site) -> Node:
    return {"@type": "Organization", "@id": f"{site.address}/", "name": site.name, "url": f"{site.address}/"}


# -- values ---------------------------------------------------------------------------------------


def _address(document: CitedDocument | None) -> str | None:
    return iri_to_uri(document["url"]) if document and document["url"] else None


def _iso_date(date: DateDocument | None) -> str | None:
    """A year, month or day in ISO 8601-1; what only EDTF can say is left out and never made more exact."""
    return date["edtf"] if date and _ISO_DATE.fullmatch(date["edtf"]) else None


def _present(node: Node) -> Node:
    """Without the members that have no value: JSON-LD gives null a meaning."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _one_or_many(nodes: Sequence[Node]) -> Node | list[Node] | None:
    """One value bare, as most readers expect it."""
    return nodes[0] if len(nodes) == 1 else list(nodes) or None


def _each_once(nodes: Iterable[Node]) -> list[Node]:
    return list({node["@id"]: node for node in nodes}.values())
