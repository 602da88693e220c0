from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = "Sources"

    def ready(self) -> None:
        from sources import record  # noqa: F401, PLC0415 - enters the table of works, once apps are loaded
        from sources.writing import (  # noqa: PLC0415 - as above
            permissions,  # noqa: F401 - enters the table of rights
            related,  # noqa: F401 - says what belongs to a row's story
            works,  # noqa: F401 - enters the table of works
        )
