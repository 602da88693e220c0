"""One claim: as it stands, as of a day or in one edition; and its dossier."""

from collections.abc import Iterator
from typing import Final

from claims.dossier import as_markdown
from claims.dossier.blocks import Strong, line, within
from claims.dossier.bundle import bundle
from claims.dossier.refusals import NotPublished, NotReadable, RedactedEdition, WithheldEdition
from claims.dossier.shapes import Bundle
from claims.record.documents import CLAIM, ClaimDocument
from claims.tools.assistants.answers import (
    ClaimTold,
    Told,
    WholeClaimTold,
    claim_told,
    left_out,
    told,
    whole_claim_told,
)
from claims.tools.assistants.naming import NamingArguments, pinned, read_named
from claims.tools.assistants.tool import Answer, NoAnswer, Tool
from claims.tools.assistants.wording import page, whole_claim
from claimtrack.editions.models import Head
from claimtrack.editions.reading import Shown
from claimtrack.editions.state import snapshot
from claimtrack.query.filters import IntegerFilter, TextFilter

LONGEST_PART: Final = 40_000


class ClaimArguments(NamingArguments):
    needed = frozenset({"claim"})

    claim = TextFilter(narrows=False, max_length=500, help_text="The id, the slug or the address of a claim.")


class OneClaimTold(Told):
    """The claim; `merged_from` is the id that was asked for, where that claim was merged into this one."""

    claim: WholeClaimTold
    merged_from: str | None


def get(asked: ClaimArguments, using: str) -> Answer:
    with snapshot(using) as now:
        found, merged_from = read_named(CLAIM, asked, using)
        newest = Head.objects.using(using).values_list("number", flat=True).get(pk=found.work_id)
    claim: ClaimDocument = found.document
    whole = whole_claim_told(claim)
    answer: OneClaimTold = {
        **told(now, _of_claim(claim, newest)),
        "claim": whole,
        "merged_from": merged_from,
    }
    return Answer(answer, whole_claim(claim, whole))


def _of_claim(claim: ClaimDocument, newest: int) -> Iterator[str]:
    number = claim["edition"]["number"]
    if number != newest:
        yield f"What changed since: this is edition {number}, and the newest is edition {newest}."
    elif number > 1:
        yield f"Earlier editions, of which there are {number - 1}: ask with `edition`."
    yield from left_out(claim["appearances"], "appearances")
    yield from left_out(claim["rebuttals"], "answers")
    yield from left_out(claim["assessments"], "judgements")
    yield from left_out(claim["corrections"], "corrections")
    yield "Evidence, relations to other claims and figures of spread: get_dossier has them."
    yield "Copies of documents that the newsroom keeps: they are not published."


CLAIM_TOOL: Final = Tool(
    name="get_claim",
    title="Read one claim",
    description=(
        "One claim with its standing, who said it where, who answered, every judgement with its reasons, and its "
        "corrections: as it stands, as of a day (`as_of`), or in one edition."
    ),
    arguments=ClaimArguments,
    answers=OneClaimTold,
    run=get,
)


# -- the dossier ----------------------------------------------------------------------------------


class DossierArguments(ClaimArguments):
    start = IntegerFilter(
        default=0, narrows=False, help_text="From which character on: the `next_start` of the part before."
    )


class DossierTold(Told):
    """A part of a dossier in Markdown; `sha256` is of its contents in JSON (RFC 8785), whatever part is read.

    `next_start` is where the next part begins, null at the end.
    """

    claim: ClaimTold
    sha256: str
    characters: int
    start: int
    next_start: int | None
    markdown: str


def dossier(asked: DossierArguments, using: str) -> Answer:
    with snapshot(using) as now:
        found, _ = read_named(CLAIM, asked, using)
        made = _bundled(found, asked, using)
    text = as_markdown.render(made).decode()
    start = asked.values["start"]
    if start >= len(text):
        raise NoAnswer(f"The dossier has {len(text)} characters; `start` is less than that.")
    end = _end_of_part(text, start)
    claim = claim_told(found.document)
    answer: DossierTold = {
        **told(now, _of_dossier(text, start, end)),
        "claim": claim,
        "sha256": made["sha256"],
        "characters": len(text),
        "start": start,
        "next_start": end if end < len(text) else None,
        "markdown": text[start:end],
    }
    heading = page("Dossier", [line("The claim it is of: ", Strong(within(claim["standing"])), ".")])
    return Answer(answer, f"{heading}\n{text[start:end]}")


def _bundled(found: Shown, asked: DossierArguments, using: str) -> Bundle:
    """Of the edition that was found, or of a time. Raises NoAnswer."""
    wanted = pinned(CLAIM, asked)
    number = found.number if wanted["edition"] is not None else None
    try:
        return bundle([found.work_id], edition=number, as_of=wanted["as_of"], using=using)
    except (NotPublished, NotReadable, RedactedEdition, WithheldEdition) as error:
        raise NoAnswer(str(error)) from error


def _end_of_part(text: str, start: int) -> int:
    """At the end of a line, where there is one."""
    if len(text) - start <= LONGEST_PART:
        return len(text)
    return text.rfind("\n", start, start + LONGEST_PART) + 1 or start + LONGEST_PART


def _of_dossier(text: str, start: int, end: int) -> Iterator[str]:
    if start:
        yield f"The {start} characters before this part."
    if end < len(text):
        yield f"The {len(text) - end} characters after this part: ask again with `start` {end}."
    yield "Pictures, and copies of documents that the newsroom keeps."


DOSSIER: Final = Tool(
    name="get_dossier",
    title="Read the dossier of a claim",
    description=(
        "All there is on a claim, in Markdown: findings, who said it, answers, evidence, the ledger of judgements, "
        f"timeline, corrections, sources, hashes. In parts of up to {LONGEST_PART:,} characters."
    ),
    arguments=DossierArguments,
    answers=DossierTold,
    run=dossier,
)
