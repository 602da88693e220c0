"""`manage.py export --format csv --topic arms-supplies --output FILE`: claims in any format, to a file or a pipe."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS, FORMATS
from claims.exports.history import feed_page, of_feed
from claims.exports.published import Heading, described, heading
from claims.record.query import ExportFilters, FeedFilters
from claims.record.reading import all_claims
from claimtrack import addresses
from claimtrack.editions.state import RecordState, record_state, snapshot
from claimtrack.files import whole_file
from claimtrack.query.asked import Asked
from claimtrack.query.faults import InvalidQuery

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Write all claims that match in one of the formats. Filters are those of the public API's /claims/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--output", metavar="FILE", required=True, help="The file to write, or - for stdout.")
        filters = parser.add_argument_group("filters", "Several values by comma, as in the API.")
        for name, declared in {**ExportFilters.base_filters, **FeedFilters.base_filters}.items():
            filters.add_argument(f"--{name.replace('_', '-')}", metavar="VALUE", help=declared.help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chunks = _chunks(options["format"], _asked(options))
            if options["output"] == STANDARD_OUTPUT:
                _send(chunks)
            else:
                _write(Path(options["output"]), chunks)
        except InvalidQuery as error:
            faults = (f"--{item.get('parameter', '').replace('_', '-')}: {item['message']}" for item in error.faults)
            raise CommandError("\n".join(faults)) from error


def _asked(options: dict[str, Any]) -> str:
    """The filters that were given, as an address has them behind its question mark."""
    names = ExportFilters.base_filters.keys() | FeedFilters.base_filters.keys()
    return urlencode({name: options[name] for name in names if options[name] is not None})


def _chunks(format_name: str, query: str) -> Iterator[bytes]:
    """The export, asked for by the same filters, and under the same address, as a reader of the API would."""
    using = settings.RECORD_DATABASE
    wanted = Asked.in_query(query, path=addresses.export(format_name))
    if form := CLAIM_FORMATS.get(format_name):
        asked = ExportFilters.ask(wanted, using=using)
        yield from form.of_list(_heading(asked, record_state(using)), all_claims(asked, with_named=form.with_named))
    else:
        following = FeedFilters.ask(wanted, using=using)
        with snapshot(using) as now:
            above = _heading(following, now)
            page = feed_page(of_feed(following), above.site, following)
        yield FEED_FORMATS[format_name].render(above, page)


def _heading(asked: ExportFilters, now: RecordState) -> Heading:
    return heading(described("claims", asked), asked.address, now)


def _send(chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    try:
        with whole_file(path) as file:
            file.writelines(chunks)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
