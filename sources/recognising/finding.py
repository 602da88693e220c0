"""Looking for what is named: documents by their addresses, sources by their identities, and those of a name."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Func, Model, Q, QuerySet, Value
from django.db.models.functions import Lower, Trim

from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import Stage
from claimtrack.words import words_of
from sources.homes import homes_of
from sources.identity import Identity, identity_of
from sources.models import Document, Source
from sources.recognising.keys import identities_of
from sources.tokens import tokens_in, tokens_of
from sources.vocabulary import SourceKind

#: Who is not met again: what was withdrawn or taken away, and those of whom one document speaks without a name.
GONE: Final = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)
#: Rows with a `name` and `aliases`.
Called = TypeVar("Called", bound=Model)


def documents_at(rows: "QuerySet[Document, Document]", keys: Collection[str]) -> dict[str, Document]:
    """Those of these documents that stand at one of these addresses, by `address_key`: of several the oldest."""
    found = rows.filter(address_key__in=keys).exclude(address_key="")
    return {row.address_key: row for row in found.order_by("-pk")}


def sources_identified(addresses: Collection[str], *, by: AbstractBaseUser | None) -> dict[str, list[Source]]:
    """The sources that one of these addresses identifies, by `identities_of`."""
    found: dict[str, list[Source]] = defaultdict(list)
    wanted = identities_of("", addresses) | {key for each in addresses for key in identities_of(each, ())}
    rows = met(by=by).annotate(tokens=tokens_in("website", "same_as"))
    for source in rows.filter(tokens__overlap=list(tokens_of(addresses))) if wanted else ():
        for key in wanted & identities_of(source.website, source.same_as):
            found[key].append(source)
    return found


def called(rows: "QuerySet[Called, Called]", names: Iterable[str]) -> dict[str, list[Called]]:
    """Those of these rows that have one of these names, or have it among their other names: the oldest first.

    By `words_of` their names.
    """
    found: dict[str, list[Called]] = defaultdict(list)
    asked = {name for name in names if name}
    if not asked:
        return found
    spelled = Trim(
        Lower(Func("name", Value("[[:punct:][:space:]]+"), Value(" "), Value("g"), function="regexp_replace"))
    )
    alike = Q(spelled__in={words_of(name) for name in asked}) | Q(name__in=asked) | Q(aliases__overlap=list(asked))
    for row in rows.annotate(spelled=spelled).filter(alike).order_by("pk"):
        told: Any = row
        for words in {words_of(name) for name in (told.name, *told.aliases)}:
            found[words].append(row)
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
