"""The page where a quotation becomes a document, a capture and an appearance, and what it asks while it stands open."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims.admin import said
from claims.admin.duplicates import duplicates_place
from claims.admin.quotation import QuotationForm, fetch_of, publishers_at
from claims.models import Appearance, Claim
from claimtrack.accounts.rights import may
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.dates import InvalidDate, WorldDate
from claimtrack.health import no_worker
from claimtrack.query.texts import UUID_FORM
from sources import writing as source_actions
from sources.addresses import without_tracking
from sources.identity import identity_of
from sources.models import Capture, Document, Fetch, FetchState, Source

#: Opens the page with the address and the words that are selected there: behind the `#`, which browsers send nobody.
BOOKMARKLET = (
    "javascript:void(open('{page}#'+new URLSearchParams("
    "{{url:location.href,quote:String(getSelection()).trim()}}),'_blank','noopener'))"
)
FETCHING = "The page is being fetched: press “Fetch the page” again in a moment."


class QuotingAdmin(DeskAdmin):
    """The claim's admin with this page: for a claim that is there, and for one that begins with it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.page(self.quotation_view)
        return [
            path("quotation/", view, name="claims_claim_begin"),
            path("quotation/fetch/", self.page(self.fetch_view), name="claims_claim_fetch"),
            path("<uuid:object_id>/quotation/", view, name="claims_claim_quotation"),
            *super().get_urls(),
        ]

    def may_quote(self, request: HttpRequest, claim: Claim | None) -> bool:
        """Whoever writes here writes a document, its copy, its publisher and an appearance."""
        on_claim = self.has_change_permission(request, claim) if claim else self.has_add_permission(request)
        written = (Appearance, Document, Capture, Source)
        return on_claim and all(may(person(request), "add", model, under=claim) for model in written)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        claim = context.get("original")
        if claim and self.may_quote(request, claim):
            context["quotation_url"] = reverse("admin:claims_claim_quotation", args=[claim.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def quotation_view(self, request: HttpRequest, object_id: UUID | None = None) -> HttpResponse:
        claim = self.get_object(request, str(object_id)) if object_id else None
        if object_id and claim is None:
            raise Http404
        self.demand(request, "change" if claim else "add", claim)
        if not self.may_quote(request, claim):
            raise PermissionDenied
        form = self._form(request, claim)
        if request.method == "POST" and "fetch" not in request.POST and form.is_valid() and "check" not in request.POST:
            try:
                return self._written(request, form)
            except ValidationError as refused:
                form.add_error(None, refused.messages)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": claim,
            "title": "Where it stands" if claim else "A claim, and where it stands",
            "form": form,
            "duplicates_place": duplicates_place(),
            "fetches": reverse("admin:claims_claim_fetch"),
            "bookmarklet": BOOKMARKLET.format(page=request.build_absolute_uri(reverse("admin:claims_claim_begin"))),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/desk/quotation.html", context)

    def fetch_view(self, request: HttpRequest) -> HttpResponse:
        """Has the posted address fetched; asked with `id`, what became of that."""
        if not self.may_quote(request, None):
            raise PermissionDenied
        try:
            asked = _asked(request, request.POST if request.method == "POST" else request.GET)
        except ValidationError as refused:
            return JsonResponse({"id": "", "state": FetchState.REFUSED, "told": " ".join(refused.messages)})
        if asked is None:
            raise Http404
        told = {"id": str(asked.pk), "url": asked.url, "state": asked.state, "told": told_of(asked)}
        return JsonResponse({**told, "proposed": proposed_by(asked)})

    def _form(self, request: HttpRequest, claim: Claim | None) -> QuotationForm:
        """As it was sent; where another page begins one (`begin`), or a page is fetched, filled in and not judged."""
        by = person(request)
        if "fetch" in request.POST:
            return _with_page(request, claim)
        if "begin" in request.POST:
            return QuotationForm(initial=request.POST.dict(), claim=claim, by=by)
        return QuotationForm(request.POST or None, request.FILES or None, claim=claim, by=by)

    def _written(self, request: HttpRequest, form: QuotationForm) -> HttpResponse:
        claim, document = form.save()
        told, tab = said.told(form.cleaned_data, document)
        if form.found is not None:
            told += " The quotation was found there." if form.found else " The quotation was not found there."
        self.log_change(request, Claim.objects.get(pk=claim), told)
        self.message_user(request, told, messages.SUCCESS)
        if "another" in request.POST:
            return HttpResponseRedirect(reverse("admin:claims_claim_quotation", args=[claim]))
        return HttpResponseRedirect(f"{reverse('admin:claims_claim_change', args=[claim])}#{tab}")


# -- pages that are fetched -----------------------------------------------------------------------


def _asked(request: HttpRequest, given: Any) -> Fetch | None:
    """What was asked for under `fetched`, if its address still is the one given; else the address is asked for now."""
    by = person(request)
    known = fetch_of(UUID(given["fetched"]), by) if UUID_FORM.fullmatch(given.get("fetched", "")) else None
    if request.method != "POST" or (known and known.url == without_tracking(given.get("url", "").strip())):
        return known
    return source_actions.fetch(url=given.get("url", ""), by=by)


def told_of(asked: Fetch) -> str:
    """What the page says of a fetch."""
    if asked.state == FetchState.REFUSED:
        return asked.fault
    if asked.state == FetchState.WAITING:
        return no_worker() or FETCHING
    known = source_actions.document_at(asked.url, by=asked.by)
    kept = f"It is kept as a capture of “{known}”." if known else "It will be kept as a capture when you save."
    return f"The page was fetched. {kept} What its markup says is proposed below: look at it."


def proposed_by(asked: Fetch) -> dict[str, str]:
    """What may be filled in, by the names of inputs. A publisher that the address tells is not named anew."""
    said = asked.proposed
    if not said or source_actions.document_at(asked.url, by=asked.by):
        return {}
    found = {
        "title": said["title"],
        "authors": "\n".join(said["authors"]),
        "new_publisher": "" if publishers_at(identity_of(asked.url)) else said["publisher"],
        "published_edtf": said["published"],
        "document_language": said["language"],
    }
    return {name: value for name, value in found.items() if value}


def _with_page(request: HttpRequest, claim: Claim | None) -> QuotationForm:
    """The form as it was sent, without a script's help: with what the page says where nothing was typed."""
    sent = request.POST.dict()
    proposed: dict[str, str] = {}
    try:
        asked = _asked(request, request.POST)
        told = told_of(asked) if asked else ""
        proposed = {name: value for name, value in proposed_by(asked).items() if not sent.get(name)} if asked else {}
    except ValidationError as refused:
        asked, told = None, " ".join(refused.messages)
    initial: dict[str, Any] = {**sent, **proposed, "fetched": asked.pk if asked else ""}
    with suppress(InvalidDate):  # what is no date is told when it is saved, and by the field itself
        initial["published"] = WorldDate(initial.get("published_edtf", ""), text=sent.get("published_text", ""))
    form = QuotationForm(initial=initial, claim=claim, by=person(request))
    form.told, form.proposed = told, {"published" if name == "published_edtf" else name for name in proposed}
    return form
