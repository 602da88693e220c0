"""The works of this app, as the record knows them: claims and narratives."""

from functools import partial

from claims.record.documents import CLAIM, FORMAT, NARRATIVE, NARRATIVE_FORMAT
from claims.record.entries import items_of, narrative_item
from claims.record.formats import (
    captures_described,
    corrections_and_titles,
    media_described,
    names_left_out,
    replies_and_spread,
    techniques_named,
)
from claimtrack.editions.formats import unsigned
from claimtrack.editions.works import Upgrader, Work, enter

UPGRADERS = {
    1: captures_described,
    2: corrections_and_titles,
    3: names_left_out,
    4: replies_and_spread,
    5: media_described,
}
OF_NARRATIVES: dict[int, Upgrader] = {1: partial(unsigned, format_=2), 2: techniques_named}

enter(Work(CLAIM, title="statement", format=FORMAT, items=items_of, upgraders=UPGRADERS))
enter(
    Work(
        NARRATIVE,
        title="name",
        format=NARRATIVE_FORMAT,
        items=lambda document: [narrative_item(document)],
        upgraders=OF_NARRATIVES,
    )
)
