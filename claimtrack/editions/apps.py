from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "claimtrack.editions"
    label = "editions"
    verbose_name = "Record"

    def import_models(self) -> None:
        """Register what has modules of its own as well: mergers, reports of redactions, seals of the audit trail."""
        super().import_models()
        from claimtrack.editions import joining, orders, seals  # noqa: F401, PLC0415 - once apps are loaded
