"""What imports publish by themselves: what listed publishers have judged, and nothing that a person must see."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims import writing as actions
from claims.imports import publishers
from claims.imports.filing.publishing import ACCUSES, BY_NAME, NOT_LISTED, publish_listed, publish_untouched
from claims.imports.models import ListedPublisher, RatingLabel
from claims.imports.ratings.remapping import remap
from claims.imports.reviewed import Party, Reviewed
from claims.models import Claim
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Stage
from sources.models import Source
from tests.labelled_reviews import claim_of, read_so, review, take_in
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

ELSEWHERE = "elsewhere.test"


def stage(said: Reviewed) -> str:
    return claim_of(said).stage


def why_it_waits(*reviews: Reviewed) -> tuple[str, ...]:
    return publish_untouched(take_in(*reviews, publish=False).to_publish).against


def said_by(party: Party) -> Reviewed:
    return review("Wrong", claimants=(party,))


# -- by whom --------------------------------------------------------------------------------------


def test_what_a_publisher_judges_that_nobody_has_listed_waits_and_says_so() -> None:
    said = review("Wrong", host=ELSEWHERE)
    assert why_it_waits(said) == (NOT_LISTED,)
    assert stage(said) == Stage.DRAFT
    assert not Edition.objects.exists()


def test_two_editors_list_a_publisher_and_what_waited_for_it_goes_out_with_its_subdomains(editor: User) -> None:
    said, below = review("Wrong", host=ELSEWHERE), review("Wrong", host=f"checks.{ELSEWHERE}")
    take_in(said, below)
    proposed = publishers.propose(host=f"https://www.{ELSEWHERE}/about", reason="It shows its work.", by=editor)
    assert proposed.host == ELSEWHERE
    assert publish_listed(ELSEWHERE) == 0  # not listed yet
    publishers.approve(publisher=proposed, by=in_role(Role.EDITOR, "second"))
    assert publish_listed(ELSEWHERE) > 0
    assert [stage(each) for each in (said, below)] == [Stage.PUBLISHED] * 2


def test_nobody_approves_what_they_proposed_and_nobody_twice(editor: User) -> None:
    proposed = publishers.propose(host=ELSEWHERE, reason="It shows its work.", by=editor)
    with pytest.raises(ValidationError, match="another editor"):
        publishers.approve(publisher=proposed, by=editor)
    with pytest.raises(NotAllowed):
        publishers.approve(publisher=proposed, by=in_role(Role.CHECKER))
    second = in_role(Role.EDITOR, "second")
    publishers.approve(publisher=proposed, by=second)
    with pytest.raises(ValidationError, match="already"):
        publishers.approve(publisher=proposed, by=second)


def test_who_is_taken_off_is_published_no_more_and_what_is_public_stays(editor: User) -> None:
    [row] = ListedPublisher.objects.filter(host="checks.example")
    said = review("Wrong")
    take_in(said)
    publishers.take_off(publisher=row, by=editor)
    assert why_it_waits(review("Wrong")) == (NOT_LISTED,)
    assert why_it_waits(replace(said, context="More.")) == (NOT_LISTED,)
    assert (stage(said), claim_of(said).has_unpublished_changes) == (Stage.PUBLISHED, True)
    publishers.propose(host="checks.example", reason="Once more.", by=editor)


@pytest.mark.parametrize("host", ["", "localhost", "two words.example", "https://x.com/", "facebook.com"])
def test_what_is_no_publisher_or_many_is_refused_beside_its_field(host: str, editor: User) -> None:
    with pytest.raises(ValidationError) as refused:
        publishers.propose(host=host, reason="They check.", by=editor)
    assert list(refused.value.message_dict) == ["host"]


def test_an_account_is_listed_by_itself_and_not_with_its_host(editor: User) -> None:
    row = publishers.propose(host="https://x.com/Checker", reason="They check.", by=editor)
    publishers.approve(publisher=row, by=in_role(Role.EDITOR, "second"))
    assert publishers.listed(["x.com", "x.com/checker", "x.com/other", ""]) == {"x.com/checker"}


def test_a_claim_that_somebody_unlisted_has_judged_as_well_waits() -> None:
    said = review("Wrong", group="one claim")
    other = review("Wrong", host=ELSEWHERE, statement=said.statement, group="one claim")
    assert why_it_waits(said, other) == (NOT_LISTED,)


def test_what_nobody_has_judged_waits() -> None:
    assert why_it_waits(review("Wrong", judgement=None)) == (NOT_LISTED,)


def test_a_label_read_later_publishes_nothing_of_a_publisher_that_was_taken_off(editor: User) -> None:
    said = review("Odd")
    take_in(said)
    publishers.take_off(publisher=ListedPublisher.objects.get(host="checks.example"), by=editor)
    before = Edition.objects.count()
    read_so(RatingLabel(host="checks.example", label="Odd", verdict="false"))
    assert remap(key="odd", host="checks.example") == 0
    assert Edition.objects.count() == before
    assert claim_of(said).assessments.count() == 1  # on the desk, ahead of the record


# -- of whom --------------------------------------------------------------------------------------


def test_a_statement_that_may_accuse_a_named_person_waits() -> None:
    said = review("Wrong", statement="Mara Quill stole the harbour fund.")
    assert why_it_waits(said) == (ACCUSES,)
    assert stage(said) == Stage.DRAFT


def test_a_public_statement_that_comes_to_accuse_waits_as_well() -> None:
    said = review("Wrong", identity="7")
    take_in(said)
    assert why_it_waits(replace(said, statement="Mara Quill stole the harbour fund.")) == (ACCUSES,)
    assert (stage(said), claim_of(said).has_unpublished_changes) == (Stage.PUBLISHED, True)


def test_the_first_of_a_name_is_taken_for_nobody_and_the_next_waits() -> None:
    ada = Party("Ada Quay", "person")
    assert why_it_waits(said_by(ada), said_by(ada)) == (BY_NAME,)
    assert why_it_waits(said_by(ada)) == (BY_NAME,)
    assert Source.objects.filter(name="Ada Quay").count() == 1


def test_who_is_told_by_an_identity_does_not_wait() -> None:
    ada = Party("Ada Quay", "person", same_as=("https://www.wikidata.org/wiki/Q70000001",))
    assert why_it_waits(said_by(ada), said_by(ada)) == ()


def test_one_name_in_two_reviews_of_one_claim_is_one_person() -> None:
    said = review("Wrong", group="one claim", claimants=(Party("Ada Quay", "person"),))
    other = replace(review("Wrong"), statement=said.statement, group="one claim", claimants=said.claimants)
    assert why_it_waits(said, other) == ()


def test_a_claimant_by_name_alone_who_is_told_later_waits_and_one_who_was_there_does_not() -> None:
    ada, ben = Party("Ada Quay", "person"), Party("Ben Pier", "person")
    take_in(said_by(ben))
    said = said_by(ada)
    take_in(said)
    assert why_it_waits(replace(said, context="More.")) == ()
    assert why_it_waits(replace(said, claimants=(ben,))) == (BY_NAME,)


def test_what_waits_is_published_by_a_person(editor: User) -> None:
    said = review("Wrong", statement="Mara Quill stole the harbour fund.")
    take_in(said)
    actions.publish(claims=[claim_of(said)], by=editor)
    assert stage(said) == Stage.PUBLISHED
    assert Claim.objects.get().published_version
