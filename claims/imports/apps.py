from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The wing of imports. Its tables keep the label of claims, under which they were first laid."""

    name = "claims.imports"
    label = "imports"
    verbose_name = "Imports"

    def ready(self) -> None:
        from claims.imports import erasing, moving, permissions  # noqa: F401, PLC0415 - enter erasers, what moves, rights
