"""The permission table, cell by cell, against what is written down by hand in `tests/permission_matrix.py`.

Role by action by own or another's by stage: what the question `may` answers, what actions do, what pages offer and
what they do when asked all the same.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims import writing as claim_actions
from claims.imports import publishers
from claims.imports.filing.doubles import keep_apart
from claims.imports.filing.reviews import decline
from claims.imports.models import (
    Double,
    ImportedReview,
    ImportRun,
    ListedPublisher,
    Proposal,
    RatingLabel,
    RefusedRecord,
)
from claims.imports.ratings.writing import RatingFields, read_label
from claims.imports.run import start as imports
from claims.models import Assessment, Claim, ClaimPair, Inquiry, Letter, LetterTemplate, Narrative
from claims.scales import PairAnswer
from claims.writing.duplicates.deciding import decide
from claims.writing.searches.keeping import change_search, delete_search, save_search
from claims.writing.searches.models import SavedSearch
from claims.writing.webhooks.models import WebhookDelivery
from claims.writing.webhooks.subscribing import make
from claimtrack.accounts.lost_factors import ask_reset, refuse_reset
from claimtrack.accounts.models import FactorReset, Session, Token
from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import Role
from claimtrack.accounts.signed_in import end_sessions
from claimtrack.accounts.table import TABLE, actions
from claimtrack.admin.base import DeskAdmin
from claimtrack.admin.steps import SteppedAdmin
from claimtrack.corrections.models import CorrectionRequest, Requester
from claimtrack.editions.models import Byline, Entry
from claimtrack.editions.orders import RedactionOrder
from claimtrack.editions.roots import audited
from claimtrack.ids import uuid7
from claimtrack.workplace import docket
from claimtrack.workplace.models import Comment, Docket, Notice
from claimtrack.writing import Create, Delete, Fields, Update, verbs, withholding, write
from claimtrack.writing.agreement import approve_root
from claimtrack.writing.book import BOOK, writable
from claimtrack.writing.fields import plain
from sources import writing as source_actions
from sources.models import Capture, Embargo, Fetch, Office, ReliabilityGrade, Source
from tests.admin_forms import page, page_of
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    InquiryFactory,
    NarrativeFactory,
    ObservationFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.import_leftovers import leave_by_an_import
from tests.people import in_role
from tests.permission_matrix import STAGES, Cell, cells, edges

pytestmark = pytest.mark.django_db

#: (model, stage, who made it): the row. Of models whose rows are nobody's, one for all.
Rows = Mapping[tuple[str, str, str], models.Model]
OTHER = "colleague"


@dataclass(frozen=True)
class Desk:
    """The cast by role, a colleague, and everybody's rows."""

    people: Mapping[str, User]
    rows: Rows

    def row(self, cell: Cell) -> Any:
        whose = cell.role.value if cell.own else OTHER
        return self.rows[cell.model, cell.stage, whose]

    def by(self, cell: Cell) -> User:
        return self.people[cell.role.value]


@pytest.fixture
def newsroom(db: None) -> Desk:
    people = {role.value: in_role(role) for role in Role}
    people[OTHER] = in_role(Role.REPORTER, OTHER)
    rows: dict[tuple[str, str, str], models.Model] = {}
    shared = _shared_rows()
    for name, person in people.items():
        for stage in STAGES:
            with audited(person):
                for row in _rows_of(person, stage, shared):
                    rows[row._meta.label_lower, stage, name] = row
    return Desk(people, rows)


def _shared_rows() -> list[Any]:
    run = leave_by_an_import(ClaimFactory())
    double = Double.objects.get()
    standing = claim_actions.publish(claims=[ClaimFactory()], by=None)[0].edition
    return [
        standing,
        double,
        run,
        RefusedRecord.objects.get(run=run),
        RatingLabel.objects.get(),
        ImportedReview.objects.get(),
        ListedPublisher.objects.get(),
        TopicFactory(),
        LetterTemplate.objects.create(name="Short", text="To {source}."),
        _pair(),
        *_hooked(),
        DocumentFactory(),
    ]


def _hooked() -> list[models.Model]:
    webhook, _ = make(name="A CMS", url="https://receiver.example/", by=in_role(Role.EDITOR))
    now = timezone.now()
    about = {"position": 1, "subject_id": uuid7(), "due_at": now, "read_at": now}
    return [webhook, WebhookDelivery.objects.create(webhook=webhook, **about)]


