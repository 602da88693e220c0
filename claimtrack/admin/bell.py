"""The bell of the desk: what somebody is told of, what waits for them, and by which other ways they want to hear."""

from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from claimtrack.admin.base import may_name, person
from claimtrack.query.texts import id_in
from claimtrack.workplace import notices
from claimtrack.workplace.models import Form, Mail, Preference
from claimtrack.workplace.outbox import HOUR_OF_DIGEST, has_mail, prefer, preference_of
from claimtrack.workplace.queue import MOST_COUNTED, SECTIONS, queue
from claimtrack.workplace.roots import number_of, page_of

#: Lines of one page.
MOST: Final = 200


def listed(request: HttpRequest) -> HttpResponse:
    """One's own notices; a POST marks one, or all, as read or as not read."""
    me = person(request)
    if request.method == "POST":
        one = request.POST.get("notice", "")
        notices.mark_read(person=me, notices=[_uuid(one)] if one else None, read="unread" not in request.POST)
        return HttpResponseRedirect(request.get_full_path())
    only_unread = "unread" in request.GET
    context = {
        **admin.site.each_context(request),
        "title": "What you are told of",
        "notices": notices.bell(me, unread=only_unread, most=MOST),
        "only_unread": only_unread,
        "may_name": may_name(request),
    }
    return TemplateResponse(request, "admin/desk/notices.html", context)


def _uuid(text: str) -> UUID:
    if (found := id_in(text)) is None:
        raise Http404
    return found


def count(request: HttpRequest) -> JsonResponse:
    """The number on the bell. A page that asks again and again is no use of the session."""
    unread = notices.unread(person(request))
    request.session.modified = False
    return JsonResponse({"unread": unread})


class PreferenceForm(forms.Form):
    mail = forms.ChoiceField(choices=Mail.choices, label="E-mail", widget=UnfoldAdminSelectWidget)
    chat = forms.ChoiceField(
        choices=[("", "none"), *Form.choices], required=False, label="Chat", widget=UnfoldAdminSelectWidget
    )
    chat_url = forms.CharField(
        required=False,
        max_length=1000,
        label="Address of its incoming webhook",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def preferences(request: HttpRequest) -> HttpResponse:
    """How one is told, besides the bell."""
    me = person(request)
    chosen = preference_of(me)
    form = PreferenceForm(request.POST or None, initial={"mail": chosen.mail, "chat": chosen.chat})
    if request.method == "POST" and form.is_valid() and _chosen(form, request):
        messages.success(request, "Kept.")
        return HttpResponseRedirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": "How you are told",
        "form": form,
        "has_mail": has_mail(),
        "address": me.email,
        "host": _host(chosen),
        "hour": HOUR_OF_DIGEST,
    }
    return TemplateResponse(request, "admin/desk/preferences.html", context)


def _host(chosen: Preference) -> str:
    return urlsplit(chosen.chat_url).hostname or ""


def _chosen(form: PreferenceForm, request: HttpRequest) -> bool:
    given = form.cleaned_data
    try:
        prefer(person=person(request), mail=given["mail"], chat=given["chat"], chat_url=given["chat_url"] or None)
    except ValidationError as error:
        for name, told in error.message_dict.items():
            form.add_error(name if name in form.fields else None, told)
        return False
    return True


def section(request: HttpRequest, name: str) -> HttpResponse:
    """All that waits in one section of the queue, as far as a page goes."""
    me, wanted = person(request), SECTIONS.get(name)
    if wanted is None or not wanted.is_for(me):
        raise Http404
    [filled] = queue(me, most=MOST, names=[name])
    found = filled.found
    lines: list[dict[str, Any]] = [
        {"line": line, "page": page_of(line.root), "number": number_of(line.root.pk)} for line in found.lines
    ]
    context = {
        **admin.site.each_context(request),
        "title": wanted.title,
        "lines": lines,
        "count": min(found.count, MOST_COUNTED),
        "more": found.count > len(lines),
        "empty": wanted.empty or "Nothing waits.",
        "back": reverse("admin:index"),
    }
    return TemplateResponse(request, "admin/desk/queue.html", context)
