"""What a row must keep to is asked in one question, and told with every message."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from pytest_django import DjangoAssertNumQueries

from claims.models import Assessment
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db


def assessment(**values: object) -> Assessment:
    return Assessment(**{"claim": ClaimFactory(), "status": "rated", "verdict": "false", "rationale": "So."} | values)


def test_a_row_that_keeps_to_all_of_them_is_one_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = assessment()
    with django_assert_num_queries(3):  # a savepoint, the question, the savepoint again
        row.validate_constraints()


def test_a_row_that_breaks_several_is_told_all_of_them() -> None:
    with pytest.raises(ValidationError) as refused:
        assessment(verdict="", rationale="", likelihood="very_likely").validate_constraints()
    told = refused.value.message_dict[NON_FIELD_ERRORS]
    assert "An assessment by our desk gives its reasons." in told
    assert "A likelihood needs a confidence." in told
    assert "A verdict is given when the status is “rated”, and only then." in told


def test_what_concerns_a_field_that_is_left_out_is_not_told_and_hides_nothing_else() -> None:
    with pytest.raises(ValidationError) as refused:
        assessment(verdict="", rationale="").validate_constraints(exclude={"verdict"})
    assert refused.value.message_dict == {NON_FIELD_ERRORS: ["An assessment by our desk gives its reasons."]}
