"""What is answered, member by member as the two versions of the specification name them."""

from typing import NotRequired, TypedDict

from claims.tools.reconciliation.asking import ReconciliationFault


class ReconciliationName(TypedDict):
    """A type, a property, or an entity."""

    id: str
    name: str


class ReconciliationWord(ReconciliationName):
    description: str


class ReconciliationFeature(ReconciliationName):
    """What the score was made of. 0.2 has no names of features, and takes no notice of them."""

    value: float | bool


class ReconciliationCandidate(TypedDict):
    """An entity that may be meant. `name` of a claim begins with its standing.

    `match` says that it may be taken without anybody looking; no candidate with a namesake is.
    """

    id: str
    name: str
    description: str
    type: list[ReconciliationName]
    score: float
    features: list[ReconciliationFeature]
    match: bool


class ReconciliationResult(TypedDict):
    """What one query of 0.2 is answered; of a faulty one `errors` say what is wrong with it."""

    result: list[ReconciliationCandidate]
    errors: NotRequired[list[ReconciliationFault]]


class ReconciliationCandidates(TypedDict):
    """What one query of 1.0 is answered; as `ReconciliationResult`."""

    candidates: list[ReconciliationCandidate]
    errors: NotRequired[list[ReconciliationFault]]


class ReconciliationResults(TypedDict):
    """A result for each query, in their order."""

    results: list[ReconciliationCandidates]


class ReconciliationEntity(ReconciliationWord):
    notable: list[ReconciliationName]


class ReconciliationSuggestions(TypedDict):
    """Entities, types or properties that begin so, or are called nearly so; `notable` are the types of entities."""

    result: list[ReconciliationEntity | ReconciliationWord]


class ReconciliationProperties(TypedDict):
    """What an extension can ask of entities of a type."""

    properties: list[ReconciliationWord]
    type: NotRequired[str]
    limit: NotRequired[int]


class ReconciliationFlyout(TypedDict):
    """A snippet of HTML about what has this id."""

    id: str
    html: str


#: A text, a whole number, or an entity by its id and name: one of them.
ReconciliationValue = TypedDict(  # noqa: UP013 - its members are called as types are
    "ReconciliationValue", {"str": str, "int": int, "id": str, "name": str}, total=False
)


class ReconciliationMeta(ReconciliationName):
    type: NotRequired[ReconciliationName]


class ReconciliationTable(TypedDict):
    """0.2: of each id the values of each property."""

    meta: list[ReconciliationMeta]
    rows: dict[str, dict[str, list[ReconciliationValue]]]


class ReconciliationValues(TypedDict):
    id: str
    values: list[ReconciliationValue]


class ReconciliationRow(TypedDict):
    id: str
    properties: list[ReconciliationValues]


class ReconciliationRows(TypedDict):
    """1.0: a row for each id, in their order."""

    meta: list[ReconciliationMeta]
    rows: list[ReconciliationRow]
