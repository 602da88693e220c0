"""Four eyes on real rows: who wrote what stands, approvals of what was seen, and what one person publishes alone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from claims import writing as actions
from claims.models import Claim, Narrative
from claims.writing.fields import AppearanceFields, ClaimFields, NarrativeFields
from claimtrack.accounts.models import Profile
from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import Role
from claimtrack.editions.agreement import Approval, ApprovedText, Authorship, SecondLook
from claimtrack.editions.models import Edition
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.shown import text_sha256
from claimtrack.editions.store import Published
from claimtrack.writing import Create, NotAllowed, Update, verbs, write
from claimtrack.writing.agreement import approve_root, approved_before, is_relaxed, look_again, second_looks
from claimtrack.writing.shown import NotAsShown
from claimtrack.writing.works import desk_work
from sources import writing as source_actions
from sources.models import Document, Source
from sources.writing import DocumentFields, SourceFields
from tests.factories import DocumentFactory, NarrativeFactory, SourceFactory
from tests.marked import MARK, tables_with
from tests.people import in_role
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def rana(db: None) -> User:
    return in_role(Role.REPORTER, "rana")


@pytest.fixture
def chen(db: None) -> User:
    return in_role(Role.CHECKER, "chen")


@pytest.fixture
def edda(db: None) -> User:
    return in_role(Role.EDITOR, "edda")


@pytest.fixture
def emil(db: None) -> User:
    """The other editor: without him one person could publish, and four eyes would not be asked for."""
    return in_role(Role.EDITOR, "emil")


@pytest.fixture
def robot(db: None) -> User:
    """A program that somebody gave an editor's role."""
    account = in_role(Role.EDITOR, "robot")
    Profile.objects.filter(person=account).update(is_program=True)
    return account


@pytest.fixture
def newsroom(rana: User, chen: User, edda: User, emil: User, robot: User) -> dict[str, User]:
    return {person.username: person for person in (rana, chen, edda, emil, robot)}


def number(root: Root) -> str:
    return desk_work(root).sha256([type(root)._default_manager.get(pk=root.pk)])[root.pk]


def file_claim(by: User | None) -> Claim:
    """A claim with an appearance, of a publisher that readers know."""
    document = DocumentFactory()
    source_actions.publish(sources=[document.publisher], by=None)
    new = Create(fields=ClaimFields(statement="Two bridges fell."))
    appearance = Create(fields=AppearanceFields(claim=new.id, document=document.pk, role="asserts"))
    claim: Claim = write([new, appearance], by=by).rows[0]
    return claim


def reword(root: Any, by: User | None, words: str) -> None:
    row = type(root)._default_manager.get(pk=root.pk)
    fields = {Claim: ClaimFields, Narrative: NarrativeFields, Source: SourceFields}[type(root)]
    column = "statement" if isinstance(root, Claim) else "name"
    write([Update(row=root.pk, fields=fields(**{column: words}), seen=row.row_version)], by=by)


def publish(claim: Claim, by: User, *, shown: bool = True, alone: str | None = None) -> Published:
    seen = {claim.pk: number(claim)} if shown else {}
    [published] = actions.publish(claims=[claim], by=by, shown=seen, alone=alone)
    return published


def review_of(published: Published) -> Any:
    return published.document["edition"]["review"]


# -- who wrote it ---------------------------------------------------------------------------------


def test_whoever_changes_a_word_is_the_author_of_the_text_and_whoever_changes_nothing_is_not(
    rana: User, chen: User, edda: User
) -> None:
    claim = file_claim(rana)
    reword(claim, chen, "Two bridges fell.")
    verbs.submit(root=claim, by=rana)
    verbs.send_back(root=claim, by=chen)
    assert [row.by_id for row in Authorship.objects.filter(subject_id=claim.pk)] == [rana.pk]
    reword(claim, edda, "Two bridges fell!")
    newest = Authorship.objects.filter(subject_id=claim.pk).latest("pk")
    assert (newest.by_id, newest.role, newest.sha256) == (edda.pk, "editor", number(claim))


