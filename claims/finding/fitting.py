"""Weights from questions whose answers are known: a logistic regression, and the threshold at which it is trusted.

Each question is seen twice, as it is and without the claims that answer it, where how the others stand is computed
again: otherwise nothing would be learned of questions that no claim answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np

from claims.finding.features import AMONG, DATED, ranked
from claims.finding.ranking import Weights
from claims.record.grams import Numbers

#: Of what is shown by default, so much is right.
PRECISION: Final = 0.95
FOLDS: Final = 5
#: How much factors are held back, by the square.
RIDGE: Final = {"dated": 25.0, "undated": 75.0}
_ROUNDS: Final = 30


class Question(NamedTuple):
    """A text by its `group` (questions of one claim stay together), what was compared, and what answers it.

    `found` is of more candidates than `AMONG`: without what answers it, there are as many as with it. `weight` is
    how much it counts for, beside one.
    """

    group: str
    found: Mapping[str, Numbers]
    right: Numbers
    weight: float = 1.0


class Fitted(NamedTuple):
    """Weights as they are stored, and how they did on questions that they were not fitted on."""

    document: dict[str, Any]
    recall: float


def fit(questions: Sequence[Question], *, kind: str, origin: str, on: date) -> Fitted:
    """Weights of one kind, as `ranking.shipped` names them, with the threshold found by cross-validation.

    The questions that count most find the threshold: those asked of a whole record.
    """
    most = max(question.weight for question in questions)
    whole = [question for question in questions if question.weight == most]
    judged: list[tuple[float, bool]] = []
    groups = sorted({question.group for question in questions})
    fold_of = {group: place % FOLDS for place, group in enumerate(groups)}
    for fold in range(FOLDS):
        weights = regressed([each for each in questions if fold_of[each.group] != fold], kind, origin, on)
        judged += [best for each in whole if fold_of[each.group] == fold for best in _best(each, weights)]
    threshold, recall = threshold_of(judged, len(whole))
    return Fitted(regressed(questions, kind, origin, on) | {"threshold": round(threshold, 4)}, recall)


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


def _best(question: Question, weights: Mapping[str, Any]) -> list[tuple[float, bool]]:
    """The probability of the first answer in each situation, and whether it is right."""
    fitted = Weights.of({**weights, "threshold": 1.0})
    found = []
    for features, right in situations(question):
        likely = fitted.probabilities(features)
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
