"""The desk's pages of imports and of publishers' labels."""

from claims.imports.admin import imports, ratings

__all__ = ["imports", "ratings"]
