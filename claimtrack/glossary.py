"""What the fields and headings of the desk and the members of documents are called, and what that means.

One word for one thing, explained once: the apps hand their words over with `explain`, and pages and the API's
description look them up here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Model

#: Stands for every thing that has a member of this name: `*.quote`.
ANY = "*"


@dataclass(frozen=True, slots=True)
class Term:
    """A word as labels and headings have it, and what it means; `values` is the vocabulary it is taken from."""

    name: str
    meaning: str
    values: Any = None

    @property
    def levels(self) -> list[tuple[str, str]]:
        """The words that may stand there, each with its meaning."""
        return [(str(each.label), each.meaning) for each in self.values or ()]


_TERMS: dict[str, Term] = {}
_ALSO: dict[str, str] = {}


def explain(terms: Mapping[str, Term], *, also: Mapping[str, str]) -> None:
    """Take in terms by `thing` or `thing.member`; `also` says what else a thing goes by: `cited` is a `document`."""
    _TERMS.update(terms)
    _ALSO.update(also)


def name_fields(models: Iterable[type[Model]]) -> None:
    """Call the fields of these models by their terms wherever Django names them: labels, headings, filters, errors.

    Migrations know what fields were declared with, which stays as it is.
    """
    for model in models:
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if term := term_of(str(model._meta.model_name), field.name):
                field.verbose_name = term.name


def term_of(thing: str, member: str = "") -> Term | None:
    """The term of a thing, or of a member of it; None for a word that needs no explanation."""
    known = _ALSO.get(thing, thing)
    return _TERMS.get(f"{known}.{member}", _TERMS.get(f"{ANY}.{member}")) if member else _TERMS.get(known)


def name_of(thing: str, member: str) -> str:
    """What a member is called, of whatever it is a member where `thing` is empty."""
    term = term_of(thing, member) or next((term for key, term in _TERMS.items() if key.endswith(f".{member}")), None)
    return term.name if term else member.replace("_", " ")


def key_of(thing: str, member: str, label: str) -> str:
    """The key of the term that explains a thing, or a column or field: by its member, or by what it is called."""
    known = _ALSO.get(thing, thing)
    if not member:
        return known if known in _TERMS else ""
    named = (key for key, term in _TERMS.items() if key.partition(".")[0] in {known, ANY} and term.name == label)
    exact = (key for key in (f"{known}.{member}", f"{ANY}.{member}") if key in _TERMS)
    return next(chain(exact, named), "")


def term_at(key: str) -> Term:
    return _TERMS[key]
