"""Identifiers, and asking for many of them at once."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims.imports.filing.rows import topic_slug
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


def test_no_slug_is_what_an_address_of_a_list_ends_in() -> None:
    with pytest.raises(ValidationError) as refused:
        Source(name="Count", slug="count", kind="person").clean_fields()
    assert "stands for something else" in refused.value.message_dict["slug"][0]
    Source(name="Count Basie", slug="count-basie", kind="person").clean_fields()


def test_no_slug_that_we_make_is_such_a_word() -> None:
    assert topic_slug("Count").startswith("topic-")
    assert topic_slug("Counting") == "counting"
