"""Where to go on in a list, as `next` hands it out."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Self

import orjson
from django.core.exceptions import ValidationError

from claimtrack.query.keyset import Key

CURSOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: the key of the last row given out, and the fingerprint of the list it stood in."""

    fingerprint: str
    key: Key

    def encode(self) -> str:
        """Base64url without padding (RFC 4648, section 5) of a JSON array."""
        written = orjson.dumps([CURSOR_VERSION, self.fingerprint, list(self.key)])
        return base64.urlsafe_b64encode(written).rstrip(b"=").decode("ascii")

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises ValidationError `invalid_cursor`."""
        match _json_of(text):
            case [version, str(fingerprint), [*key]] if (
                version == CURSOR_VERSION and key and all(type(value) in {str, int, float} for value in key)
            ):
                return cls(fingerprint, tuple(key))
        raise ValidationError(INVALID_CURSOR, code="invalid_cursor")


INVALID_CURSOR = "The cursor cannot be read; follow `next` as it was answered, or start again without it."
MISMATCHED_CURSOR = "The cursor was given out for other parameters; start again without it."


def _json_of(text: str) -> Any:
    try:
        return orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
