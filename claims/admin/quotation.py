"""From a document, and a quotation if there is one, to a capture and an appearance, on one page."""

from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from claims.admin import said
from claims.admin.seen_or_heard import SEEN_OR_HEARD, SeenOrHeardForm
from claims.models import Appearance, Claim
from claims.scales import Standing
from claims.writing.fields import ClaimFields
from claimtrack.accounts.hiding import existing_for
from claimtrack.admin.base import WIDE
from claimtrack.admin.dates import DeskDateField
from claimtrack.admin.forms import LinesField
from claimtrack.admin.labels import LabelledSelect, with_new_beside
from claimtrack.text import is_in_other_letters, shortened
from claimtrack.writing import Change, Create, Fields, free_slug, write
from sources import writing as source_actions
from sources.addresses import address_key, without_tracking
from sources.copies import BY_HAND, Copy, of_paste, of_upload
from sources.homes import homes_of, may_be_at
from sources.identity import Identity, identity_of, is_platform
from sources.models import LONGEST_ADDRESS, Capture, Document, Fetch, FetchState, Source, web_address
from sources.near_misses import NearMiss, nearest
from sources.quotations import anchored
from sources.vocabulary import Medium, SourceKind
from sources.writing import DocumentFields, SourceFields

LONGEST_TITLE = 1000
NOT_TOLD = (
    "Many publish at {site}, and this address does not tell whose page it is: choose the publisher, or name a new one."
)
SEVERAL = "Several sources are at {key}: {names}. Choose the one that published this."
UNNAMED = "Nothing tells who published it: choose the publisher, or name a new one."
UNTITLED = "Nothing tells its title: give it one, or a short description in brackets, such as [Speech at the harbour]."
WHICH = "The address is that of another document, or of a new one: give the address, or choose the document, not both."
#: What a file says of the medium of which it is a copy.
MEDIA_OF_FILES = {"image": Medium.IMAGE, "video": Medium.VIDEO, "audio": Medium.AUDIO}


#: The fields that have a word of the glossary, as things and members.
WORDS = {
    "statement": ("claim", "statement"),
    "language": ("claim", "language"),
    "url": ("document", "url"),
    "quote": ("appearance", "quote"),
    "title": ("document", "title"),
    "authors": ("document", "authors"),
    "document_language": ("document", "language"),
    "medium": ("document", "medium"),
    "publisher": ("document", "publisher"),
    "new_publisher_kind": ("source", "kind"),
    "published": ("document", "published"),
    "role": ("appearance", "role"),
    "speaker": ("appearance", "speaker"),
    "in_words": ("rebuttal", "statement"),
    "standing": ("rebuttal", "standing"),
    "verdict": ("assessment", "verdict"),
    "label": ("assessment", "label"),
    "hedge": ("appearance", "hedge"),
    "media_category": ("appearance", "media_category"),
    "description": ("appearance", "description"),
    "transcript": ("appearance", "transcript"),
    "pasted": ("capture", ""),
}
GROUPS = (
    ("What is in hand", ("statement", "language", "url", "known", "quote", "nonetheless", "pasted")),
    ("A file: the page, an image, a film, a recording", SEEN_OR_HEARD),
    (
        "The document",
        (
            *("title", "authors", "publisher", "new_publisher", "new_publisher_kind"),
            *("published", "document_language", "medium"),
        ),
    ),
    (
        "What it does with the claim",
        ("role", "speaker", "in_words", "standing", "verdict", "label", "hedge"),
    ),
)


def choice_of(model: type[Model], name: str, **options: Any) -> Any:
    """The choice of a row as on the page of `model`, for its field of this name."""
    widget = with_new_beside(LabelledSelect(model._meta.get_field(name), admin.site, attrs=WIDE))
    rows = widget.rel.model._default_manager.all()
    return forms.ModelChoiceField(rows, required=False, widget=widget, **options)


def language_field(of: str) -> Any:
    """A language tag, of what the help says."""
    return forms.CharField(
        label="Language",
        max_length=35,
        initial=Claim._meta.get_field("language").default,
        widget=UnfoldAdminTextInputWidget,
        help_text=f"Of the {of}: BCP 47, such as en or ar-LY.",
    )


