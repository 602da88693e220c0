"""What the words of the scales mean."""

from typing import Final, TypedDict

from claims.dossier.blocks import Section, Strong, bullets, line
from claims.scales import scales_document
from claims.scales.document import SCALES, LevelDocument, ScaleDocument
from claims.tools.assistants.answers import Told, absolute, told
from claims.tools.assistants.arguments import Arguments
from claims.tools.assistants.tool import Answer, Tool
from claims.tools.assistants.wording import page
from claimtrack import addresses
from claimtrack.editions.state import record_state
from claimtrack.query.filters import ChoiceListFilter


class ScalesArguments(Arguments):
    scale = ChoiceListFilter(
        narrows=False, choices=[scale["name"] for scale in SCALES], help_text="These scales alone; left out: all."
    )


class WordTold(TypedDict):
    """A word of a scale, and what it means."""

    value: str | int
    label: str
    meaning: str


class ScaleTold(TypedDict):
    """A scale or vocabulary, its words in their order, and the standard that it is of."""

    name: str
    title: str
    description: str
    standard: str
    words: list[WordTold]


class ScalesTold(Told):
    """What the words of the record mean."""

    scales: list[ScaleTold]


def get_scales(asked: ScalesArguments, using: str) -> Answer:
    wanted = asked.values["scale"]
    scales = [_scale(each) for each in scales_document()["scales"] if not wanted or each["name"] in wanted]
    gaps = [f"Equivalents in STIX and ClaimReview: {absolute(addresses.of_all('scale'))} has them."]
    answer: ScalesTold = {**told(record_state(using), gaps), "scales": scales}
    return Answer(answer, page("Scales and vocabularies", [_in_words(each) for each in scales]))


def _scale(scale: ScaleDocument) -> ScaleTold:
    return {
        "name": scale["name"],
        "title": scale["title"],
        "description": scale["description"],
        "standard": scale["source"]["standard"],
        "words": [_word(each) for each in scale["levels"]],
    }


def _word(level: LevelDocument) -> WordTold:
    return {"value": level["value"], "label": level["label"], "meaning": level["meaning"]}


def _in_words(scale: ScaleTold) -> Section:
    words = bullets([line(Strong(each["label"]), f": {each['meaning']}") for each in scale["words"]])
    intro = [line(scale["description"])] if scale["description"] else []
    return Section(scale["title"], (*intro, *words))


SCALES_TOOL: Final = Tool(
    name="get_scales",
    title="What the words of the scales mean",
    description="Verdicts, likelihood, confidence, reliability, kinds of answers: each word with its meaning.",
    arguments=ScalesArguments,
    answers=ScalesTold,
    run=get_scales,
)
