"""Who said it, and who answered."""

from collections.abc import Iterator

from claims.dossier.asking import asked
from claims.dossier.blocks import Block, Item, Quotation, Section, Strong, bullets, line, paragraphs, within
from claims.dossier.reading import Reading
from claims.dossier.ties import ties
from claims.dossier.wording import (
    UNANSWERED,
    attribution,
    credibility,
    dated,
    day,
    description,
    document,
    instant,
    meant,
    name,
    quotation,
    sentence,
    stopped,
)
from claims.record.answers import through_of, whole_report
from claims.record.documents import AnswerDocument, AppearanceDocument, AskedDocument, RebuttalDocument
from claims.scales import AnswerScope, MediaCategory, RebuttalKind, Stake, Standing
from sources.documents import SourceName
from sources.vocabulary import SourceKind

# -- said -----------------------------------------------------------------------------------------


def said(reading: Reading) -> Section:
    return Section(
        "Who said it",
        (
            line("Who speaks in which document, and on whose word, in the order of the record."),
            *_picture(reading),
            *bullets([Item(tuple(_appearance(reading, item))) for item in reading.claim["appearances"]]),
            *_anonymous(reading),
        ),
    )


def _picture(reading: Reading) -> list[Block]:
    graph = ties(reading)
    return [graph] if graph else []


def _appearance(reading: Reading, item: AppearanceDocument) -> Iterator[Block]:
    yield line(Strong(f"{sentence(reading.label(item['id']))}. "), attribution(item))
    yield line(f"Document: {document(item['document'])} ({reading.exhibit(item['document'])}).")
    yield from (line(fact) for fact in _particulars(reading, item))
    yield from quotation(item)
    yield from _seen_or_heard(item)


def _seen_or_heard(item: AppearanceDocument) -> Iterator[Block]:
    if item["description"]:
        yield line("What is seen or heard, in our words:")
        yield from paragraphs(item["description"])
    if item["transcript"]:
        yield line("What is said or written in it:")
        yield Quotation(item["transcript"])


def _particulars(reading: Reading, item: AppearanceDocument) -> Iterator[str]:
    if item["made"] or item["occurred_at"]:
        exactly = f", at {instant(item['occurred_at'])}" if item["occurred_at"] else ""
        yield f"Said: {dated(item['made']) if item['made'] else 'on a day not recorded'}{exactly}."
    if item["audience"]:
        yield f"Said to: {within(item['audience'])}."
    if item["hedge"]:
        yield f"The document's own reserve: “{within(item['hedge'])}”."
    if item["first_known"]:
        yield "This is the earliest appearance known to us."
    if item["derives_from"]:
        yield f"It repeats {_original(reading, item['derives_from'])}, so it is no confirmation of its own."
    if item["credibility"]:
        yield f"Credibility of the information (Admiralty code): {credibility(item['credibility'])}."
    if item["media_category"]:
        category = MediaCategory(item["media_category"])
        yield f"Authenticity of the media: {category.label}. {category.meaning}"


def _original(reading: Reading, appearance_id: str) -> str:
    if appearance_id in reading.labels:
        return reading.label(appearance_id)
    mentioned = reading.bundle["mentions"]["appearances"].get(appearance_id)
    if mentioned:
        return f"an appearance of another claim in {document(mentioned['document'])}"
    return f"an appearance that is not shown ({appearance_id})"


def _anonymous(reading: Reading) -> Iterator[Block]:
    """What the documents say of those they do not name."""
    found: dict[str, SourceName] = {}
    for item in reading.claim["appearances"]:
        spoke = [item["speaker"]] if item["speaker"] else []
        found |= {s["id"]: s for s in (*spoke, *item["attributed_to"]) if s["kind"] in UNNAMED}
    for source in found.values():
        described = reading.bundle["sources"].get(source["id"])
        words = f" {description(described)}" if described and described["description"] else ""
        yield line(f"{sentence(name(source))}: {UNNAMED[SourceKind(source['kind'])]}{words}")


UNNAMED = {
    SourceKind.ANONYMOUS: "an anonymous source; nobody can be asked whether they said it.",
    SourceKind.COLLECTIVE: "a collective; none of its members is named.",
}

# -- answered -------------------------------------------------------------------------------------


