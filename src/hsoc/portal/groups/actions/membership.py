"""Come into a group, be invited, be admitted, lead it, leave it, be removed. Never: what the group is (groups)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import history
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.queries import needs
from hsoc.portal.groups.queries.vouching import vouched
from hsoc.portal.groups.rules.standing import Deed, End, Entry, Part, State, enters
from hsoc.portal.groups.share.telling import tell
from hsoc.portal.groups.signals import membership_changed
from hsoc.portal.members.actions import vouches
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Kind, Membership, Organisation, User
from hsoc.portal.members.rules import Actor, Refused

PROVIDERS: Final = frozenset(
    {Kind.STATE.value, Kind.REGION.value, Kind.TOWN.value, Kind.PRIVATE.value, Kind.EMERGENCY.value, Kind.INSTITUTE.value}
)
MOST_MEMBERS: Final = 2000  # people of one group; the whole community fits


def _path(group: Group, page: str = "group_members") -> str:
    return reverse(page, args=[group.code])


def _home(actor: Actor) -> Organisation:
    if not actor.user or actor.organisation not in actor.organisations:
        raise Unacceptable(_("First choose for which organisation you act."))
    return Organisation.objects.get(number=actor.organisation)


def _standing(group: Group, user: int) -> GroupMembership | None:
    stays = GroupMembership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    return stays.filter(group=group, user_id=user).exclude(state=State.ENDED).first()


def _one(group: Group, stay: int, *states: State) -> GroupMembership:
    stays = GroupMembership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    found = stays.filter(group=group, pk=stay, state__in=[one.value for one in states]).first()
    if found is None:
        raise Unacceptable(_("Somebody else has already done this, or it was taken back."))
    return found


def _record(actor: Actor, group: Group, code: str, stay: GroupMembership, now: datetime, reason: str = "", about: str = "") -> None:
    history.record(
        actor=actor, group=group, code=code, now=now, whom=stay.user, reason=reason, about=about, concerns=stay.organisation.number
    )
    membership_changed.send(sender=GroupMembership, group=group, user=stay.user, now=now)


def _settled(actor: Actor, group: Group, stay: GroupMembership, now: datetime) -> str:
    """In or still waiting, by the entry rule; tells whom it concerns. Returns the code of what happened."""
    provider = stay.organisation.kind in PROVIDERS
    known = vouched(stay.user_id, group.code)
    values = {"group": group.name, "who": str(stay.user), "organisation": stay.organisation.name}
    if enters(group.entry, provider=provider, agreed=stay.agreed, vouched=known) is State.IN:
        if GroupMembership.objects.filter(group=group, state=State.IN).count() >= MOST_MEMBERS:
            raise Unacceptable(_("The group is full."))
        stay.state, stay.since = State.IN.value, now
        stay.save()
        if actor.user != stay.user_id:
            tell(people=[stay.user_id], kind="group.admitted", values=values, path=_path(group, "group"), now=now)
        return "joined"
    stay.state = State.ASKED.value
    stay.save()
    if not stay.agreed:
        leaders = list(queries.leaders_of(group).values_list("user_id", flat=True))
        tell(people=leaders, kind="group.asked", values=values, path=_path(group), now=now)
        return "asked"
    return "waits_for_vouchers"


@transaction.atomic
def join(*, actor: Actor, group: Group, said: str = "", now: datetime) -> GroupMembership:
    """Enter, or ask to where a leader decides; for the organisation acted for. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.JOIN)
    home = _home(actor)
    known = _standing(group, actor.user)
    if known is not None:
        if known.state == State.ASKED:
            raise Unacceptable(_("You have asked already; the leaders know of it."))
        raise Unacceptable(_("You are in the group already, for %(organisation)s.") % {"organisation": known.organisation.name})
    fields = {"said": said.strip()[:500], "by_id": actor.user, "asked": now, "state": State.ASKED.value}
    stay = GroupMembership(group=group, user=User.objects.get(pk=actor.user), organisation=home, **fields)
    _record(actor, group, _settled(actor, group, stay, now), stay, now, stay.said)
    return stay


@transaction.atomic
def invite(*, actor: Actor, group: Group, user: int, organisation: int, said: str, now: datetime) -> GroupMembership:
    """Invite somebody who has a seat in that organisation. A leader's invitation is his agreement. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.INVITE)
    seat = Membership.objects.select_related("user", "organisation").filter(
        user_id=user, organisation__number=organisation, user__is_active=True
    )
    held = seat.first()
    if held is None:
        raise Unacceptable(_("This person has no place in that organisation."))
    agrees = queries.allowed(actor, group, Deed.ADMIT)
    known = _standing(group, user)
    if known is not None:
        if known.state == State.ASKED and agrees:
            return admit(actor=actor, group=group, stay=known.pk, now=now)
        raise Unacceptable(_("This person is in the group, or is invited, already."))
    stay = GroupMembership.objects.create(
        group=group, user=held.user, organisation=held.organisation, state=State.INVITED.value, agreed=agrees, said=said.strip()[:500],
        by_id=actor.user or None, asked=now,
    )  # fmt: skip
    _record(actor, group, "invited", stay, now, stay.said)
    values = {"group": group.name, "who": actor.name or "hSOC"}
    tell(people=[user], kind="group.invited", values=values, path=_path(group, "group"), now=now)
    return stay


@transaction.atomic
def answer(*, actor: Actor, group: Group, accept: bool, now: datetime) -> GroupMembership:
    """Accept or decline one's own invitation. Where more is needed (a leader, vouchers) accepting asks for it. Raises Refused."""
    needs(actor, group, Deed.ANSWER)
    stay = _standing(group, actor.user)
    if stay is None or stay.state != State.INVITED:
        raise Refused("there is no invitation")
    code = _settled(actor, group, stay, now) if accept else _over(actor, group, stay, End.DECLINED, "", now)
    _record(actor, group, code, stay, now)
    return stay


