"""Searches that are kept: how their queries are read, which editions they select, and why, in words.

All of it is asked of the record. Whose searches there are and who is told stands in `claims.writing.searches`.
"""