def test_a_row_under_it_makes_an_author_of_the_claim_and_what_an_import_writes_of_nobody(
    rana: User, chen: User
) -> None:
    claim = file_claim(None)
    assert not Authorship.objects.exists()
    document = DocumentFactory()
    write([Create(fields=AppearanceFields(claim=claim.pk, document=document.pk, role="reports"))], by=chen)
    assert [row.by_id for row in Authorship.objects.filter(subject_id=claim.pk)] == [chen.pk]
    reword(claim, None, "Three bridges fell.")
    assert Authorship.objects.count() == 1
    assert Authorship.objects.get().sha256 != number(claim)


def test_a_document_that_prints_in_a_claim_takes_its_author_away_and_voids_its_approval(
    newsroom: dict[str, User],
) -> None:
    rana, chen, edda = (newsroom[name] for name in ("rana", "chen", "edda"))
    claim = file_claim(rana)
    approve_root(root=claim, by=chen, shown=number(claim))
    document = Document.objects.get()
    write([Update(row=document.pk, fields=DocumentFields(title="Another"), seen=document.row_version)], by=edda)
    with pytest.raises(CannotPublish, match="Only edda has agreed"):
        publish(claim, edda)


# -- approving what was seen ----------------------------------------------------------------------


def test_an_approval_is_of_what_was_shown_and_void_with_any_change(newsroom: dict[str, User]) -> None:
    chen, edda = newsroom["chen"], newsroom["edda"]
    claim = file_claim(edda)
    seen = number(claim)
    reword(claim, edda, "Three bridges fell.")
    with pytest.raises(NotAsShown, match="edda"):
        approve_root(root=claim, by=chen, shown=seen)
    approve_root(root=claim, by=chen, shown=number(claim))
    reword(claim, edda, "Four bridges fell.")
    with pytest.raises(CannotPublish, match="Only edda has agreed to it as it stands: somebody else approves it"):
        publish(claim, edda)
    assert (approved_before(claim) or {})["statement"] == "Three bridges fell."
    approve_root(root=claim, by=chen, shown=number(claim))
    assert review_of(publish(claim, edda)) == "two_people"


def test_what_was_approved_is_kept_as_the_bytes_that_its_number_is_of(chen: User, edda: User) -> None:
    claim = file_claim(edda)
    approval = approve_root(root=claim, by=chen, shown=number(claim))
    kept = ApprovedText.objects.get()
    assert (kept.sha256, kept.sha256) == (approval.sha256, text_sha256(approved_before(claim) or {}))


def test_approving_publishes_nothing_and_keeps_imports_off(chen: User) -> None:
    claim = file_claim(None)
    approve_root(root=claim, by=chen, shown=number(claim))
    claim.refresh_from_db()
    assert (claim.stage, claim.edited_by_person) == (Stage.DRAFT, True)


def test_nobody_approves_their_own_text_or_one_text_twice(newsroom: dict[str, User]) -> None:
    chen = newsroom["chen"]
    claim = file_claim(chen)
    with pytest.raises(CannotPublish, match="You wrote it as it stands"):
        approve_root(root=claim, by=chen, shown=number(claim))
    other = file_claim(None)
    approve_root(root=other, by=chen, shown=number(other))
    with pytest.raises(CannotPublish, match="already"):
        approve_root(root=other, by=chen, shown=number(other))


def test_reporters_and_programs_approve_nothing_and_programs_publish_nothing(newsroom: dict[str, User]) -> None:
    claim, robot = file_claim(None), newsroom["robot"]
    for account in (newsroom["rana"], robot):
        with pytest.raises(NotAllowed):
            approve_root(root=claim, by=account, shown=number(claim))
    with pytest.raises(NotAllowed, match="You are a program, which decides nothing"):
        publish(claim, robot, alone="It is urgent.")
    assert not may(robot, "publish", Claim)
    assert may(robot, "change", Claim)


# -- publishing -----------------------------------------------------------------------------------


def test_an_editor_who_wrote_none_of_it_gives_the_second_eye_by_publishing(newsroom: dict[str, User]) -> None:
    claim = file_claim(newsroom["rana"])
    assert review_of(publish(claim, newsroom["edda"])) == "two_people"


