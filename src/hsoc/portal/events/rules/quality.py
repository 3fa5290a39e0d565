"""How good a sender's events are: each fault counted, with examples, and a score with its arithmetic. Pure. Never: refusing anything.

The door refuses what cannot be read (rules.door); this is about what can be read and serves nobody. Counting is vectorised over the rows;
the originals of the bounded sample are decoded once each. Score: 100 less, for each fault, its weight times its share of the events.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.idea.terms import CATEGORIES
from hsoc.journal.event_sender import Sent

AHEAD_MS: Final = 5 * 60_000  # ms; clocks of honest machines differ by less
MOST_EXAMPLES: Final = 5
FULL: Final = 100
# code of a fault: points that go when every event has it. They add up to FULL. Heaviest is what makes an event useless to others
WEIGHTS: Final = {
    "no_subject": 20,  # names neither source nor target
    "no_zone": 15,  # a time without a zone
    "future": 15,  # a time after its arrival
    "no_description": 10,
    "bogon_source": 10,  # private, reserved or not routed
    "duplicate": 10,  # the same finding under another ID
    "bogon_target": 5,
    "other_category": 5,  # Other, unknown, or nothing but Test
    "no_node_type": 5,
    "no_tlp": 5,
}
# RFC 6890 and the registries of special-purpose addresses; the members' own prefixes are never meant
BOGONS: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/127", "64:ff9b:1::/48", "100::/64",
        "2001:db8::/32", "3fff::/20", "fc00::/7", "fe80::/10", "ff00::/8",
    )
)  # fmt: skip
ZONED: Final = re.compile(r"(?:[Zz]|[+-]\d{2}:?\d{2})\s*\Z")
TIMES: Final = ("detect", "event", "cease", "create", "win_start", "win_end")
SUBJECT: Final = ("IP4", "IP6", "Hostname", "URL", "Email", "MAC", "AttachHand", "Netname", "ASN")

Bits = NDArray[np.bool_]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One fault: how many of the events looked at have it, examples by ID, and what that costs of the score."""

    code: str
    count: int
    share: float
    weight: int
    cost: float
    examples: tuple[str, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in the newest events of a sender. score None where there was nothing to look at; times in ms of arrival."""

    looked_at: int
    score: int | None
    checks: tuple[Check, ...]
    since: int = 0
    until: int = 0


class _Head(
    msgspec.Struct,
    rename={
        "detect": "DetectTime", "event": "EventTime", "cease": "CeaseTime", "create": "CreateTime", "win_start": "WinStartTime",
        "win_end": "WinEndTime", "description": "Description", "category": "Category", "source": "Source", "target": "Target",
        "node": "Node", "tlp": "TLP",
    },
):  # fmt: skip
    detect: Any = None
    event: Any = None
    cease: Any = None
    create: Any = None
    win_start: Any = None
    win_end: Any = None
    description: Any = None
    category: Any = None
    source: Any = None
    target: Any = None
    node: Any = None
    tlp: Any = None


_head: Final = msgspec.json.Decoder(_Head)


def report(events: Sequence[Sent], *, ours: Callable[[str], bool]) -> Report:
    """Judge the events, given in order of arrival. ours: whether an address is a member's."""
    if not events:
        return Report(looked_at=0, score=None, checks=())
    heads = [_headed(one.raw) for one in events]
    received, detected, first, last = (
        np.array([getattr(one, name) for one in events], np.int64) for name in ("received", "detected", "first", "last")
    )
    bits: dict[str, Bits] = {
        "no_subject": _each(heads, lambda head: not (_named(head.source) or _named(head.target))),
        "no_zone": _each(heads, _unzoned),
        "future": np.maximum(np.maximum(detected, first), last) > received + AHEAD_MS,
        "no_description": _each(heads, lambda head: not isinstance(head.description, str) or not head.description.strip()),
        "bogon_source": _bogons([one.sources for one in events], ours),
        "bogon_target": _bogons([one.targets for one in events], ours),
        "duplicate": _repeated(events),
        "other_category": _each(heads, _unsaid),
        "no_node_type": _each(heads, lambda head: not _node(head).get("Type")),
        "no_tlp": _each(heads, lambda head: not isinstance(head.tlp, str) or not head.tlp.strip()),
    }
    checks = tuple(_check(code, weight, bits[code], events) for code, weight in WEIGHTS.items())
    score = round(FULL - sum(one.cost for one in checks))
    return Report(looked_at=len(events), score=score, checks=checks, since=int(received.min()), until=int(received.max()))


def _check(code: str, weight: int, found: Bits, events: Sequence[Sent]) -> Check:
    places = np.flatnonzero(found)
    share = len(places) / len(events)
    shown = tuple(dict.fromkeys(events[int(place)].id for place in places[::-1][:MOST_EXAMPLES]))
    return Check(code=code, count=len(places), share=round(share, 4), weight=weight, cost=round(weight * share, 2), examples=shown)


def _headed(raw: bytes) -> _Head:
    try:
        return _head.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Head()


def _each(heads: Sequence[_Head], wrong: Callable[[_Head], bool]) -> Bits:
    return np.fromiter((wrong(head) for head in heads), np.bool_, len(heads))


def _parts(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _named(side: Any) -> bool:
    return any(part.get(key) for part in _parts(side) for key in SUBJECT)


def _node(head: _Head) -> dict[str, Any]:
    return next(iter(_parts(head.node)), {})


def _unzoned(head: _Head) -> bool:
    times = (getattr(head, name) for name in TIMES)
    return any(isinstance(one, str) and not ZONED.search(one) for one in times)


def _unsaid(head: _Head) -> bool:
    """True where no category says what it is."""
    words = head.category if isinstance(head.category, list) else [head.category]
    return not any(isinstance(one, str) and one in CATEGORIES and one not in {"Other", "Test"} for one in words)


def _bogons(lists: Sequence[Sequence[str]], ours: Callable[[str], bool]) -> Bits:
    """Which events name an address that nobody can act upon. Each distinct address is judged once."""
    flat = np.array(list(chain.from_iterable(lists)), dtype=np.str_)
    owner = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    if not flat.size:
        return np.zeros(len(lists), np.bool_)
    distinct, place = np.unique(flat, return_inverse=True)
    bad = np.fromiter((_bogon(str(one)) and not ours(str(one)) for one in distinct), np.bool_, len(distinct))
    return np.bincount(owner[bad[place]], minlength=len(lists)) > 0


def _bogon(text: str) -> bool:
    try:
        net = ipaddress.ip_network(text.partition("-")[0].strip(), strict=False)
    except ValueError:
        return False
    return any(net.version == one.version and net.network_address in one and net.prefixlen >= one.prefixlen for one in BOGONS)


def _repeated(events: Sequence[Sent]) -> Bits:
    """Which events say what an earlier one under another ID has said: same time, kind, addresses, port and protocol."""
    keys = np.array([hash((one.detected, one.category, one.sources, one.targets, one.port, one.proto)) for one in events], np.int64)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    ids = np.array([hash(one.id) for one in events], np.int64)
    found: Bits = ids != ids[first][place]
    return found
