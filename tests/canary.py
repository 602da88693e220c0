"""One word in every field that the desk can write, in all that is made of it, and the search for that word everywhere."""

import gzip
import zipfile
from collections.abc import Container, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import connection
from django.db.models import BinaryField, JSONField, Model
from django.utils import timezone
from procrastinate.contrib.django import app
from rest_framework.test import APIClient

from claims import writing as actions
from claims.dossier import renditions
from claims.dossier.bundle import bundle
from claims.dossier.formats import FORMATS
from claims.exports.dumps import write_dump
from claims.imports.models import (
    Double,
    ImportedReview,
    ImportedSource,
    ImportRun,
    Proposal,
    RatingLabel,
    RefusedRecord,
)
from claims.models import Claim, Narrative, Subject, Topic
from claims.writing.duplicates import entering
from claims.writing.searches.keeping import save_search
from claims.writing.stores import STORES, Reach
from claims.writing.webhooks.models import Webhook
from claims.writing.webhooks.subscribing import make
from claimtrack.accounts.models import KeptAnswer, Session
from claimtrack.accounts.sessions import SessionStore
from claimtrack.corrections.deciding import decline
from claimtrack.corrections.models import CorrectionRequest
from claimtrack.corrections.receiving import Asked, receive
from claimtrack.dates import WorldDate, WorldDateField
from claimtrack.editions.agreement import ApprovedText, SecondLook
from claimtrack.editions.handing import Guest, Handover
from claimtrack.editions.joining import Joined, Joining, MovedRow
from claimtrack.editions.models import HeldBack
from claimtrack.editions.schedules import Alert, Schedule
from claimtrack.editions.state import record_state
from claimtrack.ids import SlugField
from claimtrack.models import KeptFilter
from claimtrack.workplace import docket, talk
from claimtrack.workplace.docket import Urgency
from claimtrack.writing import withholding
from sources import writing as source_actions
from sources.models import Capture, Document, Embargo, Fetch, Office, ReliabilityGrade, Source
from tests.clock import set_clock
from tests.factories import DocumentFactory, SourceFactory
from tests.marked import MARK, log, marked_claim

WORDS = f"What {MARK} did, again."
ADDRESS = f"https://{MARK}.example"
TAKEN = {Reach.GOES, Reach.BLANKED, Reach.SWEPT, Reach.BY_HAND}
#: What stands in place of a quotation.
DESCRIBED = frozenset({"description", "transcript"})
#: Columns that are derived, and repeat what stands beside them only where there is such a thing.
NOT_ALWAYS = {
    ("claims_facetrow", "value"),  # ids, slugs and codes; of a topic or a narrative, its slug
    ("editions_entry", "item_id"),
    ("editions_entry", "keys"),
    ("accounts_session", "session_data"),  # packed; looked at by itself
}


def marked(field: Any, number: int) -> Any:
    """A value of this field that has the word in it."""
    if isinstance(field, WorldDateField):
        return WorldDate("1975", text=WORDS)
    if isinstance(field, ArrayField):
        return [marked(field.base_field, number)]
    if isinstance(field, JSONField):
        return {"said": WORDS}
    if isinstance(field, BinaryField):
        return gzip.compress(WORDS.encode())
    if isinstance(field, SlugField):
        return f"{MARK}-{number}"
    if field.validators and any(
        "web_address" in repr(each) or "URLValidator" in repr(each) for each in field.validators
    ):
        return f"{ADDRESS}/{number}"
    return f"{WORDS} {number}"[: field.max_length or None]


def model_of(table: str) -> type[Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table and not model._meta.proxy), None)


def fill(row: Any, *, number: int, but: Container[str] = ()) -> None:
    """Put the word into every column of the row that holds text about people and has it not, `but` for these."""
    store = STORES[row._meta.db_table]
    fields = {field.column: field for field in row._meta.concrete_fields}
    values = {
        fields[name].name: marked(fields[name], number)
        for name in (*store.texts, *store.packed)
        if name not in but and MARK not in str(getattr(row, fields[name].attname)).lower()
    }
    type(row)._default_manager.filter(pk=row.pk).update(**values)


