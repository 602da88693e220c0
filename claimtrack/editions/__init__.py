"""The record's engine: immutable numbered documents in a hash chain, at positions, with a feed of changes.

It knows no subject: claims, sources and narratives are told apart by a word only.
"""
