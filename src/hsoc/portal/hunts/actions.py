"""Changes of hunts: order, end, note what was met, tell bands; and a member's word to take part. Never: reading flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.hunts import queries
from hsoc.portal.hunts.models import Hunt, Meeting, Order, Part, Told
from hsoc.portal.hunts.rules import FRESH, WATCHED, fits, room, told
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require

BATCH: Final = 2000  # rows written at once


class Seen(msgspec.Struct, frozen=True):
    """That a member met the value of a hunt. first, last: ms."""

    hunt: int
    member: int
    first: int
    last: int


@transaction.atomic
def take_part(*, actor: Actor, organisation: int, takes: bool, reason: str, now: datetime) -> Part:
    """A member's word whether its traffic is looked into for what others share. Raises Refused, Unacceptable.

    Whoever joins has everything that stands looked up; whoever leaves loses its notices and stands in no band any more.
    """
    require(actor, Action.CHANGE, Object.WISH, organisation)
    if organisation not in actor.organisations or not actor.user:
        raise Unacceptable(_("Only the member's own people decide this."))
    reasoned(reason)
    home = Organisation.objects.get(number=organisation)
    known = queries.choice_of(organisation)
    if known is not None and known.takes == takes:
        return known
    fields = {"takes": takes, "by_id": actor.user, "since": now}
    made, _new = Part.objects.update_or_create(organisation=home, defaults=fields)
    if takes:
        Hunt.objects.filter(state=Hunt.State.WATCHED, until__gt=now).update(state=Hunt.State.WAITING)
    else:
        Meeting.objects.filter(organisation=home).delete()
    action = "hunts.joined" if takes else "hunts.left"
    record(actor=actor, action=action, object="hunts", concerns=organisation, reason=reason, now=now)
    return made


@transaction.atomic
def order(*, actor: Actor, organisation: int, values: Iterable[tuple[str, str]], now: datetime) -> int:
    """Have values that an organisation just shared hunted for; those over the limit are left out. Returns how many are.

    Only what is shared with the community and can be looked up in flows; a value that is watched already is not looked up again.
    """
    wanted = [one for one in queries.shared_with_community(organisation, values, now) if fits(one[0], one[1])]
    if not wanted:
        return 0
    home = Organisation.objects.get(number=organisation)
    taken = wanted[: room(queries.ordered(organisation, now=now))]
    known = queries.known((kind, value) for kind, value, *_ in taken)
    fresh = [
        Hunt(kind=kind, value=value, low=low, high=high, asked=now, until=now + WATCHED)
        for kind, value, low, high in taken
        if (kind, value) not in known
    ]
    Hunt.objects.bulk_create(fresh, batch_size=BATCH)
    ended = [one.pk for one in known.values() if one.state == Hunt.State.ENDED or one.until <= now]
    for start in range(0, len(ended), BATCH):
        Hunt.objects.filter(pk__in=ended[start : start + BATCH]).update(state=Hunt.State.WAITING, asked=now)
    again = [one.pk for one in known.values()]
    for start in range(0, len(again), BATCH):
        Hunt.objects.filter(pk__in=again[start : start + BATCH]).update(until=now + WATCHED)
    for start in range(0, len(again), BATCH):  # who shares what is watched for already learns at once what the others did
        _tell(list(Hunt.objects.filter(pk__in=again[start : start + BATCH])), now)
    Order.objects.create(organisation=home, at=now, values=len(taken))
    details = {"values": len(taken), "new": len(fresh), "over_the_limit": len(wanted) - len(taken)}
    record(actor=actor, action="hunts.ordered", object="hunts", concerns=organisation, details=details, now=now)
    return len(taken)


@transaction.atomic
def end(*, actor: Actor, organisation: int, values: Iterable[tuple[str, str]], now: datetime) -> int:
    """End the hunts for values that nobody shares any more; returns how many."""
    over = [one.pk for key, one in queries.known(values).items() if not queries.still_shared(*key) and one.state != Hunt.State.ENDED]
    if over:
        Hunt.objects.filter(pk__in=over).update(state=Hunt.State.ENDED)
        details = {"values": len(over)}
        record(actor=actor, action="hunts.ended", object="hunts", concerns=organisation, details=details, now=now)
    return len(over)


@transaction.atomic
def settle(*, actor: Actor, looked: Sequence[int], seen: Sequence[Seen], now: datetime) -> int:
    """Note who met what, mark what was looked up, tell sharers their bands. Returns how many meetings are new."""
    fresh = 0
    for start in range(0, len(seen), BATCH):
        fresh += _met(seen[start : start + BATCH], now)
    for start in range(0, len(looked), BATCH):
        part = Hunt.objects.filter(pk__in=looked[start : start + BATCH], state=Hunt.State.WAITING)
        part.update(state=Hunt.State.WATCHED, looked=now)
    touched = sorted({*looked, *(one.hunt for one in seen), *queries.bands_due(now=now, most=BATCH)})
    for start in range(0, len(touched), BATCH):
        _tell(list(Hunt.objects.filter(pk__in=touched[start : start + BATCH])), now)
    if looked or fresh:
        record(actor=actor, action="hunts.looked_up", object="hunts", details={"values": len(looked), "new_meetings": fresh}, now=now)
    return fresh


def _met(seen: Sequence[Seen], now: datetime) -> int:
    """Note a batch; how many meetings are new. Of members that do not take part (any more) and hunts that are over nothing is noted."""
    homes = dict(Part.objects.filter(takes=True).values_list("organisation__number", "organisation"))
    alive = set(Hunt.objects.filter(pk__in={one.hunt for one in seen}).exclude(state=Hunt.State.ENDED).values_list("pk", flat=True))
    known = {(one.hunt_id, one.organisation_id): one for one in Meeting.objects.filter(hunt__in=alive)}
    fresh: dict[tuple[int, int], Meeting] = {}
    changed: dict[int, Meeting] = {}
    for one in seen:
        if one.member not in homes or one.hunt not in alive:
            continue
        key = one.hunt, homes[one.member]
        first, last = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (one.first, one.last))
        held = known.get(key) or fresh.get(key)
        if held is None:
            fresh[key] = Meeting(hunt_id=key[0], organisation_id=key[1], first=first, last=last, noted=now)
        elif first < held.first or last > held.last:
            held.first, held.last = min(first, held.first), max(last, held.last)
            if held.hosts_to is not None and held.last - held.hosts_to > FRESH:
                held.hosts_at = None
            if key in known:
                changed[held.pk] = held
    Meeting.objects.bulk_create(fresh.values())
    Meeting.objects.bulk_update(changed.values(), ["first", "last", "hosts_at"], batch_size=200)
    return len(fresh)


def _tell(hunts: list[Hunt], now: datetime) -> None:
    """Each sharer's band over the other organisations, unchanged within a day."""
    who: dict[int, set[int]] = {one.pk: set() for one in hunts}
    for number, organisation in Meeting.objects.filter(hunt__in=hunts).values_list("hunt_id", "organisation_id"):
        who[number].add(organisation)
    known = {(one.hunt_id, one.organisation_id): one for one in Told.objects.filter(hunt__in=hunts)}
    for hunt, sharer in queries.sharers(hunts):
        if hunt.looked is None and hunt.state == Hunt.State.WAITING:
            continue
        before = known.get((hunt.pk, sharer.pk))
        others = len(who[hunt.pk] - {sharer.pk})
        band, changed = told(others, known=before.band if before else None, since=before.since if before else None, now=now)
        if changed:
            Told.objects.update_or_create(hunt=hunt, organisation=sharer, defaults={"band": band, "since": now})


@transaction.atomic
def name_hosts(*, actor: Actor, found: Mapping[int, list[tuple[str, int, int, int]]], now: datetime) -> None:
    """Put the own hosts into notices: meeting → (address, first ms, last ms, flows)."""
    for number, hosts in found.items():
        one = Meeting.objects.filter(pk=number).first()
        if one is None:
            continue
        one.hosts, one.hosts_at, one.hosts_to = [list(host) for host in hosts], now, one.last
        one.save(update_fields=["hosts", "hosts_at", "hosts_to"])
    record(actor=actor, action="hunts.hosts_named", object="hunts", details={"meetings": len(found)}, now=now)
