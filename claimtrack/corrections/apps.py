from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "claimtrack.corrections"
    label = "corrections"
    verbose_name = "Correction requests"

    def ready(self) -> None:
        from claimtrack.corrections import (  # noqa: PLC0415 - once apps are loaded
            erasing,  # noqa: F401 - joins the list of erasers
            permissions,  # noqa: F401 - enters the permission table
        )
