"""Accounts and groups in the look of the desk."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

if TYPE_CHECKING:
    _Look = object
    _UserAdmin = UserAdmin[User]
else:
    _Look, _UserAdmin = ModelAdmin, UserAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(_UserAdmin, _Look):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class RightsAdmin(GroupAdmin, _Look):
    """Rights are given to groups, and people put into them."""
