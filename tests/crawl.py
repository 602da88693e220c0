"""A walk through the desk: every link is followed, every form is sent, and every button is pressed.

What there is to visit is told by the pages and by the resolver. Of many alike, a few are visited: a row for each
list and each of its filters, a button on one of the pages where it stands.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, resolve
from lxml import html

ROOT = "admin/"
LOGIN = "/admin/login/"
#: Rows of one kind of page, and values of one filter.
ROWS, VALUES = 2, 1
#: Parts of an address that remember where somebody came from.
REMEMBERED = frozenset({"_changelist_filters", "next", "_popup", "_to_field"})

Fields = dict[str, list[str]]
Response = Any


@dataclass(frozen=True)
class Button:
    """What is pressed: a name and a value of its form, or nothing but the form itself."""

    name: str = ""
    value: str = ""

    def pressed(self, fields: Fields) -> Fields:
        return fields | {self.name: [self.value]} if self.name else fields


@dataclass(frozen=True)
class Sheet:
    """A form as a page shows it, and where it is sent."""

    to: str
    form: Any
    buttons: list[Button]

    @property
    def fields(self) -> Fields:
        """What is sent when nothing was changed."""
        return _ticked(self.form, _fields_of(self.form))


@dataclass(frozen=True)
class Found:
    """A button of the desk, whichever page it stands on."""

    page: str
    to: str
    name: str
    value: str


@dataclass
class Crawl:
    """`faults` are the answers no page may give; `visited` the patterns that answered, by their routes.

    `begin` sets the desk up as it was at first, and `sign_in` to it.
    """

    begin: Callable[[], Client]
    sign_in: Callable[[], Client]
    faults: list[str] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    pressed: set[Found] = field(default_factory=set)
    asked: int = 0

    def __post_init__(self) -> None:
        self._client = self.begin()
        self._seen: set[str] = set()
        self._alike: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
        self._arguments: dict[str, Mapping[str, str]] = {}
        self._bare: dict[str, str] = {}
        self._confirmed: set[Found] = set()
        self.found: dict[Found, list[str]] = defaultdict(list)

    # -- asking -----------------------------------------------------------------------------------

    def _ask(self, method: str, address: str, fields: Fields | None = None) -> Response:
        self.asked += 1
        self._note_visit(address)
        response = self._answer(method, address, fields)
        if response.headers.get("Location", "").startswith(LOGIN) and "/log" not in address:
            self._client = self.sign_in()  # whoever walked was signed out, or deleted
            response = self._answer(method, address, fields)
        if response.status_code >= 500:
            _, error, _ = response.exc_info or (None, None, None)
            self.faults.append(f"{method} {address} {sorted(fields or ())}: {response.status_code} {error!r}")
        self.faults += [f"{method} {address}: {kind}" for kind in scripts_within(response)]
        return response

    def _answer(self, method: str, address: str, fields: Fields | None) -> Response:
        send = self._client.post if method == "POST" else self._client.get
        return send(address, fields or {})

    def _note_visit(self, address: str) -> None:
        match = _match(urlsplit(address).path)
        self.visited.add(match.route)
        self._bare.setdefault(match.route, address)
        if match.kwargs:
            self._arguments.setdefault(_beginning(match.route), match.kwargs)

    # -- following --------------------------------------------------------------------------------

    def follow(self, *addresses: str) -> None:
        """Visit these pages and what they lead to."""
        waiting = list(addresses)
        for address in waiting:
            if address not in self._seen:
                self._seen.add(address)
                waiting += self._links(address, self._ask("GET", address))

    def follow_unlinked(self, **arguments: str) -> None:
        """Visit what no page links to, with arguments that others of its kind have."""
        for route in sorted(routes() - self.visited - {found.to for found in self.found}):
            known = arguments | dict(self._arguments.get(_beginning(route), {}))
            self.follow(_address_of(route, known))

    def _links(self, address: str, response: Response) -> Iterator[str]:
        targets = [response.headers["Location"]] if "Location" in response.headers else []
        page = page_of(response)
        if page is not None:
            self._note_forms(address, page)
            targets += [value for element in page.iter("*") for name, value in element.items() if _leads(name, value)]
        rows: set[str] = set()
        for target in targets:
            link = _plain(urljoin(address, target))
            if link and link not in self._seen and self._is_wanted(address, link, rows):
                yield link

    def _is_wanted(self, page: str, link: str, rows: set[str]) -> bool:
        """Whether this is one of the few that are visited of many alike."""
        path, query = urlsplit(link).path, urlsplit(link).query
        match, here = _match(path), _match(urlsplit(page).path)
        kind = (match.route, tuple(sorted(dict(parse_qsl(query)))))
        if query and urlsplit(page).query:
            return False  # one filter at a time
        is_row, is_own = bool(match.kwargs), match.kwargs == here.kwargs
        if is_row and not is_own and (here.kwargs or match.route in rows) and self._alike[kind]:
            return False
        rows.add(match.route)
        if self._alike[kind] >= (ROWS if is_row else VALUES):
            return False
        self._alike[kind] += 1
        return True

    # -- pressing ---------------------------------------------------------------------------------

    def _note_forms(self, address: str, page: Any) -> None:
        for sheet in sheets_of(page, address):
            for button in sheet.buttons:
                self.found[_found(address, sheet, button)].append(address)

    def press_all(self) -> None:
        """Send every form there is, and something to every page that has none."""
        for route in sorted(self._bare.keys() - {found.to for found in self.found}):
            self._ask("POST", self._bare[route])
        while self._press_round() and not self.pressed >= self.found.keys():
            self._client = self.begin()  # what is left was taken away by what was pressed before it

    def _press_round(self) -> bool:
        """Press what was not pressed before, and what comes to light by it; returns whether anything was."""
        before, tried = len(self.pressed), set[Found]()
        while untried := self.found.keys() - self.pressed - tried:
            found = min(untried, key=_order)
            tried.add(found)
            self._press(found)
        return len(self.pressed) > before

    def _press(self, found: Found) -> None:
        """On the first of its pages that still has the button; each variation on what the last one left."""
        for address in self.found[found]:
            shown = self._ask("GET", address)
            for sheet, button in _with_button(shown, address, found):
                self.pressed.add(found)
                self._send_variations(sheet, button)
                return

    def _send_variations(self, sheet: Sheet, button: Button) -> None:
        fields = sheet.fields
        variations = [fields]
        if button == sheet.buttons[0]:
            variations = [_filled(sheet.form, fields), _with_added_rows(sheet.form, fields), fields]
        if button.name == "_save":
            variations = [{}, *variations]
        sent: list[Fields] = []
        for fields in variations:
            if fields not in sent:
                sent.append(fields)
                self._send(sheet, button.pressed(fields))

    def _send(self, sheet: Sheet, fields: Fields) -> None:
        response = self._ask(sheet.form.method, sheet.to, fields)
        address = _plain(urljoin(sheet.to, response.headers.get("Location", sheet.to)))
        page = page_of(response)
        if page is not None:
            self._confirm(sheet, page)
        elif address and "Location" in response.headers:
            if address != sheet.to and _match(urlsplit(address).path).kwargs:
                self._seen.discard(address)  # the row may have other buttons now
            self.follow(address)

    def _confirm(self, sheet: Sheet, page: Any) -> None:
        """A page that asks whether it is meant: its buttons are pressed at once, for it has no address of its own."""
        for asked in sheets_of(page, sheet.to):
            for button in asked.buttons:
                found = _found(sheet.to, asked, button)
                if found not in self.found and found not in self._confirmed:
                    self._confirmed.add(found)
                    self._send(asked, button.pressed(asked.fields))


@cache
def _match(path: str) -> ResolverMatch:
    """Most links lead where others lead as well."""
    return resolve(path)


def routes() -> set[str]:
    """Every pattern of the desk, as the resolver has it."""
    return {route for route in _routes(get_resolver(), "") if route.startswith(ROOT)}


def _routes(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")  # as the resolver joins them
        yield from [route] if isinstance(pattern, URLPattern) else _routes(pattern, route)


def _beginning(route: str) -> str:
    """What patterns of one kind of row have in common."""
    return route.partition("<")[0]


def _address_of(route: str, arguments: Mapping[str, str]) -> str:
    """An address that the pattern answers, whichever way its parameters are written."""
    named = re.compile(r"\(\?P<(\w+)>.*?\)(?=/|\$)|<(?:\w+:)?(\w+)>")
    return "/" + named.sub(lambda name: str(arguments[name[1] or name[2]]), route).removesuffix("$")


# -- reading pages --------------------------------------------------------------------------------


def page_of(response: Response) -> Any:
    """The page that was answered, or None."""
    content = response.getvalue()  # of a stream as well, which would otherwise fail unseen
    is_page = response.status_code < 400 and response.headers.get("Content-Type", "").startswith("text/html")
    return html.document_fromstring(content) if is_page and content.strip() else None


#: What the policy of pages would not let run: scripts in the page, in attributes, in addresses.
WITHIN = {
    "a script stands in the page": re.compile(rb"<script(?![^>]*\s(?:src=|type=.application/))", re.I),
    "an attribute is a script": re.compile(rb"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    # A bookmarklet is one, and runs where it is pressed, not here.
    "an address is a script": re.compile(rb"(?<!data-bookmarklet href)=\s*[\"']?\s*javascript:", re.I),
}


def scripts_within(response: Response) -> Iterator[str]:
    if response.headers.get("Content-Type", "").startswith("text/html"):
        content = response.getvalue()
        yield from (kind for kind, pattern in WITHIN.items() if pattern.search(content))


def _leads(attribute: str, value: str) -> bool:
    """Whether a browser, or a script of the page's, would go there."""
    return attribute in {"href", "src", "hx-get"} or (attribute.startswith("data-") and value.startswith(f"/{ROOT}"))


