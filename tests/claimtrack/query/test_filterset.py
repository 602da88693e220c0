"""Strict parameters: what is accepted, and one answer that names every fault."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.query.asked import Asked
from claimtrack.query.faults import Fault, InvalidQuery, fault
from claimtrack.query.filters import (
    BooleanFilter,
    ChoiceListFilter,
    DayFilter,
    InstantFilter,
    IntegerFilter,
    ReferenceFilter,
    TextFilter,
    UUIDListFilter,
)
from claimtrack.query.filterset import MAX_PARAMETERS, StrictFilterSet
from claimtrack.query.parameters import MAX_VALUES, StrictFilter
from claimtrack.query.texts import checked_text

HAFTAR = uuid.UUID("01920000-0000-7000-8000-000000000001")
WAGNER = uuid.UUID("01920000-0000-7000-8000-000000000002")


class Verdict(models.TextChoices):
    TRUE = "true", "accurate and complete"
    FALSE = "false", "wrong in substance"


class FilteredRow(models.Model):
    """A table that is never read: these tests look at the query alone."""

    title = models.TextField()
    day = models.DateField()
    seen = models.DateTimeField()
    answered = models.BooleanField()
    source_id = models.UUIDField()

    objects: ClassVar[models.Manager["FilteredRow"]] = models.Manager()

    class Meta:
        app_label = "parameter_tests"
        managed = False

    def __str__(self) -> str:
        return self.title


def resolve(values: Sequence[str]) -> Mapping[str, Sequence[uuid.UUID]]:
    known = {"haftar": [HAFTAR], "wagner": [WAGNER], str(HAFTAR): [HAFTAR], str(WAGNER): [WAGNER]}
    return {value: known[value] for value in values if value in known}


def nearest(value: str) -> list[str]:
    return [f"{value[:3]}-{rank}" for rank in range(20)]


class RowFilters(StrictFilterSet):
    q = TextFilter("title", "icontains", max_length=400, help_text="Words of the title.")
    ids = UUIDListFilter("id", help_text="These rows.")
    verdict = ChoiceListFilter("title", choices=Verdict.choices, help_text="The outcome.")
    answered = BooleanFilter("answered", help_text="Answered or not.")
    day_after = DayFilter("day", "gte", help_text="On or after this day.")
    seen_before = InstantFilter("seen", "lte", help_text="Seen until then.")
    seen_after = InstantFilter("seen", "gte", day_edge="start", help_text="Seen since then.")
    source = ReferenceFilter("source_id", resolve=resolve, nearest=nearest, help_text="Who speaks.")
    number = IntegerFilter("id", minimum=1, help_text="A number.")
    narrow = TextFilter(method="by_day_and_text", help_text="Through a method.")
    limit = IntegerFilter(minimum=1, maximum=9, default=3, narrows=False, help_text="Read by the view.")

    def by_day_and_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(title=f"{name} {value} {self.values['limit']}")

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        if values.get("q") and values.get("ids"):
            yield fault("ids", "conflict", "`ids` cannot be searched: leave out `q`.")


def read(query: str) -> RowFilters:
    return RowFilters.accept(Asked.in_query(query, path="/rows/"), FilteredRow.objects.all())


def value(query: str) -> Any:
    return read(query).values[query.partition("=")[0]]


def faults(query: str) -> list[Fault]:
    with pytest.raises(InvalidQuery) as refused:
        read(query)
    return refused.value.faults


def codes(query: str) -> list[tuple[str, str]]:
    return [(each["parameter"], each["code"]) for each in faults(query)]


def sql(query: str) -> str:
    return str(read(query).qs.query)


# -- one answer for every fault -------------------------------------------------------------------


def test_every_fault_is_in_one_answer() -> None:
    query = "verdct=false&day_after=2024-13-01&source=haftr,wagner,nobody&answered=perhaps&limit=1&limit=2&ids=x,y"
    assert sorted(codes(query)) == [
        ("answered", "malformed"),
        ("day_after", "malformed"),
        ("ids", "malformed"),
        ("ids", "malformed"),
        ("limit", "repeated"),
        ("source", "unknown_value"),
        ("source", "unknown_value"),
        ("verdct", "unknown_parameter"),
    ]


def test_an_unknown_parameter_is_told_the_nearest_and_all_accepted_names() -> None:
    (unknown,) = faults("verdct=false")
    assert "Nearest: verdict." in unknown["message"]
    assert all(name in unknown["message"] for name in RowFilters.base_filters)


def test_conflicts_between_parameters_are_found_beside_other_faults() -> None:
    assert codes(f"q=oil&ids={HAFTAR}&answered=maybe") == [("answered", "malformed"), ("ids", "conflict")]


def test_a_parameter_at_fault_by_itself_takes_part_in_no_conflict() -> None:
    assert codes("q=oil&ids=x") == [("ids", "malformed")]


def test_a_flood_of_parameters_gets_one_short_answer() -> None:
    (flood,) = faults("&".join(f"p{number}=1" for number in range(MAX_PARAMETERS + 1)))
    assert flood["code"] == "too_many_parameters"


def test_unfiltered_data_cannot_be_had_from_a_filter_set_at_fault() -> None:
    filters = RowFilters(Asked({"answered": ["maybe"]}, "/rows/"), FilteredRow.objects.all())
    assert not filters.is_valid()
    with pytest.raises(InvalidQuery):
        _ = filters.qs
    with pytest.raises(InvalidQuery):
        _ = filters.values


# -- values ---------------------------------------------------------------------------------------


def test_comma_and_repetition_both_mean_or() -> None:
    expected = ["false", "true"]
    assert value("verdict=false,true") == value("verdict=false&verdict=true") == expected
    assert value("verdict=false,false,true&verdict=true") == expected


@pytest.mark.parametrize("parameter", sorted(RowFilters.base_filters))
@pytest.mark.parametrize("given_text", ["", "%20", "%09"])
def test_an_empty_value_is_refused_and_not_taken_for_no_filter(parameter: str, given_text: str) -> None:
    assert codes(f"{parameter}={given_text}") == [(parameter, "blank")]


@pytest.mark.parametrize(
    "query", ["verdict=false,", "verdict=,false", "verdict=false&verdict=", "source=haftar,,wagner"]
)
def test_an_empty_member_of_a_list_is_refused(query: str) -> None:
    assert [code for _name, code in codes(query)] == ["blank"]


@pytest.mark.parametrize("parameter", sorted(RowFilters.base_filters))
@pytest.mark.parametrize("text", ["a%00b", "%ED%A0%80", "%FF", "a%EF%BF%BD"])
def test_nul_and_bytes_that_are_not_utf8_never_reach_the_database(parameter: str, text: str) -> None:
    assert codes(f"{parameter}={text}") == [(parameter, "invalid_characters")]


def test_lone_surrogates_are_refused_wherever_text_comes_from() -> None:
    with pytest.raises(ValidationError) as refused:
        checked_text("a\ud800b")
    assert refused.value.code == "invalid_characters"


def test_text_has_a_longest_length_and_q_a_shorter_one() -> None:
    assert value(f"q={'x' * 400}") == "x" * 400
    assert codes(f"q={'x' * 401}") == [("q", "too_long")]
    assert codes(f"narrow={'x' * 1001}") == [("narrow", "too_long")]


def test_a_list_has_a_largest_size() -> None:
    ids = [str(uuid.UUID(int=number)) for number in range(MAX_VALUES + 1)]
    assert len(value(f"ids={','.join(ids[:-1])}")) == MAX_VALUES
    assert codes(f"ids={','.join(ids)}") == [("ids", "too_many_values")]


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "1", "yes", "Yes", "y", "t", "on", "tRuE"])
def test_a_boolean_is_read_as_clients_write_it_and_has_one_spelling(text: str) -> None:
    assert value(f"answered={text}") is True
    assert read(f"answered={text}").canonical() == [("answered", "true")]


@pytest.mark.parametrize("text", ["false", "False", "FALSE", "0", "no", "NO", "n", "f", "off"])
def test_so_is_its_opposite(text: str) -> None:
    assert value(f"answered={text}") is False
    assert read(f"answered={text}").canonical() == [("answered", "false")]


@pytest.mark.parametrize("text", ["false,true", "null", "None", "2", "-1", "01", "truee", "wahr"])
def test_what_says_neither_yes_nor_no_is_no_boolean(text: str) -> None:
    assert codes(f"answered={text}") == [("answered", "malformed")]


def test_false_filters_and_is_not_taken_for_absence() -> None:
    assert "NOT " in sql("answered=false")


@given(st.dates())
def test_every_day_of_the_calendar_is_read(day: date) -> None:
    assert value(f"day_after={day.isoformat()}") == day


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-02",
        "20240201",
        "2024-W05-4",
        "2024-2-1",
        "2023-02-29",
        "0000-01-01",
        "01/02/2024",
        "2024-02-01T00:00:00Z",
        "XXXX-02-07",
        "٢٠٢٤-٠٢-٠١",
    ],
)
def test_a_day_is_written_in_one_way(text: str) -> None:
    (malformed,) = faults(f"day_after={quote(text)}")
    assert malformed["code"] == "malformed"
    assert "YYYY-MM-DD" in malformed["message"]


@given(st.datetimes(timezones=st.timezones()).filter(lambda instant: 1 < instant.year < 9999))
def test_every_rfc_3339_time_is_read_as_its_instant(instant: datetime) -> None:
    offset = instant.utcoffset() or timedelta()
    if offset.total_seconds() % 60 == 0:  # RFC 3339 offsets have no seconds
        assert value(f"seen_before={quote(instant.isoformat())}") == instant.astimezone(UTC)
    utc = instant.astimezone(UTC)
    assert value(f"seen_before={quote(utc.isoformat())}") == utc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01T12:00:00Z", datetime(2024, 5, 1, 12, tzinfo=UTC)),
        ("2024-05-01t12:00:00z", datetime(2024, 5, 1, 12, tzinfo=UTC)),
        ("2024-05-01T12:00:00.5%2B02:00", datetime(2024, 5, 1, 10, 0, 0, 500_000, UTC)),
        ("2024-05-01T12:00:00.123456789Z", datetime(2024, 5, 1, 12, 0, 0, 123_456, UTC)),
        ("2024-05-01T12:00:00-00:00", datetime(2024, 5, 1, 12, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_rfc_3339_writes_them(text: str, expected: datetime) -> None:
    assert value(f"seen_before={text}") == expected


def test_a_bare_day_is_the_edge_of_that_utc_day_that_the_parameter_means() -> None:
    assert value("seen_before=2024-05-01") == datetime(2024, 5, 1, 23, 59, 59, 999_999, UTC)
    assert value("seen_after=2024-05-01") == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01T12:00:00",
        "2024-05-01T12:00Z",
        "2024-05-01 12:00:00Z",
        "2024-05-01T12:00:00+02:00",
        "2024-05-01T25:00:00Z",
        "2024-05-01T12:00:60Z",
        "0001-01-01T00:00:00%2B23:00",
        "9999-12-31T23:00:00-23:00",
        "now",
        "2024-02-30",
        "1714564800",
    ],
)
def test_a_time_without_its_offset_or_outside_the_calendar_is_refused(text: str) -> None:
    assert codes(f"seen_before={text}") == [("seen_before", "malformed")]


def test_ids_are_uuids_with_their_hyphens_in_either_case() -> None:
    assert value(f"ids={str(HAFTAR).upper()},{WAGNER}") == [HAFTAR, WAGNER]
    for text in (HAFTAR.hex, f"{{{HAFTAR}}}", f"urn:uuid:{HAFTAR}", f"{HAFTAR}0"):
        assert codes(f"ids={text}") == [("ids", "malformed")]


def test_a_word_outside_the_vocabulary_is_told_the_accepted_ones() -> None:
    (unknown,) = faults("verdict=flase")
    assert "Nearest: false." in unknown["message"]
    assert "Accepted: true, false." in unknown["message"]


@pytest.mark.parametrize("text", ["0", "-1", str(2**63), "9" * 30, "1.0", "0x1", "1_0", "٣", "+1"])
def test_a_number_is_plain_and_fits_a_bigint(text: str) -> None:
    assert value(f"number={2**63 - 1}") == 2**63 - 1
    assert [name for name, _code in codes(f"number={quote(text)}")] == ["number"]


def test_slugs_and_ids_are_the_same_reference() -> None:
    assert value(f"source=haftar,{str(WAGNER).upper()}&source={HAFTAR}") == [HAFTAR, WAGNER]


def test_an_unknown_slug_is_told_the_ten_nearest() -> None:
    (unknown,) = faults("source=haftr")
    assert unknown["code"] == "unknown_value"
    assert f"Nearest: {', '.join(nearest('haftr')[:10])}." in unknown["message"]


def test_an_unknown_id_is_refused_like_an_unknown_slug() -> None:
    assert codes(f"source={uuid.UUID(int=9)}") == [("source", "unknown_value")]


def test_suggestions_are_searched_for_the_first_few_faults_of_a_request_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is at fault, and in how many parameters: names, words of a vocabulary, slugs."""
    searched: list[str] = []

    def search(value: str) -> list[str]:
        searched.append(value)
        return [value]

    monkeypatch.setattr(RowFilters.base_filters["source"], "nearest", search)
    slugs = ",".join(f"no-{n}" for n in range(30))
    found = faults(f"verdct=x&surce=x&verdict=tru,fals&source={slugs}")
    assert [each["parameter"] for each in found if "Nearest" in each["message"]] == [
        "verdct", "surce", "verdict", "verdict", "source"
    ]  # fmt: skip
    assert searched == ["no-0"]
    assert len(found) == 34
    assert found[-1]["message"] == "‘no-29’ is not the id or slug of anything published."


