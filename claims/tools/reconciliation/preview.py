"""A glance at one entity as HTML, for a frame in somebody else's page: no script, no image, nothing from elsewhere."""

import base64
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Final

from claims.record import standings
from claims.record.documents import CLAIM
from claims.tools.reconciliation.entities import TYPES, Entity, kind_in_words
from claims.tools.reconciliation.extending import described
from claims.tools.reconciliation.properties import PROPERTIES, Reference
from claims.tools.reconciliation.shapes import ReconciliationWord
from claims.tools.reconciliation.suggesting import type_described
from claimtrack import addresses
from claimtrack.text import straight

STYLE: Final = (
    "body{font:14px/1.4 sans-serif;margin:.6em;color:#111;background:#fff}p{margin:0 0 .4em}"
    "strong{font-size:1.1em}.what{color:#555}"
)
#: Nothing is loaded and nothing runs; the one style is known by its hash, and any page may frame it (CSP Level 3).
POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *; "
    f"style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)
#: What is told of an entity besides its name and kind.
_TOLD: Final = ("judgement", "said_by", "made", "aliases", "country", "description", "reliability", "same_as")
#: Characters of one line.
_LONGEST: Final = 300


def page(entity: Entity) -> str:
    """The whole document."""
    title = escape(straight(entity.name))
    return (
        '<!doctype html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>{snippet(entity)}{_way_on(entity)}</body></html>\n"
    )


def _way_on(entity: Entity) -> str:
    """To the page of all that is known."""
    address = addresses.page(entity.type, entity.id)
    return f'<p><a href="{escape(address)}" target="_blank" rel="noopener">The whole record</a></p>'


def snippet(entity: Entity) -> str:
    """Its paragraphs. A claim begins with its standing, and its statement keeps language and direction."""
    return "".join([_headline(entity), f'<p class="what">{escape(kind_in_words(entity))}</p>', *_facts(entity)])


def _headline(entity: Entity) -> str:
    if entity.type != CLAIM:
        return f'<p><strong dir="auto">{escape(straight(entity.name))}</strong></p>'
    stands, statement = (
        escape(straight(str(standings.of_claim(entity.body)))),
        escape(straight(entity.body["statement"])),
    )
    language = escape(entity.body["language"])
    return f'<p><strong>{stands}:</strong> <span lang="{language}" dir="auto">{statement}</span></p>'


def _facts(entity: Entity) -> Iterator[str]:
    for name in _TOLD:
        told = PROPERTIES[name]
        values = [each.name if isinstance(each, Reference) else str(each) for each in told.of(entity)]
        if values:
            text = straight(", ".join(values))
            cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
            yield f'<p>{escape(told.name.capitalize())}: <span dir="auto">{escape(cut)}</span></p>'


def of_word(name: str) -> str | None:
    """What a type or a property is, as a snippet; None of what is neither."""
    known: list[ReconciliationWord] = [*map(type_described, TYPES), *map(described, PROPERTIES.values())]
    found = next((each for each in known if each["id"] == name), None)
    return f"<p><strong>{escape(found['name'])}</strong></p><p>{escape(found['description'])}</p>" if found else None
