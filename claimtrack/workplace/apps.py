from django.apps import AppConfig, apps
from django.contrib.auth import get_user_model
from django.db.models.signals import m2m_changed, post_delete, post_save


class WorkplaceConfig(AppConfig):
    name = "claimtrack.workplace"
    label = "workplace"
    verbose_name = "Workplace"

    def ready(self) -> None:
        from claimtrack.editions.roots import Root  # noqa: PLC0415 - once apps are loaded
        from claimtrack.workplace import (  # noqa: PLC0415 - once apps are loaded
            erasing,
            leaving,
            permissions,  # noqa: F401 - enters the permission table
            sections,  # noqa: F401 - enters the sections of the queue that every sort of work has
            told,  # noqa: F401 - joins what is told of new editions, and the stories of roots
        )

        # Of works alone: where anybody listens to deletions of a model, all rows are read that are to be deleted.
        for model in (each for each in apps.get_models() if issubclass(each, Root)):
            post_delete.connect(erasing.forget_deleted, sender=model, dispatch_uid=f"workplace:{model._meta.label}")
        person = get_user_model()
        post_save.connect(leaving.account_saved, sender=person, dispatch_uid="workplace:accounts")
        m2m_changed.connect(leaving.groups_changed, sender=person.groups.through, dispatch_uid="workplace:roles")
