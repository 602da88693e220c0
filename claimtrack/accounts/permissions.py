"""Who may do what with people, their tokens and the queue of jobs: this app's part of the permission table."""

from django.contrib.auth.models import User
from procrastinate.contrib.django.models import ProcrastinateJob

from claimtrack.accounts.models import Profile, Token
from claimtrack.accounts.table import ANY, OWN, Standing, enter, rule
from claimtrack.editions.models import Byline
from claimtrack.editions.roots import Stage


def _whose(byline: Byline) -> int | None:
    return Profile.objects.filter(pseudonym=byline.person).values_list("person", flat=True).first()


# “name” is to see who did what: who wrote, approved, imported, and when.
enter(
    User,
    rule("name", reporter=ANY),
    rule("view", administrator=ANY),
    rule("add", administrator=ANY),
    rule("change", administrator=ANY),
    rule("delete", administrator=ANY),
)
enter(
    Token,
    rule("view", viewer=OWN, administrator=ANY),
    rule("add", viewer=OWN),
    rule("delete", viewer=OWN, administrator=ANY),
    standings=lambda token: (Standing(token.user_id, Stage.DRAFT),) if token.pk else (),
)
# Chosen by nobody but its person; an administrator withdraws it for who cannot sign in any more.
enter(
    Byline,
    rule("view", viewer=ANY),
    rule("add", viewer=OWN),
    rule("delete", viewer=OWN, administrator=ANY),
    standings=lambda byline: (Standing(_whose(byline), Stage.DRAFT),),
)
# Of the library's own page, which asks Django: the groups say the same.
enter(ProcrastinateJob, rule("view", administrator=ANY))
