"""The work of this app, as the desk knows it: sources."""

from claimtrack.writing.works import DeskWork, Lists, enter
from sources.composing import compose, sources_said
from sources.documents import SOURCE
from sources.models import Source
from sources.record import list_sources

enter(
    DeskWork(
        SOURCE,
        Source,
        lambda roots, public: compose(roots, also_public=public),
        sources_said,
        Lists(list_sources),
    )
)
