"""Columns of texts as the analysis folds them, by the database: for what has no words of its own to be searched by.

`column__finds=word` finds a word or a part of one, however case, accents and Arabic letters are written.
"""

from typing import TYPE_CHECKING, Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler

from claimtrack.analysis.folding import MARKS, TYPED, WITHOUT_WIDTH
from claimtrack.database.finding import letters


def _class(of: frozenset[str]) -> str:
    """These characters as a class of PostgreSQL's regular expressions (section 9.7.3.3)."""
    return "[" + "".join(f"\\U{ord(letter):08x}" for letter in sorted(of)) + "]"


_DIGITS: Final = {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966) for digit in range(10)}
_ALIKE: Final = {one: other for one, other in {**TYPED, **_DIGITS}.items() if len(other) == 1}
_SEVERAL: Final = {one: other for one, other in {**TYPED, "ß": "ss"}.items() if len(other) > 1}
#: What is left out once letters are taken apart from their marks.
_LEFT_OUT: Final = _class(MARKS | WITHOUT_WIDTH | {one for one, other in TYPED.items() if not other})
_FROM, _TO = "".join(_ALIKE), "".join(_ALIKE.values())


def _lower(text: str, collation: str) -> str:
    return f'lower({text} COLLATE "{collation}")'


def _folded(text: str, collation: str) -> str:
    """As `claimtrack.analysis.fold`, but that all letters are taken apart from their marks."""
    folded = _lower(f"normalize({text}, NFKC)", collation)
    for one, several in _SEVERAL.items():
        folded = f"replace({folded}, '{one}', '{several}')"
    return f"translate(regexp_replace(normalize({folded}, NFD), '{_LEFT_OUT}', '', 'g'), '{_FROM}', '{_TO}')"


if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


@Field.register_lookup
class Finds(_Lookup):
    """Whether a text, or a list of them, has this word or part of one, spelling aside."""

    lookup_name = "finds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [str(value)]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, of_column = self.process_lhs(compiler, connection)
        asked, of_asked = self.process_rhs(compiler, connection)
        collation = letters(connection)
        text = f"({column})::text"
        # What has only letters of ASCII, as most texts have, is not looked at twice.
        plain = f"CASE WHEN octet_length({text}) = char_length({text}) THEN {_lower(text, collation)}"
        found = f"strpos({plain} ELSE {_folded(text, collation)} END, {_folded(f'({asked})::text', collation)}) > 0"
        return found, [*of_column, *of_column, *of_column, *of_column, *of_asked]
