"""How people log in: allauth bent to this house. Belongs here: its adapters. Never: rights (members/rules)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from hsoc.portal.accounts.queries import known_device, login_owner
from hsoc.portal.callers import address_of
from hsoc.portal.members.queries import SECOND_FACTORS, actor_of, other_second_factors
from hsoc.portal.members.rules import SECOND_FACTOR

NO_ADDRESS = "::"  # allauth wants one
DEVICE_COOKIE = "__Host-hsoc-device" if settings.HTTPS else "hsoc_device"


class Accounts(DefaultAccountAdapter):
    """Nobody signs up alone: accounts are made by people of the organisation or by coordinators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that attempts are counted by: the same as at every other door. A Unix socket has none."""
        return address_of(request) or NO_ADDRESS

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Whose failures are counted together: name and mail address of one person are one lane.

        A device that has logged in before has a lane of its own, so that a stranger who locks the name does not lock its owner out (OWASP,
        device cookies).
        """
        login = credentials.get("email") or credentials.get("username", "")
        owner = login_owner(login)
        device = known_device(user=owner, secret=request.COOKIES.get(DEVICE_COOKIE, "")) if owner else None
        return f"device:{device.pk}" if device is not None else f"login:{owner or login.lower()}"


class OwnLogins(DefaultSocialAccountAdapter):
    """An organisation's own login opens an account that its owner has connected before, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002
        """Back to the list of connected logins."""
        return reverse("socialaccount_connections")


class SecondFactor(DefaultMFAAdapter):
    """Secrets of the second factor are stored encrypted under a key derived from the folder's secret."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last second factor of somebody whose roles demand one."""
        actor = actor_of(authenticator.user)
        if authenticator.type not in SECOND_FACTORS or not actor.roles & SECOND_FACTOR:
            return True
        return other_second_factors(authenticator) > 0

    def encrypt(self, text: str) -> str:
        """Ciphertext as the database keeps it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises cryptography.fernet.InvalidToken where the folder's secret is another one."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"hsoc second fac").digest()
    return Fernet(base64.urlsafe_b64encode(key))
