"""A page from the web is fetched by a worker, kept with what its markup says, and becomes a capture of a document."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claimtrack.accounts.roles import Role
from claimtrack.downloads import Download, NotDownloaded
from sources import writing as actions
from sources.models import Capture, Document, Fetch, FetchState
from sources.writing import fetching
from tests.desk_api import DESK, Program, faults
from tests.factories import DocumentFactory
from tests.people import in_role
from tests.pictures import telling

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

URL = "https://gazette.example/2026/harbour"
PAGE = """<!doctype html><html lang="en-MT"><head><title>Harbour closed</title>
<meta name="author" content="Ada Perit"><meta property="og:site_name" content="The Harbour Gazette">
<meta property="article:published_time" content="2026-11-01T08:15:00+01:00"></head>
<body><p>The harbour is closed for a week.</p></body></html>"""
HEADERS = [("content-type", "text/html; charset=utf-8"), ("etag", '"1"'), ("set-cookie", "session=7f3a")]


class Web:
    """The web, as far as this test goes: one page, or why there is none."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.content = PAGE.encode()
        self.headers: Sequence[tuple[str, str]] = HEADERS
        self.refuses: NotDownloaded | None = None

    @contextmanager
    def downloaded(self, url: str, bounds: Any, *, read: Any) -> Iterator[Download]:
        self.asked.append(read(url))
        if self.refuses:
            raise self.refuses
        yield Download(url, BytesIO(self.content), len(self.content), self.headers)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    web = Web()
    monkeypatch.setattr(fetching, "downloaded", web.downloaded)
    return web


def fetched(by: User, url: str = URL) -> Fetch:
    asked = actions.fetch(url=url, by=by)
    fetching.take(str(asked.pk))
    asked.refresh_from_db()
    return asked


def test_what_came_is_kept_as_a_private_capture_and_its_markup_is_proposed(web: Web, editor: User) -> None:
    asked = fetched(editor, f"{URL}?utm_source=mail&sid=0123456789abcdef01")
    assert web.asked == [URL]
    assert asked.proposed == {
        "title": "Harbour closed",
        "authors": ["Ada Perit"],
        "publisher": "The Harbour Gazette",
        "language": "en-MT",
        "published": "2026-11-01",
    }
    kept = actions.keep(fetch=asked, document=DocumentFactory(), by=editor)
    assert (bytes(kept.content or b""), kept.sha256) == (web.content, sha256(web.content).hexdigest())
    assert (kept.text, kept.media_type, kept.level) == ("The harbour is closed for a week.", "text/html", "desk_only")
    assert (kept.taken_at, kept.taken_by) == (asked.taken_at, "editor")
    assert kept.tool.startswith("claimtrack ")
    assert [*map(tuple, kept.headers)] == HEADERS[:2]
    asked.refresh_from_db()
    assert (asked.content, asked.text, asked.headers, asked.capture) == (None, "", [], kept)


def test_an_image_is_kept_as_it_came_and_what_is_none_is_refused(web: Web, editor: User) -> None:
    web.headers, web.content = [("content-type", "application/octet-stream")], telling()
    kept = actions.keep(fetch=fetched(editor), document=DocumentFactory(), by=editor)
    assert (bytes(kept.content or b""), kept.media_type, kept.particulars) == (telling(), "image/jpeg", "keep")
    web.headers, web.content = [("content-type", "image/png")], b"<p>Sign in first.</p>"
    refused = fetched(editor, f"{URL}/2")
    assert (refused.state, refused.fault.startswith("It is called image/png")) == (FetchState.REFUSED, True)


def test_an_image_that_was_kept_without_what_it_says_besides_is_not_brought_back_with_it(
    web: Web, editor: User
) -> None:
    document = DocumentFactory()
    bare = actions.capture(
        document=document, content=telling(), media_type="image/jpeg", tool="by hand", particulars="strip", by=editor
    )
    web.headers, web.content = [("content-type", "image/jpeg")], telling()
    assert actions.keep(fetch=fetched(editor), document=document, by=editor) == bare
    assert document.captures.count() == 1


