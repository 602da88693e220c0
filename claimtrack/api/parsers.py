"""Bodies of requests, read within bounds."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import FormParser, JSONParser

from claimtrack.json_in import TooDeep, checked


class BoundedJSONParser(JSONParser):
    """Refuses what is nested deeper than any body has to be, however deep: 400, as for what is no JSON."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return checked(super().parse(stream, media_type, parser_context))
        except (TooDeep, RecursionError) as error:  # Python's own reader calls itself
            raise ParseError(f"JSON parse error - {TooDeep()}") from error


class SizedJSONParser(BoundedJSONParser):
    """Refuses a body of more than `longest` bytes as well, before it is read any further: 413."""

    longest: ClassVar[int] = 16 * 2**20

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return super().parse(within(stream, self.longest), media_type, parser_context)


class SizedFormParser(FormParser):
    """Forms of pages, as browsers encode them (WHATWG URL standard, section 5), within the same bound."""

    longest: ClassVar[int] = 512 * 2**10

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return super().parse(within(stream, self.longest), media_type, parser_context)


def within(stream: IO[Any], longest: int) -> BytesIO:
    """A body of no more than so many bytes; of a longer one no more is read. Raises RequestDataTooBig."""
    body = stream.read(longest + 1)
    if len(body) > longest:
        raise RequestDataTooBig
    return BytesIO(body)
