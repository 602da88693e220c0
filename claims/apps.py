from django.apps import AppConfig

from claimtrack.editions.formats import UPGRADERS


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        from claims import checks  # noqa: F401, PLC0415 - registers them, once apps are loaded
        from claims.record.documents import CLAIM  # noqa: PLC0415 - as above
        from claims.record.formats import captures_described  # noqa: PLC0415 - as above

        UPGRADERS[CLAIM, 1] = captures_described