def test_of_a_page_that_the_desk_knows_it_is_a_capture_at_once_and_one_alone(web: Web, editor: User) -> None:
    document = DocumentFactory(url=f"{URL}/")
    assert {fetched(editor).capture for _ in range(2)} == {Capture.objects.get(document=document)}
    actions.discard(captures=list(Capture.objects.all()), reason="The page of somebody else.", by=editor)
    assert Fetch.objects.count() == 0


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(b" " * 11_000_000), gzip.compress(PAGE.encode())[:20], b"no"],
    ids=["too much", "cut short", "not packed"],  # a packed text has the time in it
)
def test_what_is_packed_is_unpacked_no_farther_than_uploads_go(web: Web, editor: User, packed: bytes) -> None:
    web.headers = [*HEADERS, ("content-encoding", "gzip")]
    web.content = gzip.compress(PAGE.encode())
    assert fetched(editor).text == "The harbour is closed for a week."
    web.content = packed
    assert fetched(editor, f"{URL}/2").state == FetchState.REFUSED


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (NotDownloaded("it answered 403", 403), "not given to us (the server answered 403). Open it in your browser"),
        (NotDownloaded("it took too long"), "Nothing was fetched: it took too long. Open it in your browser"),
    ],
)
def test_where_the_page_is_refused_it_says_what_to_do_instead(
    web: Web, editor: User, fault: NotDownloaded, words: str
) -> None:
    web.refuses = fault
    asked = fetched(editor)
    assert words in asked.fault
    with pytest.raises(ValidationError, match="Open it in your browser"):
        actions.keep(fetch=asked, document=DocumentFactory(), by=editor)
    assert Capture.objects.count() == 0


@pytest.mark.parametrize("url", ["http://localhost/", "file:///etc/passwd", "https://me:secret@gazette.example/", "no"])
def test_an_address_of_no_page_is_refused_before_anybody_visits_it(web: Web, editor: User, url: str) -> None:
    with pytest.raises(ValidationError):
        actions.fetch(url=url, by=editor)
    assert Fetch.objects.count() == 0


def test_what_was_fetched_a_week_ago_is_forgotten(web: Web, editor: User) -> None:
    old, new = fetched(editor), fetched(editor, f"{URL}/2")
    Fetch.objects.filter(pk=old.pk).update(asked_at="2020-01-01T00:00Z")
    fetching.forget_old()
    assert Fetch.objects.get() == new


# -- over HTTP ------------------------------------------------------------------------------------


def test_a_program_asks_looks_and_keeps_and_nobody_else_sees_it(web: Web, editor: User) -> None:
    program, other = Program(editor), Program(in_role(Role.EDITOR, "other"))
    asked = program.make("documents/fetch/", url=URL)
    assert (asked["state"], asked["proposed"], asked["document"]) == ("waiting", None, None)
    one = f"documents/fetch/{asked['id']}/"
    fetching.take(asked["id"])
    told = program.read(one)
    assert (told["state"], told["proposed"]["title"]) == ("done", "Harbour closed")
    assert other.get(f"{DESK}{one}").status_code == 404
    assert Program(in_role(Role.VIEWER)).get(f"{DESK}{one}").status_code == 403
    document = DocumentFactory()
    assert other.send(f"{one}keep/", {"document": str(document.pk)}).status_code == 404
    kept = program.send(f"{one}keep/", {"document": str(document.pk)})
    assert kept.status_code == 201
    assert kept.json()["capture"] == str(document.captures.get().pk)
    assert faults(program.send(f"{one}keep/", {"document": asked["id"]})) == {"#/document": "not_found"}
    assert faults(program.send("documents/fetch/", {"url": "http://127.1/"})).keys() == {"#/url"}


def test_of_a_restricted_document_others_learn_nothing(web: Web, editor: User) -> None:
    from claimtrack.writing import restricting  # noqa: PLC0415

    document = DocumentFactory(url=URL)
    restricting.restrict(row=document, people=[editor], by=editor)
    assert fetched(editor).capture is not None
    colleague = in_role(Role.EDITOR, "other")
    asked = fetched(colleague)
    assert (asked.state, asked.capture) == (FetchState.DONE, None)
    assert actions.document_at(URL, by=colleague) is None
    assert Document.objects.count() == 1
