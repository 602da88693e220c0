"""What the processes of these tests do; each runs in a process of its own, on a database of its own.

`python -m tests.processes.steps NAME` runs one step.
"""

import os
import sys
from collections.abc import Callable

STEPS: dict[str, Callable[[], None]] = {}


def step(function: Callable[[], None]) -> Callable[[], None]:
    STEPS[function.__name__] = function
    return function


@step
def publish_one() -> None:
    from claims import writing as actions
    from tests.factories import ClaimFactory

    actions.publish(claims=[ClaimFactory()], by=None)


@step
def publish_under_administrators() -> None:
    """A claim in two editions, a draft; administrators anna and boris, carla who is not active, dora of the staff."""
    from django.contrib.auth.models import User

    from claims import writing as actions
    from claims.models import Claim
    from tests.factories import ClaimFactory

    for name in ("anna", "boris", "carla"):
        User.objects.create_superuser(name, is_active=name != "carla")
    User.objects.create_user("dora", is_staff=True)
    claim, _ = ClaimFactory(), ClaimFactory()
    actions.publish(claims=[claim], by=None)
    Claim.objects.filter(pk=claim.pk).update(statement="Amended.")
    actions.publish(claims=[claim], by=None)


@step
def judge_otherwise() -> None:
    """Publish that the claim of the slug `CLAIM` is judged false from now on; print an instant before that."""
    from django.utils import timezone

    from claims import writing as actions
    from claims.models import Claim
    from tests.factories import AssessmentFactory

    claim = Claim.objects.get(slug=os.environ["CLAIM"])
    [former] = claim.assessments.all()
    print(timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    assessment = AssessmentFactory(claim=claim, supersedes=former, change_reason="new_evidence")
    actions.approve(assessment=assessment, by=None)
    actions.publish(claims=[claim], by=None)


@step
def give_a_token() -> None:
    """Let an editor in, and print the secret of a token of theirs."""
    from claimtrack.accounts.roles import Role
    from tests.desk_api import token
    from tests.people import in_role

    print(token(in_role(Role.EDITOR)))


@step
def let_anna_in() -> None:
    """Publish as above, and print the key of anna's session at the desk."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from claimtrack.accounts.sessions import SessionStore

    publish_under_administrators()
    anna = User.objects.get(username="anna")
    session = SessionStore()
    session[SESSION_KEY] = str(anna.pk)
    session[BACKEND_SESSION_KEY] = "claimtrack.accounts.access.PasswordBackend"
    session[HASH_SESSION_KEY] = anna.get_session_auth_hash()
    session.create()
    print(session.session_key)


@step
def redact_one() -> None:
    from django.contrib.auth.models import User

    from claims import writing as actions
    from tests.factories import ClaimFactory
    from tests.redacting import redact

    anna, boris = User.objects.create_superuser("anna"), User.objects.create_superuser("boris")
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=anna, alone="Nobody else is here.")
    redact(root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=anna, by=boris)


@step
def seal_and_redact() -> None:
    """A record with a claim that was redacted as a whole, and another; the trail is sealed before and after that."""
    from django.contrib.auth.models import User

    from claims import writing as actions
    from tests.factories import AssessmentFactory, ClaimFactory, TopicFactory
    from tests.redacting import redact
    from tests.sealing import seal_all

    anna, boris = User.objects.create_superuser("anna"), User.objects.create_superuser("boris")
    claim, _ = ClaimFactory(), ClaimFactory()
    claim.topics.add(TopicFactory())
    AssessmentFactory(claim=claim)
    actions.publish(claims=[claim], by=anna, alone="Nobody else is here.")
    seal_all()
    redact(root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=anna, by=boris)
    seal_all()


@step
def publish_with_captures() -> None:
    """Two claims from one document, of which there is a copy; the first again, from a newer copy."""
    from claims import writing as actions
    from claims.models import Claim
    from sources import writing as source_actions
    from tests.factories import AppearanceFactory, ClaimFactory

    first, second = ClaimFactory(), ClaimFactory()
    document = first.appearances.get().document
    AppearanceFactory(claim=second, document=document)
    source_actions.capture(document=document, text="The page.", tool="by hand", by=None)
    actions.publish(claims=[first, second], by=None)
    source_actions.capture(document=document, text="The page, changed.", tool="by hand", by=None)
    Claim.objects.filter(pk=first.pk).update(statement="Amended.")
    actions.publish(claims=[first], by=None)


@step
def publish_side_by_side() -> None:
    """Fork `PUBLISHERS` processes that publish and update `COUNT` claims each, one transaction after the other."""
    publishers = [_fork(number) for number in range(int(os.environ["PUBLISHERS"]))]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in publishers]
    sys.exit(max(codes))


def _fork(number: int) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _publish_and_update(number, int(os.environ["COUNT"]))
            code = 0
        finally:
            os._exit(code)
    return pid


def _publish_and_update(publisher: int, count: int) -> None:
    from claims import writing as actions
    from claims.models import Claim
    from tests.factories import ClaimFactory, SourceFactory

    SourceFactory.reset_sequence(publisher * 10_000, force=True)
    ClaimFactory.reset_sequence(publisher * 10_000, force=True)
    for _ in range(count):
        claim = ClaimFactory()
        actions.publish(claims=[claim], by=None)
        Claim.objects.filter(pk=claim.pk).update(statement=f"{claim.statement} Amended.")
        actions.publish(claims=[claim], by=None)


@step
def publish_for_ever() -> None:
    """Publish batches of claims that name each other, until killed; print a line before each batch."""
    from claims import writing as actions
    from tests.factories import ClaimFactory, RelationFactory, SourceFactory

    offset = int(os.environ.get("OFFSET", "0"))
    SourceFactory.reset_sequence(offset)
    ClaimFactory.reset_sequence(offset)
    while True:
        first, second = ClaimFactory(), ClaimFactory()
        RelationFactory(claim=first, other=second)
        print("publishing", flush=True)
        actions.publish(claims=[first, second], by=None)


@step
def queue_import() -> None:
    """Queue an import of the reviews in the file `REVIEWS`, as the API does."""
    from pathlib import Path

    from django.contrib.auth.models import User

    from claims.imports.models import ImportRun
    from claims.imports.run import start as imports

    by = User.objects.filter(username="editor").first() or User.objects.create_superuser("editor")
    upload = Path(os.environ["REVIEWS"]).read_bytes()
    imports.queue(run=ImportRun(origin="reviews.ndjson", upload=upload), by=by)


@step
def begin_import_anew() -> None:
    """What a person does who sees that an import was interrupted; and the worker's minute is not waited for."""
    from django.contrib.auth.models import User
    from procrastinate.contrib.django import app

    from claims.imports.models import ImportRun
    from claims.imports.run import start as imports

    imports.note_lost()
    run = ImportRun.objects.get()
    print(run.state)
    imports.start_again(run=run, by=User.objects.get(username="editor"))
    app.configure_task("retry_stalled").defer(timestamp=0)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
    django.setup()
    STEPS[sys.argv[1]]()
