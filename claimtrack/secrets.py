"""Secrets that are made once and kept in files only their owner reads."""

import os
import secrets
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
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(length) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
