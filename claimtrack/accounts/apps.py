from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "claimtrack.accounts"
    label = "accounts"
    verbose_name = "accounts"

    def ready(self) -> None:
        from allauth.mfa import signals  # noqa: PLC0415 - once apps are loaded

        from claimtrack.accounts import answers as _answers  # noqa: F401, PLC0415 - joins the list of erasers
        from claimtrack.accounts import factors, permissions  # noqa: F401, PLC0415 - enters the permission table
        from claimtrack.accounts.groups import after_migrate  # noqa: PLC0415 - once apps are loaded
        from claimtrack.accounts.roles import role_of  # noqa: PLC0415 - as above
        from claimtrack.accounts.sessions import begin  # noqa: PLC0415 - as above
        from claimtrack.editions.noted import roles_by  # noqa: PLC0415 - as above

        post_migrate.connect(after_migrate, dispatch_uid="roles")
        user_logged_in.connect(begin)
        roles_by(role_of)
        user_logged_in.connect(factors.begin)
        signals.authenticator_used.connect(factors.used)
        signals.authenticator_added.connect(factors.added)
        signals.authenticator_removed.connect(factors.removed)
