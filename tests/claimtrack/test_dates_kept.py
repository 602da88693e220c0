"""Dates in the database; what they are by themselves is tested without one."""

import pytest
from django.db import connection

from claimtrack.dates import WorldDate, WorldDateField

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("date", [None, WorldDate("197X/198X", text="late 1970s and “1980s”")])
def test_the_database_keeps_a_date_whole_and_in_one_jsonb_column(date: WorldDate | None) -> None:
    field = WorldDateField()
    assert field.db_type(connection) == "jsonb"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given, jsonb_typeof(given) FROM (SELECT %s::jsonb AS given) AS row",
            [field.get_db_prep_save(date, connection)],
        )
        stored, kind = cursor.fetchone()
    assert field.from_db_value(stored, None, connection) == date
    assert kind == (date and "object")
