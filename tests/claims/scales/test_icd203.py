"""The words of likelihood against the directive's own table, copied here by hand."""

from claims.scales import (
    LIKELIHOOD_RANGES,
    LIKELIHOOD_TERMS,
    Likelihood,
)


def test_the_seven_terms_of_icd_203_have_their_ranges_and_both_rows_of_words() -> None:
    # § D.6.e(2)(a)
    table = {
        "almost_no_chance": ("almost no chance", "remote", 1, 5),
        "very_unlikely": ("very unlikely", "highly improbable", 5, 20),
        "unlikely": ("unlikely", "improbable (improbably)", 20, 45),
        "roughly_even_chance": ("roughly even chance", "roughly even odds", 45, 55),
        "likely": ("likely", "probable (probably)", 55, 80),
        "very_likely": ("very likely", "highly probable", 80, 95),
        "almost_certain": ("almost certain(ly)", "nearly certain", 95, 99),
    }
    ours = {
        word.value: (*LIKELIHOOD_TERMS[word], LIKELIHOOD_RANGES[word]["low"], LIKELIHOOD_RANGES[word]["high"])
        for word in Likelihood
    }
    assert ours == table
    assert list(ours) == list(table)


def test_the_meaning_of_a_likelihood_says_its_range() -> None:
    for word, span in LIKELIHOOD_RANGES.items():
        assert f"{span['low']:02} to {span['high']:02} %" in word.meaning
