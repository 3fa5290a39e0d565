"""Passwords of partners' sources: kept encrypted, because we must show them to the source. Never: our own secrets, those are hashed."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

INFO = b"hsoc.feeds.pull"


@lru_cache(maxsize=2)
def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=INFO).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def hidden(secret: str) -> str:
    """A password as it is stored; '' stays ''."""
    return _fernet(settings.SECRET_KEY).encrypt(secret.encode()).decode() if secret else ""


def shown(stored: str) -> str:
    """The password again. Raises ValueError where the house's key has changed: then it must be given anew."""
    if not stored:
        return ""
    try:
        return _fernet(settings.SECRET_KEY).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise ValueError("the password cannot be read any more, because the portal's secret key has changed; give it again") from error