def _pair() -> ClaimPair:
    one, other = sorted((ClaimFactory(), ClaimFactory()), key=lambda claim: claim.pk)
    pair: ClaimPair = ClaimPair.objects.create(one=one, other=other, score=0.5)
    return pair


def _rows_of(person: User, stage: str, shared: list[Any]) -> Iterator[models.Model]:
    """One of everything, made by this person, at this stage."""
    standing, double, run, *others, document = shared
    yield from (double, run, *others, User(username="nobody"), ProcrastinateJob(), RedactionOrder())
    yield FactorReset(person=User(pk=-1, username="nobody"))
    claim = ClaimFactory(author=person, stage=stage, appearance=None)
    source = SourceFactory(author=person, stage=stage)
    appearance = AppearanceFactory(claim=claim, document=document)
    answer = AnswerFactory(claim=claim, rebuttal=RebuttalFactory(document=document, source=source))
    yield from (claim, source, appearance, answer, answer.rebuttal)
    yield AttributionFactory(appearance=appearance, source=source)
    yield EvidenceFactory(target_claim=claim, document=document)
    yield AssessmentFactory(claim=claim)
    inquiry = InquiryFactory(claim=claim, source=source)
    yield inquiry
    yield Letter.objects.create(inquiry=inquiry, text="To you.", sha256=str(inquiry.pk))
    yield ObservationFactory(claim=claim)
    yield RelationFactory(claim=claim, other=claim.__class__.objects.exclude(pk=claim.pk)[0])
    yield Proposal.objects.create(run=run, key=str(claim.pk)[:32], claim=claim, changes=["it"], payload={})
    yield NarrativeFactory(author=person, stage=stage)
    yield Office.objects.create(person=source, organization=document.publisher, title="Warden")
    yield ReliabilityGrade.objects.create(source=source, grade="B", at="2020-01-01", reasons="It errs seldom.")
    made = DocumentFactory(publisher=source)
    yield made
    yield Capture.objects.create(document=made, taken_at="2020-01-01T00:00Z", tool="by hand", text="So.", sha256="0")
    yield Embargo.objects.create(document=made, until=timezone.now(), reason="So.", by=person, at=timezone.now())
    yield Fetch.objects.create(url="https://gazette.example/1", by=person)
    yield (subject := SubjectFactory())
    yield from (Token(user=person, pk="digest"), Session(person_id=person.pk, pk="key"))
    yield Byline(person=person.profile.pseudonym, name="A Name")
    about = {"kind": "claim", "root_id": uuid7()}
    yield SavedSearch.objects.create(person=person, name=f"At {stage}", query="verdict=false")
    yield from (Comment(**about, by=person, text="So."), Docket(**about), Notice(**about, person=person))
    request = CorrectionRequest(kind="claim", subject_id=uuid7(), received_at=timezone.now())
    yield from (request, Requester(request=request, wrong="So."))
    if stage == "published":
        for each in (made, subject):
            kind = str(each._meta.model_name)
            named = {"subject_id": standing.subject_id, "position": standing.position}
            Entry.objects.create(kind=kind, item_id=str(each.pk), lead=True, text="{}", **named)


def _as_new(row: Any) -> Any:
    """Another row that stands where this one does, yet to be made; a byline is whose its key says."""
    if isinstance(row, Byline):
        return row
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    new = type(row)(**values | {row._meta.pk.attname: uuid7() if isinstance(row.pk, UUID) else None})
    new._state.adding = True
    return new


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told_wrong(cell: Cell, allowed: bool) -> str:
    whose = "their own" if cell.own else "another's"
    does = "may" if allowed else "may not"
    return f"{cell.role} {does} {cell.action} {cell.model}, {whose}, {cell.stage}"


# -- the question ---------------------------------------------------------------------------------


def test_the_matrix_has_every_action_of_the_table_and_no_other() -> None:
    written = {(cell.model, cell.action) for cell in cells()}
    assert written == {(model._meta.label_lower, rule.action) for model, rule in actions()}


def test_may_answers_as_the_matrix_says(newsroom: Desk) -> None:
    wrong = []
    for cell in cells():
        row = newsroom.row(cell)
        allowed = may(newsroom.by(cell), cell.action, _as_new(row) if cell.action == "add" else row)
        if allowed is not cell.allowed:
            wrong.append(told_wrong(cell, allowed))
    assert wrong == []


