"""The one gate to a member's flows. Every page, file, saved filter and machine door of My traffic asks `visible_to` and nothing else.

A member's people with the right `flow:view` there see their own member's flows. Who may look at all members' (operators) sees one member's
only while a look is open: a reason, written down where the member reads it, good for half an hour. Taking a file needs `flow:export`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hsoc.journal import networks, own_traffic_flows, own_traffic_glance, own_traffic_news, own_traffic_places, own_traffic_sums
from hsoc.journal.own_traffic import Own, Side, Wanted, checked
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import RIGHTS, Action, Actor, Object, Reach, Refused, reach
from hsoc.portal.network.models import FlowLook

log = logging.getLogger(__name__)


class NeedsReason(Refused):
    """The actor may look into this member's flows, but has not said why. `member` is its number."""

    def __init__(self, member: int) -> None:
        super().__init__(f"a look into the flows of member {member} needs a reason; the member will see it")
        self.member = member


def is_own(actor: Actor, member: int) -> bool:
    """True where the actor sees these flows as one of the member's own people, so that no reason is asked."""
    own = any(seat.organisation == member and RIGHTS.get((seat.role, Action.VIEW, Object.FLOW)) is Reach.OWN for seat in actor.seats)
    return own and reach(actor, Action.VIEW, Object.FLOW) is not Reach.NONE  # a token may carry less than its person


def choices(actor: Actor) -> tuple[tuple[int, str], ...]:
    """(number, name) of the members with prefixes whose flows the actor may ask for, his own first."""
    connected = {number for number, _ in members.all_prefixes()}
    every = [(number, name) for number, name in members.organisation_names().items() if number in connected]
    if reach(actor, Action.VIEW, Object.FLOW) is not Reach.ALL:
        every = [one for one in every if is_own(actor, one[0])]
    return tuple(sorted(every, key=lambda one: (not is_own(actor, one[0]), one[0])))


def open_look(actor: Actor, member: int, *, now: datetime) -> FlowLook | None:
    """The actor's look into the member's flows that is still open."""
    return FlowLook.objects.filter(user_id=actor.user, organisation__number=member, since__lte=now, until__gt=now).first()


def visible_to(actor: Actor, member: int, *, now: datetime, export: bool = False) -> Own:
    """Whose flows may be read: the key to every question below. Raises Refused, NeedsReason."""
    if export and not (is_own(actor, member) and _may_export(actor, member)):
        raise Refused(f"{actor.username or 'nobody'} may not take the flows of member {member} away")
    if not is_own(actor, member):
        if not actor.user or reach(actor, Action.VIEW, Object.FLOW) is not Reach.ALL:
            raise Refused(f"{actor.username or 'nobody'} may not see the flows of member {member}")
        if open_look(actor, member, now=now) is None:
            raise NeedsReason(member)
    return Own(member, tuple(text for number, text in members.all_prefixes() if number == member))


def taking_part(member: int) -> Own:
    """Whose flows the worker may look a shared indicator up in: of a member that takes part in hunts. The answer goes to it alone."""
    return Own(member, tuple(text for number, text in members.all_prefixes() if number == member))


def _may_export(actor: Actor, member: int) -> bool:
    held = any(RIGHTS.get((seat.role, Action.EXPORT, Object.FLOW)) for seat in actor.seats if seat.organisation == member)
    return held and reach(actor, Action.EXPORT, Object.FLOW) is not Reach.NONE


def may_export(actor: Actor, member: int) -> bool:
    """True where a page may offer a file."""
    return is_own(actor, member) and _may_export(actor, member)


def names() -> networks.Networks:
    """The operator's table of networks, read again when the file changes; without one everything is unknown. A faulty one is logged."""
    path = Path(settings.NETWORKS)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read(path, changed)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> networks.Networks:  # noqa: ARG001  (a changed file is another question)
    try:
        return networks.read(path)
    except networks.Faulty:
        log.exception("the table of networks is left out")
        return networks.Networks()


class Traffic:
    """The questions about one member's flows; made by `traffic`, after the gate."""

    def __init__(self, own: Own, wanted: Wanted) -> None:
        self._root = Path(settings.FLOW_JOURNALS[0])
        self.own = own
        self.wanted = own_traffic_places.narrowed(self._root, own, checked(wanted), names())

    def totals(self, *, addresses: bool = True) -> own_traffic_sums.Totals:
        """All of it in one line; addresses: with how many there are."""
        return own_traffic_sums.totals(self._root, self.own, self.wanted, addresses=addresses)

    def glance(self, *, limit: int = 10) -> own_traffic_glance.Glance:
        """What the overview shows without asking four times."""
        return own_traffic_glance.glance(self._root, self.own, self.wanted, limit=limit)

    def how_many(self, side: Side) -> int:
        """Different addresses of one side."""
        return own_traffic_sums.how_many(self._root, self.own, self.wanted, side)

    def time_line(self) -> tuple[own_traffic_sums.Slot, ...]:
        """Step by step."""
        return own_traffic_sums.time_line(self._root, self.own, self.wanted)

    def top(
        self, by: own_traffic_sums.By, *, sort: own_traffic_sums.Sort = "bytes", limit: int = 10, partners: bool = True
    ) -> own_traffic_sums.Top:
        """The largest by one thing; partners: with how many of each, which may cost more than all the rest."""
        return own_traffic_sums.top(self._root, self.own, self.wanted, by, sort=sort, limit=limit, partners=partners)

    def by_place(self, place: own_traffic_places.Place, *, sort: str = "bytes", limit: int = 10) -> own_traffic_sums.Top:
        """The largest networks or countries, by the operator's table."""
        return own_traffic_places.by_place(self._root, self.own, self.wanted, names(), place, sort=sort, limit=limit)

    def news(self, by: own_traffic_news.New, *, limit: int = 100) -> own_traffic_news.News:
        """What the week before does not know."""
        return own_traffic_news.news(self._root, self.own, self.wanted, by, limit=limit)

    def open_services(self) -> tuple[own_traffic_news.Service, ...]:
        """Own ports that answer the outside."""
        return own_traffic_news.open_services(self._root, self.own, self.wanted)

    def flows(self, *, sort: own_traffic_flows.Sort = "first", offset: int = 0, size: int = 50) -> own_traffic_flows.Page:
        """One page of single flows."""
        return own_traffic_flows.page(self._root, self.own, self.wanted, sort=sort, offset=offset, size=size)

    def exported(self, *, sort: own_traffic_flows.Sort = "first") -> Iterator[own_traffic_flows.Flow]:
        """The flows of a file."""
        return own_traffic_flows.exported(self._root, self.own, self.wanted, sort=sort)


def traffic(actor: Actor, member: int, wanted: Wanted, *, now: datetime, export: bool = False) -> Traffic:
    """The member's traffic as asked for. Raises Refused, NeedsReason, ValueError on a filter that cannot be."""
    return Traffic(visible_to(actor, member, now=now, export=export), wanted)
