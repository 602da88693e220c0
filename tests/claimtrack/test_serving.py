"""Whose threads a request is for. What the server does with them is tried in tests/processes/test_places.py."""

import pytest

from claimtrack.serving import DESK, FILES, READERS, sort_of


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("GET /api/v1/claims/?page_size=200 HTTP/1.1", READERS),
        ("GET /static/claimtrack/desk.css HTTP/1.1", READERS),
        ("GET /readyz HTTP/1.1", READERS),
        ("POST /admin/claims/claim/add/ HTTP/1.1", DESK),
        ("POST /api/v1/desk/imports/ HTTP/1.1", DESK),
        ("GET http://127.0.0.1/%61dmin/ HTTP/1.1", DESK),
        ("GET /api/v1/claims.ndjson?about=x HTTP/1.1", FILES),
        ("GET /api/v1/claims/a/dossier.pdf HTTP/1.1", FILES),
        ("GET /api/v1/schema/ HTTP/1.1", FILES),
        ("POST /api/v1/claims/match/ HTTP/1.1", FILES),
        ("POST /mcp HTTP/1.1", FILES),
        ("nonsense", FILES),
        ("GET http://[ HTTP/1.1", FILES),
    ],
)
def test_a_request_is_of_the_sort_its_address_says_however_it_is_spelt(line: str, sort: str) -> None:
    assert sort_of(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode()) == sort
