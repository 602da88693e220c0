"""Answers are kept while the record stands still, and never a moment longer."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from pytest_django import Settings

from claims import writing as actions
from claims.models import Claim
from claimtrack.api.keeping import Kept, KeptAnswers, Store
from claimtrack.writing import withholding
from tests.databases import FreshDatabase
from tests.factories import ClaimFactory

CLAIMS = "/api/v1/claims/"


class Reader:
    """Asks a web process of its own, which keeps answers of its own."""

    def __init__(self) -> None:
        self.asked_in_full = 0
        self.process = KeptAnswers(self._in_full)
        self.django = WSGIHandler()

    def _in_full(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked_in_full += 1
        return self.django(environ, start_response)

    def get(self, address: str, **environ: Any) -> tuple[int, dict[str, str], bytes]:
        told: list[Any] = []
        given = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": urlsplit(address).path,
            "QUERY_STRING": urlsplit(address).query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "192.0.2.7",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "SCRIPT_NAME": "",
        }
        answer = self.process({**given, **environ}, lambda status, headers, *_: told.append((status, dict(headers))))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        [(status, headers)] = told
        return int(status[:3]), headers, body


@pytest.fixture(autouse=True)
def _in_the_transaction_of_the_test() -> Iterator[None]:
    """As Django's own test client: at the end of a request its connection stays."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def claim(editor: User) -> Claim:
    claim: Claim = ClaimFactory(statement="The bridge is closed.")
    actions.publish(claims=[claim], by=editor)
    return claim


@pytest.mark.django_db
@pytest.mark.usefixtures("claim")
def test_what_is_asked_again_is_answered_alike_and_not_asked_of_django(reader: Reader) -> None:
    first, again = reader.get(CLAIMS), reader.get(CLAIMS)
    assert first == again
    assert b"The bridge is closed." in again[2]
    status, headers, body = reader.get(CLAIMS, HTTP_IF_NONE_MATCH=f"W/{first[1]['ETag']}")
    assert (status, body, headers["ETag"]) == (304, b"", first[1]["ETag"])
    assert reader.get(CLAIMS, REQUEST_METHOD="HEAD") == (200, first[1], b"")
    assert reader.asked_in_full == 1


@pytest.mark.django_db
def test_pages_are_kept_language_by_language_until_the_record_moves(reader: Reader, claim: Claim, editor: User) -> None:
    page = f"/claims/{claim.slug}/"
    spoken = {tag: reader.get(page, HTTP_ACCEPT_LANGUAGE=tag) for tag in ("de", "ar")}
    assert reader.asked_in_full == 2
    for tag, (_, headers, body) in spoken.items():
        assert reader.get(page, HTTP_ACCEPT_LANGUAGE=tag) == (200, headers, body)
        assert headers["Content-Language"] == tag
        assert reader.get(page, HTTP_ACCEPT_LANGUAGE=tag, HTTP_IF_NONE_MATCH=headers["ETag"])[0] == 304
    assert reader.asked_in_full == 2
    withholding.withhold(root=claim, reason="Somebody objects.", by=editor)
    assert reader.get(page, HTTP_ACCEPT_LANGUAGE="de")[0] == 451


@pytest.mark.django_db
def test_what_only_a_reader_who_holds_it_asks_for_is_not_kept_as_empty(reader: Reader, claim: Claim) -> None:
    etag = Reader().get(CLAIMS)[1]["ETag"]
    assert reader.get(CLAIMS, HTTP_IF_NONE_MATCH=etag)[0] == 304
    assert str(claim.pk).encode() in reader.get(CLAIMS)[2]


@pytest.mark.django_db
def test_what_is_withheld_or_redacted_is_gone_from_kept_answers_at_once(
    reader: Reader, claim: Claim, editor: User
) -> None:
    assert claim.statement.encode() in reader.get(CLAIMS)[2]
    withholding.withhold(root=claim, reason="Somebody objects.", by=editor)
    assert claim.statement.encode() not in reader.get(CLAIMS)[2]
    assert all(claim.statement.encode() not in kept.body for kept in reader.process.store.answers.values())