def test_without_a_role_or_shown_out_nobody_may_do_anything(newsroom: Desk) -> None:
    outsider = User.objects.create_user("outsider", is_staff=True)
    shown_out = in_role(Role.ADMINISTRATOR, "former")
    shown_out.is_active = False
    for cell in cells():
        assert not may(outsider, cell.action, newsroom.row(cell))
        assert not may(shown_out, cell.action, newsroom.row(cell))


# -- actions --------------------------------------------------------------------------------------


def is_refused(act: Callable[[], object]) -> bool:
    """Whether an action lacks the right; anything else that stands against it is none of the table's."""
    try:
        with undone():
            act()
    except PermissionDenied:
        return True
    except (ValidationError, LookupError):
        return False
    return False


def _fields_like(row: Any) -> Fields:
    form = writable(type(row)).fields
    names = [member.name for member in fields(form) if member.name not in {"slug", "attributed_to"}]
    columns = {field.name for field in row._meta.concrete_fields}
    return form(**{name: plain(getattr(row, name)) for name in names if name in columns})


def _nothing(row: Any) -> Fields:
    return writable(type(row)).fields()


CHANGES: Mapping[str, Callable[[Any], Any]] = {
    "add": lambda row: Create(fields=_fields_like(row)),
    "change": lambda row: Update(row=row.pk, fields=_nothing(row), seen=_nothing(row)),
    "delete": lambda row: Delete(model=type(row), row=row.pk, seen=getattr(row, "row_version", 0)),
}


def test_rows_are_written_as_the_matrix_says(newsroom: Desk) -> None:
    wrong = []
    for cell in edges():
        row = newsroom.row(cell)
        if cell.action in CHANGES and type(row) in BOOK:
            change = CHANGES[cell.action](row)
            refused = is_refused(lambda change=change, cell=cell: write([change], by=newsroom.by(cell)))  # type: ignore[misc]
            if refused is cell.allowed:
                wrong.append(told_wrong(cell, not refused))
    assert wrong == []


