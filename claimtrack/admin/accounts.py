"""The people of the desk: each with a role, which actions alone give; the trail has who changed them."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from unfold.forms import AdminPasswordChangeForm
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from claimtrack.accounts import people
from claimtrack.accounts.bylines import byline_of
from claimtrack.accounts.models import is_program
from claimtrack.accounts.people import Account
from claimtrack.accounts.roles import Role, role_held
from claimtrack.admin.base import person
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.lost_factors import STEPS
from claimtrack.admin.steps import Step, SteppedAdmin
from claimtrack.editions.roots import audited

if TYPE_CHECKING:
    _Any = admin.ModelAdmin[Any]
    _UserAdmin = UserAdmin[User]
else:
    _Any, _UserAdmin = admin.ModelAdmin, UserAdmin

# Whose pages would show, and change, what signing in consists of.
admin.site.unregister((EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken))
admin.site.unregister(User)
admin.site.unregister(Group)  # a role's rights are the permission table's, in the code

NAMES = ("username", "first_name", "last_name", "email")


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


class AccountForm(DeskForm):
    """An account: names, a role, and whether its person may sign in. What is `closed` to its reader is only shown."""

    closed: ClassVar[Collection[str]] = ()

    role = forms.ChoiceField(
        choices=[("", "none: may do nothing at the desk"), *Role.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="Each may do what those before it may; docs/permissions.md has all of it.",
    )

    program = forms.BooleanField(
        required=False,
        label="a program",
        widget=UnfoldBooleanSwitchWidget,
        help_text="It files and reads by its tokens: nobody signs in to it, it publishes nothing, and it never counts "
        "as a person who looked at something.",
    )

    class Meta:
        model = User
        fields = (*NAMES, "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.closed:
            self.fields[name].disabled = True

    def also_shown(self) -> dict[str, Any]:
        if self.instance._state.adding:
            return {"role": "", "program": False}
        held = role_held(self.instance)
        return {"role": held.value if held else "", "program": is_program(self.instance)}

    def clean_role(self) -> Role | None:
        return Role(self.cleaned_data["role"]) if self.cleaned_data["role"] else None

    def account(self) -> Account:
        return Account(**{name: self.cleaned_data[name] for name in NAMES})


class NewAccountForm(AccountForm):
    password = forms.CharField(
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="The first one. Empty for a program, and for whoever signs in by single sign-on.",
    )

    class Meta:
        model = User
        fields = NAMES

    def clean_password(self) -> str | None:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password or None


@admin.register(User)
class AccountAdmin(Audited, SteppedAdmin, _UserAdmin):
    """Nobody changes their own role, nor the names or the password of an administrator."""

    form, add_form = AccountForm, NewAccountForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "role", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = NAMES
    ordering = ("username",)
    filter_horizontal: ClassVar[Any] = ()
    readonly_fields = ("password_page", "sessions_page", "byline", "last_login", "date_joined")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    ("first_name", "last_name"),
                    "email",
                    ("password_page", "sessions_page", "byline"),
                )
            },
        ),
        ("What they may do", {"fields": ("role", "program", "is_active")}),
        ("When", {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email", "role", "program", "password")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.closed = _closed(obj, person(request)) if obj else ()
        return form

    @admin.display(description="name")
    def full_name(self, row: User) -> str:
        return row.get_full_name()

    @admin.display(description="role", empty_value="none")
    def role(self, row: User) -> str | None:
        held = role_held(row)
        return held.label if held else None

    @admin.display(description="password")
    def password_page(self, row: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[row.pk])
        return format_html('<a href="{}">Set another one</a>', address)

    @admin.display(description="byline")
    def byline(self, row: User) -> str:
        chosen = byline_of(row)
        return format_html('<a href="{}">{}</a>', reverse("byline_of", args=[row.pk]), chosen or "none")

    @admin.display(description="signed in")
    def sessions_page(self, row: User) -> str:
        return format_html('<a href="{}">Where, and end it</a>', reverse("sessions_of", args=[row.pk]))

    def get_steps(self) -> Sequence[Step]:
        return STEPS

    def may_take(self, request: HttpRequest, step: Step, row: User) -> bool:
        """Others reset a factor."""
        return row.pk != person(request).pk and super().may_take(request, step, row)

    # -- writing ----------------------------------------------------------------------------------

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        me, given = person(request), form.cleaned_data
        if not change:
            made = people.invite(
                account=form.account(),
                password=given["password"],
                role=given["role"],
                program=given["program"],
                by=me,
            )
            form.instance.pk = made.pk
            return
        stored = get_object_or_404(User, pk=form.instance.pk)
        people.rename(person=stored, account=form.account(), by=me)
        # A program has no high role: it loses that first, and a person is given it last.
        if given["program"]:
            people.give_role(person=stored, role=given["role"], by=me)
        people.call_program(person=stored, program=given["program"], by=me)
        people.give_role(person=stored, role=given["role"], by=me)
        people.let_in(person=stored, active=given["is_active"], by=me)

    def delete_rows(self, request: HttpRequest, rows: Sequence[User]) -> None:
        for row in rows:
            people.remove(person=row, by=person(request))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - Django's name
        self.demand(request, "change")
        if str(request.user.pk) == unquote(id):
            return HttpResponseRedirect(reverse("admin:password_change"))  # where the old one is asked for
        if row := self.get_object(request, unquote(id)):
            people.refuse_password(row, person(request))
        with audited(person(request)):
            return super().user_change_password(request, id, form_url)


def _closed(row: User, reader: User) -> Collection[str]:
    """What of an account its reader does not change."""
    if row.pk == reader.pk:
        return ("role", "program", "is_active")
    return NAMES if row.is_superuser else ()
