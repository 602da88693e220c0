"""Objects of events: the claim as a `narrative`, documents as `publication`s, answers as `annotation`s."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.encoding import iri_to_uri

from claims.exports import told
from claims.exports.misp.parts import INHERITED, Part, Value, attribute, ours
from claims.exports.published import Site, appearances_in_order, claimants
from claims.exports.uuids import uuid_of
from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    ClaimDocument,
    InquiryDocument,
    RebuttalDocument,
)
from claims.record.listing import current_assessment
from claims.scales import AppearanceRole, Verdict
from claimtrack.dates import DateDocument
from sources.documents import CitedDocument, SourceName

#: Verdicts whose reasons speak against the statement.
DISPROVING: Final = {Verdict.FALSE, Verdict.MOSTLY_FALSE, Verdict.MISLEADING}

#: What a document does with the claim.
DOING: Final = {
    AppearanceRole.ASSERTS: "asserts the claim",
    AppearanceRole.REPORTS: "reports the claim",
    AppearanceRole.ENDORSES: "repeats the claim as true",
    AppearanceRole.QUERIES: "asks whether the claim is true",
    AppearanceRole.DISPUTES: "disputes the claim",
}


@dataclass(frozen=True, slots=True)
class Template:
    """A template of MISP/misp-objects."""

    name: str
    uuid: str
    version: str
    description: str
    meta_category: str = "misc"


NARRATIVE: Final = Template("narrative", "83bea299-514a-4719-a84b-f6fd0997fac1", "4", "Object describing a narrative.")
PUBLICATION: Final = Template(
    "publication",
    "8a86b056-7f2c-4c1b-b04e-a6bac4443068",
    "2",
    "An object to describe a book, journal, or academic publication.",
)
ANNOTATION: Final = Template(
    "annotation",
    "5d8dc046-15a1-4ca3-a09f-ed4ede7c4487",
    "3",
    "An annotation object allowing analysts to add annotations, comments, executive summary to a MISP event, objects or"
    " attributes.",
)


def objects_of(claim: ClaimDocument, site: Site, timestamp: str) -> Iterator[Part]:
    """The claim, and what refers to it: where it stands, who judged it, who answered, whom we asked."""
    made = _Objects(claim, site, timestamp)
    yield made.statement()
    yield from map(made.appearance, claim["appearances"])
    superseded = told.successors(claim)
    for assessment in claim["assessments"]:
        if document := assessment["document"]:
            yield made.fact_check(assessment, document, stands=assessment["id"] not in superseded)
    yield from map(made.rebuttal, claim["rebuttals"])
    yield from map(made.inquiry, claim["inquiries"])


@dataclass(frozen=True, slots=True)
class _Objects:
    """Makes the objects of one claim's event."""

    claim: ClaimDocument
    site: Site
    timestamp: str

    def statement(self) -> Part:
        """The claim itself: MISP has no nearer object."""
        claim, current = self.claim, current_assessment(self.claim)
        disproof = current["rationale"] if current and current["verdict"] in DISPROVING else None
        first = next((each["document"] for each in appearances_in_order(claim) if each["first_known"]), None)
        names = ", ".join(source["name"] for source in claimants(claim))
        values = [
            Value("narrative-summary", "text", told.title(claim), tags=(_standing_tag(claim),)),
            Value("narrative-disproof", "text", disproof),
            Value("link", "link", _address(first["url"]) if first else None),
            Value("archive", "link", _address(first["archived_url"]) if first else None),
            Value("external-references", "link", self.site.page(claim), comment=f"{self.site.name}: the claim's page"),
        ]
        return self._object(NARRATIVE, self._uuid(), values) | {"comment": f"Said by: {names}." if names else ""}

    def appearance(self, appearance: AppearanceDocument) -> Part:
        """A document in which the claim stands, and what it does with it."""
        transcript = told.quoted(appearance["transcript"])
        said = filter(
            None,
            (
                _doing(appearance),
                f"How the claim stands: {told.standing_words(self.claim)}.",
                told.quoted(appearance["quote"]),
                appearance["description"],
                f"Transcript: {transcript}" if transcript else None,
            ),
        )
        description = Value("description", "text", "\n\n".join(said), tags=_credibility(appearance))
        values = [description, *self._of_document(appearance["document"])]
        return self._beside(PUBLICATION, ("appearance", appearance["id"]), values, appearance["role"])

    def fact_check(self, assessment: AssessmentDocument, document: CitedDocument, *, stands: bool) -> Part:
        """The document that a judgement stands in."""
        name, verdict = told.judge(assessment) or self.site.name, told.verdict_of(assessment)
        said = f"{name} judges the claim: {verdict}."
        if not stands:
            said = f"No longer stands: {said}"
        values = [Value("description", "text", said), *self._of_document(document)]
        return self._beside(PUBLICATION, ("assessment", assessment["id"]), values, "judges")

    def rebuttal(self, rebuttal: RebuttalDocument) -> Part:
        link = _address(rebuttal["document"]["url"])
        return self._annotation(("rebuttal", rebuttal["id"]), told.answered(rebuttal), link)

    def inquiry(self, inquiry: InquiryDocument) -> Part:
        return self._annotation(("inquiry", inquiry["id"]), told.asked(inquiry), None)

    def _annotation(self, key: tuple[str, str], said: tuple[str, str], link: str | None) -> Part:
        values = [
            Value("text", "text", "\n\n".join(said)),
            Value("type", "text", "Annotation"),
            Value("format", "text", "text"),
            Value("ref", "link", link),
        ]
        return self._beside(ANNOTATION, key, values, "annotates")

    def _of_document(self, document: CitedDocument) -> Iterator[Value]:
        """The document; one with no address of its own is found by ours."""
        own, archived = _address(document["url"]), _address(document["archived_url"])
        entry = None if own or archived else self.site.url(document["api_url"])
        yield Value("title", "text", document["title"])
        yield Value("link", "link", own)
        yield Value("archive", "link", archived)
        yield Value("link", "link", entry, comment=f"{self.site.name}: what is known of the document")
        yield Value("publisher", "text", document["publisher"]["name"], tags=_reliability(document["publisher"]))
        yield from (Value("author", "text", author) for author in document["authors"])
        yield Value("year", "text", _year(document["published"]))

    # -- the form of any object ---------------------------------------------------------------------

    def _uuid(self) -> str:
        return uuid_of("object", "claim", self.claim["id"])

    def _beside(self, template: Template, key: tuple[str, str], values: Iterable[Value], relationship: str) -> Part:
        """An object that refers to the claim's."""
        uuid = uuid_of("object", *key, self.claim["id"])
        reference = {
            "uuid": uuid_of("object-reference", *key, self.claim["id"]),
            "object_uuid": uuid,
            "referenced_uuid": self._uuid(),
            "relationship_type": relationship,
            "timestamp": self.timestamp,
        }
        return self._object(template, uuid, values) | {"ObjectReference": [reference]}

    def _object(self, template: Template, uuid: str, values: Iterable[Value]) -> Part:
        """An object; what is not known is left out. Several attributes of one relation are numbered in their ids."""
        attributes: list[Part] = []
        numbers: Counter[str] = Counter()
        for value in values:
            if value.value:
                numbers[value.relation] += 1
                made = attribute(value, self.timestamp, uuid, value.relation, str(numbers[value.relation]))
                attributes.append(made | {"object_relation": value.relation})
        return {
            "uuid": uuid,
            "name": template.name,
            "meta-category": template.meta_category,
            "description": template.description,
            "template_uuid": template.uuid,
            "template_version": template.version,
            "distribution": INHERITED,
            "timestamp": self.timestamp,
            "Attribute": attributes,
        }


