"""Keyset paging against a real table: nothing missed, nothing twice, and an index for every page."""

import base64
import json
import uuid
from typing import Any, ClassVar
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import FloatField, Func
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimtrack.query.asked import Asked
from claimtrack.query.cursor import Cursor
from claimtrack.query.faults import InvalidQuery
from claimtrack.query.filters import ChoiceListFilter, UUIDListFilter
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet, OrderingFilter


class PagedRow(models.Model):
    """A row of a temporary table that only these tests have."""

    id = models.UUIDField(primary_key=True)
    day = models.DateField()
    instant = models.DateTimeField()
    number = models.BigIntegerField()
    score = models.FloatField()
    name = models.CharField(max_length=20)
    card = models.TextField()

    objects: ClassVar[models.Manager["PagedRow"]] = models.Manager()

    class Meta:
        app_label = "paging_tests"
        managed = False
        db_table = "paged_row"

    def __str__(self) -> str:
        return self.card


TABLE = """
CREATE TEMPORARY TABLE paged_row (
    id uuid PRIMARY KEY, day date, instant timestamptz NOT NULL, number bigint NOT NULL,
    score double precision NOT NULL, name varchar(20) NOT NULL, card text NOT NULL
)
"""
INSERT = "INSERT INTO paged_row VALUES (%(id)s, %(day)s, %(instant)s, %(number)s, %(score)s, %(name)s, %(card)s)"

DAYS = ["-infinity", "0044-03-15 BC", "1945-09-01", "2024-02-29", "infinity"]
INSTANTS = ["-infinity", "2024-05-01 12:00:00.000001+00", "2024-05-01 14:00:00.000002+02", "infinity"]
NUMBERS = [-(2**63), -1, 0, 9_007_199_254_740_993, 2**63 - 1]
SCORES = [-0.1, 0.0, 0.1, 1e-300, 1 / 3, 1e300]
NAMES = ["", "a", "B", "ä", 'quote"', "comma,", "\\"]
COLUMNS = ["day", "instant", "number", "score", "name", "rank"]


@pytest.fixture
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def insert(*rows: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)


def row(number: int = 0, **values: Any) -> dict[str, Any]:
    return {
        "id": uuid.UUID(int=abs(number) + 2**32),
        "day": "2024-01-01",
        "instant": "2024-01-01 00:00+00",
        "number": number,
        "score": 0.5,
        "name": "",
        "card": f'{{"number":{number}}}',
    } | values


#: A `real` that Django takes for a double, as it does with the rank of a text search.
RANK = Func(models.F("number"), template="sin(%(expressions)s)::real", output_field=FloatField())


def rows() -> Any:
    return PagedRow.objects.annotate(rank=RANK)


random_rows = st.builds(
    row,
    number=st.sampled_from(NUMBERS),
    id=st.uuids(),
    day=st.sampled_from(DAYS),
    instant=st.sampled_from(INSTANTS),
    score=st.sampled_from(SCORES),
    name=st.sampled_from(NAMES),
)


@pytest.mark.usefixtures("table")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_row_that_stays_is_shown_once_whatever_is_written_in_between(data: st.DataObject) -> None:
    with connection.cursor() as cursor:  # the fixture lives for all examples
        cursor.execute("TRUNCATE paged_row")
    initial = data.draw(st.lists(random_rows, max_size=15, unique_by=lambda each: each["id"]), label="initial")
    insert(*initial)
    keyset = Keyset(
        (*data.draw(st.lists(st.sampled_from(COLUMNS), max_size=2, unique=True)), "id"),
        data.draw(st.booleans()),
    )

    shown: list[uuid.UUID] = []
    removed: set[uuid.UUID] = set()
    key = None
    for _page in range(100):
        page = keyset.page(rows(), ("id",), after=key, page_size=data.draw(st.integers(1, 6), label="page_size"))
        shown += [each for (each,) in page.rows]
        if page.next_key is None:
            break
        key = Cursor.decode(Cursor("f", page.next_key).encode()).key
        insert(*data.draw(st.lists(random_rows, max_size=2, unique_by=lambda each: each["id"]), label="added"))
        remove = data.draw(st.booleans(), label="remove")
        if initial and remove:
            gone = data.draw(st.sampled_from([each["id"] for each in initial]))
            PagedRow.objects.filter(id=gone).delete()
            removed.add(gone)

    assert len(shown) == len(set(shown))
    assert {each["id"] for each in initial} - removed <= set(shown)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", COLUMNS)
