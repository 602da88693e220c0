"""Taking in reviews: what is known of them already, what they change, and what a person has to decide.

A batch is one transaction, so an import that was killed has taken in whole batches and nothing else; the same
input again finds them by their keys and goes on. What was taken in is published in a second transaction; whoever
comes next publishes what a crash between the two left behind.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.imports.deciding import undecided
from claims.imports.filing import proposing
from claims.imports.filing.changes import Change
from claims.imports.filing.ours import is_ours, waiting
from claims.imports.filing.recognising import Directory
from claims.imports.filing.rows import Keyed, NewRows
from claims.imports.models import ImportedReview, ImportRun, Proposal
from claims.imports.reviewed import Reviewed
from claims.models import Claim
from claims.writing.workflow import editing
from claimtrack.editions.roots import Stage, acting, audited, lock
from claimtrack.words import words_of
from claimtrack.writing import Refused

#: How much of its wording a reviewed text keeps for it to be the same one, reworded by its publisher.
REWORDED: Final = 0.75
_COMPARED: Final = 500


@dataclass(frozen=True, slots=True)
class Incoming:
    """A review to take in; `says_again`: it only repeats what the same page said in another markup."""

    review: Reviewed
    says_again: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A review that was refused: its number in the batch, its key and why."""

    number: int
    key: str
    reason: str

    @property
    def may_be_kept(self) -> bool:
        """Whether its raw input may: what a court has had erased must not come back as a leftover."""
        return self.reason != IS_REDACTED