def _plain(address: str) -> str:
    """The address within the desk, without where somebody came from; empty for any other."""
    parts = urlsplit(address)
    if parts.netloc not in {"", "testserver"} or not parts.path.startswith(f"/{ROOT}"):
        return ""
    try:
        _match(parts.path)
    except Resolver404:
        return ""
    query = [(name, value) for name, value in parse_qsl(parts.query, True) if name not in REMEMBERED]
    return f"{parts.path}?{urlencode(query)}" if query else parts.path


def sheets_of(page: Any, address: str) -> Iterator[Sheet]:
    """The forms of a page that are sent to the desk."""
    for form in page.forms:
        to = _plain(urljoin(address, form.action or address))
        if to:
            yield Sheet(to, form, _buttons_of(page, form))


def _fields_of(form: Any) -> Fields:
    fields: Fields = defaultdict(list)
    for name, value in form.form_values():
        if "__prefix__" not in name:
            fields[name].append(value)
    return dict(fields)


def _ticked(form: Any, fields: Fields) -> Fields:
    """With the first row of a list chosen, so that there is something to do."""
    boxes = form.xpath(".//input[@name='_selected_action']/@value")
    return fields | ({"_selected_action": [boxes[0]]} if boxes else {})


def _buttons_of(page: Any, form: Any) -> list[Button]:
    """What sends the form: its buttons, or the actions it offers; the form alone where there is neither."""
    actions = form.xpath(".//select[@name='action']/option[@value!='']/@value")
    if actions:
        return [Button("action", action) for action in actions]
    within = form.xpath(".//*[self::button or self::input][@type='submit' or (self::button and not(@type))]")
    outside = page.xpath("//*[self::button or self::input][@form=$id]", id=form.get("id") or "-")
    named = [Button(each.get("name") or "", each.get("value") or "") for each in (*within, *outside)]
    return list(dict.fromkeys(named)) or [Button()]


