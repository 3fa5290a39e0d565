"""What is usual at this hour of the week, and what has grown beyond it. Belongs here: medians, kinds. Never: one detector's rule.

The usual is the median over the same hour of the last weeks (twelve five-minute buckets a week; a bucket without traffic counts as 0), with
the median deviation beside it. Both are taken by rank, so that DuckDB and Spark agree to the last bit. Only what is above its floor in
two consecutive buckets is looked up in the past at all.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.columns import int64, sums, whole
from hsoc.perimeter.detect.rollup import AGE, DAY_MS, any_bit, bits
from hsoc.perimeter.detect.volumes import ANY_PORT, FIVE_MINUTES, KIND_FRAGMENTS, KIND_PROTO
from hsoc.perimeter.measure import probes

A_WEEK: Final = 7 * DAY_MS // FIVE_MINUTES  # buckets
AN_HOUR: Final = 12
HALF: Final = AN_HOUR // 2
NOW: Final = 2  # buckets that must both be above: one alone is a backup or a film
PACKET_BYTES: Final = 400  # as so many bytes a packet counts at least: firewalls and routers tire by packets as lines do by bytes
LOOK: Final = 29 * DAY_MS  # four weeks and the hour before
WINDOW_S: Final = FIVE_MINUTES // 1000
MBPS: Final = 1_000_000 // 8  # bytes a second
VECTORS: Final = ("tcp", "udp", "icmp", "fragments", "mixed-traffic")
MOST_KINDS: Final = 3


class Settings(msgspec.Struct, frozen=True):
    """What all baselines have in common."""

    times: int = 5  # times the median of the same hour of the week; FastNetMon's users ask for 3 to 10
    deviations: int = 10  # median deviations above the median; keeps hosts quiet whose traffic is restless by nature
    floor_percent: int = 10  # % of the access line; below, a growth hurts nobody
    usual_mbps: int = 1_000  # Mbit/s of an access line that the policy does not give; the usual line of a hospital
    access_mbps: dict[str, int] = {}  # Mbit/s by member number; the engine fills it from the policy
    min_kind_percent: int = 20  # % of the growth from which a second and third kind are named too


def floor(member: Any, s: Settings) -> Any:
    """Bytes in five minutes below which nothing is judged, from the member's access line."""
    lines = {int(number): mbps for number, mbps in s.access_mbps.items() if mbps > 0}
    size = {number: ibis.literal(mbps * MBPS * WINDOW_S * s.floor_percent // 100, "int64") for number, mbps in lines.items()}
    usual = ibis.literal(s.usual_mbps * MBPS * WINDOW_S * s.floor_percent // 100, "int64")
    return ibis.cases(*((member == number, bytes_) for number, bytes_ in size.items()), else_=usual) if size else usual


def grown(rows: Any, key: tuple[str, ...], s: Settings) -> Any:
    """Keys (of which `member` is one) that are above floor and baseline now, with `sums`, load, median, deviation, weeks, kind_1 … kind_3.

    rows: a volume roll-up with AGE. The result has one row per key.
    """
    near = (rows[AGE] + HALF) % A_WEEK < AN_HOUR
    rows = rows.filter((rows[AGE] < NOW) | (near & (rows[AGE] >= AN_HOUR)))
    per = rows.group_by([*key, AGE]).aggregate(load=_load(rows))
    now = per.filter(per[AGE] < NOW)
    now = now.group_by(list(key)).aggregate(load=now.load.min(), windows=int64(now.count()))
    now = now.filter((now.windows == NOW) & (now.load > floor(now.member, s)))
    past = rows.filter(rows[AGE] >= NOW)
    weeks = past.aggregate(weeks=int64(_week(past[AGE]).nunique()))
    usual = _usual(per.filter(per[AGE] >= NOW).semi_join(now, list(key)), weeks, key)
    met = now.left_join(usual, list(key)).select(*now.columns, median=int64(usual.median), deviation=int64(usual.deviation))
    met = met.cross_join(weeks)
    met = met.filter((met.weeks > 0) & (met.load > met.median * s.times) & (met.load > met.median + met.deviation * s.deviations))
    # what was sent in the two buckets, and which kinds of it grew
    current = rows.filter(rows[AGE] < NOW).semi_join(met, list(key))
    told = current.group_by(list(key)).aggregate(**sums(current), sources=bits(any_bit(current.sources)))
    return met.inner_join(told, list(key)).inner_join(_kinds(rows.semi_join(met, list(key)), weeks, key, s), list(key))


def _load(rows: Any) -> Any:
    return ibis.greatest(int64(rows.bytes.sum()), int64(rows.packets.sum()) * PACKET_BYTES)


def _week(age: Any) -> Any:
    return whole(age + HALF, ibis.literal(A_WEEK, "int64"))


def _usual(per: Any, weeks: Any, key: tuple[str, ...]) -> Any:
    """Median and median deviation of `load` per key over AN_HOUR buckets of each week; buckets without a row count as 0."""
    ranked = per.cross_join(weeks)
    ranked = ranked.mutate(
        middle=whole(ranked.weeks * AN_HOUR, ibis.literal(2, "int64")),
        place=ibis.row_number().over(group_by=list(key), order_by=[ranked.load.desc(), ranked[AGE]]),
    )
    medians = ranked.group_by(list(key)).aggregate(
        median=int64(ibis.ifelse(ranked.place == ranked.middle, ranked.load, 0).max()),
        middle=ranked.middle.max(),
        missing=int64(ranked.weeks.max() * AN_HOUR - ranked.count()),
    )
    apart = per.inner_join(medians, list(key))
    apart = apart.mutate(apart=(apart.load - apart.median).abs())
    apart = apart.mutate(place=ibis.row_number().over(group_by=list(key), order_by=[apart.apart, apart[AGE]]))
    # the missing buckets are all `median` apart, and stand before what is further away
    apart = apart.mutate(place=apart.place + ibis.ifelse(apart.apart > apart.median, apart.missing, 0))
    own = ibis.ifelse(apart.place == apart.middle, apart.apart, -1).max()
    return apart.group_by(list(key)).aggregate(
        median=int64(apart.median.max()), deviation=int64(ibis.ifelse(own >= 0, own, apart.median.max()))
    )


def _kinds(rows: Any, weeks: Any, key: tuple[str, ...], s: Settings) -> Any:
    """The kinds that grew most per key, in bytes of one bucket above their mean of the past."""
    of_now = ibis.ifelse(rows[AGE] < NOW, 1, 0)
    per = (
        rows.mutate(now=of_now)
        .group_by([*key, "kind"])
        .aggregate(fresh=int64((rows.bytes * of_now).sum()), before=int64((rows.bytes * (1 - of_now)).sum()))
    )
    per = per.cross_join(weeks)
    mean = whole(per.before, ibis.greatest(per.weeks * AN_HOUR, 1))
    per = per.mutate(growth=ibis.greatest(whole(per.fresh, ibis.literal(NOW, "int64")) - mean, 0))
    per = per.mutate(
        place=ibis.row_number().over(group_by=list(key), order_by=[per.growth.desc(), per.kind]),
        total=per.growth.sum().over(group_by=list(key)),
    )
    weighty = (per.growth * 100 >= per.total * s.min_kind_percent) & (per.place > 0)
    named = {
        f"kind_{n + 1}": int64(ibis.ifelse((per.place == n) & (weighty | (per.place == 0)) & _sayable(per.kind), per.kind, -1).max())
        for n in range(MOST_KINDS)
    }
    return per.group_by(list(key)).aggregate(
        **named,
        top=int64(ibis.ifelse(per.place == 0, per.kind, -1).max()),
        growth=int64(per.total.max()),
        top_percent=int64(ibis.ifelse(per.place == 0, whole(per.growth * 100, ibis.greatest(per.total, 1)), 0).max()),
    )


def _sayable(kind: Any) -> Any:
    """Kinds that a rule can stop without stopping all of TCP or UDP."""
    proto = whole(kind, ibis.literal(KIND_PROTO, "int64"))
    return ((proto != probes.TCP) & (proto != probes.UDP)) | (kind % KIND_PROTO != ANY_PORT)


def vector(t: Any) -> Any:
    """The name of the kind that grew most."""
    proto = whole(t.top, ibis.literal(KIND_PROTO, "int64"))
    return ibis.cases(
        (t.top % KIND_PROTO == KIND_FRAGMENTS, VECTORS[3]),
        (proto == probes.TCP, VECTORS[0]),
        (proto == probes.UDP, VECTORS[1]),
        ((proto == probes.ICMP) | (proto == probes.ICMP6), VECTORS[2]),
        else_=VECTORS[4],
    )


def proto(t: Any) -> Any:
    """Its protocol."""
    return whole(ibis.greatest(t.top, 0), ibis.literal(KIND_PROTO, "int64"))


def port(t: Any) -> Any:
    """Its source port, -1 where it has none by which it could be told."""
    return ibis.ifelse(t.top % KIND_PROTO < KIND_FRAGMENTS, t.top % KIND_PROTO, -1)


def evidence(t: Any) -> dict[str, Any]:
    """What every baseline tells: load and usual in bytes of five minutes, weeks learnt, the kinds that grew."""
    names = ("load", "median", "deviation", "weeks", "growth", "top_percent", *(f"kind_{n + 1}" for n in range(MOST_KINDS)))
    return {name: t[name] for name in names}
