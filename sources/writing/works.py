"""The work of this app, as the desk knows it: sources."""

from claimtrack.writing import schedules
from claimtrack.writing.works import DeskWork, Lists, enter
from sources.composing import compose, sources_said
from sources.documents import SOURCE
from sources.models import Source
from sources.record import list_sources
from sources.writing.publish import publish, reasons_against

enter(
    DeskWork(
        SOURCE,
        Source,
        lambda roots, public: compose(roots, also_public=public),
        sources_said,
        Lists(list_sources),
    )
)
schedules.enter(
    Source,
    schedules.Publisher(
        lambda source, by, note, shown: publish(sources=[source], by=by, note=note, shown=shown),
        reasons_against,
    ),
)
