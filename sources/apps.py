from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = "Sources"

    def ready(self) -> None:
        from sources import record  # noqa: F401, PLC0415 - enters the table of works, once apps are loaded
        from sources.writing import permissions, works  # noqa: F401, PLC0415 - enter the tables of rights and works
