"""A dossier in Markdown, and what a reader sees of it."""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from claims.dossier import as_markdown
from claims.dossier.bundle import bundle
from claims.dossier.shapes import Bundle
from claims.models import Claim

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def of(*claims: Claim, **pin: Any) -> Bundle:
    return bundle([claim.pk for claim in claims], using="default", **pin)


def dossier(*claims: Claim, **pin: Any) -> str:
    return as_markdown.render(of(*claims, **pin)).decode()


def section(text: str, title: str) -> str:
    """What stands under a heading, its own sections included."""
    found = re.search(rf"^(#+) {re.escape(title)}$\n(.*?)(?=^\1 |^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[2]


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or []


def rendered(text: str) -> str:
    """The text a reader sees: lines broken where Markdown breaks them."""
    shown = {"text": lambda token: token.content, "code_inline": lambda token: token.content}
    breaks = {"softbreak", "hardbreak"}
    return "".join(
        "\n" if token.type in breaks else shown[token.type](token)
        for token in tokens(text)
        if token.type in shown or token.type in breaks
    )
