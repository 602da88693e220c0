"""Show answers to whole reports at every published claim that they are answers to."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.record.documents import CLAIM
from claims.writing.through import pass_on_answers
from claimtrack.editions.models import Head

BATCH = 200


class Command(BaseCommand):
    help = (
        "Show answers to whole reports at the claims that the reports made first, with a public note. Publishing does "
        "so by itself; this is for claims that were published before that. What is shown already stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        standing = Head.objects.filter(subject_type=CLAIM, readable=True).order_by("position")
        ids = list(standing.values_list("subject_id", flat=True))
        made = sum(len(pass_on_answers(ids[start : start + BATCH])) for start in range(0, len(ids), BATCH))
        self.stdout.write(f"{made} claims have a new edition")
