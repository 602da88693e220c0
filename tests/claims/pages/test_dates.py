"""Dates as a page reads them out, in each language that pages speak."""

import pytest
from django.utils.translation import override

from claims.pages.dates import dated, instant
from claimtrack.dates import WorldDate, describe, read_out
from claimtrack.pages.languages import LANGUAGES

#: EDTF by language: what it leaves open is said in each.
TOLD = {
    "2018-10-08": {
        "en": "8 October 2018",
        "es": "8 de octubre de 2018",
        "fr": "8 octobre 2018",
        "de": "8. Oktober 2018",
        "ar": "8 أكتوبر 2018",
        "ru": "8 октября 2018 года",
    },
    "2018-10": {
        "es": "octubre de 2018",
        "fr": "octobre 2018",
        "de": "Oktober 2018",
        "ar": "أكتوبر 2018",
        "ru": "октябрь 2018 года",
    },
    "2018-10-08~": {
        "es": "aproximadamente 8 de octubre de 2018",
        "fr": "8 octobre 2018 environ",
        "de": "etwa 8. Oktober 2018",
        "ar": "نحو 8 أكتوبر 2018",
        "ru": "примерно 8 октября 2018 года",
    },
    "2018?": {
        "es": "quizá 2018",
        "fr": "peut-être 2018",
        "de": "vielleicht 2018",
        "ar": "ربما 2018",
        "ru": "возможно, 2018",
    },
    "2018-10-08/2018-11": {
        "en": "from 8 October 2018 to November 2018",
        "es": "8 de octubre de 2018 – noviembre de 2018",
        "fr": "8 octobre 2018 – novembre 2018",
        "de": "8. Oktober 2018 bis November 2018",
        "ar": "من 8 أكتوبر 2018 إلى نوفمبر 2018",
        "ru": "8 октября 2018 года — ноябрь 2018 года",
    },
    "2018/..": {
        "es": "2018 y en adelante",
        "fr": "2018 et au-delà",
        "de": "ab 2018",
        "ar": "من 2018 فصاعدًا",
        "ru": "2018 и далее",
    },
    "2018/": {
        "es": "comienzo: 2018, final desconocido",
        "fr": "début : 2018, fin inconnue",
        "de": "ab 2018, Ende unbekannt",
        "ar": "من 2018، النهاية غير معروفة",
        "ru": "начало: 2018, конец неизвестен",
    },
    "[2016,2018-10]": {
        "es": "2016 o octubre de 2018",
        "fr": "2016 ou octobre 2018",
        "de": "2016 oder Oktober 2018",
        "ar": "2016 أو أكتوبر 2018",
        "ru": "2016 или октябрь 2018 года",
    },
    "{2016,2018}": {
        "es": "2016 y 2018",
        "fr": "2016 et 2018",
        "de": "2016 und 2018",
        "ar": "2016 و2018",
        "ru": "2016 и 2018",
    },
    "[2016..2018]": {
        "es": "en algún momento del período 2016 – 2018",
        "fr": "à un moment de la période 2016 – 2018",
        "de": "irgendwann im Zeitraum 2016 bis 2018",
        "ar": "بين 2016 و2018",
        "ru": "в какой-то момент периода 2016 — 2018",
    },
    "197X": {
        "en": "the 1970s",
        "es": "década de 1970",
        "fr": "années 1970",
        "de": "1970er-Jahre",
        "ar": "عقد 1970",
        "ru": "1970-е годы",
    },
    "2018-23": {
        "es": "otoño de 2018",
        "fr": "automne 2018",
        "de": "Herbst 2018",
        "ar": "خريف 2018",
        "ru": "осень 2018 года",
    },
    "2018-33": {
        "es": "primer trimestre de 2018",
        "fr": "premier trimestre 2018",
        "de": "1. Quartal 2018",
        "ar": "الربع الأول من 2018",
        "ru": "первый квартал 2018 года",
    },
    "2018-10-XX": {
        "es": "algún día de octubre de 2018",
        "fr": "octobre 2018, jour non précisé",
        "de": "irgendein Tag im Oktober 2018",
        "ar": "يوم ما في أكتوبر 2018",
        "ru": "октябрь 2018 года, день не указан",
    },
    "XXXX-10-08": {
        "es": "8 de octubre, año desconocido",
        "fr": "8 octobre, année inconnue",
        "de": "8. Oktober, Jahr unbekannt",
        "ar": "8 أكتوبر، السنة غير معروفة",
        "ru": "8 октября, год неизвестен",
    },
    "XXXX": {
        "es": "fecha desconocida",
        "fr": "date inconnue",
        "de": "Datum unbekannt",
        "ar": "التاريخ غير معروف",
        "ru": "дата неизвестна",
    },
    "Y-13800000000": {
        "en": "the year −13,800,000,000",
        "de": "Jahr −13.800.000.000",
        "ru": "год −13\xa0800\xa0000\xa0000",
    },
}
ROWS = [(edtf, language, words) for edtf, told in TOLD.items() for language, words in told.items()]


@pytest.mark.parametrize(("edtf", "language", "words"), ROWS)
def test_a_date_is_read_out_with_what_it_leaves_open(edtf: str, language: str, words: str) -> None:
    with override(language):
        assert read_out(WorldDate(edtf)) == words


def test_what_is_kept_and_handed_on_is_in_english_whatever_the_page_speaks() -> None:
    with override("de"):
        assert describe(WorldDate("2018-10-08")) == str(WorldDate("2018-10-08")) == "8 October 2018"


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each not in {"en", "de"}])
def test_months_are_written_small_where_the_language_does(language: str) -> None:
    with override(language):
        for number in range(1, 13):
            for edtf in (f"2018-{number:02}", f"2018-{number:02}-08"):
                told = read_out(WorldDate(edtf))
                assert told == told.lower()


@pytest.mark.parametrize(
    ("language", "words", "ours", "none"),
    [
        ("en", "23 November 2026, 06:51 UTC+01:00", "2018 (dated by us)", "undated"),
        ("es", "23 de noviembre de 2026, 06:51 UTC+01:00", "2018 (datación nuestra)", "sin fecha"),
        ("fr", "23 novembre 2026, 06:51 UTC+01:00", "2018 (daté par nous)", "sans date"),
        ("de", "23. November 2026, 06:51 UTC+01:00", "2018 (von uns datiert)", "undatiert"),
        ("ar", "23 نوفمبر 2026، 06:51 UTC+01:00", "2018 (التأريخ منّا)", "بلا تاريخ"),
        ("ru", "23 ноября 2026 года, 06:51 UTC+01:00", "2018 (датировано нами)", "без даты"),
    ],
)
def test_an_instant_names_its_clock_and_a_dating_of_ours_says_that_it_is(
    language: str, words: str, ours: str, none: str
) -> None:
    with override(language):
        assert instant("2026-11-23T06:51:00+01:00") == words
        assert dated(WorldDate("2018", inferred=True, basis="It says so elsewhere.").as_document()) == ours
        assert dated(None) == none
