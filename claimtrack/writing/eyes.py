"""Four eyes, the rule alone: who has agreed to a text, and what is still missing before it is published.

Since the last edition two distinct people have agreed to the text as it stands, known by its SHA-256, and one of them
is an editor. To agree is to have written it last, to have approved it, or to publish it now having been shown it. A
program agrees to nothing, and nobody agrees twice. Nothing is read or written here: `agreement.py` does that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from claimtrack.accounts.roles import Role

#: How an edition that a person publishes was looked at before.
Review: TypeAlias = Literal["two_people", "alone", "relaxed"]
#: So many people agree to what is published.
PEOPLE: Final = 2
#: Editors and those above them.
EDITORS: Final = frozenset(role for role in Role if role.rank >= Role.EDITOR.rank)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts, with the role they had then; `is_program` is an account that decides nothing."""

    id: int
    name: str
    role: Role | None
    is_program: bool = False

    @property
    def is_editor(self) -> bool:
        return self.role in EDITORS


@dataclass(frozen=True, slots=True)
class Agreed:
    """That somebody wrote or approved a text, known by its SHA-256, when `after` was the newest edition (0: none)."""

    by: Person
    sha256: str
    after: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it stands, who wrote it and its predecessors last, and all approvals that its root was given.

    `since` is the number of the last edition that a person published of it.
    """

    sha256: str
    written: Agreed | None = None
    approved: Sequence[Agreed] = ()
    since: int = 0

    def counts(self, agreed: Agreed) -> bool:
        """Whether this was given by a person, to this very text, after the last edition."""
        return not agreed.by.is_program and agreed.sha256 == self.sha256 and agreed.after >= self.since


def agreed_to(text: Text, *, publisher: Person | None = None) -> dict[int, Person]:
    """Whoever has agreed to the text, by id; `publisher` is who publishes it now, if they were shown it."""
    given = [*text.approved, *([text.written] if text.written else [])]
    people = {each.by.id: each.by for each in given if text.counts(each)}
    if publisher and not publisher.is_program:
        people[publisher.id] = publisher
    return people


def missing(people: Iterable[Person]) -> Iterator[str]:
    """What these people's agreement still lacks, in sentences; nothing when the text may be published."""
    people = list(people)
    names = " and ".join(sorted(person.name for person in people))
    if not people:
        yield "Nobody has agreed to it as it stands: two people do, one of them an editor."
    elif len(people) < PEOPLE:
        yield f"Only {names} has agreed to it as it stands: somebody else approves it."
    elif not any(person.is_editor for person in people):
        yield f"{names} have agreed to it as it stands, and neither is an editor: an editor approves it."


def against_approving(text: Text, by: Person) -> Iterator[str]:
    """What stands against this person's approval of the text."""
    if by.is_program:
        yield "A program approves nothing: a person does."
    elif text.written and text.counts(text.written) and text.written.by.id == by.id:
        yield "You wrote it as it stands, which counts already: somebody else approves it."
    elif by.id in agreed_to(text):
        yield "You have approved it as it stands already."


def review_of(people: Iterable[Person], *, is_relaxed: bool, goes_alone: bool) -> Review | None:
    """How the edition was looked at, for the edition to say; None where it may not be published yet.

    `is_relaxed`: the newsroom asks for one person only. `goes_alone`: whoever publishes does so alone, for a reason.
    """
    if not any(missing(people)):
        return "two_people"
    if is_relaxed:
        return "relaxed"
    return "alone" if goes_alone else None