def address_field(label: str, help_text: str) -> Any:
    """An address on the web, which may be missing."""
    return forms.CharField(
        label=label,
        required=False,
        validators=[web_address],
        max_length=LONGEST_ADDRESS,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=help_text,
    )


class QuotationForm(SeenOrHeardForm):
    """What somebody has in hand: an address, a passage, the page or the picture itself; each of them may be missing.

    `claim` is None when the claim is new as well. What can be told from the rest need not be typed: the
    publisher from the address, the title from the page, the medium from the file.
    """

    statement = forms.CharField(
        label="Statement",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="The claim in our words, so that it can be judged by itself.",
    )
    language = language_field("statement")
    url = address_field(
        "Address",
        "One that is known already is used again. Empty for what has none: a speech that was heard, a broadcast, "
        "a letter.",
    )
    known = choice_of(
        Appearance, "document", label="… or a document that the desk has", help_text="Also one without an address."
    )
    quote = forms.CharField(
        label="Quotation",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Letter for letter, as short as the point needs. Empty where nothing is quoted: a picture, a film.",
    )
    pasted = forms.CharField(
        label="The page, pasted",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text="Its text or its HTML. It is kept as a capture, and the quotation is checked against it.",
    )
    title = forms.CharField(
        label="Title",
        required=False,
        max_length=LONGEST_TITLE,
        widget=UnfoldAdminTextInputWidget,
        help_text="Empty: taken from the page, or else the address. Without either, a short description in brackets.",
    )
    authors = LinesField(forms.CharField(max_length=300), required=False, label="Authors", help_text="One a line.")
    publisher = choice_of(
        Document, "publisher", label="Publisher", help_text="Empty: told from the address, where it tells."
    )
    new_publisher = forms.CharField(
        label="… or a new one, by this name",
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text="Its page is for telling more.",
    )
    new_publisher_kind = forms.ChoiceField(
        label="… of this kind",
        required=False,
        choices=[("", "An outlet at a site of its own; else not known"), *SourceKind.choices],
        widget=UnfoldAdminSelectWidget,
    )
    medium = forms.ChoiceField(
        required=False,
        choices=[("", "As the file is; a post at a social network; else an article"), *Medium.choices],
        widget=UnfoldAdminSelectWidget,
    )
    published = DeskDateField(required=False, label="Published")
    document_language = forms.CharField(
        label="Language of the document",
        required=False,
        max_length=35,
        widget=UnfoldAdminTextInputWidget,
        help_text="BCP 47, such as en or ar-LY. Empty where nobody knows.",
    )
    fetched = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label="Role",
        choices=[],
        widget=UnfoldAdminSelectWidget,
        help_text="What the document does with the claim.",
    )
    speaker = choice_of(
        Appearance, "speaker", label="Speaker", help_text="Whose words these are; empty when the document does not say."
    )
    in_words = forms.CharField(
        label="What the answer says, in our words",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Of what answers the claim alone. Whoever speaks answers; else the publisher.",
    )
    standing = forms.ChoiceField(
        label="Standing of whoever answers",
        choices=Standing.choices,
        initial=Standing.UNKNOWN,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    verdict = forms.ChoiceField(
        required=False,
        choices=said.VERDICTS,
        widget=UnfoldAdminSelectWidget,
        help_text="Of what judges the claim alone: their verdict, as our scale has it. The quotation is their reason.",
    )
    label = forms.CharField(
        label="Their own words for the verdict",
        required=False,
        max_length=5000,
        widget=UnfoldAdminTextInputWidget,
    )
    hedge = forms.CharField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    nonetheless = forms.BooleanField(
        label="Keep the quotation as it is, although it was not found", required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, *args: Any, claim: Claim | None, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim, self.by = claim, by
        for name in ("known", "publisher", "speaker"):
            choice = cast("Any", self.fields[name])
            choice.queryset = existing_for(choice.queryset, by)
        role = cast("Any", self.fields["role"])
        role.choices = said.roles(by, claim)
        self.near: NearMiss | None = None
        self.found: bool | None = None
        self.document: Document | None = None
        self.page: Fetch | None = None
        self.told, self.proposed = "", set[str]()
        for name, (thing, member) in WORDS.items():
            self.fields[name].thing, self.fields[name].member = thing, member  # type: ignore[attr-defined]  # for the template
        if claim:
            del self.fields["statement"], self.fields["language"]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as the page lays them out."""
        return [(title, [self[name] for name in names if self._is_shown(name)]) for title, names in GROUPS]

    def clean_url(self) -> str:
        return without_tracking(self.cleaned_data["url"])

    def clean_standing(self) -> str:
        return self.cleaned_data["standing"] or Standing.UNKNOWN

    def clean_language(self) -> str:
        """The page begins with the desk's usual language: what is in none of its letters is asked about."""
        language: str = self.cleaned_data["language"]
        if language == self.fields["language"].initial and is_in_other_letters(self.cleaned_data.get("statement", "")):
            raise ValidationError("The statement has no Latin letter: which language is it in?")
        return language

    def _is_shown(self, name: str) -> bool:
        return name in self.fields and (name != "nonetheless" or self.found is False)

    def copies(self) -> list[Copy]:
        """What was given by hand; what was fetched stands by itself."""
        given = [of_upload(self.cleaned_data["file"])] if self.cleaned_data.get("file") else []
        return given + ([of_paste(self.cleaned_data["pasted"])] if self.cleaned_data.get("pasted") else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["copies"] = self._copies()
        self.page = fetch_of(cleaned.get("fetched"), self.by)
        self.document = self._document(cleaned.get("url") or "", cleaned.get("known"))
        self.look_at(cleaned, cleaned["copies"], of=self.document, by=self.by)
        if not self.document and "url" not in self.errors:
            self._complete(cleaned)
        for name, fault in said.lacking(cleaned):
            self.add_error(name, fault)
        if cleaned.get("quote"):
            self._check(cleaned)
        return cleaned

    def _document(self, url: str, chosen: Document | None) -> Document | None:
        """The document that is there already: at this address, or else the one that was chosen."""
        there = existing_for(Document.objects.filter(address_key=address_key(url), url=url), self.by)
        at_it = there.first() if url else None
        if url and chosen and chosen != at_it:
            self.add_error("known", WHICH)
        return at_it or chosen

    def _copies(self) -> list[Copy]:
        try:
            return self.copies()
        except ValidationError as refused:
            self.add_error("file", refused)
            return []

    def _complete(self, cleaned: dict[str, Any]) -> None:
        told = next((title for title in self._titles(cleaned["copies"]) if title), "")
        cleaned["title"] = cleaned.get("title") or shortened(told, LONGEST_TITLE)
        if not (cleaned["title"] or cleaned["url"]) and "title" not in self.errors:
            self.add_error("title", UNTITLED)
        types = [copy.media_type for copy in cleaned["copies"]] + ([self.page.media_type] if self.page else [])
        cleaned["medium"] = cleaned.get("medium") or _medium_of(cleaned["url"], types)
        if not cleaned.get("publisher") and not cleaned.get("new_publisher"):
            self._tell_publisher(cleaned)

    def _titles(self, copies: Sequence[Copy]) -> Iterator[str]:
        yield from (copy.title for copy in copies)
        if self.page:
            yield self.page.proposed.get("title", "")

    def _tell_publisher(self, cleaned: dict[str, Any]) -> None:
        whose = identity_of(cleaned["url"])
        if not whose.site or not whose.is_told:
            self.add_error("publisher", NOT_TOLD.format(site=whose.site) if whose.site else UNNAMED)
            return
        found = publishers_at(whose)
        if len(found) > 1:
            names = ", ".join(f"“{source.name}”" for source in found)
            self.add_error("publisher", SEVERAL.format(key=whose.key, names=names))
        cleaned["publisher"] = found[0] if len(found) == 1 else None
        cleaned["new_publisher"] = "" if found else whose.name

    def _check(self, cleaned: dict[str, Any]) -> None:
        copies = (
            Capture.objects.read_by_all().filter(document=self.document) if self.document else Capture.objects.none()
        )
        fetched = [self.page.text] if self.page and self.page.text else []
        texts = [copy.text for copy in cleaned["copies"]] + fetched + list(copies.values_list("text", flat=True))
        self.found = anchored(quote=cleaned["quote"], texts=texts)
        if self.found is False:
            self.near = nearest(cleaned["quote"], texts)
            if not cleaned.get("nonetheless"):
                self.add_error("quote", "It does not stand like this in what is stored of the document.")

    # -- saving -----------------------------------------------------------------------------------

    def save(self) -> tuple[UUID, Document]:
        """Store all of it, and return of which claim and document.

        The document and its captures come first: they are of use whatever follows.
        """
        by = self.by
        document = self.document or self._new_document(by)
        self._keep_copies(document, by)
        claim, begun = (self.claim.pk, []) if self.claim else self._new_claim()
        write([*begun, *said.changes(self.cleaned_data, claim, document)], by=by)
        return claim, document

    def _new_document(self, by: User) -> Document:
        known = self.cleaned_data["publisher"]
        publisher, begun = (known.pk, []) if known else self._new_publisher()
        item = DocumentFields(
            url=self.cleaned_data["url"],
            title=self.cleaned_data["title"],
            authors=self.cleaned_data["authors"],
            language=self.cleaned_data["document_language"],
            publisher=publisher,
            medium=self.cleaned_data["medium"],
            published=self.cleaned_data["published"],
        )
        document: Document = write([*begun, Create(fields=item)], by=by).rows[-1]
        return document

    def _new_publisher(self) -> tuple[UUID, list[Change]]:
        name, whose = self.cleaned_data["new_publisher"], identity_of(self.cleaned_data["url"])
        website = whose.url if whose.site and whose.is_told else ""
        kind = self.cleaned_data["new_publisher_kind"] or _kind_at(whose)
        return _begun(SourceFields(name=name, slug=free_slug(Source, name), kind=kind, website=website))

    def _new_claim(self) -> tuple[UUID, list[Change]]:
        return _begun(ClaimFields(statement=self.cleaned_data["statement"], language=self.cleaned_data["language"]))

    def _keep_copies(self, document: Document, by: User) -> None:
        page = fetch_of(self.page.pk, by, locked=True) if self.page else None
        if page and page.state == FetchState.DONE:  # of one that still waits, the worker finds the document by then
            source_actions.keep(fetch=page, document=document, by=by)
        there = existing_for(document.captures.all(), by).values_list("sha256", "came_as")
        kept = {digest for digests in there for digest in digests}
        for copy in self.cleaned_data["copies"]:
            if copy.sha256 not in kept:
                source_actions.capture(
                    document=document,
                    text=copy.text,
                    content=copy.content,
                    media_type=copy.media_type,
                    tool=BY_HAND,
                    by=by,
                    **self.of_media(copy),
                )


def _begun(fields: Fields) -> tuple[UUID, list[Change]]:
    """The id of a row that is about to be made, and its change."""
    change = Create(fields=fields)
    return change.id, [change]


def _kind_at(whose: Identity) -> SourceKind:
    """Whoever has a site is an outlet until somebody says better; an account or a voice may be anybody's."""
    return SourceKind.OUTLET if whose.site and whose.account == "" else SourceKind.UNKNOWN


def _medium_of(url: str, types: Sequence[str]) -> Medium:
    kinds = (MEDIA_OF_FILES.get(each.partition("/")[0]) for each in types)
    return next(filter(None, kinds), Medium.POST if is_platform(url) else Medium.ARTICLE)


def fetch_of(pk: UUID | None, by: User, *, locked: bool = False) -> Fetch | None:
    """What this person had fetched under this id; `locked` until the transaction ends: no worker ends it meanwhile."""
    rows = Fetch.objects.select_for_update(of=("self",)) if locked else Fetch.objects.all()
    return rows.filter(pk=pk, by=by).first() if pk else None


def publishers_at(whose: Identity) -> list[Source]:
    """The sources whose website, or whose account in `same_as`, is this host or account."""
    near = Source.objects.filter(may_be_at([whose])).order_by("pk")
    return [source for source in near if whose in homes_of(source)]