def test_publishing_from_a_list_shows_nothing_and_so_is_no_second_eye(newsroom: dict[str, User]) -> None:
    claim, edda = file_claim(newsroom["rana"]), newsroom["edda"]
    with pytest.raises(CannotPublish, match="publish it from its own page"):
        publish(claim, edda, shown=False)
    approve_root(root=claim, by=edda, shown=number(claim))
    assert review_of(publish(claim, newsroom["emil"], shown=False)) == "two_people"


def test_an_editor_who_mends_a_comma_is_the_author_and_the_earlier_one_the_second_eye(
    newsroom: dict[str, User],
) -> None:
    chen, edda = newsroom["chen"], newsroom["edda"]
    claim = file_claim(chen)
    reword(claim, edda, "Two bridges fell!")
    with pytest.raises(CannotPublish, match="Only edda has agreed"):
        publish(claim, edda)
    approve_root(root=claim, by=chen, shown=number(claim))
    assert review_of(publish(claim, edda)) == "two_people"


def test_after_an_edition_the_next_text_is_agreed_to_anew(newsroom: dict[str, User]) -> None:
    chen, edda = newsroom["chen"], newsroom["edda"]
    claim = file_claim(chen)
    approve_root(root=claim, by=edda, shown=number(claim))
    first = number(claim)
    publish(claim, edda)
    reword(claim, edda, "Three bridges fell.")
    with pytest.raises(CannotPublish, match="Only edda"):
        publish(claim, edda)
    approve_root(root=claim, by=chen, shown=number(claim))
    publish(claim, edda)
    reword(claim, None, "Two bridges fell.")
    assert number(claim) == first
    with pytest.raises(CannotPublish, match="Only edda"):
        publish(claim, edda)


def test_what_a_program_wrote_last_two_people_agree_to(newsroom: dict[str, User]) -> None:
    edda = newsroom["edda"]
    claim = file_claim(newsroom["rana"])
    reword(claim, newsroom["robot"], "Three bridges fell.")
    with pytest.raises(CannotPublish, match="Only edda"):
        publish(claim, edda)
    approve_root(root=claim, by=newsroom["chen"], shown=number(claim))
    assert review_of(publish(claim, edda)) == "two_people"


def test_sources_that_go_along_are_agreed_to_as_well(newsroom: dict[str, User]) -> None:
    edda, chen = newsroom["edda"], newsroom["chen"]
    claim = file_claim(newsroom["rana"])
    speaker = write([Create(fields=SourceFields(name="Ana", slug="ana", kind="person"))], by=edda).rows[0]
    write([Update(row=claim.appearances.get().pk, fields=AppearanceFields(speaker=speaker.pk), seen=1)], by=chen)
    with pytest.raises(CannotPublish, match="“Ana”: Only edda has agreed"):
        publish(claim, edda)
    approve_root(root=speaker, by=chen, shown=number(speaker))
    assert review_of(publish(claim, edda)) == "two_people"


@pytest.mark.parametrize("make", [NarrativeFactory, SourceFactory])
def test_narratives_and_sources_have_the_same_verbs(make: Any, newsroom: dict[str, User]) -> None:
    chen, edda = newsroom["chen"], newsroom["edda"]
    root = make()
    what = "narrative" if isinstance(root, Narrative) else "source"
    room: Any = actions if what == "narrative" else source_actions
    suffix = "_narrative" if what == "narrative" else ""
    reword(root, chen, "Other words")
    verbs.submit(root=root, by=chen)
    verbs.send_back(root=root, by=edda)
    verbs.submit(root=root, by=chen)
    [first] = room.publish(**{f"{what}s": [root]}, by=edda, shown={root.pk: number(root)})
    reword(root, edda, "Better words")
    with pytest.raises(CannotPublish, match="Only edda"):
        room.publish(**{f"{what}s": [root]}, by=edda, shown={root.pk: number(root)})
    corrected = getattr(room, f"correct{suffix}")(**{what: root}, by=edda, note="The name was wrong.")
    assert second_looks().count() == 1
    verbs.retract(root=root, by=edda, reason="It is no such thing.")
    root.refresh_from_db()
    assert root.stage == Stage.RETRACTED
    approve_root(root=root, by=chen, shown=number(root))
    restored = getattr(room, f"restore{suffix}")(**{what: root}, by=edda, shown=number(root))
    assert [review_of(each) for each in (first, corrected, restored)] == ["two_people", "alone", "two_people"]
    assert [each.edition.kind for each in (corrected, restored)] == ["corrected", "restored"]


