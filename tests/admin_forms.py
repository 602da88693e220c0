"""A browser's part in the tests of the admin: read a page's form, change it, send it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

Fields = dict[str, list[str]]
#: What the test client answers: a response that remembers the context of its templates.
Response = Any


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and self._is_sent(given):
            self.fields.setdefault(name, []).append(given.get("value") or "on")
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.fields.setdefault(self._select, []).append(given.get("value") or "")

    @staticmethod
    def _is_sent(given: dict[str, str | None]) -> bool:
        if given.get("type") in {"checkbox", "radio"}:
            return "checked" in given
        return given.get("type") not in {"submit", "file", "button"} and given.get("value") is not None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea][0] += data


def fields_of(response: Response) -> Fields:
    """What a browser would send of the page's forms."""
    form = _Form()
    form.feed(response.content.decode())
    # A browser leaves out the line feed that follows the tag.
    return {name: [value.removeprefix("\n") for value in values] for name, values in form.fields.items()}


def page(row: Any, verb: str = "change") -> str:
    """The address of a row's page, or of one of its steps."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{verb}", args=[row.pk])


def page_of(model: type[Any], verb: str = "changelist") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}")


def send(client: Client, address: str, **changes: Any) -> Response:
    """Open a form, change these fields, send it."""
    fields: dict[str, Any] = dict(fields_of(client.get(address)))
    return client.post(address, fields | changes)


def errors_of(response: Response) -> list[str]:
    """Every error the page's form and its inlines show."""
    assert response.status_code == 200, "the form was accepted"
    return [str(message) for message in _errors(response.context)]


def _errors(context: Any) -> Iterator[Any]:
    yield from (message for listed in context["errors"] for message in _flat(listed))


def _flat(listed: Any) -> Iterator[Any]:
    yield from listed if isinstance(listed, list) else [listed]


def told(response: Response) -> list[str]:
    """The messages on the page."""
    return [str(message) for message in response.context["messages"]]
