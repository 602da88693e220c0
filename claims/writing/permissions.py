"""Who may do what with claims and with what stands under them: this app's part of the permission table."""

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Narrative,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claimtrack.accounts.table import ANY, ANY_DRAFT, ANY_WRITTEN, OWN, OWN_DRAFT, UNDER_A_ROOT, enter, rule
from claimtrack.editions.roots import Stage
from claimtrack.writing.standing import by_itself, of_root, under_roots

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
    rule("hand_on", reporter=ANY),
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
    Topic,
    rule("view", viewer=ANY),
    rule("add", editor=ANY),
    rule("change", editor=ANY),
    rule("delete", editor=ANY),
)
