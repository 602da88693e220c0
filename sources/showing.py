"""How a copy that is seen or heard is shown at the desk: blurred, grey and muted, until somebody asks for more.

Its bytes are answered to whoever may see the copy, as what they are and nothing else: no page, no script, no frame.
"""

from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claimtrack.admin.base import person
from claimtrack.admin.labels import in_a_table, linked, once
from claimtrack.admin.restricting import RestrictingAdmin
from claimtrack.admin.steps import Given, Step
from claimtrack.policy import HEADER
from sources import writing as actions
from sources.copies import MAX_BYTES
from sources.media import reading
from sources.media.looking import look_at
from sources.media.pictures import opened
from sources.media.told import NOTHING, Told, told_by
from sources.media.types import kind_of, real_type
from sources.models import Capture
from sources.vocabulary import FLAGS, MediaKind, Particulars, Reading
from sources.writing.media import Likeness, flags_of

#: Nothing that the bytes might hold is run, loaded or framed.
INERT: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
VEILED: Final = '<div class="desk-veiled"><label><input type="checkbox"> {}</label>{}</div>'
IMAGE: Final = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">'
VIDEO: Final = '<video src="{}" controls muted preload="none" aria-label="{}"></video>'
AUDIO: Final = '<audio src="{}" controls muted preload="none" aria-label="{}"></audio>'
BESIDE: Final = '<div class="desk-check" role="status">{}</div>'


def _flag_step(flag: str) -> Step:
    shows = str(getattr(Capture, flag).field.help_text)

    def take(capture: Capture, by: User, given: Given) -> str:
        actions.set_flags(captures=[capture], by=by, **{flag: True})
        return f"It is flagged: {flag}. It never leaves the desk."

    return Step(
        name=f"flag-{flag}",
        verb=f"Flag as {flag}",
        right="flag",
        take=take,
        offered=lambda capture: kind_of(capture.media_type) is not None and not getattr(capture, flag),
        hints=lambda capture: [shows, "Readers are never told; nor is it handed on, or found by its like."],
    )


def _unflag_step(flag: str) -> Step:
    def take(capture: Capture, by: User, given: Given) -> str:
        actions.set_flags(captures=[capture], by=by, **{flag: False})
        return f"It is no longer flagged: {flag}."

    return Step(
        name=f"unflag-{flag}",
        verb=f"Take the flag {flag} away",
        right="flag",
        take=take,
        offered=lambda capture: getattr(capture, flag),
    )


def _ask(capture: Capture, by: User, given: Given) -> str:
    actions.ask_for_words(capture=capture, by=by)
    return "A worker reads the text in it: look again in a moment."


READ: Final = Step(
    name="read-words",
    verb="Read the text in it",
    right="read_words",
    take=_ask,
    offered=lambda capture: kind_of(capture.media_type) == MediaKind.IMAGE and reading.is_installed(),
    hints=lambda capture: ["A program reads it and proposes a text, which nobody has checked."],
)
OF_MEDIA: Final = (READ, *map(_flag_step, FLAGS), *map(_unflag_step, FLAGS))


