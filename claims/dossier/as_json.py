"""The bundle itself, in the canonical form its hash is taken over."""

from claims.dossier.shapes import Bundle
from claimtrack.editions.chain import canonical


def render(bundle: Bundle) -> bytes:
    """RFC 8785, and a line feed at the end."""
    return f"{canonical(bundle)}\n".encode()
