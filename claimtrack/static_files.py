"""How static files are kept: named by their contents, and gzipped for whoever serves them without a proxy."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class GzippedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Without Brotli, which is there for the fonts of dossiers: it would take a first start most of a minute."""

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=False, **options)  # type: ignore[no-untyped-call]  # whitenoise has few types
