"""The threats of an invented day, planned before a single flow exists: this plan is the ground truth. Never: flows (strikes.py)."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.simulate import community, kinds, pools, rhythm
from hsoc.perimeter.simulate.columns import Int64s
from hsoc.perimeter.simulate.kinds import KINDS

Plan = dict[str, Int64s]  # one row per threat; see COLUMNS

THREATS: Final = 82_000  # a day, as in the founding documents
LONGEST_S: Final = 14 * 3600  # s; nothing lasts longer, so that little is pending while a day is streamed
LOCAL_SHARE: Final = 0.3  # of scans stay inside one hospital (perimeter.md 2.1)
PREVENTIVE, REACTIVE, PASSED = 0, 1, 2

COLUMNS: Final = (
    "id", "kind", "first", "last", "src_hi", "src_lo", "sources", "member", "members", "host", "stride", "targets", "v6", "proto", "port",
    "vector", "flows", "detections", "disposition", "seed",
)  # fmt: skip
STRIDES: Final = np.array([1, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53], np.int64)  # all coprime with HOSTS


def no_plan() -> Plan:
    """A plan without threats."""
    return {name: np.zeros(0, np.int64) for name in COLUMNS}


def rows(plan: Plan) -> int:
    """How many threats."""
    return len(plan["id"])


def taken(plan: Plan, which: NDArray[np.bool_] | Int64s) -> Plan:
    """The threats that a mask or an index names."""
    return {name: values[which] for name, values in plan.items()}


def of_day(day: date, *, seed: int, threats: int = THREATS, mix: dict[str, float] | None = None, busy: float = 1.0) -> Plan:
    """The plan of one Europe/Prague day, about `threats` threats, ordered by their beginning; ids are 0 … n-1.

    mix: share per kind where the ordinary mix shall not hold (shares are normalised); busy: sources against an ordinary day's.
    """
    rng = np.random.default_rng([seed, day.toordinal(), 1])
    share = np.array([(mix or {}).get(k.name, 0.0) if mix else k.share for k in KINDS])
    counts = np.round(share / share.sum() * threats).astype(np.int64)
    sources = pools.Pools(rng, busy=busy)
    parts = [_of_kind(number, int(count), day, sources, rng) for number, count in enumerate(counts) if count]
    plan = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS} if parts else no_plan()
    plan = taken(plan, np.argsort(plan["first"], kind="stable"))
    plan["id"] = np.arange(rows(plan), dtype=np.int64)
    return plan


def _of_kind(number: int, count: int, day: date, sources: pools.Pools, rng: np.random.Generator) -> Plan:
    kind = KINDS[number]
    begin, end = rhythm.bounds(day)
    plan: Plan = {name: np.zeros(count, np.int64) for name in COLUMNS}
    plan["kind"][:] = number
    plan["seed"] = rng.integers(0, 1 << 31, count)
    plan["src_hi"], plan["src_lo"] = sources.draw(kind.name, count, rng)
    plan["v6"] = (plan["src_hi"] != 0).astype(np.int64)
    _what(kind, plan, rng)
    _whom(kind, plan, rng)
    shape = rhythm.bursts(rhythm.density(kind.rhythm), rng, count=3 if kind.detector else 0)
    plan["first"] = rhythm.instants(_spread(plan, rng), shape, begin=begin, end=end)
    seconds = np.minimum(rng.lognormal(np.log(kind.duration[0]), kind.duration[1], count), LONGEST_S)
    lasts = np.maximum((seconds * 1000).astype(np.int64), 2000)
    plan["last"] = np.minimum(plan["first"] + lasts, end - 1)
    plan["detections"] = 1 + (plan["last"] - plan["first"]) // kind.cadence
    _how_much(kind, plan, rng)
    return plan


def _what(kind: kinds.Kind, plan: Plan, rng: np.random.Generator) -> None:
    """Protocol, port, vector and, with them, what becomes of the threat."""
    count = len(plan["id"])
    border = rng.random(count) < kind.preventive
    tables = {
        "login": (kinds.LOGIN_BORDER, kinds.LOGIN_OPEN),
        "exploit": (kinds.EXPLOIT_PORTS, kinds.EXPLOIT_PORTS),
        "open": (kinds.OWN_SERVICES, kinds.OWN_SERVICES),
        "botnet": (kinds.C2_PORTS, kinds.C2_PORTS),
        "other": (kinds.OTHER_PORTS, kinds.OTHER_PORTS),
    }
    if kind.name in {"reflection", "syn_flood"}:
        filtered = np.array([vector[5] for vector in kinds.VECTORS])
        choices = np.where(border, rng.choice(np.flatnonzero(filtered), count), rng.choice(np.flatnonzero(~filtered), count))
        ports = np.array([vector[1] for vector in kinds.VECTORS], np.int64)
        syn = kind.name == "syn_flood"
        plan["vector"] = np.full(count, -1) if syn else choices
        plan["proto"] = np.full(count, 6 if syn else 17)
        plan["port"] = rng.choice(np.array([80, 443]), count) if syn else ports[choices]
    else:
        dropped, open_ = tables.get(kind.name, (kinds.BORDER_PORTS, kinds.OPEN_PORTS))
        for mask, ports_of in ((border, dropped), (~border, open_)):
            proto, port = pools.ports(ports_of, int(mask.sum()), rng)
            plan["proto"][mask], plan["port"][mask] = proto, port
        plan["vector"][:] = -1
    again = (1 - kind.preventive) and kind.reactive / (1 - kind.preventive)
    plan["disposition"] = np.where(border, PREVENTIVE, np.where(rng.random(count) < again, REACTIVE, PASSED))


def _whom(kind: kinds.Kind, plan: Plan, rng: np.random.Generator) -> None:
    """Which hospitals and how many of their addresses. Own hosts (open, botnet) are the source, and name their hospital."""
    count = len(plan["id"])
    plan["member"] = rng.integers(1, community.MEMBERS + 1, count)
    plan["host"] = rng.integers(0, community.HOSTS, count)
    plan["stride"] = rng.choice(STRIDES, count)
    plan["members"] = np.ones(count, np.int64)
    if kind.name in {"horizontal", "slow"}:
        wide = rng.random(count) >= LOCAL_SHARE
        several = np.where(rng.random(count) < 0.5, community.MEMBERS, rng.integers(2, community.MEMBERS + 1, count))
        plan["members"] = np.where(wide, several, 1)
    if kind.name in {"open", "botnet"}:
        plan["member"] = plan["src_lo"] >> 8 & 0xFF  # 198.18.N.x


def _spread(plan: Plan, rng: np.random.Generator) -> NDArray[np.float64]:
    """Quantiles of the day such that the same source asking for the same port again does so at even distances, not at once."""
    count = len(plan["id"])
    order = np.lexsort((rng.random(count), plan["port"], plan["src_lo"], plan["src_hi"]))
    same = np.ones(count, bool)
    for name in ("src_hi", "src_lo", "port"):
        values = plan[name][order]
        same[1:] &= values[1:] == values[:-1]
    same[0] = False
    group = np.cumsum(~same) - 1
    size = np.bincount(group)
    rank = np.arange(count) - np.concatenate(([0], np.cumsum(size)))[group]
    phase = rng.random(len(size))[group]
    quantile = np.empty(count)
    quantile[order] = ((rank + 0.5 * rng.random(count)) / size[group] + phase) % 1.0
    return quantile


def _how_much(kind: kinds.Kind, plan: Plan, rng: np.random.Generator) -> None:
    """Targets, sources and flows."""
    count = len(plan["id"])
    seconds = (plan["last"] - plan["first"]) / 1000
    tail = np.minimum(1 + rng.pareto(1.6, count), 40)  # a few scanners are a class of their own
    plan["targets"], plan["sources"] = np.ones(count, np.int64), np.ones(count, np.int64)
    room = plan["members"] * community.HOSTS
    if kind.name == "horizontal":
        plan["targets"] = np.minimum(np.maximum(55, 55 * seconds / 300) * tail, room).astype(np.int64)
        plan["flows"] = plan["targets"].copy()
    elif kind.name == "vertical":
        plan["flows"] = np.minimum(np.maximum(55, 55 * seconds / 300) * tail * 2, 20_000).astype(np.int64)
    elif kind.name == "slow":
        plan["flows"] = np.maximum(3, seconds / 3600 * rng.uniform(1.0, 4.0, count)).astype(np.int64)
        plan["targets"] = np.minimum(plan["flows"], room)
    elif kind.name in {"reflection", "syn_flood"}:
        plan["sources"] = np.minimum(40 * tail, pools.REFLECTORS if kind.name == "reflection" else 4000).astype(np.int64)
        plan["flows"] = np.maximum(plan["sources"], (plan["sources"] * seconds / 60).astype(np.int64))
    else:
        per_minute = {"login": 12.0, "spoofed": 20.0, "exploit": 6.0, "open": 1.0, "botnet": 1.0, "other": 0.5}[kind.name]
        plan["flows"] = np.maximum(4, seconds / 60 * per_minute * tail / 2).astype(np.int64)
    plan["members"] = np.minimum(plan["members"], plan["targets"])
