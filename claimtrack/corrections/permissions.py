"""Who may read requests, and decide them: editors, as what they publish is at stake."""

from claimtrack.accounts.table import ANY, enter, rule
from claimtrack.corrections.models import CorrectionRequest, Requester

enter(CorrectionRequest, rule("view", editor=ANY), rule("decide", editor=ANY, decides=True))
enter(Requester, rule("view", editor=ANY))
