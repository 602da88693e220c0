"""What a redaction takes of the desk's own rows: of a root, and of all that was written under it alone."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Model, Q

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Inquiry,
    Letter,
    Observation,
    Rebuttal,
    Relation,
)
from claimtrack.editions.erasing import ERASED
from claimtrack.editions.roots import Root
from claimtrack.writing.erasing import forget_log
from sources.models import Capture, Office, ReliabilityGrade, Source
from sources.models import Document as SourceDocument


def forget_log_of(root: Root) -> Mapping[str, int]:
    """The admin's own log keeps the names of the rows it changed."""
    rows: dict[type[Model], list[UUID]] = {type(root): [root.pk]}
    if isinstance(root, Claim):
        rows |= _claim_rows(root)
    elif isinstance(root, Source):
        rows[ReliabilityGrade] = list(root.grades.values_list("pk", flat=True))
        rows[Office] = list(root.offices.values_list("pk", flat=True))
    return {"django_admin_log": forget_log([str(pk) for listed in rows.values() for pk in listed])}


def erase_desk(root: Root) -> Mapping[str, int]:
    """Blank the root's desk rows, and delete what stands under it; what is frozen of them is gone already."""
    blank: dict[str, object] = {"slug": str(root.pk)}
    gone: Counter[str] = Counter({root._meta.db_table: 1})
    if isinstance(root, Claim):
        gone.update(_delete_claim_rows(root))
        for links in (root.about, root.topics, root.narratives):
            links.clear()
        blank |= {"statement": ERASED, "context": "", "aspects": [], "made": None, "about_time": None, "countries": ""}
    elif isinstance(root, Source):
        gone.update(_deleted(root.grades.all().delete()))
        gone.update(_deleted(root.offices.all().delete()))
        blank |= {"name": ERASED, "aliases": [], "description": "", "website": "", "same_as": [], "country": ""}
    else:
        blank |= {"name": ERASED, "description": "", "period": None, "techniques": []}
    type(root)._default_manager.filter(pk=root.pk).update(**blank)
    return gone


def _deleted(told: tuple[int, Mapping[str, int]]) -> Mapping[str, int]:
    """What Django says of a deletion, by table."""
    return {label.lower().replace(".", "_"): count for label, count in told[1].items()}


def _own_rebuttals(claim: Claim) -> list[Rebuttal]:
    """Rebuttals that answer nothing but this claim."""
    answering = Rebuttal.objects.filter(answers__claim=claim).distinct()
    return [r for r in answering if not r.answers.exclude(claim=claim).exists()]


def _own_documents(claim: Claim) -> list[SourceDocument]:
    """Documents that no other claim appears in: their captures go with the claim."""
    shown = SourceDocument.objects.filter(appearances__claim=claim).distinct()
    return [d for d in shown if not d.appearances.exclude(claim=claim).exists()]


def _claim_rows(claim: Claim) -> dict[type[Model], list[UUID]]:
    rebuttals = [rebuttal.pk for rebuttal in _own_rebuttals(claim)]
    captures = Capture.objects.filter(document__in=_own_documents(claim))
    evidence = Evidence.objects.filter(target_claim=claim) | Evidence.objects.filter(target_rebuttal__in=rebuttals)
    assessments = Assessment.objects.filter(claim=claim) | Assessment.objects.filter(rebuttal__in=rebuttals)
    relations = Relation.objects.filter(Q(claim=claim) | Q(other=claim))
    spread = Observation.objects.filter(Q(claim=claim) | Q(appearance__claim=claim))
    answers = Answer.objects.filter(Q(claim=claim) | Q(rebuttal__in=rebuttals))
    return {
        Appearance: list(claim.appearances.values_list("pk", flat=True)),
        Attribution: list(Attribution.objects.filter(appearance__claim=claim).values_list("pk", flat=True)),
        Relation: list(relations.values_list("pk", flat=True)),
        Answer: list(answers.values_list("pk", flat=True)),
        Rebuttal: rebuttals,
        Evidence: list(evidence.values_list("pk", flat=True)),
        Assessment: list(assessments.values_list("pk", flat=True)),
        Inquiry: list(claim.inquiries.values_list("pk", flat=True)),
        Letter: list(Letter.objects.filter(inquiry__claim=claim).values_list("pk", flat=True)),
        Observation: list(spread.values_list("pk", flat=True)),
        Capture: list(captures.values_list("pk", flat=True)),
    }


def _delete_claim_rows(claim: Claim) -> Mapping[str, int]:
    rows = _claim_rows(claim)
    gone: Counter[str] = Counter()
    gone.update(_deleted(Evidence.objects.filter(pk__in=rows[Evidence]).delete()))
    gone.update(_deleted(claim.answers.all().delete()))
    Rebuttal.objects.filter(in_reply_to__in=rows[Rebuttal]).update(in_reply_to=None)
    gone.update(_deleted(Rebuttal.objects.filter(pk__in=rows[Rebuttal]).delete()))
    gone.update(_deleted(claim.inquiries.all().delete()))
    gone.update(_deleted(Observation.objects.filter(pk__in=rows[Observation]).delete()))
    Appearance.objects.filter(derives_from__in=rows[Appearance]).update(derives_from=None)
    gone.update(_deleted(claim.appearances.all().delete()))
    gone.update(_deleted(claim.relations.all().delete()))
    gone.update(_deleted(claim.relations_from_others.all().delete()))
    return gone
