"""Who may say something about works, and to whom notices belong: the workplace's part of the permission table."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from claimtrack.accounts.hiding import Also, Hidden, hidden_with_its_bonds, hides_with
from claimtrack.accounts.table import ANY, OWN, Standing, enter, rule
from claimtrack.editions.roots import Stage
from claimtrack.workplace.models import Comment, Docket, Notice
from claimtrack.writing.works import DESK_WORKS

# Comments name who works on what, so they are for those who are told that.
enter(
    Comment,
    rule("view", reporter=ANY),
    rule("add", reporter=ANY),
    rule("delete", reporter=OWN, editor=ANY),
    standings=lambda comment: (Standing(comment.by_id, Stage.DRAFT),),
)
enter(Docket, rule("view", viewer=ANY))
enter(
    Notice,
    rule("view", viewer=OWN),
    rule("change", viewer=OWN),
    standings=lambda notice: (Standing(notice.person_id, Stage.DRAFT),),
)


def _about_what_is_hidden(model: type[Model]) -> Also:
    """Rows about works that are hidden: they name them without a foreign key."""

    def hidden_too(hidden: Hidden) -> "Iterator[QuerySet[Any]]":
        for root in DESK_WORKS:
            for rows in hidden_with_its_bonds(root, hidden):
                yield model._default_manager.filter(root_id__in=rows.order_by().values("pk"))

    return hidden_too


for model in (Comment, Docket, Notice):
    hides_with(model, also=_about_what_is_hidden(model))
