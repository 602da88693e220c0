"""Versions of rows: how often what people wrote of a row has changed, counted by the database."""

from typing import Final, TypeVar

import pgtrigger
from django.apps import apps
from django.db import models

#: Columns whose change is nobody's work: counters, clocks, a stage that actions move, a check of a quotation.
UNCOUNTED: Final = frozenset(
    {
        "row_version",
        "version",
        "published_version",
        "edited_by_person",
        "author",
        "stage",
        "merged_into",
        "anchored",
        "created_at",
        "updated_at",
        "address_key",
        "restriction",
    }
)
AnyModel = TypeVar("AnyModel", bound=models.Model)


class Versioned(models.Model):
    """A row that knows its version: a write names the one it saw, and is refused when it is another by then."""

    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def is_anything_written() -> bool:
    """Whether the desk has a single row that somebody, or an import, wrote."""
    kinds = [model for model in apps.get_models() if issubclass(model, Versioned)]
    return any(kind._default_manager.exists() for kind in kinds)


def counts_versions(model: type[AnyModel]) -> type[AnyModel]:
    """Let the database count the row's version, whoever changes it and however: a class decorator."""
    own = sorted(UNCOUNTED & {field.name for field in model._meta.concrete_fields})
    trigger = pgtrigger.Trigger(
        name="counts_row_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=own),
        func="NEW.row_version := OLD.row_version + 1; RETURN NEW;",
    )
    pgtrigger.register(trigger)(model)
    return model
