"""What becomes of a sending: claimed, gone, tried again, given up. Belongs here: the state. Never: the wire.

A sending is claimed and committed before the wire is touched, and with it the mail that it leaves in: the Message-ID, and which posts of a
digest. A process that dies between the relay's word and ours sends the very same mail again after the lease, which mailboxes recognise by
its name; it is never lost, and the number of such times is bounded.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from hsoc.portal.audit.actions import record
from hsoc.portal.lists import queries
from hsoc.portal.lists.actions.lists import note_bounce
from hsoc.portal.lists.models import Sending
from hsoc.portal.lists.rules.posting import LEASE, over, pause
from hsoc.portal.members.rules import SYSTEM


@transaction.atomic
def claim(*, sending: Sending, now: datetime) -> list[Sending]:
    """The sendings that leave together now: itself, or all of its digest. Empty where another process has them, or it was enough."""
    wanted = list(queries.digest_of(sending, now)) if sending.digest else [sending]
    parcel = sending.parcel or secrets.token_hex(16)
    mine = [
        one
        for one in wanted
        if Sending.objects.filter(pk=one.pk, due__lte=now, gone__isnull=True, given_up__isnull=True).update(
            claimed=now, due=now + LEASE, tries=F("tries") + 1, parcel=parcel
        )
    ]
    for one in mine:
        one.tries, one.parcel = one.tries + 1, parcel
    if mine and over(mine[0].tries):
        mark_failed(sendings=mine, trouble="handed over and never heard of again", final=False, now=now)
        return []
    return mine


@transaction.atomic
def mark_gone(*, sendings: Sequence[Sending], now: datetime) -> None:
    """The relay took them."""
    Sending.objects.filter(pk__in=[one.pk for one in sendings]).update(gone=now, trouble="")


@transaction.atomic
def mark_failed(*, sendings: Sequence[Sending], trouble: str, final: bool, now: datetime) -> bool:
    """The relay did not; True where they are given up. final: the relay refused this very recipient for good, which counts as a bounce."""
    first = sendings[0]
    wait = None if final else pause(first.tries)
    rows = Sending.objects.filter(pk__in=[one.pk for one in sendings])
    if wait is not None:
        rows.update(due=now + wait, trouble=trouble[:200])
        return False
    rows.update(given_up=now, trouble=trouble[:200])
    record(
        actor=SYSTEM,
        action="list.undelivered",
        object=f"post:{first.post_id}",
        reason=trouble[:200],
        details={"person": first.user_id},
        now=now,
    )
    note_bounce(mailing_list=first.post.mailing_list, user=first.user, hard=final, now=now)
    return True


@transaction.atomic
def take_bounce(*, number: int, hard: bool, now: datetime) -> bool:
    """A report came to the return path of a sending; False where there is none, or it was counted before."""
    one = queries.sending(number)
    if one is None or one.bounced is not None:
        return False
    Sending.objects.filter(pk=number).update(bounced=now)
    details = {"person": one.user_id, "hard": hard}
    record(actor=SYSTEM, action="list.bounced", object=f"post:{one.post_id}", details=details, now=now)
    note_bounce(mailing_list=one.post.mailing_list, user=one.user, hard=hard, now=now)
    return True
