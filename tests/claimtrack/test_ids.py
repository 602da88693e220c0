"""Identifiers, and asking for many of them at once."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claimtrack.ids import uuid7
from sources.models import Source
from tests.factories import SourceFactory


@pytest.mark.django_db
def test_rows_among_ids_are_those_in_them(editor: User) -> None:
    first, second, third = (SourceFactory().pk for _ in range(3))
    for asked in ([], [None], [first], [first, third, uuid7()], {second, None}, {first: 1, second: 2}.keys()):
        wanted: Any = set(asked)  # Django's own `in` passes over a None as well
        assert set(Source.objects.filter(pk__among=asked).values_list("pk", flat=True)) == set(
            Source.objects.filter(pk__in=wanted).values_list("pk", flat=True)
        )
    assert set(Source.objects.exclude(pk__among=[first]).values_list("pk", flat=True)) == {second, third}
