"""What people are called."""

from typing import Any, Final

NOBODY: Final = "somebody without an account"


def person_name(person: Any, otherwise: str = "") -> str:
    """The full name, or the name that they sign in with; of an account that is gone, what stands in its place."""
    return person.get_full_name() or person.get_username() if person else otherwise