ROOTS: tuple[type[models.Model], ...] = (Claim, Narrative, Source)
VERBS: Mapping[tuple[type[models.Model], str], Callable[[Any, User], object]] = {
    (Session, "delete"): lambda row, by: end_sessions(person=User(pk=row.person_id), which=bool, by=by),
    (FactorReset, "add"): lambda row, by: ask_reset(person=row.person, reason="Lost.", by=by),
    (FactorReset, "decide"): lambda row, by: refuse_reset(person=row.person, by=by),
    (Claim, "publish"): lambda row, by: claim_actions.publish(claims=[row], by=by),
    (Claim, "correct"): lambda row, by: claim_actions.correct(claim=row, by=by, note="It was so."),
    (Claim, "restore"): lambda row, by: claim_actions.restore(claim=row, by=by),
    (Claim, "merge"): lambda row, by: claim_actions.merge(survivor=row, duplicate=row, by=by, note=""),
    (Claim, "unmerge"): lambda row, by: claim_actions.unmerge(claim=row, by=by, note=""),
    (Source, "merge"): lambda row, by: source_actions.merge(survivor=row, duplicate=row, by=by, note=""),
    (Source, "unmerge"): lambda row, by: source_actions.unmerge(source=row, by=by, note=""),
    (Source, "split"): lambda row, by: claim_actions.split(source=row, into=row, claims=[], by=by, note=""),
    (Claim, "split"): lambda row, by: claim_actions.split_claim(claim=row, into=row, rows=[], by=by, note=""),
    (Claim, "withhold"): lambda row, by: withholding.withhold(root=row, reason="", by=by),
    (Narrative, "withhold"): lambda row, by: withholding.withhold(root=row, reason="", by=by),
    (Source, "withhold"): lambda row, by: withholding.withhold(root=row, reason="", by=by),
    (ListedPublisher, "add"): lambda row, by: publishers.propose(host="new.example", reason="It checks.", by=by),
    (ListedPublisher, "approve"): lambda row, by: publishers.approve(publisher=row, by=by),
    (ListedPublisher, "take_off"): lambda row, by: publishers.take_off(publisher=row, by=by),
    **{(model, "approve"): lambda row, by: approve_root(root=row, by=by, shown="") for model in ROOTS},
    **{(model, "submit"): lambda row, by: verbs.submit(root=row, by=by) for model in ROOTS},
    **{(model, "send_back"): lambda row, by: verbs.send_back(root=row, by=by) for model in ROOTS},
    **{(model, "retract"): lambda row, by: verbs.retract(root=row, by=by, reason="") for model in ROOTS},
    **{(model, "assign"): lambda row, by: docket.tag(root=row, add=["x"], by=by) for model in ROOTS},
    (Narrative, "correct"): lambda row, by: claim_actions.correct_narrative(narrative=row, by=by, note="It was so."),
    (Narrative, "restore"): lambda row, by: claim_actions.restore_narrative(narrative=row, by=by),
    (Source, "correct"): lambda row, by: source_actions.correct(source=row, by=by, note="It was so."),
    (Inquiry, "publish"): lambda row, by: claim_actions.publish_answer(inquiry=row, by=by),
    (ReliabilityGrade, "approve"): lambda row, by: source_actions.approve_grade(grade=row, by=by),
    (ClaimPair, "decide"): lambda row, by: decide(claims=(row.one_id, row.other_id), answer=PairAnswer.SAME, by=by),
    (SavedSearch, "change"): lambda row, by: change_search(search=row, name="It", query="", mail=None, by=by),
    (SavedSearch, "delete"): lambda row, by: delete_search(search=row, by=by),
    (SavedSearch, "add"): lambda row, by: save_search(name="It", query="", mail=None, by=by),
    (Double, "decide"): lambda row, by: keep_apart(double=row, by=by),
    (Narrative, "publish"): lambda row, by: claim_actions.publish(narratives=[row], by=by),
    (Assessment, "approve"): lambda row, by: claim_actions.approve(assessment=row, by=by),
    (Source, "publish"): lambda row, by: source_actions.publish(sources=[row], by=by),
    (Source, "restore"): lambda row, by: source_actions.restore(source=row, by=by),
    (Capture, "add"): lambda row, by: source_actions.capture(document=row.document, text="!", tool="x", by=by),
    (Capture, "delete"): lambda row, by: source_actions.discard(captures=[row], reason="A mistake.", by=by),
    (Capture, "flag"): lambda row, by: source_actions.set_flags(captures=[row], by=by, graphic=False),
    (Capture, "read_words"): lambda row, by: source_actions.ask_for_words(capture=row, by=by),
    (Embargo, "lift"): lambda row, by: source_actions.lift_embargo(document=row.document, reason="So.", by=by),
    (Fetch, "add"): lambda row, by: source_actions.fetch(url=row.url, by=by),
    (Fetch, "keep"): lambda row, by: source_actions.keep(fetch=row, document=DocumentFactory(), by=by),
    (Proposal, "decide"): lambda row, by: decline(proposal=row, by=by),
    (ImportRun, "add"): lambda row, by: imports.queue(run=ImportRun(origin=imports.REFUSED), by=by),
    (RatingLabel, "change"): lambda row, by: read_label(
        change=Update(row=row.pk, fields=RatingFields(note="Seen."), seen=RatingFields(note="")), by=by
    ),
}


def test_verbs_are_done_as_the_matrix_says(newsroom: Desk) -> None:
    wrong = []
    for cell in edges():
        row = newsroom.row(cell)
        if verb := VERBS.get((type(row), cell.action)):
            refused = is_refused(lambda verb=verb, row=row, cell=cell: verb(row, newsroom.by(cell)))  # type: ignore[misc]
            # At a stage where nobody may, a verb says what it is done to, not who does it.
            if refused is cell.allowed and (refused or not _is_for_nobody(cell)):
                wrong.append(told_wrong(cell, not refused))
    assert wrong == []


NOBODYS = {(cell.model, cell.action, cell.own, cell.stage) for cell in edges() if cell.allowed}


def _is_for_nobody(cell: Cell) -> bool:
    return (cell.model, cell.action, cell.own, cell.stage) not in NOBODYS


# -- pages ----------------------------------------------------------------------------------------


def test_pages_offer_what_the_matrix_says(newsroom: Desk) -> None:
    wrong = []
    for cell in cells():
        row = newsroom.row(cell)
        model_admin = admin.site._registry.get(type(row))
        if isinstance(model_admin, DeskAdmin) and cell.action in {"view", "change", "delete"}:
            request = RequestFactory().get("/")
            request.user = newsroom.by(cell)
            offered = getattr(model_admin, f"has_{cell.action}_permission")(request, row)
            if offered is not cell.allowed and not _is_read_only(row, cell):
                wrong.append(told_wrong(cell, offered))
    assert wrong == []


