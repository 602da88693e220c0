"""The one way past the fences is walked by an order and two administrators, whoever calls it and however."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege

from tests.appending import append
from tests.claimtrack.editions.test_privileges import APPLICATION, migrate
from tests.databases import FreshDatabase, cloned_database
from tests.processes.launch import run_in

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[FreshDatabase]:
    """A claim in two editions; administrators anna and boris, carla who is not active, and dora of the staff."""
    with cloned_database() as cloned:
        migrate(cloned)
        run_in(cloned, "publish_under_administrators")
        yield cloned


@pytest.fixture
def application(database: FreshDatabase) -> Iterator[Connection]:
    """The application's role, in a transaction that is rolled back."""
    with psycopg.connect(database.url) as connection:
        yield connection
        connection.rollback()


def one(connection: Connection, query: str, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    assert row
    return row[0]


def person(connection: Connection, name: str) -> int:
    return int(one(connection, "SELECT id FROM auth_user WHERE username = %s", name))


def subject(connection: Connection) -> UUID:
    return UUID(str(one(connection, "SELECT subject_id FROM editions_head WHERE subject_type = 'claim'")))


def ordered(
    connection: Connection, *, numbers: object = (1,), basis: str | None = "Order 7.", by: object = "anna"
) -> int:
    who = person(connection, by) if isinstance(by, str) else by
    call = "SELECT editions_order_redaction(%s, %s::integer[], %s, NULL, %s)"
    return int(one(connection, call, subject(connection), list(numbers), basis, who))  # type: ignore[call-overload]


def told(connection: Connection) -> None:
    """The edition that tells readers of a redaction, which comes first."""
    append(connection, subject(connection), kind="redacted")


def carry_out(connection: Connection, order: int, *, by: object = "boris") -> None:
    who = person(connection, by) if isinstance(by, str) else by
    connection.execute("SELECT editions_redact(%s, %s)", [order, who])


def texts(connection: Connection) -> list[bool]:
    """Of each edition of the claim, whether its document is there."""
    query = "SELECT text IS NOT NULL FROM editions_edition WHERE subject_type = 'claim' ORDER BY number"
    return [kept for (kept,) in connection.execute(query)]


def trail(connection: Connection) -> int:
    """Rows that still say something."""
    return int(one(connection, "SELECT count(*) FROM claims_claimevent WHERE pgh_label NOT LIKE '%%, erased'"))


def rows_of_the_trail(connection: Connection) -> list[tuple[Any, ...]]:
    """Where each row stands: its number, row, time and who wrote."""
    query = "SELECT pgh_id, pgh_obj_id, pgh_created_at, pgh_context_id FROM claims_claimevent ORDER BY pgh_id"
    return connection.execute(query).fetchall()


# -- as it is meant -------------------------------------------------------------------------------


def test_an_order_of_one_carried_out_by_another_takes_what_it_names_and_says_what_went(application: Connection) -> None:
    order = ordered(application)
    told(application)
    before, stood = trail(application), rows_of_the_trail(application)
    carry_out(application, order)
    assert rows_of_the_trail(application) == stood
    assert texts(application) == [False, True, True]
    rows = one(application, "SELECT rows FROM editions_redaction")
    assert rows["editions_edition"] == 1
    assert rows["claims_claimevent"] == before - trail(application) > 0
    query = "SELECT requested_by_id, approved_by_id, order_id, numbers FROM editions_redaction"
    [written] = application.execute(query).fetchall()
    assert written == (person(application, "anna"), person(application, "boris"), order, [1])
    [closed] = application.execute("SELECT approved_by_id, carried_out_at FROM editions_redactionorder").fetchall()
    assert closed[0] == person(application, "boris")
    assert closed[1]


def test_the_trail_of_other_subjects_stays(application: Connection) -> None:
    counted = "SELECT count(*) FROM claims_claimevent WHERE pgh_obj_id <> %s"
    before = one(application, counted, subject(application))
    order = ordered(application, numbers=[1, 2])
    told(application)
    carry_out(application, order)
    assert one(application, counted, subject(application)) == before > 0


# -- the application's role, with inventions --------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    [
        {"by": 987_654_321},
        {"by": None},
        {"by": "carla"},
        {"by": "dora"},
        {"basis": "  "},
        {"basis": None},
        {"numbers": [3]},
        {"numbers": [1, 2, 3]},
        {"numbers": []},
        {"numbers": [None]},
    ],
)
def test_what_is_no_order_is_not_recorded(application: Connection, order: dict[str, object]) -> None:
    with pytest.raises(CheckViolation):
        ordered(application, **order)  # type: ignore[arg-type]


