from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "claimtrack.accounts"
    label = "accounts"
    verbose_name = "accounts"
