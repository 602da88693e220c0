"""Dossiers handed on from the desk: of one root, sealed and with its copies, or of those selected in the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from claims.dossier.as_pdf import CannotPrint
from claims.dossier.bundle import bundle
from claims.dossier.copies import CopyDocument, handed_on, listed
from claims.dossier.formats import FORMATS, HANDED_ON
from claims.dossier.renditions import Busy, rendition
from claims.dossier.sealed import BadSigningKey
from claims.dossier.shapes import Bundle
from claims.models import Claim
from claimtrack.admin.base import DeskAdmin
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.state import snapshot

#: A page waits while they are made; what is larger is asked of `manage.py dossier`.
MOST_DOSSIERS = 50
#: Of as many claims a sealed dossier is made while its page waits.
MOST_SEALED = 8
#: Those that take no more than a moment each.
QUICK = ("html", "md", "json")


def zipped(claims: Iterable[Claim]) -> bytes:
    """A folder for each claim, with its dossier in each quick format; from the record alone."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for claim in claims:
            made = bundle([claim.pk], using=settings.RECORD_DATABASE)
            for name in QUICK:
                # No time of writing: the same editions give the same file.
                entry = ZipInfo(f"{claim.slug}/{claim.slug}.{FORMATS[name].extension}")
                entry.compress_type = ZIP_DEFLATED
                archive.writestr(entry, FORMATS[name].render(made))
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Shown:
    """The copies that a dossier cites, as whoever hands it on sees them first, and the number of that."""

    lines: Sequence[CopyDocument]

    @property
    def sha256(self) -> str:
        return sha256(orjson.dumps(self.lines)).hexdigest()


def copies_shown(made: Bundle) -> Shown:
    return Shown(listed(made, handed_on(made)))


class TooLarge(Exception):
    """More than a page waits for."""


class HandingOnAdmin(DeskAdmin):
    """A root's admin with its dossier, sealed, with the copies that the newsroom holds of the exhibits."""

    def bundle_of(self, root: Any) -> Bundle:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        # It is read, and takes its time: nothing is locked for it.
        view = self.admin_site.admin_view(require_safe(self.sealed_view))
        return [path("<uuid:object_id>/sealed/", view, name=self._sealed_name), *super().get_urls()]

    @property
    def _sealed_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_sealed"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        root = context.get("original")
        if isinstance(root, Root) and root.stage == Stage.PUBLISHED and self.may(request, "hand_on", root):
            context["sealed_url"] = reverse(f"admin:{self._sealed_name}", args=[root.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def sealed_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """First every copy with its level; then, sent on from there, the file with those that were shown."""
        root = self.get_object(request, str(object_id))
        if root is None or root.stage != Stage.PUBLISHED:
            raise Http404
        self.demand(request, "hand_on", root)
        with snapshot(settings.RECORD_DATABASE) as now:
            made = self.bundle_of(root)
        shown = copies_shown(made)
        if request.GET.get("shown") != shown.sha256:
            return self._ask_to_seal(request, root, shown)
        try:
            content = self._sealed(made, now.revision)
        except (Busy, CannotPrint, BadSigningKey, TooLarge) as error:
            self.message_user(request, str(error), messages.ERROR)
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[root.pk])
            return HttpResponseRedirect(address)
        headers = {"Content-Disposition": f'attachment; filename="{root.slug}.{HANDED_ON.extension}"'}
        return HttpResponse(content, content_type=HANDED_ON.media_type, headers=headers)

    def _ask_to_seal(self, request: HttpRequest, root: Any, shown: Shown) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Sealed dossier: {self.label(root)}",
            "original": root,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[root.pk]),
            "copies": shown.lines,
            "sha256": shown.sha256,
            "changed": "shown" in request.GET,
        }
        return TemplateResponse(request, "admin/desk/sealed.html", context)

    def _sealed(self, made: Bundle, revision: int) -> bytes:
        if len(made["claims"]) > MOST_SEALED:
            raise TooLarge(f"Of more than {MOST_SEALED} claims it is made by `manage.py dossier --format zip`.")
        return rendition(made, HANDED_ON, revision=revision, using=settings.RECORD_DATABASE)
