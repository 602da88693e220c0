"""One claim of a bundle as the sections read it: with numbers to refer by, and other claims at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.dossier.blocks import Code, Inline, within
from claims.dossier.shapes import ToRead, whole_claims
from claims.dossier.wording import standing_of, titled
from claims.record.documents import AssessmentDocument, ClaimDocument, CorrectionDocument, RebuttalDocument
from claims.record.named import documents_printed
from claims.scales import Bearing
from claimtrack.dates import DateDocument
from claimtrack.editions.reading import EditionDocument
from sources.documents import CitedDocument

#: Sorts after every day.
UNDATED = "9999-99"
NOT_SHOWN = "one that this edition does not show"


@dataclass(frozen=True)
class Reading:
    """`exhibits` numbers the documents of the whole bundle; what a claim holds is numbered claim by claim."""

    bundle: ToRead
    claim: ClaimDocument
    exhibits: Mapping[str, int]

    @property
    def history(self) -> list[EditionDocument]:
        return self.bundle["editions"][self.claim["id"]]

    @property
    def corrections(self) -> list[CorrectionDocument]:
        return self.bundle["corrections"].get(self.claim["id"], [])

    @cached_property
    def judgements(self) -> list[tuple[AssessmentDocument, RebuttalDocument | None]]:
        """Every assessment with the rebuttal it judges, None for the claim itself, in order of recording."""
        judged: list[tuple[AssessmentDocument, RebuttalDocument | None]] = [
            *((assessment, None) for assessment in self.claim["assessments"]),
            *((assessment, rebuttal) for rebuttal in self.claim["rebuttals"] for assessment in rebuttal["assessments"]),
        ]
        return sorted(judged, key=lambda pair: (pair[0]["recorded_at"], pair[0]["id"]))

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each thing is called in this dossier, by its id, in the order it is shown: `answer 2`."""
        claim = self.claim
        bearings = list(Bearing)
        evidence = sorted(
            claim["evidence"],
            key=lambda item: ("rebuttal" in item["target"], bearings.index(Bearing(item["bearing"]))),
        )
        return {
            **_numbered("appearance", [item["id"] for item in claim["appearances"]]),
            **_numbered("answer", [item["id"] for item in claim["rebuttals"]]),
            **_numbered("inquiry", [item["id"] for item in claim["inquiries"]]),
            **_numbered("item", [item["id"] for item in evidence]),
            **_numbered("judgement", [item["id"] for item, _ in self.judgements]),
        }

    def label(self, item_id: str) -> str:
        return self.labels.get(item_id, NOT_SHOWN)

    def labels_of(self, ids: Sequence[str]) -> list[str]:
        """The labels in the order they are shown; whatever this edition does not show comes last, once."""
        shown = [label for item_id, label in self.labels.items() if item_id in ids]
        return shown if set(ids) <= self.labels.keys() else [*shown, NOT_SHOWN]

    def exhibit(self, document: CitedDocument) -> str:
        return f"exhibit {self.exhibits[document['id']]}"

    def claim_named(self, claim_id: str) -> tuple[Inline, ...]:
        """Another claim as a reference: its statement and how it is judged."""
        if claim_id == self.claim["id"]:
            return ("this claim",)
        card = self.bundle["neighbours"].get(claim_id)
        if card is None:
            return ("a claim that cannot be read now (", Code(claim_id), ")")
        return (f"“{within(card['statement'])}” ({standing_of(card)})",)

    def document_named(self, document_id: str) -> str:
        shown = documents_printed(self.claim)
        document = shown.get(document_id) or self.bundle["mentions"]["documents"].get(document_id)
        return titled(document) if document else f"a document that is not shown ({document_id})"


def _numbered(word: str, ids: Sequence[str]) -> dict[str, str]:
    return {item_id: f"{word} {number}" for number, item_id in enumerate(ids, 1)}


def exhibits_of(bundle: ToRead) -> dict[str, CitedDocument]:
    """Every document the claims show, in the order they do."""
    found: dict[str, CitedDocument] = {}
    for claim in whole_claims(bundle):
        found |= documents_printed(claim)
    return found


def readings(bundle: ToRead) -> list[Reading]:
    """The claims as they were asked for; those of a narrative in the order of time."""
    numbers = {document_id: number for number, document_id in enumerate(exhibits_of(bundle), 1)}
    read = [Reading(bundle, claim, numbers) for claim in whole_claims(bundle)]
    return sorted(read, key=_by_time) if is_narrative(bundle) else read


def is_narrative(bundle: ToRead) -> bool:
    return bool(bundle["selection"] and bundle["selection"]["narrative"])


def _by_time(reading: Reading) -> str:
    """The first day of the time a claim speaks of, else of when it was first said; UNDATED where none is known."""
    claim = reading.claim
    said = [claim["made"], *sorted((item["made"] for item in claim["appearances"]), key=_first_day)]
    return next((first for date in (claim["about_time"], *said) if (first := _first_day(date)) != UNDATED), UNDATED)


def _first_day(date: DateDocument | None) -> str:
    return (date and (date["earliest"] or date["latest"])) or UNDATED
