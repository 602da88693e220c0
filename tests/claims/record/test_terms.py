"""A word that is asked for is looked for by what it is in texts of each language."""

from claims.record.terms import Variants, terms_of


def test_a_word_is_looked_for_as_texts_of_each_language_have_it() -> None:
    (found,) = Variants(["en", "es"]).of("vaccines")
    assert found == {"vaccines", *(terms_of("vaccines", language)[0].term for language in ("en", "es"))}


def test_words_that_come_again_are_what_they_were_the_first_time() -> None:
    variants = Variants(["en", "de"])
    first = variants.of("The vaccines are safe")
    again = variants.of("Safe are the vaccines, the Vaccines")
    assert again[:4] == [first[3], first[2], *Variants(["en", "de"]).of("the"), first[1]]
    assert len(again) == 6


def test_of_no_language_there_are_the_words_themselves() -> None:
    assert Variants([]).of("Vaccines save") == [{"vaccines"}, {"save"}]
