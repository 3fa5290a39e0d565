"""The named scenarios: which threats, how long, when. Belongs here: the list. Never: how flows are made.

`day` is the founding day; `demo` begins now and shows something within its first minute; the others isolate one kind.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
import numpy as np

from hsoc.perimeter.simulate import attacks, rhythm
from hsoc.perimeter.simulate.attacks import Plan

DAY: Final = date(2026, 11, 20)  # a Friday; any fixed day would do, so that a seed is all that a file depends on
MINUTE: Final = 60_000


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario. minutes: how long from `hour` o'clock; threats: within that time; mix: share per kind, empty = the ordinary one."""

    name: str
    about: str
    hour: int = 10
    minutes: int = 10
    threats: int = 0
    mix: tuple[tuple[str, float], ...] = ()
    flows: int = 20_000  # of background, where --flows does not say


SCENARIOS: Final = {
    scenario.name: scenario
    for scenario in (
        Scenario(name="day", about="the founding day: 82,000 threats", hour=0, minutes=1440, threats=attacks.THREATS, flows=2_000_000),
        Scenario(name="benign", about="ordinary traffic only, guilty-looking parts included"),
        Scenario(name="horizontal", about="horizontal scans in ordinary traffic", threats=30, mix=(("horizontal", 1),)),
        Scenario(name="vertical", about="vertical scans in ordinary traffic", threats=30, mix=(("vertical", 1),)),
        Scenario(name="reflection", about="reflection and SYN floods in ordinary traffic", threats=12,
                 mix=(("reflection", 0.75), ("syn_flood", 0.25))),
        Scenario(name="slow", about="slow scans of a whole day, without ordinary traffic", hour=0, minutes=1440, threats=500,
                 mix=(("slow", 1),), flows=0),
        Scenario(name="mixed", about="every kind in its share", minutes=20, threats=800, flows=40_000),
        Scenario(name="demo", about="ten minutes of the founding day", threats=560),
    )
}  # fmt: skip


def window(scenario: Scenario, day: date) -> tuple[int, int]:
    """First ms and the ms after the last of a scenario on a day."""
    begin, end = rhythm.bounds(day)
    since = begin + scenario.hour * 60 * MINUTE
    return since, min(since + scenario.minutes * MINUTE, end)


def plan(scenario: Scenario, *, seed: int, day: date = DAY) -> Plan:
    """The threats of a scenario, all of them within its window."""
    if not scenario.threats:
        return attacks.no_plan()
    drawn = attacks.of_day(day, seed=seed, threats=scenario.threats, mix=dict(scenario.mix))
    since, until = window(scenario, day)
    begin, end = rhythm.bounds(day)
    if (since, until) == (begin, end):
        return drawn
    return squeezed(drawn, begin=begin, end=end, since=since, until=until)


def squeezed(drawn: Plan, *, begin: int, end: int, since: int, until: int) -> Plan:
    """A day's plan brought into a shorter window: beginnings are scaled, lengths kept, what would overhang is moved back or cut."""
    out = dict(drawn)
    length = np.minimum(drawn["last"] - drawn["first"], (until - since) * 3 // 4)
    place = (drawn["first"] - begin) / (end - begin)
    out["first"] = since + (place * (until - 1 - since - length)).astype(np.int64)
    out["last"] = out["first"] + length
    return attacks.taken(out, np.argsort(out["first"], kind="stable")) | {"id": drawn["id"]}
