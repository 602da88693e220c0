"""What people are told of: on the bell always, by mail and chat once or not at all, and nothing that they may not know."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpcore
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from claims.models import Claim
from claims.writing import publish
from claimtrack.accounts.roles import Role
from claimtrack.mail import is_mail_address, mail_is_sent_safely, mail_server
from claimtrack.workplace import chat, delivery, keeping, notices, outbox, talk, watching
from claimtrack.workplace.chat import FORMS, Line, NotTaken
from claimtrack.workplace.models import Delivery, Form, Mail, Notice, Preference, Way
from claimtrack.workplace.roots import number_of
from claimtrack.writing import restricting
from tests.factories import ClaimFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db

SECRET = "Zubrowka"
HOOK = "https://chat.example/hooks/secret"


@pytest.fixture
def anna() -> User:
    return in_role(Role.REPORTER, "anna")


@pytest.fixture
def bo() -> User:
    person = in_role(Role.EDITOR, "bo")
    person.email = "bo@newsroom.example"
    person.save()
    return person


@pytest.fixture
def post_office(settings: Any) -> None:
    settings.MAIL_FROM = "The desk <desk@newsroom.example>"


@pytest.fixture
def chats(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Sequence[Line]]]:
    """What would have been posted."""
    posted: list[tuple[str, Sequence[Line]]] = []
    monkeypatch.setattr(chat, "post", lambda form, url, lines: posted.append((url, lines)))
    return posted


@pytest.fixture
def claim(anna: User) -> Claim:
    made: Claim = ClaimFactory(author=anna, statement=f"{SECRET} sold the harbour.", slug="zubrowka-sold-the-harbour")
    return made


def everything_sent() -> str:
    return "\n".join(str(message.message()) for message in mail.outbox)


# -- what is told ---------------------------------------------------------------------------------


def test_of_what_is_not_public_a_notice_has_a_number_and_a_link_and_nothing_else(
    claim: Claim, anna: User, bo: User, post_office: None, chats: list[Any]
) -> None:
    outbox.prefer(person=bo, mail=Mail.AT_ONCE, chat=Form.SLACK, chat_url=HOOK)
    talk.comment(root=claim, text=f"@bo, {SECRET} was named by the tiller.", by=anna)
    assert delivery.deliver() == 2
    [told] = notices.bell(bo)
    [(_, lines)] = chats
    assert told.about == f"claim no. {number_of(claim.pk)}"
    for text in (everything_sent(), str(lines), told.about, told.what):
        assert SECRET.lower() not in text.lower()
        assert "tiller" not in text
        assert "anna" not in text
    [message] = mail.outbox
    assert message.to == ["bo@newsroom.example"]
    assert f"/admin/claims/claim/{claim.pk}/change/" in message.body
    assert number_of(claim.pk) in message.subject


def test_of_what_readers_have_it_tells_the_name_that_they_have(
    claim: Claim, editor: User, bo: User, post_office: None, one_pair_of_eyes: None
) -> None:
    watching.watch(root=claim, by=bo)
    publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(statement="What only the desk has.")
    [told] = notices.bell(bo)
    assert told.about.endswith(f"“{SECRET} sold the harbour.”")
    delivery.deliver()
    assert SECRET in mail.outbox[0].subject
    Claim.objects.filter(pk=claim.pk).update(stage="withheld")
    assert SECRET not in notices.bell(bo)[0].about


@pytest.mark.parametrize("loses", ["sight", "role", "account", "staff"])
def test_who_may_not_know_any_more_gets_nothing_of_what_was_on_its_way(
    claim: Claim, anna: User, bo: User, post_office: None, chats: list[Any], loses: str
) -> None:
    outbox.prefer(person=bo, mail=Mail.AT_ONCE, chat=Form.TEAMS, chat_url=HOOK)
    talk.comment(root=claim, text="See here, @bo.", by=anna)
    if loses == "sight":
        restricting.restrict(row=claim, people=[anna], by=anna)
    elif loses == "role":
        bo.groups.clear()
    else:
        User.objects.filter(pk=bo.pk).update(**{"is_active" if loses == "account" else "is_staff": False})
    assert delivery.deliver() == 0
    assert (mail.outbox, chats) == ([], [])
    assert not Delivery.objects.filter(marked_at=None).exists()
    if loses == "sight":
        assert (notices.bell(bo), notices.unread(bo)) == ([], 0)
    talk.comment(root=claim, text="And here, @bo.", by=anna)
    assert Notice.objects.filter(person=bo).count() == 1


# -- once, or not at all --------------------------------------------------------------------------


class KilledWhileSending(EmailBackend):
    """A worker that is gone at the worst moment."""

    def send_messages(self, messages: Any) -> int:
        raise KeyboardInterrupt


def test_a_worker_killed_while_it_sends_sends_nothing_twice_and_the_bell_has_it(
    claim: Claim, anna: User, bo: User, post_office: None, settings: Any
) -> None:
    talk.comment(root=claim, text="Now, @bo.", by=anna)
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.KilledWhileSending"
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver()
    settings.EMAIL_BACKEND = usual
    assert delivery.deliver() == 0
    assert mail.outbox == []
    assert notices.unread(bo) == 1


def test_a_worker_killed_before_it_marks_leaves_everything_to_the_next_one(
    claim: Claim, anna: User, bo: User, post_office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.comment(root=claim, text="Now, @bo.", by=anna)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()))
        with pytest.raises(ConnectionRefusedError):
            delivery.deliver()
    assert (delivery.deliver(), delivery.deliver()) == (1, 0)
    assert len(mail.outbox) == 1


def test_the_message_id_is_the_same_however_often_a_message_is_made(
    claim: Claim, anna: User, bo: User, post_office: None
) -> None:
    talk.comment(root=claim, text="Now, @bo.", by=anna)
    notice = Notice.objects.get()
    lines = [Line("It was so", "claim no. 1", "https://x.example/")]
    made = [delivery.mail_of(lines, bo, notice, None).message()["Message-ID"] for _ in range(2)]
    assert made == [f"<{notice.pk}.notice@newsroom.example>"] * 2
    delivery.deliver()
    assert mail.outbox[0].message()["Message-ID"] == made[0]
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_what_is_undone_is_told_to_nobody(claim: Claim, anna: User, bo: User, post_office: None) -> None:
    with pytest.raises(Exception, match="in review"):
        talk.send_back(root=claim, by=bo, message="@anna")
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


# -- by each person's choice ----------------------------------------------------------------------


def test_without_a_mail_server_or_for_whoever_wants_none_there_is_the_bell_alone(
    claim: Claim, anna: User, bo: User, settings: Any
) -> None:
    talk.comment(root=claim, text="One, @bo.", by=anna)
    settings.MAIL_FROM = "desk@newsroom.example"
    outbox.prefer(person=bo, mail=Mail.NEVER, chat="", chat_url=None)
    talk.comment(root=claim, text="Two, @bo.", by=anna)
    assert not Delivery.objects.exists()
    assert notices.unread(bo) == 2


def test_a_digest_is_one_message_at_its_hour(
    claim: Claim, anna: User, bo: User, post_office: None, settings: Any
) -> None:
    settings.DESK_TIME_ZONE = "Europe/London"
    outbox.prefer(person=bo, mail=Mail.DIGEST, chat="", chat_url=None)
    for text in ("One, @bo.", "Two, @bo."):
        talk.comment(root=claim, text=text, by=anna)
    due = Delivery.objects.first().due_at  # type: ignore[union-attr]  # there is one
    assert delivery.deliver(now=due - timedelta(minutes=1)) == 0
    assert delivery.deliver(now=due) == 1
    assert mail.outbox[0].subject == "2 notices of the desk"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-07-01T05:59+00:00", "2026-07-01T06:00+00:00"),  # summer time: seven is six
        ("2026-07-01T06:00+00:00", "2026-07-02T06:00+00:00"),
        ("2026-10-24T12:00+00:00", "2026-10-25T07:00+00:00"),  # the night in which the clocks go back
    ],
)
def test_a_digest_goes_out_at_seven_by_the_clock_of_the_desk(settings: Any, now: str, due: str) -> None:
    settings.DESK_TIME_ZONE = "Europe/London"
    assert outbox.next_digest(datetime.fromisoformat(now)).astimezone(UTC) == datetime.fromisoformat(due)


def test_a_chat_gets_no_more_than_its_rate_and_the_rest_together(
    claim: Claim, anna: User, bo: User, chats: list[Any], settings: Any
) -> None:
    settings.CHAT_RATE = 1
    outbox.prefer(person=bo, mail=Mail.NEVER, chat=Form.MATTERMOST, chat_url=HOOK)
    now = timezone.now()
    for minute in range(3):
        talk.comment(root=claim, text=f"{minute}, @bo.", by=anna)
        delivery.deliver(now=now + timedelta(seconds=10 * (minute + 1)))
    delivery.deliver(now=now + timedelta(minutes=2))
    assert [len(lines) for _, lines in chats] == [1, 2]


# -- chats ----------------------------------------------------------------------------------------

LINE = Line("You were mentioned", "claim no. 1, “<!channel> *@all* [x](y)”", "https://claims.example/admin/")


def test_each_chat_gets_the_form_it_takes_in_which_a_title_calls_nobody() -> None:
    slack, mattermost, teams = (FORMS[form]([LINE]) for form in (Form.SLACK, Form.MATTERMOST, Form.TEAMS))
    assert slack["text"].startswith("You were mentioned: <https://claims.example/admin/|claim no. 1")
    assert "<!channel>" not in slack["text"]
    assert "@all" not in mattermost["text"]
    assert mattermost["text"].endswith("](https://claims.example/admin/)")
    [card] = teams["attachments"]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert card["content"]["type"] == "AdaptiveCard"
    assert "@all" not in json.dumps(teams)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.7", "169.254.169.254", "[::ffff:127.0.0.1]"])
def test_no_chat_leads_to_an_inner_address(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*_: Any, **__: Any) -> Iterator[Any]:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connected)
    with pytest.raises(NotTaken, match="not on the public network"):
        chat.post(Form.SLACK, f"https://{host}/hook", [LINE])


@pytest.mark.parametrize("url", ["http://chat.example/hook", "", "https://", "ftp://chat.example/"])
def test_a_chat_has_an_https_address(bo: User, url: str) -> None:
    with pytest.raises(Exception, match=r"https|Enter a valid|together"):
        outbox.prefer(person=bo, mail=Mail.AT_ONCE, chat=Form.SLACK, chat_url=url)
    assert not Preference.objects.exists()


def test_a_chat_that_fails_is_not_told_by_its_address(
    claim: Claim, anna: User, bo: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any) -> None:
        raise NotTaken("it answered 500")

    monkeypatch.setattr(chat, "post", fails)
    outbox.prefer(person=bo, mail=Mail.NEVER, chat=Form.SLACK, chat_url=HOOK)
    talk.comment(root=claim, text="Now, @bo.", by=anna)
    assert delivery.deliver() == 0
    assert "did not take a message: it answered 500" in caplog.text
    assert "chat.example" not in caplog.text


# -- what is kept ---------------------------------------------------------------------------------


def test_notices_are_read_one_by_one_or_all_and_go_after_a_while(claim: Claim, anna: User, bo: User) -> None:
    for text in ("One, @bo.", "Two, @bo."):
        talk.comment(root=claim, text=text, by=anna)
    newest, _ = notices.bell(bo)
    assert notices.mark_read(person=anna, notices=[newest.notice.pk]) == 0
    assert notices.mark_read(person=bo, notices=[newest.notice.pk]) == 1
    assert [each.is_read for each in notices.bell(bo)] == [True, False]
    assert notices.mark_read(person=bo, notices=[newest.notice.pk], read=False) == 1
    assert notices.mark_read(person=bo, notices=None) == 2
    assert notices.bell(bo, unread=True) == []
    now = timezone.now()
    assert keeping.forget_old(now + timedelta(days=89)) == 0
    assert keeping.forget_old(now + timedelta(days=91)) == 2


# -- the mail server ------------------------------------------------------------------------------


def test_a_mail_server_is_told_by_one_address() -> None:
    assert mail_server("") is None
    server = mail_server("smtp://desk%40example.org:p%40ss@mail.example.org")
    assert server is not None
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.org", 587, "desk@example.org", "p@ss",
    )  # fmt: skip
    assert (server.starts_tls, server.is_tls, server.is_here) == (True, False, False)
    assert mail_server("smtps://mail.example.org:4650").port == 4650  # type: ignore[union-attr]  # it is one
    for wrong in ("mail.example.org", "https://mail.example.org", "smtp://", "smtp://host:port"):
        with pytest.raises(ImproperlyConfigured, match="MAIL_URL"):
            mail_server(wrong)
    assert is_mail_address("The desk <desk@example.org>")
    assert not is_mail_address("desk@example.org>")
    assert not is_mail_address("desk")


def test_the_check_before_deploying_tells_of_no_mail_and_of_mail_in_the_open(settings: Any) -> None:
    found = {}
    for url in ("", "smtp://mail.example.org", "smtp+plain://mail.example.org", "smtp+plain://localhost"):
        settings.MAIL = mail_server(url)
        found[url] = [each.id for each in mail_is_sent_safely()]
    assert list(found.values()) == [["claimtrack.I001"], [], ["claimtrack.W003"], []]


def test_two_workers_take_nothing_twice(claim: Claim, anna: User, bo: User, post_office: None) -> None:
    talk.comment(root=claim, text="Now, @bo.", by=anna)
    assert len(outbox.take(bo.pk, Way.MAIL)) == 1
    assert outbox.take(bo.pk, Way.MAIL) == []
