"""Rows found by words: those analysed here, and until a job has analysed them again those of before.

`search` of a row is a tsvector that this program wrote, whose number is `analysis`; NULL where PostgreSQL's parser
wrote it, in versions of before. Both are asked while there are both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Expression, F, FloatField, Q, When

from claimtrack.analysis import Token
from claimtrack.analysis.asked import Reading, Term, read
from claimtrack.analysis.names import keys_asked
from claimtrack.analysis.vectors import Beside, question


class Question(SearchQuery):
    """A tsquery as the analysis writes it, read by no parser."""

    template = "%(expressions)s::tsquery"


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked for in words, of rows of one model."""

    text: str
    reading: Reading
    asked: Question
    has_older: bool
    #: How the length of a row's text counts against it, as PostgreSQL numbers it: not at all, or in full.
    shortness: int = 0

    @classmethod
    def of(cls, text: str, beside: Beside, *, has_older: bool) -> Self:
        """`has_older`: whether any row has the words of an analysis of before."""
        reading = read(text)
        return cls(text, reading, Question(question(reading, beside)), has_older)

    @classmethod
    def of_name(cls, text: str, *, has_older: bool) -> Self:
        """A name, found however it is spelled: the shortest that has it is the nearest."""
        return cls._named(text, read(text), has_older=has_older)

    @classmethod
    def of_tokens(cls, words: Sequence[Token], *, every: bool = True, prefix: bool = False) -> Self:
        """As `of_name`, of words that are read already: nothing in them is a sign.

        Not `every`: names with one of the words; `prefix`: the last may go on.
        """
        terms = [*(Term([word]) for word in words[:-1]), Term(words[-1:], prefix=prefix)]
        groups = [[term] for term in terms] if every else [terms]
        return cls._named("", Reading(groups, []), has_older=False)

    @classmethod
    def _named(cls, text: str, reading: Reading, *, has_older: bool) -> Self:
        alone = sum(len(term.words) for group in reading.groups for term in group) == 1
        keys = partial(keys_asked, alone=alone)
        return cls(text, reading, Question(question(reading, keys, in_order=False)), has_older, shortness=2)

    @property
    def found(self) -> Q:
        """Which rows have the words."""
        found = Q(search=self.asked)
        return found | Q(analysis=None, search=self._asked_before) if self.has_older else found

    @property
    def rank(self) -> Expression | SearchRank:
        """How well a row fits, as PostgreSQL ranks (section 12.3.3)."""
        rank = SearchRank(F("search"), self.asked, normalization=self.shortness)
        if not self.has_older:
            return rank
        before = When(analysis=None, then=SearchRank(F("search"), self._asked_before))
        return Case(before, default=rank, output_field=FloatField())

    @property
    def _asked_before(self) -> SearchQuery:
        return SearchQuery(self.text, config="simple", search_type="websearch")
