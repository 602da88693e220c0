"""What may stand beside a verdict."""

import pytest

from claims.scales import (
    ALLOWED_LIKELIHOODS,
    Likelihood,
    MediaCategory,
    Verdict,
    likelihood_fits,
)


@pytest.mark.parametrize(
    ("verdict", "fitting"),
    [
        ("true", {"very_likely", "almost_certain"}),
        ("mostly_true", set()),
        ("mixed", set()),
        ("mostly_false", set()),
        ("false", {"almost_no_chance", "very_unlikely"}),
        ("misleading", set()),
        ("unproven", {"unlikely", "roughly_even_chance", "likely"}),
        (None, set()),
        ("", set()),
    ],
)
def test_verdict_and_likelihood_agree(verdict: str | None, fitting: set[str]) -> None:
    assert {word for word in Likelihood.values if likelihood_fits(verdict, word)} == fitting
    assert likelihood_fits(verdict, None)
    assert likelihood_fits(verdict, "")


def test_every_verdict_has_its_rule() -> None:
    assert set(ALLOWED_LIKELIHOODS) == set(Verdict)


def test_a_word_that_is_no_likelihood_is_no_silent_mismatch() -> None:
    with pytest.raises(ValueError, match="probably"):
        likelihood_fits("true", "probably")
    with pytest.raises(ValueError, match="pants on fire"):
        likelihood_fits("pants on fire", "likely")


def test_media_categories_are_spelled_as_schema_org_spells_them() -> None:
    assert MediaCategory.values == [
        "OriginalMediaContent",
        "DecontextualizedContent",
        "EditedOrCroppedContent",
        "TransformedContent",
        "StagedContent",
        "SatireOrParodyContent",
    ]
