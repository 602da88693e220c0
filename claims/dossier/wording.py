"""How the record reads in sentences: dates, names, chains of attribution, judgements, references."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from django.utils.translation import override
from django_countries import countries

from claims.dossier.blocks import Block, Line, Quotation, Strong, line, within
from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    Card,
    ClaimDocument,
    HeadlineDocument,
    RebuttalDocument,
)
from claims.scales import (
    LIKELIHOOD_RANGES,
    AnswerScope,
    AppearanceRole,
    Confidence,
    Credibility,
    Likelihood,
    NotCheckableReason,
    Status,
    Verdict,
)
from claimtrack.dates import DateDocument, WorldDate, describe
from claimtrack.editions.chain import EditionStamp, StaffDocument
from claimtrack.vocabulary import Described
from sources.documents import CitedDocument, SourceDocument, SourceName
from sources.vocabulary import Medium, SourceKind

#: Sources one speaks of as "who", not as "which".
PEOPLE = {SourceKind.PERSON, SourceKind.ANONYMOUS, SourceKind.COLLECTIVE}


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def spans(numbers: Sequence[int]) -> str:
    """`1–4, 7 and 9`: numbers in a row as a span."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number])
    return listed(["–".join(map(str, span)) for span in found])


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """With a full stop, unless it has an end of its own."""
    return text if text.endswith((".", "!", "?", "…", ".”")) else f"{text}."


# -- times ----------------------------------------------------------------------------------------


def day(date: DateDocument | None) -> str:
    """`8 October 2018`, `some day in August, year unknown`; says so where the dating is ours."""
    if date is None:
        return "undated"
    return describe(WorldDate(date["edtf"])) + (" (dated by us)" if date["inferred"] else "")


def dated(date: DateDocument) -> str:
    """The day with the document's own words for it, where they say more, and with the basis of our dating."""
    plain = describe(WorldDate(date["edtf"]))
    asides = []
    if date["text"] and plain not in date["text"]:
        asides.append(f"in the document's words: “{within(date['text'])}”")
    if date["inferred"]:
        asides.append(f"dated by us: {within(date['basis'] or '').rstrip('.')}")
    return plain + (f" ({'; '.join(asides)})" if asides else "")


def instant(time: str) -> str:
    """`23 November 2026, 06:51:12 UTC`; by another clock `8 October 2018, 16:49:00 UTC+01:00`."""
    at = datetime.fromisoformat(time)
    offset = "" if time.endswith("Z") else time[-6:]
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC{offset}"


def came_about(stamp: EditionStamp) -> str:
    """`corrected on 23 November 2026, 06:51:12 UTC`: of an edition that can be read.

    One by which an older edition was withheld or redacted says of itself what it did to that.
    """
    kind = TAKING.get(stamp["kind"], stamp["kind"])
    return f"{kind} on {instant(stamp['published_at'])}"


TAKING = {
    "withheld": "published as an older edition was withheld",
    "redacted": "published as an older one was redacted",
}


# -- who and what ---------------------------------------------------------------------------------


def member(person: StaffDocument | None, bylines: Mapping[str, str]) -> str:
    """A member of staff: `checker 0192ab12-…`, with the name that they work under in public, if any."""
    if person is None:
        return "no id is recorded"
    byline = bylines.get(person["person"])
    known = f"{person['role'] or 'member of staff'} {person['person']}"
    return f"{within(byline)} ({known})" if byline else known


def name(source: SourceName) -> str:
    return within(source["name"])


def description(source: SourceDocument) -> str:
    """What the record says of a source; of an anonymous one, the document's own words for it."""
    if source["kind"] == "anonymous":
        return f"The document's own words for them: “{within(source['description'])}”."
    return stopped(within(source["description"]))


def pronoun(source: SourceName) -> str:
    return "who" if source["kind"] in PEOPLE else "which"


def country(code: str) -> str:
    # Names are translated as they are read; a dossier is the same whatever language its reader asks in.
    with override(None):
        return str(countries.name(code)) or code


def document(item: CitedDocument) -> str:
    """`“Title”, an article published by The Sun, 8 October 2018`; without a title, its address."""
    publisher = name(item["publisher"])
    published = day(item["published"])
    called = f"{titled(item)}, " if item["title"] or item["url"] else ""
    return f"{called}{medium(item)} published by {publisher}, {published}"


def titled(item: CitedDocument) -> str:
    """`“Title”`; of an item without one its address, else what it is and whose."""
    if item["title"]:
        return f"“{within(item['title'])}”"
    return item["url"] or f"{medium(item)} of {name(item['publisher'])}"


def medium(item: CitedDocument) -> str:
    label = Medium(item["medium"]).label
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"


