"""Editions as an earlier release published them."""

from typing import Any

import orjson
from django.db import transaction

from claims.models import Claim
from claims.record import listing
from claims.record.documents import CLAIM
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.store import Draft, Published, append

#: Members whose words formats 1 and 2 repeated in a correction.
REPEATED = ("statement", "context", "kind", "status", "made", "about_time", "headline")


def published_in_format_2(claim: Claim, *, kind: Kind, note: str | None = None, **members: Any) -> Published:
    """Append an edition with these members changed; one that corrects repeats what stood there before."""
    last = Edition.objects.filter(subject_id=claim.pk).order_by("-number")[0]
    before = orjson.loads(last.text or "")
    corrections = before["corrections"]
    if kind == Kind.CORRECTED:
        shown = [name for name in members if name in REPEATED]
        words = {"before": {name: before[name] for name in shown}, "after": {name: members[name] for name in shown}}
        corrections = [*corrections, {"at": rfc3339(last.published_at), "note": note, **words}]
    document = {**before, **members, "format": 2, "corrections": corrections}
    del document["edition"]
    with transaction.atomic():
        draft = Draft(CLAIM, claim.pk, claim.slug, kind, document, note=note, changed=sorted(members))
        published = append([draft], by=None)
        listing.write(published)
    return published[0]


def published_in_format_3(claim: Claim, *, names: str) -> Published:
    """Append an edition that says what the newest does, and prints this name of everybody of the staff."""
    last = Edition.objects.filter(subject_id=claim.pk).order_by("-number")[0]
    document = _named(orjson.loads(last.text or ""), names) | {"format": 3}
    del document["edition"]
    with transaction.atomic():
        draft = Draft(CLAIM, claim.pk, claim.slug, Kind.UPDATED, document, changed=["assessments"])
        published = append([draft], by=None)
    return published[0]


def _named(value: Any, name: str) -> Any:
    match value:
        case {"person": _, "role": _}:
            return name
        case list():
            return [_named(item, name) for item in value]
        case dict():
            return {key: _named(inner, name) for key, inner in value.items()}
    return value
