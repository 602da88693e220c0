"""Accounts and groups in the look of the desk; the trail has who changed them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from claimtrack.admin.base import person
from claimtrack.editions.roots import audited

if TYPE_CHECKING:
    _Look = object
    _Any = admin.ModelAdmin[Any]
    _UserAdmin = UserAdmin[User]
else:
    _Any, _Look, _UserAdmin = admin.ModelAdmin, ModelAdmin, UserAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


class Audited(_Any):
    """Whatever these pages write is noted as their reader's."""

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        with audited(person(request)):
            return super().changeform_view(request, *args, **options)

    def changelist_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        with audited(person(request)):
            return super().changelist_view(request, *args, **options)

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        with audited(person(request)):
            return super().delete_view(request, *args, **options)


@admin.register(User)
class AccountAdmin(Audited, _UserAdmin, _Look):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class RightsAdmin(Audited, GroupAdmin, _Look):
    """Rights are given to groups, and people put into them."""
