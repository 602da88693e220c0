"""What can be asked of an entity, and what a question may ask it to agree with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django_countries import countries

from claims.record import standings
from claims.record.documents import AssessmentDocument, ClaimDocument
from claims.record.headline import in_force, newest
from claims.scales import ClaimKind, Confidence, Likelihood, Status, SubjectKind, Verdict
from claims.tools.reconciliation.entities import Entity, EntityType, of_claim
from claimtrack.analysis import fold
from claimtrack.vocabulary import Described
from sources.documents import SourceDocument, SourceName
from sources.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is an entity itself, told as other documents print it."""

    id: str
    name: str


Value = str | int | Reference


@dataclass(frozen=True, slots=True)
class Property:
    """`values` has how the values of an entity are read, by its type; `refers_to` what those are the ids of."""

    id: str
    name: str
    description: str
    values: dict[EntityType, Callable[[Any], Iterator[Value]]]
    refers_to: EntityType | None = None
    #: In how many ways a value may be written: a code or a name.
    spellings: Callable[[str], Sequence[str]] = field(default=lambda text: [text])

    def of(self, entity: Entity) -> list[Value]:
        read = self.values.get(entity.type)
        return list(read(entity.body)) if read else []

    def spelled(self, value: str) -> frozenset[str]:
        """A value that is asked for, folded, in every way in which it may be written."""
        return frozenset(fold(each).strip() for each in (value, *self.spellings(value)))

    def agrees(self, entity: Entity, spelled: frozenset[str]) -> bool | None:
        """Whether the entity has a value that is `spelled` so; None where nothing is known of it."""
        known = self.of(entity)
        if not known:
            return None
        return not spelled.isdisjoint(each for one in known for each in _spelled(one))


def _spelled(value: Value) -> Iterator[str]:
    yield from (fold(part) for part in ((value.id, value.name) if isinstance(value, Reference) else (str(value),)))


def _member(name: str) -> Callable[[Any], Iterator[Value]]:
    def read(body: Any) -> Iterator[Value]:
        values = body[name] if isinstance(body[name], list) else [body[name]]
        yield from (value for value in values if value not in {None, ""})

    return read


def _of_headline(name: str) -> Callable[[Any], Iterator[Value]]:
    def read(claim: ClaimDocument) -> Iterator[Value]:
        value: str | None = claim["headline"][name]  # type: ignore[literal-required]  # the names below
        yield from [value] if value else []

    return read


def _codes_of(vocabulary: type[Described]) -> Callable[[str], Sequence[str]]:
    return lambda text: [each.value for each in vocabulary if fold(str(each.label)) == fold(text).strip()]


def _country(text: str) -> Sequence[str]:
    """ISO 3166-1: its code of two letters, of its code of three or its name in English."""
    return [code for code in (countries.alpha2(text.strip().upper()), countries.by_name(text.strip())) if code]


def _referred(source: SourceName) -> Reference:
    return Reference(source["id"], source["name"])


def _grade(source: SourceDocument) -> Iterator[Value]:
    """The newest of the ledger: by whom, and when."""
    for grade in source["reliability"][-1:]:
        yield f"{grade['grade']}, by {grade['by'] or 'our desk'}, {grade['at']}"


def _judgement(claim: ClaimDocument) -> Iterator[Value]:
    """The newest that stands, in words: what, by whom, when, and the judge's own label where there is one."""
    judged = newest(in_force(claim["assessments"]))
    yield ", ".join(_judged_in_words(judged)) if judged else str(standings.of_claim(claim)).lower()


def _judged_in_words(judged: AssessmentDocument) -> Iterator[str]:
    yield str(Verdict(judged["verdict"]).label if judged["verdict"] else Status(judged["status"]).label)
    yield f"by {judged['by']['source']['name']}" if judged["by"]["source"] else "by our desk"
    if judged["assessed_at"]:
        yield judged["assessed_at"]["edtf"]
    if judged["label"]:
        yield f"“{judged['label']}”"


