"""Slow scan: one source asks many hospitals, so slowly that no window sees it. Belongs here: this definition. Never: what is kept per day.

Sees: a source of few probes (TCP or UDP) in a day, a week or thirty days that reaches many hospitals: one probe a day over thirty days is
enough. Medical services (DICOM, HL7, Modbus) weigh more: a hospital asked there counts fourfold. IPv6 sources are judged by address and
by /64, because one machine changes its address in it at will.

Cannot see: a scanner that stays with fewer hospitals than the rule asks for, or spreads over so many addresses that each asks once
(distributed_scan's work); a source lost in the noise of an IPv4 NAT; UDP where strangers are invited (DNS, NTP, QUIC, VPN); ICMP.
Looks guilty and is not: a researcher who measures the whole network slowly (he belongs on the list of known research scanners), a partner
of many hospitals with a stale configuration whose calls reach nobody any more, a monitor of several hospitals whose targets are down.

How: `sources` (one row per day and source) gives the few whose days, probes and hours fit, and what is told of them; in `contacts`, twenty
times as many rows, only their hospitals and ports are then counted, exactly, whatever the numbers of the members are (1 … 4095), from six
of its columns. The days are an OR of bits. `targets` is a least number: hospitals, different marks, or days' different targets.
Trust: as for fast scans, 25 TCP targets over one constant way make a source plausible; nothing proves it.
Reference: perimeter.md 2.2 (8 hospitals, 10 days, 40 probes; the tools of 1.2 forget after five minutes).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.columns import ONE, detections, int64, sums, whole
from hsoc.perimeter.detect.contacts import MEDICAL
from hsoc.perimeter.detect.rollup import AGE, DAY_MS, HOUR_MS, SUSPECTS, LookBack, any_bit, bit, bits
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "slow_scan"
NETWORK: Final = 64  # bits by which IPv6 sources are judged besides the address
DAYS: Final = 30
VECTORS: Final = ("over-a-month", "over-a-week", "over-a-day")  # the longest horizon whose rule fires
WEEK: Final = 7
WHO: Final = ("src_hi", "low", "bits")  # a source: an address, or a /64 (low = 0)
PORTS: Final = 1 << 16


class Settings(msgspec.Struct, frozen=True):
    """The rule, for each of three horizons. Any one is enough."""

    min_hospitals: int = 8  # hospitals, each asked at a medical service counting `medical`; perimeter.md 2.2
    medical: int = 4  # weight of a hospital asked for DICOM, HL7 or Modbus: nobody calls there by mistake (perimeter.md 2.1)
    min_days: int = 10  # of 30; who comes back on ten days does it by plan
    most_probes: int = 40  # flows within 30 days; above, the window detectors or a partner's own traffic explain them
    min_days_week: int = 5  # of 7
    most_probes_week: int = 40  # flows within 7 days
    min_hours: int = 8  # of the last day; a quick scan takes one or two
    most_probes_day: int = 40  # flows within the last day
    plausible_targets: int = 25  # hosts; the evidence decide asks of a plausible source


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per source from `sources`, `contacts` and who is suspected. Lazy: nothing is computed here."""
    sources, suspects = _by_source(rows["sources"]), rows[SUSPECTS]
    told, asked = _what(sources.semi_join(suspects, list(WHO))), rows["contacts"]
    asked = _by_source(asked.select("src_hi", "src_lo", AGE, "member", "proto", "dport")).semi_join(suspects, list(WHO))
    whom = asked.group_by(list(WHO)).aggregate(
        **_hospitals(asked, "_day", 1),
        **_hospitals(asked, "_week", WEEK),
        **_hospitals(asked, "", DAYS),
        ports=int64((asked.proto * PORTS + asked.dport).nunique()),
        proto_low=asked.proto.min(), proto_high=asked.proto.max(), port_low=asked.dport.min(), port_high=asked.dport.max(),
        member_low=asked.member.nullif(0).min(),
    )  # fmt: skip
    found = told.inner_join(whom, list(WHO))
    found = found.mutate(
        targets=ibis.greatest(found.targets, found.hospitals),
        **{f"score{h}": found[f"hospitals{h}"] + (settings.medical - 1) * found[f"medical{h}"] for h in ("", "_week", "_day")},
    )
    # a /64 of which one address is known is that address
    found = found.filter(~((found.bits == NETWORK) & (found.addresses == 1)))
    return _told(found.filter(_fires(found, settings)), settings)


