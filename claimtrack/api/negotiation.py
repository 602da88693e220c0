"""What an answer's format is chosen by: the `Accept` of a request (RFC 9110, section 12.5.1), or its address."""

from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class AcceptNegotiation(DefaultContentNegotiation):
    """`Accept` names the format; an empty one asks for nothing in particular, as a missing one does."""

    def get_accept_list(self, request: Request) -> list[str]:
        return [token for token in super().get_accept_list(request) if token] or ["*/*"]


class AddressNegotiation(BaseContentNegotiation):
    """The address names the format, whatever `Accept` says: browsers and feed readers send all sorts of it."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
