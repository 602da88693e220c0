"""The words that clients depend on, and what follows from a standing."""

import pytest

from claims import scales
from claims.scales import (
    Confidence,
    Standing,
    Status,
    Verdict,
    stake_of,
)
from claimtrack.vocabulary import Described


@pytest.mark.parametrize(
    ("vocabulary", "values"),
    [
        (Status, "under_review rated not_checkable"),
        (Verdict, "true mostly_true mixed mostly_false false misleading unproven"),
        (Confidence, "low moderate high"),
        (scales.NotCheckableReason, "opinion position too_vague no_access not_due not_asserted"),
        (scales.ClaimKind, "factual prediction opinion position"),
        (
            scales.RebuttalKind,
            "denial refutation clarification correction retraction admission non_denial no_response",
        ),
        (Standing, "originator subject affiliated adverse authority none unknown"),
        (scales.Stake, "party independent unknown"),
        (scales.AppearanceRole, "asserts reports endorses queries disputes"),
        (scales.Bearing, "supports undermines inconclusive context"),
        (scales.Weight, "decisive material minor"),
        (scales.AnswerScope, "specific blanket"),
        (
            scales.RelationKind,
            "contradicts supports undermines presupposes variant_of updates translation_of",
        ),
        (scales.InquiryOutcome, "answered no_response"),
        (
            scales.Measure,
            "views shares reactions comments copies printed audience asked_by_readers asked_by_partners",
        ),
        (scales.Precision, "exact at_least about"),
        (scales.ChangeReason, "new_evidence world_changed our_error method remapped"),
    ],
)
def test_a_vocabulary_has_the_words_clients_depend_on(vocabulary: type[Described], values: str) -> None:
    assert vocabulary.values == values.split()


@pytest.mark.parametrize(
    ("standing", "stake"),
    [
        ("originator", "party"),
        ("subject", "party"),
        ("affiliated", "party"),
        ("adverse", "party"),
        ("authority", "independent"),
        ("none", "independent"),
        ("unknown", "unknown"),
    ],
)
def test_the_stake_follows_from_the_standing(standing: str, stake: str) -> None:
    assert stake_of(standing) == stake


def test_every_standing_has_a_stake() -> None:
    assert set(scales.STAKES) == set(Standing)
