"""Tables by a column mapping, read into reviews and sources."""