def test_a_flood_of_faults_does_not_list_what_is_accepted_a_hundred_times() -> None:
    found = faults("&".join(f"unknown{n}=1" for n in range(90)))
    assert sum("Accepted" in each["message"] for each in found) == 5


def test_a_fault_quotes_a_long_or_odd_value_briefly() -> None:
    (unknown,) = faults("verdict=" + "%E2%80%AE%0A" + "x" * 900)
    assert len(unknown["message"]) < 200
    assert unknown["message"].isprintable()


@given(st.text(max_size=50))
def test_whatever_is_asked_is_either_read_or_a_fault_of_that_parameter(text: str) -> None:
    encoded = quote(text, errors="surrogatepass")
    for name in RowFilters.base_filters:
        filters = RowFilters(Asked.in_query(f"{name}={encoded}", path="/rows/"), FilteredRow.objects.all())
        if filters.is_valid():
            str(filters.qs.query)
        else:
            assert {each["parameter"] for each in filters.faults} == {name}
            json.dumps(filters.faults, ensure_ascii=False).encode()


# -- narrowing ------------------------------------------------------------------------------------


def test_no_parameter_narrows_nothing_and_gives_the_defaults() -> None:
    filters = read("")
    assert "WHERE" not in str(filters.qs.query)
    assert filters.values["limit"] == 3
    assert filters.values["q"] is None