def test_pages_come_in_the_order_the_database_sorts_in(column: str, *, descending: bool) -> None:
    insert(
        *(
            row(
                index,
                day=DAYS[index % 5],
                instant=INSTANTS[index % 4],
                score=SCORES[index % 6],
                name=NAMES[index % 7],
            )
            for index in range(40)
        )
    )
    keyset = Keyset((column, "id"), descending)
    sign = "-" if descending else ""
    expected = list(rows().order_by(f"{sign}{column}", f"{sign}id").values_list("id"))

    paged, key = [], None
    while True:
        page = keyset.page(rows(), ("id",), after=key, page_size=7)
        paged += page.rows
        if (key := page.next_key) is None:
            break
    assert paged == expected


@pytest.mark.usefixtures("table")
def test_a_full_last_page_has_no_next() -> None:
    insert(*(row(index) for index in range(4)))
    assert Keyset(("id",)).page(PagedRow.objects.all(), ("id",), after=None, page_size=4).next_key is None


@pytest.mark.usefixtures("table")
def test_a_null_in_the_key_is_refused_loudly_instead_of_losing_rows() -> None:
    insert(row(0), row(1, day=None), row(2, day=None))
    with pytest.raises(ValueError, match="NULL"):
        Keyset(("day", "id")).page(PagedRow.objects.all(), ("id",), after=None, page_size=2)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", ["day", "instant", "number", "name"])
