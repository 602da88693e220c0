"""Mending what a record gives, and noting what was mended: texts, dates, labels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from claims.imports.noted import NO_LABEL, UNREAD_DATE
from claims.imports.values import text as texts
from claims.imports.values.dates import is_known, or_earlier, world_date
from claims.imports.values.languages import contradicts, mixes_scripts
from claimtrack.dates import WorldDate

MAX_TITLE: Final = 1000
MAX_LABEL: Final = 5000
MAX_STATEMENT: Final = 10_000
MAX_TEXT: Final = 20_000
MAX_LISTED: Final = 500

NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?(?:\s*/\s*\d+)?")
_COPIED: Final = "The markup gives the review's own date for the claim, which is not later than its review."

# What is noted of a record; each is counted in the report.
NUMBER_ALONE: Final = "the rating is a number alone: kept, and not read"
LABEL_IN_A_LIST: Final = "the label was a list"
LOOKALIKES: Final = "the label mixes letters of several scripts: it is not read as the label that it looks like"
LABEL_TOO_LONG: Final = "the label was longer than a label can be and was left out"
NO_CLAIM_DATE: Final = "the claim has no date"
COPIED_DATE: Final = "the claim's date was copied from the review: kept as that day or earlier"
NO_REVIEW_DATE: Final = "the review has no date"
SEVERAL_CLAIMANTS: Final = "the claim has several authors"
LONG_CLAIMANT: Final = "the claim's author was longer than a name: kept in the context"
JOURNALIST: Final = "the author is a journalist: the publisher was taken from elsewhere in the markup"
SEVERAL_PUBLISHERS: Final = "the review has several publishers: one was taken, the others stand among its authors"
PUBLISHER_BY_HOST: Final = "no publisher is named: it was taken from the review's address"
NO_PROFILE: Final = "what was given as an address of the claim's author was none and was left out"
TEXT_IN_A_LIST: Final = "the reviewed text was a list"
TOO_MANY: Final = f"more than {MAX_LISTED} authors or appearances were given: the rest was left out"
OWN_ADDRESS: Final = "the review's address was that of no page: that of the page it stands in was taken"
PICTURE: Final = "the review's address leads to a picture"
COMPLETED: Final = "an address was relative or without scheme and was completed"
SEVERAL_ADDRESSES: Final = "several addresses stood in one text"
MARKED_UP: Final = "the reviewed text had tags or entities in it"
STEERS_DIRECTION: Final = (
    "the reviewed text steers the direction in which it is written, and may read otherwise than it looks"
)
LONG_TITLE: Final = "the headline was longer than a title can be and was cut"
LONG_TEXT: Final = f"a text was longer than {MAX_TEXT} characters and was cut"
NO_TITLE: Final = "the review has no headline"
SEVERAL_RATINGS: Final = "the review has several ratings: the first was taken"
NUMBER_EXPLAINED: Final = "the rating's explanation was a number and was left out"
CLAIM_AFTER_REVIEW: Final = "the claim is dated after its review: kept as given"
TRANSLATED: Final = "a text was given in several languages: that of the page was taken, the others stand beside it"
MISLABELLED_LANGUAGE: Final = "the language given is not written in this script: left undetermined"


class NotAReview(ValueError):
    """A node cannot be taken in; the message says why."""


@dataclass(slots=True)
class Notes:
    """What was repaired or left out of one record."""

    made: list[str] = field(default_factory=list)

    def add(self, note: str) -> None:
        if note not in self.made:
            self.made.append(note)

    def statement(self, given: list[str]) -> str:
        """The reviewed text. Raises `NotAReview` when there is none."""
        if len(given) > 1:
            self.add(TEXT_IN_A_LIST)
        statement = texts.readable("; ".join(given))
        if not statement:
            raise NotAReview("nothing says what was reviewed (claimReviewed)")
        if len(statement) > MAX_STATEMENT:
            raise NotAReview(f"the reviewed text is longer than {MAX_STATEMENT} characters")
        if any(map(texts.had_markup, given)):
            self.add(MARKED_UP)
        if texts.steers_direction(statement):
            self.add(STEERS_DIRECTION)
        return statement

    def text(self, given: str) -> str:
        """A longer text for readers."""
        made = texts.readable(given)
        if len(made) > MAX_TEXT:
            self.add(LONG_TEXT)
            return made[: MAX_TEXT - 1] + "…"
        return made

    def text_of_lines(self, given: Iterable[str]) -> str:
        """Longer texts for readers, a line each."""
        return "\n".join(map(self.text, given))

    def date(self, given: str) -> WorldDate | None:
        date = world_date(given)
        if date and not is_known(date):
            self.add(UNREAD_DATE)
        return date

    def made_when(self, given: str, review_given: str, review_date: WorldDate | None) -> WorldDate | None:
        """When the claim was made; a date that only repeats the review's says no more than “by then”."""
        made = self.date(given)
        if made is None:
            self.add(NO_CLAIM_DATE)
        elif is_known(made) and (given == review_given or (review_date and made.edtf == review_date.edtf)):
            self.add(COPIED_DATE)
            return or_earlier(made, basis=_COPIED)
        return made

    def language(self, given: str, statement: str) -> str:
        if contradicts(given, statement):
            self.add(MISLABELLED_LANGUAGE)
            return ""
        return given

    def title(self, given: str) -> str:
        title = texts.readable(given)
        if not title:
            self.add(NO_TITLE)
            return ""
        if len(title) > MAX_TITLE:
            self.add(LONG_TITLE)
            return title[: MAX_TITLE - 1] + "…"
        return title

    def label(self, given: list[str]) -> tuple[str, str]:
        """(label, number): a rating in words and one in numbers, of which either may be empty."""
        words = [each for each in given if not NUMBER.fullmatch(each)]
        label = ", ".join(dict.fromkeys(words))
        if len(words) > 1:
            self.add(LABEL_IN_A_LIST)
        if len(label) > MAX_LABEL:
            self.add(LABEL_TOO_LONG)
            label = ""
        if mixes_scripts(label):
            self.add(LOOKALIKES)
        if not label:
            self.add(NUMBER_ALONE if len(words) < len(given) else NO_LABEL)
        return label, ", ".join(each for each in given if NUMBER.fullmatch(each))
