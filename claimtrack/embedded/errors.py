"""Why the embedded PostgreSQL cannot serve, for the person at the terminal."""


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot serve; the message says why and what to do."""


class UntraversableDirectoryError(EmbeddedError):
    """The account that the server runs under may not enter a directory on the way to its data."""


class UnfitPathError(EmbeddedError):
    """The path of a home is one that PostgreSQL cannot work with."""


class UnsafeSocketDirectoryError(EmbeddedError):
    """The socket's directory is not a directory of the server's account with mode 0700."""


class WrongMajorVersionError(EmbeddedError):
    """The data was written by another major version of PostgreSQL."""
