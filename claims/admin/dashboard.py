"""The desk's first page: what waits, what is stale, what was published last, and how the record stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy

from claims.admin.redactions import address_of, told_of
from claims.imports.admin.imports import unsettled
from claims.imports.admin.publishers import of_what_waits
from claims.imports.admin.ratings import UNREAD, with_reviews
from claims.imports.models import ImportedReview, ImportRun, ListedPublisher, Proposal, RatingLabel
from claims.models import Assessment, Claim, Narrative
from claims.record.models import FacetRow
from claims.scales import Status, Verdict
from claimtrack import readers
from claimtrack.accounts.rights import NO_ROLE, may
from claimtrack.accounts.roles import role_of
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import person
from claimtrack.admin.due import until
from claimtrack.editions.models import Byline, Edition
from claimtrack.editions.orders import RedactionOrder
from claimtrack.editions.origin import is_mirror
from claimtrack.editions.roots import Stage
from claimtrack.health import no_worker
from claimtrack.text import shortened
from claimtrack.workplace.queue import MOST_COUNTED, counted, queue
from claimtrack.workplace.queue import Line as Waiting
from claimtrack.workplace.roots import page_of
from claimtrack.writing.agreement import is_relaxed
from sources.models import Source

MIRROR = (
    "This is a mirror: it serves the record that was loaded, and nothing can be published here. Write where the record "
    "is made."
)
ONE_PERSON = (
    "Four eyes are relaxed: one person is enough to publish, as nobody else may or a setting says so. Every edition "
    "says so."
)
WHERE = "Ask one of them: they do so under People → Accounts. Until then there is nothing here that you may open."
#: Lines of a list on the page; what is longer has a page of its own.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    url: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that wait for somebody: how many, the first of them, and where all of them are."""

    title: str
    count: int | str
    url: str
    lines: Sequence[Line]
    empty: str
    #: Whether there are more than the lines.
    more: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    percent: int
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    bars: Sequence[Bar]


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Called by django-unfold with the context of the index page."""
    context["warnings"] = list(warnings(request))
    me = person(request)
    context["no_role"] = "" if role_of(me) else f"{NO_ROLE} {WHERE}"
    if may(me, "view", Claim):
        context["queues"] = [
            *redactions(me),
            *what_waits(me),
            *queues(me),
            *queues_of_imports(me),
        ]
        context["latest"] = latest_editions()
        context["charts"] = charts(me)
    return context


def what_waits(me: User) -> Iterator[Queue]:
    """The sections of the queue, in their order; one that has no words for nothing is left out while it is empty."""
    for filled in queue(me, most=SHOWN):
        section, found = filled.section, filled.found
        if found.lines or section.empty:
            url = reverse("queue_section", args=[section.name])
            lines = [_line_of(line) for line in found.lines]
            count = f"{MOST_COUNTED:,}+" if found.count > MOST_COUNTED else found.count
            title = ", ".join(filter(None, (section.title, found.told)))
            yield Queue(title, count, url, lines, section.empty, more=found.count > len(lines))


def _line_of(line: Waiting) -> Line:
    beside = [
        f"urgent: {line.priority} of 9" if line.priority else "",
        line.why,
        *line.beside,
        f"due {until(line.due)}" if line.due else "",
        f"{line.since:%d %b}" if line.since else "",
    ]
    return Line(shortened(str(line.root), 100), page_of(line.root), " · ".join(filter(None, beside)))


def redactions(user: User) -> list[Queue]:
    """Orders to redact that wait for a second administrator; for administrators, and if there are any."""
    if not may(user, "view", RedactionOrder):
        return []
    waiting = list(RedactionOrder.objects.filter(carried_out_at=None, ended_at=None).order_by("requested_at"))
    if not waiting:
        return []
    told = told_of(waiting)
    lines = [Line(told[each.pk], address_of(each), f"{each.requested_at:%d %b}") for each in waiting]
    url = reverse("admin:editions_redactionorder_changelist")
    return [Queue("Redactions: a second administrator decides", len(lines), url, lines[:SHOWN], "", len(lines) > SHOWN)]


def warnings(request: HttpRequest) -> Iterator[str]:
    """What everybody at the desk has to know of this installation, and what its administrators have."""
    if person(request).is_superuser and settings.READER_ROLE is None:
        yield f"{readers.NO_ROLE} {readers.ADVICE}"
    if is_mirror(using="default"):
        yield MIRROR
    if not is_mirror(using="default") and is_relaxed(Claim):
        yield ONE_PERSON
    if told := no_worker():
        yield told


def queues(me: User) -> list[Queue]:
    """What is not asked of anybody by a time."""
    claims = visible(Claim.objects.filter(stage=Stage.DRAFT), by=me)
    waiting = visible(Assessment.objects.filter(approved_at=None), by=me)
    unapproved = waiting.select_related("claim", "rebuttal__source", "source")
    return [
        _queue(
            "Assessments to approve",
            unapproved.order_by("-created_at"),
            {"approved_at__isempty": 1},
            "Every assessment is approved.",
        ),
        _queue("Drafts", claims.order_by("-updated_at"), {"stage": Stage.DRAFT}, "There are no drafts."),
    ]


def queues_of_imports(user: User) -> list[Queue]:
    """What imports leave for people, as far as this one may look at it."""
    runs = ImportRun.objects.defer("upload")
    queues: list[tuple[str, QuerySet[Any], dict[str, Any], str]] = [
        (
            "Labels that nobody has read",
            with_reviews(RatingLabel.objects.filter(UNREAD), by=user).order_by("-carried", "host"),
            {"read": "no"},
            "Every label is read.",
        ),
        (
            "Changes that programs propose",
            visible(Proposal.objects.filter(state=Proposal.State.OPEN), by=user).select_related("claim"),
            {"state__exact": Proposal.State.OPEN},
            "No program proposes anything.",
        ),
        (
            "Imported, and waiting for a person",
            of_what_waits(visible(ImportedReview.objects.all(), by=user)),
            {},
            "Nothing that imports took in waits.",
        ),
        (
            "Publishers to approve",
            visible(ListedPublisher.objects.filter(approved_at=None, taken_off_at=None), by=user),
            {"approved_at__isnull": True, "taken_off_at__isnull": True},
            "No publisher is proposed.",
        ),
        ("Imports that failed", unsettled(runs), {"unsettled": "yes"}, "No import has failed."),
    ]
    return [_queue(title, rows, query, empty) for title, rows, query, empty in queues if may(user, "view", rows.model)]


def _queue(title: str, rows: Any, query: Mapping[str, Any], empty: str) -> Queue:
    name = rows.model._meta.model_name
    lines = [
        Line(
            shortened(str(getattr(row, "claim", None) or getattr(row, "rebuttal", None) or row), 100),
            reverse(f"admin:claims_{name}_change", args=[row.pk]),
            _beside(row),
        )
        for row in rows[:SHOWN]
    ]
    count = counted(rows, rows.query.order_by) if len(lines) == SHOWN else len(lines)
    told = f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else count
    url = f"{reverse(f'admin:claims_{name}_changelist')}?{urlencode(query)}"
    return Queue(title, told, url, lines, empty, more=count > len(lines))


def _beside(row: Any) -> str:
    """What tells a line from its neighbours."""
    match row:
        case Assessment():
            return str(row)
        case RatingLabel():
            return f"{row.carried:,} reviews"  # type: ignore[attr-defined]  # annotated by `with_reviews`
        case Proposal():
            return shortened("; ".join(row.changes), 100)
        case ImportedReview():
            return str(row)
        case ListedPublisher():
            return shortened(row.reason, 100)
        case ImportRun():
            return f"{row.created_at:%d %b}"
    return f"{row.updated_at:%d %b}"


def latest_editions() -> list[Line]:
    editions = list(Edition.objects.order_by("-position").defer("text")[:SHOWN])
    names = _names([edition.subject_id for edition in editions])
    return [
        Line(
            shortened(names[edition.subject_id][0], 100),
            names[edition.subject_id][1],
            f"{edition.get_kind_display().lower()} · edition {edition.number} · {edition.published_at:%d %b %H:%M}",
        )
        for edition in editions
        if edition.subject_id in names
    ]


def _names(ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """What these roots are called, as far as they exist for everybody, and the address of each.

    One query for each sort of root.
    """
    return {
        row.pk: (str(row), reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]))
        for model in (Claim, Source, Narrative)
        for row in visible(model._default_manager.filter(pk__in=ids), by=None)
    }


def charts(me: User) -> list[Chart]:
    stages = dict(visible(Claim.objects.order_by(), by=me).values_list("stage").annotate(Count("pk")))
    facets = FacetRow.objects.filter(open=True, kind__in=["status", "verdict"]).values_list("kind", "value")
    public = {(kind, value): count for kind, value, count in facets.annotate(Count("pk")).order_by()}
    changelist = reverse("admin:claims_claim_changelist")
    return [
        _chart("On the desk", ((stage.label, stages.get(stage, 0), f"{changelist}?stage={stage}") for stage in Stage)),
        _chart(
            "On the record, by status",
            ((item.label, public.get(("status", item), 0), f"{changelist}?status={item}") for item in Status),
        ),
        _chart(
            "On the record, by verdict",
            ((item.label, public.get(("verdict", item), 0), f"{changelist}?verdict={item}") for item in Verdict),
        ),
    ]


def _chart(title: str, counts: Iterable[tuple[Any, int, str]]) -> Chart:
    rows = [(str(label), count, url) for label, count, url in counts if count]
    most = max((count for _, count, _ in rows), default=1)
    return Chart(title, [Bar(label, count, max(1, round(100 * count / most)), url) for label, count, url in rows])


# -- the menu -------------------------------------------------------------------------------------


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: what is worked on every day first. Who may not look at a list does not see it."""
    return [
        {"title": "", "items": [{"title": "The desk", "icon": "dashboard", "link": reverse_lazy("admin:index")}]},
        {
            "title": "Claims",
            "items": [
                _item("Claims", "campaign", "claims.claim"),
                _item("Rebuttals", "reply", "claims.rebuttal"),
                _item("Right of reply", "forward_to_inbox", "claims.inquiry"),
                _item("Templates of letters", "draft", "claims.lettertemplate"),
                _item("Figures of spread", "monitoring", "claims.observation"),
                _item("Assessments", "gavel", "claims.assessment"),
                _item("Evidence", "attach_file", "claims.evidence"),
                _item("Appearances", "format_quote", "claims.appearance"),
                _item("Narratives", "timeline", "claims.narrative"),
                _item("Subjects", "person_search", "claims.subject"),
                _item("Topics", "label", "claims.topic"),
                _item("Possible duplicates", "content_copy", "claims.claimpair"),
                _item("Correction requests", "contact_support", "corrections.correctionrequest"),
                _item("Saved searches", "saved_search", "claims.savedsearch"),
            ],
        },
        {
            "title": "Who speaks, and where",
            "items": [
                _item("Sources", "record_voice_over", "sources.source"),
                _item("Documents", "article", "sources.document"),
                _item("Captures", "inventory_2", "sources.capture"),
            ],
        },
        {
            "title": "From elsewhere",
            "items": [
                _item("Imports", "upload_file", "claims.importrun"),
                _item("Imported, waiting", "hourglass_empty", "claims.importedreview"),
                _item("Listed publishers", "verified", "claims.listedpublisher"),
                _item("Labels of publishers", "sell", "claims.ratinglabel"),
                _item("Proposed changes", "rate_review", "claims.proposal"),
                _item("Possible doubles", "group", "claims.double"),
                _item("Refused records", "block", "claims.refusedrecord"),
            ],
        },
        {
            "title": "To elsewhere",
            "items": [
                _item("Webhooks", "webhook", "claims.webhook"),
                _item("What was sent", "outbox", "claims.webhookdelivery"),
            ],
        },
        {
            "title": "People",
            "separator": True,
            "items": [
                _item("Accounts", "group", "auth.user"),
                _item("Tokens", "key", "accounts.token"),
                {
                    "title": "My byline",
                    "icon": "badge",
                    "link": reverse_lazy("byline"),
                    "permission": lambda request: may(person(request), "view", Byline),
                },
                _item("Redactions", "ink_eraser", "editions.redactionorder"),
            ],
        },
    ]


def _item(title: str, icon: str, label: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{label.replace('.', '_')}_changelist"),
        "permission": lambda request: may(person(request), "view", apps.get_model(label)),
    }
