"""The person concerned asks for a correction: the bell rings for whoever decides, and for those who follow the work."""

from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import staff
from claimtrack.corrections.models import CorrectionRequest
from claimtrack.corrections.receiving import follow_requests
from claimtrack.workplace.models import Happening
from claimtrack.workplace.notices import followers, notify
from claimtrack.writing.works import model_of


@follow_requests
def ring(request: CorrectionRequest) -> None:
    """A request about a document rings nobody's bell: it is the first of the queue, as all of these are."""
    model = model_of(request.kind)
    if model is None or not request.concerns_them:
        return
    root = model._default_manager.get(pk=request.subject_id)
    deciding = {each for each in staff() if may(each, "decide", CorrectionRequest)}
    notify(root=root, happening=Happening.REQUESTED, people=deciding | followers(root), by=None)