def _filled(form: Any, fields: Fields) -> Fields:
    """As it stands, with something in every field that was left empty."""
    filled = dict(fields)
    for element in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        name = element.get("name")
        if "__prefix__" not in name and not any(filled.get(name, [])) and (value := _something_for(element)):
            filled[name] = [value]
    return filled


def _something_for(element: Any) -> str:
    if element.tag == "select":
        return next(filter(None, element.xpath("./option/@value")), "")
    if element.get("type") in {"hidden", "file", "submit", "button"}:
        return ""
    if element.get("type") in {"checkbox", "radio"}:
        return element.get("value") or "on"
    is_address = "url" in {element.get("type"), element.get("inputmode")}
    return "http://127.0.0.1:9/" if is_address else "Something 7"


def _with_added_rows(form: Any, fields: Fields) -> Fields:
    """With one more row in every list of rows, as its empty form has it."""
    added = dict(fields)
    for total in form.xpath(".//input[contains(@name, '-TOTAL_FORMS')]"):
        prefix, number = total.get("name").removesuffix("-TOTAL_FORMS"), int(total.get("value"))
        added[total.get("name")] = [str(number + 1)]
        for name, value in form.form_values():
            if name.startswith(f"{prefix}-__prefix__-"):
                added[name.replace("__prefix__", str(number))] = [value]
    return added


def _found(address: str, sheet: Sheet, button: Button) -> Found:
    route, to = (_match(urlsplit(each).path).route for each in (address, sheet.to))
    # What every page has, such as the way out, is pressed once.
    return Found(route if route == to else "", to, button.name, button.value)


def _with_button(response: Response, address: str, found: Found) -> Iterable[tuple[Sheet, Button]]:
    page = page_of(response)
    sheets = sheets_of(page, address) if page is not None else ()
    every = ((sheet, button) for sheet in sheets for button in sheet.buttons)
    return islice((pair for pair in every if _found(address, *pair) == found), 1)


# -- the order of pressing ------------------------------------------------------------------------


def _order(found: Found) -> tuple[int, str]:
    """What moves a row on follows what writes it; then rows are taken away, and the way out is last."""
    match found.to.rstrip("/").rpartition("/")[2]:
        case "logout":
            rank = 3
        case last if "delete" in {last, found.value.removesuffix("_selected")}:
            rank = 2
        case last:
            rank = 0 if "<" not in found.to or last == "change" else 1
    return rank, str(found)
