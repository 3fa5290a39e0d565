"""The engine alive: wires → pipeline → wires, once a cycle. The only clock of the engine. Never: what is detected or decided.

What must survive a death is on disk before anybody is told: intent (rules that shall stand), open stories, the spool towards the portal.
"""

from __future__ import annotations

import gc
import secrets
import threading
import time
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from hsoc.ending import asked_to_end
from hsoc.exchange import idea
from hsoc.journal.events import own_events
from hsoc.journal.store import Busy, Lock
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.perimeter import approvals, brake, diversions
from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.warm import warm as warm_collect
from hsoc.perimeter.config import Config, absent, detectors, lookbacks, read_config
from hsoc.perimeter.decide.gentle import History
from hsoc.perimeter.detect.warm import warm as warm_detect
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.elsewhere import Elsewhere
from hsoc.perimeter.faults import Faults
from hsoc.perimeter.force import Force
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.hindsight import Hindsight
from hsoc.perimeter.mitigate import intent
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.plan import Plan
from hsoc.perimeter.mitigate.settings import placed
from hsoc.perimeter.pipeline import Outcome, Pipeline
from hsoc.perimeter.recall import JournalShelf, Recall, patience
from hsoc.perimeter.routing import Ears
from hsoc.perimeter.routing import warm as warm_routing
from hsoc.perimeter.sites import Sites, places, sendable, sites_of
from hsoc.perimeter.steering import Steering
from hsoc.perimeter.teller import Teller
from hsoc.perimeter.told import told
from hsoc.perimeter.wires import state
from hsoc.perimeter.wires.intake import Intake
from hsoc.perimeter.wires.journal import JournalWire
from hsoc.perimeter.wires.speaker import Down
from hsoc.perimeter.wires.spool import Message, Spool, SpoolFull
from hsoc.perimeter.wires.udp import Receiver
from hsoc.records.detection import DETECTION_SCHEMA
from hsoc.records.flow import FLOW_SCHEMA, no_flows
from hsoc.records.mitigation import Mitigation
from hsoc.records.packets import Exporter

CYCLE_MS: Final = 250  # from datagram to decision this and a part of a tick of the watch may pass; longer where there is much to do
KEEP_STORIES_MS: Final = 10_000  # open stories are written down this often; a death costs at most their latest counts
IN_FORCE, SETTINGS = "in-force.json", "in-force-detect.json"
STATUS_MS: Final = 1_000
PREPARE_MS: Final = 10_000  # samples of ordinary traffic are asked for, and entries that stand are judged, this often
MOST_UNTOLD: Final = 10_000  # events kept in memory while the spool is full


class Unable(RuntimeError):
    """The engine cannot start; the text says what to change."""


