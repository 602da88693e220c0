"""The person concerned asks for a correction: the bell rings for whoever decides, and for nobody else.

What a request is about can say who asks. So the notice names neither, and goes with the outcome.
"""

from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import staff
from claimtrack.corrections.models import Asker, CorrectionRequest, State
from claimtrack.corrections.receiving import follow_ends, follow_requests
from claimtrack.workplace.models import Happening
from claimtrack.workplace.notices import notify, withdraw
from claimtrack.writing.works import model_of


@follow_requests
def ring(request: CorrectionRequest) -> None:
    """A request about a document rings nobody's bell: it is the first of the queue, as all of these are."""
    model = model_of(request.kind)
    if model is None or not request.concerns_them:
        return
    root = model._default_manager.get(pk=request.subject_id)
    deciding = {each for each in staff() if may(each, "decide", CorrectionRequest)}
    notify(root=root, happening=Happening.REQUESTED, people=deciding, by=None)


@follow_ends
def still(request: CorrectionRequest) -> None:
    """The bell is silent once no such request about the same work waits any more."""
    waits = CorrectionRequest.objects.filter(
        subject_id=request.subject_id, asker=Asker.CONCERNED, state=State.RECEIVED
    ).exists()
    if not waits:
        withdraw(happening=Happening.REQUESTED, root_id=request.subject_id)
