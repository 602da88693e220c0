"""Ids of what exports make: UUIDs of version 5 (RFC 9562, section 5.5) in a namespace of our own.

They are made from the record's ids alone, so the same thing has the same id in every export of every copy of the
record, and whatever is imported twice changes nothing. What STIX and MISP both have (a claim, a judgement) has one id
in both: a MISP that has taken in the one takes the other for what it has.
"""

import uuid
from typing import Final

NAMESPACE: Final = uuid.UUID("1d7a8f3c-5b1e-5f0a-9c54-7be9a1f6c2d4")


def uuid_of(type_: str, *names: str) -> str:
    """The id of a thing of this type with these names."""
    return str(uuid.uuid5(NAMESPACE, "/".join((type_, *names))))
