import logging

from django.apps import AppConfig

from claimtrack.logs import SafeRecord


class ClaimtrackConfig(AppConfig):
    name = "claimtrack"

    def ready(self) -> None:
        # Whatever logs from here on, in this process: Django, the web server, a library.
        logging.setLogRecordFactory(SafeRecord)
        from claimtrack import readers  # noqa: F401, PLC0415 - registers what it checks, once apps are loaded
        from claimtrack.database import folding  # noqa: F401, PLC0415 - registers a lookup
        from claimtrack.meaning import installed  # noqa: F401, PLC0415 - registers what it checks
