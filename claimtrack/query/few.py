"""Conditions that leave the planner one way: to read the few first, and then what they name."""

from django.db.models import BooleanField, Func


class OneOf(Func):
    """Whether the first expression is among the array that the second is.

    An array from a subquery is made before anything else is read. Of a subquery in IN the planner might read the whole
    table in some order, and look for each row whether it is among the few.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
