"""Single sign-on at the desk: what django-allauth asks when a provider of OpenID Connect has said who somebody is."""

from http import HTTPStatus
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth.models import User
from django.http import HttpRequest

from claimtrack.accounts.factors import BY_PROVIDER
from claimtrack.accounts.invited import invited, may_be_let_in
from claimtrack.admin.turned_away import turned_away

NOT_INVITED = "Nobody of the desk has your address of e-mail. An administrator has to invite you first."
NOT_CLEAR = "The provider of single sign-on did not say who you are. Try again, or sign in with your password."


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is read without types
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in who was let in before, or is invited; everybody else is turned away here."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            _turn_away(request, NOT_CLEAR)
        # What the provider tells of people is looked at now, and not kept.
        addresses = [each.email for each in sociallogin.email_addresses if each.verified]
        sociallogin.account.extra_data, sociallogin.email_addresses = {}, []
        person = _known(sociallogin) if sociallogin.is_existing else invited(addresses)
        if person is None:
            _turn_away(request, NOT_INVITED)
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
        else:
            sociallogin.connect(request, person)
        sociallogin.user.backend = BY_PROVIDER

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> None:
        _turn_away(request, NOT_CLEAR)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _known(sociallogin: SocialLogin) -> User | None:
    person: User = sociallogin.user
    return person if may_be_let_in(person) else None


def _turn_away(request: HttpRequest, told: str) -> NoReturn:
    raise ImmediateHttpResponse(turned_away(request, "You are not signed in", told, HTTPStatus.FORBIDDEN))
