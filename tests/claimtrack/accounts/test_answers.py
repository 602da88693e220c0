"""Answers that are kept: what is the same request, for how long, and what a redaction leaves of them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claimtrack.accounts.answers import KEPT_FOR, Keyed, OtherRequest, earlier_answer, forget_old, keep, keyed
from claimtrack.accounts.models import KeptAnswer
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.ids import uuid7

pytestmark = pytest.mark.django_db


def asked(person: User, *, key: str = "one", request: bytes = b"POST /") -> Keyed:
    return keyed(person=person, key=key, request=request)


def answered(to: Keyed) -> None:
    assert earlier_answer(to) is None
    keep(to, status=201, headers={"ETag": '"1"'}, body='{"statement":"Canary."}')


def test_the_same_request_finds_its_answer_and_another_one_with_its_key_is_refused(reporter: User) -> None:
    answered(asked(reporter))
    earlier = earlier_answer(asked(reporter))
    assert earlier
    assert (earlier.status, earlier.headers, earlier.body) == (201, {"ETag": '"1"'}, '{"statement":"Canary."}')
    with pytest.raises(OtherRequest):
        earlier_answer(asked(reporter, request=b"POST /elsewhere"))


def test_a_key_is_one_persons_own(reporter: User, editor: User) -> None:
    answered(asked(reporter))
    assert earlier_answer(asked(editor)) is None


def test_neither_the_key_nor_the_request_is_stored_as_it_was_sent(reporter: User) -> None:
    answered(asked(reporter, key="about-somebody", request=b"about somebody"))
    [row] = KeptAnswer.objects.values_list("key", "request")
    assert "about" not in "".join(row)


def test_after_a_day_the_key_is_free_again_and_the_job_takes_its_answer_away(reporter: User) -> None:
    answered(asked(reporter))
    answered(asked(reporter, key="another"))
    KeptAnswer.objects.update(at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    assert earlier_answer(asked(reporter)) is None
    forget_old()
    assert not KeptAnswer.objects.exists()


def test_a_redaction_empties_every_answer_and_leaves_that_it_was_given(reporter: User) -> None:
    answered(asked(reporter))
    erase(Erasure("claim", uuid7(), whole=False))
    earlier = earlier_answer(asked(reporter))
    assert earlier
    assert earlier.body is None
