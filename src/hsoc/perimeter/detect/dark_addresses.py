"""Dark addresses: calls to addresses of the hospitals where nobody lives. Belongs here: this definition. Never: what is kept of replies.

Sees: a source that calls at least `min_dark` addresses of which none has said a word in thirty days. Such addresses are a telescope that
costs nothing: nobody has a reason to call them, so the source is unsolicited almost surely, however few its flows are.

Cannot see: calls where a member's replies are not exported (a member of whom nothing was heard is left out whole); addresses that answered
once within the thirty days, since they count as lived in; IPv6 where the source guesses well, because there a block is mostly dark anyway.
Looks guilty and is not: who reads an old directory of a hospital that moved its machines (many names, all dead); a printer or backup of a
partner that sweeps after an outage of more than thirty days; forged sources (a decoy scan), hence nobody is blocked for it.

Learning: silent until 28 days of replies are held; the engine's status says how many there are.
Reference: perimeter.md 2.1 (USENIX Security 2014: distinct dark addresses per source), IMC 2019 (a third of scanning is localised).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.columns import ONE, detections, int64, sums
from hsoc.perimeter.detect.rollup import AGE, DAY_MS, MINUTE_MS, LookBack, any_bit, bits
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "dark_addresses"
VECTOR: Final = "unused-addresses"
PLACE: Final = ("hi", "block")
WHO: Final = ("src_hi", "src_lo")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per source over the last two days (UTC)."""

    min_dark: int = 25  # dark addresses called; a wrong number reaches one or two, USENIX Security 2014 asks 100 of a far larger telescope
    min_dark_share: int = 30  # % of the addresses called; who calls a network whole meets its unused part, a partner does not
    days: int = 2  # today and yesterday, so that midnight cuts nothing in two
    plausible_targets: int = 25  # hosts; the evidence decide asks of a plausible source


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per source from `calls` and `replies`. Lazy: nothing is computed here."""
    replies = rows["replies"]
    lived = replies.group_by(list(PLACE)).aggregate(answered=any_bit(replies.answered))
    heard = replies.select("member").distinct()
    calls = rows["calls"]
    calls = calls.filter(calls[AGE] < settings.days).semi_join(heard, "member")
    per = calls.group_by([*WHO, *PLACE]).aggregate(
        **sums(calls), called=any_bit(calls.called), member=calls.member.max(), tcp=int64(calls.tcp.sum()),
        port_low=calls.port_low.min(), port_high=calls.port_high.max(), way_low=calls.way_low.min(), way_high=calls.way_high.max(),
    )  # fmt: skip
    met = per.left_join(lived, list(PLACE))
    met = met.select(*per.columns, answered=int64(met.answered))
    met = met.mutate(dark=bits(met.called - (met.called & met.answered)), all=bits(met.called))
    found = met.group_by(list(WHO)).aggregate(
        **sums(met), dark=int64(met.dark.sum()), targets=int64(met.all.sum()), tcp=int64(met.tcp.sum()),
        members=int64(met.member.nunique()), member=int64(met.member.max()),
        port_low=met.port_low.min(), port_high=met.port_high.max(), way_low=met.way_low.min(), way_high=met.way_high.max(),
    )  # fmt: skip
    found = found.filter((found.dark >= settings.min_dark) & (found.dark * 100 >= found.targets * settings.min_dark_share))
    plausible = (found.tcp == found.n) & (found.targets >= settings.plausible_targets)
    return detections(
        found,
        detector=NAME,
        src_hi=found.src_hi,
        src_lo=found.src_lo,
        src_bits=ONE,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=-1,
        port=-1,
        vector=VECTOR,
        member=ibis.ifelse(found.members == 1, found.member, 0),
        members=found.members,
        sources=1,
        targets=found.targets,
        ports=ibis.ifelse(found.port_low == found.port_high, 1, 2),
        trust=ibis.ifelse(plausible, int(Trust.PLAUSIBLE), int(Trust.SPOOFABLE)),
        evidence={
            "dark": found.dark,
            "port_low": found.port_low,
            "port_high": found.port_high,
            "ingresses": ibis.cases((found.way_low < 0, 0), (found.way_low == found.way_high, 1), else_=2),
        },
    )


DETECTOR: Final = LookBack(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    reads=("calls", "replies"),
    detect=detect,
    named=("src_hi", "src_lo"),
    vectors=(VECTOR,),
    every=10 * MINUTE_MS,
    look=30 * DAY_MS,
    fresh=DAY_MS,
    quiet=DAY_MS,
    learn=28,
)
