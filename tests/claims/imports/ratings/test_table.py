"""The starting table: what it reads, of whom, and what becomes of what an earlier one read by mistake."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from claims.imports.models import RatingLabel
from claims.imports.ratings.registry import Labelled, key_of, readings_of
from claims.imports.ratings.remapping import remap
from claims.imports.ratings.table import load_ratings
from claims.models import Assessment
from tests.labelled_reviews import claim_of, last_edition, read_so, review, take_in

pytestmark = pytest.mark.django_db

PLAIN = {
    "unproven": ["غير مثبت", "غير مُثبَت", "غير مثبتة", "غير مؤكد"],
    "mixed": ["غير صحيح جزئيا", "غير صحيح جزئيًا", "غير صحيحة جزئياً", "زائف جزئي", "زائف جزئى", "صحيح جزئيًّا"],
    "false": ["غير صحيح", "غير صحيحة", "غير صحيحه", "زائفة", "خاطىء", "كـــاذب", "خبر كاذب"],
    "misleading": ["مضلل", "مُضَلِّل", "مضللة", "ادعاء مضلل"],
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that reads one label now as it did not before."""
    label = {"verdict": "misleading", "formerly": "false", "note": "As they define it."}
    publisher = {"host": "checks.example", "language": "en", "labels": {"Disinformation": label}}
    path = tmp_path_factory.mktemp("ratings") / "table.json"
    path.write_text(json.dumps({"format": "claimtrack-ratings/1", "publishers": [publisher]}))
    return path


def formerly() -> RatingLabel:
    return read_so(RatingLabel(host="checks.example", language="en", label="Disinformation", verdict="false"))


def test_arabic_words_of_plain_meaning_are_read_of_any_publisher_however_they_are_spelled() -> None:
    load_ratings()
    asked = {
        Labelled("new.example", language, key_of(label), label): verdict
        for verdict, labels in PLAIN.items()
        for label in labels
        for language in ("ar", "", "en")
    }
    read = {each: row.verdict if row else None for each, row in readings_of(asked).items()}
    assert read == asked


def test_words_that_do_not_say_whether_a_claim_is_true_wait_for_a_person() -> None:
    load_ratings()
    for label in ("إشاعة", "توضيح", "غير دقيق", "ساخر"):
        asked = Labelled("new.example", "ar", key_of(label), label)
        assert readings_of([asked]) == {asked: None}


def test_a_publisher_who_means_something_else_by_a_plain_word_comes_first() -> None:
    load_ratings()
    read_so(RatingLabel(host="new.example", language="ar", label="مضلل", verdict="mixed"))
    asked = Labelled("new.example", "ar", key_of("مضلل"), "مضلل")
    row = readings_of([asked])[asked]
    assert row is not None
    assert row.verdict == "mixed"


def test_disinformation_of_euvsdisinfo_is_not_read_as_false() -> None:
    load_ratings()
    assert RatingLabel.objects.get(host="euvsdisinfo.eu", label="Disinformation").verdict == "misleading"


def test_what_an_earlier_table_read_by_mistake_is_read_anew_and_its_claims_are_judged_anew(table: Path) -> None:
    formerly()
    said = review("Disinformation")
    take_in(said)
    assert load_ratings(table) == 1
    assert remap(key="disinformation", host="checks.example") == 1
    old, new = Assessment.objects.order_by("pk")
    assert (old.verdict, new.verdict, new.supersedes, new.change_reason) == ("false", "misleading", old, "remapped")
    assert last_edition(claim_of(said))["headline"]["verdict"] == "misleading"  # type: ignore[index]  # a document
    assert load_ratings(table) == 0


def test_what_a_person_has_read_so_stays(table: Path, editor: User) -> None:
    row = formerly()
    row.note = "We read it so."
    read_so(row, by=editor)
    assert load_ratings(table) == 0
    assert RatingLabel.objects.get().verdict == "false"
