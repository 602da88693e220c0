"""An article that is read for claims worth checking: pasted, answered, and not kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

import langcodes
import orjson
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers
from unfold.widgets import UnfoldAdminTextareaWidget

from claims.admin.quotation import address_field, choice_of, language_field
from claims.admin.quoting import QuotingAdmin
from claims.finding.index import Stored
from claims.finding.match import Match
from claims.finding.worth import Article, Sentence, read_article
from claims.models import Appearance
from claims.record.models import Listing
from claims.scales import Verdict
from claimtrack.accounts.hiding import existing_for
from claimtrack.admin.base import person
from sources.models import Document

LONGEST = 50_000
WHICH = "Give the address, or choose the document, not both."
#: As the page puts the signs of a sentence (`claims/finding/checkable.json`).
REASONS: Mapping[str, str] = {
    "figure": "a figure",
    "amount": "an amount",
    "day": "a day",
    "name": "a name",
    "comparison": "a comparison",
    "said": "somebody said it",
    "deed": "something done",
    "cause": "a cause",
    "always": "all or none",
    "opinion": "an opinion",
    "prediction": "a prediction",
    "question": "a question",
    "self": "the writer or the reader",
    "scene": "a scene",
    "short": "very short",
    "long": "very long",
}
DIFFERS: Mapping[str, str] = {
    "negation": "turned around",
    "number": "another figure",
    "date": "another day",
    "name": "another name",
}


class ArticleForm(forms.Form):
    """The text, its language, and the document it stands in, where there is one."""

    text = forms.CharField(
        label="The article, pasted",
        max_length=LONGEST,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
        help_text=f"Up to {LONGEST:,} characters. It is read and not kept: neither stored nor logged.",
    )
    language = language_field("text")
    url = address_field("Its address", "Claims that you begin here appear there.")
    known = choice_of(Appearance, "document", label="… or a document that the desk has")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = cast("Any", self.fields["known"])
        known.queryset = existing_for(known.queryset, person(request))

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if not langcodes.tag_is_valid(language):
            raise ValidationError("Write a BCP 47 tag, such as en or ar-LY.")
        return language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("url") and cleaned.get("known"):
            self.add_error("known", WHICH)
        return cleaned


class ShownMatch(NamedTuple):
    """A published claim that a sentence is about, with what readers are told of it."""

    url: str
    statement: str
    verdict: str
    differs: str


class ShownSentence(NamedTuple):
    """A sentence with its kind, if it is no plain statement, the reasons for and against it, and its matches."""

    text: str
    kind: str
    reasons: Sequence[tuple[str, float]]
    matches: Sequence[ShownMatch]


class ReadingAdmin(QuotingAdmin):
    """The claim's admin with the page that reads an article."""

    def get_urls(self) -> list[URLPattern]:
        return [path("article/", self.page(self.article_view), name="claims_claim_article"), *super().get_urls()]

    def article_view(self, request: HttpRequest) -> HttpResponse:
        self.demand(request, "add")
        begun = {"known": request.GET.get("document", "")}
        form = ArticleForm(request.POST or None, request=request, initial=begun)
        read = _read(form) if request.method == "POST" and form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Read an article",
            "form": form,
            "read": read is not None,
            "parts": _parts(read) if read else (),
            "may_begin": self.may_quote(request, None),
            "media": self.media + form.media,
        }
        response = TemplateResponse(request, "admin/desk/article.html", context)
        add_never_cache_headers(response)
        return response


def _read(form: ArticleForm) -> Article:
    return read_article(form.cleaned_data["text"], form.cleaned_data["language"], Stored("default"))


def _parts(read: Article) -> list[tuple[str, list[ShownSentence]]]:
    """What the page shows, under its headings."""
    told = _told({match.claim_id for sentence in read.matched for match in sentence.matches})
    return [
        ("Checked already", [_shown(each, told) for each in read.matched]),
        ("Worth checking, the most checkable first", [_shown(each, told) for each in read.others]),
    ]


def _told(claim_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    listed = Listing.objects.filter(claim_id__in=claim_ids, open=True).values_list("claim_id", "card")
    return {claim_id: orjson.loads(card) for claim_id, card in listed}


def _shown(sentence: Sentence, told: Mapping[UUID, dict[str, Any]]) -> ShownSentence:
    reading = sentence.reading
    reasons = sorted(((REASONS[name], weight) for name, weight in reading.reasons.items()), key=lambda pair: -pair[1])
    matches = [_match(each, told[each.claim_id]) for each in sentence.matches if each.claim_id in told]
    return ShownSentence(sentence.text, "" if reading.kind == "statement" else reading.kind, reasons, matches)


def _match(match: Match, card: Mapping[str, Any]) -> ShownMatch:
    verdict = str(Verdict(card["verdict"]).label) if card["verdict"] else "no verdict"
    url = reverse("admin:claims_claim_change", args=[match.claim_id])
    return ShownMatch(url, card["statement"], verdict, DIFFERS.get(match.differs, ""))


def begin_with(document: Document) -> str:
    """The address of the page for a document that the desk has."""
    return f"{reverse('admin:claims_claim_article')}?document={document.pk}"
