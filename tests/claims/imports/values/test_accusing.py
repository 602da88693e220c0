"""Which statements may accuse somebody whom they name, and so wait for a person."""

import pytest

from claims.imports.values.accusing import may_accuse


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("Mara Quill stole the harbour fund.", "en"),
        ("The minister Mara Quill was arrested.", "en-GB"),
        ("Mara Quill hat Gelder veruntreut.", "de"),
        ("Mara Quill fue condenada por fraude.", "es"),
        ("Мара Квилл украла деньги.", "ru"),
        ("MARA QUILL IS A THIEF", "en"),
        ("mara quill lied about the harbour", "en"),
        ("He was never convicted, says Quill.", "en"),
        ("The harbour is old. Quill sold weapons there.", "en"),
    ],
)
def test_a_word_for_wrongdoing_beside_a_name_waits(statement: str, language: str) -> None:
    assert may_accuse(statement, language)


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("مارا كويل في المرفأ", "ar"),
        ("马拉在港口", "zh"),
        ("Mara Quill a văzut portul.", "ro"),
        ("ماروا في المرفأ", ""),
    ],
)
def test_where_nobody_can_tell_a_statement_waits(statement: str, language: str) -> None:
    assert may_accuse(statement, language)


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("The harbour was opened in May.", "en"),
        ("Mara Quill opened the harbour.", "en"),
        ("The new law is about theft.", "en"),
        ("Mara Quill opened the harbour.", ""),
        ("", "en"),
    ],
)
def test_what_accuses_nobody_or_names_nobody_does_not_wait_for_that(statement: str, language: str) -> None:
    assert not may_accuse(statement, language)