def test_parameters_narrow_together_by_field_and_lookup() -> None:
    query = sql("q=oil&day_after=2024-01-01&source=haftar")
    assert all(part in query for part in ("UPPER", "2024-01-01", str(HAFTAR).replace("-", ""))) or str(HAFTAR) in query
    assert query.count(" AND ") == 2


def test_a_method_narrows_and_sees_the_other_values() -> None:
    assert "narrow oil 7" in sql("narrow=oil&limit=7")


def test_a_parameter_read_by_the_view_narrows_nothing() -> None:
    assert "WHERE" not in sql("limit=7")


def test_canonical_spelling_sorts_names_and_list_members() -> None:
    assert read("verdict=true,false&limit=2&verdict=true").canonical() == [
        ("limit", "2"),
        ("verdict", "false,true"),
    ]


# -- description ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(RowFilters.base_filters))
def test_every_parameter_describes_itself(name: str) -> None:
    described = RowFilters.base_filters[name].describe(name)
    assert described["description"]
    assert described["schema"]["type"] in {"string", "integer", "boolean", "array"}
    assert described["many"] is (described["schema"]["type"] == "array")
    json.dumps(described)


def test_a_parameter_without_help_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="help_text"):
        StrictFilter("title")  # type: ignore[call-arg]  # the absence is what is tested
