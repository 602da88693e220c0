"""Weights from questions whose answers are known: a logistic regression, and the threshold at which it is trusted.

Each question is seen twice, as it is and without the claims that answer it, where how the others stand is computed
again: otherwise nothing would be learned of questions that no claim answers.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np

from claims.finding.asking import Asked
from claims.finding.features import AMONG, DATED, compared, ranked
from claims.finding.index import Index, rarity_of
from claims.finding.ranking import FULL, Effort, Weights, candidates, shortlist, terms_asked
from claims.record.grams import Numbers

#: Of what is shown by default, so much is right.
PRECISION: Final = 0.95
FOLDS: Final = 5
#: How much factors are held back, by the square.
RIDGE: Final = {"dated": 25.0, "undated": 75.0}
_ROUNDS: Final = 30
#: So many more than are ranked, so that none are missing where the right one is taken away.
WIDE: Final = Effort(FULL.postings, FULL.by_letters, AMONG + 6)


class Question(NamedTuple):
    """A text by its `group` (questions of one claim stay together), what was compared, and what answers it.

    `found` is of more candidates than `AMONG`: without what answers it, there are as many as with it. `weight` is
    how much it counts for, beside one.
    """

    group: str
    found: Mapping[str, Numbers]
    right: Numbers
    weight: float = 1.0


class Figures(NamedTuple):
    """How weights did: the share of questions that are found where `PRECISION` is asked for, from `threshold` on, and
    the share of those whose first answer is right."""

    recall: float
    first: float
    threshold: float


class Fitted(NamedTuple):
    """Weights as they are stored, and how they did on questions that they were not fitted on."""

    document: dict[str, Any]
    figures: Figures

    @property
    def recall(self) -> float:
        return self.figures.recall


def question(asked: Asked, index: Index, right: Collection[Any], group: str) -> Question | None:
    """What is compared of a text and the claims of the index; None where no claim shares a word with it."""
    found = index.postings(terms_asked([asked]))
    rarity = rarity_of(index, found)
    short = shortlist(asked, rarity, found, WIDE)
    pool = candidates(short, index.texts(short.numbers), index, WIDE)
    if not pool:
        return None
    answers = np.array([each.claim.claim_id in right for each in pool])
    return Question(group, compared(asked, pool, rarity, index.gram_rarity), answers)


def fit(questions: Sequence[Question], *, kind: str, origin: str, on: date) -> Fitted:
    """Weights of one kind, as `ranking.shipped` names them, with the threshold found by cross-validation.

    The questions that count most find the threshold: those asked of a whole record.
    """
    most = max(question.weight for question in questions)
    judged: list[_Judged] = []
    groups = sorted({question.group for question in questions})
    fold_of = {group: place % FOLDS for place, group in enumerate(groups)}
    for fold in range(FOLDS):
        document = regressed([each for each in questions if fold_of[each.group] != fold], kind, origin, on)
        weights = Weights.of(document | {"threshold": 1.0})
        held = [each for each in questions if fold_of[each.group] == fold and each.weight == most]
        judged += [_best(each, weights) for each in held]
    figures = _figures(judged)
    document = regressed(questions, kind, origin, on) | {"threshold": round(figures.threshold, 4)}
    return Fitted(document, figures)


def measured(questions: Sequence[Question], weights: Weights) -> Figures:
    """How weights do that were not fitted on any of these questions."""
    return _figures([_best(each, weights) for each in questions])


def _figures(judged: Sequence["_Judged"]) -> Figures:
    threshold, recall = threshold_of([best for each in judged for best in each], len(judged))
    return Figures(recall, sum(each[0][1] for each in judged) / len(judged), threshold)


def threshold_of(judged: Sequence[tuple[float, bool]], answerable: int) -> tuple[float, float]:
    """The lowest probability above which `PRECISION` of the first answers are right, and how many are found so."""
    threshold, recall, right = 1.0, 0.0, 0
    for place, (probability, is_right) in enumerate(sorted(judged, reverse=True), start=1):
        right += is_right
        if right / place >= PRECISION and right / answerable > recall:
            threshold, recall = probability, right / answerable
    return threshold, recall


def situations(question: Question) -> list[tuple[dict[str, Numbers], Numbers]]:
    """The question as it is, and without what answers it: each time among the first `AMONG` candidates."""
    everything = np.arange(min(AMONG, len(question.right)))
    others = np.flatnonzero(~question.right)[:AMONG]
    return [
        (ranked({name: values[kept] for name, values in question.found.items()}), question.right[kept])
        for kept in (everything, others)
        if len(kept)
    ]


#: The probability of the first answer in each situation, and whether it is right.
_Judged = list[tuple[float, bool]]


def _best(question: Question, weights: Weights) -> _Judged:
    found = []
    for features, right in situations(question):
        likely = weights.probabilities(features)
        first = int(np.argmax(likely))
        found.append((float(likely[first]), bool(right[first])))
    return found


def regressed(questions: Sequence[Question], kind: str, origin: str, on: date) -> dict[str, Any]:
    seen = [(*each, question.weight) for question in questions for each in situations(question)]
    names = [name for name in seen[0][0] if kind.startswith("dated") or name not in DATED]
    values = np.concatenate([np.column_stack([features[name] for name in names]) for features, *_ in seen])
    right = np.concatenate([right for _, right, _ in seen]).astype(float)
    weights = np.concatenate([np.full(len(right), weight) for _, right, weight in seen])
    means, scales = values.mean(axis=0), values.std(axis=0) + 1e-9
    factors = _regression((values - means) / scales, right, weights, RIDGE[kind.partition("_")[0]])
    rows = zip(names, means, scales, factors, strict=False)
    return {
        "origin": origin,
        "fitted_on": on.isoformat(),
        "questions": len(questions),
        "constant": round(float(factors[-1]), 6),
        "features": [
            {"name": name, "mean": _short(mean), "scale": _short(scale), "factor": _short(factor)}
            for name, mean, scale, factor in rows
        ],
    }


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def _regression(values: Numbers, right: Numbers, weights: Numbers, ridge: float) -> Numbers:
    """Factors and, last, the constant, by Newton's method (Hastie and others, 2009, section 4.4.1)."""
    given = np.column_stack([values, np.ones(len(values))])
    held = np.diag([*np.full(values.shape[1], ridge), 1e-6])
    factors = np.zeros(given.shape[1])
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(given @ factors, -30, 30)))
        slope = given.T @ (weights * (likely - right)) + held @ factors
        bend = (given * (weights * likely * (1 - likely))[:, None]).T @ given + held
        step = np.linalg.solve(bend, slope)
        factors -= step
        if np.abs(step).max() < 1e-6:  # noqa: PLR2004 - it has arrived
            break
    return factors
