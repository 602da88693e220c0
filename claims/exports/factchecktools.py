"""Claims as the Google Fact Check Tools API answers them, in v1alpha1: its names, in its order.

A date that is not exact to the day is left out: theirs are instants, and we do not make ours more exact.
"""

from typing import TypedDict

from django.utils.encoding import iri_to_uri

from claims.exports.published import Site, claimants, exact_day
from claims.record.documents import AssessmentDocument, ClaimDocument
from claims.record.headline import in_force
from claims.record.reading import PublishedClaim
from claims.scales import Status, Verdict
from sources.addresses import host_of


class FactCheckPublisher(TypedDict, total=False):
    name: str
    site: str


class FactCheckReview(TypedDict, total=False):
    publisher: FactCheckPublisher
    url: str
    title: str
    reviewDate: str
    textualRating: str
    languageCode: str


class FactCheckedClaim(TypedDict, total=False):
    text: str
    claimant: str
    claimDate: str
    claimReview: list[FactCheckReview]


class FactCheckedClaimSearchResponse(TypedDict, total=False):
    """What `claims:search` answers; members without a value are left out, as Google's servers do."""

    claims: list[FactCheckedClaim]
    nextPageToken: str


class ImageSearchResult(TypedDict):
    claim: FactCheckedClaim


class FactCheckedClaimImageSearchResponse(TypedDict, total=False):
    """What `claims:imageSearch` answers."""

    results: list[ImageSearchResult]
    nextPageToken: str


def reviewed_claim(claim: PublishedClaim, site: Site) -> FactCheckedClaim:
    """A claim and its standing assessments."""
    document = claim.document
    answer: FactCheckedClaim = {"text": document["statement"]}
    if names := [source["name"] for source in claimants(document)]:
        answer["claimant"] = ", ".join(names)
    if day := exact_day(document["made"]):
        answer["claimDate"] = f"{day}T00:00:00Z"
    answer["claimReview"] = [_review(document, each, site) for each in in_force(document["assessments"])]
    return answer


def _review(claim: ClaimDocument, assessment: AssessmentDocument, site: Site) -> FactCheckReview:
    document = assessment["document"]
    own = iri_to_uri(document["url"]) if document and document["url"] else None
    url = own or site.page(claim)
    answer: FactCheckReview = {"publisher": _publisher(assessment, url, site), "url": url}
    if document and document["title"]:
        answer["title"] = document["title"]
    if date := _review_date(assessment):
        answer["reviewDate"] = date
    answer["textualRating"] = _textual_rating(assessment)
    answer["languageCode"] = (document["language"] if document else None) or claim["language"]
    return answer


def _publisher(assessment: AssessmentDocument, url: str, site: Site) -> FactCheckPublisher:
    """`site` is the host of the review's address, as their documentation has it."""
    source = assessment["by"]["source"]
    return {"name": source["name"] if source else site.name, "site": host_of(url)}


def _review_date(assessment: AssessmentDocument) -> str | None:
    document = assessment["document"]
    day = exact_day(assessment["assessed_at"]) or exact_day(document["published"] if document else None)
    if day:
        return f"{day}T00:00:00Z"
    return assessment["recorded_at"] if assessment["by"]["type"] == "desk" else None


def _textual_rating(assessment: AssessmentDocument) -> str:
    """The judge's own label, letter for letter; ours where there is none."""
    verdict = assessment["verdict"]
    ours = Verdict(verdict).label if verdict else Status(assessment["status"]).label
    return assessment["label"] or str(ours).capitalize()