class Canary:
    """A claim, and the shared rows that it names, with the word in everything."""

    def __init__(self, editor: User) -> None:
        self.claim: Claim = marked_claim(editor)
        self.appearance = self.claim.appearances.get()
        self.document: Document = self.appearance.document
        self.subject: Subject = self.claim.about.get()
        self.topic: Topic = self.claim.topics.get()
        self.narrative: Narrative = self.claim.narratives.get()
        self.source: Source = self.document.publisher
        self._plant_shared(editor)
        self._plant_under(editor)
        self._publish(editor)
        self.label = self._leave_by_imports()
        self._leave_at_the_desk(editor)
        self._make_files()

    def _plant_shared(self, editor: User) -> None:
        for number, row in enumerate((self.document, self.subject, self.topic, self.narrative, self.source)):
            fill(row, number=number)
        grade = ReliabilityGrade.objects.create(source=self.source, grade="B", reasons=WORDS, at="2020-01-01")
        office = Office.objects.create(person=self.source, organization=SourceFactory(), title=WORDS)
        for row in (grade, office):
            fill(row, number=7)
        capture = Capture.objects.create(
            document=DocumentFactory(title="A page that is cited nowhere."), taken_at="2020-01-01T00:00:00Z",
            taken_by=WORDS, tool=WORDS, text=WORDS, content=gzip.compress(WORDS.encode()), sha256="0" * 64,
            archived_url=f"{ADDRESS}/copy", headers=[["x-page", WORDS]], words=WORDS, particulars="editors",
            original=gzip.compress(WORDS.encode()),
        )  # fmt: skip
        self.stray = capture
        over = "2001-01-01T00:00:00Z"
        Embargo.objects.create(document=self.document, until=over, reason=WORDS, by=editor, at=over)

    def _plant_under(self, editor: User) -> None:
        rebuttals = [answer.rebuttal for answer in self.claim.answers.all()]
        evidence = list(self.claim.evidence.all())
        for number, row in enumerate([self.appearance, *rebuttals, *evidence], start=20):
            fill(row, number=number, but=DESCRIBED)
        self.claim.appearances.create(document=self.document, role="reports", description=WORDS, transcript=WORDS)
        self.claim.assessments.create(
            status="rated", verdict="false", rationale=WORDS, label=WORDS, scale=WORDS,
            as_of=WorldDate("1975", text=WORDS), assessed_at=WorldDate("1975", text=WORDS), source=SourceFactory(),
        )  # fmt: skip

    def _publish(self, editor: User) -> None:
        set_clock("2100-01-03T12:00:00+00:00")
        actions.publish(narratives=[self.narrative], by=editor)
        source_actions.publish(sources=[self.source], by=editor)
        actions.correct(claim=self.claim, by=editor, note=WORDS)
        withholding.withhold(root=self.claim, reason=WORDS, by=editor, numbers=[1])

    def _leave_by_imports(self) -> RatingLabel:
        run = ImportRun.objects.create(origin="a", state="interrupted")
        refused = RefusedRecord.objects.create(run=run, place="line 1", reason="a", raw=b"{", page={}, digest="1")
        label = RatingLabel.objects.create(host="a.example", language="en", label="a", key="a")
        review = ImportedReview.objects.create(key="1" * 32, claim=self.claim, rating=label)
        source = ImportedSource.objects.create(key="a", source=self.source)
        proposal = Proposal.objects.create(review=review, key="1", claim=self.claim, run=run, changes=["a"], payload={})
        one, other = sorted((self.source.pk, SourceFactory().pk))
        double = Double.objects.create(one_id=one, other_id=other, reason="a")
        for number, row in enumerate((run, refused, label, review, source, proposal, double), start=40):
            fill(row, number=number)
        label.refresh_from_db()
        return label

    def _leave_at_the_desk(self, editor: User) -> None:
        fill(Fetch.objects.create(by=editor), number=50)
        log(self.claim, editor)
        # The desk is ahead of the newest edition: its wording is matched by itself.
        Claim.objects.filter(pk=self.claim.pk).update(version=99)
        entering.enter_all()
        talk.comment(root=self.claim, text=WORDS, by=editor)
        docket.prioritise(root=self.claim, urgency=Urgency(harm=3, reason=WORDS), by=editor)
        docket.tag(root=self.claim, add=[MARK], by=editor)
        asked = Asked(wrong=WORDS, right=WORDS, evidence=[ADDRESS], name=WORDS, email=f"{MARK}@example.org")
        receive(kind="claim", subject_id=self.claim.pk, asked=asked)
        decline(request=CorrectionRequest.objects.get(), reason=f"{MARK}.", names_nobody=True, by=editor)
        KeptFilter.objects.create(person=editor, page="claims.claim", name=MARK, query=f"q={MARK}")
        save_search(name=MARK, query=f"q={MARK}", mail=None, by=editor)
        webhook, _ = make(name="A CMS", url="https://receiver.example/", by=editor)
        Webhook.objects.filter(pk=webhook.pk).update(name=WORDS, url=ADDRESS, filters={"q": [WORDS]})
        KeptAnswer.objects.create(
            person=editor,
            key="1",
            request="1",
            status=201,
            headers={"Location": MARK},
            body=WORDS,
            at="2100-01-01T00:00:00Z",
        )
        session = SessionStore()
        session["kept"] = WORDS
        session.save()
        app.configure_task("make_dossier").defer(
            extension="pdf", narrative=None, edition=None, as_of=None, filters=f"q={MARK}"
        )
        neighbour = Claim.objects.exclude(pk=self.claim.pk)[0]
        ApprovedText.objects.create(subject_id=self.claim.pk, sha256="0" * 64, text=WORDS)
        SecondLook.objects.create(
            subject_id=self.claim.pk,
            number=99,
            subject_type="claim",
            sha256="0" * 64,
            by_id=editor.pk,
            reason=WORDS,
            at=timezone.now(),
        )
        merger = Joining.objects.create(
            kind=Joined.MERGE,
            subject_type="claim",
            subject_id=neighbour.pk,
            other_id=self.claim.pk,
            note=WORDS,
            by_id=1,
        )
        says = {"context": WORDS}
        MovedRow.objects.create(joining=merger, table="claims.Claim", row=str(self.claim.pk), before=says, after=says)
        self._leave_before_publication(editor)
        HeldBack.objects.create(
            subject_id=self.claim.pk, neighbour_id=neighbour.pk, path="relations", fragment={"note": WORDS}
        )
        HeldBack.objects.create(
            subject_id=neighbour.pk, neighbour_id=self.claim.pk, path="relations", fragment={"note": WORDS}
        )

    def _leave_before_publication(self, editor: User) -> None:
        about: Any = {"subject_id": self.claim.pk}
        of = {**about, "subject_type": "claim"}
        at = timezone.now()
        ended = {"shown": {}, "at": at, "note": WORDS, "outcome": "refused", "why": WORDS}
        Schedule.objects.create(**of, **ended, sha256="0" * 64, by_id=editor.pk)
        Alert.objects.create(**of, reason=WORDS)
        Handover.objects.create(**of, sha256="0" * 64, to=WORDS, at=at, by_id=editor.pk)
        Guest.objects.create(**about, digest="0" * 64, name=WORDS, by_id=editor.pk, expires_at=at)

    def _make_files(self) -> None:
        made = bundle([self.claim.pk], using="default")
        for extension, form in FORMATS.items():
            if extension in {"html", "md", "json"}:
                renditions.keep(made, form, form.render(made), revision=record_state("default").revision)
        write_dump(using="default")


