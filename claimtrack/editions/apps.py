from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "claimtrack.editions"
    label = "editions"
    verbose_name = "Record"

    def import_models(self) -> None:
        """Register what orders to redact come to, as well."""
        super().import_models()
        from claimtrack.editions import reports  # noqa: F401, PLC0415 - once apps are loaded