# -- words ----------------------------------------------------------------------------------------


def _doing(appearance: AppearanceDocument) -> str:
    """Who says it on whose word: `The Paper reports the claim on the word of A. Speaker.`"""
    speaker = appearance["speaker"]
    names = [source["name"] for source in appearance["attributed_to"]]
    chain = f" on the word of {', who had it from '.join(names)}" if names else ""
    return f"{speaker['name'] if speaker else 'The document'} {DOING[AppearanceRole(appearance['role'])]}{chain}."


def _year(date: DateDocument | None) -> str | None:
    """The year, where the date lies in one for certain."""
    if not date or not date["earliest"] or not date["latest"] or set(date["edtf"]) & set("?~%"):
        return None
    year = date["earliest"][:4]
    return year if date["latest"][:4] == year else None


def _address(url: str | None) -> str | None:
    return iri_to_uri(url) if url else None


def _standing_tag(claim: ClaimDocument) -> str:
    head = claim["headline"]
    return ours("verdict", head["verdict"]) if head["verdict"] else ours("status", head["status"])


# -- grades ---------------------------------------------------------------------------------------


def _reliability(source: SourceName) -> tuple[str, ...]:
    grade = source["reliability"]
    return (f'admiralty-scale:source-reliability="{grade.lower()}"',) if grade else ()


def _credibility(appearance: AppearanceDocument) -> tuple[str, ...]:
    grade = appearance["credibility"]
    return (f'admiralty-scale:information-credibility="{grade}"',) if grade else ()
