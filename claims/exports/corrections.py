"""The log of corrections as a feed: an entry a correction, with each fact before and since."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from claims.exports.feeds import Entry, clean, corrected_fact
from claims.exports.published import Site
from claims.record.correction_log import LoggedCorrection
from claims.record.corrections import Difference
from claimtrack import addresses
from claimtrack.editions.models import Kind


def entries(corrections: Iterable[LoggedCorrection], site: Site) -> Iterator[Entry]:
    for each in corrections:
        at = datetime.fromisoformat(each["at"])
        facts = [Difference(path, each["before"][path], each["after"][path]) for path in each["paths"]]
        told = [corrected_fact(fact, withheld=each["withheld"]) for fact in facts]
        yield Entry(
            id=site.url(addresses.of(each["of"], each["id"], edition=each["number"])),
            link=site.url(addresses.page(each["of"], each["id"], edition=each["number"])),
            title=clean(f"Corrected: {each['title'] or each['id']}"),
            paragraphs=[clean(text) for text in (each["note"], *told) if text],
            published=at,
            updated=at,
            tags=[Kind.CORRECTED.value, each["of"]],
            language=None,
            about={
                each["of"]: each["id"],
                "edition": each["number"],
                "kind": Kind.CORRECTED.value,
                "position": each["position"],
            },
        )
