"""A month of probes so slow that no window sees them. Belongs here: sources of one probe a day amid the noise, and how many are found.

The noise is what a network of forty-two /24 hears: thousands of passing scanners a day, partners whose calls come again to the same
hospital, and strangers who knock once. None of them may be told as a slow scan; who is told and was not planted is counted as false.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec
import numpy as np

from hsoc.perimeter.detect.contacts import CONTACTS, SOURCES
from hsoc.perimeter.detect.rollup import DAY_MS, fold, merged
from hsoc.perimeter.detect.slow_scan import DETECTOR
from hsoc.perimeter.history import look_back
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.simulate import community, rhythm
from hsoc.perimeter.simulate.campaigns.base import ACK, BASE_V4, FIRST_ATTACKER, RST, SYN, attackers, hosts, inward
from hsoc.perimeter.simulate.columns import Columns, Int64s, joined, table
from hsoc.records.address import text
from hsoc.records.flow import flow_columns

DAYS: Final = 30
PLANTED: Final = 500  # sources of one probe a day, each day at another hospital
IRREGULAR: Final = 100  # … and of one on two days of three
PASSING: Final = 4_000  # other hostile sources a day
PARTNERS: Final = 300  # strangers with a stale configuration that call the same hospital every day
LAST_DAY: Final = date(2026, 11, 19)
PORTS: Final = (22, 23, 80, 104, 443, 445, 3389, 5900, 8080, 11112)


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the planted were found, of each manner, and how many others were told."""

    planted: int
    found: int
    irregular: int
    irregular_found: int
    told: int
    false: int
    rows: int


def scored(
    *, seed: int, days: int = DAYS, planted: int = PLANTED, irregular: int = IRREGULAR, passing: int = PASSING, partners: int = PARTNERS
) -> Month:
    """Thirty days through the roll-ups, then one look back."""
    rng = np.random.default_rng([seed, 53])
    who = attackers(rng, planted + irregular)
    callers = BASE_V4 + rng.choice(FIRST_ATTACKER, partners, replace=False)
    calls = rng.integers(1, community.MEMBERS + 1, partners)
    locator = Locator(community.policy())
    kept: dict[str, list[Any]] = {"contacts": [], "sources": []}
    end = rhythm.bounds(LAST_DAY)[1] // DAY_MS * DAY_MS
    for number in range(days):
        since = end - (days - number) * DAY_MS
        flows = joined([_slow(rng, who, since, planted), _passing(rng, since, who, passing), _partners(rng, since, callers, calls)])
        contacts = fold(CONTACTS, flow_columns(locator.locate(table(flows))))
        kept["contacts"].append(contacts)
        kept["sources"].append(fold(SOURCES, {name: contacts[name].to_numpy() for name in contacts.column_names}))
    held = {"contacts": merged(CONTACTS, kept["contacts"]), "sources": merged(SOURCES, kept["sources"])}
    found = look_back(DETECTOR, held, at=end)
    told = {text(int(hi), int(lo)) for hi, lo in zip(found["src_hi"].to_numpy(), found["src_lo"].to_numpy(), strict=True)}
    steady, others = {text(0, int(lo)) for lo in who[:planted]}, {text(0, int(lo)) for lo in who[planted:]}
    return Month(
        planted=len(steady), found=len(steady & told), irregular=len(others), irregular_found=len(others & told),
        told=len(told), false=len(told - steady - others), rows=held["contacts"].num_rows,
    )  # fmt: skip


def _slow(rng: np.random.Generator, who: Int64s, since: int, planted: int) -> Columns:
    """One probe of each that asks today, each at its own port, at any hour and any hospital."""
    today = np.concatenate([np.ones(planted, bool), rng.random(len(who) - planted) < 2 / 3])
    src = who[today]
    dst = hosts(rng.integers(1, community.MEMBERS + 1, len(src)), rng.integers(1, community.HOSTS + 1, len(src)))
    at = since + rng.integers(0, DAY_MS, len(src))
    return inward(rng, src, dst, at, proto=6, dport=np.array(PORTS)[src % len(PORTS)], tcp_flags=SYN, bytes=44)


def _passing(rng: np.random.Generator, since: int, who: Int64s, passing: int) -> Columns:
    """Scanners that come once and go: from one probe to some hundreds, within minutes."""
    src = np.setdiff1d(attackers(rng, passing), who)
    many = np.minimum(1 + rng.pareto(1.1, len(src)) * 4, 600).astype(np.int64)
    of = np.repeat(np.arange(len(src)), many)
    at = (since + rng.integers(0, DAY_MS - 600_000, len(src)))[of] + rng.integers(0, 600_000, len(of))
    dst = hosts(rng.integers(1, community.MEMBERS + 1, len(of)), rng.integers(1, community.HOSTS + 1, len(of)))
    port = np.array(PORTS)[rng.integers(0, len(PORTS), len(src))][of]
    return inward(rng, src[of], dst, at, proto=6, dport=port, tcp_flags=SYN, bytes=44)


def _partners(rng: np.random.Generator, since: int, partners: Int64s, calls: Int64s) -> Columns:
    """One to five calls a day to the same server of the same hospital, which refuses them."""
    of = np.repeat(np.arange(len(partners)), rng.integers(1, 6, len(partners)))
    at = since + rng.integers(0, DAY_MS, len(of))
    dst = hosts(calls[of], 1 + partners[of] % community.HOSTS)
    return inward(
        rng, partners[of], dst, at, proto=6, dport=8443, tcp_flags=np.where(rng.random(len(of)) < 0.5, SYN, SYN | RST | ACK), bytes=44
    )


def words(month: Month) -> str:
    """For people."""
    return (
        f"a month of one probe a day, each day at another hospital: {month.found} of {month.planted} sources found; "
        f"on two days of three: {month.irregular_found} of {month.irregular}; "
        f"{month.false} of {month.told} told that were not planted; {month.rows:,} rows"
    )