@transaction.atomic
def admit(*, actor: Actor, group: Group, stay: int, now: datetime) -> GroupMembership:
    """Agree to a request. In a closed group the person enters once two people vouch too. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.ADMIT)
    found = _one(group, stay, State.ASKED)
    found.agreed = True
    _record(actor, group, _settled(actor, group, found, now), found, now)
    return found


@transaction.atomic
def vouch_for(*, actor: Actor, group: Group, stay: int, said: str, now: datetime) -> GroupMembership:
    """A member's word for somebody who waits for a closed group; the second one of another organisation lets him in, where a leader agrees.

    Raises Refused, Unacceptable.
    """
    needs(actor, group, Deed.WRITE)
    found = _one(group, stay, State.ASKED, State.INVITED)
    if group.entry != Entry.CLOSED:
        raise Unacceptable(_("Nobody has to vouch here: the group is not closed."))
    vouches.vouch(actor=actor, person=found.user_id, said=said, circle=group.code, now=now)
    settled = found.state == State.ASKED and found.agreed
    code = _settled(actor, group, found, now) if settled else "vouched"
    _record(actor, group, code if code == "joined" else "vouched", found, now)
    return found


@transaction.atomic
def refuse(*, actor: Actor, group: Group, stay: int, reason: str, now: datetime) -> GroupMembership:
    """Refuse a request, or take an invitation back, with a reason that the person reads. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.ADMIT)
    reasoned(reason)
    found = _one(group, stay, State.ASKED, State.INVITED)
    _record(actor, group, _over(actor, group, found, End.REFUSED, reason, now), found, now, reason)
    return found


@transaction.atomic
def leave(*, actor: Actor, group: Group, reason: str = "", now: datetime) -> GroupMembership:
    """Leave. The last leader names another one first. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.LEAVE)
    stay = _standing(group, actor.user)
    if stay is None:
        raise Refused("not in the group")
    _not_last(group, stay)
    _record(actor, group, _over(actor, group, stay, End.LEFT, reason, now), stay, now, reason)
    return stay


@transaction.atomic
def withdraw(*, actor: Actor, group: Group, now: datetime) -> GroupMembership:
    """Take one's own request back. Raises Unacceptable."""
    stay = _standing(group, actor.user)
    if stay is None or stay.state != State.ASKED:
        raise Unacceptable(_("There is no request of yours."))
    _record(actor, group, _over(actor, group, stay, End.LEFT, "", now), stay, now, "")
    return stay


@transaction.atomic
def remove(*, actor: Actor, group: Group, stay: int, reason: str, now: datetime) -> GroupMembership:
    """Remove a member, with a reason that the person and the group read. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.REMOVE)
    reasoned(reason)
    found = _one(group, stay, State.IN)
    _not_last(group, found)
    _record(actor, group, _over(actor, group, found, End.REMOVED, reason, now), found, now, reason)
    return found


@transaction.atomic
def lead(*, actor: Actor, group: Group, stay: int, leads: bool, reason: str, now: datetime) -> GroupMembership:
    """Make a member a leader, or end that. Only who is in already can lead: nobody gets to read a group by naming himself.

    Raises Refused, Unacceptable.
    """
    needs(actor, group, Deed.LEAD)
    reasoned(reason)
    found = _one(group, stay, State.IN)
    if not leads:
        _not_last(group, found)
    found.part = Part.LEADER.value if leads else Part.MEMBER.value
    found.save(update_fields=["part"])
    _record(actor, group, "leader" if leads else "no_leader", found, now, reason)
    return found


@transaction.atomic
def put(*, actor: Actor, group: Group, user: int, organisation: int, part: Part = Part.MEMBER, now: datetime) -> GroupMembership:
    """A member without asking, for the set-up of a new group: the founder's first leaders (of a group without any), or the system.

    A coordinator can name himself only in a group that has nobody yet, so there is nothing to read. Raises Refused, Unacceptable.
    """
    needs(actor, group, Deed.LEAD)
    if actor.via != "system" and GroupMembership.objects.filter(group=group).exists():
        raise Unacceptable(_("The group has people already; they invite others."))
    held = Membership.objects.select_related("user", "organisation").filter(user_id=user, organisation__number=organisation).first()
    if held is None:
        raise Unacceptable(_("This person has no place in that organisation."))
    known = _standing(group, user)
    stay = known or GroupMembership(group=group, user=held.user, organisation=held.organisation, asked=now)
    stay.state, stay.part, stay.agreed, stay.since = State.IN.value, part.value, True, stay.since or now
    stay.by_id = actor.user or None
    stay.save()
    _record(actor, group, "put", stay, now, about=part.value)
    return stay


def _not_last(group: Group, stay: GroupMembership) -> None:
    if stay.part == Part.LEADER and not queries.leaders_of(group).exclude(pk=stay.pk).exists():
        raise Unacceptable(_("The group would have no leader; name another one first."))


def _over(actor: Actor, group: Group, stay: GroupMembership, how: End, reason: str, now: datetime) -> str:
    stay.state, stay.ended_by, stay.until, stay.reason = State.ENDED.value, how.value, now, reason.strip()[:500]
    stay.save()
    if actor.user != stay.user_id and how in {End.REMOVED, End.REFUSED}:
        values = {"group": group.name, "reason": stay.reason}
        tell(people=[stay.user_id], kind=f"group.{how.value}", values=values, path=reverse("groups"), now=now)
    return how.value
