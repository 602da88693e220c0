"""Pages of the desk make no list that they do not show, and the first page shows it."""

import pytest
from django.contrib.admin import AdminSite
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def test_the_list_of_all_models_is_made_where_somebody_looks(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def build(self: AdminSite, request: object, label: str | None = None) -> dict[str, object]:
        asked.append("")
        return {}

    monkeypatch.setattr(AdminSite, "_build_app_dict", build)
    assert desk.get("/admin/claims/topic/add/").status_code == 200
    assert asked == []
    assert not desk.get("/admin/").context["app_list"]
    assert asked
