"""Sources as the record knows them: the work, and the public list derived from their editions."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final, cast

import orjson
from procrastinate.contrib.django import app

from claimtrack.editions import entries
from claimtrack.editions.formats import unsigned
from claimtrack.editions.items import Item
from claimtrack.editions.models import Kind
from claimtrack.editions.store import Published
from claimtrack.editions.works import Work, enter
from sources.documents import FORMAT, SOURCE, SourceDocument

#: Members of a document that claims are shown or found by.
NAMES: Final = {"name", "slug", "aliases"}


def list_sources(published: Sequence[Published]) -> None:
    """Derive the rows of the public list of sources from these editions, and tell who prints their names."""
    entries.derive(published, lambda item: [source_item(orjson.loads(item.edition.text or ""))])
    tell_of_new_names(published)


def tell_of_new_names(published: Sequence[Published]) -> None:
    """Cards that print the name of one of these sources are brought up to date: editions keep names as printed."""
    renamed = [
        str(item.edition.subject_id)
        for item in published
        if NAMES & set(item.edition.changed) or item.edition.kind == Kind.RESTORED or not item.head.readable
    ]
    if renamed:
        app.configure_task("refresh_names").defer(source_ids=[*renamed])


def source_item(document: dict[str, Any]) -> Item:
    """The row of a source in the public list of sources, from its stored document."""
    source = cast("SourceDocument", document)
    keys = [f"kind:{source['kind']}"]
    keys += [f"country:{source['country']}"] if source["country"] else []
    keys += [f"part_of:{source['part_of']}"] if source["part_of"] else []
    return Item(
        kind=SOURCE,
        item_id=source["id"],
        body=document,
        slug=source["slug"],
        name=" ".join([source["name"], *source["aliases"]]),
        keys=keys,
    )


enter(
    Work(
        SOURCE,
        title="name",
        format=FORMAT,
        items=lambda document: [source_item(document)],
        upgraders={1: partial(unsigned, format_=2)},
    )
)
