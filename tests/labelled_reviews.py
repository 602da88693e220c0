"""Reviews that carry labels, taken in and published as an import does it."""

from dataclasses import fields as dataclass_fields
from itertools import count

import orjson
from django.contrib.auth.models import User

from claims.imports.filing.publishing import publish_untouched
from claims.imports.filing.reviews import Importer, Incoming, Outcome
from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.ratings.writing import RatingFields, read_label
from claims.imports.reviewed import Judgement, Page, Party, Reviewed, Seen
from claims.models import Claim
from claimtrack.editions.models import Edition
from claimtrack.writing import Create, Update

_numbers = count(1)


def review(
    label: str, *, host: str = "checks.example", language: str = "en", number: str = "", **more: object
) -> Reviewed:
    """A fact-check of a statement of its own, published at `host`."""
    publisher = Party(name=f"Checks of {host}", kind="outlet", host=host)
    at = f"{next(_numbers)}"
    said = {
        "form": "feed",
        "statement": f"Statement {at} is so.",
        "language": language,
        "page": Page(url=f"https://{host}/{at}", title=f"Check {at}", publisher=publisher, language=language),
        "judgement": Judgement(judge=publisher, host=host, label=label, number=number, reasons="Because."),
        "seen": (Seen(Page(url=f"https://posts.example/{at}", title=f"Post {at}", publisher=Party(name="Posts"))),),
    }
    return Reviewed(**(said | more))  # type: ignore[arg-type]  # any of its members


def take_in(*reviews: Reviewed, publish: bool = True) -> Outcome:
    outcome = Importer().take_in([Incoming(each) for each in reviews])
    if publish:
        publish_untouched(outcome.to_publish)
    return outcome


def remembered(said: Reviewed) -> ImportedReview:
    """What the import remembers of this review, with its claim."""
    assert said.page
    return ImportedReview.objects.select_related("claim", "rating", "assessment").get(document__url=said.page.url)


def claim_of(said: Reviewed) -> Claim:
    return remembered(said).claim


def last_edition(claim: Claim) -> dict[str, object]:
    edition = Edition.objects.filter(subject_id=claim.pk).latest("number")
    document: dict[str, object] = orjson.loads(edition.text or "")
    return document


def read_so(row: RatingLabel, *, by: User | None = None) -> RatingLabel:
    """Let the label be read as the row in memory says, listed or not."""
    fields = RatingFields(**{each.name: getattr(row, each.name) for each in dataclass_fields(RatingFields)})
    is_new = row._state.adding
    change = Create(fields=fields) if is_new else Update(row=row.pk, fields=fields, seen=row.row_version)
    rating: RatingLabel = read_label(change=change, by=by).rows[0]
    return rating
