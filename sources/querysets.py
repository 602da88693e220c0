"""Questions a newsroom asks about sources and documents."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from claimtrack.editions.roots import RootQuerySet

if TYPE_CHECKING:
    from sources.models import Document, Source  # noqa: F401 - parameters of the bases below


class SourceQuerySet(RootQuerySet["Source"]):
    def named(self, words: str) -> Self:
        """Sources whose name or one of whose aliases contains these words, in any case."""
        return self.filter(Q(name__icontains=words) | Q(aliases__icontains=words))


class DocumentQuerySet(models.QuerySet["Document"]):
    def published_by(self, source: "Source") -> Self:
        return self.filter(publisher=source)
