"""Secrets that are made once and kept in files only their owner reads."""

import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path, *, length: int = 50) -> str:
    """Return the secret in `path`; make it first, of `length` URL-safe random bytes, mode 0600.

    Two processes that arrive together agree: the file is linked into place whole, and only the first link wins.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # its mode is 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(length) + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    return path.read_text().strip()
