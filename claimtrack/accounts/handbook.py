"""The permission table as a page of the handbook: `docs/permissions.md`."""

from collections.abc import Iterable, Iterator

from claimtrack.accounts.roles import Role
from claimtrack.accounts.table import TABLE, Grant, Matter

INTRODUCTION = """\
# Who may do what

Made from the permission table in the code by `manage.py permissions --write`; a test fails while it is stale.

| role | in short |
|---|---|
| viewer | reads the desk, but not who works on what |
| reporter | files claims with their sources and documents, and edits their own drafts |
| checker | assesses and approves, adds evidence, and edits any draft |
| editor | publishes, corrects, retracts, restores, merges, splits; manages sources, topics, imports, readings |
| administrator | gives people their roles, and redacts |

Each role has all that those before it have. A person has one, which an administrator gives on the page of their
account. Nobody changes their own role or closes their own account, so the last active administrator stays one; the
password, names and address of an administrator are changed by that person alone. `manage.py createsuperuser` makes an
administrator.

A viewer is not told whose a work is nor why it is urgent, reads no comments, is not told of being named in one, and is
given no work.

How to read the tables: *any* is anybody's row, *own* one that the reader of the page made; stages behind a colon are
those at which it is possible. A claim is its author's with all that stands under it (appearances, answers, evidence,
relations); what stands under several claims may be written by whoever may write under all of them. What has no stage
of its own, such as a document, counts as published once an edition prints it. Imports, the case and background jobs act
in nobody's name and are not asked.
"""


def handbook() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(line for matter in TABLE.values() for line in _section(matter))])


def _section(matter: Matter) -> Iterator[str]:
    yield f"## {matter.name.capitalize()}\n"
    yield _line(["", *(role.label for role in Role)])
    yield _line(["---"] * (len(Role) + 1))
    for each in matter.rules.values():
        yield _line([each.action.replace("_", " "), *(_cell(each.grants.get(role)) for role in Role)])
    yield ""


def _cell(grant: Grant | None) -> str:
    return str(grant) if grant else "–"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
