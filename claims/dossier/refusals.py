"""Why there is no dossier: nothing was published, it is withdrawn, withheld or redacted, or it is too large."""

from uuid import UUID

from claimtrack.editions.models import Kind


class NotPublished(LookupError):
    """No such claim or edition is in the record, or was at the time asked for."""


class NotReadable(Exception):
    """The claim is retracted or merged: only an edition's number, or an earlier time, gives a dossier."""

    def __init__(self, claim_id: UUID, *, kind: Kind, reason: str | None, merged_into: UUID | None) -> None:
        super().__init__(f"The claim {claim_id} was {kind.value}: {reason or 'no reason is recorded'}")
        self.claim_id = claim_id
        self.kind = kind
        self.reason = reason
        self.merged_into = merged_into


class RedactedEdition(Exception):
    """The edition's document was taken away under a legal duty; `reason` is None when the order is secret."""

    def __init__(self, claim_id: UUID, *, number: int, reason: str | None) -> None:
        super().__init__(f"Edition {number} of the claim {claim_id} was redacted.")
        self.claim_id = claim_id
        self.number = number
        self.reason = reason


class WithheldEdition(Exception):
    """The edition's document is kept from readers while it is examined."""

    def __init__(self, claim_id: UUID, *, number: int) -> None:
        super().__init__(f"Edition {number} of the claim {claim_id} is withheld while it is examined.")
        self.claim_id = claim_id
        self.number = number
