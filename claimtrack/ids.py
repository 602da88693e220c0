"""Identifiers: UUIDv7 (RFC 9562, section 5.7), which sort by the time they were made, and slugs."""

import re
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import uuid_utils
from django.core.exceptions import EmptyResultSet, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup
from django.utils.text import slugify

from claimtrack.constraints import together

if TYPE_CHECKING:
    _SlugField = models.SlugField[str, str]
else:
    _SlugField = models.SlugField

#: An id as documents print it (RFC 9562, section 4, in lower case).
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

slug_is_not_an_id = RegexValidator(
    r"^(?![0-9a-f]{8}-[0-9a-f]{4}-)[a-z0-9]+(?:-[a-z0-9]+)*$",
    "A slug is lower-case letters, digits and single hyphens, and does not look like an id.",
)

#: What stands in addresses where a slug does: the number of a list's results is at `…/claims/count/`.
RESERVED: Final = frozenset({"count"})


def slug_of(words: str) -> str:
    """The words as a slug has them; empty where none of their letters can stand in one."""
    # Django's own keeps underscores, which names of accounts have.
    return slugify(words.replace("_", " "))


def slug_is_no_address(slug: str) -> None:
    if slug in RESERVED:
        raise ValidationError(f"“{slug}” stands for something else in addresses: choose another slug.", code="reserved")


def uuid7() -> uuid.UUID:
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


class Identified(models.Model):
    """A row known to the world by a UUIDv7."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """For `validate_constraints`: what Django would ask one by one is asked together."""
        return [(model, together(constraints)) for model, constraints in super().get_constraints()]


class SlugField(_SlugField):
    """A name in an address: `new-syria`; accepted wherever an id is, so never shaped like one."""

    default_validators = [*_SlugField.default_validators, slug_is_no_address]

    def __init__(self, **kwargs: object) -> None:
        defaults: dict[str, object] = {"max_length": 120, "validators": [slug_is_not_an_id]}
        super().__init__(**(defaults | kwargs))  # type: ignore[arg-type]  # Field takes its options by name


@models.BigAutoField.register_lookup
@models.UUIDField.register_lookup
class Among(Lookup):
    """`pk__among=ids`: as `in`, with all the ids in one parameter, which hundreds of them are sent in far faster.

    As for `in`, a None among them stands for no row, and no ids at all are not asked about.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        ids = [str(each) for each in self.rhs if each is not None]
        if not ids:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.rel_db_type(connection)
        return f"{column} = ANY(%s::{kind}[])", [*parameters, "{" + ",".join(ids) + "}"]
