"""What stood there before a correction, kept from readers beside it: in the log, the document, dossiers and feeds.

The edition that said it stays as it is. Where nobody is to read it by its number either, that is withheld as well
(`claimtrack.writing.withholding`).
"""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import transaction

from claimtrack.accounts.rights import demand
from claimtrack.editions.erasing import Erasure, forget
from claimtrack.editions.models import Edition, Ground, Kind, WithheldBefore
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Root, audited, lock
from claimtrack.editions.store import advance
from claimtrack.writing.works import desk_work


def withhold_before(*, root: Root, number: int, ground: str, by: User) -> None:
    """Tell readers of the correction by edition `number` without what stood there before; `ground` is told.

    Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "withhold", [locked])
        refuse(_against(locked, number, ground))
        WithheldBefore.objects.create(subject_id=locked.pk, number=number, ground=ground)
        _tell_again(locked)


def show_before(*, root: Root, number: int, by: User) -> None:
    """Tell readers again what stood there before. Raises as `withhold_before` does."""
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "withhold", [locked])
        gone, _ = WithheldBefore.objects.filter(subject_id=locked.pk, number=number).delete()
        refuse([] if gone else [f"What stood before edition {number} is not withheld."])
        _tell_again(locked)


def corrections_of(root: Root) -> list[int]:
    """The numbers of the editions that corrected it, oldest first."""
    corrected = Edition.objects.filter(subject_id=root.pk, kind=Kind.CORRECTED)
    return list(corrected.order_by("number").values_list("number", flat=True))


def keeps_some(root: Root) -> bool:
    """Whether readers are not told of some correction what stood there before."""
    return WithheldBefore.objects.filter(subject_id=root.pk).exists()


def _against(root: Root, number: int, ground: str) -> Iterator[str]:
    known = corrections_of(root)
    if number not in known:
        told = f"Name a correction: {', '.join(map(str, known))}." if known else "None has been published."
        yield f"Edition {number} is no correction. {told}"
    if ground not in Ground.values:
        yield f"Say why: {', '.join(Ground.values)}."
    if WithheldBefore.objects.filter(subject_id=root.pk, number=number).exists():
        yield "What stood there before is withheld already."


def _tell_again(root: Root) -> None:
    """What was made of it is made anew, and what readers keep is asked for again."""
    advance(0, revision=1)
    forget(Erasure(desk_work(root).name, root.pk, whole=False))
