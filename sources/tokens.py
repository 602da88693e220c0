"""What an address of a source is looked up by before it is compared: the last words of it, roughly folded.

PostgreSQL derives them of the rows, in an index, and Python of what is looked for. Two spellings of one address share
a token; so may addresses of others, which comparing them tells apart.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable

from sources.identity import identity_of

#: Of each address the last part of its path, and of all of it: an account may stand in a parameter.
CREATE: Final = r"""
CREATE FUNCTION sources_tokens(website text, same_as text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT replace(
               regexp_replace(lower(substring(part FROM '([^/?&=@#]+)[/?&=@#]*$')), '^(www|m|mobile|touch|amp)\.', ''),
               '.', '')), '{}')
      FROM unnest(same_as || website) AS url, unnest(ARRAY[url, regexp_replace(url, '[?#].*$', '')]) AS part
     WHERE url <> ''
$$
"""
_LAST: Final = re.compile(r"([^/?&=@#]+)[/?&=@#]*$")
_DEVICE: Final = re.compile(r"^(?:www|m|mobile|touch|amp)\.")
_QUERY: Final = re.compile(r"[?#].*$", re.DOTALL)


def tokens_of(addresses: Iterable[str]) -> set[str]:
    """The tokens of which whatever is at, or is identified by, one of these addresses has one."""
    return {token for address in addresses for token in _tokens(address) if token}


def tokens_in(website: str, same_as: str) -> Func:
    """The tokens of a row, by the names of its columns; empty for one that it has not."""
    told: list[Combinable] = [F(website) if website else Value(""), F(same_as)]
    return Func(*told, function="sources_tokens", output_field=ArrayField(TextField()))


def _tokens(address: str) -> Iterator[str]:
    identity = identity_of(address)
    yield from (_token(part) for part in (address, _QUERY.sub("", address), unquote(address), identity.key))
    if identity.account:
        yield _token(f"{identity.account.rpartition('/')[2]}.{identity.site}")  # an account with a host of its own


def _token(part: str) -> str:
    found = _LAST.search(part)
    return _DEVICE.sub("", found[1].lower()).replace(".", "") if found else ""
