from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "claimtrack.editions"
    label = "editions"
    verbose_name = "Record"

    def import_models(self) -> None:
        """Register the seals of the trail, reports of redactions and schedules as well, in modules of their own."""
        super().import_models()
        from claimtrack.editions import handing, orders, schedules, seals  # noqa: F401, PLC0415 - once apps are loaded
