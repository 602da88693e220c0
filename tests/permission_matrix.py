"""What the permission table is to say, written down by hand: for every action the first role that may.

Columns are where a row stands: a draft, in review, published, retracted; of each one's own, then another's. A letter is
the first role that may do it there (viewer, reporter, checker, editor, administrator), and all after it may; `.` nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from claimtrack.accounts.roles import Role

STAGES: Final = ("draft", "in_review", "published", "retracted")
LETTERS: Final[Mapping[str, int]] = {"v": 0, "r": 1, "c": 2, "e": 3, "a": 4, ".": 5}

#:                              draft  review public retracted
WRITTEN: Final = """
claims.claim          view       v v    v v    v v    v v
claims.claim          add        r r    r r    r r    r r
claims.claim          change     r c    c c    e e    e e
claims.claim          delete     r e    . .    . .    . .
claims.claim          submit     r c    . .    . .    . .
claims.claim          send_back  . .    r c    . .    . .
claims.claim          approve    c c    c c    c c    c c
claims.claim          publish    e e    e e    e e    e e
claims.claim          correct    e e    e e    e e    e e
claims.claim          retract    e e    e e    e e    e e
claims.claim          restore    e e    e e    e e    e e
claims.claim          withhold   e e    e e    e e    e e
claims.claim          merge      e e    e e    e e    e e
claims.claim          unmerge    e e    e e    e e    e e
claims.claim          split      e e    e e    e e    e e
claims.claim          hand_on    r r    r r    r r    r r
claims.claim          invite     e e    e e    e e    e e
claims.claim          restrict   r e    e e    . .    . .
claims.claim          assign     r r    r r    r r    r r
claims.claim          redact     a a    a a    a a    a a
claims.appearance     view       v v    v v    v v    v v
claims.appearance     add        r c    c c    e e    e e
claims.appearance     change     r c    c c    e e    e e
claims.appearance     delete     r c    c c    e e    e e
claims.attribution    view       v v    v v    v v    v v
claims.attribution    add        r c    c c    e e    e e
claims.attribution    change     r c    c c    e e    e e
claims.attribution    delete     r c    c c    e e    e e
claims.rebuttal       view       v v    v v    v v    v v
claims.rebuttal       add        r r    r r    r r    r r
claims.rebuttal       change     r c    c c    e e    e e
claims.rebuttal       delete     r c    c c    e e    e e
claims.answer         view       v v    v v    v v    v v
claims.answer         add        r c    c c    e e    e e
claims.answer         change     r c    c c    e e    e e
claims.answer         delete     r c    c c    e e    e e
claims.relation       view       v v    v v    v v    v v
claims.relation       add        r c    c c    e e    e e
claims.relation       change     r c    c c    e e    e e
claims.relation       delete     r c    c c    e e    e e
claims.letter         view       v v    v v    v v    v v
claims.letter         add        r c    c c    e e    e e
claims.letter         delete     r c    c c    e e    e e
claims.observation    view       v v    v v    v v    v v
claims.observation    add        r c    c c    e e    e e
claims.observation    change     r c    c c    e e    e e
claims.inquiry        view       v v    v v    v v    v v
claims.inquiry        add        r c    c c    e e    e e
claims.inquiry        change     r c    c c    e e    e e
claims.inquiry        delete     r c    c c    e e    e e
claims.inquiry        publish    e e    e e    e e    e e
claims.evidence       view       v v    v v    v v    v v
claims.evidence       add        r c    c c    c c    c c
claims.evidence       change     r c    c c    c c    c c
claims.evidence       delete     r c    c c    c c    c c
claims.assessment     view       v v    v v    v v    v v
claims.assessment     add        c c    c c    c c    c c
claims.assessment     change     c c    c c    c c    c c
claims.assessment     delete     c c    c c    c c    c c
claims.assessment     approve    c c    c c    c c    c c
claims.narrative      view       v v    v v    v v    v v
claims.narrative      add        c c    c c    c c    c c
claims.narrative      change     c c    c c    e e    e e
claims.narrative      delete     e e    . .    . .    . .
claims.narrative      submit     c c    . .    . .    . .
claims.narrative      send_back  . .    c c    . .    . .
claims.narrative      approve    c c    c c    c c    c c
claims.narrative      publish    e e    e e    e e    e e
claims.narrative      correct    e e    e e    e e    e e
claims.narrative      retract    e e    e e    e e    e e
claims.narrative      restore    e e    e e    e e    e e
claims.narrative      withhold   e e    e e    e e    e e
claims.narrative      hand_on    r r    r r    r r    r r
claims.narrative      assign     r r    r r    r r    r r
claims.narrative      redact     a a    a a    a a    a a
claims.proposal       view       c c    c c    c c    c c
claims.proposal       add        r r    r r    r r    r r
claims.proposal       decide     c c    c c    e e    e e
claims.proposal       delete     e e    e e    e e    e e
sources.source        view       v v    v v    v v    v v
sources.source        add        r r    r r    r r    r r
sources.source        change     r c    c c    e e    e e
sources.source        delete     r e    . .    . .    . .
sources.source        submit     r c    . .    . .    . .
sources.source        send_back  . .    r c    . .    . .
sources.source        approve    c c    c c    c c    c c
sources.source        publish    e e    e e    e e    e e
sources.source        correct    e e    e e    e e    e e
sources.source        retract    e e    e e    e e    e e
sources.source        restore    e e    e e    e e    e e
sources.source        withhold   e e    e e    e e    e e
sources.source        merge      e e    e e    e e    e e
sources.source        unmerge    e e    e e    e e    e e
sources.source        split      e e    e e    e e    e e
sources.source        assign     r r    r r    r r    r r
sources.source        redact     a a    a a    a a    a a
sources.office        view       v v    v v    v v    v v
sources.office        add        r c    c c    e e    e e
sources.office        change     r c    c c    e e    e e
sources.office        delete     r c    c c    e e    e e
sources.reliabilitygrade view    v v    v v    v v    v v
sources.reliabilitygrade add     e e    e e    e e    e e
sources.reliabilitygrade change  e e    e e    e e    e e
sources.reliabilitygrade delete  e e    e e    e e    e e
sources.reliabilitygrade approve c c    c c    c c    c c
"""
#: What has no stage: not printed by an edition yet, or printed by one.
BY_THEMSELVES: Final = """
claims.subject        view       v v    v v
claims.subject        add        r r    r r
claims.subject        change     r c    e e
claims.subject        delete     r e    e e
claims.lettertemplate view       v v    v v
claims.lettertemplate add        e e    e e
claims.lettertemplate change     e e    e e
claims.lettertemplate delete     e e    e e
claims.topic          view       v v    v v
claims.topic          add        e e    e e
claims.topic          change     e e    e e
claims.topic          delete     e e    e e
claims.savedsearch    view       v .    v .
claims.savedsearch    add        v v    v v
claims.savedsearch    change     v .    v .
claims.savedsearch    delete     v .    v .
claims.importrun      view       c c    c c
claims.importrun      add        e e    e e
claims.importrun      delete     e e    e e
claims.refusedrecord  view       c c    c c
claims.refusedrecord  retry      e e    e e
claims.refusedrecord  delete     e e    e e
claims.importedreview view       c c    c c
claims.listedpublisher view      c c    c c
claims.listedpublisher add       e e    e e
claims.listedpublisher approve   e e    e e
claims.listedpublisher take_off  e e    e e
claims.claimpair      view       v v    v v
claims.claimpair      decide     c c    c c
claims.webhook        view       e e    e e
claims.webhook        add        e e    e e
claims.webhook        operate    e e    e e
claims.webhook        replay     e e    e e
claims.webhook        delete     e e    e e
claims.webhookdelivery view      e e    e e
claims.webhookdelivery replay    e e    e e
claims.double         view       c c    c c
claims.double         decide     e e    e e
claims.ratinglabel    view       c c    c c
claims.ratinglabel    add        e e    e e
claims.ratinglabel    change     e e    e e
claims.ratinglabel    delete     e e    e e
sources.document      view       v v    v v
sources.document      add        r r    r r
sources.document      change     r c    e e
sources.document      delete     r e    e e
sources.document      embargo    r c    e e
sources.embargo       lift       r e    r e
sources.document      restrict   r e    . .
sources.capture       view       v v    v v
sources.capture       add        r r    r r
sources.capture       delete     r e    r e
sources.capture       restrict   r e    r e
sources.capture       set_level  e e    e e
sources.capture       flag       r r    r r
sources.capture       read_words r r    r r
sources.capture       see_original e e  e e
sources.fetch         view       r .    r .
sources.fetch         add        r r    r r
sources.fetch         keep       r .    r .
editions.redactionorder view     a a    a a
editions.redactionorder add      a a    a a
editions.redactionorder decide   a a    a a
workplace.comment     view       r r    r r
workplace.comment     add        r r    r r
workplace.comment     delete     r e    r e
workplace.docket      view       v v    v v
workplace.notice      view       v .    v .
workplace.notice      change     v .    v .
corrections.correctionrequest view    e e    e e
corrections.correctionrequest decide  e e    e e
corrections.requester view       e e    e e
accounts.token        view       v a    v a
accounts.token        add        v v    v v
accounts.token        delete     v a    v a
editions.byline       view       v v    v v
editions.byline       add        v .    v .
editions.byline       delete     v a    v a
accounts.session      view       v a    v a
accounts.session      delete     v a    v a
accounts.factorreset  view       a a    a a
accounts.factorreset  add        a a    a a
accounts.factorreset  decide     a a    a a
procrastinate.procrastinatejob view  a a    a a
auth.user             name       r r    r r
auth.user             view       a a    a a
auth.user             add        a a    a a
auth.user             change     a a    a a
auth.user             delete     a a    a a
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: whether this role may do this to a row of its own, or of another's, at this stage."""

    model: str
    action: str
    role: Role
    own: bool
    stage: str
    allowed: bool
    #: Whether the right begins here, or would with one role more: what is slow is tried at this edge alone.
    at_the_edge: bool


def cells() -> Iterator[Cell]:
    yield from _read(WRITTEN, STAGES)
    yield from _read(BY_THEMSELVES, ("draft", "published"))


def _read(table: str, stages: tuple[str, ...]) -> Iterator[Cell]:
    for line in table.strip().splitlines():
        model, action, *letters = line.split()
        places = [(stage, own) for stage in stages for own in (True, False)]
        for (stage, own), letter in zip(places, letters, strict=True):
            for rank, role in enumerate(Role):
                yield Cell(
                    model, action, role, own, stage, rank >= LETTERS[letter], rank + 1 - LETTERS[letter] in {0, 1}
                )


def edges() -> Iterator[Cell]:
    """The cells of the first role that may, and of the last that may not."""
    return (cell for cell in cells() if cell.at_the_edge)
