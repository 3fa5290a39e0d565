"""Which days are worth a look: the finders of all days, read once a process and asked. Belongs here: looking up. Never: events, masks.

A search opens only days that may hold a hit; an order by a figure begins with the days that hold the greatest. A day without a finder (it
runs, or was just written to) may hold anything. Which days are read depends on who asks only where rules shorten targets (`shortened`).
"""

from __future__ import annotations

from itertools import compress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np

from hsoc.journal import rollup
from hsoc.journal.day_finder import Finder, chosen, figures, grams, has_first, has_grams, holds, key_of
from hsoc.journal.event_filter import FIGURES, Filter, Network, networks, wider
from hsoc.journal.event_rows import versions
from hsoc.journal.shelf import Shelf

KEPT: Final = 600  # days, about 0.2 MB each of the network's usual day: longer than events are kept
ATTENTION: Final = 3  # severity, as event_filter.ATTENTION


class Peak(NamedTuple):
    """Bounds of a figure and of the serials in a day: no event of the kinds asked for lies outside."""

    low: int
    high: int
    first: int
    last: int


_found: Shelf[Finder] = Shelf(KEPT)


def finders(root: Path, days: tuple[str, ...]) -> tuple[Finder | None, ...]:
    """The finder of each day, None where it has none (yet)."""
    return tuple(_finder(root, day, version) for day, version in zip(days, versions(root, days), strict=True))


def _finder(root: Path, day: str, version: str) -> Finder | None:
    known = _found.get((str(root), day, version))
    if known is None:
        content = rollup.finder(root, day, version)
        if content is None:
            return None
        try:
            known = _found.put((str(root), day, version), msgspec.msgpack.decode(content, type=Finder))
        except msgspec.MsgspecError:  # of another version of this program: then the day is looked at
            return None
    return known


def forget() -> None:
    """Forget what was read; for measuring a cold start."""
    _found.clear()


# --- asking ------------------------------------------------------------------------------------------------------------------
def may_hold(root: Path, days: tuple[str, ...], wanted: Filter, *, shortened: bool = False) -> tuple[bool, ...]:
    """For each day whether it may hold an event that a filter finds. Raises ValueError on what is no address.

    shortened: targets may be told shortened to a prefix (event_sharing), so that a search finds them by that one.
    """
    asks = _Asks(wanted, shortened=shortened)
    return tuple(True if one is None else asks.of(one) for one in finders(root, days))


def worth(root: Path, days: tuple[str, ...], wanted: Filter, *, shortened: bool = False) -> tuple[str, ...]:
    """Those of the days that may hold such an event."""
    return tuple(compress(days, may_hold(root, days, wanted, shortened=shortened)))


def may_name(root: Path, days: tuple[str, ...], identity: str) -> tuple[bool, ...]:
    """For each day whether it may hold an event with this ID."""
    wanted = np.unique(grams(identity.lower().encode() if identity.isascii() else b""))
    return tuple(True if one is None else has_grams(one, wanted) for one in finders(root, days))


def peaks(root: Path, days: tuple[str, ...], wanted: Filter, figure: str) -> tuple[Peak | None, ...]:
    """The bounds of a figure in each day among the kinds asked for; None where nothing is known. Days must be some that `may_hold`."""
    place = FIGURES.index(figure)
    found: list[Peak | None] = []
    for one in finders(root, days):
        if one is None:
            found.append(None)
            continue
        which = chosen(one, wanted)
        high, low = (figures(content, which)[place] for content in (one.highs, one.lows))
        found.append(Peak(int(low.min()), int(high.max()), *one.serials) if len(high) else None)
    return tuple(found)


class _Asks:
    """A filter in the form in which days are asked."""

    def __init__(self, wanted: Filter, *, shortened: bool) -> None:
        self._wanted = wanted
        self._networks = [(net, wider(net) if shortened and side != "source" else net) for side, net in networks(wanted)]
        single = {str(net.network_address) for net, _ in self._networks if net.prefixlen == net.max_prefixlen}
        self._keys = {name: key_of(name) for name in single}
        text = (wanted.text or "").strip().lower()
        worded = text and not any(side == "text" for side, _ in networks(wanted))
        self._text = np.unique(grams(text.encode("utf-8", "replace") if worded else b""))
        self._least = dict(wanted.least)
        for severity in (wanted.severity, ATTENTION if wanted.attention else None):
            if severity is not None:
                self._least["severity"] = max(severity, self._least.get("severity", severity))
        self._kinds = bool(wanted.category or wanted.member or self._least or wanted.most)

    def of(self, one: Finder) -> bool:
        return (
            all(self._named(one, net, wide) for net, wide in self._networks)
            and has_grams(one, self._text)
            and (not self._kinds or self._has_kind(one))
        )

    def _named(self, one: Finder, net: Network, wide: Network) -> bool:
        key = self._keys.get(str(net.network_address)) if net.prefixlen == net.max_prefixlen else None
        if key is not None and holds(np.frombuffer(one.named, np.uint32), key, key):
            return True
        return (key is None or wide is not net) and has_first(one, wide)

    def _has_kind(self, one: Finder) -> bool:
        which = chosen(one, self._wanted)
        highs, lows = figures(one.highs, which), figures(one.lows, which)
        fits = np.ones(highs.shape[1], bool)
        for limits, ends, sign in ((self._least.items(), highs, 1), (self._wanted.most, lows, -1)):
            for name, amount in limits:
                if name in FIGURES:  # another one is refused by event_filter.where
                    fits &= sign * ends[FIGURES.index(name)] >= sign * amount
        return bool(fits.any())
