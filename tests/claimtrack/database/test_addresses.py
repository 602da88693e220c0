"""Addresses of databases are read as libpq reads them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from claimtrack.database.addresses import at


def test_an_address_of_several_hosts_reaches_libpq_whole() -> None:
    read = at("postgresql://app:p%40ss@one.example:5432,two.example:5433/claimtrack?target_session_attrs=read-write")
    assert (read["HOST"], read["PORT"]) == ("one.example,two.example", "5432,5433")
    assert (read["USER"], read["PASSWORD"], read["NAME"]) == ("app", "p@ss", "claimtrack")
    assert read["OPTIONS"] == {"target_session_attrs": "read-write"}


def test_a_socket_directory_goes_where_the_host_goes() -> None:
    read = at("postgresql://claimtrack_app@%2Frun%2Fpostgresql/claimtrack")
    assert (read["HOST"], read["PORT"]) == ("/run/postgresql", "")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/x", "claimtrack runs on PostgreSQL"),
        ("postgresql://localhost/x?pool=big", "cannot be read: invalid URI query parameter"),
    ],
)
def test_what_libpq_does_not_read_is_refused_in_words(url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        at(url)
