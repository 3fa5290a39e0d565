"""Call a group together: call, call again, answer, write an answer down, give a room, close. An exercise goes the very same way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import messages
from hsoc.portal.groups.actions.history import record
from hsoc.portal.groups.models import Call, Called, CallLink, CallStep, Group
from hsoc.portal.groups.queries import needs
from hsoc.portal.groups.queries.calls import calls_visible_to, good, link, running_in, unanswered
from hsoc.portal.groups.rules.calls import BETWEEN, MOST_ROUNDS, Reply, Way
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.signals import group_called
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import SYSTEM, Actor, Refused
from hsoc.records.tlp import TLP


@transaction.atomic
def call_together(
    *, actor: Actor, group: Group, subject: str, text: str, tlp: TLP, exercise: bool, now: datetime, room: str = "",
) -> Call:  # fmt: skip
    """Everybody in the group gets a mail and an SMS, at once, at any hour. Raises Refused, Unacceptable.

    The messages are queued with it, and the worker sends them at once; how far each is stands on the call's screen.
    """
    needs(actor, group, Deed.CALL)
    if not subject.strip():
        raise Unacceptable(_("Say in one sentence what it is about."))
    Group.objects.select_for_update().get(pk=group.pk)
    if running_in(group) is not None:
        raise Unacceptable(_("The group is called together already; close that call first, or call again those who did not answer."))
    stays = list(queries.members_of(group))
    if not stays:
        raise Unacceptable(_("There is nobody in the group who could be called."))
    call = Call.objects.create(
        group=group, subject=subject.strip()[:160], text=text.strip()[:10_000], tlp=tlp.value, exercise=exercise, room=room.strip()[:500],
        by_id=actor.user or None, at=now,
    )  # fmt: skip
    Called.objects.bulk_create([Called(call=call, user=one.user, organisation=one.organisation) for one in stays])
    group_called.send(sender=Call, call=call, now=now)
    _step(call, "exercise" if exercise else "called", actor, now)
    record(
        actor=actor, group=group, code="called", now=now, about=call.subject, thing=f"call:{call.pk}",
        details={"exercise": exercise, "people": len(stays)},
    )  # fmt: skip
    own = Called.objects.filter(call=call, user=actor.user).first()
    if own is not None:
        _said(own, Reply.COMING, "", Way.PORTAL, now)  # who calls comes
    messages.queue(call, list(unanswered(call)), now)
    return call


@transaction.atomic
def call_again(*, actor: Actor, call: Call, now: datetime) -> int:
    """Another round to those who did not answer; returns how many. Raises Refused, Unacceptable."""
    held = _running(actor, call)
    needs(actor, held.group, Deed.CALL)
    last = CallStep.objects.filter(call=held, code__in=["called", "exercise", "again"]).order_by("-at").first()
    if last is not None and now - last.at < BETWEEN:
        raise Unacceptable(_("They were called less than two minutes ago; give them time to answer."))
    if held.round >= MOST_ROUNDS:
        raise Unacceptable(_("They were called %(n)d times. Ring them up and write down what they say.") % {"n": MOST_ROUNDS})
    people = list(unanswered(held))
    if not people:
        raise Unacceptable(_("Everybody has answered."))
    held.round += 1
    held.save(update_fields=["round"])
    _step(held, "again", actor, now, str(len(people)))
    record(actor=actor, group=held.group, code="called_again", now=now, thing=f"call:{held.pk}", details={"people": len(people)})
    messages.queue(held, people, now)
    return len(people)


@transaction.atomic
def reply(*, actor: Actor, call: Call, said: Reply, note: str, now: datetime) -> Called:
    """One's own answer in the portal; it can be changed while the call lasts. Raises Refused, Unacceptable."""
    held = _running(actor, call)
    mine = Called.objects.filter(call=held, user=actor.user).first()
    if mine is None:
        raise Refused("was not called")
    _said(mine, said, note, Way.PORTAL, now)
    record(actor=actor, group=held.group, code="replied", now=now, thing=f"call:{held.pk}", details={"reply": said.value}, quiet=True)
    return mine


@transaction.atomic
def reply_by_link(*, secret: str, said: Reply, note: str, now: datetime) -> Called:
    """The answer by a link, which then no longer works. Raises Unacceptable where it does not (any more)."""
    found = link(secret)
    if found is None or not good(found, now):
        raise Unacceptable(_("The link does not work any more."))
    if not CallLink.objects.filter(pk=found.pk, used__isnull=True).update(used=now):
        raise Unacceptable(_("The link does not work any more."))
    mine = found.called
    _said(mine, said, note, Way(found.way), now)
    actor = Actor(user=mine.user_id, username=mine.user.username, organisation=mine.organisation.number, via="link")
    details = {"reply": said.value, "way": found.way}
    record(actor=actor, group=mine.call.group, code="replied", now=now, thing=f"call:{mine.call_id}", details=details, quiet=True)
    return mine


@transaction.atomic
def write_down(*, actor: Actor, call: Call, called: int, said: Reply, note: str, now: datetime) -> Called:
    """What somebody said by phone, by one who may call. Raises Refused, Unacceptable."""
    held = _running(actor, call)
    needs(actor, held.group, Deed.CALL)
    his = Called.objects.select_related("user").filter(call=held, pk=called).first()
    if his is None:
        raise Refused("was not called")
    _said(his, said, note, Way.PHONE, now)
    _step(held, "written", actor, now, f"{his.user}: {said.value}")
    record(actor=actor, group=held.group, code="written_down", now=now, whom=his.user, thing=f"call:{held.pk}", quiet=True)
    return his


@transaction.atomic
def give_room(*, call: Call, room: str, now: datetime) -> Call:
    """Where those who come meet: the address of a video room. For the room `meetings`, which answers group_called."""
    call.room = room[:500]
    call.save(update_fields=["room"])
    _step(call, "room", SYSTEM, now)
    record(actor=SYSTEM, group=call.group, code="room", now=now, thing=f"call:{call.pk}", quiet=True)
    return call


@transaction.atomic
def close(*, actor: Actor, call: Call, summary: str, now: datetime) -> Call:
    """It is over: what was done, for the log. Links stop working. Raises Refused, Unacceptable."""
    held = _running(actor, call)
    needs(actor, held.group, Deed.CALL)
    held.summary, held.closed, held.closed_by_id = reasoned(summary)[:10_000], now, actor.user or None
    held.save()
    messages.drop(held, now)
    _step(held, "closed", actor, now)
    record(actor=actor, group=held.group, code="call_closed", now=now, about=held.subject, thing=f"call:{held.pk}")
    return held


def _running(actor: Actor, call: Call) -> Call:
    held = calls_visible_to(actor).select_for_update(of=("self",)).filter(pk=call.pk).first()
    if held is None:
        raise Refused("no such call")
    if held.closed is not None:
        raise Unacceptable(_("The call is over."))
    return held


def _said(his: Called, said: Reply, note: str, way: Way, now: datetime) -> None:
    his.reply, his.note, his.way, his.at = said.value, note.strip()[:200], way.value, now
    his.save()


def _step(call: Call, code: str, actor: Actor, now: datetime, words: str = "") -> None:
    CallStep.objects.create(call=call, at=now, code=code, by_id=actor.user or None, words=words[:300])