def clock() -> int:
    """Now, ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


def run(*, config_path: Path, apply: bool, seconds: int | None = None) -> None:
    """Run until SIGINT or SIGTERM, or for `seconds`. Raises BadConfig or Unable before anything is opened."""
    config = read_config(config_path)
    if apply and not sendable(config.mitigation):
        raise Unable(f"{config_path}: --apply needs a speaker at each site ([[mitigation.site]] with backend exabgp or gobgp)")
    config = msgspec.structs.replace(config, mitigation=placed(config.mitigation, config_path.parent))
    folder = (config_path.parent / config.data).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        alone = Lock(folder / "engine.lock")
    except Busy as error:
        raise Unable(f"{folder}: another engine runs with this data; stop it, or give this one its own folder (data)") from error
    for fault in absent(config, folder):
        click.echo(f"hsoc: {config_path}: {fault}", err=True)  # and goes on: a validator may write it later
    stop = asked_to_end()
    with alone:
        engine = Engine(config, folder, apply=apply)
        try:
            engine.live(stop, until=None if seconds is None else time.monotonic() + seconds)
        finally:
            engine.close()


class Engine:
    """Everything that is open while the engine lives. `live` is the loop; `cycle` is one turn of it."""

    def __init__(self, config: Config, folder: Path, *, apply: bool = False) -> None:
        self.folder, self.config = folder, config
        self.backend = DryRun(config.mitigation.terms)
        self.sites = self._sites(config, folder) if apply else None
        if config.heartbeat:
            Path(config.heartbeat).parent.mkdir(parents=True, exist_ok=True)
        self.steering = Steering(config.policy, folder, now=clock())
        wanted = self._wanted(clock())
        known = detectors(config)
        looking = lookbacks(msgspec.structs.replace(config, member=self.steering.policy.members))
        watch = Watch(known, seed=secrets.randbits(64))  # nobody outside can choose keys that share a slot
        speaker = self.backend if self.sites is None else self.sites.backend
        guard = Guard(self.steering.policy, config.routing.settings, seed=secrets.randbits(63)) if config.routing.hears else None
        self.pipeline = Pipeline(
            policy=self.steering.policy,
            guard=guard,
            detectors=known,
            backend=speaker,
            node=config.portal.client,
            wanted=wanted,
            watch=watch,
            patience=patience(looking),
        )
        self._restore_stories()
        exporters = None if config.any_exporter else [Exporter(one.address, one.port) for one in config.exporter]
        self.collector = Collector(exporters)
        # before any socket is open: what comes while kernels compile would be lost
        warm_collect()
        warm_detect(watch)
        self.ears = self._ears(config, guard)
        try:
            self.receiver = Receiver([(one.host, one.port) for one in config.listen], clock=clock)
        except OSError as error:
            raise Unable(f"cannot listen on {error.strerror or error}") from error
        self.intake = Intake(self.receiver)
        journal = folder / "journal"
        self.flows = JournalWire(journal, kind="flows", schema=FLOW_SCHEMA, keep=config.keep.flows_days) if config.keep.flows else None
        self.shelf = JournalShelf(journal)
        self.recall = Recall(self.shelf, lookbacks=looking, seed=secrets.randbits(64), alive=True)
        self.recall.warm()
        self._keep_policy()
        self.elsewhere = Elsewhere(folder, now=clock())
        self.hindsight = Hindsight(journal, ceiling=self.steering.policy.ceiling) if config.keep.flows else None
        self._prepared = 0
        self.detections = JournalWire(journal, kind="detections", schema=DETECTION_SCHEMA, keep=config.keep.detections_days)
        self.events = JournalWire(journal, kind="events", schema=EVENT_SCHEMA)
        self.spool = Spool(folder / "spool")
        try:
            self.teller = Teller(self.spool, config.portal, clock=clock) if config.portal.url else None
            self.steering.start(config.portal, clock=clock)
        except (OSError, ValueError) as error:
            raise Unable(f"portal: {error}") from error
        self.brake = brake.Brake()
        self.faults = Faults()
        self.force = Force(minutes=config.policy.ceiling.longest_minutes)
        self._pulled = self._kept_stories = self._kept_status = 0
        self._intended: tuple[Mitigation, ...] = ()
        self._started, self._flows, self._step_ms = clock(), 0, 0.0
        self._untold: list[Message] = []
        if self.sites is not None:
            self.sites.start()

    def _ears(self, config: Config, guard: Guard | None) -> Ears | None:
        """What the routing guard hears by, where the file names anything."""
        if guard is None:
            return None
        warm_routing()
        try:
            return Ears(config.routing, guard, clock=clock, folder=self.folder)
        except (OSError, ValueError) as error:
            raise Unable(f"routing: {error}") from error

    def live(self, stop: threading.Event, *, until: float | None) -> None:
        """Cycle until `stop` is set or the monotonic clock reaches `until`."""
        gc.collect()
        gc.freeze()  # what was loaded stays; collections need not walk it
        due = time.monotonic()
        while not stop.is_set() and (until is None or time.monotonic() < until):
            due = max(due + CYCLE_MS / 1000, time.monotonic())
            stop.wait(max(0.0, due - time.monotonic()))
            self.cycle(now=clock())
        gc.unfreeze()

    def cycle(self, *, now: int) -> Outcome:
        """One turn: take what came, let every stage answer, write down, tell."""
        begun = time.perf_counter()
        packets = self.intake.take(wait_ms=0)
        flows = self.collector.decode(packets) if packets is not None else no_flows()
        self.brake = brake.state(self.folder / "brake.json")
        policy = self.steering.take()
        if policy is not None:
            self.pipeline.use(policy)
            self.recall.use(lookbacks(msgspec.structs.replace(self.config, member=policy.members)))  # access lines
            if self.hindsight is not None:
                self.hindsight.under(policy.ceiling)
            self._keep_policy()
        agreed = approvals.state(self.folder / "approvals.json").names(now=now)
        recalled = self.recall.step(now=now)
        routes = self.ears.take(now=now) if self.ears is not None else None
        outcome = self.pipeline.step(
            flows,
            now=now,
            held=self.brake.held_reasons(),
            approved=agreed,
            recalled=recalled,
            routes=routes,
            orders=diversions.state(self.folder / "diversions.json").alive(now=now, moves=self.brake.log),
            **self._past(now),
        )
        self._send(outcome.plan, now=now)  # first: an attack is under way, the rest of the turn can wait
        self._pull_brake(now=now)
        beside = self.faults.beside
        with beside("reasons of entries", now=now):
            self.force.learn(outcome.decisions, now=now)
        with beside("routes of others", now=now):
            self.elsewhere.keep(self.pipeline.elsewhere, now=now)
        with beside("memory of the slow", now=now):
            self.recall.fold(outcome.flows, now=now)
            self.shelf.tick(now=now)
        with beside("journal", now=now):
            self._write_down(outcome, now=now)
        with beside("telling events", now=now):
            self._tell(outcome)
        self._flows += flows.num_rows
        self._step_ms = (time.perf_counter() - begun) * 1000
        if now - self._kept_status >= STATUS_MS:
            self._kept_status = now
            with beside("status", now=now):
                status = self.status(now=now)
                state.keep(self.folder / "status.json", msgspec.json.encode(status), durable=False)
                self._tell_status(status, now=now)
            if self.config.heartbeat:
                state.keep(Path(self.config.heartbeat), b"", durable=False)
        return outcome

    def _keep_policy(self) -> None:
        """The policy in force beside the journal, for `hsoc perimeter what-if`."""
        for name, what in ((IN_FORCE, self.steering.policy), (SETTINGS, self.config.detect)):
            state.keep(self.folder / name, msgspec.json.encode(what))

    def _past(self, now: int) -> dict[str, Any]:
        """What the look back has to say: ordinary traffic by member, and entries that hurt. Nothing where no flows are kept."""
        past = self.hindsight
        if past is None:
            return {}
        if now - self._prepared >= PREPARE_MS:
            self._prepared = now
            past.prepare((member.number for member in self.steering.policy.members), now=now)
            past.look(self.pipeline.keeper.wanted, now=now)
        return {"history": self._history(now), "back": past.back()}

    def _history(self, now: int) -> History | None:
        past = self.hindsight
        return None if past is None else lambda member: past.sample(member, now=now)

    def _send(self, plan: Plan, *, now: int) -> None:
        """Intent first, then the lines: what a death in between leaves out is announced again from the intent."""
        wanted = self.pipeline.keeper.wanted
        if wanted != self._intended:
            state.keep(self.folder / "intent.json", intent.encode(wanted, now=now))
            self._intended = wanted
        if self.sites is not None:
            self.sites.want(self.pipeline.keeper.standing)
            state.append(self.folder / "announced.log", self.sites.log())
        else:
            lines = self.pipeline.keeper.lines(plan)
            self.backend.take(lines)
            self.pipeline.keeper.read_back(self.backend.listing())
            state.append(self.folder / "announced.log", tuple(f"{now} {line}" for line in lines))
        state.append(self.folder / "announced.log", tuple(f"{now} fuse: {why}" for why in plan.objections))

    def _pull_brake(self, *, now: int) -> None:
        for move in self.brake.withdrawn(since=self._pulled):
            plan = self.pipeline.withdraw_all(now=now, member=move.member or None)
            self._send(plan, now=now)
            state.append(self.folder / "announced.log", (f"{now} brake: {move.what} by {move.by}: {move.reason}",))
        self._pulled = self.brake.revision or self._pulled

    def _write_down(self, outcome: Outcome, *, now: int) -> None:
        if self.flows is not None:
            self.flows.offer(outcome.flows, now=now)
        self.detections.offer(outcome.detections, now=now)
        self.events.offer(own_events(outcome.events, now=now), now=now)
        if now - self._kept_stories >= KEEP_STORIES_MS:
            self._kept_stories = now
            state.keep(self.folder / "stories.bin", self.pipeline.stories.state())

    def _tell(self, outcome: Outcome) -> None:
        self._untold += [Message(event.id, idea.encoded(event)) for event in outcome.events]
        if self._untold:
            try:
                self.spool.put(self._untold)
            except SpoolFull:
                self._untold = self._untold[-MOST_UNTOLD:]  # the rest is in the engine's own journal
                return
            self._untold = []

    def _tell_status(self, status: dict[str, Any], *, now: int) -> None:
        standing = frozenset(one.key for one in self.pipeline.keeper.wanted)
        own = self.pipeline.own_rules.told(now=now, standing=standing, held=self.brake.held_reasons())
        speaker = self.backend if self.sites is None else self.sites.backend
        node, site = self.config.portal.client, places(status["sites"])
        self.steering.tell(
            told(
                status,
                node=node,
                backend=speaker.name,
                policy=self.steering.state,
                own=own,
                site=site,
                ceiling=self.steering.policy.ceiling,
            )
        )

    def _sites(self, config: Config, folder: Path) -> Sites:
        try:
            return sites_of(config.mitigation, folder=folder, clock=clock)
        except Down as error:
            raise Unable(f"mitigation: {error}") from error

    def _wanted(self, now: int) -> tuple[Mitigation, ...]:
        kept = state.kept(self.folder / "intent.json")
        if kept is None:
            return ()
        try:
            return intent.decode(kept, now=now)
        except intent.Unreadable as error:
            raise Unable(f"{self.folder / 'intent.json'}: {error}; move the file away to start without the rules that stood") from error

    def _restore_stories(self) -> None:
        kept = state.kept(self.folder / "stories.bin")
        if kept is None:
            return
        try:
            self.pipeline.stories.restore(kept)
        except msgspec.DecodeError:
            # of another version: the attacks that still run begin new stories
            (self.folder / "stories.bin").rename(self.folder / "stories.unreadable")

    def status(self, *, now: int) -> dict[str, Any]:
        """What an operator wants to see of the engine, JSON-ready."""
        keeper = self.pipeline.keeper
        hits, event_of = {one.key: one for one in keeper.hits()}, self.pipeline.stories.event_of
        return {
            "at": now,
            "started": self._started,
            "dry_run": self.sites is None,
            "sites": self.sites.status() if self.sites is not None else [],
            "flows": self._flows,
            "step_ms": round(self._step_ms, 1),
            "behind_packets": self.intake.overflowed,
            "sockets": self.receiver.counters(),
            "exporters": self.collector.counters(),
            "unknown": self.collector.unknown(),
            "watch": self.pipeline.watch.counters,
            "stories": len(self.pipeline.stories),
            "rules": [{"entry": one, "hits": hits.get(one.key)} for one in keeper.wanted],
            "why": self.force.why(keeper.wanted, event_of=event_of, history=self._history(now), now=now),
            "waiting": self.force.waiting(now=now, event_of=event_of),
            "budgets": keeper.budgets(now=now),
            "diverted": self.pipeline.diverting.told(keeper.wanted),
            "folder": str(self.folder),
            "faults": self.faults.told(),
            "never_block": self.steering.policy.never_block,
            "recall": self.recall.condition(),
            "held": self.brake.held,
            "policy": self.steering.state,
            "routing": self.ears.status() if self.ears is not None else None,
            "hindsight": self.hindsight.trouble if self.hindsight is not None else "no flows are kept",
            "journal": [*(wire.condition() for wire in self._wires()), *self.shelf.conditions()],
            "spool": {"batches": len(self.spool.names()), "bytes": self.spool.size, "rejected": self.spool.rejected},
            "portal": self.teller.last if self.teller is not None else None,
        }

    def _wires(self) -> tuple[JournalWire, ...]:
        always = (self.detections, self.events)
        return always if self.flows is None else (self.flows, *always)

    def close(self) -> None:
        """Write down what is open and let go, in the order of the data."""
        self.intake.stop()
        if self.ears is not None:
            self.ears.close()
        if self.hindsight is not None:
            self.hindsight.stop()
        self.steering.stop()
        if self.sites is not None:
            self.sites.stop()
            state.append(self.folder / "announced.log", self.sites.log())
        if self.teller is not None:
            self.teller.stop()
        state.keep(self.folder / "stories.bin", self.pipeline.stories.state())
        self.recall.close(now=clock())
        self.shelf.close()
        for wire in self._wires():
            wire.close()
        self.spool.close()
        self.receiver.close()
