"""Values as they stand in an address: which texts can be read at all, and how a message quotes one."""

import re
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError

MAX_LENGTH = 1_000

#: PostgreSQL stores no NUL, UTF-8 has no surrogates, and U+FFFD stands for bytes that were not UTF-8.
REFUSED_CHARACTERS = re.compile("[\x00\ud800-\udfff\ufffd]")
#: As the libraries and languages of clients write them, in any case.
_BOOLEANS: Final = dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True) | dict.fromkeys(
    ("false", "f", "no", "n", "off", "0"), False
)
#: A number of more digits fits no column.
_LONGEST_NUMBER: Final = 18
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def checked_text(text: str, *, max_length: int = MAX_LENGTH) -> str:
    """The text, if it is not blank, not longer than it may be, and can be stored; else a ValidationError."""
    if not text or text.isspace():
        raise ValidationError("The value is empty; give one, or leave the parameter out.", code="blank")
    if len(text) > max_length:
        raise ValidationError(
            f"The value has {len(text)} characters; at most {max_length} are accepted.", code="too_long"
        )
    if REFUSED_CHARACTERS.search(text):
        raise ValidationError("The value holds a NUL character or bytes that are not UTF-8.", code="invalid_characters")
    return text


def boolean(text: str) -> bool | None:
    """What the text says, if it says yes or no."""
    return _BOOLEANS.get(text.strip().lower())


def number(text: str) -> int | None:
    """The number that somebody wrote, in the digits of any script; None for what is none, or longer than any is."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER else None


def id_in(text: str) -> UUID | None:
    """The id that these letters are, if they are one."""
    return UUID(text) if UUID_FORM.fullmatch(text) else None


def shown(text: str) -> str:
    """A value as a message quotes it: short, in one line, and encodable."""
    clean = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:60])
    return f"‘{clean}…’" if len(text) > len(clean) else f"‘{clean}’"


def suggestion(nearest: Sequence[str]) -> str:
    return f" Nearest: {', '.join(nearest)}." if nearest else ""


class Unknown(ValidationError):
    """A name or a value that is none of those accepted. What would help is worked out when it is told.

    That costs a search each: `helped` is for the first few faults of a request alone.
    """

    def __init__(self, message: str, help_: Callable[[], str], *, code: str = "unknown_value") -> None:
        super().__init__(message, code=code)
        self.help = help_

    def helped(self) -> str:
        """What is wrong, what is near, and what is accepted."""
        return f"{self.messages[0]}{self.help()}"
