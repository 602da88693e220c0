"""The rule of four eyes by itself: sequences of edits, approvals and publications, held against their whole history."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.accounts.roles import Role
from claimtrack.writing.eyes import Agreed, Person, Text, against_approving, agreed_to, missing, review_of

REPORTER = Person(1, "Rana", Role.REPORTER)
CHECKER = Person(2, "Chen", Role.CHECKER)
EDITOR = Person(3, "Edda", Role.EDITOR)
CHIEF = Person(4, "Cato", Role.ADMINISTRATOR)
BOT = Person(5, "feed", Role.REPORTER, is_program=True)
#: A program that somebody gave a role far too high.
STRONG_BOT = Person(6, "robot", Role.EDITOR, is_program=True)
EVERYBODY = (REPORTER, CHECKER, EDITOR, CHIEF, BOT, STRONG_BOT)
MAY_APPROVE = (CHECKER, EDITOR, CHIEF, BOT, STRONG_BOT)
MAY_PUBLISH = (EDITOR, CHIEF, STRONG_BOT)
WORDS = ("one", "two", "three")


@dataclass
class Newsroom:
    """One claim, its rows of agreement as the database keeps them, and apart from them all that ever happened."""

    words: str = "one"
    written: Agreed | None = None
    approved: list[Agreed] = field(default_factory=list)
    editions: int = 0
    #: (what, who, the words that they had before them or wrote) since the last edition.
    happened: list[tuple[str, Person, str]] = field(default_factory=list)

    @property
    def text(self) -> Text:
        return Text(self.words, self.written, tuple(self.approved), self.editions)

    def edit(self, by: Person, words: str) -> None:
        if words != self.words:
            self.words = words
            self.written = Agreed(by, words, self.editions)
            self.happened.append(("wrote", by, words))

    def approve(self, by: Person, seen: str) -> None:
        if seen == self.words and not any(against_approving(self.text, by)):
            self.approved.append(Agreed(by, seen, self.editions))
            self.happened.append(("approved", by, seen))

    def publish(self, by: Person, seen: str | None) -> bool:
        """Whether it was; `seen` None publishes from a list, where nobody is shown it."""
        if by.is_program or seen not in (None, self.words):
            return False
        people = agreed_to(self.text, publisher=by if seen else None)
        review = review_of(people.values(), is_relaxed=False, goes_alone=False)
        assert (review is None) is any(missing(people.values()))
        if review is None:
            return False
        self.happened.append(("published", by, seen or ""))
        self.hold_to_its_history()
        self.editions += 1
        self.happened.clear()
        return True

    def hold_to_its_history(self) -> None:
        """Two people have seen these very words since the last edition, told from the history alone."""
        seen = {by.id: by for what, by, words in self.happened if what != "wrote" and words == self.words}
        wrote = [each for each in self.happened if each[0] == "wrote"]
        if wrote and wrote[-1][2] == self.words:
            seen[wrote[-1][1].id] = wrote[-1][1]
        people = [person for person in seen.values() if not person.is_program]
        assert len(people) >= 2
        assert any(person.role in {Role.EDITOR, Role.ADMINISTRATOR} for person in people)


STEPS = st.one_of(
    st.tuples(st.just("edit"), st.sampled_from(EVERYBODY), st.sampled_from(WORDS)),
    st.tuples(st.just("approve"), st.sampled_from(MAY_APPROVE), st.sampled_from(WORDS)),
    st.tuples(st.just("publish"), st.sampled_from(MAY_PUBLISH), st.sampled_from((*WORDS, None))),
)


@settings(max_examples=3_000, deadline=None, database=None)
@given(st.lists(STEPS, max_size=25))
def test_whatever_is_done_in_whatever_order_two_people_have_seen_what_is_published(
    steps: list[tuple[str, Person, str]],
) -> None:
    newsroom = Newsroom()
    for what, by, words in steps:
        getattr(newsroom, what)(by, words)


def written(by: Person, words: str = "one", after: int = 0) -> Text:
    return Text(words, Agreed(by, words, after))


def test_an_editor_who_wrote_none_of_it_gives_the_second_eye_by_publishing() -> None:
    assert not list(missing(agreed_to(written(REPORTER), publisher=EDITOR).values()))


def test_who_wrote_it_does_not_agree_twice() -> None:
    text = replace(written(EDITOR), approved=(Agreed(EDITOR, "one"),))
    assert list(agreed_to(text, publisher=EDITOR)) == [EDITOR.id]
    assert list(missing([EDITOR])) == ["Only Edda has agreed to it as it stands: somebody else approves it."]
    assert list(against_approving(written(EDITOR), EDITOR)) == [
        "You wrote it as it stands, which counts already: somebody else approves it."
    ]


def test_an_editor_who_mends_a_comma_does_not_stop_the_line() -> None:
    """The earlier author sees the editor's text and approves it."""
    text = Text("two", Agreed(EDITOR, "two"), (Agreed(CHECKER, "two"),))
    assert not list(missing(agreed_to(text).values()))
    assert not list(against_approving(written(EDITOR, "two"), CHECKER))


def test_a_change_voids_what_was_approved_and_the_words_coming_back_revive_it() -> None:
    approved = (Agreed(CHECKER, "one"),)
    assert agreed_to(Text("two", Agreed(EDITOR, "two"), approved)) == {EDITOR.id: EDITOR}
    assert set(agreed_to(Text("one", Agreed(EDITOR, "one"), approved))) == {CHECKER.id, EDITOR.id}


def test_what_was_agreed_to_before_the_last_edition_counts_no_more() -> None:
    text = Text("one", Agreed(REPORTER, "one", after=0), (Agreed(CHECKER, "one", after=0),), since=1)
    assert agreed_to(text) == {}


def test_one_of_the_two_is_an_editor() -> None:
    text = replace(written(REPORTER), approved=(Agreed(CHECKER, "one"),))
    assert list(missing(agreed_to(text).values())) == [
        "Chen and Rana have agreed to it as it stands, and neither is an editor: an editor approves it."
    ]


@pytest.mark.parametrize("program", [BOT, STRONG_BOT])
def test_a_program_never_counts(program: Person) -> None:
    text = replace(written(program), approved=(Agreed(program, "one"),))
    assert agreed_to(text, publisher=program) == {}
    assert list(missing([])) == ["Nobody has agreed to it as it stands: two people do, one of them an editor."]
    assert list(against_approving(text, program)) == ["A program approves nothing: a person does."]


def test_nobody_approves_the_same_text_twice() -> None:
    text = Text("one", None, (Agreed(CHECKER, "one"),))
    assert list(against_approving(text, CHECKER)) == ["You have approved it as it stands already."]


def test_an_edition_says_how_it_was_looked_at() -> None:
    two, one = [REPORTER, EDITOR], [EDITOR]
    assert review_of(two, is_relaxed=True, goes_alone=True) == "two_people"
    assert review_of(one, is_relaxed=True, goes_alone=True) == "relaxed"
    assert review_of(one, is_relaxed=False, goes_alone=True) == "alone"
    assert review_of(one, is_relaxed=False, goes_alone=False) is None
