"""Letters that ask somebody about a claim, as editors word them."""

import string
from typing import Final

import pghistory
from django.core.exceptions import ValidationError
from django.db import models

from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions

#: What is filled in, and what it stands for.
PLACEHOLDERS: Final = {
    "source": "who is asked",
    "claim": "the statement of the claim",
    "context": "its context",
    "quotations": "the quotations of it, each with where it stands",
    "deadline": "until when they can answer",
    "newsroom": "the name of this newsroom",
}


def pieces(text: str) -> list[tuple[str, str | None]]:
    """The text as words, each with the place that follows them (None: no other). Raises ValueError for a stray brace.

    A place is a name alone: what else stands in its braces is a part of the name, which nothing fills in.
    """
    return [
        (words, None if name is None else f"{name}{f'!{turned}' if turned else ''}{f':{form}' if form else ''}")
        for words, name, form, turned in string.Formatter().parse(text)
    ]


@counts_versions
@pghistory.track()
class LetterTemplate(Versioned, Identified):
    """A letter in one language, with places that are filled in from a claim."""

    name = models.CharField(max_length=100)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47, such as en or ar-LY.")
    text = models.TextField(
        help_text="Places in braces are filled in: {source}, {claim}, {context}, {quotations}, {deadline}, {newsroom}."
    )

    class Meta:
        verbose_name = "template of a letter"
        verbose_name_plural = "templates of letters"
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"],
                name="letter_template_once",
                violation_error_message="There is a template of this name in this language.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    def clean(self) -> None:
        """Raises ValidationError for a place that nothing is filled into."""
        super().clean()
        try:
            places = [place for _, place in pieces(self.text) if place is not None]
        except ValueError as error:
            raise ValidationError(
                {"text": "A brace stands alone: write { and } twice where they are meant."}
            ) from error
        if unknown := sorted(set(places) - PLACEHOLDERS.keys()):
            told = "; ".join(f"{{{name}}} is {meaning}" for name, meaning in PLACEHOLDERS.items())
            raise ValidationError({"text": f"Nothing fills in {', '.join(f'{{{name}}}' for name in unknown)}. {told}."})
