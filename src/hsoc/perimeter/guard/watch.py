"""The guard as a stage: routes in, detections out. Belongs here: the state between batches and what is told of it. Never: judging.

Routing stays as it is while nobody says anything, so an alarm that stands is told again every REPEAT_MS: its story stays open as long as
the routes do. When it ends it is told once more, with its end, and the story closes in its own time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.guard import memory as mem
from hsoc.perimeter.guard.elsewhere import Elsewhere
from hsoc.perimeter.guard.labels import LOSS, PEER, VALIDITY, detector, vector
from hsoc.perimeter.guard.plain import plain
from hsoc.perimeter.guard.renew import moves, renewed
from hsoc.perimeter.guard.rules import expected, neighbours, rules
from hsoc.perimeter.guard.settings import Settings
from hsoc.perimeter.guard.step import step
from hsoc.perimeter.guard.tidy import tidy
from hsoc.perimeter.guard.validity import Validity, origin_validity, validity
from hsoc.records.address import text
from hsoc.records.detection import DETECTION_SCHEMA, NOBODY, no_detections
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import Routes, place, prefix_text
from hsoc.records.taxonomy import Trust

REPEAT_MS: Final = 60_000  # well within the time after which a story closes
MOST_TOLD: Final = 500  # alarms told in one step; the rest in the next
MOST_NAMED: Final = 20  # peers named in the evidence
_ONE: Final = 128
_ZERO: Final = dict.fromkeys(DETECTION_SCHEMA.names, 0)
_FLIP: Final = -(1 << 63)  # trees keep halves with the sign flipped


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The guard as an operator sees it."""

    prefixes: int  # registered
    updates: int
    concerned: int  # updates about what is ours
    peers: int
    alarms: int  # standing now
    vrps: int
    passed_over: int  # alarms, peers or views for which there was no room


