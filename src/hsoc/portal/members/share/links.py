"""Signed links that open one thing without a login: an invitation, a duty contact's word, a proof of an address, a sheet's date.

GET shows, POST confirms, so a mail scanner that follows one does nothing. What is signed names what the link is good for and the state it
was made in: a used, resent or revoked one opens nothing. Belongs here: making and reading. Never: what follows.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from hsoc.portal.members.models import Function, Invitation
from hsoc.portal.members.rules.standing import INVITATION_DAYS

INVITATION: Final = "members.invitation"
DUTY: Final = "members.duty"
MAIL: Final = "members.mail"
SHEET: Final = "members.sheet"
DAY: Final = 86_400  # seconds
LIVES: Final = {INVITATION: INVITATION_DAYS * DAY, DUTY: 60 * DAY, MAIL: 2 * DAY, SHEET: 400 * DAY}  # seconds a link can be opened at all
LONGEST: Final = 600  # characters of a token that are looked at


class Stale(ValueError):
    """The link is not ours, too old, or no longer good for anything."""


def sealed(purpose: str, content: dict[str, Any]) -> str:
    """The token of a link: content, time and signature, for the address bar."""
    return signing.dumps(content, salt=purpose, compress=False)


def opened(purpose: str, token: str) -> dict[str, Any]:
    """What was sealed. Raises Stale on a token of another purpose, a changed or an old one."""
    if len(token) > LONGEST:
        raise Stale
    try:
        content: dict[str, Any] = signing.loads(token, salt=purpose, max_age=LIVES[purpose])
    except signing.BadSignature as error:
        raise Stale from error
    return content


def invitation_token(invitation: Invitation) -> str:
    """The token that lets the invited person in."""
    return sealed(INVITATION, {"i": invitation.pk, "n": invitation.nonce})


def invitation_link(invitation: Invitation) -> str:
    """Its address."""
    return f"{settings.URL}{reverse('invitation', args=[invitation_token(invitation)])}"


def duty_token(function: Function) -> str:
    """The token with which a duty contact says that it is still so, once."""
    return sealed(DUTY, {"f": function.pk, "u": function.user_id, "c": _stamp(function)})


def duty_path(function: Function) -> str:
    """Its path: for notices, which put the house's address before it."""
    return reverse("duty_link", args=[duty_token(function)])


def is_fresh(function: Function, content: dict[str, Any]) -> bool:
    """Whether nothing was confirmed since the link was made and it is the same person's function."""
    return content.get("u") == function.user_id and content.get("c") == _stamp(function)


def _stamp(function: Function) -> int:
    return round(function.confirmed.timestamp()) if function.confirmed else 0
