"""The forms of a dossier: each is a pure function from a bundle to bytes, in a file of its own, and one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from claims.dossier import as_html, as_json, as_markdown, as_pdf, sealed
from claims.dossier.shapes import Bundle


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is how people ask for it; `render` gives the same bytes for the same bundle.

    `saved` is said of a form that a browser should save and not show, `slow` of one that takes seconds to make.
    """

    name: str
    media_type: str
    extension: str
    render: Callable[[Bundle], bytes]
    saved: bool = False
    slow: bool = False


#: The sealed dossier as the newsroom itself hands it on, from the desk and the command line: never over the open API.
HANDED_ON = Format("zip", "application/zip", "sealed.zip", sealed.handed_on, saved=True, slow=True)

#: What readers of the API may ask for.
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("json", "application/json", "json", as_json.render),
        Format("md", "text/markdown; charset=utf-8; variant=GFM", "md", as_markdown.render),
        Format("html", "text/html; charset=utf-8", "html", as_html.render),
        Format("pdf", "application/pdf", "pdf", as_pdf.render, slow=True),
        Format("zip", "application/zip", "zip", sealed.render, saved=True, slow=True),
    )
}
