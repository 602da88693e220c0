"""What is pasted or uploaded as a copy."""

import pytest
from django.core.exceptions import ValidationError

from sources.copies import of_paste, readable


def test_a_page_nested_to_keep_its_reader_busy_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="Paste its text alone"):
        of_paste("<div>" * 100_000 + "So it was.")


def test_a_long_page_that_closes_what_it_opens_is_read() -> None:
    page = "<body>" + "<div><p>So it was.<span>Yes</span></div>" * 50_000
    assert readable(page).startswith("So it was.")
