"""PDF: the page of `as_html`, printed by WeasyPrint with one bundled family of fonts and nothing else.

It is made in a process of its own (`claims.dossier.paper`) that has the bundled fonts alone, loads nothing and
may use so much time and memory and no more: whatever a text does to it, the web server stays as it was. The same
bundle gives the same bytes: the only date in it is the bundle's, and its identifier is the bundle's hash.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from claims.dossier.as_html import page
from claims.dossier.blocks import Section
from claims.dossier.contents import contents
from claims.dossier.letters import FONTS, scripts_lacking
from claims.dossier.shapes import Bundle
from claims.dossier.wording import listed

SECONDS = 120

INSTALL = (
    "PDF needs the Python package weasyprint and the library Pango: on Debian and Ubuntu `apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0`, on macOS `brew install pango`. Every other format works without them."
)


class CannotPrint(Exception):
    """No PDF could be made: what is missing here, or that it took longer than it may."""


def render(bundle: Bundle) -> bytes:
    """PDF 1.7, tagged as PDF/UA-1 asks (ISO 14289-1). Raises CannotPrint."""
    return printed(bundle, contents(bundle))


def printed(bundle: Bundle, dossier: Section, *, style: str = "", stamp: str = "") -> bytes:
    """As `render`, of these contents; `style` is further CSS, `stamp` what stands over what is not published.

    Raises CannotPrint.
    """
    if why := missing():
        raise CannotPrint(why)
    style = render_to_string("dossier/paper.css", {"name": f"SHA-256 {bundle['sha256'][:16]}…"}) + style
    written = page(bundle, dossier, paper=True, style=style, stamp=stamp)
    if lacking := scripts_lacking(written):
        written = page(bundle, dossier, paper=True, style=style, stamp=stamp, notice=_notice(lacking))
    return _printed(written, bundle)


def _notice(scripts: Iterable[str]) -> str:
    return (
        f"The fonts of this PDF have no letters for some that stand in this dossier ({listed(list(scripts))}). Empty "
        "boxes stand in their place; the HTML, Markdown and JSON forms have them."
    )


# -- what is here ---------------------------------------------------------------------------------


@cache
def missing() -> str | None:
    """What has to be installed before a PDF can be made; None where nothing has."""
    if importlib.util.find_spec("weasyprint") is None:
        return INSTALL
    tried = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, check=False, timeout=SECONDS
    )
    return INSTALL if tried.returncode else None


# -- printing -------------------------------------------------------------------------------------

FONTCONFIG = """<?xml version="1.0"?>
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>DejaVu Sans Condensed</family></prefer></alias>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


def _printed(html: str, bundle: Bundle) -> bytes:
    with tempfile.TemporaryDirectory(prefix="claimtrack-pdf-") as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(FONTCONFIG.format(fonts=FONTS, cache=Path(folder) / "cache"), encoding="utf-8")
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "HOME": folder,
            "FONTCONFIG_FILE": str(config),
            "SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(bundle["published_at"]).timestamp())),
            "PYTHONHASHSEED": "0",
            **{name: os.environ[name] for name in ("DYLD_FALLBACK_LIBRARY_PATH",) if name in os.environ},
        }
        try:
            made = subprocess.run(  # noqa: S603 - our own interpreter and program
                [sys.executable, "-m", "claims.dossier.paper", bundle["sha256"]],
                input=html.encode(),
                capture_output=True,
                check=False,
                timeout=SECONDS,
                env=environment,
                cwd=Path(__file__).parents[2],
            )
        except subprocess.TimeoutExpired as error:
            raise CannotPrint(f"This dossier takes longer than {SECONDS} seconds to print.") from error
    if made.returncode:
        raise CannotPrint("This dossier could not be printed.") from RuntimeError(made.stderr.decode(errors="replace"))
    return made.stdout
