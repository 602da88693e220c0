"""No question reads a table that grows with what is published: neither readers' nor publishers'."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from claims.models import Claim
from claims.writing.publish import publish
from claimtrack.editions.roots import acting
from tests.databases import cloned_database
from tests.factories import ClaimFactory, TopicFactory
from tests.plans import fill, reads


@pytest.fixture(scope="module")
def _grown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    aliases = ("owner", "default")
    usual = {alias: connections[alias].settings_dict["NAME"] for alias in aliases}
    with django_db_blocker.unblock(), cloned_database() as own:
        connections.close_all()
        for alias in aliases:
            connections[alias].settings_dict["NAME"] = own.name
        try:
            fill()
            yield
        finally:
            connections.close_all()
            for alias in aliases:
                connections[alias].settings_dict["NAME"] = usual[alias]


pytestmark = pytest.mark.usefixtures("_grown")


def test_publishing_an_update_reads_what_it_changes() -> None:
    claim = ClaimFactory()
    claim.topics.add(TopicFactory(slug="water"))
    with acting("a test"):
        publish(claims=[claim], by=None)
        Claim.objects.filter(pk=claim.pk).update(statement="Said otherwise.")
        with reads() as found:
            publish(claims=[Claim.objects.get(pk=claim.pk)], by=None)
        claim.topics.clear()
        with reads() as left:
            publish(claims=[Claim.objects.get(pk=claim.pk)], by=None)
    assert found.whole == left.whole == []
    assert max(found.rows, left.rows, found.blocks, left.blocks) < 100