def _by_source(rows: Any) -> Any:
    """Rows with WHO: IPv4 by address; IPv6 once by address and once by /64."""
    own = rows.mutate(low=rows.src_lo, bits=ibis.literal(ONE, "int64"))
    # all of IPv6 that is routed has an upper half (RFC 4291); written so, files without any are skipped by their statistics
    v6 = rows.filter(rows.src_hi != 0)
    return own.union(v6.mutate(low=ibis.literal(0, "int64"), bits=ibis.literal(NETWORK, "int64")))


def suspects(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Who may fire at all: a necessary condition from the few columns of `sources`."""
    sources, s = _by_source(rows["sources"]), settings
    # nearly all come on a day or two: that alone is asked of all, the sums only of those who came often enough
    came = sources.group_by(list(WHO)).aggregate(
        days=any_bit(bit(sources[AGE])), hours=any_bit(ibis.ifelse(sources[AGE] == 0, sources.hours, 0))
    )
    came = came.filter((bits(came.days) >= min(s.min_days, s.min_days_week)) | (bits(came.hours) >= s.min_hours))
    sources = sources.semi_join(came, list(WHO))
    week, day = sources[AGE] < WEEK, sources[AGE] == 0
    per = sources.group_by(list(WHO)).aggregate(
        n=int64(sources.n.sum()),
        n_week=int64(sources.n.sum(where=week)),
        n_day=int64(sources.n.sum(where=day)),
        medical=int64(sources.medical.sum()),
        days=any_bit(bit(sources[AGE])),
        hours=any_bit(ibis.ifelse(day, sources.hours, 0)),
    )
    month = (per.n <= s.most_probes) & (bits(per.days) >= s.min_days)
    weekly = (per.n_week <= s.most_probes_week) & (bits(per.days.cast("int32") & ((1 << WEEK) - 1)) >= s.min_days_week)
    daily = (per.n_day <= s.most_probes_day) & (bits(per.hours) >= s.min_hours)
    # there are at most as many hospitals as probes
    return per.filter((month | weekly | daily) & (per.n + (s.medical - 1) * per.medical >= s.min_hospitals)).select(*WHO)


def _what(sources: Any) -> Any:
    """What is told of each source besides whom it asked: by day first, so that a day in pieces counts as the day."""
    d = sources.group_by([*WHO, AGE]).aggregate(
        **sums(sources),
        syn=sources.syn.sum(), hours=any_bit(sources.hours), marks=any_bit(sources.marks),
        dst_low=sources.dst_low.min(), dst_high=sources.dst_high.max(),
        way_low=sources.way_low.min(), way_high=sources.way_high.max(),
        src_lo=sources.src_lo.max(),
    )  # fmt: skip
    d = d.mutate(gap=d["first"] - d["first"].lag().over(group_by=list(WHO), order_by=[d["first"], d[AGE].desc()]))
    found = d.group_by(list(WHO)).aggregate(
        **sums(d),
        **_horizon(d, "_day", 1),
        **_horizon(d, "_week", WEEK),
        **_horizon(d, "", DAYS),
        hours=any_bit(ibis.ifelse(d[AGE] == 0, d.hours, 0)),
        targets=int64(ibis.greatest(d.dst_low.nunique(), d.dst_high.nunique(), bits(any_bit(d.marks)))),
        src_lo=d.src_lo.max(),
        way_low=d.way_low.min(), way_high=d.way_high.max(),
        syn=int64(d.syn.sum()), gap=int64(d.gap.max()),
    )  # fmt: skip
    by = sources.group_by(list(WHO)).aggregate(addresses=int64(sources.src_lo.nunique()))
    found = found.inner_join(by, list(WHO))
    return found.mutate(hours=bits(found.hours), days=bits(found.days), days_week=bits(found.days_week))


def _horizon(t: Any, name: str, days: int) -> dict[str, Any]:
    """Aggregates over the last `days` days of `sources`: probes, days."""
    near = t[AGE] < days
    return {
        f"n{name or '_month'}": int64(t.n.sum(where=near)),
        f"days{name}": any_bit(ibis.ifelse(near, bit(t[AGE]), 0)),
    }


def _hospitals(t: Any, name: str, days: int) -> dict[str, Any]:
    """Aggregates over the last `days` days of `contacts`: hospitals, hospitals asked at a medical service."""
    near = t[AGE] < days
    medical = near & t.dport.isin(MEDICAL) & (t.proto == probes.TCP)
    return {
        f"hospitals{name}": int64(t.member.nullif(0).nunique(where=near)),
        f"medical{name}": int64(t.member.nullif(0).nunique(where=medical)),
    }


def _fires(t: Any, s: Settings) -> Any:
    month = (t.n_month <= s.most_probes) & (t.days >= s.min_days) & (t.score >= s.min_hospitals)
    week = (t.n_week <= s.most_probes_week) & (t.days_week >= s.min_days_week) & (t.score_week >= s.min_hospitals)
    day = (t.n_day <= s.most_probes_day) & (t.hours >= s.min_hours) & (t.score_day >= s.min_hospitals)
    return month | week | day


def _told(t: Any, s: Settings) -> Any:
    one_proto, one_port = t.proto_low == t.proto_high, t.port_low == t.port_high
    tcp = one_proto & (t.proto_low == probes.TCP)
    ways = ibis.cases((t.way_low < 0, 0), (t.way_low == t.way_high, 1), else_=2)
    month = (t.n_month <= s.most_probes) & (t.days >= s.min_days) & (t.score >= s.min_hospitals)
    week = (t.n_week <= s.most_probes_week) & (t.days_week >= s.min_days_week) & (t.score_week >= s.min_hospitals)
    return detections(
        t,
        detector=NAME,
        src_hi=t.src_hi,
        src_lo=ibis.ifelse(t.bits == ONE, t.src_lo, 0),
        src_bits=t.bits,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=ibis.ifelse(one_proto, t.proto_low, -1),
        port=ibis.ifelse(one_proto & one_port, t.port_low, -1),
        vector=ibis.cases((month, VECTORS[0]), (week, VECTORS[1]), else_=VECTORS[2]),
        member=ibis.ifelse(t.hospitals == 1, int64(t.member_low), 0),
        members=t.hospitals,
        sources=t.addresses,
        targets=t.targets,
        ports=t.ports,
        trust=ibis.ifelse(tcp & (t.targets >= s.plausible_targets), int(Trust.PLAUSIBLE), int(Trust.SPOOFABLE)),
        evidence={
            "score": t.score, "score_week": t.score_week, "score_day": t.score_day,
            "days": t.days, "days_week": t.days_week, "hours": t.hours,
            "hospitals_week": t.hospitals_week, "hospitals_day": t.hospitals_day,
            "medical": t.medical, "probes_week": t.n_week, "probes_day": t.n_day, "syn": t.syn,
            "mean_gap": whole(t["last"] - t["first"], ibis.greatest(t.n - 1, 1)), "longest_gap": t.gap,
            "ingresses": ways,
        },
    )  # fmt: skip


DETECTOR: Final = LookBack(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    reads=("sources", "contacts"),
    detect=detect,
    named=("src_hi", "src_lo", "src_bits"),
    vectors=VECTORS,
    every=HOUR_MS,
    look=DAYS * DAY_MS,
    fresh=DAYS * DAY_MS,
    suspects=suspects,
    quiet=3 * DAY_MS,  # who probes once a day and leaves out a weekend is still the same story
)
