import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture(autouse=True)
def plain_static_files(settings: object) -> None:
    """Pages name their style sheets without a manifest that only a deployment has."""
    settings.STORAGES = {  # type: ignore[attr-defined]  # pytest-django's own settings wrapper
        **settings.STORAGES,  # type: ignore[attr-defined]  # as above
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def desk(editor: User) -> Client:
    """The admin as an editor with every right sees it."""
    client = Client()
    client.force_login(editor)
    return client
