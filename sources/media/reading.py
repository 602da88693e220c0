"""Text in images, read by the distribution's tesseract where it is installed: a proposal that nobody has checked.

It is a program of its own, with a minute, one processor and a gigabyte, and is given pixels alone: what the file says
besides never reaches it.
"""

import os
import resource
import shutil
import subprocess
from io import BytesIO
from typing import Final

import langcodes
from django.core.exceptions import ValidationError
from PIL import ImageOps

from sources.media.pictures import opened

PROGRAM: Final = "tesseract"
SECONDS: Final = 60
MOST_MEMORY: Final = 1 << 30
#: Pixels of a side, and characters, that are read.
SIDE: Final = 4_000
LONGEST: Final = 100_000
MISSING: Final = "No text is read out of images here: tesseract is not installed on this machine."


class NotRead(Exception):
    """The program gave no text; the message says why."""


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def read_text(content: bytes, language: str) -> tuple[str, str]:
    """The text in an image, which may be none, and what it was read with. Raises NotRead.

    `language` is a BCP 47 tag, of which the program may know nothing; it reads English then, or what it has.
    """
    try:
        with opened(content) as image:
            image.draft("L", (SIDE, SIDE))
            seen = ImageOps.exif_transpose(image).convert("RGB")
            seen.thumbnail((SIDE, SIDE))
            pixels = BytesIO()
            seen.save(pixels, "PNG")
    except ValidationError as error:
        raise NotRead(" ".join(error.messages)) from error
    known = _run(["--list-langs"]).splitlines()[1:]
    chosen = _language(language, known)
    version = _run(["--version"]).splitlines()[0]
    text = _run(["stdin", "stdout", "-l", chosen], pixels.getvalue())
    return text.replace("\x00", "").strip()[:LONGEST], f"{version}, {chosen}"


def _language(tag: str, known: list[str]) -> str:
    try:
        three = langcodes.get(tag).to_alpha3() if tag else ""
    except (LookupError, ValueError):
        three = ""
    return next((each for each in (three, "eng", *known) if each in known), "eng")


def _run(arguments: list[str], given: bytes = b"") -> str:
    """What the program says. Raises NotRead."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise NotRead(MISSING)
    surroundings = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - the program of the distribution, with words of ours
        [program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings | {"OMP_THREAD_LIMIT": "1"},
    ) as running:
        _bound(running.pid)
        try:
            said, complained = running.communicate(given, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            running.kill()
            raise NotRead(f"It took longer than {SECONDS} seconds.") from error
    if running.returncode:
        raise NotRead(f"tesseract gave up: {complained.decode(errors='replace').strip()[:300]}")
    return said.decode(errors="replace")


def _bound(pid: int) -> None:
    """Where the system can do so from outside (Linux)."""
    if hasattr(resource, "prlimit"):
        resource.prlimit(pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.prlimit(pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
