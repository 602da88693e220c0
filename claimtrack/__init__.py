"""claimtrack: the system of record for claims and their rebuttals."""

#: The one place where the release stands.
__version__ = "0.1.0"