def standing_of(headline: Card | HeadlineDocument) -> str:
    """How a claim is judged, in the few words a reference has room for."""
    if headline["verdict"]:
        judge = "us" if headline["basis"] == "desk" else "others"
        return f"rated {Verdict(headline['verdict']).label} by {judge}"
    if headline["disagree"]:
        return "rated by others, who disagree"
    return str(Status(headline["status"]).label)


# -- said and answered ----------------------------------------------------------------------------

SAYS = {
    AppearanceRole.ASSERTS: "says so in its own voice",
    AppearanceRole.REPORTS: "reports it",
    AppearanceRole.ENDORSES: "repeats it as true",
    AppearanceRole.QUERIES: "asks whether it is true",
    AppearanceRole.DISPUTES: "says that it is not true",
}


def attribution(appearance: AppearanceDocument) -> str:
    """Who says it on whose word: `The Sun reports it on the word of A, who had it from B.`"""
    speaker = appearance["speaker"]
    says = SAYS[AppearanceRole(appearance["role"])]
    chain = on_the_word_of(appearance["attributed_to"])
    if not speaker:
        return f"The document {says}{chain}, and names nobody as the speaker."
    if appearance["role"] == "asserts":
        says = "says so" if chain else "says so personally" if speaker["kind"] in PEOPLE else says
    return f"{sentence(name(speaker))} {says}{chain}."


def on_the_word_of(chain: Sequence[SourceName]) -> str:
    if not chain:
        return ""
    words = f" on the word of {name(chain[0])}"
    for source, origin in pairwise(chain):
        words += f", {pronoun(source)} had it from {name(origin)}"
    return words


UNANSWERED = "No answer to this claim is recorded, and no request for one. That says nothing about its truth."


def scope_of(item: RebuttalDocument, claim: ClaimDocument) -> AnswerScope | None:
    """How an answer takes up this claim; None when it is to something else that the claim stands in."""
    found = (answer["scope"] for answer in item["answers"] if answer.get("claim") == claim["id"])
    return next((AnswerScope(scope) for scope in found), None)


def quotation(item: AppearanceDocument | RebuttalDocument) -> list[Block]:
    """The words as quoted, and whether they were found in a copy of the document."""
    if not item["quote"]:
        return []
    blocks: list[Block] = [line("In the document's own words:"), Quotation(item["quote"])]
    if place := _place(item):
        blocks.append(line(place))
    return [*blocks, line(ANCHORED[item["anchored"]])]


ANCHORED = {
    True: "The quotation was found, letter for letter, in the copy of the document that we keep.",
    False: "The quotation was not found in the copy of the document that we keep: treat it with care.",
    None: "The quotation was not checked: we keep no copy of the document.",
}


def _place(item: AppearanceDocument | RebuttalDocument) -> str:
    selector = item["selector"]
    if not selector or not (selector["prefix"] or selector["suffix"]):
        return ""
    sides = [
        f"after “{within(selector['prefix'])}”" if selector["prefix"] else "",
        f"before “{within(selector['suffix'])}”" if selector["suffix"] else "",
    ]
    return f"It stands {listed([side for side in sides if side])}."


# -- judged ---------------------------------------------------------------------------------------


def outcome(assessment: AssessmentDocument) -> str:
    """`unproven (examined, and the evidence decides neither way)`."""
    if assessment["verdict"]:
        return meant(Verdict(assessment["verdict"]))
    return f"not checkable, {meant(NotCheckableReason(str(assessment['not_checkable_reason'])))}"


def meaning(word: Described) -> str:
    """What a word of a scale means, for the middle of a sentence."""
    return word.meaning[:1].lower() + word.meaning[1:].rstrip(".")


def meant(word: Described) -> str:
    """A word of a scale with its meaning: `material (counts towards the judgement)`."""
    return f"{word.label} ({meaning(word)})"


def likelihood(word: str, *, of: str) -> Line:
    """A sentence of its own: it never shares one with the confidence."""
    level = Likelihood(word)
    span = LIKELIHOOD_RANGES[level]
    return line(
        f"Likelihood that the {of} is true: ",
        Strong(str(level.label)),
        f", which stands for a probability of {span['low']:02} to {span['high']:02} %.",
    )


def confidence(word: str) -> Line:
    """A sentence of its own: it never shares one with the likelihood."""
    level = Confidence(word)
    return line("Analytic confidence in the judgement: ", Strong(str(level.label)), f". {level.meaning}")


def judge(assessment: AssessmentDocument) -> str:
    source = assessment["by"]["source"]
    return name(source) if source else "our desk"


def credibility(grade: int) -> str:
    return f"{grade}, {Credibility(grade).label}"
