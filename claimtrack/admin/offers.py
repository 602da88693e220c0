"""What a choice offers on the page it stands on: what is near the page's row comes first, what is refused not at all.

Each app says so for its own fields with `offers`. Where nothing is said, everything is offered in its own order.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.http import HttpRequest

#: The rows that may be chosen, of all there are, on the page of this row.
Offer = Callable[["QuerySet[Any]", Model | None], "QuerySet[Any]"]

#: The parameter that names the page's row: `claims.claim:<id>`.
BESIDE = "beside"

_OFFERS: dict[tuple[type[Model], str], Offer] = {}


def offers(model: type[Model], field: str) -> Callable[[Offer], Offer]:
    """Say what this field offers."""

    def said(offer: Offer) -> Offer:
        _OFFERS[model, field] = offer
        return offer

    return said


def offered(rows: "QuerySet[Any]", field: Any, beside: Model | None) -> "QuerySet[Any]":
    """The rows that this field of a model offers on the page of `beside`."""
    offer = _OFFERS.get((field.model, field.name))
    return offer(rows, beside) if offer else rows


def first(rows: "QuerySet[Any]", near: Q) -> "QuerySet[Any]":
    """These rows with those that are near before the others."""
    order = rows.query.order_by or rows.model._meta.ordering
    is_far = Case(When(near, then=Value(0)), default=Value(1), output_field=IntegerField())
    sorted_rows: QuerySet[Any] = rows.annotate(is_far=is_far).order_by("is_far", *order)
    return sorted_rows


def page_in(request: HttpRequest, model: type[Model]) -> str:
    """The page that a form stands on, as `named_row` reads it; empty where its row is yet to be made."""
    match = request.resolver_match
    pk = match.kwargs.get("object_id") if match else None
    return f"{model._meta.label_lower}:{pk}" if pk else ""


def named_row(named: str) -> Model | None:
    """The row of a page; None when there is none of that name."""
    label, _, pk = named.partition(":")
    try:
        row: Model | None = apps.get_model(label)._default_manager.filter(pk=pk).first()
    except (LookupError, ValueError, ValidationError):
        return None
    return row
