"""Who may do what with claims and with what stands under them: this app's part of the permission table."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    ClaimPair,
    Evidence,
    Inquiry,
    Letter,
    LetterTemplate,
    Narrative,
    Observation,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claims.writing.searches.models import SavedSearch
from claims.writing.webhooks.models import Webhook, WebhookDelivery
from claimtrack.accounts.hiding import Also, Hidden, hides_with
from claimtrack.accounts.table import ANY, ANY_DRAFT, ANY_WRITTEN, OWN, OWN_DRAFT, UNDER_A_ROOT, Standing, enter, rule
from claimtrack.editions.orders import RedactionOrder
from claimtrack.editions.roots import Stage
from claimtrack.writing.standing import by_itself, of_root, under_roots
from sources.models import Document

enter(
    Claim,
    rule("view", viewer=ANY),
    rule("add", reporter=ANY),
    rule("change", reporter=OWN_DRAFT, checker=ANY_DRAFT, editor=ANY),
    rule("delete", reporter=OWN_DRAFT, editor=ANY.at(Stage.DRAFT)),
    rule("submit", reporter=OWN_DRAFT, checker=ANY.at(Stage.DRAFT)),
    rule("send_back", reporter=OWN.at(Stage.IN_REVIEW), checker=ANY.at(Stage.IN_REVIEW)),
    rule("approve", checker=ANY_WRITTEN, editor=ANY, decides=True),
    rule("publish", editor=ANY, decides=True),
    rule("correct", editor=ANY),
    rule("retract", editor=ANY),
    rule("restore", editor=ANY),
    rule("withhold", editor=ANY),
    rule("merge", editor=ANY),
    rule("unmerge", editor=ANY),
    rule("split", editor=ANY),
    rule("hand_on", reporter=ANY),
    rule("assign", reporter=ANY),
    # A guest reads what is not published: whoever publishes answers for that.
    rule("invite", editor=ANY),
    rule("restrict", reporter=OWN_DRAFT, editor=ANY_DRAFT),
    rule("redact", administrator=ANY),
    standings=of_root,
)

# What stands under a claim is its author's; under several claims, all of them have to allow it.
for model in (Appearance, Attribution, Rebuttal, Answer, Relation):
    enter(model, *UNDER_A_ROOT, standings=under_roots)
# What was published is looked at again: readers see nothing of that before an editor publishes.
enter(
    Evidence,
    rule("view", viewer=ANY),
    rule("add", reporter=OWN_DRAFT, checker=ANY_WRITTEN, editor=ANY),
    rule("change", reporter=OWN_DRAFT, checker=ANY_WRITTEN, editor=ANY),
    rule("delete", reporter=OWN_DRAFT, checker=ANY_WRITTEN, editor=ANY),
    standings=under_roots,
)
enter(
    Assessment,
    rule("view", viewer=ANY),
    rule("add", checker=ANY_WRITTEN, editor=ANY, decides=True),
    rule("change", checker=ANY_WRITTEN, editor=ANY),
    rule("delete", checker=ANY_WRITTEN, editor=ANY),
    rule("approve", checker=ANY_WRITTEN, editor=ANY, decides=True),
    standings=under_roots,
)
enter(
    Narrative,
    rule("view", viewer=ANY),
    rule("add", checker=ANY),
    rule("change", checker=ANY_DRAFT, editor=ANY),
    rule("delete", editor=ANY.at(Stage.DRAFT)),
    rule("submit", checker=ANY.at(Stage.DRAFT)),
    rule("send_back", checker=ANY.at(Stage.IN_REVIEW)),
    rule("approve", checker=ANY_WRITTEN, editor=ANY, decides=True),
    rule("publish", editor=ANY, decides=True),
    rule("correct", editor=ANY),
    rule("retract", editor=ANY),
    rule("restore", editor=ANY),
    rule("withhold", editor=ANY),
    rule("hand_on", reporter=ANY),
    rule("assign", reporter=ANY),
    rule("redact", administrator=ANY),
    standings=of_root,
)
enter(
    Subject,
    rule("view", viewer=ANY),
    rule("add", reporter=ANY),
    rule("change", reporter=OWN_DRAFT, checker=ANY.at(Stage.DRAFT), editor=ANY),
    rule("delete", reporter=OWN_DRAFT, editor=ANY),
    standings=by_itself,
)
enter(
    Inquiry,
    *UNDER_A_ROOT,
    rule("publish", editor=ANY, decides=True),
    standings=under_roots,
)
# A figure is never deleted, only corrected; a letter is kept or thrown away, never changed.
enter(Observation, *(each for each in UNDER_A_ROOT if each.action != "delete"), standings=under_roots)
enter(Letter, *(each for each in UNDER_A_ROOT if each.action != "change"), standings=under_roots)
enter(
    LetterTemplate,
    rule("view", viewer=ANY),
    rule("add", editor=ANY),
    rule("change", editor=ANY),
    rule("delete", editor=ANY),
)
enter(
    Topic,
    rule("view", viewer=ANY),
    rule("add", editor=ANY),
    rule("change", editor=ANY),
    rule("delete", editor=ANY),
)
# What somebody says of two claims changes neither.
enter(
    ClaimPair,
    rule("view", viewer=ANY),
    rule("decide", checker=ANY),
)
# What somebody looks for is nobody else's business, whatever their role.
enter(
    SavedSearch,
    rule("view", viewer=OWN),
    rule("add", viewer=ANY),
    rule("change", viewer=OWN),
    rule("delete", viewer=OWN),
    standings=lambda search: (Standing(search.person_id, Stage.DRAFT),),
)
# A webhook tells others of what is public, at an address that whoever publishes answers for.
enter(
    Webhook,
    rule("view", editor=ANY),
    rule("add", editor=ANY),
    rule("operate", editor=ANY),
    rule("replay", editor=ANY),
    rule("delete", editor=ANY),
)
enter(WebhookDelivery, rule("view", editor=ANY), rule("replay", editor=ANY))
# To redact is to ask that documents leave the record, and, as another person, to carry that out.
enter(
    RedactionOrder,
    rule("view", administrator=ANY),
    rule("add", administrator=ANY),
    rule("decide", administrator=ANY),
)


# -- what is hidden with what ---------------------------------------------------------------------


def _answering_nothing_else(hidden: Hidden) -> "Iterator[QuerySet[Rebuttal]]":
    """Rebuttals that answer what is hidden, and nothing else."""
    others = Answer.objects.filter(rebuttal=OuterRef("pk"))
    others = others.exclude(claim__in=hidden(Claim)).exclude(document__in=hidden(Document))
    for answers in (
        Answer.objects.filter(claim__in=hidden(Claim)),
        Answer.objects.filter(document__in=hidden(Document)),
    ):
        yield Rebuttal.objects.filter(~Exists(others), pk__in=answers.values("rebuttal"))


def _under_those(model: type[Model], name: str) -> Also:
    """What stands under such rebuttals."""

    def hidden_too(hidden: Hidden) -> "Iterator[QuerySet[Any]]":
        for rebuttals in _answering_nothing_else(hidden):
            yield model._default_manager.filter(**{f"{name}__in": rebuttals.values("pk")})

    return hidden_too


def _and_replies(hidden: Hidden) -> "Iterator[QuerySet[Any]]":
    yield from _answering_nothing_else(hidden)
    yield from _under_those(Rebuttal, "in_reply_to")(hidden)


hides_with(Claim, "part_of")
hides_with(ClaimPair, "one", "other")
hides_with(
    Appearance,
    "claim",
    "document",
    "speaker__document",
    "attributed_to__document",
    "derives_from__claim",
    "derives_from__document",
)
hides_with(Attribution, "appearance__claim", "appearance__document", "source__document")
hides_with(
    Rebuttal,
    "document",
    "source__document",
    "speaker__document",
    "makes",
    "in_reply_to__document",
    "in_reply_to__makes",
    also=_and_replies,
)
hides_with(Answer, "claim", "document", "rebuttal__document", "rebuttal__makes")
hides_with(
    Evidence,
    "target_claim",
    "target_rebuttal__document",
    "target_rebuttal__makes",
    "document",
    "claim",
    also=_under_those(Evidence, "target_rebuttal"),
)
# The reasons of a judgement may tell of what it rests on.
hides_with(
    Assessment,
    "claim",
    "rebuttal__document",
    "rebuttal__makes",
    "document",
    "evidence__document",
    "evidence__claim",
    also=_under_those(Assessment, "rebuttal"),
)
hides_with(Relation, "claim", "other")
hides_with(Inquiry, "claim", "source__document")
hides_with(Letter, "inquiry__claim", "inquiry__source__document")
hides_with(
    Observation,
    "claim",
    "appearance__claim",
    "appearance__document",
    "appearance__speaker__document",
    "source__document",
)
