"""The cache that all processes share: counters alone, and nothing that names anybody."""

from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache

#: Under which django-unfold would keep what the desk's search has found, names of rows among it.
FOUND: Final = "unfold_search_"


class CountersAlone(DatabaseCache):
    """As Django's, but what the desk's search has found is looked for anew each time: by then it may be hidden."""

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not str(key).startswith(FOUND):
            super().set(key, value, timeout, version)
