"""What a claim's document names, member by member: sources as it prints them, and whole documents."""

from collections.abc import Iterator

from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    ClaimDocument,
    JudgingDocument,
    ObservationDocument,
    RebuttalDocument,
)
from sources.documents import CitedDocument, SourceName


def sources_named(claim: ClaimDocument) -> Iterator[SourceName]:
    """Every source that speaks, publishes, answers or judges in a claim's document, repetitions included."""
    for appearance in claim["appearances"]:
        yield from sources_of(appearance)
    for rebuttal in claim["rebuttals"]:
        yield rebuttal["source"]
        if rebuttal["speaker"]:
            yield rebuttal["speaker"]
        yield rebuttal["document"]["publisher"]
    for assessment in claim["assessments"]:
        if assessment["by"]["source"]:
            yield assessment["by"]["source"]
    yield from (inquiry["source"] for inquiry in claim["inquiries"])
    yield from (each["source"] for each in observations(claim) if each["source"])


def observations(claim: ClaimDocument) -> Iterator[ObservationDocument]:
    """How far the claim spread, and each appearance of it."""
    yield from claim["observations"]
    for appearance in claim["appearances"]:
        yield from appearance["observations"]


def sources_of(appearance: AppearanceDocument) -> Iterator[SourceName]:
    """Who speaks, on whose word, and who published it."""
    if appearance["speaker"]:
        yield appearance["speaker"]
    yield from appearance["attributed_to"]
    yield appearance["document"]["publisher"]


# -- everything that is printed, in the order of the canonical text ---------------------------------


def sources_printed(claim: ClaimDocument) -> Iterator[SourceName]:
    """Every source, wherever the document prints one, repetitions included."""
    for appearance in claim["appearances"]:
        yield from appearance["attributed_to"]
        yield appearance["document"]["publisher"]
        yield from _measuring(appearance["observations"])
        if appearance["speaker"]:
            yield appearance["speaker"]
    for assessment in claim["assessments"]:
        yield from _of_assessment(assessment)
    for evidence in claim["evidence"]:
        if "document" in evidence["item"]:
            yield evidence["item"]["document"]["publisher"]
    yield from (inquiry["source"] for inquiry in claim["inquiries"])
    yield from _measuring(claim["observations"])
    for rebuttal in claim["rebuttals"]:
        yield from _of_rebuttal(rebuttal)


def _measuring(figures: list[ObservationDocument]) -> Iterator[SourceName]:
    yield from (each["source"] for each in figures if each["source"])


def _of_assessment(assessment: AssessmentDocument) -> Iterator[SourceName]:
    if assessment["by"]["source"]:
        yield assessment["by"]["source"]
    if assessment["document"]:
        yield assessment["document"]["publisher"]


def _of_rebuttal(rebuttal: RebuttalDocument) -> Iterator[SourceName]:
    for assessment in rebuttal["assessments"]:
        yield from _of_assessment(assessment)
    yield rebuttal["document"]["publisher"]
    yield rebuttal["source"]
    if rebuttal["speaker"]:
        yield rebuttal["speaker"]


def documents_printed(claim: ClaimDocument) -> dict[str, CitedDocument]:
    """Every document by its id, in the order in which they are printed first, and as they are printed last."""
    return {document["id"]: document for document in _documents(claim)}


def _documents(claim: ClaimDocument) -> Iterator[CitedDocument]:
    yield from (appearance["document"] for appearance in claim["appearances"])
    yield from judging(claim["assessments"])
    for evidence in claim["evidence"]:
        if "document" in evidence["item"]:
            yield evidence["item"]["document"]
    for rebuttal in claim["rebuttals"]:
        yield from judging(rebuttal["assessments"])
        yield rebuttal["document"]


def judging(assessments: list[AssessmentDocument]) -> Iterator[JudgingDocument]:
    """The documents that judge."""
    yield from (assessment["document"] for assessment in assessments if assessment["document"])
