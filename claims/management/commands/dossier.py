"""`manage.py dossier CLAIM --format md --output FILE`: write a dossier to a file.

Of one claim, of a narrative (`--narrative NAME`), or of what a filter finds (`--filter "verdict=false&topic=x"`).
"""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.dossier import copies
from claims.dossier.as_pdf import CannotPrint
from claims.dossier.bundle import bundle, bundle_of
from claims.dossier.formats import FORMATS, HANDED_ON
from claims.dossier.refusals import NotPublished, NotReadable, RedactedEdition, WithheldEdition
from claims.dossier.sealed import BadSigningKey
from claims.dossier.selection import (
    NarrativeNotPublished,
    NarrativeWithdrawn,
    NarrativeWithheld,
    Selected,
    TooManyClaims,
    of_narrative,
    of_query,
)
from claims.dossier.shapes import Bundle
from claims.record.documents import CLAIM, NARRATIVE
from claimtrack.editions.names import nearest_heads, resolve_heads
from claimtrack.editions.state import snapshot
from claimtrack.files import whole_file
from claimtrack.query.faults import InvalidQuery
from claimtrack.query.filters import InstantFilter
from sources.vocabulary import Level

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Write the dossier of a claim, of a narrative or of the claims a filter finds, from the record alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claim", metavar="CLAIM", nargs="?", help="The claim's slug or id.")
        parser.add_argument("--narrative", metavar="NAME", help="Of a narrative instead, by slug or id.")
        parser.add_argument(
            "--filter", metavar="QUERY", help='Of the claims found by, say, "verdict=false&topic=ports".'
        )
        parser.add_argument("--format", choices=FORMATS, default="md", help="Default: md.")
        parser.add_argument("--output", metavar="FILE", required=True, help="The file to write, or - for stdout.")
        pin = parser.add_mutually_exclusive_group()
        pin.add_argument("--edition", type=int, metavar="N", help="The edition with this number.")
        pin.add_argument(
            "--as-of",
            metavar="TIME",
            help="The state at this time (RFC 3339), or at the end of this day (UTC).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if sum(options[kind] is not None for kind in ("claim", "narrative", "filter")) != 1:
            raise CommandError("Name one claim, or one --narrative, or one --filter.")
        as_of = _time(options["as_of"]) if options["as_of"] else None
        try:
            with snapshot(settings.RECORD_DATABASE):
                made = _bundle(options, as_of)
        except (NotPublished, NarrativeNotPublished, NarrativeWithdrawn, NarrativeWithheld, TooManyClaims) as error:
            raise CommandError(str(error)) from error
        except (NotReadable, RedactedEdition, WithheldEdition) as error:
            raise CommandError(f"{error} --edition N gives the dossier of an earlier edition.") from error
        except InvalidQuery as error:
            faults = [f"{fault.get('parameter', '')}: {fault['message']}" for fault in error.faults]
            raise CommandError("\n".join(faults)) from error
        try:
            # Whoever has this command hands on what the newsroom holds.
            form = HANDED_ON if options["format"] == HANDED_ON.name else FORMATS[options["format"]]
            if form is HANDED_ON:
                self._tell_copies(made)
            content = form.render(made)
        except (CannotPrint, BadSigningKey) as error:
            raise CommandError(str(error)) from error
        if options["output"] == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            _write(Path(options["output"]), content)

    def _tell_copies(self, made: Bundle) -> None:
        """Before the file is made: which copies it will hold, and which not."""
        for each in copies.listed(made, copies.handed_on(made)):
            name = each["title"] or each["url"] or each["document"]
            level = f"{Level(each['level']).label}" if each["level"] else f"left out, {each['why']}"
            self.stderr.write(f"copy of “{name}”: {level}")


def _bundle(options: Mapping[str, Any], as_of: datetime | None) -> Bundle:
    using, edition = settings.RECORD_DATABASE, options["edition"]
    if options["filter"] is not None:
        return bundle_of(_found(options["filter"], edition, as_of, using), using=using)
    if options["narrative"] is not None:
        narrative_id = _named(NARRATIVE, options["narrative"])
        return bundle_of(of_narrative(narrative_id, edition=edition, as_of=as_of, using=using), using=using)
    return bundle([_named(CLAIM, options["claim"])], edition=edition, as_of=as_of, using=using)


def _found(query: str, edition: int | None, as_of: datetime | None, using: str) -> Selected:
    if edition is not None:
        raise CommandError("A filter has no editions; --as-of pins it.")
    pinned = f"{query}&as_of={quote(as_of.isoformat())}" if as_of else query
    return of_query(pinned, using=using)


def _named(subject_type: str, name: str) -> UUID:
    if subject_id := resolve_heads(subject_type)([name]).get(name):
        return subject_id
    nearest = nearest_heads(subject_type)(name)
    hint = f" Nearest: {', '.join(nearest)}." if nearest else " Nothing is published yet."
    raise CommandError(f"No {subject_type} “{name}” was ever published; give a slug or an id.{hint}")


def _time(text: str) -> datetime:
    try:
        at: datetime = InstantFilter(help_text="").parse(text)
    except ValidationError as error:
        raise CommandError(f"--as-of: {' '.join(error.messages)}") from error
    return at


def _write(path: Path, content: bytes) -> None:
    try:
        with whole_file(path) as file:
            file.write(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
