"""The one permission table: who may do what with which rows, own or anybody's, at which stage.

It knows no subject: each app enters the rows of its own tables (`writing/permissions.py`, `imports/permissions.py`),
as it enters its works. `docs/permissions.md` is made from it, and every action asks it (`claimtrack.accounts.rights`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from django.db.models import Model

from claimtrack.accounts.roles import Role
from claimtrack.editions.roots import Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a row stands: whose it is (None: nobody's that is known), and its stage."""

    author: int | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class Grant:
    """How far a right goes: to one's own rows alone or to anybody's, at these stages (None: at any)."""

    own: bool
    stages: tuple[Stage, ...] | None = None

    def at(self, *stages: Stage) -> Self:
        return replace(self, stages=stages)

    @property
    def is_boundless(self) -> bool:
        return not self.own and self.stages is None

    def covers(self, standing: Standing, person: int) -> bool:
        return (not self.own or standing.author == person) and (self.stages is None or standing.stage in self.stages)

    def __str__(self) -> str:
        whose = "own" if self.own else "any"
        return f"{whose}: {', '.join(str(stage.label) for stage in self.stages)}" if self.stages else whose


OWN: Final = Grant(own=True)
ANY: Final = Grant(own=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do one thing: a grant for every role that may at all.

    What `decides` is given, when an installation is upgraded, to nobody who had no right like it before.
    """

    action: str
    grants: Mapping[Role, Grant]
    decides: bool


def rule(
    action: str,
    *,
    viewer: Grant | None = None,
    reporter: Grant | None = None,
    checker: Grant | None = None,
    editor: Grant | None = None,
    administrator: Grant | None = None,
    decides: bool = False,
) -> Rule:
    """A row of the table. A role that is left out has what the role before it has."""
    grants: dict[Role, Grant] = {}
    before = None
    for role, grant in zip(Role, (viewer, reporter, checker, editor, administrator), strict=True):
        before = grant or before
        if before:
            grants[role] = before
    return Rule(action, grants, decides)


#: Where a row stands: once for each root that it is written under. Nothing, of a row that is yet to be made.
Standings = Callable[[Any], Sequence[Standing]]


@dataclass(frozen=True, slots=True)
class Matter:
    """The rows of one model: what is done with them, by action, and where a row stands."""

    model: type[Model]
    rules: Mapping[str, Rule]
    standings: Standings | None

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)


#: Not public yet.
DRAFTS: Final = (Stage.DRAFT, Stage.IN_REVIEW)
OWN_DRAFT: Final = OWN.at(Stage.DRAFT)
ANY_DRAFT: Final = ANY.at(*DRAFTS)
#: Whatever is still written: of what was redacted nothing is.
ANY_WRITTEN: Final = ANY.at(*DRAFTS, Stage.PUBLISHED, Stage.WITHHELD, Stage.RETRACTED, Stage.MERGED)
#: Of what stands under a root: it is written by those who may write its root.
UNDER_A_ROOT: Final = (
    rule("view", viewer=ANY),
    *(rule(action, reporter=OWN_DRAFT, checker=ANY_DRAFT, editor=ANY) for action in ("add", "change", "delete")),
)

TABLE: Final[dict[type[Model], Matter]] = {}


def enter(model: type[Model], *rules: Rule, standings: Standings | None = None) -> None:
    """Enter a model. Where a right does not go to every row, `standings` tell one row from another."""
    grants = [grant for each in rules for grant in each.grants.values()]
    if standings is None and not all(grant.is_boundless for grant in grants):
        raise ValueError(f"{model.__name__}: say whose its rows are, and where they stand.")
    TABLE[model] = Matter(model, {each.action: each for each in rules}, standings)


def matter_of(model: type[Model]) -> Matter | None:
    """The model's part of the table; proxies and tables of links stand for the model they belong to."""
    return TABLE.get(model._meta.concrete_model or model)


def grant_for(role: Role | None, action: str, model: type[Model]) -> Grant | None:
    """How far this role may do this; None where it may not, or where nobody entered it."""
    matter = matter_of(model)
    found = matter.rules.get(action) if matter else None
    return found.grants.get(role) if found and role else None


def actions() -> Iterable[tuple[type[Model], Rule]]:
    """Every row of the table."""
    for matter in TABLE.values():
        for each in matter.rules.values():
            yield matter.model, each
