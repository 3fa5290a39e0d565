"""The stages in order. Belongs here: who hands what to whom. Never: a threshold, a clock, a socket or a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import pyarrow as pa

from hsoc.perimeter.decide.afterwards import Back, idle, tells_of_drops
from hsoc.perimeter.decide.decider import Decider
from hsoc.perimeter.decide.gentle import History
from hsoc.perimeter.decide.ladder import Offered
from hsoc.perimeter.decide.own_rules import OwnRules
from hsoc.perimeter.decide.standing import Limits
from hsoc.perimeter.decide.two_person import agreed
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.gathered import Gathered
from hsoc.perimeter.detect.nested import Nested
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.locate.told_flags import ToldFlags
from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.divert import Order, Validity
from hsoc.perimeter.mitigate.diverting import Diverting
from hsoc.perimeter.mitigate.keeper import Keeper
from hsoc.perimeter.mitigate.plan import Plan
from hsoc.perimeter.mitigate.plan import key as entry_key
from hsoc.perimeter.report.stories import Stories
from hsoc.records.decision import Action, Decision
from hsoc.records.event import Event
from hsoc.records.flow import no_flows
from hsoc.records.mitigation import LIMIT_STORY, Hits, Mitigation
from hsoc.records.policy import Policy
from hsoc.records.route import Routes, no_routes


class Outcome(msgspec.Struct, frozen=True):
    """What one step of the engine came to."""

    flows: pa.Table  # FLOW_SCHEMA, located
    detections: pa.Table  # DETECTION_SCHEMA; all of them, also those that are told with a larger one
    decisions: tuple[Decision, ...]
    plan: Plan
    hits: tuple[Hits, ...]
    events: tuple[Event, ...]


class Pipeline:
    """locate → count what rules match → detect → decide → mitigate → report, one batch at a time.

    The only state is in the stages: windows, standing decisions, wanted entries, open stories. `now` is ms since 1970 UTC: the wall
    clock live, the recording's time in a replay.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        detectors: Sequence[Detector],
        backend: Backend,
        node: str = "",
        wanted: Iterable[Mitigation] = (),
        watch: Watch | None = None,
        patience: Mapping[str, int] | None = None,
        guard: Guard | None = None,
    ) -> None:
        """node: the name under which stories are told; wanted: what stood before a restart; watch: in place of the usual one.

        patience: ms without flows after which a story is over, for detectors that look back longer than the watch.
        guard: judges routes, where any are heard.
        """
        self._locator, self._elsewhere = Locator(policy), frozenset[int]()
        self._told_flags = ToldFlags()
        self._policy = policy
        self._told = backend.name == "dry-run"  # whether we would see what an entry matches
        self._decider = Decider(policy)
        self._limits = Limits(policy)
        self._offers = any(one.automatic for one in policy.offers)
        self.own_rules = OwnRules(policy)
        self.diverting = Diverting(policy)
        self.watch = watch or Watch(detectors)
        self._gathered, self._nested = Gathered(seed=self.watch.seed), Nested(seed=self.watch.seed)
        self.guard = guard
        self.keeper = Keeper(policy, backend, wanted=wanted)
        self.stories = Stories(dry_run=backend.name == "dry-run", node=node, patience=patience)

    def step(
        self,
        flows: pa.Table,
        *,
        now: int,
        held: Mapping[int, str] | None = None,
        approved: Mapping[str, Iterable[str]] | None = None,
        history: History | None = None,
        back: Iterable[Back] = (),
        recalled: pa.Table | None = None,
        routes: Routes | None = None,
        orders: Iterable[Order] = (),
    ) -> Outcome:
        """Take a batch of flows through every stage.

        held: reasons of the emergency brake by member number (0 = everyone); approved: who agreed at the engine itself, names by key;
        history: ordinary traffic by member, without it neither collateral nor what became of entries is looked at; back: entries that
        turned out to hurt; recalled: what long memory has found meanwhile (DETECTION_SCHEMA); routes: what was heard of
        routing, judged by the guard; orders: diversions that people asked for.
        """
        located = self._locator.locate(self._told_flags.marked(flows, now=now))
        self.keeper.count(located)
        taken_back = self._taken_back(located, back, now=now) if history is not None else ()
        found = _with(self._locator.suspected(self.watch.step(located, now=now)), recalled)
        if self.guard is not None:
            found = _with(found, self.guard.step(routes or no_routes(), now=now))
            self.reached(self.guard.seen_elsewhere)
        outcome = self._answer(located, found, now=now, held=held, approved=approved, history=history, orders=tuple(orders))
        return msgspec.structs.replace(outcome, decisions=(*taken_back, *outcome.decisions)) if taken_back else outcome

    def use(self, policy: Policy) -> None:
        """Work under another policy: windows, standing decisions, entries and open stories go on.

        What a member's rule asked for and the new policy does not name is withdrawn by the next step. Raises ValueError as Locator does.
        """
        self._locator = Locator(policy, seen_elsewhere=self._elsewhere)
        self._policy = policy
        self._decider = self._decider.under(policy)
        self._limits = Limits(policy)
        self._offers = any(one.automatic for one in policy.offers)
        self.own_rules = OwnRules(policy)
        self.diverting = self.diverting.under(policy)
        self.keeper.under(policy)
        if self.guard is not None:
            self.guard.under(policy)

    @property
    def elsewhere(self) -> frozenset[int]:
        """Members that are reached by others than us just now."""
        return self._elsewhere

    def reached(self, seen: frozenset[int]) -> None:
        """Sources of members that are reached by others too are no longer surely forged where they come from outside."""
        if seen != self._elsewhere:
            self._elsewhere = seen
            self._locator = Locator(self._policy, seen_elsewhere=seen)

    def withdraw_all(self, *, now: int, member: int | None = None) -> Plan:
        """The emergency brake: every entry, or those of one member, taken back; their stories may ask again once it is released."""
        gone = tuple(one for one in self.keeper.wanted if member is None or one.member == member)
        plan = self.keeper.withdraw_all(now=now, member=member)
        self._decider.forget(one.story for one in gone)
        return plan

    def finish(self, *, now: int, recalled: pa.Table | None = None, history: History | None = None) -> Outcome:
        """Judge what is still open and close every story; for the end of a recording."""
        last = self._answer(no_flows(), _with(self._locator.suspected(self.watch.finish()), recalled), now=now, history=history)
        return msgspec.structs.replace(last, events=(*last.events, *self.stories.close_all(now=now)))

    def _answer(
        self,
        located: pa.Table,
        found: pa.Table,
        *,
        now: int,
        held: Mapping[int, str] | None = None,
        approved: Mapping[str, Iterable[str]] | None = None,
        history: History | None = None,
        orders: tuple[Order, ...] = (),
    ) -> Outcome:
        mine = self._nested.told(self._gathered.told(found, now=now), now=now)
        planner = self._decider.planner
        victims = planner.due(mine, now=now)
        if victims.num_rows:
            planner.learn(victims, self.watch.samples(victims), now=now)
        self._heed_vetoes(now=now)
        preventive = self._preventive(now=now, held=held or {})
        two = agreed(self._policy.approvals, approved or {}, now=now)
        ordered = self._ordered(orders, now=now, held=held or {}, two=two)
        wished = self._decider.decide(
            mine,
            now=now,
            held=held,
            approved=two,
            standing=frozenset(one.key for one in self.keeper.wanted if one.story.startswith(LIMIT_STORY)),
            history=history,
            offered=self._offered(now) if self._offers else None,
        )
        preventive = self._without_shields(preventive, (*ordered, *wished), now=now)
        plan = self.keeper.want((*preventive, *ordered, *wished), now=now)
        self.own_rules.answered(preventive, self.keeper.refused)
        self.diverting.answered(self.keeper.refused)
        if self.guard is not None:
            self.guard.defend(self.diverting.registered(self.keeper.wanted, now=now))  # before anything is announced
        decisions = self.keeper.answered((*ordered, *wished))
        self._decider.taken_back(self.keeper.refused, now=now)
        hits = self.keeper.hits()
        events = self.stories.tell(mine, decisions, hits, now=now)
        return Outcome(flows=located, detections=found, decisions=decisions, plan=plan, hits=hits, events=events)

    def _taken_back(self, located: pa.Table, back: Iterable[Back], *, now: int) -> tuple[Decision, ...]:
        """End entries that hurt or match nothing; their stories are judged anew. It is told as a decision that touches nothing."""
        self._told = self._told or tells_of_drops(located)
        wanted = {one.key: one for one in self.keeper.wanted}
        hits = {one.key: one for one in self.keeper.hits()}
        gone = {one.key: one for one in (*idle(wanted.values(), hits, now=now, told=self._told), *back) if one.key in wanted}
        self.keeper.end(gone, now=now)
        self._decider.forget(one.story for one in gone.values())
        return tuple(
            Decision(
                story=one.story,
                action=Action.OBSERVE,
                match=wanted[key].match,
                made=now,
                until=0,
                member=wanted[key].member,
                rule=one.rule,
                reason=one.reason,
            )
            for key, one in gone.items()
        )

    def _without_shields(self, preventive: tuple[Decision, ...], new: tuple[Decision, ...], *, now: int) -> tuple[Decision, ...]:
        """What an `allow` lets through steps aside for answers to attacks and limits of the network, and comes back after them."""
        aside = self._limits.aside(self.keeper.wanted, (*preventive, *new), now=now)
        self.own_rules.aside({self._limits.rule_of(key): other for key, other in aside.items()})
        if not aside:
            return preventive
        self.keeper.end(aside, now=now)
        return tuple(one for one in preventive if entry_key(one) not in aside)

    def _ordered(self, orders: tuple[Order, ...], *, now: int, held: Mapping[int, str], two: frozenset[str]) -> tuple[Decision, ...]:
        """What people's diversions ask of the table, after taking back those that may stand no longer."""
        stands = self.keeper.wanted
        gone = self.diverting.over(stands, orders, now=now, validity=self.attested)
        self.keeper.end(gone, now=now)
        until = {one.key: one.until for one in stands if one.key not in gone}
        return self.diverting.decisions(orders, now=now, until=until, held=held, agreed=two, validity=self.attested)

    def _offered(self, now: int) -> Offered:
        """What the engine may propose to lead away by itself."""

        def offered(member: int, victim: str) -> tuple[str, str, str] | None:
            made = self.diverting.offered(member, victim, now=now, validity=self.attested)
            return None if made is None else (made.announcement.prefix, made.decision.offer, f"{made.cost:.0f} {made.currency}")

        return offered

    def attested(self, prefix: str, origin: int) -> str:
        """What the ROAs say of a prefix and its origin; `unknown` where none are heard."""
        return Validity.UNKNOWN if self.guard is None else self.guard.attested(prefix, origin)

    def _heed_vetoes(self, *, now: int) -> None:
        """Take out what a person took out; the next finding of its story is refused by name (policy.veto)."""
        gone = self.keeper.vetoed(now=now)
        if gone:
            self.keeper.end((one.key for one in gone), now=now)
            self._decider.forget(one.story for one in gone)

    def _preventive(self, *, now: int, held: Mapping[int, str]) -> tuple[Decision, ...]:
        """What standing limits and the members' own rules ask of the table, after taking back what they ask for no longer."""
        stands = self.keeper.wanted
        stories, until = {one.key: one.story for one in stands}, {one.key: one.until for one in stands}
        self.keeper.end((*self.own_rules.over(stories, now=now), *self._limits.over(stories, now=now)), now=now)
        own = self.own_rules.decisions(now=now, until=until, held=held)
        return (*own, *self._limits.decisions(now=now, until=until, held=held))


def _with(found: pa.Table, recalled: pa.Table | None) -> pa.Table:
    return found if recalled is None or not recalled.num_rows else pa.concat_tables([found, recalled])
