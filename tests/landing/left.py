"""What people leave at the desk, by the actions that write it: what is new in a landing is added here."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.test import override_settings

from claims import writing as actions
from claims.imports.models import ImportedSource
from claims.models import Claim, ClaimPair, Letter, LetterTemplate
from claims.tools.webhooks.posting import Answer, Outcome
from claims.writing.duplicates.entering import enter_all
from claims.writing.searches.keeping import save_search
from claims.writing.searches.looking import look
from claims.writing.webhooks import subscribing
from claims.writing.webhooks.sending import World, send
from claimtrack.accounts import bylines
from claimtrack.accounts.models import KeptAnswer, Token
from claimtrack.accounts.roles import Role
from claimtrack.accounts.sessions import SessionStore
from claimtrack.corrections.deciding import decline
from claimtrack.corrections.models import CorrectionRequest
from claimtrack.corrections.receiving import Asked, receive
from claimtrack.editions.clocks import told
from claimtrack.models import KeptFilter
from claimtrack.workplace import docket, presence, talk, watching
from claimtrack.workplace.docket import Urgency
from claimtrack.workplace.models import Preference
from claimtrack.writing import guests, restricting, withholding
from claimtrack.writing.agreement import approve_root, numbers_of
from claimtrack.writing.alerts import alert
from claimtrack.writing.befores import withhold_before
from claimtrack.writing.handovers import record_handover
from claimtrack.writing.schedules import schedule
from sources import writing as source_actions
from sources.models import Document, Fetch, Office, Source
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    GradeFactory,
    InquiryFactory,
    NarrativeFactory,
    ObservationFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.import_leftovers import leave_by_an_import
from tests.marked import log
from tests.people import in_role
from tests.redacting import redact


class Left:
    """What people leave at the desk: a row or more in every table that they write, by the actions that write it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.some_day = told() + timedelta(days=300)
        self.editor = in_role(Role.ADMINISTRATOR, f"editor-{name}")
        self.reporter = in_role(Role.REPORTER, f"reporter-{name}")
        self.claim: Claim = ClaimFactory(slug=f"kept-{name}", author=self.reporter)
        self.other: Claim = ClaimFactory(slug=f"other-{name}")
        self.gone: Claim = ClaimFactory(slug=f"gone-{name}")
        self.draft: Claim = ClaimFactory(slug=f"timed-{name}", author=self.reporter)
        self.source: Source = SourceFactory(slug=f"kept-source-{name}")
        self.document: Document = self.claim.appearances.get().document

    def leave(self) -> None:
        self._write_under_the_claim()
        self._publish_and_merge()
        self._keep_back()
        self._talk()
        self._tell_others()
        self._give_times()
        self._leave_tools()
        self._sign_in()

    def _write_under_the_claim(self) -> None:
        claim, other = self.claim, self.other
        appearance = claim.appearances.get()
        AttributionFactory(appearance=appearance, source=self.source)
        rebuttal = AnswerFactory(claim=claim).rebuttal
        rebuttal.makes.add(other)
        AnswerFactory(claim=self.gone)
        evidence = EvidenceFactory(target_claim=claim)
        judged = AssessmentFactory(claim=claim, analyst=self.editor)
        judged.evidence.add(evidence)
        actions.approve(assessment=judged, by=self.editor)
        RelationFactory(claim=claim, other=other)
        inquiry = InquiryFactory(claim=claim, outcome="answered", answer="It was not us.", contact="Their press office")
        Letter.objects.create(inquiry=inquiry, text="Is it so?", content=b"Is it so?", sha256="0" * 64)
        LetterTemplate.objects.create(name=f"A question of {self.name}", language="en", text="Is it so?")
        first = ObservationFactory(claim=claim)
        ObservationFactory(claim=claim, figure=1300, corrects=first, reason="A digit was missing.")
        ObservationFactory(claim=None, appearance=appearance, figure=7)
        for named, row in (("about", SubjectFactory()), ("topics", TopicFactory()), ("narratives", NarrativeFactory())):
            getattr(claim, named).add(row)
        GradeFactory(source=self.source).evidence.add(self.document)
        Office.objects.create(person=SourceFactory(kind="person"), organization=self.source, title="Harbour master")
        source_actions.capture(document=self.document, text="It is so.", tool="by hand", by=self.editor)
        ClaimPair.objects.create(one=claim, other=other, score=0.9)

    def _publish_and_merge(self) -> None:
        merged = SourceFactory(slug=f"gone-source-{self.name}")
        AppearanceFactory(speaker=merged)
        source_actions.publish(sources=[self.source, merged], by=self.editor)
        actions.publish(claims=[self.claim, self.gone], by=self.editor)
        actions.publish(narratives=list(self.claim.narratives.all()), by=self.editor)
        Claim.objects.filter(pk=self.claim.pk).update(context="More of it.")
        actions.correct(claim=self.claim, by=self.editor, note="It said less.")
        withhold_before(root=self.claim, number=2, ground="privacy", by=self.editor)
        actions.merge(survivor=self.claim, duplicate=self.gone, by=self.editor, note="They say the same.")
        with override_settings(FOUR_EYES=True):
            alone, agreed = ClaimFactory(), ClaimFactory()
            actions.publish(claims=[alone], by=self.editor, alone="Nobody else is there.")
            approve_root(root=agreed, by=self.editor, shown=numbers_of([agreed])[agreed.pk])
        source_actions.merge(survivor=self.source, duplicate=merged, by=self.editor, note="They are one.")

    def _keep_back(self) -> None:
        withheld, restricted, redacted = ClaimFactory(), ClaimFactory(), ClaimFactory()
        actions.publish(claims=[withheld, redacted], by=self.editor)
        withholding.withhold(root=withheld, reason="A court looks at it.", by=self.editor)
        restricting.restrict(row=restricted, people=[self.reporter, self.editor], by=self.editor)
        redact(
            root=redacted,
            numbers=None,
            legal_basis="Order 7 of a court.",
            public_reason=None,
            requested_by=in_role(Role.ADMINISTRATOR, f"second-{self.name}"),
            by=self.editor,
        )

    def _talk(self) -> None:
        talk.comment(root=self.claim, text=f"Look at this, @{self.reporter.username}.", by=self.editor)
        docket.assign(root=self.draft, assignee=self.reporter, due=self.some_day.date(), by=self.editor)
        docket.prioritise(root=self.claim, urgency=Urgency(harm=3, reason="Many believe it."), by=self.editor)
        docket.tag(root=self.claim, add=["harbour"], by=self.editor)
        watching.watch(root=self.draft, by=self.editor)
        Preference.objects.create(person=self.reporter, mail="digest")
        for wrong in ("The year is another.", "The name is another."):
            asked = Asked(wrong=wrong, right="See there.", evidence=[], name="Somebody", email="somebody@example.org")
            receive(kind="claim", subject_id=self.claim.pk, asked=asked)
        decline(request=CorrectionRequest.objects.earliest("received_at"), reason="It is not so.", by=self.editor)

    def _tell_others(self) -> None:
        webhook, _ = subscribing.make(name="A CMS", url="https://receiver.example/hook", since=0, by=self.editor)
        send(webhook.pk, World(post=lambda *sent: Answer(Outcome.TAKEN, 204), now=told))

    def _give_times(self) -> None:
        along = actions.sources_along(self.draft)
        schedule(root=self.draft, at=self.some_day, shown=numbers_of([self.draft, *along]), by=self.editor)
        alert(root=self.claim, reason="A page that it cites is gone.")
        source_actions.set_embargo(
            document=DocumentFactory(), until=self.some_day, reason="Until noon.", by=self.editor
        )
        record_handover(root=self.claim, to="A lawyer", sha256="0" * 64, by=self.editor)
        _, link = guests.invite(root=self.draft, name="A lawyer", expires_at=told() + timedelta(days=1), by=self.editor)
        guests.open_link(Claim, link, what="page")

    def _leave_tools(self) -> None:
        leave_by_an_import(self.claim)
        Fetch.objects.create(by=self.editor, url="https://example.org/a")
        kept = {"page": "claims.claim", "name": "Drafts", "query": "stage=draft"}
        KeptFilter.objects.create(person=self.editor, shared=True, **kept)
        save_search(name=f"All {self.name}", query="", mail=None, by=self.editor)
        actions.publish(claims=[ClaimFactory()], by=self.editor)
        look()
        Token.objects.create(self.editor, name="A program", scopes=[])  # type: ignore[no-untyped-call]  # knox has no types
        log(self.claim, self.editor)
        ImportedSource.objects.create(key=f"a.example {self.name}", source=self.source)
        KeptAnswer.objects.create(
            person=self.editor, key=self.name, request="1", status=201, headers={}, body="{}", at=self.some_day
        )
        presence.come(root=self.claim, by=self.editor)
        bylines.choose(name="A. Editor", by=self.editor)
        enter_all()

    def _sign_in(self) -> None:
        TOTP.activate(self.editor, "JBSWY3DPEHPK3PXP")
        session = SessionStore()
        session["kept"] = self.name
        session.save()