class ShowingAdmin(RestrictingAdmin):
    """The pages of copies, with what is seen or heard of them."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("look/", self.admin_site.admin_view(self.look_view), name="sources_capture_look"),
            path("<uuid:pk>/shown/", self.admin_site.admin_view(self.shown_view), name="sources_capture_shown"),
            path(
                "<uuid:pk>/original/", self.admin_site.admin_view(self.original_view), name="sources_capture_original"
            ),
            *super().get_urls(),
        ]

    # -- bytes ------------------------------------------------------------------------------------

    def shown_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The bytes, where they are what they are said to be; anything else is not answered at all."""
        row = self._copy(request, pk)
        content = b"" if row.content is None else bytes(row.content)
        if kind_of(row.media_type) is None or real_type(content) != row.media_type:
            raise Http404
        return _inert(content, row.media_type, "inline")

    def original_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The file as it came, to be saved, for those who may have it."""
        row = self._copy(request, pk)
        if not self.may(request, "see_original", row):
            raise PermissionDenied
        if row.original is None:
            raise Http404
        return _inert(bytes(row.original), "application/octet-stream", f'attachment; filename="original-{row.pk}"')

    def _copy(self, request: HttpRequest, pk: Any) -> Capture:
        row: Capture | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    # -- before it is stored ----------------------------------------------------------------------

    def look_view(self, request: HttpRequest) -> HttpResponse:
        """What the posted `file` is and tells, and which copies are like it; nothing is kept."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        upload = request.FILES.get("file")
        content = upload.read(MAX_BYTES + 1) if upload else b""
        return HttpResponse(_looked_at(content, (upload and upload.content_type) or "", person(request)))

    # -- the page of a copy -----------------------------------------------------------------------

    @admin.display(description="what is seen or heard")
    @once
    def seen(self, row: Any) -> str:
        kind = kind_of(row.media_type)
        if kind is None or not row.came_as:
            return "It is read: see its text."
        address = reverse("admin:sources_capture_shown", args=[row.pk])
        name = f"Copy of “{row.document}”"
        if kind == MediaKind.IMAGE:
            shown = format_html(IMAGE, address, name, row.width or "", row.height or "")
        else:
            shown = format_html(VIDEO if kind == MediaKind.VIDEO else AUDIO, address, name)
        return format_html(VEILED, "Show it clear, and in colour", shown)

    @admin.display(description="flags")
    def flags(self, row: Capture) -> str:
        return ", ".join(flags_of(row)) or "none"

    @admin.display(description="what the file says besides")
    @once
    def besides(self, row: Any) -> str:
        """Of a file that stays as it came; of one that does not, to those who may have the original."""
        if not row.particulars:
            return "Nothing was asked of it."
        may_see = actions.may_see_original(row, by=row.asked_by)
        source = row.original if row.original is not None and may_see else row.content
        told = told_of(source) if source is not None else NOTHING
        label = Particulars(row.particulars).label
        if row.original is not None and may_see:
            address = reverse("admin:sources_capture_original", args=[row.pk])
            way = format_html('<p><a href="{}">The file as it came</a>: for editors only.</p>', address)
            return format_html("<p>{}.</p>{}{}", label.capitalize(), way, in_lines(told))
        return format_html("<p>{}.</p>{}", label.capitalize(), in_lines(told))

    @admin.display(description="copies like it")
    @once
    def similar(self, row: Any) -> str:
        if not row.came_as:
            return "It is compared with none."
        others = Capture.objects.exclude(pk=row.pk)
        return in_lines_alike(actions.like(row.came_as, row.alike, by=row.asked_by, among=others)) or "None is known."

    @admin.display(description="text in it, proposed")
    def words_in_it(self, row: Capture) -> str:
        if row.reading == Reading.DONE:
            shown = format_html('<pre class="desk-pre">{}</pre>', row.words or "It found no text.")
            return format_html('<span class="desk-proposed">proposed</span> Read by {}. {}', row.read_with, shown)
        if row.reading:
            return f"{Reading(row.reading).label.capitalize()}. {row.words}"
        return "Nobody asked for it." if reading.is_installed() else reading.MISSING


def _inert(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    headers = {
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        HEADER: INERT,
    }
    return HttpResponse(content, content_type=media_type, headers=headers)


def told_of(content: bytes | memoryview) -> Told:
    """What an image says besides what is seen; nothing of what cannot be read."""
    try:
        with opened(bytes(content)) as image:
            return told_by(image)
    except ValidationError:
        return NOTHING


def _looked_at(content: bytes, declared: str, by: User) -> str:
    if not content or len(content) > MAX_BYTES:
        return format_html(BESIDE, "Nothing can be told of this file: it is empty, or too large to be kept.")
    try:
        look = look_at(content, declared)
    except ValidationError as error:
        return format_html(BESIDE, " ".join(error.messages))
    if look is None:
        return ""
    known = actions.like(actions.hash_of("", content), look.alike, by=by)
    size = f", {look.width} × {look.height} pixels" if look.is_read else ": what it says besides cannot be read here"
    parts = [format_html("<p>{}{}.</p>", look.media_type, size), in_lines(look.told), in_lines_alike(known)]
    return format_html(BESIDE, format_html_join("", "{}", ((part,) for part in parts)))


def in_lines(told: Told) -> SafeString:
    """Place, author and device first, whether they are told or not; then all of it."""
    if not told:
        return format_html("<p>{}</p>", "It says nothing of place, author or device.")
    rows = (
        ("Place", told.place or "not told"),
        ("Author", ", ".join(told.authors) or "not told"),
        ("Device", ", ".join(told.devices) or "not told"),
        ("Taken", told.taken or "not told"),
    )
    first, everything = in_a_table(("What", "As it is told"), rows), in_a_table(("Name", "Value"), told.values)
    return format_html(
        '{}<details class="desk-beside"><summary>All that it says</summary>{}</details>', first, everything
    )


def in_lines_alike(found: list[Likeness]) -> SafeString:
    if not found:
        return SafeString("")
    lines = ((how, linked(each.capture)) for each, how in ((each, _how(each)) for each in found))
    return format_html("<p><strong>{}</strong></p>{}", "It is there already.", in_a_table(("What", "Copy"), lines))


def _how(found: Likeness) -> str:
    return "the same file" if found.apart is None else f"an image like it ({found.apart} of 128 bits differ)"
