"""Publishing: what becomes public, when, and in what order."""

import pytest
from django.contrib.auth.models import User

from claims import actions
from claimtrack.editions.chain import sha256_of
from claimtrack.editions.models import Edition, Head
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db


def test_a_published_claim_has_a_numbered_hashed_edition_and_its_sources_go_before_it(editor: User) -> None:
    claim = ClaimFactory()
    [published] = actions.publish(claims=[claim], by=editor)
    assert (published.edition.number, published.edition.kind) == (1, "published")
    assert sha256_of(published.edition.text) == published.edition.sha256
    assert Edition.objects.filter(subject_type="source").count() == 1
    assert Edition.objects.get(subject_type="source").position < published.edition.position
    assert Head.objects.get(pk=claim.pk).readable


def test_publishing_again_without_a_change_makes_no_edition(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    assert actions.publish(claims=[claim], by=editor) == []
