"""Rows in, public documents out: the one reader of the desk that makes what the public reads."""
