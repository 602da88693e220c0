"""The work of this app, as the desk knows it: sources."""

from claimtrack.writing.works import DeskWork, enter
from sources.composing import compose, sources_sha256
from sources.documents import SOURCE
from sources.models import Source

enter(DeskWork(SOURCE, Source, lambda roots, public: compose(roots, also_public=public), sources_sha256))
