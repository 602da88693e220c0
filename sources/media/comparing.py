"""How the database compares difference hashes."""

from django.db.models import F, Func, IntegerField, Value


def bits_apart(column: str, alike: str) -> Func:
    """In how many of their 128 bits the hashes of a column differ from this one; of rows that have a hash."""
    return Func(
        F(column),
        Value(f"{int(alike, 16):0128b}"),
        template="bit_count(('x' || %(expressions)s::bit(128))",
        arg_joiner=")::bit(128) # ",
        output_field=IntegerField(),
    )