@pytest.mark.parametrize("approver", ["anna", "carla", "dora", 987_654_321, None])
def test_nobody_but_another_active_administrator_carries_it_out(application: Connection, approver: object) -> None:
    order = ordered(application)
    told(application)
    with pytest.raises(CheckViolation):
        carry_out(application, order, by=approver)


def test_who_ordered_and_is_no_administrator_any_more_ordered_nothing(application: Connection) -> None:
    order = ordered(application)
    told(application)
    application.execute("UPDATE auth_user SET is_active = false WHERE username = 'anna'")
    with pytest.raises(CheckViolation, match="active administrators"):
        carry_out(application, order)


@pytest.mark.parametrize("order", [987_654_321, None])
def test_without_an_order_nothing_goes(application: Connection, order: Any) -> None:
    told(application)
    with pytest.raises(CheckViolation, match="no such order"):
        carry_out(application, order)


def test_an_order_is_carried_out_once(application: Connection) -> None:
    order = ordered(application)
    told(application)
    carry_out(application, order)
    told(application)
    with pytest.raises(CheckViolation, match="carried out already"):
        carry_out(application, order)


def test_an_order_takes_no_other_numbers_and_none_goes_before_readers_are_told(application: Connection) -> None:
    order = ordered(application, numbers=[2])
    with pytest.raises(CheckViolation, match="comes first"), application.transaction():
        carry_out(application, order)
    told(application)
    carry_out(application, order)
    assert texts(application) == [True, False, True]


def draft(connection: Connection) -> UUID:
    query = "SELECT id FROM claims_claim WHERE id NOT IN (SELECT subject_id FROM editions_edition)"
    return UUID(str(one(connection, query)))


def order_to_clear(connection: Connection, row: object, *, by: str = "anna", basis: str = "Order 8.") -> int:
    call = "SELECT editions_order_clearing(%s, %s, %s, 'claims.claim', ARRAY['x'])"
    return int(one(connection, call, row, basis, person(connection, by)))


def clear_past(connection: Connection, order: object, *, by: str = "boris") -> None:
    connection.execute("SELECT editions_clear_past(%s, %s)", [order, person(connection, by)])


def test_the_past_of_what_was_never_published_is_blanked_and_keeps_its_place(application: Connection) -> None:
    row, stood = draft(application), rows_of_the_trail(application)
    clear_past(application, order_to_clear(application, row))
    assert rows_of_the_trail(application) == stood
    query = (
        "SELECT bool_and(statement = '' AND pgh_label LIKE '%%, erased') FROM claims_claimevent WHERE pgh_obj_id = %s"
    )
    assert one(application, query, row) is True
    [closed] = application.execute("SELECT words, approved_by_id FROM editions_redactionorder").fetchall()
    assert closed == ([], person(application, "boris"))


@pytest.mark.parametrize(("by", "basis"), [("carla", "Order 8."), ("dora", "Order 8."), ("anna", " ")])
def test_a_past_is_ordered_to_be_cleared_by_an_administrator_on_a_legal_basis(
    application: Connection, by: str, basis: str
) -> None:
    with pytest.raises(CheckViolation):
        order_to_clear(application, draft(application), by=by, basis=basis)


@pytest.mark.parametrize("by", ["anna", "carla", "dora"])
def test_a_past_is_cleared_by_another_administrator(application: Connection, by: str) -> None:
    order = order_to_clear(application, draft(application))
    with pytest.raises(CheckViolation):
        clear_past(application, order, by=by)


def test_neither_sort_of_order_stands_for_the_other(application: Connection) -> None:
    with pytest.raises(CheckViolation, match="redacted by its editions"), application.transaction():
        order_to_clear(application, subject(application))
    order = order_to_clear(application, draft(application))
    with pytest.raises(CheckViolation, match="names no editions"), application.transaction():
        carry_out(application, order)
    about_editions = ordered(application)
    told(application)
    with pytest.raises(CheckViolation, match="about editions"), application.transaction():
        clear_past(application, about_editions)


def test_an_order_that_has_ended_is_not_carried_out_and_keeps_no_words(application: Connection) -> None:
    order = order_to_clear(application, draft(application))
    end = "SELECT editions_end_order(%s, %s)"
    for who in ("carla", "dora"):
        with pytest.raises(CheckViolation), application.transaction():
            application.execute(end, [order, person(application, who)])
    application.execute(end, [order, person(application, "boris")])
    assert one(application, "SELECT words FROM editions_redactionorder") == []
    for again in (lambda: clear_past(application, order), lambda: application.execute(end, [order, 1])):
        with pytest.raises(CheckViolation), application.transaction():
            again()


