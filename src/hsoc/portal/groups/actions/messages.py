"""What becomes of the messages of a call: queued, taken in hand, gone, tried again, given up, delivered. Belongs here: their state.

A message is claimed and committed before the wire is touched. Whoever dies between the wire's word and ours leaves it claimed: a mail then
goes once more under the same Message-ID, which mailboxes know; an SMS is never sent twice by itself, the screen says that it perhaps left,
and a person calls again. Never: the wire, the words.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from hsoc.portal.audit.actions import record
from hsoc.portal.groups.models import Call, Called, CallLink, CallMessage, CallStep
from hsoc.portal.groups.queries.calls import digest, due, is_out, messages_of
from hsoc.portal.groups.rules.calls import LEASE, OPEN, Sent, Way, after
from hsoc.portal.groups.share.calling import secret
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.notices.queries import phones_of


def queue(call: Call, people: Sequence[Called], now: datetime) -> None:
    """A message with its link to everybody on both ways, in the caller's transaction; the worker looks twice a second."""
    phones = phones_of(one.user_id for one in people)
    made = [
        CallMessage(called=one, round=call.round, way=way.value, identity=secrets.token_hex(16), due=now, at=now)
        for one in people
        for way, has in ((Way.SMS, one.user_id in phones), (Way.MAIL, bool(one.user.email)))
        if has
    ]
    CallMessage.objects.bulk_create(made, batch_size=500)
    links = [CallLink(called=one.called, digest=digest(secret(one.identity)), way=one.way, made=now) for one in made]
    CallLink.objects.bulk_create(links, batch_size=500)


@transaction.atomic
def claim(*, way: Way, most: int, now: datetime) -> list[CallMessage]:
    """What the worker sends next; what nobody needs any more and what a dead worker left behind is settled on the way."""
    mine: list[CallMessage] = []
    for one in due(now, way, most):
        if one.called.reply or one.called.call.closed is not None:
            _settle(one, Sent.NEEDLESS, now)
        elif one.state == Sent.GOING and way is Way.SMS:
            _record(one, Sent.UNSURE, "", now)
        elif CallMessage.objects.filter(pk=one.pk, state=one.state, due=one.due).update(
            state=Sent.GOING.value, due=now + LEASE, at=now, tries=F("tries") + 1
        ):
            one.tries += 1
            mine.append(one)
    return mine


@transaction.atomic
def mark_gone(*, message: CallMessage, now: datetime) -> None:
    """The relay or the gateway took it."""
    _settle(message, Sent.GONE, now)


@transaction.atomic
def mark_filed(*, message: CallMessage, now: datetime) -> None:
    """This house has no gateway: the message is a file, and the screen says that somebody has to ring."""
    _settle(message, Sent.FILED, now)


@transaction.atomic
def mark_failed(*, message: CallMessage, trouble: str, final: bool, unsure: bool, now: datetime) -> None:
    """It was not taken: tried again, or given up where `final` or too often. unsure: nobody knows whether it was taken."""
    doubtful = unsure and message.way == Way.SMS
    wait = None if final or doubtful else after(message.tries)
    if wait is None:
        _record(message, Sent.UNSURE if doubtful else Sent.FAILED, trouble, now)
    else:
        rows = CallMessage.objects.filter(pk=message.pk)
        rows.update(state=Sent.QUEUED.value, due=now + wait, at=now, trouble=trouble[:200])


@transaction.atomic
def reported(*, identity: str, delivered: bool, now: datetime) -> bool:
    """The gateway says what became of an SMS; False where it is none of ours or was settled otherwise."""
    one = CallMessage.objects.select_related("called__call", "called__user").filter(identity=identity, way=Way.SMS.value).first()
    if one is None or one.state not in {Sent.GONE, Sent.GOING, Sent.UNSURE}:
        return False
    if delivered:
        _settle(one, Sent.DELIVERED, now)
    else:
        _record(one, Sent.FAILED, "the gateway could not deliver it", now)
    return True


def drop(call: Call, now: datetime) -> None:
    """The call is over: what has not left stays here. In the caller's transaction."""
    messages_of(call).filter(state=Sent.QUEUED.value).update(state=Sent.NEEDLESS.value, at=now)


def _settle(one: CallMessage, state: Sent, now: datetime, trouble: str = "") -> None:
    CallMessage.objects.filter(pk=one.pk).update(state=state.value, at=now, trouble=trouble[:200])
    call = one.called.call
    if (
        one.state in OPEN
        and is_out(call)
        and not CallStep.objects.filter(call=call, code="sent", words__startswith=f"{one.round}: ").exists()
    ):
        states = messages_of(call).filter(round=one.round).values_list("way", "state")
        left = {way: sum(1 for how, what in states if how == way and what in {Sent.GONE, Sent.DELIVERED}) for way in (Way.MAIL, Way.SMS)}
        CallStep.objects.create(call=call, at=now, code="sent", words=f"{one.round}: {left[Way.MAIL]} / {left[Way.SMS]}")


def _record(one: CallMessage, state: Sent, trouble: str, now: datetime) -> None:
    """What did not reach somebody, or perhaps did not: in the call's log and in the audit log."""
    words = f"{one.called.user}, {one.way}{': ' if trouble else ''}{trouble}"
    CallStep.objects.create(call=one.called.call, at=now, code=state.value, words=words[:300])
    details = {"person": one.called.user_id, "way": one.way, "state": state.value, "trouble": trouble[:200]}
    record(actor=SYSTEM, action="group.undelivered", object=f"call:{one.called.call_id}", details=details, now=now)
    _settle(one, state, now, trouble)
