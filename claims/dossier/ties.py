"""Who said what on whose word, and who answered: the ties of one claim, or of many together, as a graph."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claims.dossier.blocks import Arrow, Graph, Kind, Node, within
from claims.dossier.reading import Reading
from claims.dossier.wording import attribution, counted, listed, name, scope_of, sentence, spans, standing_of, titled
from claims.record.answers import through_of
from claims.record.documents import (
    AnswerDocument,
    AppearanceDocument,
    HeadlineDocument,
    RebuttalDocument,
)
from claims.scales import AnswerScope, AppearanceRole, RebuttalKind
from sources.documents import CitedDocument, SourceName

TITLE = (
    "Who said it, on whose word, and who answered, from left to right. A broken line leads from whoever asks or "
    "disputes, and to whoever rejects the claim as part of a whole."
)
OVERVIEW = (
    "Who said what, on whose word, and who answered, from left to right. Claims that the same sources said and "
    "answered stand in one box, by their numbers in this dossier. A broken line leads from whoever asks or disputes, "
    "and to whoever rejects the claim as part of a whole."
)
ON_WHOSE_WORD = "on whose word"

#: What a speaker does in an appearance, for a box of the graph.
PART = {
    AppearanceRole.ASSERTS: "says so",
    AppearanceRole.REPORTS: "reports it",
    AppearanceRole.ENDORSES: "repeats it as true",
    AppearanceRole.QUERIES: "asks about it",
    AppearanceRole.DISPUTES: "disputes it",
}
#: The most lines of a box that a name may take, and the numbers of claims, which nothing else in the picture tells.
LINES, LINES_OF_NUMBERS = 3, 6
NOT_SAYING = {AppearanceRole.QUERIES, AppearanceRole.DISPUTES}


@dataclass(frozen=True, slots=True)
class Captions:
    """What the graph of a claim calls things. `label` is the number of an item, empty where the reader sees none."""

    title: str
    claim: str
    on_whose_word: str
    part: Callable[[AppearanceRole], str]
    standing: Callable[[HeadlineDocument], str]
    answer: Callable[[RebuttalKind], str]
    not_named: Callable[[CitedDocument], str]
    label: Callable[[Reading, str], str]
    words: Callable[[Reading], Iterable[str]]


@dataclass
class _Drawn:
    """Boxes by what they stand for, in the order they were met, with `lines` where not the usual; arrows once each."""

    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    parts: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    arrows: dict[tuple[str, str], bool] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    on_whose_word: str = ON_WHOSE_WORD

    def box(self, key: str, called: str, kind: Kind, part: str, label: str = "") -> str:
        """Add a box, or one more part of who already has one."""
        self.names.setdefault(key, called)
        self.kinds.setdefault(key, kind)
        labels = self.parts.setdefault(key, {}).setdefault(part, [])
        if label:
            labels.append(label)
        return key

    def tie(self, start: str, end: str, *, dashed: bool = False) -> None:
        if start != end:
            self.arrows[start, end] = dashed and self.arrows.get((start, end), True)

    def graph(self, title: str, words: Iterable[str]) -> Graph:
        places = {key: number for number, key in enumerate(self.names)}
        return Graph(
            title,
            tuple(
                Node(called, self.note(key), self.kinds[key], self.lines.get(key, LINES))
                for key, called in self.names.items()
            ),
            tuple(Arrow(places[start], places[end], dashed) for (start, end), dashed in self.arrows.items()),
            tuple(words),
        )

    def note(self, key: str) -> str:
        parts = self.parts[key]
        own = {part: labels for part, labels in parts.items() if part != self.on_whose_word} or parts
        return "; ".join(f"{part} ({', '.join(labels)})" if labels else part for part, labels in own.items())


def ties(reading: Reading, captions: Captions | None = None) -> Graph | None:
    """The graph of a claim; None where nobody is known to have said or answered it."""
    captions = captions or CAPTIONS
    drawn = _Drawn(on_whose_word=captions.on_whose_word)
    claim = drawn.box("claim", captions.claim, "claim", captions.standing(reading.claim["headline"]))
    _draw_saying(drawn, reading, claim, captions)
    _draw_answers(drawn, reading, claim, captions)
    if not drawn.arrows:
        return None
    return drawn.graph(captions.title, captions.words(reading))


def _draw_saying(drawn: _Drawn, reading: Reading, claim: str, captions: Captions) -> None:
    speakers: dict[str, str] = {}
    for item in reading.claim["appearances"]:
        role = AppearanceRole(item["role"])
        speaker = _speaker(drawn, item, captions.label(reading, item["id"]), captions)
        speakers[item["id"]] = speaker
        chain = [speaker, *(_source(drawn, source, captions.on_whose_word) for source in item["attributed_to"])]
        for nearer, further in pairwise(chain):
            drawn.tie(further, nearer)
        drawn.tie(speaker, claim, dashed=role in NOT_SAYING)
    for item in reading.claim["appearances"]:
        if item["derives_from"] in speakers:
            drawn.tie(speakers[item["derives_from"]], speakers[item["id"]])


def _speaker(drawn: _Drawn, item: AppearanceDocument, number: str, captions: Captions) -> str:
    part = captions.part(AppearanceRole(item["role"]))
    if item["speaker"]:
        return _source(drawn, item["speaker"], part, number)
    called = captions.not_named(item["document"])
    return drawn.box(f"document {item['document']['id']}", called, "source", part, number)


def _source(drawn: _Drawn, source: SourceName, part: str, label: str = "") -> str:
    return drawn.box(f"source {source['id']}", name(source), "source", part, label)


def _draw_answers(drawn: _Drawn, reading: Reading, claim: str, captions: Captions) -> None:
    boxes: dict[str, str] = {}
    for item in reading.claim["rebuttals"]:
        key = f"answer of {item['source']['id']}"
        kind, number = captions.answer(RebuttalKind(item["kind"])), captions.label(reading, item["id"])
        boxes[item["id"]] = drawn.box(key, name(item["source"]), "answer", kind, number)
    for item in reading.claim["rebuttals"]:
        replied = boxes.get(item["in_reply_to"] or "")
        if replied:
            drawn.tie(replied, boxes[item["id"]])
        if not replied or scope_of(item, reading.claim):
            drawn.tie(claim, boxes[item["id"]], dashed=scope_of(item, reading.claim) == AnswerScope.BLANKET)


def _words(reading: Reading) -> Iterator[str]:
    for item in reading.claim["appearances"]:
        unnamed = "" if item["speaker"] else f" It is {titled(item['document'])}."
        yield f"{sentence(reading.label(item['id']))}: {attribution(item)}{unnamed}"
        if item["derives_from"] in reading.labels:
            yield f"{sentence(reading.label(item['id']))} repeats {reading.label(item['derives_from'])}."
    for answer in reading.claim["rebuttals"]:
        kind = sentence(str(RebuttalKind(answer["kind"]).label))
        who = f"{kind} by {name(answer['source'])}"
        yield f"{sentence(reading.label(answer['id']))}: {who}{_answering(reading, answer)}."


def _answering(reading: Reading, item: RebuttalDocument) -> str:
    scope = scope_of(item, reading.claim)
    how = "through the report that made it first" if through_of(item) else SCOPE[scope] if scope else ""
    targets = [f"the claim, {how}"] if scope else []
    if item["in_reply_to"] in reading.labels:
        targets.append(reading.label(item["in_reply_to"]))
    others = [answer for answer in item["answers"] if answer.get("claim") != reading.claim["id"]]
    targets += [_other(reading, answer) for answer in others if "document" in answer]
    return f", in answer to {listed(targets)}" if targets else ""


SCOPE = {AnswerScope.SPECIFIC: "specifically", AnswerScope.BLANKET: "as a blanket"}


def _other(reading: Reading, answer: AnswerDocument) -> str:
    return f"the document {reading.document_named(answer['document'])}"


def _not_named(item: CitedDocument) -> str:
    return f"Not named, in {titled(item)}"


#: As a dossier calls them, which is written in English.
CAPTIONS = Captions(
    title=TITLE,
    claim="The claim",
    on_whose_word=ON_WHOSE_WORD,
    part=PART.__getitem__,
    standing=standing_of,
    answer=lambda kind: str(kind.label),
    not_named=_not_named,
    label=Reading.label,
    words=_words,
)


# -- many claims ----------------------------------------------------------------------------------

#: Of one claim: each chain from the furthest source to the speaker with what the speaker does, who answers and
#: how, `True` where that line is broken.
_Shape = tuple[frozenset[tuple[tuple[str, ...], AppearanceRole]], frozenset[tuple[str, str, bool]]]


def overview(readings: Sequence[Reading]) -> Graph | None:
    """The graph of many claims; None where nobody is known to have said or answered any of them."""
    drawn = _Drawn()
    names: dict[str, str] = {}
    together: dict[_Shape, list[int]] = {}
    for number, reading in enumerate(readings, 1):
        together.setdefault(_shape(reading, names), []).append(number)
    for (chains, answers), numbers in together.items():
        claims = _claims_box(drawn, readings, numbers)
        for chain, role in sorted(chains):
            _draw_chain(drawn, names, chain, claims, role)
        for source, kind, dashed in sorted(answers):
            drawn.tie(claims, drawn.box(f"answer of {source}", names[source], "answer", kind), dashed=dashed)
    words = (f"Claim {number}: {tie}" for number, reading in enumerate(readings, 1) for tie in _words(reading))
    return drawn.graph(OVERVIEW, words) if drawn.arrows else None


def _shape(reading: Reading, names: dict[str, str]) -> _Shape:
    """The ties of a claim by the ids of their sources, whose names are noted in `names`."""
    chains, answers = set(), set()
    for item in reading.claim["appearances"]:
        origins, document = [*reversed(item["attributed_to"])], item["document"]
        names |= {source["id"]: name(source) for source in origins}
        speaker = item["speaker"]["id"] if item["speaker"] else document["id"]
        names[speaker] = name(item["speaker"]) if item["speaker"] else _not_named(document)
        chains.add(((*(source["id"] for source in origins), speaker), AppearanceRole(item["role"])))
    for answer in reading.claim["rebuttals"]:
        names[answer["source"]["id"]] = name(answer["source"])
        kind = str(RebuttalKind(answer["kind"]).label)
        answers.add((answer["source"]["id"], kind, scope_of(answer, reading.claim) == AnswerScope.BLANKET))
    return frozenset(chains), frozenset(answers)


def _claims_box(drawn: _Drawn, readings: Sequence[Reading], numbers: Sequence[int]) -> str:
    key = f"claims {numbers[0]}"
    if len(numbers) > 1:
        drawn.lines[key] = LINES_OF_NUMBERS
        return drawn.box(key, f"Claims {spans(numbers)}", "claim", counted(len(numbers), "claim", "claims"))
    claim = readings[numbers[0] - 1].claim
    return drawn.box(key, f"Claim {numbers[0]}: {within(claim['statement'])}", "claim", standing_of(claim["headline"]))


def _draw_chain(drawn: _Drawn, names: dict[str, str], chain: Sequence[str], claims: str, role: AppearanceRole) -> None:
    """Who passes on the words of several has a box for each: one for all would not tell whose word carries what."""
    before = ""
    for number, source in enumerate(chain, 1):
        part = PART[role] if number == len(chain) else ON_WHOSE_WORD
        here = drawn.box(" ".join(["source", *chain[:number]]), names[source], "source", part)
        if before:
            drawn.tie(before, here)
        before = here
    drawn.tie(before, claims, dashed=role in NOT_SAYING)