@pytest.mark.django_db
def test_rows_derived_anew_without_an_edition_are_read_anew(reader: Reader, claim: Claim) -> None:
    before = reader.get(CLAIMS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE editions_counter SET revision = revision + 1")
        cursor.execute("UPDATE claims_listing SET card = replace(card, 'bridge', 'tunnel')")
    after = reader.get(CLAIMS)
    assert b"The tunnel is closed." in after[2]
    assert before[1]["ETag"] != after[1]["ETag"]


@pytest.mark.django_db
@pytest.mark.usefixtures("claim")
def test_what_is_searched_for_is_nowhere_kept(reader: Reader) -> None:
    for address in (f"{CLAIMS}?q=canary", f"{CLAIMS}?q=canary&count=true", "/v1alpha1/claims:search?query=canary"):
        assert reader.get(address)[0] == 200
    assert reader.process.store.answers == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("claim")
def test_whoever_would_be_refused_or_sent_elsewhere_is(reader: Reader, settings: Settings) -> None:
    settings.REST_FRAMEWORK = {**configured.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"reader": "5/hour"}}
    reader = Reader()
    assert [reader.get(CLAIMS)[0] for _ in range(6)] == [200] * 5 + [429]
    assert reader.get(CLAIMS, REMOTE_ADDR="192.0.2.8")[0] == 200
    assert reader.get(CLAIMS, HTTP_HOST="elsewhere.example")[0] == 400
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    secured = Reader()
    assert secured.get(CLAIMS, HTTP_X_FORWARDED_PROTO="https", REMOTE_ADDR="192.0.2.9")[0] == 200
    assert secured.get(CLAIMS, HTTP_X_FORWARDED_PROTO="http", REMOTE_ADDR="192.0.2.9")[0] == 301


@pytest.mark.django_db
@pytest.mark.usefixtures("claim")
def test_who_is_signed_in_or_brings_a_token_is_answered_in_full(reader: Reader) -> None:
    reader.get(CLAIMS)
    reader.get(CLAIMS, HTTP_COOKIE="sessionid=any")
    reader.get(CLAIMS, HTTP_AUTHORIZATION="Bearer any")
    assert reader.asked_in_full == 3


def test_answers_are_kept_in_bounded_memory_the_last_given_longest() -> None:
    store, answer = Store(most=3_000), Kept([], b"x" * 100, '"e"')
    for name in ("a", "b"):
        store.put((name,), (1, 0), answer)
    store.get(("a",), (1, 0))
    store.put(("c",), (1, 0), answer)
    assert list(store.answers) == [("a",), ("c",)]
    store.put(("d",), (1, 0), Kept([], b"x" * 3_000, '"e"'))
    store.put(("e",), (0, 9), answer)  # read before the record moved on
    assert list(store.answers) == [("a",), ("c",)]
    assert store.get(("a",), (1, 1)) is None
    assert (len(store.answers), store.size) == (0, 0)


def test_two_processes_never_give_different_bytes_under_one_tag(record: FreshDatabase) -> None:
    def publish() -> None:
        with record.connect() as writer:
            for _ in range(150):
                writer.execute(
                    "WITH moved AS (UPDATE editions_counter SET revision = revision + 1 RETURNING revision)"
                    " UPDATE claims_listing SET card = jsonb_set(card::jsonb, '{moved}', moved.revision::text::jsonb)::text"
                    " FROM moved WHERE open"
                )

    readers = [Reader(), Reader()]
    answers: dict[str, set[bytes]] = defaultdict(set)
    writing = Thread(target=publish)
    writing.start()
    asked = count()
    while writing.is_alive():
        for each in readers:  # from many addresses: none asks more often than one may
            _, headers, body = each.get(f"{CLAIMS}?page_size=20", REMOTE_ADDR=f"192.0.2.{next(asked) % 250}")
            answers[headers["ETag"]].add(body)
    writing.join()
    assert len(answers) > 1
    assert [tag for tag, bodies in answers.items() if len(bodies) > 1] == []
