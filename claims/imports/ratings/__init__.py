"""How publishers' own labels are read."""
