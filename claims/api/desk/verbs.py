"""What is done to claims, narratives and assessments: handed on, approved, published, withheld, withdrawn, merged."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User

from claims import writing as actions
from claims.models import Claim
from claims.record.corrections import differences
from claims.writing.hints import worth_a_look
from claimtrack.accounts.models import Scope
from claimtrack.api.rows.members import Reference, Text
from claimtrack.api.rows.roots import WITHHOLDING, ChangeDocument, Preview, changes_by_member, retracting
from claimtrack.api.rows.verbs import DOCUMENT_SHA256, NOTE, Given, Verb
from claimtrack.editions.chain import Document
from claimtrack.editions.store import Published
from claimtrack.writing.book import RootKey


def _submit(claim: Any, by: User, given: Given) -> Iterable[Published]:
    actions.submit(claim=claim, by=by)
    return ()


def _return(claim: Any, by: User, given: Given) -> Iterable[Published]:
    actions.send_back(claim=claim, by=by)
    return ()


def _publish(claim: Any, by: User, given: Given) -> Iterable[Published]:
    shown = {claim.pk: given["document_sha256"]}
    return actions.publish(claims=[claim], by=by, note=given["note"], shown=shown)


def _publish_narrative(narrative: Any, by: User, given: Given) -> Iterable[Published]:
    shown = {narrative.pk: given["document_sha256"]}
    return actions.publish(narratives=[narrative], by=by, note=given["note"], shown=shown)


def _correct(claim: Any, by: User, given: Given) -> Iterable[Published]:
    return [actions.correct(claim=claim, by=by, note=given["note"], shown=given["document_sha256"])]


def _restore(claim: Any, by: User, given: Given) -> Iterable[Published]:
    return [actions.restore(claim=claim, by=by, note=given["note"], shown=given["document_sha256"])]


def _merge(duplicate: Any, by: User, given: Given) -> Iterable[Published]:
    survivor = Claim.objects.get(pk=given["into"])
    return actions.merge(survivor=survivor, duplicate=duplicate, by=by, note=given["note"])


def _survivor(duplicate: Any, given: Given) -> Iterable[RootKey]:
    return [(Claim, given["into"])]


def _approve(assessment: Any, by: User, given: Given) -> Iterable[Published]:
    actions.approve(assessment=assessment, by=by, shown=given["content_sha256"])
    return ()


PUBLISH = "Publish it as it was looked at. What would say nothing new gets no edition."
CORRECTION = Text(name="note", required=True, meaning="What was wrong and what is right, for readers.")

OF_CLAIMS = (
    Verb(name="submit", right="submit", meaning="Hand a draft to an editor.", take=_submit, scope=Scope.WRITE),
    Verb(name="return", right="send_back", meaning="Return it to its author.", take=_return, scope=Scope.WRITE),
    Verb(name="publish", right="publish", meaning=PUBLISH, take=_publish, members=(NOTE, DOCUMENT_SHA256)),
    Verb(
        name="correct",
        right="correct",
        meaning="Publish a correction: we were wrong, and the public note says how.",
        take=_correct,
        members=(CORRECTION, DOCUMENT_SHA256),
    ),
    retracting(lambda claim, by, reason: actions.retract(claim=claim, by=by, reason=reason)),
    Verb(
        name="restore",
        right="restore",
        meaning="Publish a retracted claim again, as it stands on the desk.",
        take=_restore,
        members=(NOTE, DOCUMENT_SHA256),
    ),
    Verb(
        name="merge",
        right="merge",
        meaning="Continue it under another claim, which says the same: readers of this one are sent on to that one.",
        take=_merge,
        along=_survivor,
        members=(
            Reference(name="into", model=Claim, required=True, meaning="The claim that goes on, by id or slug."),
            Text(name="note", required=True, meaning="Why the two are the same claim; it is public."),
        ),
    ),
    *WITHHOLDING,
)
OF_NARRATIVES = (
    Verb(name="publish", right="publish", meaning=PUBLISH, take=_publish_narrative, members=(NOTE, DOCUMENT_SHA256)),
    *WITHHOLDING,
)
OF_ASSESSMENTS = (
    Verb(
        name="approve",
        right="approve",
        meaning="Freeze it: from here on it is only superseded. It becomes public with the next edition.",
        take=_approve,
        members=(
            Text(
                name="content_sha256",
                required=True,
                meaning="The number of what was looked at, as the assessment tells it: another is refused with 412.",
            ),
        ),
    ),
)


def _changes(before: Document, after: Document) -> list[ChangeDocument]:
    return [{"path": each.path, "before": each.before, "after": each.after} for each in differences(before, after)]


PREVIEW_OF_CLAIMS = Preview(
    against=lambda claim, by: actions.reasons_against(claim), warnings=worth_a_look, changes=_changes
)
PREVIEW_OF_NARRATIVES = Preview(against=lambda narrative, by: (), changes=changes_by_member)
