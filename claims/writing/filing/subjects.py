"""Subjects that claims are about: those that are there, and those that are to be made."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from claims.models import Subject
from claims.scales import SubjectKind
from claims.writing.filing.named import SubjectNamed
from claimtrack.accounts.visible import visible
from claimtrack.words import words_of
from claimtrack.writing import Create, Fault, slug_begins
from claimtrack.writing.references import rows_named, unknown
from sources.recognising.finding import called
from sources.recognising.keys import identities_of
from sources.recognising.named import NAMELESS, PLACE, REQUIRED, Namesake, Recognised, Resolved, given, referred
from sources.recognising.parties import IDENTITY
from sources.tokens import tokens_in, tokens_of

#: Of which nobody is both.
_APART: Final = {SubjectKind.PERSON, SubjectKind.ORGANIZATION}


class Subjects:
    """Finds subjects by id, slug or identity. As of sources, a name alone never says who is meant."""

    def __init__(self, named: Sequence[SubjectNamed], *, by: AbstractBaseUser | None) -> None:
        self.named = named
        self.recognised = Recognised()
        self._rows: QuerySet[Subject, Subject] = visible(Subject.objects.all(), by=by)
        self.look_up()

    def look_up(self) -> None:
        """Look for them, as the desk has them now."""
        self._by_name = rows_named(self._rows, {each.row for each in self.named if each.row})
        self._identified: dict[str, list[Subject]] = defaultdict(list)
        tokens = tokens_of(address for each in self.named for address in given(each.fields, "same_as", ()))
        rows = self._rows.annotate(tokens=tokens_in("", "same_as"))
        for subject in rows.filter(tokens__overlap=list(tokens)) if tokens else ():
            for key in identities_of("", subject.same_as):
                self._identified[key].append(subject)

    def keys_of_the_new(self) -> Iterator[str]:
        """By what others may name at this moment what is not there yet."""
        for each in self.named:
            if not each.row and not each.as_at and not self._meant_by(each):
                yield f"slug {slug_begins(Subject, each.name)}"
                yield from (f"subject {key}" for key in _identities(each))

    def settle(self) -> Recognised:
        """Say which subject is named at each place."""
        self._called = called(self._rows, [each.name for each in self.named])
        for each in sorted(self.named, key=lambda each: bool(each.as_at)):
            if each.as_at:
                self._settle_as_at(each)
            elif each.row:
                self._settle_reference(each)
            else:
                self._settle_described(each)
        return self.recognised

    def _settle_as_at(self, named: SubjectNamed) -> None:
        if found := self.recognised.ids.get(named.as_at):
            self.recognised.note(Resolved(named.place, found, "", created=False, by=PLACE))
        else:
            self.recognised.note_nowhere(named)

    def _settle_reference(self, named: SubjectNamed) -> None:
        if row := self._by_name.get(named.row):
            self.recognised.note(referred(named, row))
        else:
            self.recognised.faults.append(unknown(self._rows, named.row, place=named.place))

    def _settle_described(self, named: SubjectNamed) -> None:
        found = self._meant_by(named)
        if len(found) > 1:
            self.recognised.note_ambiguous(named.place, found)
        elif found:
            self.recognised.note(Resolved(named.place, found[0].pk, found[0].name, created=False, by=IDENTITY))
        elif named.name:
            self._make(named)
        else:
            self.recognised.faults.append(Fault(named.place, "name", REQUIRED, NAMELESS))

    def _make(self, named: SubjectNamed) -> None:
        create = Create(fields=named.fields, place=named.place)
        namesakes = [Namesake(row.pk, row.slug, row.name, row.kind) for row in self._called[words_of(named.name)]]
        self.recognised.creates.append(create)
        self.recognised.note(Resolved(named.place, create.id, named.name, created=True, namesakes=namesakes))
        row = Subject(pk=create.id, name=named.name, kind=given(named.fields, "kind", ""))
        self._called[words_of(named.name)].append(row)
        for key in _identities(named):
            self._identified[key].append(row)

    def _meant_by(self, named: SubjectNamed) -> list[Subject]:
        kind = given(named.fields, "kind", "")
        found = {row.pk: row for key in _identities(named) for row in self._identified.get(key, [])}
        return [row for row in found.values() if {row.kind, kind} != _APART]


def _identities(named: SubjectNamed) -> frozenset[str]:
    return identities_of("", given(named.fields, "same_as", ()))
