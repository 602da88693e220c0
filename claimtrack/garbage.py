"""How often garbage is looked for: what is loaded at the start of a process stays, and is not looked through again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage seldom, and not among what was loaded before.

    Rows are freed when their batch is done, for they make no cycles; looking through everything for some again and
    again takes a tenth of the time of an import, and a quarter of that of migrations.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def leave_out_what_is_loaded() -> None:
    """Once a process has loaded what it serves with: a request is not held up by a look through all of that."""
    gc.collect()
    gc.freeze()