# -- alone tonight --------------------------------------------------------------------------------


def test_alone_needs_a_reason_and_owes_a_second_look_that_somebody_else_gives(newsroom: dict[str, User]) -> None:
    edda, emil = newsroom["edda"], newsroom["emil"]
    claim = file_claim(edda)
    with pytest.raises(CannotPublish, match="Say why"):
        publish(claim, edda, alone="  ")
    published = publish(claim, edda, alone="It is election night.")
    assert review_of(published) == "alone"
    [owed] = second_looks()
    assert (owed.reason, owed.number) == ("It is election night.", 1)
    assert (owed.due - owed.at).total_seconds() == 24 * 3600
    with pytest.raises(CannotPublish, match="somebody else looks at it"):
        look_again(root=claim, number=1, by=edda, shown=published.edition.sha256)
    with pytest.raises(NotAsShown):
        look_again(root=claim, number=1, by=emil, shown="0" * 64)
    with pytest.raises(NotAllowed):
        look_again(root=claim, number=1, by=newsroom["rana"], shown=published.edition.sha256)
    look_again(root=claim, number=1, by=emil, shown=published.edition.sha256)
    assert not second_looks().exists()
    with pytest.raises(CannotPublish, match="No second look is owed"):
        look_again(root=claim, number=1, by=emil, shown=published.edition.sha256)


def test_the_audit_trail_says_that_it_was_published_alone(newsroom: dict[str, User]) -> None:
    claim = file_claim(newsroom["edda"])
    publish(claim, newsroom["edda"], alone="It is election night.")
    trail: Any = Claim.pgh_event_model  # type: ignore[attr-defined]
    last = trail.objects.filter(pgh_obj=claim.pk).latest("pgh_id").pgh_context.metadata
    assert (last["user"], last["review"]) == (newsroom["edda"].pk, ["alone"])


def test_a_reason_given_without_need_leaves_it_to_two_people(newsroom: dict[str, User]) -> None:
    published = publish(file_claim(newsroom["rana"]), newsroom["edda"], alone="It is election night.")
    assert review_of(published) == "two_people"
    assert not second_looks().exists()


def test_correcting_a_fact_and_retracting_never_wait_and_are_looked_at_afterwards(newsroom: dict[str, User]) -> None:
    edda = newsroom["edda"]
    claim = file_claim(newsroom["rana"])
    publish(claim, edda)
    reword(claim, edda, "Three bridges fell.")
    corrected = actions.correct(claim=claim, by=edda, note="There were three.", shown=number(claim))
    retracted = actions.retract(claim=claim, by=edda, reason="None fell.")
    assert (review_of(corrected), review_of(retracted)) == ("alone", "alone")
    assert [owed.reason for owed in second_looks()] == ["There were three.", "None fell."]


def test_a_merger_waits_for_nobody_and_both_its_editions_are_looked_at(newsroom: dict[str, User]) -> None:
    edda = newsroom["edda"]
    kept, gone = file_claim(newsroom["rana"]), file_claim(newsroom["rana"])
    for claim in (kept, gone):
        publish(claim, edda)
    merged = actions.merge(survivor=kept, duplicate=gone, by=edda, note="The same bridges.")
    assert {review_of(each) for each in merged} == {"alone"}  # type: ignore[union-attr]  # it does not wait
    assert {owed.subject_id for owed in second_looks()} == {kept.pk, gone.pk}
    assert Authorship.objects.filter(subject_id=kept.pk).latest("pk").by_id == edda.pk


# -- relaxed --------------------------------------------------------------------------------------


def test_while_one_person_alone_may_publish_the_edition_says_relaxed(edda: User, chen: User, robot: User) -> None:
    assert is_relaxed(Claim)
    assert review_of(publish(file_claim(edda), edda)) == "relaxed"
    other = in_role(Role.EDITOR, "emil")
    assert not is_relaxed(Claim)
    other.is_active = False
    other.save()
    assert is_relaxed(Claim)
    assert not second_looks().exists()


