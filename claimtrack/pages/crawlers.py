"""Files that programs look for at addresses that others have fixed: what crawlers may read, whom to tell of a hole."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claimtrack.editions.chain import rfc3339

#: The desk is nobody's to crawl, and what programs read has pages that say the same.
KEPT_OUT: Final = ("/admin/", "/api/", "/v1alpha1/")
LET_IN: Final = ("/api/oembed/",)
#: RFC 9116, section 2.5.5, recommends less than a year.
STANDS_FOR: Final = timedelta(days=180)
TEXT: Final = "text/plain; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=3_600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read (RFC 9309)."""
    rules = [*(f"Allow: {each}" for each in LET_IN), *(f"Disallow: {each}" for each in KEPT_OUT)]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
@cache_control(public=True, max_age=3_600)
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116); nothing where nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    return HttpResponse("\n".join([*_security(timezone.now()), ""]), content_type=TEXT)


def _security(now: datetime) -> Iterator[str]:
    """It expires at the end of a day, so that it is the same for as long as a day."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    yield from (f"Contact: {each}" for each in settings.SECURITY_CONTACT)
    yield f"Expires: {rfc3339(midnight + STANDS_FOR)}"
    yield f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt"
