"""Rows of the desk over HTTP: each table is declared once, and its addresses, filters and schema follow."""
