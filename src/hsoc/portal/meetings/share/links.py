"""The signed link by which an invited person answers without a login. Never: what the answer does."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core import signing

from hsoc.portal.meetings.models import Invited
from hsoc.portal.meetings.queries import meetings as queries

_SALT: Final = "hsoc.meeting"
LINK_DAYS: Final = 800  # as far ahead as a series may reach, and some


def token_of(invited: Invited) -> str:
    """What the links of a mail carry; good for the time that the mail told."""
    return signing.dumps([invited.pk, invited.sitting.sequence], salt=_SALT)


def invited_of(token: str) -> Invited | None:
    """Whose link it is; None where it is forged, or the date has moved since."""
    try:
        number, sequence = signing.loads(token, salt=_SALT, max_age=timedelta(days=LINK_DAYS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = queries.invitation(number)
    return found if found is not None and found.sitting.sequence == sequence and not found.withdrawn else None
