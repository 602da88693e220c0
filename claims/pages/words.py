"""The words of our scales in the language of a page.

A scale is defined in English. Its words have a glossary in each other language, and until somebody who is named there
has reviewed it, the word that was defined stands beside the translation.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import orjson
from django.db.models import Choices
from django.utils.translation import get_language, gettext_lazy

from claims.scales import (
    AnswerScope,
    AppearanceRole,
    Bearing,
    ClaimKind,
    Confidence,
    InquiryOutcome,
    Likelihood,
    Measure,
    MediaCategory,
    NotCheckableReason,
    Precision,
    RebuttalKind,
    RelationKind,
    Standing,
    Status,
    SubjectKind,
    Verdict,
    Weight,
)
from claimtrack.editions.models import Kind
from claimtrack.pages.languages import DEFAULT
from claimtrack.vocabulary import Described
from sources.reliability import Reliability
from sources.vocabulary import Medium, SourceKind

GLOSSARIES: Final = Path(__file__).parent / "glossaries"

#: The scales whose words readers meet, by what glossaries call them.
SCALES: Final[dict[str, type[Choices]]] = {
    "answer_scope": AnswerScope,
    "appearance_role": AppearanceRole,
    "bearing": Bearing,
    "claim_kind": ClaimKind,
    "confidence": Confidence,
    "edition_kind": Kind,
    "inquiry_outcome": InquiryOutcome,
    "likelihood": Likelihood,
    "measure": Measure,
    "media_category": MediaCategory,
    "medium": Medium,
    "not_checkable_reason": NotCheckableReason,
    "precision": Precision,
    "rebuttal_kind": RebuttalKind,
    "relation_kind": RelationKind,
    "reliability": Reliability,
    "source_kind": SourceKind,
    "standing": Standing,
    "status": Status,
    "subject_kind": SubjectKind,
    "verdict": Verdict,
    "weight": Weight,
}

#: What scales and facets are called on a page.
NAMES: Final = {
    "answer_scope": gettext_lazy("How an answer takes up a claim"),
    "appearance_role": gettext_lazy("What a document does with a claim"),
    "bearing": gettext_lazy("What evidence does"),
    "confidence": gettext_lazy("Confidence in a judgement"),
    "language": gettext_lazy("Language"),
    "likelihood": gettext_lazy("Likelihood"),
    "media_category": gettext_lazy("Authenticity of media"),
    "narrative": gettext_lazy("Narrative"),
    "not_checkable_reason": gettext_lazy("Why checking cannot settle a claim"),
    "rebuttal_kind": gettext_lazy("What an answer does"),
    "reliability": gettext_lazy("Reliability of a source"),
    "source": gettext_lazy("Source"),
    "standing": gettext_lazy("Who answers"),
    "status": gettext_lazy("How far a claim is judged"),
    "topic": gettext_lazy("Topic"),
    "verdict": gettext_lazy("Verdict"),
    "weight": gettext_lazy("Weight of evidence"),
}

#: What members of documents are called where a page says which of them changed.
MEMBERS: Final = {
    "about": gettext_lazy("what it is about"),
    "about_time": gettext_lazy("the time it speaks of"),
    "aliases": gettext_lazy("other names"),
    "appearances": gettext_lazy("where it was said"),
    "aspects": gettext_lazy("open questions"),
    "assessments": gettext_lazy("judgements"),
    "claims": gettext_lazy("its claims"),
    "context": gettext_lazy("context"),
    "country": gettext_lazy("country"),
    "description": gettext_lazy("description"),
    "evidence": gettext_lazy("evidence"),
    "headline": gettext_lazy("how it stands"),
    "inquiries": gettext_lazy("whom we asked"),
    "kind": gettext_lazy("kind"),
    "made": gettext_lazy("when it was said"),
    "name": gettext_lazy("name"),
    "narratives": gettext_lazy("narratives"),
    "observations": gettext_lazy("how far it spread"),
    "offices": gettext_lazy("offices"),
    "parts": gettext_lazy("its parts"),
    "rebuttals": gettext_lazy("answers"),
    "relations": gettext_lazy("other claims"),
    "reliability": gettext_lazy("reliability"),
    "statement": gettext_lazy("the statement"),
    "topics": gettext_lazy("topics"),
}


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words by scale and value, and who has reviewed them: None while nobody has."""

    reviewed_by: str | None
    words: Mapping[str, Mapping[str, str]]


@cache
def glossary(language: str) -> Glossary:
    return read_glossary(GLOSSARIES / f"{language}.json")


def read_glossary(path: Path) -> Glossary:
    """The glossary of this file; an empty one where there is none yet."""
    read = orjson.loads(path.read_bytes()) if path.exists() else {"reviewed_by": None, "words": {}}
    return Glossary(read["reviewed_by"], read["words"])


def write_glossary(path: Path) -> int:
    """Bring the file up to date with the scales: every word has a line, and an empty one has no translation yet.

    Answers how many are empty.
    """
    old = read_glossary(path)
    words = {
        scale: {value: old.words.get(scale, {}).get(value, "") for value in map(str, vocabulary.values)}
        for scale, vocabulary in SCALES.items()
    }
    path.parent.mkdir(exist_ok=True)
    text = json.dumps({"reviewed_by": old.reviewed_by, "words": words}, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
    return sum(not word for of_scale in words.values() for word in of_scale.values())


def defined(scale: str, value: str) -> str:
    """The word that the scale was defined with."""
    return str(SCALES[scale](value).label)


def meaning(scale: str, value: str) -> str:
    """What the word means, in the words of the scale; empty where it says nothing beyond its name."""
    member = SCALES[scale](value)
    return member.meaning if isinstance(member, Described) else ""


def translated(scale: str, value: str) -> str | None:
    """The word in the language of the page; None where that is the language of the scale, or has no word yet."""
    language = get_language() or DEFAULT
    return None if language == DEFAULT else glossary(language).words[scale][value] or None


def reviewer() -> str | None:
    """Who has reviewed the glossary of the page's language; None where nobody has, or where there is none."""
    language = get_language() or DEFAULT
    return None if language == DEFAULT else glossary(language).reviewed_by


def beside(scale: str, value: str) -> tuple[str, str]:
    """The word in the language of the page, and the one that was defined; empty where that need not stand beside it."""
    own, here = defined(scale, value), translated(scale, value)
    if here is None or here == own:
        return own, ""
    return here, "" if reviewer() else own


def word(scale: str, value: str) -> str:
    """`false`; on a German page `falsch (false)`, until the glossary is reviewed."""
    here, own = beside(scale, value)
    return f"{here} ({own})" if own else here
