"""What `Ctrl+K` finds: claims, answers, sources and the rest by what they say, by the search of their own lists."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

from claims.models import Claim, Narrative, Rebuttal, Subject, Topic
from claimtrack.admin.labels import label_of, with_what_labels_name
from claimtrack.text import shortened
from sources.models import Document, Source

#: What is looked through, in the order of the results.
LOOKED_THROUGH = (Claim, Rebuttal, Source, Document, Narrative, Subject, Topic)
#: Of each sort; its list has all of them.
MOST_FOUND = 8


def find(request: HttpRequest, term: str) -> list[SearchResult]:
    """What the desk has under these words, of what this person may see."""
    return [result for model in LOOKED_THROUGH for result in _found(request, model, term)]


def _found(request: HttpRequest, model: type[Any], term: str) -> Iterator[SearchResult]:
    model_admin = admin.site.get_model_admin(model)
    if not model_admin.has_view_permission(request):
        return
    rows, _ = model_admin.get_search_results(request, model_admin.get_queryset(request), term)
    name = str(model._meta.verbose_name).capitalize()
    for row in with_what_labels_name(rows, model_admin).distinct()[:MOST_FOUND]:
        link = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        yield SearchResult(shortened(label_of(admin.site, row), 140), name, link, None)
