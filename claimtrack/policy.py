"""What browsers may do with our pages (Content Security Policy Level 3): run and load what we serve, and nothing else.

No page runs a script that stands in it, and only the desk's may build functions from text, as Alpine does in
django-unfold. It also writes its colours and its widths as styles; what those can do is draw. A page that says more
of itself, such as a dossier, keeps what it says.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER: Final = "Content-Security-Policy"

#: Nothing but `EMBEDS` is framed, nothing embedded or told another base; forms go to us.
_BASE: Final = (
    "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'"
)
PAGES: Final = f"{_BASE}; script-src 'self'; style-src 'self'"
#: What the pages of others may frame: it draws and leads on, and does nothing else.
EMBEDS: Final = (
    "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors *; form-action 'none'; style-src 'self'"
)
DESK: Final = f"{_BASE}; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"

#: How the types end of what browsers show as a page, with whatever scripts are in it: HTML, SVG, feeds.
_SHOWN: Final = ("html", "xml")

Answer = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.headers.get("Content-Type", "").partition(";")[0].endswith(_SHOWN):
            response.headers.setdefault(HEADER, DESK if request.path_info.startswith("/admin/") else PAGES)
        return response

    return answer
