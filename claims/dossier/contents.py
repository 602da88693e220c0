"""The contents of a dossier in their order, whatever its form: what every renderer but JSON writes out."""

from claims.dossier.apparatus import exhibits, methods, sources
from claims.dossier.asking import spread
from claims.dossier.blocks import Block, Section, within
from claims.dossier.cover import cover
from claims.dossier.history import corrections, editions
from claims.dossier.integrity import declaration, integrity
from claims.dossier.opening import finding, scope
from claims.dossier.reading import Reading, is_narrative, readings
from claims.dossier.shapes import Bundle
from claims.dossier.ties import overview
from claims.dossier.times import common_timeline, timeline
from claims.dossier.voices import answered, said
from claims.dossier.weighing import evidence, ledger
from claims.dossier.wording import counted

#: The sections of each claim, in order. A new one is a function from a reading and one line here.
OF_A_CLAIM = (finding, scope, said, spread, answered, evidence, ledger, timeline, corrections)


def contents(bundle: Bundle) -> Section:
    """The whole dossier as one section: cover, each claim, then what stands behind all of them."""
    read = readings(bundle)
    return Section(
        _title(bundle),
        (
            *cover(bundle, read),
            *_at_a_glance(bundle, read),
            *_claims(bundle, read),
            *_withdrawn(bundle),
            sources(bundle, read),
            exhibits(bundle),
            methods(),
            integrity(bundle),
            declaration(bundle),
        ),
    )


def _at_a_glance(bundle: Bundle, read: list[Reading]) -> list[Block]:
    """Of several claims, all in one picture; of a narrative, all on one timeline too."""
    picture = overview(read) if len(read) > 1 else None
    sections: list[Block] = [Section("Who said what, and who answered", (picture,))] if picture else []
    return [*sections, common_timeline(read)] if _goes_by_time(bundle, read) else sections


def _goes_by_time(bundle: Bundle, read: list[Reading]) -> bool:
    return is_narrative(bundle) and len(read) > 1


def _withdrawn(bundle: Bundle) -> list[Block]:
    """Of an edition that withdrew its claim there is nothing to show but how it came to that."""
    return [
        Section(f"Editions of {document['slug']}", tuple(editions(bundle["editions"][document["id"]])))
        for document in bundle["claims"]
        if document["statement"] is None
    ]


def _title(bundle: Bundle) -> str:
    number = len(bundle["claims"])
    if is_narrative(bundle):
        return f"Dossier of a narrative: {counted(number, 'claim', 'claims')}"
    return "Dossier of a claim" if number == 1 else f"Dossier of {number} claims"


def _claims(bundle: Bundle, read: list[Reading]) -> list[Block]:
    """The sections of the one claim, or of each under its statement; on a common timeline none has its own."""
    common = {timeline} if _goes_by_time(bundle, read) else set()
    chapters = [tuple(section(reading) for section in OF_A_CLAIM if section not in common) for reading in read]
    if len(chapters) == 1:
        return list(chapters[0])
    return [
        Section(f"Claim {number}: {within(reading.claim['statement'])}", sections)
        for number, (reading, sections) in enumerate(zip(read, chapters, strict=True), 1)
    ]
