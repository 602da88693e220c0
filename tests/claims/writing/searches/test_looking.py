"""Saved searches tell: once of each edition, only their person, only what readers have, and why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims import tasks
from claims import writing as actions
from claims.models import Claim, Topic
from claims.writing.searches import keeping, looking
from claims.writing.searches.models import SavedSearch, SearchCursor, SearchFiring
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Entry
from claimtrack.workplace import delivery, notices, outbox
from claimtrack.workplace.models import Delivery, Mail, Notice
from claimtrack.writing import withholding
from tests.factories import AssessmentFactory, ClaimFactory, SourceFactory, TopicFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

Save = Callable[..., SavedSearch]


@pytest.fixture
def ida() -> User:
    person = in_role(Role.VIEWER, "ida")
    person.email = "ida@newsroom.example"
    person.save()
    return person


@pytest.fixture
def save(ida: User) -> Save:
    def kept(query: str, name: str = "Mine", mail: Mail | None = None, by: User = ida) -> SavedSearch:
        return keeping.save_search(name=name, query=query, mail=mail, by=by)

    return kept


@pytest.fixture
def post_office(settings: Any) -> None:
    settings.MAIL_FROM = "The desk <desk@newsroom.example>"


def told(person: User) -> list[tuple[str, str, str]]:
    """Of each notice, the newest first: what, about, why."""
    return [(each.what, each.about, each.why) for each in notices.bell(person)]


def judged(verdict: str, by: User, **columns: Any) -> Claim:
    """A published claim with a verdict of ours."""
    claim: Claim = ClaimFactory(**columns)
    actions.approve(assessment=AssessmentFactory(claim=claim, verdict=verdict), by=by)
    actions.publish(claims=[claim], by=by)
    return claim


def rejudge(claim: Claim, verdict: str, by: User) -> None:
    before = claim.assessments.latest("created_at")
    new = AssessmentFactory(claim=claim, verdict=verdict, supersedes=before, change_reason="new_evidence")
    actions.approve(assessment=new, by=by)
    actions.publish(claims=[claim], by=by)


# -- what is told ---------------------------------------------------------------------------------


def test_a_claim_that_is_found_from_now_on_is_told_by_its_standing_and_why(ida: User, editor: User, save: Save) -> None:
    speaker = SourceFactory(name="The Harbour Master")
    save(f"q=tanks&verdict=false,mixed&speaker={publish_source(speaker, editor)}", name="Tanks at sea")
    claim = judged("false", editor, statement="A tank was shipped.", appearance__document__publisher=speaker)
    assert looking.look() == 1
    [(what, about, why)] = told(ida)
    assert what == "Saved search “Tanks at sea”, found from now on"
    assert about == "False: “A tank was shipped.”"
    assert why == ("Matched: words: tanks, found “tank” in the statement; speaker: The Harbour Master; verdict: false.")
    assert notices.bell(ida)[0].page == f"/claims/{claim.pk}/"


def publish_source(source: Any, by: User) -> str:
    """The slug of a source that readers know."""
    actions.publish(claims=[ClaimFactory(appearance__document__publisher=source)], by=by)
    return str(source.slug)


def test_what_stands_already_and_what_it_does_not_ask_for_are_no_news(ida: User, editor: User, save: Save) -> None:
    judged("false", editor)
    save("verdict=false")
    judged("true", editor)
    assert looking.look() == 0
    assert told(ida) == []


def test_a_claim_enters_is_corrected_and_leaves_and_an_update_within_it_says_nothing(
    ida: User, editor: User, save: Save
) -> None:
    claim = judged("false", editor, statement="It was so.")
    save("verdict=mixed")
    rejudge(claim, "mixed", editor)
    looking.look()
    Claim.objects.filter(pk=claim.pk).update(context="More of it.")
    actions.publish(claims=[claim], by=editor)  # an update
    assert looking.look() == 0
    Claim.objects.filter(pk=claim.pk).update(context="Less of it.")
    actions.correct(claim=claim, by=editor, note="We had said too much.")
    looking.look()
    rejudge(claim, "true", editor)
    looking.look()
    left, corrected, entered = told(ida)
    assert entered[0].endswith("found from now on")
    assert corrected[0].endswith(", corrected")
    assert corrected[2] == "Matched: verdict: mixed. What was corrected: We had said too much."
    assert left == (
        "Saved search “Mine”, found no more", "True: “It was so.”", "Matches no more: verdict: mixed.",
    )  # fmt: skip


@pytest.mark.parametrize("how", ["retracted", "merged", "withheld"])
def test_what_readers_have_no_more_is_told_by_its_number_alone(ida: User, editor: User, save: Save, how: str) -> None:
    save("verdict=false")
    claim = judged("false", editor, statement="Zubrowka sold it.")
    other = judged("true", editor)
    looking.look()
    if how == "retracted":
        actions.retract(claim=claim, by=editor, reason="Wrong.")
    elif how == "merged":
        actions.merge(survivor=other, duplicate=claim, by=editor, note="The same.")
    else:
        withholding.withhold(root=claim, reason="A court looks at it.", by=editor)
    assert looking.look() == 1
    assert looking.look() == 0
    left, entered = told(ida)
    assert left[0] == "Saved search “Mine”, found no more"
    assert left[2] == {
        "retracted": "It was retracted.", "merged": "It is continued by another claim.",
        "withheld": "It is withheld while it is examined.",
    }[how]  # fmt: skip
    assert all("Zubrowka" not in text for notice in (left, entered) for text in notice)


def test_a_redaction_takes_what_was_told_and_the_searches_with_its_words(
    ida: User, editor: User, save: Save, checker: User
) -> None:
    save("q=zubrowka", name="It")
    save("verdict=false", name="False ones")
    claim = judged("false", editor, statement="Zubrowka sold it.")
    assert looking.look() == 2
    order = actions.order_redaction(
        root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, words=["Zubrowka"], by=checker
    )
    actions.redact(root=claim, order=order, by=editor)
    looking.look()
    assert told(ida) == []
    assert [each.name for each in SavedSearch.objects.all()] == ["False ones"]


def test_a_draft_and_what_the_desk_wrote_since_are_told_to_nobody(ida: User, editor: User, save: Save) -> None:
    save("")
    claim = judged("false", editor, statement="As it was published.")
    Claim.objects.filter(pk=claim.pk).update(statement="What only the desk has.")
    ClaimFactory()
    looking.look()
    assert [about for _, about, _ in told(ida)] == ["False: “As it was published.”"]
    assert told(ida)[0][2] == "Matched: it asks for every claim."


# -- once -----------------------------------------------------------------------------------------


def test_a_worker_that_is_killed_has_told_all_of_a_batch_or_nothing_and_the_next_goes_on(
    ida: User, editor: User, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    save("verdict=false")
    for _ in range(3):
        judged("false", editor)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SearchFiring.objects, "bulk_create", killed)
        with pytest.raises(KeyboardInterrupt):
            looking.look()
    assert (Notice.objects.count(), SearchFiring.objects.count()) == (0, 0)
    assert looking.look(most=2) == 3
    assert (looking.look(), len(told(ida))) == (0, 3)


def test_a_job_is_queued_with_what_is_published_and_does_it(ida: User, editor: User, save: Save) -> None:
    jobs = ProcrastinateJob.objects.filter(task_name=looking.TASK)
    judged("false", editor)
    assert not jobs.exists()  # nobody has a search
    save("verdict=false")
    judged("false", editor)
    assert jobs.exists()
    tasks.tell_of_searches()
    assert len(told(ida)) == 1


def test_where_nobody_searches_the_record_is_not_gone_through_again(editor: User, ida: User, save: Save) -> None:
    judged("false", editor)
    looking.look()
    at = SearchCursor.objects.get().position
    save("verdict=false")
    assert SavedSearch.objects.get().since >= at
    judged("false", editor)
    assert looking.look() == 1


# -- to whom, and how -----------------------------------------------------------------------------


def test_mail_comes_as_the_search_says_and_once(ida: User, editor: User, save: Save, post_office: None) -> None:
    save("verdict=false", name="Now", mail=Mail.AT_ONCE)
    save("verdict=false", name="Later", mail=Mail.DIGEST)
    save("verdict=false", name="Quiet", mail=Mail.NEVER)
    judged("false", editor, statement="It was so.")
    assert looking.look() == 3
    now = timezone.now()
    assert (delivery.deliver(now=now), delivery.deliver(now=now)) == (1, 0)
    [message] = mail.outbox
    assert message.subject == "Saved search “Now”, found from now on: False: “It was so.”"
    assert "Matched: verdict: false." in message.body
    assert delivery.deliver(now=outbox.next_digest(now) + timedelta(minutes=1)) == 1
    assert "“Later”" in mail.outbox[1].subject
    assert notices.unread(ida) == 3


def test_whoever_wants_no_mail_at_all_gets_none_of_a_search_either(
    ida: User, editor: User, save: Save, post_office: None
) -> None:
    outbox.prefer(person=ida, mail=Mail.NEVER, chat="", chat_url=None)
    save("verdict=false", mail=Mail.AT_ONCE)
    judged("false", editor)
    looking.look()
    assert not Delivery.objects.exists()
    assert notices.unread(ida) == 1


@pytest.mark.parametrize("loses", ["role", "account", "staff"])
def test_who_leaves_or_loses_the_role_gets_nothing_more(
    ida: User, editor: User, save: Save, post_office: None, loses: str
) -> None:
    save("verdict=false", mail=Mail.AT_ONCE)
    judged("false", editor)
    looking.look()
    if loses == "role":
        ida.groups.clear()
    else:
        User.objects.filter(pk=ida.pk).update(**{"is_active" if loses == "account" else "is_staff": False})
    assert delivery.deliver() == 0
    judged("false", editor)
    assert looking.look() == 0
    assert Notice.objects.count() == 1


# -- searches that change, lapse and go -----------------------------------------------------------


def test_a_search_that_names_what_is_no_more_is_told_once_and_not_silently_empty(
    ida: User, editor: User, save: Save
) -> None:
    topic: Topic = TopicFactory(slug="harbours")
    claim = ClaimFactory()
    claim.topics.add(topic)
    actions.publish(claims=[claim], by=editor)
    search = save("topic=harbours&verdict=false", name="Harbours")
    Entry.objects.filter(kind="topic").delete()  # as a redaction takes it
    for _ in range(2):
        judged("false", editor)
        looking.look()
    [(what, about, why)] = told(ida)
    assert (what, about) == ("A saved search finds nothing any more", "“Harbours”")
    assert "harbours" in why
    changed = keeping.change_search(search=search, name="Harbours", query="verdict=false", mail=None, by=ida)
    assert changed.lapsed_at is None
    assert told(ida) == []
    judged("false", editor)
    assert looking.look() == 1


def test_with_another_query_it_begins_anew_and_what_it_told_before_gives_no_false_reasons(
    ida: User, editor: User, save: Save
) -> None:
    search = save("verdict=false")
    judged("false", editor)
    looking.look()
    keeping.change_search(search=search, name="Other", query="verdict=true", mail=None, by=ida)
    [(what, _, why)] = told(ida)
    assert what.startswith("Saved search “Other”")
    assert why == "It found this as it was before you changed it."
    judged("false", editor)
    assert looking.look() == 0


def test_with_a_search_goes_what_it_told(ida: User, editor: User, save: Save) -> None:
    search = save("verdict=false")
    judged("false", editor)
    looking.look()
    keeping.delete_search(search=search, by=ida)
    assert (Notice.objects.count(), SearchFiring.objects.count(), notices.unread(ida)) == (0, 0, 0)


def test_nobody_keeps_more_than_so_many_and_a_name_stands_once(
    ida: User, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    save("verdict=false")
    with pytest.raises(Exception, match="of this name already"):
        save("verdict=true")
    monkeypatch.setattr(keeping, "MOST", 1)
    with pytest.raises(Exception, match="delete one first"):
        save("verdict=true", name="Another")
