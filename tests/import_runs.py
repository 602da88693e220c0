"""Running imports in tests, and what the record holds in the end, whichever way it came there."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import orjson

from claims.imports.models import ImportRun
from claims.imports.run.start import execute
from claimtrack.editions.models import Edition, Head

#: What no two records share: ids, addresses with ids in them, times of recording and chains of hashes.
OF_ONE_RECORD = frozenset({"id", "api_url", "edition", "current_assessment", "supersedes", "recorded_at", "slug"})


def run_import(content: bytes, *, origin: str = "input.json", **columns: Any) -> ImportRun:
    """Import what stands in an input, to its end."""
    run = ImportRun.objects.create(origin=origin, upload=content, **columns)
    return execute(run)


def counts(run: ImportRun) -> dict[str, int]:
    """What became of the records, without the noughts."""
    names = ("read", "created", "updated", "unchanged", "repeated", "proposed", "refused", "editions")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


def is_accounted_for(run: ImportRun) -> bool:
    """Whether every record that was read has become one of what a record can become."""
    return run.read == run.created + run.updated + run.unchanged + run.repeated + run.proposed + run.refused


def record() -> Counter[bytes]:
    """The public record as it stands, without what tells one record from another: each document and how often."""
    heads = Edition.objects.filter(position__in=Head.objects.filter(readable=True).values("position"))
    return as_told(text for text in heads.values_list("text", flat=True) if text)


def as_told(texts: Iterable[str]) -> Counter[bytes]:
    return Counter(orjson.dumps(_told(orjson.loads(text)), option=orjson.OPT_SORT_KEYS) for text in texts)


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _told(item) for name, item in value.items() if name not in OF_ONE_RECORD}
    if isinstance(value, list):
        return sorted(map(_told, value), key=lambda item: orjson.dumps(item, option=orjson.OPT_SORT_KEYS))
    return value
