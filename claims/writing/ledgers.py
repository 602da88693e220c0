"""How the desk's ledgers are written: whom we asked, with which letters, and how far it spread."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from claims.models import Appearance, Claim, Inquiry, Letter, Observation
from claims.models.observation import FACTS
from claims.writing.fields import InquiryFields, LetterFields, LetterTemplateFields, ObservationFields
from claimtrack.accounts.pseudonyms import pseudonym_of
from claimtrack.accounts.roles import role_of
from claimtrack.writing.book import RootKey, Writable, describe

STAYS = "A figure stays as it was entered: write another that corrects it, and say what was wrong."
KEPT = "A letter is kept as it is: throw it away, and keep another."


def _claims(ids: Iterable[UUID | None]) -> Iterable[RootKey]:
    yield from ((Claim, pk) for pk in ids if pk)


def _of_inquiries(rows: Sequence[Inquiry]) -> Iterable[RootKey]:
    return _claims(row.claim_id for row in rows)


def _of_letters(rows: Sequence[Letter]) -> Iterable[RootKey]:
    inquiries = Inquiry.objects.filter(pk__in={row.inquiry_id for row in rows})
    return _claims(inquiries.values_list("claim_id", flat=True))


def _of_observations(rows: Sequence[Observation]) -> Iterable[RootKey]:
    yield from _claims(row.claim_id for row in rows)
    if appearances := [row.appearance_id for row in rows if row.appearance_id]:
        yield from _claims(Appearance.objects.filter(pk__in=appearances).values_list("claim_id", flat=True))


def _clocks(rows: Sequence[Inquiry], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    for row in rows:
        row.note_clocks(given)


def _sealed(rows: Sequence[Letter], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    for row in rows:
        if row.content is None and not row.text:
            raise ValidationError({"text": "A letter has a text, or the bytes of its file."})
        row.sha256 = sha256(row.content if row.content is not None else row.text.encode()).hexdigest()
        row.kept_by_person, row.kept_in_role = pseudonym_of(by), (role_of(by) or "") if by else ""


def _has_shown(rows: Sequence[Observation], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    """What readers see of a figure, they see of its correction, unless somebody says otherwise.

    Raises ValidationError for a change of what was entered.
    """
    for row in rows:
        if not row._state.adding and set(given) & set(FACTS):
            _hold_to_what_was_entered(row)
        if row._state.adding and row.corrects and "shown" not in given:
            row.shown = row.corrects.shown


def _hold_to_what_was_entered(row: Observation) -> None:
    stored = Observation.objects.get(pk=row.pk)
    if changed := [name for name in FACTS if getattr(row, name) != getattr(stored, name)]:
        raise ValidationError(dict.fromkeys(changed, STAYS))


def _never(row: object) -> Iterable[str]:
    yield STAYS


describe(Writable(fields=InquiryFields, roots=_of_inquiries, complete=_clocks))
describe(Writable(fields=LetterFields, roots=_of_letters, complete=_sealed, against_changing=lambda row: [KEPT]))
describe(Writable(fields=LetterTemplateFields))
describe(Writable(fields=ObservationFields, roots=_of_observations, complete=_has_shown, against_deleting=_never))
