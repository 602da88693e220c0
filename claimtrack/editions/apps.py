from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "claimtrack.editions"
    label = "editions"
    verbose_name = "Record"

    def import_models(self) -> None:
        """Register what has modules of its own as well: mergers, guests, reports of redactions, schedules, seals."""
        super().import_models()
        from claimtrack.editions import (  # noqa: PLC0415 - once apps are loaded
            handing,  # noqa: F401
            joining,  # noqa: F401
            orders,  # noqa: F401
            schedules,  # noqa: F401
            seals,  # noqa: F401
        )
