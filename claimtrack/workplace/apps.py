from django.apps import AppConfig
from django.db.models.signals import post_delete


class WorkplaceConfig(AppConfig):
    name = "claimtrack.workplace"
    label = "workplace"
    verbose_name = "Workplace"

    def ready(self) -> None:
        from claimtrack.workplace import (  # noqa: PLC0415 - once apps are loaded
            erasing,
            permissions,  # noqa: F401 - enters the permission table
            sections,  # noqa: F401 - enters the sections of the queue that every sort of work has
            told,  # noqa: F401 - joins what is told of new editions, and the stories of roots
        )

        post_delete.connect(erasing.forget_deleted, dispatch_uid="workplace")
