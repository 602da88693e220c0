"""The works of this app, as the desk knows them: claims and narratives."""

from claims.composing.compose import compose, compose_narratives
from claims.composing.shown import claims_said, narratives_said
from claims.models import Claim, Narrative
from claims.record import listing
from claims.record.documents import CLAIM, NARRATIVE
from claims.writing.publish import publish, reasons_against, sources_along
from claims.writing.through import passed_on
from claimtrack.writing import schedules
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
schedules.enter(
    Claim,
    schedules.Publisher(
        lambda claim, by, note, shown: publish(claims=[claim], by=by, note=note, shown=shown),
        reasons_against,
        sources_along,
    ),
)
schedules.enter(
    Narrative,
    schedules.Publisher(lambda root, by, note, shown: publish(narratives=[root], by=by, note=note, shown=shown)),
)