def test_a_setting_relaxes_it_and_two_people_are_still_told(newsroom: dict[str, User], one_pair_of_eyes: None) -> None:
    assert review_of(publish(file_claim(newsroom["edda"]), newsroom["edda"])) == "relaxed"
    assert review_of(publish(file_claim(newsroom["rana"]), newsroom["edda"])) == "two_people"


def test_what_an_import_publishes_is_automatic_and_asks_nothing() -> None:
    claim = file_claim(None)
    [published] = actions.publish(claims=[claim], by=None)
    assert review_of(published) == "automatic"
    assert not Authorship.objects.exists()
    assert not SecondLook.objects.exists()


# -- nothing is taken back ------------------------------------------------------------------------


def test_agreements_are_only_added_to(chen: User, edda: User) -> None:
    claim = file_claim(edda)
    approve_root(root=claim, by=chen, shown=number(claim))
    for statement in ("UPDATE editions_approval SET by_id = 0", "DELETE FROM editions_authorship"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_redaction_takes_what_texts_said_and_why_somebody_went_alone(
    editor: User, checker: User, edda: User, emil: User, settings: Any
) -> None:
    settings.FOUR_EYES = True
    claim = file_claim(editor)
    reword(claim, editor, f"What {MARK} did.")
    publish(claim, editor, alone=f"It is {MARK}.")
    approve_root(root=claim, by=checker, shown=number(claim))
    agreed = Authorship.objects.count(), Approval.objects.count()
    redact(root=claim, numbers=None, legal_basis="An order", public_reason=None, requested_by=editor, by=checker)
    assert not tables_with(MARK)
    assert not ApprovedText.objects.exists()
    assert (Authorship.objects.count(), Approval.objects.count()) == agreed


# -- any order, on real rows ----------------------------------------------------------------------

WORDS = ("The bridge", "The bridges", "No bridge")
PEOPLE = ("chen", "edda", "emil", "robot")
STEPS = st.one_of(
    st.tuples(st.just("edit"), st.sampled_from(PEOPLE), st.sampled_from(WORDS)),
    st.tuples(st.just("approve"), st.sampled_from(PEOPLE), st.booleans()),
    st.tuples(st.just("publish"), st.sampled_from(PEOPLE), st.booleans()),
)


@trying(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=1, max_size=5))
def test_in_whatever_order_nothing_unseen_is_published(newsroom: dict[str, User], steps: list[Any]) -> None:
    with transaction.atomic():
        history = History(NarrativeFactory(name=WORDS[0]), newsroom)
        for what, who, given_ in steps:
            getattr(history, what)(newsroom[who], given_)
        transaction.set_rollback(True)


class History:
    """Everything that was done to a work since its last edition, told apart from what the database keeps of it.

    The rule is the same for all roots; a narrative is composed in the fewest queries.
    """

    def __init__(self, root: Narrative, newsroom: dict[str, User]) -> None:
        self.root, self.newsroom = root, newsroom
        self.author: str | None = None
        self.approved: set[tuple[str, str]] = set()

    def _try(self, act: Any) -> bool:
        try:
            with transaction.atomic():
                act()
        except (PermissionDenied, CannotPublish, NotAsShown):
            return False
        return True

    def edit(self, by: User, words: str) -> None:
        before = number(self.root)
        if self._try(lambda: reword(self.root, by, words)) and number(self.root) != before:
            self.author = by.username

    def approve(self, by: User, is_seen: bool) -> None:
        seen = number(self.root) if is_seen else "0" * 64
        if self._try(lambda: approve_root(root=self.root, by=by, shown=seen)):
            assert is_seen
            self.approved.add((by.username, seen))

    def publish(self, by: User, is_shown: bool) -> None:
        now, editions = number(self.root), Edition.objects.filter(subject_id=self.root.pk).count()
        seen = {self.root.pk: now} if is_shown else {}
        is_done = self._try(lambda: actions.publish(narratives=[self.root], by=by, shown=seen))
        # What readers have already gets no edition, and nobody has to agree to it.
        if is_done and Edition.objects.filter(subject_id=self.root.pk).count() > editions:
            people = {name for name, seen in self.approved if seen == now}
            people |= {self.author or ""} | ({by.username} if is_shown else set())
            people -= {"", "robot"}
            assert len(people) >= 2
            assert people & {"edda", "emil"}
            self.author, self.approved = None, set()
