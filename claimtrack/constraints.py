"""The check constraints of a row, asked about together.

Django asks the database once for each of them whenever a row is validated: a page of the desk with twenty rows
would ask a hundred times. Here all are one question, and only where something is wrong is each asked for its message.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models


class Together(models.BaseConstraint):
    """Checks of one model, validated as if they were one."""

    def __init__(self, checks: Sequence[models.CheckConstraint]) -> None:
        super().__init__(name="together")
        self.checks = checks

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError with the message of every broken check; those of excluded fields are left out."""
        asked = [check for check in self.checks if not _fields_of(check) & set(exclude or ())]
        if not asked:
            return
        as_one = models.CheckConstraint(name=self.name, condition=reduce(and_, map(_condition, asked)))
        try:
            as_one.validate(model, instance, exclude, using)
        except ValidationError:
            raise ValidationError([*_broken(asked, model, instance, exclude, using)]) from None


def together(constraints: Sequence[models.BaseConstraint]) -> list[models.BaseConstraint]:
    """These constraints of a model, with their checks as one.

    Those that the database defers are left to it: rows that swap their ranks break them only in between.
    """
    checks = [each for each in constraints if isinstance(each, models.CheckConstraint)]
    others = [
        each
        for each in constraints
        if not isinstance(each, models.CheckConstraint) and not getattr(each, "deferrable", None)
    ]
    return [*others, Together(checks)] if checks else others


def _condition(check: models.CheckConstraint) -> models.Q:
    return models.Q(check.condition)


def _fields_of(check: models.CheckConstraint) -> set[str]:
    fields: set[str] = _condition(check).referenced_base_fields
    return fields


def _broken(checks: Sequence[models.CheckConstraint], *row: Any) -> Iterator[ValidationError]:
    for check in checks:
        try:
            check.validate(*row)
        except ValidationError as error:
            yield error
