"""Who may do what with sources, documents and their copies: this app's part of the permission table."""

from collections.abc import Sequence

from claimtrack.accounts.hiding import hides_with
from claimtrack.accounts.table import ANY, ANY_DRAFT, ANY_WRITTEN, OWN, OWN_DRAFT, UNDER_A_ROOT, Standing, enter, rule
from claimtrack.editions.roots import Stage
from claimtrack.writing.standing import by_itself, of_root, under_roots
from sources.models import Capture, Document, Embargo, Fetch, Office, ReliabilityGrade, Source


def _of_the_graded(grade: ReliabilityGrade) -> Sequence[Standing]:
    """A grade's page has its source at hand; the source of a new one may be as new."""
    return under_roots(grade) if grade._state.adding else of_root(grade.source)


enter(
    Source,
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
    rule("assign", reporter=ANY),
    rule("redact", administrator=ANY),
    standings=of_root,
)
enter(Office, *UNDER_A_ROOT, standings=under_roots)
enter(
    ReliabilityGrade,
    rule("view", viewer=ANY),
    rule("add", editor=ANY),
    rule("change", editor=ANY),
    rule("delete", editor=ANY),
    rule("approve", checker=ANY_WRITTEN, editor=ANY, decides=True),
    standings=_of_the_graded,
)
# A document has no stage of its own: it is public once an edition prints it.
enter(
    Document,
    rule("view", viewer=ANY),
    rule("add", reporter=ANY),
    rule("change", reporter=OWN_DRAFT, checker=ANY.at(Stage.DRAFT), editor=ANY),
    rule("delete", reporter=OWN_DRAFT, editor=ANY),
    rule("restrict", reporter=OWN_DRAFT, editor=ANY_DRAFT),
    # Before readers have it, whoever may write it; what is cited already stays with editors.
    rule("embargo", reporter=OWN_DRAFT, checker=ANY.at(Stage.DRAFT), editor=ANY),
    standings=by_itself,
)
# A promise to whoever gave it to the newsroom: whoever made it, or answers for what is published, takes it back.
enter(
    Embargo,
    rule("lift", reporter=OWN, editor=ANY),
    standings=lambda embargo: (Standing(embargo.by_id, Stage.DRAFT),),
)
enter(
    Capture,
    rule("view", viewer=ANY),
    rule("add", reporter=ANY),
    rule("delete", reporter=OWN, editor=ANY),
    # Also of one that an edition names: readers have its hash alone.
    rule("restrict", reporter=OWN, editor=ANY),
    # How far a copy may go, which is another publisher's page.
    rule("set_level", editor=ANY),
    # What a picture shows, whoever sees it first; and the text in it.
    rule("flag", reporter=ANY),
    rule("read_words", reporter=ANY),
    # A file with the place, the author and the device in it, which its copy has no more.
    rule("see_original", editor=ANY),
    standings=by_itself,
)

# What somebody had fetched is theirs alone until it is a capture.
enter(
    Fetch,
    rule("view", reporter=OWN),
    rule("add", reporter=ANY),
    rule("keep", reporter=OWN),
    standings=lambda fetch: () if fetch._state.adding else (Standing(fetch.by_id, Stage.DRAFT),),
)

hides_with(Document)
hides_with(Capture, "document")
hides_with(Embargo, "document")
hides_with(Fetch, "capture")
# The unnamed source of a document that does not exist is called in the words of that document.
hides_with(Source, "document")
hides_with(Office, "person__document", "organization__document")
hides_with(ReliabilityGrade, "source__document")
