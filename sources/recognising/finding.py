"""Looking for what is named: documents by their addresses, sources by their identities, and those of a name."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import Stage
from claimtrack.words import words_of
from sources.addresses import canonical
from sources.homes import homes_of, may_be_at
from sources.identity import Identity, identity_of
from sources.models import Document, Source
from sources.recognising.keys import identities_of
from sources.vocabulary import SourceKind

#: Who is not met again: what was withdrawn or taken away, and those of whom one document speaks without a name.
GONE: Final = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)
_ONE_SEGMENT: Final = re.compile(r"[\w.-]+", re.ASCII)


def documents_at(keys: Collection[str], *, by: AbstractBaseUser | None) -> dict[str, Document]:
    """The documents at these addresses, by `address_key`: of several the oldest."""
    rows = visible(Document.objects.filter(address_key__in=keys), by=by).exclude(address_key="")
    return {row.address_key: row for row in rows.order_by("-pk")}


def sources_identified(addresses: Collection[str], *, by: AbstractBaseUser | None) -> dict[str, list[Source]]:
    """The sources that one of these addresses identifies, by `identities_of`."""
    found: dict[str, list[Source]] = defaultdict(list)
    wanted = identities_of("", addresses) | {key for each in addresses for key in identities_of(each, ())}
    for source in met(by=by).filter(_may_name(addresses)) if wanted else ():
        for key in wanted & identities_of(source.website, source.same_as):
            found[key].append(source)
    return found


def sources_called(names: Iterable[str], *, by: AbstractBaseUser | None) -> dict[str, list[Source]]:
    """The sources of these names, or with one of them among their other names, by `words_of`: the oldest first."""
    found: dict[str, list[Source]] = defaultdict(list)
    asked = {name for name in names if name}
    lowered = {name.lower() for name in asked}
    rows = met(by=by).annotate(lowered=Lower("name")) if asked else Source.objects.none()
    for source in rows.filter(Q(lowered__in=lowered) | Q(aliases__overlap=list(asked))).order_by("pk") if asked else ():
        for words in {words_of(name) for name in (source.name, *source.aliases)}:
            found[words].append(source)
    return found


def publishes_at(source: Source, place: Identity) -> bool:
    """Whether a source is at home at a host or an account, or has published there."""
    if place.key in {home.key for home in homes_of(source)}:
        return True
    here = "|".join(map(re.escape, place.spellings))
    addresses = Document.objects.filter(publisher=source, url__iregex=here).values_list("url", flat=True)
    return any(identity_of(url).key == place.key for url in addresses.iterator())


def met(*, by: AbstractBaseUser | None) -> QuerySet[Source]:
    """The sources that somebody may mean who describes one."""
    rows = Source.objects.exclude(stage__in=GONE).exclude(kind=SourceKind.ANONYMOUS)
    return visible(rows, by=by)


def _may_name(addresses: Iterable[str]) -> Q:
    """A condition that sources meet which one of these addresses identifies, and few others."""
    items: set[str] = set()
    homes: set[Identity] = set()
    for address in addresses:
        identity, last = identity_of(address), canonical(address).rpartition("/")[2]
        if identity.is_front or not _ONE_SEGMENT.fullmatch(last):
            homes.add(identity)
        else:
            items.add(f"(?:{'|'.join(map(re.escape, identity.spellings))}).*{re.escape(last)}")
    named = Q(same_as__iregex="|".join(sorted(items))) if items else Q(pk__in=[])
    return may_be_at(homes) | named


def by_words(rows: Mapping[str, list[Source]], name: str) -> list[Source]:
    """Those of a name, as `sources_called` found them."""
    return rows.get(words_of(name), [])
