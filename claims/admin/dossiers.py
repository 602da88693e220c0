"""Dossiers of several claims in one file, for whoever selects them in the list."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings

from claims.dossier.bundle import bundle
from claims.dossier.formats import FORMATS
from claims.models import Claim

#: A page waits while they are made; what is larger is asked of `manage.py dossier`.
MOST_DOSSIERS = 50
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
