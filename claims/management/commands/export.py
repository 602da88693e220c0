"""`manage.py export --format csv --topic arms-supplies --output FILE`: claims in any format, to a file or a pipe."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest, QueryDict
from rest_framework.request import Request

from claims.api.public.export import ExportFilters, FeedFilters, claims_of, described, feed_page, happenings_of, now_of
from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS, FORMATS
from claims.exports.published import Heading
from claims.record.models import Listing
from claimtrack.api.problems import InvalidParameters
from claimtrack.files import whole_file

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
        except InvalidParameters as error:
            faults = (f"--{item.get('parameter', '').replace('_', '-')}: {item['message']}" for item in error.errors)
            raise CommandError("\n".join(faults)) from error


def _asked(options: dict[str, Any]) -> str:
    """The filters that were given, as an address has them behind its question mark."""
    names = ExportFilters.base_filters.keys() | FeedFilters.base_filters.keys()
    return urlencode({name: options[name] for name in names if options[name] is not None})


def _chunks(format_name: str, query: str) -> Iterator[bytes]:
    """The export, asked for as a reader of the API would: by the same filters, read at the same address."""
    http = HttpRequest()
    http.method, http.path, http.GET = "GET", f"/api/v1/claims/export.{format_name}", QueryDict(query)
    request, listings = Request(http), Listing.objects.using(settings.RECORD_DATABASE)
    if form := CLAIM_FORMATS.get(format_name):
        asked = ExportFilters.accept(request, listings)
        yield from form.of_list(_heading(asked), claims_of(asked, form))
    else:
        following = FeedFilters.accept(request, listings)
        heading = _heading(following)
        yield FEED_FORMATS[format_name].render(heading, feed_page(happenings_of(following), heading.site, following))


def _heading(asked: ExportFilters) -> Heading:
    return now_of(settings.RECORD_DATABASE).heading(described("claims", asked), asked.address)


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
