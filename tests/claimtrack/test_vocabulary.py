"""Vocabularies, and the types of their values in documents."""

from types import ModuleType
from typing import get_args, get_type_hints

import pytest
from django.db.models import Choices

from claims import scales
from claims.record.documents import CardJudge, HeadlineDocument, JudgeDocument
from claims.scales import HeadlineBasis, JudgeType, admiralty, icd203, verdicts
from claimtrack.editions import chain
from claimtrack.editions import models as editions
from claimtrack.vocabulary import value_of
from sources import reliability
from sources import vocabulary as of_sources


def vocabularies(module: ModuleType) -> list[type[Choices]]:
    """Those that a module itself defines."""
    found = (each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Choices))
    return [each for each in found if each.__module__ == module.__name__]


@pytest.mark.parametrize(
    ("module", "types", "of"),
    [
        *((module, module, "") for module in (verdicts, icd203, admiralty, scales.vocabulary, of_sources, reliability)),
        (editions, chain, "Edition"),  # kinds of editions, among many kinds of other things
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_each_vocabulary_has_a_type_of_its_values_that_says_the_same(
    module: ModuleType, types: ModuleType, of: str
) -> None:
    assert vocabularies(module)
    for vocabulary in vocabularies(module):
        if vocabulary is editions.Review:
            assert get_args(chain.ReviewValue) == tuple(vocabulary.values)
            continue
        assert get_args(vars(types)[f"{of}{vocabulary.__name__}Value"]) == tuple(vocabulary.values)


def test_every_type_of_values_of_the_scales_is_imported_from_their_package() -> None:
    defined = {
        name
        for part in (verdicts, icd203, admiralty, scales.vocabulary)
        for name in vars(part)
        if name.endswith("Value")
    }
    assert defined == {name for name in scales.__all__ if name.endswith("Value")}


def test_who_judged_and_whose_judgement_a_headline_shows_are_what_documents_say() -> None:
    assert get_type_hints(JudgeDocument)["type"] == get_type_hints(CardJudge)["type"] == JudgeType
    assert get_type_hints(HeadlineDocument)["basis"] == HeadlineBasis | None


def test_a_value_of_a_row_is_one_of_its_vocabulary_or_none() -> None:
    assert value_of(scales.Verdict, "true") == "true"
    assert type(value_of(scales.Verdict, scales.Verdict.TRUE)) is str
    assert value_of(scales.Credibility, 3) == 3
    assert value_of(scales.Verdict, "") is value_of(scales.Credibility, None) is None
    with pytest.raises(ValueError, match="untrue"):
        value_of(scales.Verdict, "untrue")
