"""Dossiers: what a newsroom hands on. A bundle is read from the record once, and rendered in any format.

Nothing is imported here: `python -m claims.dossier.verify` runs without Django.
"""