def test_a_page_is_one_range_of_the_index(column: str, *, descending: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO paged_row
            SELECT gen_random_uuid(), date '2000-01-01' + n % 3000,
                   timestamptz '2000-01-01' + n * interval '1 hour', n % 2000, 0, 'name ' || n % 2000, '{}'
              FROM generate_series(1, 6000) AS n
            """
        )
        cursor.execute(f"CREATE INDEX paged_row_key ON paged_row ({column}, id)")
        cursor.execute("ANALYZE paged_row")
    keyset = Keyset((column, "id"), descending)
    first = keyset.page(PagedRow.objects.all(), ("card",), after=None, page_size=50)
    with CaptureQueriesContext(connection) as captured:
        keyset.page(PagedRow.objects.all(), ("card",), after=first.next_key, page_size=50)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + captured[0]["sql"])
        (plan,) = cursor.fetchone()
    scan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plans"][0]
    assert scan["Index Name"] == "paged_row_key"
    assert "ROW(" in scan["Index Cond"]
    assert "Filter" not in scan


@pytest.mark.usefixtures("table")
def test_a_count_is_exact_up_to_its_limit_and_at_least_beyond() -> None:
    insert(*(row(index) for index in range(6)))
    assert count_up_to(PagedRow.objects.all(), limit=6) == {"count": 6, "exact": True}
    assert count_up_to(PagedRow.objects.order_by("day"), limit=5) == {"count": 5, "exact": False}
    assert count_up_to(PagedRow.objects.none(), limit=5) == {"count": 0, "exact": True}


# -- cursors --------------------------------------------------------------------------------------

keys = st.lists(
    st.text() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False),
    min_size=1,
)


@given(st.text(), keys)
def test_a_cursor_survives_its_encoding(fingerprint: str, key: list[Any]) -> None:
    cursor = Cursor(fingerprint, tuple(key))
    text = cursor.encode()
    assert Cursor.decode(text) == cursor
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        "{}",
        "null",
        '[1,"f",[]]',
        '[2,"f",[1]]',
        '[1,"f",[null]]',
        '[1,"f",[true]]',
        '[1,"f",[[1]]]',
        "[1,2,[1]]",
        '["1","f",[1]]',
    ],
)
def test_a_cursor_of_another_shape_is_refused(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Cursor.decode(base64.urlsafe_b64encode(written.encode()).decode().rstrip("="))
    assert refused.value.code == "invalid_cursor"


@given(st.text())
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(ValidationError, match="cursor cannot be read"):
        Cursor.decode(text)


# -- the list's parameters ------------------------------------------------------------------------


class RowFilters(ListFilterSet):
    name = ChoiceListFilter(choices=["a", "b", "c"], help_text="The name.")
    ids = UUIDListFilter("id", help_text="These rows.")
    ordering = OrderingFilter(
        {"day": Keyset(("day", "id")), "-day": Keyset(("day", "id"), descending=True), "id": Keyset(("id",))},
        default="-day",
        help_text="The order.",
    )


class FixedOrder(ListFilterSet):
    keyset = Keyset(("number", "id"))


def asked(address: str) -> Asked:
    path, _, query = address.partition("?")
    return Asked.in_query(query, path=unquote(path))


def read(address: str, filterset: type[ListFilterSet] = RowFilters) -> ListFilterSet:
    return filterset.accept(asked(address), PagedRow.objects.all())


def faults(address: str, filterset: type[ListFilterSet] = RowFilters) -> list[tuple[str, str]]:
    with pytest.raises(InvalidQuery) as refused:
        read(address, filterset)
    return [(each["parameter"], each["code"]) for each in refused.value.faults]


def parameters(address: str) -> dict[str, str]:
    return QueryDict(address.partition("?")[2]).dict()


@pytest.mark.usefixtures("table")
def test_next_leads_through_the_whole_list_and_keeps_the_other_parameters_in_order() -> None:
    insert(*(row(index, name="abc"[index % 3]) for index in range(9)))
    address: str | None = "/api/v1/rows/?page_size=4&ordering=id&name=b,a&name=a"
    shown = []
    while address:
        page = read(address).page("number")
        shown += [number for (number,) in page.rows]
        address = page.next
        if address:
            assert address.startswith("/api/v1/rows/?cursor=")
            assert address.endswith("&name=a,b&ordering=id&page_size=4")
    assert shown == [0, 1, 3, 4, 6, 7]


@pytest.mark.usefixtures("table")
def test_the_page_size_may_change_on_the_way() -> None:
    insert(*(row(index) for index in range(5)))
    first = read("/rows/?page_size=2", FixedOrder).page("number")
    cursor = parameters(first.next or "")["cursor"]
    assert read(f"/rows/?page_size=9&cursor={cursor}", FixedOrder).page("number").rows == [(2,), (3,), (4,)]


@pytest.mark.usefixtures("table")
def test_a_cursor_of_other_filters_or_of_another_list_is_refused() -> None:
    insert(*(row(index, name="a") for index in range(3)))
    cursor = parameters(read("/rows/?name=a&page_size=1").page("id").next or "")["cursor"]
    mismatch = [("cursor", "cursor_mismatch")]
    assert faults(f"/rows/?cursor={cursor}") == mismatch
    assert faults(f"/rows/?name=a,b&cursor={cursor}") == mismatch
    assert faults(f"/rows/?name=a&ordering=id&cursor={cursor}") == mismatch
    assert faults(f"/other/?name=a&cursor={cursor}") == mismatch
    assert read(f"/rows/?name=a,a&cursor={cursor}").page("id").next is None


def test_a_damaged_cursor_is_one_fault_among_the_others() -> None:
    assert faults("/rows/?cursor=!!&page_size=0&nmae=a") == [
        ("nmae", "unknown_parameter"),
        ("cursor", "invalid_cursor"),
        ("page_size", "out_of_range"),
    ]


def test_a_faulty_filter_beside_a_cursor_is_not_also_called_a_mismatch() -> None:
    cursor = Cursor("0" * 16, ("2024-01-01", "x")).encode()
    assert faults(f"/rows/?name=z&cursor={cursor}") == [("name", "unknown_value")]


def test_a_key_of_the_wrong_length_is_an_invalid_cursor() -> None:
    fingerprint = read("/rows/").fingerprint
    assert faults(f"/rows/?cursor={Cursor(fingerprint, ('x',)).encode()}") == [("cursor", "invalid_cursor")]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    "key", [("tomorrow-ish", "x"), ("2023-02-30", str(uuid.uuid4())), ("2024-01-01", 7), ("\x00", "x")]
)
def test_a_forged_key_is_the_readers_fault_and_not_ours(key: tuple[Any, ...]) -> None:
    fingerprint = read("/rows/").fingerprint
    forged = read(f"/rows/?cursor={Cursor(fingerprint, key).encode()}")
    with pytest.raises(InvalidQuery) as refused:
        forged.page("id")
    assert refused.value.faults[0]["code"] == "invalid_cursor"


@pytest.mark.parametrize("size", ["0", "201", "-1", "1e2", "%2B5", "05", "%D9%A5", "5.0", "%205", ""])
def test_the_page_size_is_a_plain_number_from_1_to_200(size: str) -> None:
    assert [parameter for parameter, _code in faults(f"/rows/?page_size={size}")] == ["page_size"]


def test_a_list_without_parameters_has_fifty_rows_a_page_and_the_first_order() -> None:
    values = read("/rows/").values
    assert values["page_size"] == 50
    assert values["ordering"] == Keyset(("day", "id"), descending=True)
    assert values["count"] is False


def test_addresses_that_mean_the_same_have_one_canonical_address() -> None:
    assert read("/rows/?name=b&page_size=5&name=a").address == read("/rows/?page_size=5&name=a,b,a").address
    assert read("/rows/?name=a").address != read("/rows/?name=b").address
    assert read("/r%C3%A9/").address == "/r%C3%A9/"
