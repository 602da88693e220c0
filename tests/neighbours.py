"""Neighbours: for every field of a public document that can name somebody else, a root that does.

A `Pair` is a claim, a narrative or a source, and the neighbour it names through one field; `BUILDERS` has one for
each field. Nothing is published yet: tests bring the neighbours to the state they are about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.contrib.auth.models import User

from claims import actions
from claims.models import Claim, Narrative, Rebuttal
from claimtrack.editions.roots import Root
from sources import actions as source_actions
from sources.models import Office, Source
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    EvidenceFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.redacting import redact

STATES = ("draft", "in_review", "retracted", "merged", "redacted", "published")
#: There is no way into these for anything but a claim.
CLAIMS_ALONE = {"in_review", "merged"}


@dataclass
class Pair:
    """A root that is published, and the neighbour that it names.

    `shown` is what names the neighbour once it is public, at the address `at`; `secrets` are words that nobody
    may read before.
    """

    by: Root
    neighbour: Root
    secrets: list[str] = field(default_factory=list)
    shown: str = ""
    at: str = ""

    def __post_init__(self) -> None:
        self.names = [str(self.neighbour.pk), self.neighbour.slug]
        self.secrets = [*self.secrets, str(self.neighbour)]
        self.shown = self.shown or str(self.neighbour.pk)
        self.at = self.at or f"/api/v1/{type(self.by).__name__.lower()}s/{self.by.pk}/"


NUMBERS = count()


def secret() -> str:
    """Words that occur nowhere else."""
    return f"Something {next(NUMBERS)} that the desk alone knows."


def part_of() -> Pair:
    neighbour = ClaimFactory()
    return Pair(ClaimFactory(part_of=neighbour), neighbour)


def parts() -> Pair:
    hub = ClaimFactory()
    return Pair(hub, ClaimFactory(part_of=hub))


def narratives() -> Pair:
    hub, narrative = ClaimFactory(), NarrativeFactory()
    hub.narratives.add(narrative)
    return Pair(hub, narrative)


def derives_from() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    original = neighbour.appearances.get()
    AppearanceFactory(claim=hub, derives_from=original, role="reports")
    return Pair(hub, neighbour, shown=str(original.pk), secrets=[str(original.pk)])


def _answered(*claims: Claim, **columns: Any) -> Rebuttal:
    rebuttal: Rebuttal = RebuttalFactory(**columns)
    for claim in claims:
        AnswerFactory(rebuttal=rebuttal, claim=claim)
    return rebuttal


def answers() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    _answered(hub, neighbour)
    return Pair(hub, neighbour)


def makes() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    _answered(hub).makes.add(neighbour)
    return Pair(hub, neighbour)


def in_reply_to() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    first = _answered(neighbour, statement=secret())
    _answered(hub, in_reply_to=first)
    return Pair(hub, neighbour, shown=str(first.pk), secrets=[str(first.pk), first.statement])


def evidence() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    item = EvidenceFactory(target_claim=hub, document=None, claim=neighbour, note=secret())
    return Pair(hub, neighbour, secrets=[str(item.pk), item.note])


def rebuttal_evidence() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    target = {"target_claim": None, "target_rebuttal": _answered(hub)}
    item = EvidenceFactory(**target, document=None, claim=neighbour, note=secret())
    return Pair(hub, neighbour, secrets=[str(item.pk), item.note])


def _resting_on(item: Any, **target: Any) -> None:
    assessment = AssessmentFactory(**target)
    assessment.evidence.add(item, EvidenceFactory(target_claim=item.target_claim, target_rebuttal=item.target_rebuttal))
    actions.approve(assessment=assessment, by=None)


def rests_on() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    item = EvidenceFactory(target_claim=hub, document=None, claim=neighbour)
    _resting_on(item, claim=hub)
    return Pair(hub, neighbour, shown=f'"{item.pk}"', secrets=[str(item.pk)])


def rebuttal_rests_on() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    rebuttal = _answered(hub)
    item = EvidenceFactory(target_claim=None, target_rebuttal=rebuttal, document=None, claim=neighbour)
    _resting_on(item, claim=None, rebuttal=rebuttal)
    return Pair(hub, neighbour, shown=f'"{item.pk}"', secrets=[str(item.pk)])


def relations() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    relation = RelationFactory(claim=hub, other=neighbour, note=secret())
    return Pair(hub, neighbour, secrets=[relation.note])


def fed_by() -> Pair:
    narrative, neighbour = NarrativeFactory(), ClaimFactory()
    neighbour.narratives.add(narrative)
    return Pair(narrative, neighbour)


def source_part_of() -> Pair:
    neighbour = SourceFactory()
    return Pair(SourceFactory(part_of=neighbour), neighbour)


def office() -> Pair:
    person, neighbour = SourceFactory(kind="person"), SourceFactory()
    Office.objects.create(person=person, organization=neighbour, title="Commander")
    return Pair(person, neighbour)


def shared_document() -> Pair:
    hub, neighbour = ClaimFactory(), ClaimFactory()
    document = hub.appearances.get().document
    AppearanceFactory(claim=neighbour, document=document)
    return Pair(hub, neighbour, at=f"/api/v1/documents/{document.pk}/")


def shared_topic() -> Pair:
    hub, neighbour, topic = ClaimFactory(), ClaimFactory(), TopicFactory()
    hub.topics.add(topic)
    neighbour.topics.add(topic)
    return Pair(hub, neighbour, at=f"/api/v1/topics/{topic.slug}/")


def shared_subject() -> Pair:
    hub, neighbour, subject = ClaimFactory(), ClaimFactory(), SubjectFactory()
    hub.about.add(subject)
    neighbour.about.add(subject)
    return Pair(hub, neighbour, at=f"/api/v1/subjects/{subject.pk}/")


BUILDERS: dict[str, Callable[[], Pair]] = {
    builder.__name__: builder
    for builder in (
        part_of,
        parts,
        narratives,
        derives_from,
        answers,
        makes,
        in_reply_to,
        evidence,
        rebuttal_evidence,
        rests_on,
        rebuttal_rests_on,
        relations,
        fed_by,
        source_part_of,
        office,
        shared_document,
        shared_topic,
        shared_subject,
    )
}


def states_of(neighbour: Root) -> list[str]:
    if isinstance(neighbour, Claim):
        return list(STATES)
    states = [state for state in STATES if state not in CLAIMS_ALONE]
    return [state for state in states if state != "retracted" or isinstance(neighbour, Source)]


def publish(roots: Iterable[Root], by: User) -> None:
    roots = list(roots)
    source_actions.publish(sources=[root for root in roots if isinstance(root, Source)], by=by)
    actions.publish(
        claims=[root for root in roots if isinstance(root, Claim)],
        narratives=[root for root in roots if isinstance(root, Narrative)],
        by=by,
    )


def bring(state: str, neighbour: Root, *, editor: User, checker: User) -> None:
    """Bring a neighbour to a state; those that were public once are published already."""
    match state, neighbour:
        case "in_review", Claim():
            actions.submit(claim=neighbour, by=editor)
        case "retracted", Claim():
            actions.retract(claim=neighbour, by=editor, reason="It should not have been published.")
        case "retracted", Source():
            source_actions.retract(source=neighbour, by=editor, reason="It should not have been published.")
        case "merged", Claim():
            survivor = ClaimFactory()
            actions.publish(claims=[survivor], by=editor)
            actions.merge(survivor=survivor, duplicate=neighbour, by=editor, note="The same claim.")
        case "redacted", _:
            redact(
                root=neighbour,
                numbers=None,
                legal_basis="Order 7 of a court.",
                public_reason=None,
                requested_by=editor,
                by=checker,
            )


def built(editor: User, checker: User) -> dict[tuple[str, str], Pair]:
    """(field, state) → a published root and its neighbour in that state."""
    pairs = {}
    for name, build in BUILDERS.items():
        for state in states_of(build().neighbour):
            pairs[name, state] = build()
    once_public = [pair.neighbour for (_, state), pair in pairs.items() if state not in {"draft", "in_review"}]
    publish(once_public, editor)
    for (_, state), pair in pairs.items():
        bring(state, pair.neighbour, editor=editor, checker=checker)
    publish([pair.by for pair in pairs.values()], editor)
    return pairs
