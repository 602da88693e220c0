"""What changed: every edition after a position."""

from typing import Final

from claims.dossier.blocks import Block, bullets, line
from claims.record.following import ChangeDocument, ChangeFilters, changes
from claims.tools.assistants.answers import Told, told
from claims.tools.assistants.arguments import Arguments
from claims.tools.assistants.tool import Answer, Tool
from claims.tools.assistants.wording import page
from claimtrack.editions.state import snapshot
from claimtrack.query.filters import IntegerFilter


class ChangesArguments(Arguments, ChangeFilters):
    taken = frozenset({"since", "page_size", "about", "source", "topic", "narrative", "verdict", "status"})

    page_size = IntegerFilter(
        minimum=1, maximum=200, default=50, narrows=False, help_text="How many positions a page looks at."
    )


class ChangesTold(Told):
    """Editions in the order in which they were published, removals included; go on with `since` = `next`."""

    changes: list[ChangeDocument]
    next: int


def list_changes(asked: ChangesArguments, using: str) -> Answer:
    with snapshot(using) as now:
        page_ = changes(asked, position=now.position)
    gaps = ["What an edition says: get_claim and get_source read it by its id and number."]
    if page_["next"] < now.position:
        gaps.append(f"Changes after position {page_['next']}: ask again with that as `since`.")
    answer: ChangesTold = {**told(now, gaps), "changes": page_["results"], "next": page_["next"]}
    return Answer(
        answer, page(f"Changes: {len(page_['results'])}", bullets([_change(each) for each in page_["results"]]))
    )


def _change(each: ChangeDocument) -> Block:
    return line(
        f"{each['published_at'][:10]}, position {each['position']}: {each['subject_type']} {each['id']} "
        f"{each['kind']}, edition {each['number']}."
    )


CHANGES: Final = Tool(
    name="list_changes",
    title="Follow what changed",
    description=(
        "Every edition after a position, in order: published, updated, corrected, retracted, merged, restored, "
        "redacted, withheld. Each answer tells the newest position; for what changed lately, ask since a little less."
    ),
    arguments=ChangesArguments,
    answers=ChangesTold,
    run=list_changes,
)
