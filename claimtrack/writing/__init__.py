"""How the desk is written: typed changes of rows, checked and stored in one transaction.

It knows no table. An app describes each of its rows once (`book.Writable`): which fields are written, under which
roots, and what follows. `write` does the rest: rights, locks, what others wrote meanwhile, validation, storing.
"""

from claimtrack.accounts.rights import NotAllowed, demand, may
from claimtrack.writing.book import Writable, describe, writable
from claimtrack.writing.changes import Change, Create, Delete, Update
from claimtrack.writing.faults import Fault, Refused
from claimtrack.writing.fields import KEEP, Fields, Keep
from claimtrack.writing.many import faults_in, insert
from claimtrack.writing.seen import Version, version_of
from claimtrack.writing.slugs import free_slug, slug_begins
from claimtrack.writing.write import Written, roots_of, write

__all__ = [
    "KEEP",
    "Change",
    "Create",
    "Delete",
    "Fault",
    "Fields",
    "Keep",
    "NotAllowed",
    "Refused",
    "Update",
    "Version",
    "Writable",
    "Written",
    "demand",
    "describe",
    "faults_in",
    "free_slug",
    "insert",
    "may",
    "roots_of",
    "slug_begins",
    "version_of",
    "writable",
    "write",
]
