"""The catalogues of what pages say, in every language but the one that they are written in.

A catalogue is a PO file that people translate and the MO file beside it that Django reads; both are kept, so that
nothing has to be installed to read them. What there is to translate is found in the sources by Babel and by Django's
own reading of templates.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import Template
from django.template.engine import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from claimtrack.pages.languages import DEFAULT, LANGUAGES

LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"
#: What is called with a message in it; a context stands first, a plural last.
CALLED: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "named": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HEADER: Final = """# What the pages of claimtrack say, in another language.
# Reviewed by: nobody yet. Whoever reviews it puts their name here."""
NOBODY: Final = "nobody yet"
#: Where pages are written.
ROOTS: Final = ("claimtrack/pages", "claimtrack/dates", "claims/pages", "claims/templatetags")
TEMPLATES: Final = ("claims/templates/pages", "claimtrack/templates/pages")


class Message(NamedTuple):
    """`plural` and `context` are empty where there is none; `place` is the file that says it."""

    text: str
    plural: str
    context: str
    place: str


def messages() -> Iterator[Message]:
    """All that there is to translate, as often as it is said."""
    for root in ROOTS:
        for path in sorted((settings.BASE_DIR / root).rglob("*.py")):
            yield from _in_python(path)
    for root in TEMPLATES:
        for path in sorted((settings.BASE_DIR / root).rglob("*.html")):
            yield from _in_template(path)


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(
            locale=language,
            charset="utf-8",
            fuzzy=False,
            project="claimtrack",
            version="1",
            last_translator=NOBODY,
            language_team=NOBODY,
            msgid_bugs_address=NOBODY,
            header_comment=HEADER,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_up_to_date(language: str) -> Catalog:
    """The catalogue with everything that is said, and with nothing that is said no more."""
    found = read(language)
    template = Catalog(charset="utf-8")
    for each in messages():
        said = (each.text, each.plural) if each.plural else each.text
        template.add(said, locations=[(each.place, None)], context=each.context or None)  # type: ignore[list-item]
    found.update(template, no_fuzzy_matching=True, update_creation_date=False)
    found.obsolete.clear()
    return found


def write(language: str, catalogue: Catalog) -> None:
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False, include_lineno=False, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """The MO file that the PO file is read as."""
    file = BytesIO()
    write_mo(file, read(language))
    return file.getvalue()


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def translated_into() -> list[str]:
    return [language for language in LANGUAGES if language != DEFAULT]


# -- where messages stand -------------------------------------------------------------------------


def _in_python(path: Path) -> Iterator[Message]:
    place = str(path.relative_to(settings.BASE_DIR))
    for _line, said, _comments, context in extract_from_file("python", path, keywords=CALLED):
        text, plural = said if isinstance(said, tuple) else (said, "")
        yield Message(text, plural, context or "", place)


def _in_template(path: Path) -> Iterator[Message]:
    place = str(path.relative_to(settings.BASE_DIR))
    template = Template(path.read_text(), engine=Engine.get_default())
    phrases: Iterable[Any] = template.nodelist.get_nodes_by_type(TranslateNode)
    for phrase in phrases:
        yield Message(phrase.filter_expression.var.literal, "", "", place)
    blocks: Iterable[Any] = template.nodelist.get_nodes_by_type(BlockTranslateNode)
    for block in blocks:
        text, _names = block.render_token_list(block.singular)
        plural = block.render_token_list(block.plural)[0] if block.plural else ""
        yield Message(text, plural, "", place)
