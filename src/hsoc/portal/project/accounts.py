"""How people log in: allauth bent to this house. Belongs here: its two adapters. Never: rights (members/rules)."""

from __future__ import annotations

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from hsoc.portal.members.queries import SECOND_FACTORS, actor_of, other_second_factors
from hsoc.portal.members.rules import SECOND_FACTOR


class Accounts(DefaultAccountAdapter):
    """Nobody signs up alone: accounts are made by people of the organisation or by coordinators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False


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