def _is_read_only(row: models.Model, cell: Cell) -> bool:
    """Rows that no page changes, whoever asks."""
    return isinstance(row, ReliabilityGrade) and cell.action == "change"


def test_every_page_of_the_admin_is_of_the_table_and_asks_it_for_its_steps() -> None:
    for model, model_admin in admin.site._registry.items():
        assert model in TABLE, f"the rows of {model.__name__} stand in no row of the permission table"
        steps = model_admin.get_steps() if isinstance(model_admin, SteppedAdmin) else ()
        assert {step.right for step in steps} <= TABLE[model].rules.keys()
    assert BOOK.keys() <= TABLE.keys()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_claim_is_opened_written_and_deleted_on_its_page_as_the_matrix_says(newsroom: Desk) -> None:
    clients = {role: signed_in(newsroom.people[role.value]) for role in Role}
    wrong = []
    for cell in edges():
        if cell.model == "claims.claim" and cell.action in {"change", "delete"}:
            address, client = page(newsroom.row(cell), cell.action), clients[cell.role]
            with undone():
                answer = client.post(address, {"statement": ""}) if cell.action == "change" else client.get(address)
            if (answer.status_code == 403) is cell.allowed:
                wrong.append(told_wrong(cell, answer.status_code != 403))
    assert wrong == []


STEPS = {"submit": "submit", "send_back": "return", "publish": "publish", "correct": "correct", "retract": "retract",
         "restore": "restore"}  # fmt: skip


def test_steps_of_a_claim_are_shown_to_those_who_may_and_refused_to_others(newsroom: Desk) -> None:
    clients = {role: signed_in(newsroom.people[role.value]) for role in Role}
    wrong = []
    for cell in edges():
        if cell.model == "claims.claim" and cell.action in STEPS and not _is_for_nobody(cell):
            answer = clients[cell.role].post(page(newsroom.row(cell), STEPS[cell.action]), {"words": ""})
            if (answer.status_code == 403) is cell.allowed:
                wrong.append(told_wrong(cell, answer.status_code != 403))
            if answer.status_code == 403:
                assert f"You are {cell.role.with_article}." in answer.content.decode()
    assert wrong == []


#: What no page of its own begins.
MADE_ELSEWHERE = {ClaimPair, Double, RefusedRecord, Proposal, RedactionOrder}


def test_lists_and_forms_for_new_rows_are_open_to_those_who_may_alone(newsroom: Desk) -> None:
    wrong = []
    for role in Role:
        client = signed_in(newsroom.people[role.value])
        for cell in (each for each in edges() if each.role == role and each.own and each.stage == "draft"):
            model = apps.get_model(cell.model)
            if cell.action in {"view", "add"} and admin.site.is_registered(model):
                status = client.get(page_of(model, "changelist" if cell.action == "view" else "add")).status_code
                expected = cell.allowed and not (cell.action == "add" and model in MADE_ELSEWHERE)
                if (status == 200) is not expected:
                    wrong.append(f"{role}: {cell.action} {cell.model} is {status}")
    assert wrong == []


def test_the_api_of_imports_is_open_to_those_who_may_alone(newsroom: Desk) -> None:
    for role in Role:
        client = signed_in(newsroom.people[role.value])
        expected = {cell.action: cell.allowed for cell in cells() if cell.model == "claims.importrun"
                    and cell.role == role}  # fmt: skip
        assert (client.get("/api/v1/desk/imports/").status_code == 200) is expected["view"]
        answer = client.post("/api/v1/desk/imports/", {}, content_type="application/json")
        assert (answer.status_code == 403) is not expected["add"]


def test_an_action_on_a_selection_that_was_not_offered_is_refused_with_who_may(newsroom: Desk) -> None:
    claim = newsroom.rows["claims.claim", "draft", OTHER]
    chosen = {"action": "publish_selected", "_selected_action": [claim.pk]}
    answer = signed_in(newsroom.people["checker"]).post(page_of(Claim), chosen)
    assert answer.status_code == 403
    assert "A claim is published by editors. You are a checker." in answer.content.decode()
    mine = signed_in(newsroom.people["reporter"]).post(page_of(Claim), chosen | {"action": "submit_selected"})
    assert mine.status_code == 403
    assert "reporters (own: draft)" in mine.content.decode()
