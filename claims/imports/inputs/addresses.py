"""Downloading an input whose address a person gave: its faults are those of an input (`claimtrack.downloads`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from claims.imports.inputs.limits import InputFault, Limits
from claims.imports.values.addresses import address
from claimtrack.downloads import Bounds, Download, NotDownloaded, downloaded


@contextmanager
def fetched(url: str, limits: Limits) -> Iterator[Download]:
    """Download into a temporary file. Raises `InputFault` with what went wrong."""
    try:
        with downloaded(url, Bounds(limits.seconds, limits.download), read=address) as download:
            yield download
    except NotDownloaded as error:
        raise InputFault(str(error)) from error
