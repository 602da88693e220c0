"""What a page showed of a row: the page carries it along, so that a save is held against that.

The values are the row's own, not those of the inputs, which round an instant to the second and know no order: what
nobody touched compares as equal to what is stored.
"""

from typing import Any, Final

from django.db.models import Model

from claimtrack.writing.packing import unpacked

#: The hidden input that carries it, after the form's prefix.
AS_SHOWN: Final = "as_shown"


def row_as_shown(model: type[Model], pk: Any, text: str) -> Model:
    """A row that is no longer there, as the page showed it: whoever wrote on that page sees it again."""
    row = model(pk=pk)
    for name, value in unpacked(model, text).items():
        column = model._meta.get_field(name)
        if not column.many_to_many:
            setattr(row, getattr(column, "attname", name), value)
    row._state.adding = False
    return row
