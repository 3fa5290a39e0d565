"""The keeper of the table: what is wanted, until when, and what it has matched. Belongs here: memory of entries. Never: sending.

A plan that comes back is taken as sent; `read_back` corrects that from what the routers show. Entries that the limits have no room
for are refused by name (`refused`), so that the first ones stay in force when an attack brings more than the table holds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

import msgspec
import pyarrow as pa

from hsoc.exchange.flowspec.table import Table, sums
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.budget import Budget, Objection
from hsoc.perimeter.mitigate.fuse import MINUTE, objections
from hsoc.perimeter.mitigate.plan import Plan, difference, entry
from hsoc.perimeter.mitigate.route import Route
from hsoc.records.decision import Action, Decision
from hsoc.records.engine_status import Filled
from hsoc.records.flow import flow_columns
from hsoc.records.mitigation import Hits, Mitigation
from hsoc.records.policy import Policy, Veto

MOST_REFUSED: Final = 1000  # refusals of the last `want` that are kept by name


class Keeper:
    """Wanted entries of one backend under one policy. `wanted` restores what intent.py kept over a restart."""

    def __init__(self, policy: Policy, backend: Backend, *, wanted: Iterable[Mitigation] = ()) -> None:
        self._policy = policy
        self._vetoes = _by_key(policy)
        self._budget = Budget(policy)
        self._backend = backend
        self._wanted: dict[str, Mitigation] = {one.key: one for one in wanted}
        self._in_force: dict[str, Mitigation] = {}
        self._missing: frozenset[str] = frozenset()
        self._stood = frozenset(self._wanted)  # announced once before: to say them again is nothing new
        self._hits: dict[str, Hits] = {}
        self._blank: dict[str, Hits] = {}  # of entries that matched nothing yet
        self._routes: dict[str, tuple[Mitigation, Route]] = {}
        self._order: tuple[Mitigation, ...] | None = None  # `wanted`, None = reckon anew
        self._added: deque[tuple[int, int]] = deque()  # (ms, entries) of the last minute
        self._compiled: tuple[tuple[str, ...], Table] = ((), Table(()))
        self._stale = bool(self._wanted)
        self.refused: tuple[Decision, ...] = ()

    @property
    def wanted(self) -> tuple[Mitigation, ...]:
        """Entries that shall stand, in the order of their keys; what intent.py writes down."""
        if self._order is None:
            self._order = tuple(self._wanted[key] for key in sorted(self._wanted))
        return self._order

    def under(self, policy: Policy) -> None:
        """Work under another policy from now on; every entry stays until its end."""
        self._policy = policy
        self._vetoes = _by_key(policy)
        self._budget = Budget(policy)

    def vetoed(self, *, now: int) -> tuple[Mitigation, ...]:
        """Wanted entries that a person has taken out meanwhile."""
        return tuple(one for key, one in self._wanted.items() if self._veto(key, now) is not None) if self._vetoes else ()

    def budgets(self, *, now: int) -> tuple[Filled, ...]:
        """How full each budget is: of the table, of standing entries, of the minute, of platforms and of hospitals."""
        self._budget.reckon(self._wanted.values(), new=self._recent(now))
        return self._budget.filled()

    def end(self, keys: Iterable[str], *, now: int) -> None:
        """Let entries be over now, on a person's word; the next `want` withdraws them, and the fuse has no say in it."""
        for key in keys:
            for table in (self._wanted, self._in_force):
                if key in table:
                    table[key] = msgspec.structs.replace(table[key], until=now)
                    self._order = None

    def want(self, decisions: Iterable[Decision], *, now: int) -> Plan:
        """Take in decisions, end what is over, and plan. With objections the plan is reduced to the entries that have ended."""
        ended = frozenset(key for key, one in (self._wanted | self._in_force).items() if one.until <= now)
        for key in ended & self._wanted.keys():
            del self._wanted[key]
            self._order = None
        fresh = sum(not self._wanted[key].preventive for key in self._wanted.keys() - self._in_force.keys() - self._stood)
        self._budget.reckon(self._wanted.values(), new=fresh + self._recent(now))
        refused = [refusal for decision in decisions if (refusal := self._admit(decision, now=now)) is not None]
        self.refused = tuple(refused[:MOST_REFUSED])
        plan = difference(self._wanted, self._in_force, missing=self._missing)
        against = objections(
            plan,
            policy=self._policy,
            now=now,
            added_last_minute=self._recent(now),
            stood=self._stood | self._missing,
            ended=ended,
            can=self._backend.can,
        )
        if against:
            over = tuple(one for one in plan.withdraw if one.key in ended)
            plan = Plan(keep=tuple(one for key, one in sorted(self._in_force.items()) if key not in ended), withdraw=over)
        self._sent(plan, now=now)
        return msgspec.structs.replace(plan, objections=tuple(objection.reason for objection in against))

    def answered(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """The decisions of the last `want` as they came out: those without room carry their refusal."""
        refused = {(one.story, one.action, one.match): one for one in self.refused}
        return tuple(refused.get((one.story, one.action, one.match), one) if one.refused is None else one for one in decisions)

    def withdraw_all(self, *, now: int, member: int | None = None) -> Plan:
        """Take every entry back, or those of one member, whatever the fuse thinks: the emergency brake is a person's will."""
        gone = {key: one for key, one in (self._in_force | self._wanted).items() if member is None or one.member == member}
        for key in gone:
            self._wanted.pop(key, None)
        self._order = None
        plan = Plan(
            keep=tuple(one for key, one in sorted(self._in_force.items()) if key not in gone),
            withdraw=tuple(one for key, one in sorted(gone.items()) if key in self._in_force),
        )
        self._sent(plan, now=now)
        return plan

    def lines(self, plan: Plan) -> tuple[str, ...]:
        """What the backend says for a plan: additions first."""
        speaker = self._backend
        added = [speaker.announce(self._route(one)) for one in plan.add]
        return (*added, *(speaker.withdraw(self._route(one)) for one in plan.withdraw))

    @property
    def standing(self) -> tuple[Mitigation, ...]:
        """Entries that plans have let through: what every site's table shall hold."""
        return tuple(self._in_force.values())

    def read_back(self, listing: str) -> frozenset[str]:
        """Compare with what the routers show; what is missing is announced again by the next plan. Returns the missing keys."""
        shown = frozenset(self._backend.routes(listing))
        self._missing = frozenset(key for key, one in self._in_force.items() if self._route(one) not in shown)
        for key in self._missing:
            self._routes.pop(key, None)  # the speaker may have forgotten how it meant it
        return self._missing

    def _route(self, one: Mitigation) -> Route:
        """What the backend makes of an entry; the same as long as only its end moves. Raises Unsayable."""
        known = self._routes.get(one.key)
        if known is not None and known[0].match is one.match and (known[0].rate, known[0].offer) == (one.rate, one.offer):
            return known[1]
        made = self._backend.route(one)
        self._routes[one.key] = one, made
        return made

    def count(self, flows: pa.Table) -> None:
        """Add a batch of flows (FLOW_SCHEMA) to the hits; each flow counts for the one entry that routers would apply first."""
        if not self._wanted or not flows.num_rows:
            return
        keys, table = self._table()
        columns = flow_columns(flows)
        taken = table.taken(columns)
        for key, (count, packets, size, last) in zip(keys, sums(taken, columns, matches=len(keys)).tolist(), strict=True):
            if count:
                old = self._hit(key)
                self._hits[key] = msgspec.structs.replace(
                    old, flows=old.flows + count, packets=old.packets + packets, bytes=old.bytes + size, last=max(old.last, last)
                )

    def hits(self) -> tuple[Hits, ...]:
        """What every wanted entry has matched so far."""
        return tuple(self._hit(one.key) for one in self.wanted)

    def _hit(self, key: str) -> Hits:
        found = self._hits.get(key) or self._blank.get(key)
        if found is None or (not found.last and found.story != self._wanted[key].story):
            found = self._blank[key] = Hits(key=key, story=self._wanted[key].story)
        return found

    def _admit(self, decision: Decision, *, now: int) -> Decision | None:
        """Take one decision in; the decision again as a refusal where the limits have no room for it."""
        if decision.refused is not None or not decision.action.touches_traffic or decision.until <= now:
            return None
        one = entry(decision)
        veto = self._veto(one.key, now)
        if veto is not None:
            why = f"{veto.by} took this entry out of the table: {veto.reason}"
            return msgspec.structs.replace(decision, rule="policy.veto", refused=why)
        standing = self._wanted.get(one.key)
        if standing is not None:
            if one.until > standing.until:
                self._wanted[one.key] = msgspec.structs.replace(standing, until=one.until)
                self._order = None
            return None
        objection = self._no_room(one) or self._budget.room(one)
        if objection is not None:
            return msgspec.structs.replace(decision, rule=objection.rule, refused=objection.reason)
        self._wanted[one.key] = one
        self._order = None
        self._budget.take(one)
        self._stale = True
        return None

    def _no_room(self, one: Mitigation) -> Objection | None:
        if one.action not in self._backend.can:
            return Objection("fuse.backend", f"The speaker {self._backend.name} cannot carry {one.action}.")
        try:
            self._route(one)
        except Unsayable as error:
            return Objection("fuse.backend", f"The speaker {self._backend.name} cannot carry this: {error}.")
        return None

    def _veto(self, key: str, now: int) -> Veto | None:
        return next((one for one in self._vetoes.get(key, ()) if one.since <= now < one.until), None)

    def _recent(self, now: int) -> int:
        while self._added and now - self._added[0][0] >= MINUTE:
            self._added.popleft()
        return sum(count for _, count in self._added)

    def _sent(self, plan: Plan, *, now: int) -> None:
        new = sum(one.key not in self._stood and one.key not in self._missing and not one.preventive for one in plan.add)
        self._in_force = {one.key: one for one in (*plan.keep, *plan.add)}
        self._missing &= self._in_force.keys() - {one.key for one in plan.add}
        self._stood -= self._in_force.keys()
        if new:
            self._added.append((now, new))
        if plan.changes:
            self._stale = True
            for one in plan.withdraw:
                for memory in (self._hits, self._blank, self._routes):
                    memory.pop(one.key, None)

    def _table(self) -> tuple[tuple[str, ...], Table]:
        if self._stale:
            # what is led away upstream is not dropped, and mostly does not come by here at all
            keys = tuple(sorted(key for key, one in self._wanted.items() if one.action is not Action.DIVERT))
            self._compiled = (keys, Table([self._wanted[key].match for key in keys]))
            self._stale = False
        return self._compiled


def _by_key(policy: Policy) -> dict[str, tuple[Veto, ...]]:
    found: dict[str, tuple[Veto, ...]] = {}
    for one in policy.vetoes:
        found[one.key] = (*found.get(one.key, ()), one)
    return found
