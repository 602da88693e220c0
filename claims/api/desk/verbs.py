"""What is done to claims, narratives and assessments: handed on, approved, published, withheld, withdrawn, merged."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User

from claims import writing as actions
from claims.models import Claim
from claims.record.corrections import differences
from claims.writing.hints import worth_a_look
from claimtrack.api.rows.joining import joining_verbs
from claimtrack.api.rows.roots import (
    ChangeDocument,
    Preview,
    Publishing,
    changes_by_member,
    root_verbs,
)
from claimtrack.api.rows.verbs import ALONG, CONTENT_SHA256, Given, Verb
from claimtrack.editions.chain import Document
from claimtrack.editions.store import Published
from claimtrack.writing.agreement import numbers_of


def _publish(claim: Any, by: User, given: Given) -> Iterable[Published]:
    now = numbers_of(actions.sources_along(claim))
    agreed_to = {pk: number for pk, number in now.items() if number in (given["along"] or ())}
    shown = {claim.pk: given["document_sha256"]} | agreed_to
    return actions.publish(claims=[claim], by=by, note=given["note"], shown=shown, alone=given["alone"])


def _publish_narrative(narrative: Any, by: User, given: Given) -> Iterable[Published]:
    shown = {narrative.pk: given["document_sha256"]}
    return actions.publish(narratives=[narrative], by=by, note=given["note"], shown=shown, alone=given["alone"])


def _shown(given: Given) -> dict[str, Any]:
    return {"note": given["note"], "shown": given["document_sha256"]}


CLAIMS = Publishing(
    publish=_publish,
    correct=lambda claim, by, given: actions.correct(claim=claim, by=by, **_shown(given)),
    restore=lambda claim, by, given: actions.restore(claim=claim, by=by, alone=given["alone"], **_shown(given)),
)
NARRATIVES = Publishing(
    publish=_publish_narrative,
    correct=lambda root, by, given: actions.correct_narrative(narrative=root, by=by, **_shown(given)),
    restore=lambda root, by, given: actions.restore_narrative(
        narrative=root, by=by, alone=given["alone"], **_shown(given)
    ),
)


def _approve(assessment: Any, by: User, given: Given) -> Iterable[Published]:
    actions.approve(assessment=assessment, by=by, shown=given["content_sha256"])
    return ()


OF_CLAIMS = (
    *root_verbs(CLAIMS, along=[ALONG]),
    *joining_verbs(
        Claim,
        merge="Continue it under another claim, which says the same: readers of this one are sent on to that one.",
        unmerge="Part it again from the claim that it was merged into: every row that moved moves back.",
    ),
)
OF_NARRATIVES = root_verbs(NARRATIVES)
OF_ASSESSMENTS = (
    Verb(
        name="approve",
        right="approve",
        meaning="Freeze it: from here on it is only superseded. It becomes public with the next edition.",
        take=_approve,
        members=(CONTENT_SHA256,),
    ),
)


def _changes(before: Document, after: Document) -> list[ChangeDocument]:
    return [{"path": each.path, "before": each.before, "after": each.after} for each in differences(before, after)]


PREVIEW_OF_CLAIMS = Preview(
    against=actions.reasons_against, warnings=worth_a_look, changes=_changes, along=actions.sources_along
)
PREVIEW_OF_NARRATIVES = Preview(against=lambda narrative: (), changes=changes_by_member)