def answered(reading: Reading) -> Section:
    """The right of reply: every answer, with what gives whoever answers a say, and what is answered."""
    rebuttals = reading.claim["rebuttals"]
    blocks: list[Block] = []
    if not rebuttals and not reading.claim["inquiries"]:
        blocks.append(line(UNANSWERED))
    return Section(
        "Right of reply and rebuttals",
        (*blocks, *bullets([Item(tuple(_answer(reading, item))) for item in rebuttals]), *asked(reading)),
    )


def _answer(reading: Reading, item: RebuttalDocument) -> Iterator[Block]:
    kind = RebuttalKind(item["kind"])
    yield line(Strong(f"{sentence(reading.label(item['id']))}. "), _who_answered(item))
    yield line(f"{sentence(meant(kind))}.{_verb(item)}")
    if item["speaker"]:
        yield line(f"Who spoke: {stopped(name(item['speaker']))}")
    yield from paragraphs(item["statement"])
    yield from quotation(item)
    yield line(f"Document: {document(item['document'])} ({reading.exhibit(item['document'])}).")
    yield line(_standing(item))
    if item["asked"]:
        yield line(_asked(item["asked"]))
    yield from _what_it_answers(reading, item)
    yield from _what_it_makes(reading, item)
    if item["assessments"]:
        judged = ", ".join(reading.label(assessment["id"]) for assessment in item["assessments"])
        yield line(f"The answer itself was judged: see the ledger, {judged}.")


def _who_answered(item: RebuttalDocument) -> str:
    to = f", to {within(item['audience'])}" if item["audience"] else ""
    at = f", at {instant(item['occurred_at'])}" if item["occurred_at"] else ""
    when = dated(item["made"]) if item["made"] else "undated"
    kind = sentence(str(RebuttalKind(item["kind"]).label))
    return f"{kind}: {name(item['source'])}, {when}{at}{to}."


def _verb(item: RebuttalDocument) -> str:
    return f" The document's own verb is “{within(item['verb'])}”." if item["verb"] else ""


def _standing(item: RebuttalDocument) -> str:
    standing, stake = Standing(item["standing"]), Stake(item["stake"])
    bare = stake == Stake.PARTY and item["kind"] == "denial"
    weighs = " A bare denial from here weighs little." if bare else ""
    return f"Standing of whoever answers: {meant(standing)}. Stake in the answer: {meant(stake)}.{weighs}"


def _asked(asked: AskedDocument) -> str:
    when = f" on {day(asked['when'])}" if asked["when"] else ""
    until = f", with time to answer until {day(asked['deadline'])}" if asked["deadline"] else ""
    return f"Asked: {within(asked['of'])}{when}{until}."


def _what_it_answers(reading: Reading, item: RebuttalDocument) -> Iterator[Block]:
    if report := through_of(item):
        yield line(f"It {whole_report(item)}: the document {reading.document_named(report)} made this claim first.")
    for scope, words in SCOPES.items():
        answers = [answer for answer in item["answers"] if answer["scope"] == scope and "through" not in answer]
        if answers:
            yield line(words)
            yield from bullets([_answered(reading, answer) for answer in answers])
    if item["in_reply_to"]:
        yield line(f"It replies to {_replied_to(reading, item['in_reply_to'])}.")


def _answered(reading: Reading, answer: AnswerDocument) -> Block:
    if "claim" in answer:
        return line(*reading.claim_named(answer["claim"]))
    return line(f"the document {reading.document_named(answer['document'])}")


SCOPES = {
    AnswerScope.SPECIFIC: "Answered specifically, as it speaks of them:",
    AnswerScope.BLANKET: "Answered as a blanket, rejected as a whole and not taken up by themselves:",
}


def _replied_to(reading: Reading, rebuttal_id: str) -> str:
    if rebuttal_id in reading.labels:
        return reading.label(rebuttal_id)
    mentioned = reading.bundle["mentions"]["rebuttals"].get(rebuttal_id)
    if mentioned:
        return f"the {RebuttalKind(mentioned['kind']).label} by {name(mentioned['source'])}"
    return f"an answer that is not shown ({rebuttal_id})"


def _what_it_makes(reading: Reading, item: RebuttalDocument) -> Iterator[Block]:
    if item["makes"]:
        yield line("It makes claims of its own:")
        yield from bullets([line(*reading.claim_named(claim_id)) for claim_id in item["makes"]])
