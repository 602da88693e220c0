"""The contents of a dossier in their order, whatever its form: what every renderer but JSON writes out."""

from claims.dossier.apparatus import exhibits, methods, sources
from claims.dossier.blocks import Block, Section, within
from claims.dossier.integrity import declaration, integrity
from claims.dossier.opening import cover, finding, scope
from claims.dossier.reading import Reading, readings
from claims.dossier.shapes import Bundle
from claims.dossier.ties import overview
from claims.dossier.times import corrections, editions, timeline
from claims.dossier.voices import answered, said
from claims.dossier.weighing import evidence, ledger
from claims.dossier.wording import counted

#: The sections of each claim, in order. A new one is a function from a reading and one line here.
OF_A_CLAIM = (finding, scope, said, answered, evidence, ledger, timeline, corrections)


def contents(bundle: Bundle) -> Section:
    """The whole dossier as one section: cover, each claim, then what stands behind all of them."""
    read = readings(bundle)
    return Section(
        _title(bundle),
        (
            *cover(bundle),
            *_at_a_glance(read),
            *_claims(read),
            *_withdrawn(bundle),
            sources(bundle, read),
            exhibits(bundle),
            methods(),
            integrity(bundle),
            declaration(bundle),
        ),
    )


def _at_a_glance(read: list[Reading]) -> list[Block]:
    """Of several claims, all in one picture."""
    picture = overview(read) if len(read) > 1 else None
    return [Section("Who said what, and who answered", (picture,))] if picture else []


def _withdrawn(bundle: Bundle) -> list[Block]:
    """Of an edition that withdrew its claim there is nothing to show but how it came to that."""
    return [
        Section(f"Editions of {document['slug']}", tuple(editions(bundle["editions"][document["id"]])))
        for document in bundle["claims"]
        if document["statement"] is None
    ]


def _title(bundle: Bundle) -> str:
    number = len(bundle["claims"])
    if bundle["selection"] and bundle["selection"]["narrative"]:
        return f"Dossier of a narrative: {counted(number, 'claim', 'claims')}"
    return "Dossier of a claim" if number == 1 else f"Dossier of {number} claims"


def _claims(read: list[Reading]) -> list[Block]:
    """The sections of the one claim, or of each under its statement."""
    chapters = [tuple(section(reading) for section in OF_A_CLAIM) for reading in read]
    if len(chapters) == 1:
        return list(chapters[0])
    return [
        Section(f"Claim {number}: {within(reading.claim['statement'])}", sections)
        for number, (reading, sections) in enumerate(zip(read, chapters, strict=True), 1)
    ]
