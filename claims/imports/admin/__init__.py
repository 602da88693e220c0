"""The desk's pages of imports and of publishers' labels."""

from claims.imports.admin import doubles, imports, publishers, ratings

__all__ = ["doubles", "imports", "publishers", "ratings"]