@dataclass(slots=True)
class Outcome:
    """What became of a batch; `counts` has the words of the report."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Rejected] = field(default_factory=list)
    near_duplicates: list[UUID] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    to_publish: list[UUID] = field(default_factory=list)


CREATED, UPDATED, UNCHANGED, REPEATED, PROPOSED = "created", "updated", "unchanged", "repeated", "proposed"

NAMED_TWICE = "what it is known by (its id) stands earlier in this input with another statement: the first was taken in"
RATED_TWICE = "the same review stands earlier in this input with another rating: the first was taken in"
TOLD_TWICE = "a review stood twice in the input with other details: what the first left out was added"
RATES_OTHERWISE = "another kind of input gave the review another rating earlier: that one stays"
IS_REDACTED = "its claim was redacted under a legal duty and is not taken in again"


class Importer:
    """Takes in reviews, batch after batch, for one run; remembers what it has read and whom it has met."""

    def __init__(self, run: ImportRun | None = None) -> None:
        self.run = run
        self.directory = Directory()
        self.read: dict[str, str] = {}

    def take_in(self, incoming: Sequence[Incoming]) -> Outcome:
        """Take in a batch, in one transaction and unpublished."""
        with acting("an import"), transaction.atomic():
            outcome = _Batch(self, incoming).take_in()
        self.directory.publish_told()
        outcome.notes.update(+self.directory.notes)
        self.directory.notes.clear()
        return outcome


@dataclass(slots=True)
class _Item:
    """One review on its way through a batch."""

    number: int
    keyed: Keyed
    known: ImportedReview | None = None


class _Batch:
    def __init__(self, importer: Importer, incoming: Sequence[Incoming]) -> None:
        self.importer, self.incoming = importer, incoming
        self.outcome = Outcome()
        self.told_again: list[_Item] = []
        self.locked: dict[UUID, Claim] = {}

    def take_in(self) -> Outcome:
        items = list(self._first_readings())
        self._recognise(items)
        new = [item for item in items if not item.known]
        changed = [(item, item.known) for item in items if item.known and not _says_the_same(item.keyed, item.known)]
        unchanged = [item.known for item in items if item.known and _says_the_same(item.keyed, item.known)]
        groups = self._earlier_groups({item.keyed.group_key for item in new} - {""})
        self._lock({*groups.values(), *(known.claim_id for _, known in changed), *self._claims_told_again()})
        self._store_new(new, groups)
        self._pass_unchanged(unchanged)
        for item, known in changed:
            self._change(item, known)
        for item in self.told_again:
            self._compare(item)
        return self.outcome

    def _first_readings(self) -> Iterator[_Item]:
        """Each review once in an input: what repeats it is counted, what tells it otherwise comes after it."""
        read = self.importer.read
        for number, each in enumerate(self.incoming):
            keyed = Keyed.of(each.review)
            before = read.get(keyed.key)
            if before is None:
                read[keyed.key] = keyed.fingerprint
                yield _Item(number, keyed)
            elif before == keyed.fingerprint or each.says_again:
                self.outcome.counts[REPEATED] += 1
            else:
                self.told_again.append(_Item(number, keyed))

    def _lock(self, claim_ids: Iterable[UUID]) -> None:
        """Lock all claims of earlier batches that may be written to, together and before anything else.

        Whoever publishes the batch before locks claims in the same order, and sources only after them.
        """
        self.locked |= {claim.pk: claim for claim in lock(Claim, claim_ids)}

    def _claim(self, claim_id: UUID) -> Claim:
        if claim_id not in self.locked:  # it was made in this batch: nobody else sees it yet
            self._lock([claim_id])
        return self.locked[claim_id]

    def _claims_told_again(self) -> list[UUID]:
        keys = [item.keyed.key for item in self.told_again]
        return list(ImportedReview.objects.filter(key__in=keys).values_list("claim_id", flat=True)) if keys else []

    # -- what is known already --------------------------------------------------------------------

    def _recognise(self, items: Sequence[_Item]) -> None:
        rows = ImportedReview.objects.filter(key__in=[item.keyed.key for item in items])
        known = {row.key: row for row in rows}
        for item in items:
            item.known = known.get(item.keyed.key)
        self._recognise_reworded([item for item in items if not item.known and not item.keyed.review.identity])

    def _recognise_reworded(self, items: Sequence[_Item]) -> None:
        """A page known already may say the same in other words: then it is the review we have, not another."""
        pages = {item.keyed.page_key for item in items} - {""}
        rows = (
            ImportedReview.objects.filter(page_key__in=pages, redacted=False).select_related("claim") if pages else ()
        )
        free = {row.key: row for row in rows if row.key not in self.importer.read}
        for item in items if free else ():
            alike = [
                (_likeness(item.keyed, row), row.key) for row in free.values() if row.page_key == item.keyed.page_key
            ]
            likeness, key = max(alike, default=(0.0, ""))
            if likeness >= REWORDED:
                item.known = free.pop(key)

    def _pass_unchanged(self, known: Sequence[ImportedReview]) -> None:
        """Nothing to do, unless an earlier import was cut short before it could publish them."""
        self.outcome.counts[UNCHANGED] += len(known)
        claims = Claim.objects.filter(pk__among=[row.claim_id for row in known])
        self.outcome.to_publish += waiting(claims).values_list("pk", flat=True)

    # -- what is new ------------------------------------------------------------------------------

    def _store_new(self, items: Sequence[_Item], groups: dict[str, UUID]) -> None:
        """`groups`: the claims that earlier reviews of these became, by group key."""
        edited = {pk for pk in groups.values() if not is_ours(self._claim(pk))}
        joining = [item for item in items if groups.get(item.keyed.group_key) in edited]
        batch = [item.keyed for item in items if groups.get(item.keyed.group_key) not in edited]
        same = self._near_duplicates(batch)
        stored = NewRows(self.importer.directory, batch, groups).store()
        self.outcome.near_duplicates = [row.claim_id for row in stored if row.key in same]
        self.outcome.counts[CREATED] += len(stored)
        self.outcome.to_publish += dict.fromkeys(row.claim_id for row in stored)
        for item in joining:
            claim = self._claim(groups[item.keyed.group_key])
            self._propose(claim, item.keyed, None, ["another review of it, by " + _judge_of(item.keyed.review)])

    @staticmethod
    def _earlier_groups(keys: Collection[str]) -> dict[str, UUID]:
        """The claims that earlier reviews of these groups became."""
        if not keys:
            return {}
        rows = ImportedReview.objects.filter(group_key__in=keys, redacted=False).order_by("-pk")
        return dict(rows.values_list("group_key", "claim_id"))

    @staticmethod
    def _near_duplicates(batch: Sequence[Keyed]) -> set[str]:
        """The reviews that say, word for word, what is reviewed elsewhere; they stay claims of their own."""
        first = {keyed.statement_key: keyed for keyed in reversed(batch)}
        met = set(
            ImportedReview.objects.filter(statement_key__in=first, redacted=False).values_list(
                "statement_key", flat=True
            )
        )

        def is_one(keyed: Keyed) -> bool:
            same = first[keyed.statement_key]
            share_a_claim = keyed.group_key and keyed.group_key == same.group_key
            return keyed.statement_key in met or not (same is keyed or share_a_claim)

        return {keyed.key for keyed in batch if is_one(keyed)}

    # -- what has changed -------------------------------------------------------------------------

    def _change(self, item: _Item, known: ImportedReview) -> None:
        if known.redacted:
            self.outcome.refused.append(Rejected(item.number, item.keyed.key, IS_REDACTED))
            return
        claim = self._claim(known.claim_id)
        change = Change(known, claim, item.keyed, self.importer.directory)
        self.outcome.notes.update([RATES_OTHERWISE] if change.rates_otherwise else [])
        if not change.found:
            self.outcome.counts[UNCHANGED] += 1
            known.proposals.filter(state=Proposal.State.OPEN).delete()  # its publisher has taken it back
        elif not is_ours(claim):
            self._propose(claim, item.keyed, known, [difference.words for difference in change.found])
        elif refusal := self._make(change, claim):
            self.outcome.refused.append(Rejected(item.number, item.keyed.key, refusal))
            return
        else:
            self.outcome.counts[UPDATED] += 1
        _remember(known, item.keyed)

    def _compare(self, item: _Item) -> None:
        """Another telling of a review that was read before: it may fill gaps, and must not rate otherwise."""
        known = ImportedReview.objects.select_related("document").get(key=item.keyed.key)
        if known.redacted or _says_the_same(item.keyed, known):
            self.outcome.counts[REPEATED] += 1
            return
        if item.keyed.statement_key != known.statement_key:
            self.outcome.refused.append(Rejected(item.number, item.keyed.key, NAMED_TWICE))
            return
        claim = self._claim(known.claim_id)
        change = Change(known, claim, item.keyed, self.importer.directory, says_again=True)
        if change.rates_otherwise:
            self.outcome.refused.append(Rejected(item.number, item.keyed.key, RATED_TWICE))
            return
        if change.found and is_ours(claim) and (refusal := self._make(change, claim)):
            self.outcome.refused.append(Rejected(item.number, item.keyed.key, refusal))
            return
        self.outcome.counts[REPEATED] += 1
        self.outcome.notes.update([TOLD_TWICE])
        known.fingerprints.setdefault(item.keyed.review.form, []).append(item.keyed.fingerprint)
        known.save(update_fields=["fingerprints"])

    def _make(self, change: Change, claim: Claim) -> str:
        """Make the change; returns why the desk refuses it, empty when it does not."""
        try:
            # What is written of a page alone is shown by the claim's next edition, too.
            with editing([claim], by=None):
                change.make()
        except Refused as refused:
            return "; ".join(refused.messages)
        self.outcome.to_publish.append(claim.pk)
        return ""

    def _propose(self, claim: Claim, keyed: Keyed, known: ImportedReview | None, changes: list[str]) -> None:
        # A review that its publisher has reworded has another key, and is the same review.
        same = Q(key=keyed.key) | Q(review=known) if known else Q(key=keyed.key)
        earlier = Proposal.objects.filter(same, claim=claim)
        if any(Reviewed.from_json(each.payload).fingerprint == keyed.fingerprint for each in earlier):
            self.outcome.counts[UNCHANGED] += 1
            return
        self.outcome.counts[PROPOSED] += 1
        earlier.filter(state=Proposal.State.OPEN).delete()
        Proposal.objects.create(
            claim=claim,
            review=known,
            key=keyed.key,
            run=self.importer.run,
            changes=changes,
            payload=keyed.review.to_json(),
        )


def _says_the_same(keyed: Keyed, known: ImportedReview) -> bool:
    return known.key == keyed.key and keyed.fingerprint in known.fingerprints.get(keyed.review.form, ())


def _likeness(keyed: Keyed, row: ImportedReview) -> float:
    ours, theirs = (words_of(text)[:_COMPARED] for text in (keyed.review.statement, row.claim.statement))
    if _digits(ours) != _digits(theirs):  # ten percent and twelve percent are two claims
        return 0.0
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.ratio() if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= REWORDED else 0.0


def _digits(words: str) -> str:
    return "".join(filter(str.isdigit, words))


def _judge_of(review: Reviewed) -> str:
    return review.judgement.judge.name if review.judgement else "nobody"


def _remember(known: ImportedReview, keyed: Keyed) -> None:
    known.key, known.page_key, known.statement_key = keyed.key, keyed.page_key, keyed.statement_key
    known.fingerprints = {**known.fingerprints, keyed.review.form: [keyed.fingerprint]}
    judged = keyed.review.judgement
    known.number = judged.number if judged and judged.number else known.number
    known.save(
        update_fields=["key", "page_key", "statement_key", "fingerprints", "number", "by_name_alone", "may_accuse"]
    )


# -- what a person decides ------------------------------------------------------------------------


def take_over(*, proposal: Proposal, by: AbstractBaseUser) -> Proposal:
    """Change the claim as a program proposed; it is published when a person publishes it. Raises ValidationError."""
    with editing([proposal.claim], by=by) as [claim]:
        current = _decide(proposal, Proposal.State.TAKEN, by)
        if claim.stage == Stage.MERGED:
            raise ValidationError("The claim was merged into another: decline this, and change that one.")
        if proposing.is_of_program(current):
            proposing.make(current, by=by)
            return current
        review = Reviewed.from_json(current.payload)
        keyed = Keyed.of(review)
        if current.review is None:
            NewRows(Directory(), [keyed], {keyed.group_key: claim.pk}).store()
        else:
            # What was proposed replaces what stands, whichever kind of input it came from.
            known = current.review
            known.fingerprints = {**known.fingerprints, review.form: []}
            Change(known, claim, keyed, Directory()).make()
            _remember(known, keyed)
    return current


def decline(*, proposal: Proposal, by: AbstractBaseUser) -> Proposal:
    """Leave the claim as it is; the same input does not propose it again. Raises ValidationError."""
    with audited(by), transaction.atomic():
        return _decide(proposal, Proposal.State.DECLINED, by)


def _decide(proposal: Proposal, state: str, by: AbstractBaseUser) -> Proposal:
    current = undecided(proposal, "decide", by=by, waits=lambda row: row.state == Proposal.State.OPEN)
    current.state, current.decided_at, current.decided_by_id = state, timezone.now(), by.pk
    current.save(update_fields=["state", "decided_at", "decided_by"])
    return current
