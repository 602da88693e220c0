"""Words are found in every spelling of letters, in JSON, in lists, in bytes and in what is packed."""

import gzip
import zipfile
from io import BytesIO
from typing import Any

import pytest

from claims.models import Claim, Subject
from claimtrack.database.finding import holds, keys_with, keys_with_bytes, rows_with
from sources.models import Capture
from tests.factories import ClaimFactory, DocumentFactory, SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What ZANZIBAR did", "zanzibar"),
        ("what zanzibar did", "Zanzibar"),
        ("der ﬁsch", "FISCH"),  # a ligature
        ("ＺＡＮＺＩＢＡＲ", "zanzibar"),  # full width
        ("O'Neill's 100% \\ case_", "o'neill's 100% \\ CASE_"),
        ("بنغازي", "بنغازي"),
        ("ЗАНЗИБАР", "занзибар"),
    ],
)
def test_letters_are_folded_and_no_sign_is_a_pattern(text: str, word: str) -> None:
    claim: Any = ClaimFactory(statement=text)
    ClaimFactory(statement="Another matter, case x.")
    assert keys_with("claims_claim", ("statement", "context"), [word]) == [str(claim.pk)]


def test_in_lists_and_json_quotes_are_written_otherwise_and_found_all_the_same() -> None:
    subject: Any = SubjectFactory(aliases=['The "Falcon"', "another"])
    assert keys_with("claims_subject", ("aliases",), ['the "falcon"']) == [str(subject.pk)]


def test_in_any_column_an_id_is_found_and_a_row_that_was_changed_is_told_by_its_digest() -> None:
    claim: Any = ClaimFactory()
    before = rows_with("claims_appearance", (), [str(claim.pk)])
    assert set(before) == {str(row.pk) for row in claim.appearances.all()}
    claim.appearances.update(hedge="reportedly")
    after = rows_with("claims_appearance", (), [str(claim.pk)], among=before)
    assert after.keys() == before.keys()
    assert after != before


def test_without_words_nothing_is_found() -> None:
    ClaimFactory()
    assert keys_with("claims_claim", ("statement",), []) == []
    assert keys_with_bytes("sources_capture", "content", []) == []
    assert Claim.objects.exists()
    assert not Subject.objects.exists()


def packed(words: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("inner.gz", gzip.compress(words.encode(), mtime=0))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"What ZANZIBAR did",
        "Zanzibar".encode("utf-16"),
        gzip.compress(b"zanzibar", mtime=0),
        packed("Zanzibar"),
        b"\xff zanzibar",
    ],
)
def test_bytes_are_read_as_text_and_unpacked(content: bytes) -> None:
    assert holds(content, ["zanzibar"])
    for number, kept in enumerate([content, b"\x1f\x8b broken", b"PK broken", b"nothing"]):
        Capture.objects.create(
            document=DocumentFactory(), taken_at="2020-01-01T00:00:00Z", tool="x", content=kept, sha256=str(number)
        )
    [key] = keys_with_bytes("sources_capture", "content", ["Zanzibar"])
    assert bytes(Capture.objects.get(pk=key).content or b"") == content