class Guard:
    """Alarms under one policy. Not for several threads at once. seed hinders chosen collisions of its tables."""

    def __init__(self, policy: Policy, settings: Settings | None = None, *, seed: int = 0x51_7C_C1_B7_27_22_0A_95 >> 1) -> None:
        """Raises ValueError that names a prefix or address of the policy or the settings which is none."""
        self.settings = settings or Settings()
        self._policy = policy
        self._defending: tuple[Announcement, ...] = ()
        self._rules = rules(policy.announcements)
        self._neighbours = neighbours(self.settings, policy)
        self._expected = expected(self.settings)
        self._validity = validity()
        self._memory = mem.memory(len(self._rules.hi))
        self._seed = seed & ((1 << 63) - 1)
        self._elsewhere = Elsewhere(policy, self.settings, seed=self._seed)
        self._names: dict[int, str] = {}
        self._prefixes: dict[int, str] = {}

    @property
    def idle(self) -> bool:
        """True where there is nothing to judge by: neither an announcement of ours, nor a session, nor a single-homed member."""
        return not len(self._rules.hi) and not self.settings.session and self._elsewhere.idle

    @property
    def seen_elsewhere(self) -> frozenset[int]:
        """Members declared single-homed that are reached by others than us."""
        return self._elsewhere.members

    def attest(self, found: Validity) -> None:
        """New VRPs and ASPAs; they hold for what is announced from now on."""
        self._validity = found

    def under(self, policy: Policy) -> None:
        """Work under another policy. Alarms that it permits end; of prefixes that it names anew nothing is known until it is told again."""
        before, self._policy = self._policy, policy
        if policy.bogons != before.bogons:
            self._neighbours = neighbours(self.settings, policy)
        elsewhere = Elsewhere(policy, self.settings, seed=self._seed)
        if elsewhere.key != self._elsewhere.key:
            self._elsewhere = elsewhere  # learned anew, as what is registered anew is
        self._registered((*before.announcements, *self._defending))

    def defend(self, announcements: Iterable[Announcement]) -> None:
        """What we announce ourselves just now beside the policy's, to defend somebody; it is registered here before it is announced."""
        before, self._defending = self._defending, tuple(announcements)
        self._registered((*self._policy.announcements, *before))

    def attested(self, prefix: str, origin: int) -> str:
        """What the ROAs say of a canonical prefix and its origin, as a word of VALIDITY. Raises ValueError for a prefix that is none."""
        return VALIDITY[origin_validity(self._validity, *place(prefix), origin)]

    def _registered(self, before: tuple[Announcement, ...]) -> None:
        """Compile what is registered now, where it is not what was registered before."""
        after = (*self._policy.announcements, *self._defending)
        if after == before:
            return
        self._prefixes = {}
        known, self._rules = self._rules, rules(after)
        moved = moves(known, self._rules, before, after)
        self._memory = renewed(self._memory, mem.memory(len(self._rules.hi)), self._rules, self._validity, moved)

    def health(self) -> Health:
        """How it is."""
        counts = self._memory.counts
        return Health(
            prefixes=len(self._rules.hi),
            updates=int(counts[mem.ROWS]),
            concerned=int(counts[mem.CONCERNED]),
            peers=int(counts[mem.PEERS]),
            alarms=int(np.count_nonzero(self._memory.alarms[mem.USED] == mem.ACTIVE)),
            vrps=len(self._validity.asn),
            passed_over=int(counts[mem.OVERFLOWED]),
        )

    def step(self, batch: Routes, *, now: int) -> pa.Table:
        """Judge a batch in its order and return what is to be told (DETECTION_SCHEMA). now: ms."""
        if len(batch):
            own = self.settings
            nodes, fine = plain(batch.rows, batch.told, batch.path, r=self._rules, n=self._neighbours, v=self._validity)
            step(
                batch.rows, batch.told, batch.path, nodes, fine, self._rules, self._neighbours, self._validity, self._expected,
                self._memory, self._seed, own.ended_share, own.lost_peers, own.lost_share,
            )  # fmt: skip
            self._elsewhere.learn(batch)
        return self._tell(now)

    def _tell(self, now: int) -> pa.Table:
        alarms = self._memory.alarms
        if not self._memory.counts[mem.ALARMS]:
            return no_detections()
        due = (alarms[mem.USED] != 0) & ((alarms[mem.DIRTY] != 0) | (now - alarms[mem.TOLD] >= REPEAT_MS))
        chosen = np.flatnonzero(due)[:MOST_TOLD]
        if not len(chosen):
            return no_detections()
        marks = self._memory.seen[chosen, : int(self._memory.counts[mem.PEERS])]
        columns = alarms[:, chosen].T.tolist()
        rows = [self._row(int(k), a, seen, now=now) for k, a, seen in zip(chosen, columns, marks, strict=True)]
        alarms[mem.DIRTY, chosen], alarms[mem.TOLD, chosen] = 0, now
        untold = due.copy()
        untold[chosen] = False
        if not untold.any():
            tidy(self._memory, seed=self._seed)
        return pa.Table.from_pylist(rows, schema=DETECTION_SCHEMA)

    def _row(self, k: int, a: list[int], seen: NDArray[np.uint8], *, now: int) -> dict[str, Any]:
        """Alarm k; a: its column; seen: what each peer sees of it."""
        family, code = a[mem.FAMILY], a[mem.CODE]
        active = a[mem.USED] == mem.ACTIVE
        of_prefix = a[mem.BITS] >= 0
        peer = self._memory.peers[:, a[mem.PEER]].tolist() if a[mem.PEER] >= 0 else None
        member = int(self._rules.member[a[mem.RULE]]) if a[mem.RULE] >= 0 and a[mem.NODE] >= 0 and len(self._rules.member) else 0
        return {
            **_ZERO,
            "detector": detector(family, code),
            "first": a[mem.FIRST],
            "last": max(a[mem.LAST], now) if active else a[mem.LAST],
            "src_hi": peer[0] if peer else 0,
            "src_lo": peer[1] if peer else 0,
            "src_bits": _ONE if peer else NOBODY,
            "dst_hi": a[mem.HI] if of_prefix else 0,
            "dst_lo": a[mem.LO] if of_prefix else 0,
            "dst_bits": a[mem.BITS] if of_prefix else NOBODY,
            "proto": -1,
            "port": -1,
            "vector": vector(family, code),
            "member": member,
            "members": int(member > 0),
            "flows": a[mem.UPDATES],
            "sources": 1,
            "targets": max(1, a[mem.EVER]) if peer else 1,
            "trust": int(Trust.PROVEN if peer else Trust.PLAUSIBLE),
            "evidence": msgspec.json.encode(self._evidence(k, a, seen, active=active, peer=peer)).decode(),
        }

    def _evidence(self, k: int, a: list[int], seen: NDArray[np.uint8], *, active: bool, peer: list[int] | None) -> dict[str, Any]:
        family, code = a[mem.FAMILY], a[mem.CODE]
        said: dict[str, Any] = {
            "label": vector(family, code),
            "state": "active" if active else "ended",
            "first": a[mem.FIRST],
            "last": a[mem.LAST],
            "peers_seen": a[mem.SEEN],
            "peers_withdrawn": max(0, a[mem.SEEN] - a[mem.HELD]),
        }
        if family == LOSS:
            views = self._memory.views[a[mem.NODE]]
            return {**said, "peers_withdrawn": a[mem.HELD], **self._named(views, sees=1, gone=2)}
        example = prefix_text(a[mem.EXAMPLE_HI], a[mem.EXAMPLE_LO], a[mem.EXAMPLE_BITS]) if a[mem.HOPS] else ""
        said |= {
            "as": a[mem.CULPRIT],
            "origin": a[mem.ORIGIN],
            "prefix": example,
            "path": self._memory.hops[k, : a[mem.HOPS]].tolist(),
            "ases": self._memory.ases[k, : a[mem.ASES]].tolist(),
            "rpki": VALIDITY[a[mem.VALID]],
        }
        if a[mem.NODE] >= 0 and a[mem.RULE] >= 0:
            said["registered"] = self._prefix_of(a[mem.NODE])
        if a[mem.LEAK]:
            said["rfc7908"] = a[mem.LEAK]
        if peer is not None and family == PEER:
            said |= {"session": text(peer[0], peer[1]), "session_as": peer[2], "held": a[mem.HELD], "ever": a[mem.EVER]}
        return said | self._named(seen, sees=1, gone=2)

    def _prefix_of(self, node: int) -> str:
        if node not in self._prefixes:
            hi, lo = (int(half[node]) ^ _FLIP for half in (self._rules.hi, self._rules.lo))
            self._prefixes[node] = prefix_text(hi, lo, int(self._rules.bits[node]))
        return self._prefixes[node]

    def _named(self, marks: NDArray[np.uint8], *, sees: int, gone: int) -> dict[str, Sequence[str]]:
        """Peers by what they see, at most MOST_NAMED each, as `AS at address`."""
        at = marks.nonzero()[0]
        kinds, numbers = marks[at].tolist(), at.tolist()
        found: dict[str, Sequence[str]] = {}
        for name, mark in (("seen_by", sees), ("withdrawn_by", gone)):
            found[name] = [self._peer(p) for p in [p for p, kind in zip(numbers, kinds, strict=True) if kind == mark][:MOST_NAMED]]
        return found

    def _peer(self, p: int) -> str:
        if p not in self._names:  # a peer keeps its number, and there are MOST_PEERS at most
            hi, lo, asn = self._memory.peers[:3, p].tolist()
            self._names[p] = f"AS{asn} {text(hi, lo)}"
        return self._names[p]
