"""What imports leave for people to publish: the list of it, and the dashboard's queue."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.admin.dashboard import queues_of_imports
from claims.imports.filing.publishing import ACCUSES, NOT_LISTED
from claims.imports.models import ImportedReview
from claimtrack.accounts.roles import Role
from claimtrack.writing.restricting import restrict
from tests.admin_forms import page_of
from tests.labelled_reviews import claim_of, remembered, review, take_in
from tests.listed_publishers import list_publishers
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

QUEUE = "Imported, and waiting for a person"


def listed_for(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get(page_of(ImportedReview)).content.decode()


def queued_for(person: User) -> int:
    return next((int(queue.count) for queue in queues_of_imports(person) if queue.title == QUEUE), 0)


def test_each_is_listed_with_why_it_waits_until_a_person_has_touched_its_claim(editor: User) -> None:
    list_publishers("checks.example")
    unlisted = review("Wrong", host="elsewhere.test")
    accusing = review("Wrong", statement="Mara Quill stole the harbour fund.")
    take_in(unlisted, accusing, review("Wrong"))
    shown = listed_for(editor)
    assert (shown.count(NOT_LISTED), shown.count(ACCUSES)) == (1, 1)
    assert queued_for(editor) == 2
    claim = claim_of(accusing)
    type(claim).objects.filter(pk=claim.pk).update(edited_by_person=True)
    assert ACCUSES not in listed_for(editor)
    assert queued_for(editor) == 1


def test_what_a_restricted_page_says_is_listed_for_those_who_are_named_alone(editor: User) -> None:
    said = review("Wrong", host="elsewhere.test")
    take_in(said)
    document = remembered(said).document
    assert document
    restrict(row=document, people=[editor], by=editor)
    other = in_role(Role.EDITOR, "other")
    assert [queued_for(person) for person in (editor, other)] == [1, 0]
    assert [NOT_LISTED in listed_for(person) for person in (editor, other)] == [True, False]
