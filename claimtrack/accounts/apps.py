from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "claimtrack.accounts"
    label = "accounts"
    verbose_name = "accounts"

    def ready(self) -> None:
        from claimtrack.accounts.sessions import begin  # noqa: PLC0415 - apps are loaded first

        user_logged_in.connect(begin)
