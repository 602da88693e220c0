"""How labels are read: what counts when they are compared, which row decides, and what waits in the queue."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.imports.models import RatingLabel
from claims.imports.ratings.registry import (
    Labelled,
    add_readings,
    hosts_of,
    key_of,
    ratings_for,
    readings_of,
)
from claims.models import Assessment
from tests.labelled_reviews import claim_of, last_edition, read_so, remembered, review, take_in

pytestmark = pytest.mark.django_db


def row(label: str, host: str = "checks.example", language: str = "en", **reading: str) -> RatingLabel:
    return RatingLabel(label=label, host=host, language=language, **reading)


def read(*rows: RatingLabel) -> None:
    add_readings(ratings=rows, by=None)


def reading_of(label: str, host: str = "checks.example", language: str = "en") -> tuple[str, str] | None:
    asked = Labelled(host, language, key_of(label), label)
    chosen = readings_of([asked])[asked]
    return chosen.reading if chosen else None


# -- what is compared -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pants on Fire", "PANTS ON FIRE!"),
        ("Mostly-correct", "mostly correct"),
        ("mostly_true", "Mostly  True."),
        ("«Faux»", "faux"),
        ("C&#39;eri quasi", "C'eri quasi"),
        ("Engan\u0303oso", "Engañoso"),
        ("مضلّل", "مضلل"),
        ("\u200fزائف", "زائف"),
        ("ＦＡＬＳＥ", "false"),
        ("Fa\xadlse", "False"),
        ("Fal\u200bse\u2060", "False"),
        ("\u202bزائف\u202c", "زائف"),
    ],
)
def test_labels_that_differ_in_case_spacing_punctuation_entities_or_vowel_signs_are_the_same(
    one: str, other: str
) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Falso", "Falsa"), ("Enganoso", "Engañoso"), ("झूठ", "झाठ"), ("จริง", "จรง"), ("✔", "✘"), ("5", "1")],
)
def test_labels_that_differ_in_a_letter_an_accent_or_a_sign_stay_apart(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_i_with_and_without_a_dot_are_two_letters_where_the_publisher_writes_turkish() -> None:
    read(row("Yanlış", language="tr", verdict="false"), row("Misleading", verdict="misleading"))
    assert key_of("YANLIŞ", language="tr") == key_of("Yanlış", language="tr") == "yanlış"
    assert key_of("İDDİA DOĞRU", language="tr-TR") == key_of("iddia doğru")
    assert key_of("TEYİT: YANILTICI", "Teyit", language="tr") == "yanıltıcı"
    assert key_of("MISLEADING", language="en") == key_of("misleading")
    taken = review("YANLIŞ", language="tr")
    take_in(taken)
    assert remembered(taken).label == "YANLIŞ"
    assert remembered(taken).rating == RatingLabel.objects.get(language="tr")


def test_a_letter_of_another_script_is_another_letter() -> None:
    assert key_of("Fals\u0435") != key_of("False")


def test_the_publishers_name_before_a_label_does_not_count_but_is_no_label_by_itself() -> None:
    assert key_of("Snopes: False", "Snopes") == key_of("False")
    assert key_of("Snopes", "Snopes") == "snopes"


@given(label=st.text(min_size=1).filter(str.strip), tail=st.text(alphabet="ab ", min_size=150, max_size=400))
def test_a_key_is_stable_fits_its_column_and_tells_long_labels_apart(label: str, tail: str) -> None:
    assert key_of(label) == key_of(f" {label} ")
    assert len(key_of(label + tail)) <= 200
    assert key_of(f"{tail} {tail} x") != key_of(f"{tail} {tail} y")


def test_hosts_and_the_domains_they_belong_to_are_asked_from_the_most_particular_on() -> None:
    assert hosts_of("factcheck.afp.com") == ["factcheck.afp.com", "afp.com", ""]
    assert hosts_of("localhost") == ["localhost", ""]
    assert hosts_of("") == [""]


# -- which row decides ----------------------------------------------------------------------------


def test_the_more_particular_row_wins_by_host_first_then_by_language() -> None:
    read(
        row("False", host="", language="", verdict="mixed"),
        row("False", host="afp.com", language="", verdict="mostly_false"),
        row("False", host="afp.com", language="en", verdict="false"),
        row("False", host="factcheck.afp.com", language="", verdict="misleading"),
    )
    assert reading_of("false", "factcheck.afp.com", "en-GB") == ("misleading", "")
    assert reading_of("FALSE.", "afp.com", "en-GB") == ("false", "")
    assert reading_of("False", "afp.com", "de") == ("mostly_false", "")
    assert reading_of("False", "elsewhere.example", "de") == ("mixed", "")
    assert reading_of("Falsch", "afp.com", "de") is None


def test_a_label_in_a_language_nobody_listed_is_read_where_all_languages_of_the_publisher_agree() -> None:
    read(
        row("Falso", language="es", verdict="false"),
        row("Falso", language="pt", verdict="false"),
        row("Misto", language="es", verdict="mixed"),
        row("Misto", language="pt", verdict="misleading"),
    )
    assert reading_of("Falso", language="") == ("false", "")
    assert reading_of("Misto", language="gl") is None


def test_a_row_that_waits_for_a_reading_does_not_stand_before_one_that_has_it() -> None:
    RatingLabel.objects.create(host="www1.checks.example", language="en", label="False", key="false")
    read(row("False", verdict="false"))
    assert reading_of("False", "www1.checks.example") == ("false", "")


# -- the queue ------------------------------------------------------------------------------------


def test_labels_nobody_has_read_wait_letter_for_letter_and_their_claims_stay_under_review() -> None:
    label = '<b onclick="alert(1)">Pas tout à fait</b> &amp; «non»'
    said = [review(label), review(label), review("4 of 5"), review("", number="1, worst 1, best 5")]
    take_in(*said)
    assert sorted(RatingLabel.objects.values_list("label", "host", "language", "verdict")) == [
        ("4 of 5", "checks.example", "en", ""),
        (label, "checks.example", "en", ""),
    ]
    assert not Assessment.objects.exists()
    for each in said:
        document = last_edition(claim_of(each))
        assert (document["status"], document["assessments"]) == ("under_review", [])
    assert remembered(said[0]).label == label


def test_a_number_alone_never_decides_a_verdict_and_never_waits_for_one() -> None:
    read(row("1", verdict="false"))
    said = review("", number="1, worst 1, best 5")
    take_in(said)
    kept = remembered(said)
    assert (kept.number, kept.assessment, kept.rating) == ("1, worst 1, best 5", None, None)
    assert last_edition(claim_of(said))["status"] == "under_review"


def test_a_label_of_nobody_known_is_not_queued_where_it_would_stand_for_any_publisher() -> None:
    said = review("Falso", host="")
    nobody = Labelled("", "en", "falso", "Falso")
    assert ratings_for([nobody]) == {}
    take_in(replace(said, page=None))
    assert not RatingLabel.objects.exists()
    read(row("Falso", host="", verdict="false"))
    assert ratings_for([nobody])[nobody].verdict == "false"


def test_a_label_as_long_as_a_judgement_takes_is_kept_and_judged() -> None:
    label = "É falso " + "porque sim " * 453  # 4,991 characters
    take_in(review(label, language="pt"))
    waiting = RatingLabel.objects.get()
    waiting.verdict = "false"
    read_so(waiting)
    said = review(label, language="pt")
    take_in(said)
    assert Assessment.objects.get().label == label
    assert len(waiting.key) <= 200


def test_a_label_read_as_not_checkable_with_a_category_of_media_says_both() -> None:
    read(row("Satire", not_checkable_reason="not_asserted", media_category="SatireOrParodyContent"))
    said = review("SATIRE")
    take_in(said)
    document: Any = last_edition(claim_of(said))
    assert (document["status"], document["not_checkable_reason"]) == ("not_checkable", "not_asserted")
    assert {a["document"]["title"][:4]: a["media_category"] for a in document["appearances"]} == {
        "Post": "SatireOrParodyContent",  # where it was seen
        "Chec": None,  # the review shows nothing of its own
    }


# -- saying how a label is read -------------------------------------------------------------------


def test_reading_a_label_from_the_queue_keeps_what_its_reviews_are_found_by(editor: User) -> None:
    said = review("Checks of checks.example: Invented")
    take_in(said)
    waiting = RatingLabel.objects.get()
    waiting.verdict = "false"
    read_so(waiting, by=editor)
    assert RatingLabel.objects.get().key == remembered(said).label_key == "invented"
    [job] = ProcrastinateJob.objects.filter(task_name="remap")
    assert job.args == {"key": "invented", "host": "checks.example"}


def test_a_reading_stays_with_the_account_at_a_shared_host_whose_label_it_reads(editor: User) -> None:
    take_in(review("Invented", host="youtube.com/channel/UCaB"), review("Invented", host="youtube.com/channel/UCab"))
    hers = RatingLabel.objects.get(host="youtube.com/channel/UCaB")
    hers.verdict = "false"
    read_so(hers, by=editor)
    assert dict(RatingLabel.objects.values_list("host", "verdict")) == {
        "youtube.com/channel/UCaB": "false",
        "youtube.com/channel/UCab": "",
    }


def test_what_reviews_carry_is_not_reworded_nor_taken_back(editor: User) -> None:
    read(row("Falso", language="", verdict="false"))
    take_in(review("Falso", language="es"))
    listed = RatingLabel.objects.get()
    listed.label = "Falsa"
    with pytest.raises(ValidationError, match="add another one"):
        read_so(listed, by=editor)
    for change in ({"verdict": ""}, {"host": "elsewhere.example"}, {"verdict": "", "not_checkable_reason": ""}):
        listed = RatingLabel.objects.get()
        for name, value in change.items():
            setattr(listed, name, value)
        with pytest.raises(ValidationError, match="judged by this label already"):
            read_so(listed, by=editor)
    assert RatingLabel.objects.get().reading == ("false", "")


def test_a_row_may_give_up_its_reading_where_a_wider_one_takes_over(editor: User) -> None:
    read(row("Falso", language="es", verdict="false"), row("Falso", language="", verdict="mostly_false"))
    take_in(review("Falso", language="es"))
    listed = RatingLabel.objects.get(language="es")
    listed.verdict = ""
    read_so(listed, by=editor)
    assert reading_of("Falso", language="es") == ("mostly_false", "")


@pytest.mark.parametrize(
    ("reading", "complaint"),
    [
        ({"verdict": "false", "not_checkable_reason": "opinion"}, "not as both"),
        ({"media_category": "SatireOrParodyContent"}, "stands beside a verdict"),
        ({"verdict": "wrong"}, "not a valid choice"),
        ({"label": "", "verdict": "false"}, "cannot be blank"),
        ({"verdict": "false", "explained_at": "javascript:alert(1)"}, "A web address begins with http"),
    ],
)
def test_a_reading_that_means_nothing_is_refused_in_words(reading: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        read_so(RatingLabel(**{"label": "Falso", "host": "checks.example"} | reading))


def test_the_same_label_of_a_publisher_is_listed_once(editor: User) -> None:
    read_so(row("Pants on Fire", host="WWW.Checks.Example", verdict="false"), by=editor)
    with pytest.raises(ValidationError, match="listed already"):
        read_so(row("pants on fire!", verdict="false"), by=editor)
    assert RatingLabel.objects.get().host == "checks.example"


def test_a_table_of_readings_reads_what_waits_and_leaves_alone_what_people_have_read() -> None:
    take_in(review("Falso"), review("Verdadero"))
    ours = RatingLabel.objects.get(label="Falso")
    ours.verdict = "mostly_false"
    read_so(ours)
    ProcrastinateJob.objects.all().delete()
    table = [row("FALSO", verdict="false"), row("verdadero", verdict="true"), row("Otro", verdict="mixed")]
    assert add_readings(ratings=table, by=None) == 2
    assert dict(RatingLabel.objects.values_list("label", "verdict")) == {
        "Falso": "mostly_false",
        "Verdadero": "true",
        "Otro": "mixed",
    }
    assert [job.args["key"] for job in ProcrastinateJob.objects.filter(task_name="remap")] == ["verdadero"]
    assert add_readings(ratings=table, by=None) == 0
