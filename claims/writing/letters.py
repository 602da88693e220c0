"""Letters that ask somebody about a claim, with the claim filled in: shown to be copied, and sent by a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from claims.models import Appearance, Inquiry, LetterTemplate
from claims.models.template import pieces
from claimtrack.accounts.visible import visible
from claimtrack.text import shortened

#: Offered where editors have written no template yet.
OURS: Final = """To {source}

We are examining this statement and shall publish what we find:

    {claim}

{context}

It stands here:

{quotations}

What do you say to it? What you answer until {deadline} will be published with our finding. If you answer later, your \
answer will be added; if you do not, we shall say that we asked.

{newsroom}
"""
#: As many quotations as a letter has room for, and as many letters of each as there are offered.
MOST_QUOTATIONS: Final = 5
MOST_LETTERS: Final = 50
NO_DEADLINE: Final = "[no deadline is entered]"


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter ready to be copied."""

    name: str
    language: str
    text: str


def letters_for(inquiry: Inquiry, *, by: AbstractBaseUser) -> list[Filled]:
    """Every template with this inquiry's claim filled in, those in the claim's language first.

    Quotations that do not exist for `by` are left out. Where nobody has written a template, one of ours in English.
    """
    values = _values(inquiry, by)
    templates = list(visible(LetterTemplate.objects.all(), by=by)[:MOST_LETTERS])
    first = inquiry.claim.language.split("-")[0]
    templates.sort(key=lambda each: each.language.split("-")[0] != first)
    written = [Filled(each.name, each.language, filled(each.text, values)) for each in templates]
    return written or [Filled("claimtrack's own", "en", filled(OURS, values))]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The template with these values in its places."""
    return "".join(words + (values[place] if place else "") for words, place in pieces(text))


def _values(inquiry: Inquiry, by: AbstractBaseUser) -> Mapping[str, str]:
    claim = inquiry.claim
    return {
        "source": inquiry.source.name,
        "claim": claim.statement,
        "context": claim.context,
        "quotations": "\n".join(_quotations(inquiry, by)),
        "deadline": _until(inquiry),
        "newsroom": settings.CREDIT,
    }


def _quotations(inquiry: Inquiry, by: AbstractBaseUser) -> Iterator[str]:
    rows = visible(Appearance.objects.filter(claim=inquiry.claim_id), by=by).select_related("document__publisher")
    for row in rows[:MOST_QUOTATIONS]:
        document = row.document
        where = ", ".join(filter(None, [document.publisher.name, document.title, document.url]))
        words = f"“{shortened(row.quote, 1000)}” ({where})" if row.quote else where
        yield f"- {words}"


def _until(inquiry: Inquiry) -> str:
    if inquiry.deadline_at:
        return f"{inquiry.deadline_at:%Y-%m-%d %H:%M} (UTC{inquiry.deadline_at:%z})"
    if inquiry.deadline_day:
        return f"the end of {inquiry.deadline_day.isoformat()} ({inquiry.deadline_zone})"
    return NO_DEADLINE
