"""The works of this app, as the desk knows them: claims and narratives."""

from claims.composing.compose import compose, compose_narratives
from claims.composing.shown import claims_said, narratives_said
from claims.models import Claim, Narrative
from claims.record import listing
from claims.record.documents import CLAIM, NARRATIVE
from claims.writing.through import passed_on
from claimtrack.writing.works import DeskWork, Lists, enter

enter(
    DeskWork(
        CLAIM,
        Claim,
        lambda roots, public: compose(roots, also_public=public),
        claims_said,
        Lists(listing.write, listing.unlist, listing.relist),
        passed_on,
    )
)
enter(
    DeskWork(
        NARRATIVE,
        Narrative,
        lambda roots, public: compose_narratives(roots, also_public=public),
        narratives_said,
        Lists(listing.write),
    )
)
