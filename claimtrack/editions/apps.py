from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "claimtrack.editions"
    label = "editions"
    verbose_name = "Record"
