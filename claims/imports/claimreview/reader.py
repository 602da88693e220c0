"""ClaimReview as one of the kinds of input."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from claims.imports.claimreview.records import read_record, reviews
from claims.imports.inputs.streams import Input, opened
from claims.imports.markup.records import records
from claims.imports.models import ImportRun, InputKind, RefusedRecord
from claims.imports.read import Page, Read
from claims.imports.reader import InputReader


def _read(source: Input, run: ImportRun, name: str) -> Iterator[Read]:
    return reviews(source, base=run.base_url)


def _again(row: RefusedRecord) -> Iterator[Read]:
    raw, page = bytes(row.raw), Page(**row.page) if row.page else None
    with opened(row.place, upload=raw) as source:
        source.base = page.url if page else ""
        for record in records(source):
            again = replace(record, place=row.place, raw=raw, page=page or record.page)
            yield read_record(again, base=row.base or row.run.base_url)


def _is_markup(row: RefusedRecord) -> bool:
    return not row.mapping


CLAIM_REVIEWS: Final = InputReader(kind=InputKind.CLAIM_REVIEW, read=_read, again=_again, refused=_is_markup)