def _judge(claim: ClaimDocument) -> Iterator[Value]:
    judged = newest(in_force(claim["assessments"]))
    yield from [_referred(judged["by"]["source"])] if judged and judged["by"]["source"] else []


def _told(claim: ClaimDocument) -> Iterator[Value]:
    yield of_claim(claim).name


def _said_by(claim: ClaimDocument) -> Iterator[Value]:
    yield from dict.fromkeys(_referred(each["speaker"]) for each in claim["appearances"] if each["speaker"])


def _about(claim: ClaimDocument) -> Iterator[Value]:
    yield from (Reference(subject["id"], subject["name"]) for subject in claim["about"])


def _made(claim: ClaimDocument) -> Iterator[Value]:
    yield from [claim["made"]["edtf"]] if claim["made"] else []


def _answers(claim: ClaimDocument) -> Iterator[Value]:
    yield len(claim["rebuttals"])


_KINDS: Final = (SourceKind, SubjectKind, ClaimKind)
_ALL: Final = (
    Property(
        "name",
        "name",
        "What the record calls it; a claim by how it stands and what it says.",
        {"source": _member("name"), "subject": _member("name"), "claim": _told},
    ),
    Property("aliases", "aliases", "Other names of it.", {"source": _member("aliases")}),
    Property(
        "kind",
        "kind",
        "What sort of source, subject or claim it is.",
        {"source": _member("kind"), "subject": _member("kind"), "claim": _member("kind")},
        spellings=lambda text: [code for each in _KINDS for code in _codes_of(each)(text)],
    ),
    Property(
        "country",
        "country",
        "ISO 3166-1: of a source its own, of a claim those that it concerns.",
        {"source": _member("country"), "claim": _member("countries")},
        spellings=_country,
    ),
    Property("description", "description", "What the record says of it.", {"source": _member("description")}),
    Property("website", "website", "Its own address.", {"source": _member("website")}),
    Property(
        "same_as",
        "same as",
        "The same thing elsewhere, such as in Wikidata.",
        {"source": _member("same_as"), "subject": _member("same_as")},
    ),
    Property("reliability", "reliability", "Its newest grade, A to F, by whom and when.", {"source": _grade}),
    Property(
        "verdict",
        "verdict",
        "The verdict of the headline; none where nobody judged, or judges differ.",
        {"claim": _of_headline("verdict")},
        spellings=_codes_of(Verdict),
    ),
    Property(
        "status",
        "status",
        "Whether it is rated, under review or not checkable.",
        {"claim": _of_headline("status")},
        spellings=_codes_of(Status),
    ),
    Property(
        "likelihood",
        "likelihood",
        "How likely it is, in the words of ICD 203.",
        {"claim": _of_headline("likelihood")},
        spellings=_codes_of(Likelihood),
    ),
    Property(
        "confidence",
        "confidence",
        "How sure the judge is of the judgement.",
        {"claim": _of_headline("confidence")},
        spellings=_codes_of(Confidence),
    ),
    Property("judgement", "newest judgement", "The verdict, by whom, when, and in whose words.", {"claim": _judgement}),
    Property("judge", "judge", "Which source gave the newest judgement.", {"claim": _judge}, refers_to="source"),
    Property("said_by", "said by", "Who said it.", {"claim": _said_by}, refers_to="source"),
    Property("about", "about", "What it is about.", {"claim": _about}, refers_to="subject"),
    Property("made", "made", "When it was said (EDTF).", {"claim": _made}),
    Property("language", "language", "The language that it is in (BCP 47).", {"claim": _member("language")}),
    Property("topics", "topics", "What it is filed under.", {"claim": _member("topics")}),
    Property("answers", "answers", "How many answers to it are recorded.", {"claim": _answers}),
)
PROPERTIES: Final = {each.id: each for each in _ALL}


def properties_of(type_: str | None) -> list[Property]:
    """What can be asked of this type; of any type, what can be asked of one."""
    return [each for each in _ALL if type_ in {None, *each.values}]
