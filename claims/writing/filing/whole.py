"""The one action that files claims whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Claim, Topic
from claims.writing.fields import AnswerFields
from claims.writing.filing.named import (
    AppearanceNamed,
    ClaimNamed,
    InquiryNamed,
    ObservationNamed,
    RebuttalNamed,
    TopicNamed,
)
from claims.writing.filing.subjects import Subjects
from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import audited
from claimtrack.writing import KEEP, Change, Create, Fault, Fields, Keep, Refused, faults_in, insert, slug_begins, write
from claimtrack.writing.references import rows_named, unknown
from sources.recognising.named import Named, Recognised, Resolved
from sources.recognising.recognise import recognise


@dataclass(frozen=True, slots=True)
class Filed:
    """A claim that was filed, and what each thing is that it names."""

    claim: Claim
    resolved: Sequence[Resolved]


@dataclass(frozen=True, slots=True)
class Filing:
    """The claims that were filed, in their order, and the rows of the changes that were written along with them."""

    filed: Sequence[Filed]
    rows: Sequence[Any] = ()


def file(*, claims: Sequence[ClaimNamed], by: AbstractBaseUser, along: Sequence[Change] = ()) -> Filing:
    """File these claims with all that stands under them, and write these changes along, in one transaction.

    What they name is recognised: documents by their addresses, sources and subjects by id, slug or identity, topics
    by id or slug. What is not there is made, but for topics. Nobody is known by a name alone: those of the same name
    are told. Raises NotAllowed, and Refused with every fault at once; then nothing is written.
    """
    with audited(by), transaction.atomic():
        known = _recognised(claims, by)
        creates = [create for claim in claims for create in _creates(claim, known)]
        # Of deadlines and figures, rules that the database does not know are held row by row.
        at_once = [] if any(claim.has_ledgers for claim in claims) else _stored_at_once(known, creates, along, by)
        rows = at_once or _stored_one_by_one(known, creates, along, by)
        filed = [row for row in rows[len(known.creates) : len(rows) - len(along)] if isinstance(row, Claim)]
    return Filing(
        [Filed(row, _named_in(claim, known)) for claim, row in zip(claims, filed, strict=True)],
        rows[len(rows) - len(along) :],
    )


# -- what they name -------------------------------------------------------------------------------


def _recognised(claims: Sequence[ClaimNamed], by: AbstractBaseUser) -> Recognised:
    """What each thing is that these claims name, and what has to be made; held until the end of the transaction."""
    subjects = Subjects([each for claim in claims for each in claim.about], by=by)
    slugs = (f"slug {slug_begins(Claim, claim.statement)}" for claim in claims)
    named = [each for claim in claims for each in claim.named]
    known = recognise(named, by=by, hold=[*slugs, *subjects.keys_of_the_new()])
    subjects.look_up()
    for more in (subjects.settle(), _topics([each for claim in claims for each in claim.topics], by)):
        known.take_over(more)
    return known


def _topics(named: Sequence[TopicNamed], by: AbstractBaseUser) -> Recognised:
    topics = visible(Topic.objects.all(), by=by)
    known = rows_named(topics, {each.row for each in named}) if named else {}
    return Recognised(
        ids={each.place: known[each.row].pk for each in named if each.row in known},
        faults=[unknown(topics, each.row, place=each.place) for each in named if each.row not in known],
    )


def _named_in(claim: ClaimNamed, known: Recognised) -> list[Resolved]:
    within = f"{claim.place}/" if claim.place else ""
    return [each for each in known.resolved if each.place.startswith(within)]


# -- what is made of them -------------------------------------------------------------------------


def _creates(claim: ClaimNamed, known: Recognised) -> Iterator[Create[Fields]]:
    about, topics = _ids(claim.about, known), _ids(claim.topics, known)
    create = Create(fields=replace(claim.fields, about=about, topics=topics), place=claim.place)
    yield create
    for appearance in claim.appearances:
        made = _appearance(appearance, create.id, known)
        yield made
        yield from (_under(each, known, appearance=made.id) for each in appearance.observations)
    for rebuttal in claim.rebuttals:
        yield from _rebuttal(rebuttal, create.id, known)
    yield from (_under(each, known, claim=create.id) for each in claim.inquiries)
    yield from (_under(each, known, claim=create.id) for each in claim.observations)


def _appearance(named: AppearanceNamed, claim: UUID, known: Recognised) -> Create[Fields]:
    fields = replace(
        named.fields,
        claim=claim,
        document=_id(named.document, known),
        speaker=_id(named.speaker, known),
        attributed_to=_ids(named.attributed_to, known),
    )
    return Create(fields=fields, place=named.place)


def _rebuttal(named: RebuttalNamed, claim: UUID, known: Recognised) -> Iterator[Create[Fields]]:
    """The answer, and that it answers this claim."""
    fields = replace(
        named.fields,
        document=_id(named.document, known),
        source=_id(named.source, known),
        speaker=_id(named.speaker, known),
    )
    rebuttal = Create(fields=fields, place=named.place)
    yield rebuttal
    yield Create(fields=AnswerFields(rebuttal=rebuttal.id, claim=claim, scope=named.scope), place=named.place)


def _under(named: InquiryNamed | ObservationNamed, known: Recognised, **under: UUID) -> Create[Fields]:
    fields: Fields = replace(named.fields, source=_id(named.source, known), **under)  # type: ignore[arg-type]
    return Create(fields=fields, place=named.place)


def _id(named: Named | None, known: Recognised) -> UUID | Keep:
    return known.ids.get(named.place, KEEP) if named else KEEP


def _ids(named: Iterable[Named], known: Recognised) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(known.ids[each.place] for each in named if each.place in known.ids))


# -- writing --------------------------------------------------------------------------------------


def _stored_at_once(
    known: Recognised, creates: Sequence[Create[Fields]], along: Sequence[Change], by: AbstractBaseUser
) -> list[Any]:
    """Store the new rows a table at a time: the copies of texts before what is quoted from them.

    Returns nothing where anything stands against it.
    """
    if known.faults or any(faults_in([*known.creates, *creates])):
        return []
    try:
        with transaction.atomic():
            return [*insert(known.creates, by=by), *insert(creates, by=by), *write(along, by=by).rows]
    except ValidationError:
        return []


def _stored_one_by_one(
    known: Recognised, creates: Sequence[Create[Fields]], along: Sequence[Change], by: AbstractBaseUser
) -> list[Any]:
    """Store all of it row by row, so that whatever stands against it is told. Raises Refused."""
    try:
        with transaction.atomic():
            rows = write([*known.creates, *creates, *along], by=by).rows
    except Refused as refused:
        raise Refused([*known.faults, *not_told(refused.faults, known.faults)]) from refused
    if known.faults:
        raise Refused(known.faults)
    return rows


def not_told(faults: Iterable[Fault], told: Sequence[Fault]) -> Iterator[Fault]:
    """Those of these faults that do not merely follow from what was told of the same place, or of one within it."""
    places = [each.pointer for each in told]
    for fault in faults:
        follows = fault.field and any(place.startswith(f"{fault.pointer}/") for place in places)
        if not follows and fault.pointer not in places:
            yield fault
