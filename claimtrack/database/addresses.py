"""Addresses of databases, as libpq reads them ("Connection URIs"): also several hosts, `host1:5432,host2:5433`."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

#: What Django has settings of its own for, by libpq's name; the rest is handed on to libpq.
SETTINGS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def at(url: str) -> dict[str, Any]:
    """Django's settings of the database at this address. Raises ImproperlyConfigured."""
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            "claimtrack runs on PostgreSQL: the address of a database begins with postgresql://."
        )
    try:
        given = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"The address of a database cannot be read: {error}") from error
    named = {setting: str(given.pop(name, "")) for name, setting in SETTINGS.items()}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": given}
