"""`manage.py dossier CLAIM --format md --output FILE`: write the dossier of a claim to a file."""

import os
import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.dossier import FORMATS
from claims.dossier.bundle import NotPublished, NotReadable, RedactedEdition, bundle
from claims.record.listing import CLAIM
from claimtrack.api.parameters import InstantFilter
from claimtrack.api.record import nearest_heads, resolve_heads

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Write the dossier of a published claim, from the record alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claim", metavar="CLAIM", help="The claim's slug or id.")
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
        claim_id = _claim(options["claim"])
        as_of = _time(options["as_of"]) if options["as_of"] else None
        try:
            made = bundle([claim_id], edition=options["edition"], as_of=as_of, using=settings.RECORD_DATABASE)
        except NotPublished as error:
            raise CommandError(str(error)) from error
        except (NotReadable, RedactedEdition) as error:
            raise CommandError(f"{error} --edition N gives the dossier of an earlier edition.") from error
        content = FORMATS[options["format"]].render(made)
        if options["output"] == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            _write(Path(options["output"]), content)


def _claim(name: str) -> UUID:
    if claim_id := resolve_heads(CLAIM)([name]).get(name):
        return claim_id
    nearest = nearest_heads(CLAIM)(name)
    hint = f" Nearest: {', '.join(nearest)}." if nearest else " Nothing is published yet."
    raise CommandError(f"No claim “{name}” was ever published; give a slug or an id.{hint}")


def _time(text: str) -> datetime:
    try:
        at: datetime = InstantFilter(help_text="").parse(text)
    except ValidationError as error:
        raise CommandError(f"--as-of: {' '.join(error.messages)}") from error
    return at


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader of the file never meets half a dossier."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
