"""Before anything is published there is nothing to hand on, and it is said."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from claims.dossier.bundle import bundle
from claims.dossier.refusals import NotPublished

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def test_an_empty_record_has_no_dossier() -> None:
    with pytest.raises(NotPublished, match="Nothing was published yet"):
        bundle([uuid4()], using="default")


def test_the_command_says_so() -> None:
    with pytest.raises(CommandError, match="Nothing is published yet"):
        call_command("dossier", "port-taken-over", output="-")
