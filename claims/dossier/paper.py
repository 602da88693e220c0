"""Print a page: `python -m claims.dossier.paper IDENTIFIER < page.html > page.pdf`.

A process of its own, without Django and with limits, started by `claims.dossier.as_pdf`.
"""

import resource
import sys

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

MEMORY = 3 << 30
CPU_SECONDS = 110


class Nothing(URLFetcher):
    """A page loads nothing: whatever asks for it is a fault, and stops the printing."""

    def fetch(self, url: str, headers: object = None) -> object:
        raise FatalURLFetchingError(f"a dossier loads nothing, and this one asked for {url[:200]}")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":  # macOS has the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    page = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=Nothing())  # type: ignore[no-untyped-call]  # WeasyPrint has no types
    identifier = bytes.fromhex(sys.argv[1])[:16]
    page.write_pdf(sys.stdout.buffer, pdf_variant="pdf/ua-1", pdf_identifier=identifier)  # type: ignore[no-untyped-call]  # as above


if __name__ == "__main__":
    main()
