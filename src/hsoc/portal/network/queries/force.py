"""What stands at the routers, as the engines say it, and what people said to it. Every list begins at a gate. Never: a change.

Members' people see the entries of their own organisations; how the engines, routers and budgets are is the operators' and auditors'.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.overlap import contains
from hsoc.exchange.flowspec.tcam import cost
from hsoc.exchange.flowspec.terms import Rule as Spoken
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.journal import engines
from hsoc.journal.engines import Last, Moment
from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import Action, Actor, Object, numbers, reach
from hsoc.portal.members.rules import Reach as Far
from hsoc.portal.network.models import Veto
from hsoc.portal.network.queries.policy import AGREED, ms
from hsoc.portal.network.queries.rules import FRESH_MS
from hsoc.portal.network.rules.lists import Line, short
from hsoc.records.decision import Action as Step
from hsoc.records.engine_status import Diverted, Standing, Waiting
from hsoc.records.scope import Match

MOST_COVERING: Final = 10  # other entries named that would still take the traffic
ROUTES: Final = frozenset({Step.SOURCE_RTBH, Step.DESTINATION_RTBH, Step.DIVERT})  # are routes and take no memory of a filter


class Heard(msgspec.Struct, frozen=True):
    """The engines' last words. silent: none is fresh; stale: those that were fresh once and are not."""

    last: tuple[Last, ...]
    fresh: tuple[Last, ...]
    now: int

    @property
    def silent(self) -> bool:
        """Nobody says what stands now."""
        return not self.fresh

    @property
    def stale(self) -> tuple[Last, ...]:
        """Engines that have fallen silent."""
        return tuple(one for one in self.last if one not in self.fresh)

    @property
    def newest(self) -> int:
        """Ms of the newest word, 0 = none ever."""
        return max((one.received for one in self.last), default=0)


def heard(*, now: datetime) -> Heard:
    """What the engines said last. Not for people as it is: `entries`, `everything` are the gates."""
    root = Path(settings.DATA) / "engines"
    found = tuple(one for name in engines.engines(root) if (one := engines.last(root, name)) is not None)
    return Heard(found, tuple(one for one in found if ms(now) - one.received <= FRESH_MS), ms(now))


def entries(actor: Actor, said: Heard) -> list[Line]:
    """The entries that the actor may see. Of engines that fell silent the last word is shown, and the page says so."""
    allowed = numbers(actor, Action.VIEW, Object.PERIMETER)
    spoken = said.fresh or said.last
    merged: dict[str, Line] = {}
    for engine in spoken:
        for one in engine.status.standing:
            if allowed is not None and one.entry.member not in allowed:
                continue
            name = f"{engine.status.node or engine.name}/" if len(spoken) > 1 else ""
            sites = {f"{name}{site}": state for site, state in one.site.items()}
            line = Line(id=short(one.entry.key), standing=one, sites=sites, cost=units(one), dry=engine.status.dry_run)
            before = merged.get(one.entry.key)
            merged[one.entry.key] = line if before is None else _both(before, line)
    return list(merged.values())


def _both(a: Line, b: Line) -> Line:
    one, other = a.standing, b.standing
    standing = msgspec.structs.replace(
        one,
        entry=msgspec.structs.replace(
            one.entry, since=min(one.entry.since, other.entry.since), until=max(one.entry.until, other.entry.until)
        ),
        flows=one.flows + other.flows,
        packets=one.packets + other.packets,
        bytes=one.bytes + other.bytes,
        last=max(one.last, other.last),
        rule=one.rule or other.rule,
        reason=one.reason or other.reason,
        event=one.event or other.event,
        harm=one.harm or other.harm,
    )
    return msgspec.structs.replace(a, standing=standing, sites={**a.sites, **b.sites}, dry=a.dry and b.dry)


def diverted(actor: Actor, said: Heard) -> list[Diverted]:
    """Prefixes that are led upstream or were asked to be, of those the actor may see; each once, the newest word first."""
    allowed = numbers(actor, Action.VIEW, Object.PERIMETER)
    spoken = sorted(said.fresh or said.last, key=lambda one: one.received)
    every = {one.prefix: one for engine in spoken for one in engine.status.diverted if allowed is None or one.member in allowed}
    return [every[prefix] for prefix in sorted(every)]


def units(one: Standing) -> int:
    """TCAM units of an entry, 0 for what is a route."""
    try:
        return 0 if one.entry.action in ROUTES else cost(flowspec_rule(one.entry.match))
    except Unsayable:
        return 0


def everything(actor: Actor) -> bool:
    """Whether the actor may see how engines, routers and budgets are."""
    return reach(actor, Action.VIEW, Object.PERIMETER) is Far.ALL


def covering(line: Line, lines: Iterable[Line]) -> list[Line]:
    """Other entries that would take all of its traffic if it went."""
    mine = _spoken(line.standing.entry.match)
    others = ((one, _spoken(one.standing.entry.match)) for one in lines if one.id != line.id)
    return [one for one, rule in others if mine is not None and rule is not None and contains(rule, mine)][:MOST_COVERING]


def _spoken(match: Match) -> Spoken | None:
    try:
        return flowspec_rule(match)
    except Unsayable:
        return None


def waiting(actor: Actor, said: Heard, *, now: datetime) -> list[tuple[Waiting, Approval | None]]:
    """Proposals for two people, each with the request that is open for it; those that somebody declined are left out."""
    allowed = numbers(actor, Action.VIEW, Object.PERIMETER)
    every = {one.key: one for engine in said.fresh for one in engine.status.waiting if allowed is None or one.member in allowed}
    if not every:
        return []
    declined = set(vetoes(actor, now=now).values_list("key", flat=True))
    asked = {str(one.payload.get("key", "")): one for one in open_requests(now=now)}
    agreed_to = {
        str(one.payload.get("key", ""))
        for one in Approval.objects.filter(code=AGREED, state=Approval.State.APPROVED)
        if int(one.payload.get("until", 0)) > ms(now)
    }
    return [(one, asked.get(key)) for key, one in every.items() if key not in declined and key not in agreed_to]


def open_requests(*, now: datetime) -> QuerySet[Approval]:
    """Requests that wait for the second person."""
    pending = Approval.objects.filter(code=AGREED, state=Approval.State.PENDING, expires__gt=now)
    return pending.select_related("requester").order_by("pk")


def vetoes(actor: Actor, *, now: datetime) -> QuerySet[Veto]:
    """What was taken out and holds, for who may see it."""
    allowed = numbers(actor, Action.VIEW, Object.PERIMETER)
    alive = in_force(now=now)
    return alive if allowed is None else alive.filter(organisation__number__in=allowed)


def in_force(*, now: datetime) -> QuerySet[Veto]:
    """Vetoes that hold now; for the policy and behind `vetoes`."""
    return Veto.objects.filter(lifted__isnull=True, until__gt=now).select_related("by", "organisation")


def course(said: Heard) -> tuple[Moment, ...]:
    """The last day of the engine that spoke last, by the minute."""
    if not said.last:
        return ()
    newest = max(said.last, key=lambda one: one.received)
    return engines.history(Path(settings.DATA) / "engines", newest.name)
