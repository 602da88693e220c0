"""Which images claims appear in: by their hashes, as the newest edition of each prints them, and nothing of the desk.

Bytes are never public. An image that is flagged has no hash in an edition, so nobody finds a claim by it.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from claims.record.documents import ClaimDocument
from claims.record.models import Pictured
from sources.addresses import address_key
from sources.documents import CitedDocument
from sources.media.comparing import bits_apart
from sources.media.pictures import ALIKE

#: Claims that one image leads to at most, and images that are compared of one address.
MOST: Final = 1_000
MOST_AT_ONE: Final = 20


def replace(documents: Mapping[UUID, tuple[ClaimDocument, int] | None]) -> None:
    """Find these claims by the images in these documents, each with its number; those without one by none."""
    Pictured.objects.filter(claim_id__among=list(documents)).delete()
    rows = (row for given in documents.values() if given for row in rows_of(*given))
    Pictured.objects.bulk_create(rows)


def clear() -> None:
    """Take away everything, to be derived again."""
    Pictured.objects.all().delete()


def rows_of(claim: ClaimDocument, number: int) -> list[Pictured]:
    """A row for each image; an image that stands at several addresses has one."""
    at: dict[str, set[str]] = defaultdict(set)
    for appearance in claim["appearances"]:
        capture = appearance["document"]["capture"]
        if capture and (alike := capture["perceptual_hash"]):
            at[alike] |= _addresses(appearance["document"])
    return [
        Pictured(claim_id=UUID(claim["id"]), number=number, alike=alike, addresses=sorted(addresses))
        for alike, addresses in sorted(at.items())
    ]


def _addresses(document: CitedDocument) -> set[str]:
    capture = document["capture"]
    urls = [document["url"], document["archived_url"], capture["archived_url"] if capture else None]
    return {address_key(url) for url in urls if url}


def hashes_at(url: str, *, using: str) -> list[str]:
    """The hashes of the images that are known to stand at this address, however it is spelled. Nothing is fetched."""
    found = Pictured.objects.using(using).filter(addresses__contains=[address_key(url)])
    return sorted(set(found.values_list("alike", flat=True)[:MOST_AT_ONE]))


def with_images_like(alike: str, *, using: str) -> dict[UUID, int]:
    """The claims with an image like it, the likest of them first, by in how many bits the likest image differs."""
    near = Pictured.objects.using(using).annotate(apart=bits_apart("alike", alike)).filter(apart__lte=ALIKE)
    found: dict[UUID, int] = {}
    for claim_id, apart in near.order_by("apart", "claim_id").values_list("claim_id", "apart")[:MOST]:
        found.setdefault(claim_id, apart)
    return found