# -- the search -----------------------------------------------------------------------------------


def columns_with(word: str) -> dict[str, set[str]]:
    """Table → columns that have the word in any row, in whatever case; what is packed is unpacked."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname, atttypid = 'bytea'::regtype FROM pg_class JOIN pg_attribute"
            " ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm')"
            " AND attnum > 0 AND NOT attisdropped"
        )
        for table, column, packed in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"{"" if packed else "::text"} FROM "{table}" WHERE "{column}" IS NOT NULL')
            if any(word in text for (value,) in cursor.fetchall() for text in _texts(value)):
                found.setdefault(table, set()).add(column)
    if any(word in str(session.get_decoded()).lower() for session in Session.objects.all()):
        found.setdefault("accounts_session", set()).add("session_data")
    return found


def files_with(word: str) -> set[str]:
    """Files below CLAIMTRACK_HOME with the word in their names or their contents."""
    home = Path(settings.HOME)
    return {
        str(path.relative_to(home))
        for path in home.rglob("*")
        if word in path.name.lower() or (path.is_file() and any(word in text for text in _texts(path.read_bytes())))
    }


def kept_in_memory(word: str) -> bool:
    """Whether this process' cache, throttles and searches of the desk included, has the word."""
    return word in str(getattr(cache, "_cache", {})).lower()


def answers_with(word: str, addresses: Any) -> set[str]:
    reader = APIClient()
    return {
        address
        for address in addresses
        if "OPTIONS" not in address and word in b"".join(reader.get(address)).decode(errors="replace").lower()
    }


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.lower()
        return
    content = bytes(value)
    yield content.decode(errors="replace").lower()
    yield content.decode("utf-16-le", errors="replace").lower()
    if content.startswith(b"\x1f\x8b"):
        yield from _texts(gzip.decompress(content))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.lower()
                yield from _texts(archive.read(name))
