from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "claimtrack.accounts"
    label = "accounts"
    verbose_name = "accounts"

    def ready(self) -> None:
        from claimtrack.accounts import answers as _answers  # noqa: F401, PLC0415 - joins the list of erasers
        from claimtrack.accounts import permissions  # noqa: F401, PLC0415 - enters the permission table
        from claimtrack.accounts.groups import after_migrate  # noqa: PLC0415 - once apps are loaded
        from claimtrack.accounts.sessions import begin  # noqa: PLC0415 - as above

        post_migrate.connect(after_migrate, dispatch_uid="roles")
        user_logged_in.connect(begin)
