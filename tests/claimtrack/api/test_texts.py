"""Words of anybody: plain text is taken as it is, and what is none, or is not to be seen, is refused beside its field."""

import pytest
from rest_framework import serializers

from claimtrack.api.texts import PlainText


@pytest.mark.parametrize("text", ["x<y is wrong", "1 < 2", "a <3 b", "line\nline\ttab", "שלום \u200fכן", "Ärger"])
def test_plain_text_is_taken_as_it_is(text: str) -> None:
    assert PlainText().run_validation(text) == text


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "<img src=x>", "</p>", "<!-- x -->", "\x07", "a\x1bb", "a\u202eb", "\x00"]
)
def test_markup_and_what_cannot_be_printed_is_refused(text: str) -> None:
    with pytest.raises(serializers.ValidationError):
        PlainText().run_validation(text)


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060", "\ufeff", " "])
def test_what_nobody_sees_is_blank(text: str) -> None:
    with pytest.raises(serializers.ValidationError, match="blank"):
        PlainText().run_validation(text)
    assert PlainText(allow_blank=True).run_validation(text) == ""
