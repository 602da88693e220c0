"""What is restricted costs nothing while there is none of it, and no list is read twice because of it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.db.models import QuerySet

from claims.models import Assessment, Claim
from claimtrack.accounts.models import Restriction
from claimtrack.accounts.visible import visible
from claimtrack.writing.restricting import restrict
from sources.models import Document
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db


def nodes(plan: Any) -> list[Any]:
    return [plan, *(node for inner in plan.get("Plans", ()) for node in nodes(inner))]


def run(rows: "QuerySet[Any]") -> list[Any]:
    told = rows.explain(format="json", analyze=True)
    return nodes(json.loads(told)[0]["Plan"])


def test_while_nothing_is_restricted_nothing_is_looked_for(reporter: User) -> None:
    ClaimFactory()
    for model in (Claim, Assessment, Document):
        plan = run(visible(model._default_manager.order_by("pk"), by=reporter))
        subplans = [node for node in plan if node.get("Subplan Name", "").startswith("SubPlan")]
        assert subplans, "the plan has the search for what is hidden"
        assert all(node["Actual Loops"] == 0 for node in subplans), model


@pytest.mark.parametrize("name", ["claim_restricted", "document_restricted", "capture_restricted"])
def test_what_is_restricted_is_found_by_an_index_of_its_own(name: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
        [definition] = cursor.fetchone()
    assert definition.endswith("WHERE (restriction_id IS NOT NULL)")


def test_the_hidden_rows_are_looked_for_once_for_all_rows_of_a_list(reporter: User, editor: User) -> None:
    for _ in range(5):
        ClaimFactory()
    restrict(row=ClaimFactory(), people=[], by=editor)
    assert Restriction.objects.exists()
    plan = run(visible(Claim.objects.order_by("pk"), by=reporter))
    loops = [node["Actual Loops"] for node in plan if node.get("Subplan Name")]
    assert loops
    assert max(loops) == 1
