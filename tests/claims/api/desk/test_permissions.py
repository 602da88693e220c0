"""The permission table through the API: role by action by own or another's by stage, against the matrix by hand."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from rest_framework.test import APIClient

from claims.api.desk import ledgers, resources, verbs
from claims.api.desk.resources import RESOURCES as OF_CLAIMS
from claimtrack.accounts.roles import Role
from claimtrack.api.rows.resource import Resource
from claimtrack.api.rows.verbs import Verb
from claimtrack.api.writing import etag_of_row
from claimtrack.editions.models import Entry
from sources.api import desk as of_sources
from tests.claimtrack.accounts.test_matrix import Desk, newsroom, told_wrong, undone  # noqa: F401 - a fixture
from tests.desk_api import DESK
from tests.permission_matrix import Cell, edges

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

RESOURCES: Mapping[str, Resource] = {each.model._meta.label_lower: each for each in (*OF_CLAIMS, *of_sources.RESOURCES)}
VERBS: Mapping[tuple[str, str], Verb] = {
    (resource.model._meta.label_lower, verb.right): verb
    for resource, listed in (
        (resources.CLAIMS, verbs.OF_CLAIMS),
        (resources.NARRATIVES, verbs.OF_NARRATIVES),
        (resources.ASSESSMENTS, verbs.OF_ASSESSMENTS),
        (ledgers.INQUIRIES, ledgers.OF_INQUIRIES),
        (of_sources.SOURCES, of_sources.VERBS),
        (of_sources.GRADES, of_sources.OF_GRADES),
    )
    for verb in reversed(listed)
}
#: Rows of two stages stand for all: the stages themselves are asked about where the table is.
STAGES = ("draft", "published")


def cells() -> Iterator[Cell]:
    return (cell for cell in edges() if cell.model in RESOURCES and cell.stage in STAGES)


@pytest.fixture
def clients(newsroom: Desk) -> Mapping[str, APIClient]:  # noqa: F811 - the fixture that is imported
    return {name: signed_in(person) for name, person in newsroom.people.items()}


def signed_in(person: User) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


def body_like(resource: Resource, row: Any) -> dict[str, Any]:
    """Another row that says the same."""
    shown = {member.name: member.told(resource._value(row, member)) for member in resource.members}
    return {name: value for name, value in shown.items() if name not in {"slug", "content"} and value is not None}


def ask(client: APIClient, cell: Cell, row: Model) -> int | None:
    """The status of what the cell is about, asked of the API; None where it has no such call."""
    resource = RESOURCES[cell.model]
    one, headers = resource.address(row.pk), {"If-Match": etag_of_row(row)}
    verb = VERBS.get((cell.model, cell.action))
    if verb:
        body = {member.name: "0" for member in verb.members if member.required}
        body |= {"into": str(row.pk)} if "into" in body else {}
        return int(client.post(f"{one}{verb.name}/", body, format="json", headers=headers).status_code)
    if cell.action == "add":
        return int(client.post(f"{DESK}{resource.name}/", body_like(resource, row), format="json").status_code)
    if cell.action == "change" and resource.changed:
        return int(client.patch(one, {}, format="json", headers=headers).status_code)
    if cell.action == "delete":
        said = {member.name: "A mistake." for member in resource.removing}
        return int(client.delete(one, said, format="json", headers=headers).status_code)
    return int(client.get(one).status_code) if cell.action == "view" else None


def test_the_api_does_for_each_role_what_the_matrix_says(newsroom: Desk, clients: Mapping[str, APIClient]) -> None:  # noqa: F811
    wrong, asked = [], 0
    for cell in cells():
        row = newsroom.row(cell)
        row.refresh_from_db()
        with undone():
            status = ask(clients[cell.role.value], cell, row)
        asked += status is not None
        # What nobody may at a stage is told of the row: 409, not 403.
        if status is not None and status != 409 and (status in {403, 404}) is cell.allowed:
            wrong.append(f"{told_wrong(cell, not cell.allowed)}: {status}")
    assert wrong == []
    assert asked > 300


def test_whoever_has_no_role_is_told_of_nothing(newsroom: Desk) -> None:  # noqa: F811
    outsider = signed_in(User.objects.create_user("outsider", is_staff=True))
    assert Entry.objects.exists()
    for cell in cells():
        if cell.action == "view" and cell.own and cell.role == Role.VIEWER:
            resource = RESOURCES[cell.model]
            for address in (f"{DESK}{resource.name}/", resource.address(newsroom.row(cell).pk)):
                assert outsider.get(address).status_code == 403, address
                assert outsider.head(address).status_code == 403, address