ATTEMPTS = [
    "UPDATE editions_redactionorder SET words = '{}'",
    "UPDATE editions_redactionreport SET cleared = '{}'",
    "DELETE FROM editions_redactionreport",
    "SELECT claims_clear(gen_random_uuid(), true)",
    "SELECT sources_clear(gen_random_uuid(), true)",
    "SELECT editions_erase(NULL, 1, true, '{}')",
    "INSERT INTO editions_redactionorder SELECT * FROM editions_redactionorder",
    "UPDATE editions_redactionorder SET carried_out_at = NULL, approved_by_id = NULL",
    "UPDATE editions_redactionorder SET numbers = '{1,2}'",
    "DELETE FROM editions_redactionorder",
    "INSERT INTO editions_eraser VALUES ('pg_sleep')",
    "DELETE FROM editions_eraser",
    "INSERT INTO editions_redaction SELECT * FROM editions_redaction",
    "SELECT claims_redact(gen_random_uuid(), true)",
    "SELECT sources_redact(gen_random_uuid(), true)",
    "SELECT editions_administrates(1)",
    "SELECT set_config('claimtrack.redacting', 'on', true); DELETE FROM claims_claimevent",
    "CREATE FUNCTION claims_redact(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMPORARY TABLE auth_user (id bigint)",
    "CREATE TABLE auth_user (id bigint)",
    "DELETE FROM editions_counter",
    "DELETE FROM editions_head",
    "DELETE FROM pghistory_context",
    "UPDATE pghistory_context SET metadata = '{}'",
    "INSERT INTO pghistory_context VALUES (gen_random_uuid(), now(), now(), '{}')",
    "UPDATE editions_counter SET position = position - 1",
    "UPDATE editions_counter SET revision = revision - 1",
    "UPDATE editions_counter SET at = at - interval '1 day'",
    "UPDATE editions_head SET slug = 'another'",
    "UPDATE editions_head SET number = number + 1",
    (
        "INSERT INTO editions_head SELECT gen_random_uuid(), subject_type, slug, number, kind, readable, format,"
        " position, sha256, first_published_at, published_at, merged_into FROM editions_head"
    ),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_application_has_no_way_around(application: Connection, attempt: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        application.execute(attempt)


def test_no_edition_takes_the_position_of_another(application: Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation, match="edition_position_once"):
        application.execute(
            "INSERT INTO editions_edition (subject_id, number, subject_type, kind, format, position, published_at,"
            " changed, sha256) SELECT gen_random_uuid(), 1, subject_type, kind, format, position, published_at, changed,"
            " sha256 FROM editions_edition LIMIT 1"
        )


@pytest.mark.parametrize("table", ["editions_counter", "editions_head"])
def test_the_owner_does_not_take_away_where_the_record_stands(database: FreshDatabase, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with psycopg.connect(database.owner_url) as owner, pytest.raises(InsufficientPrivilege):
            owner.execute(statement)


def test_who_wrote_is_noted_once_and_beside_the_role_that_logged_in(application: Connection) -> None:
    context = "11111111-1111-4111-8111-111111111111"
    for user in (1, 1, 2):
        application.execute("SELECT set_config('pghistory.context_id', %s, true)", [context])
        application.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [f'{{"user": {user}}}'])
        application.execute("UPDATE claims_claim SET context = context || '.'")
    noted = application.execute(
        "SELECT c.id = %s, metadata FROM claims_claimevent AS event JOIN pghistory_context AS c ON c.id = pgh_context_id"
        " WHERE metadata ? 'session_user' AND c.created_at = now() GROUP BY 1, 2 ORDER BY 1 DESC",
        [context],
    )
    assert noted.fetchall() == [
        (True, {"user": 1, "session_user": APPLICATION}),
        (False, {"user": 2, "session_user": APPLICATION}),
    ]


def test_auditing_cannot_be_switched_off(application: Connection) -> None:
    before = trail(application)
    [(names,)] = application.execute("SELECT array_agg(tgname::text) FROM pg_trigger WHERE tgname ~ '^pgtrigger_'")
    application.execute("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", [names])
    application.execute("UPDATE claims_claim SET context = context || '.'")
    assert trail(application) > before
    assert (
        one(application, "SELECT bool_or(_pgtrigger_should_ignore(name)) FROM unnest(%s::name[]) AS name", names)
        is False
    )


def test_what_is_frozen_goes_in_the_name_of_an_order_that_takes_all(application: Connection) -> None:
    order = ordered(application)
    told(application)
    for number, refusal in ((order, "leaves the standing document"), (order + 1, "no such order")):
        with application.transaction(), pytest.raises(CheckViolation, match=refusal), application.transaction():
            application.execute("SELECT claims_take_frozen(%s, %s)", [number, person(application, "boris")])


def test_the_function_that_took_the_rows_from_its_caller_is_gone(application: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedFunction):
        application.execute(
            "SELECT editions_redact(gen_random_uuid(), '{1}'::integer[], 'x'::text, NULL::text, 1::bigint, 2::bigint,"
            " '{\"claims_claimevent.pgh_obj_id\": []}'::jsonb)"
        )


# -- shadows --------------------------------------------------------------------------------------

SHADOWS: list[Callable[[Connection], object]] = [
    lambda c: c.execute("CREATE TEMPORARY TABLE auth_user AS SELECT n AS id, true AS is_active, true AS is_superuser"
                        " FROM generate_series(1, 1000) AS n"),
    lambda c: c.execute("CREATE TEMPORARY TABLE editions_redactionorder AS SELECT 1::bigint AS id"),
    lambda c: c.execute("CREATE FUNCTION pg_temp.editions_administrates(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'"),
]  # fmt: skip


@pytest.fixture
def with_room_of_its_own(database: FreshDatabase) -> Iterator[None]:
    """As if somebody had granted the application temporary tables by hand."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f'GRANT TEMPORARY ON DATABASE "{name}" TO {APPLICATION}')
        yield
        owner.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM {APPLICATION}')


@pytest.mark.parametrize("shadow", SHADOWS)
@pytest.mark.usefixtures("with_room_of_its_own")
def test_what_a_caller_puts_in_front_of_the_real_thing_is_not_looked_at(
    application: Connection, shadow: Callable[[Connection], object]
) -> None:
    dora, boris = person(application, "dora"), person(application, "boris")
    order = ordered(application)
    told(application)
    application.execute("SET LOCAL search_path = pg_temp, public, pg_catalog")
    shadow(application)
    for call, values in (
        ("SELECT public.editions_redact(%s, %s)", [order, dora]),
        ("SELECT public.editions_order_redaction(gen_random_uuid(), '{1}', 'x', NULL, %s)", [dora]),
    ):
        with pytest.raises(CheckViolation), application.transaction():
            application.execute(call, values)
    application.execute("SELECT public.editions_redact(%s, %s)", [order, boris])
    application.execute("SET LOCAL search_path = public")
    query = "SELECT text IS NULL FROM public.editions_edition WHERE subject_type = 'claim' ORDER BY number"
    assert [gone for (gone,) in application.execute(query)] == [True, False, False]


@pytest.mark.usefixtures("with_room_of_its_own")
def test_the_trigger_believes_no_catalogue_of_the_callers(application: Connection, database: FreshDatabase) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(f"GRANT DELETE ON claims_claimevent TO {APPLICATION}")
        owner.commit()
    try:
        application.execute("CREATE TEMPORARY TABLE pg_class AS SELECT oid, (SELECT oid FROM pg_roles WHERE rolname ="
                            " current_user) AS relowner FROM pg_catalog.pg_class")  # fmt: skip
        application.execute(
            "SET LOCAL search_path = pg_temp, pg_catalog, public; SET LOCAL claimtrack.redacting = 'on'"
        )
        with pytest.raises(InsufficientPrivilege, match="append-only"):
            application.execute("DELETE FROM public.claims_claimevent")
    finally:
        application.rollback()
        with psycopg.connect(database.owner_url) as owner:
            owner.execute(f"REVOKE DELETE ON claims_claimevent FROM {APPLICATION}")


# -- a role with CONNECT alone ----------------------------------------------------------------------


def test_a_role_that_may_connect_and_nothing_else_calls_none_of_our_functions_and_makes_nothing() -> None:
    """The application's role, of which every grant but CONNECT is taken away."""
    with cloned_database() as cloned:
        migrate(cloned)
        run_in(cloned, "publish_under_administrators")
        with psycopg.connect(cloned.owner_url, autocommit=True) as owner:
            for things in ("ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public", "ALL ROUTINES IN SCHEMA public",
                           "SCHEMA public"):  # fmt: skip
                owner.execute(f"REVOKE ALL ON {things} FROM {APPLICATION}")
        with cloned.connect() as anybody:
            allowed = anybody.execute(
                "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                " AND has_function_privilege(oid, 'EXECUTE') AND NOT EXISTS (SELECT FROM pg_depend"
                " WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')"
            )
            assert allowed.fetchall() == []
            for attempt in (
                "SELECT editions_redact(1, 2)",
                "SELECT editions_order_redaction(gen_random_uuid(), '{1}', 'x', NULL, 1)",
                "CREATE TEMPORARY TABLE anything ()",
                "CREATE TABLE public.anything ()",
                "SELECT FROM editions_edition",
            ):
                with pytest.raises(InsufficientPrivilege):
                    anybody.execute(attempt)
