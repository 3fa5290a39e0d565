"""Distributed scan: many sources share out the targets, each asks once or twice. Belongs here: this definition. Never: acting on a source.

Sees: within an hour, at one port of one hospital or of all hospitals together, many sources of one or two probes each who share out the
addresses: each is asked as often as the others, far more of them than in an hour of the week before, and hardly anybody else at that port.
Seven probes are nothing to a hospital; in each of forty they are a set. What is found is the set: no source is named, because each by
itself has done nothing.

Why evenness: who asks without knowing of the others hits some addresses again and leaves others out (how many ask one is Poisson's, whose
variance is its mean); who shares out asks each once, and two sets over one another ask each once or twice. So what is measured is the
variance of how many ask one address against its mean, which does not mind how many sets there are. As long as there are few probes to many
addresses even strangers seldom meet: then number and surge alone speak.

Cannot see: a set below `min_sources` an hour at each hospital and `min_together` at all of them; a set whose sources come back in other
hours for more than two probes a day at that port; one that asks where a surge of strangers is usual; three sets or more of which each asks
other parts of each hospital. Looks guilty and is not: the first hours of a new worm or of a new scanning fashion (many single sources, but
they meet at the same addresses); forged sources of a SYN flood over a whole prefix as long as it is short. So it is told, never acted upon.
Reference: perimeter.md 2.2 (the sipscan of 2011: three million sources, mostly one probe each): the union grows, each source stays at one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.columns import detections, int64, sums, whole
from hsoc.perimeter.detect.rollup import AGE, DAY_MS, HOUR_MS, LookBack
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "distributed_scan"
VECTOR: Final = "shared-out"
WEEK: Final = 7
WHERE: Final = ("member", "proto", "dport")
ALL: Final = 0  # in place of a member: all hospitals together, and what belongs to none
NETWORK_V4: Final = 0xFF  # mask of a host in its /24, and (upper half) of a network in its /48
NETWORK_V6: Final = 0xFFFF


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per hospital, port and hour of the last day."""

    min_sources: int = 50  # sources of one or two probes; background radiation brings a few an hour to a port of one hospital
    min_together: int = 200  # the same over all hospitals; the background of forty is forty times as much, of which `surge` takes care
    most_probes: int = 2  # flows of one source that day at that port; more is a scanner by itself
    # % of the mean, the variance of how many ask one address. 0 = each as often as the others; two sets over one another stay below 18,
    # however much of one the other covers; strangers pass 20 when they are half as many as the addresses, and near 100 with their number
    most_uneven: int = 20
    min_targets: int = 40  # different addresses asked; an even crowd at fewer is at a service
    min_share: int = 80  # % of the sources at that port and hour that ask so little; a service has guests who talk
    surge: int = 5  # times the mean hour of the week before


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per port from `contacts`: the hospitals and hours in which it was scanned so. Lazy: nothing is computed here."""
    s = settings
    contacts = rows["contacts"]
    week = contacts.filter(contacts[AGE] <= WEEK)
    # the pieces of a source's day may lie in several segments
    asked = _singles(week, [*WHERE, AGE, "src_hi", "src_lo"], s)
    asked = asked.filter(asked.member > ALL).union(_together(asked, s))
    usual = asked.filter(asked[AGE] > 0)
    usual = usual.group_by(list(WHERE)).aggregate(before=int64(usual.single.sum()))
    today = asked.filter(asked[AGE] == 0)
    set_of = today.filter(today.single == 1)
    near = ibis.ifelse(set_of.src_hi == 0, set_of.src_lo - (set_of.src_lo & NETWORK_V4), set_of.src_hi - (set_of.src_hi & NETWORK_V6))
    set_of = set_of.mutate(network=near)
    per = set_of.group_by([*WHERE, "hour"]).aggregate(**sums(set_of), found=int64(set_of.count()), networks=int64(set_of.network.nunique()))
    crowd = today.group_by([*WHERE, "hour"]).aggregate(crowd=int64(today.count()))
    met = per.inner_join(crowd, [*WHERE, "hour"]).inner_join(_reached(set_of), [*WHERE, "hour"]).left_join(usual, list(WHERE))
    met = met.select(*per.columns, "crowd", "targets", "uneven", before=int64(met.before))
    fires = met.filter(
        (met.found >= ibis.ifelse(met.member == ALL, s.min_together, s.min_sources))
        & (met.targets >= s.min_targets)
        & (met.uneven <= s.most_uneven)
        & (met.found * 100 >= met.crowd * s.min_share)
        & (met.found * WEEK * 24 >= met.before * s.surge)
    )
    reached_by = set_of.filter(set_of.member > ALL).group_by(["proto", "dport"]).aggregate(hospitals=int64(set_of.member.nunique()))
    return _told(fires.left_join(reached_by, ["proto", "dport"]).select(*fires.columns, hospitals=int64(reached_by.hospitals)))


def _singles(rows: Any, key: list[str], s: Settings) -> Any:
    """Sums per key, which names a source; hour: of its first probe; single: 1 where it asked little, and within an hour."""
    t = rows.group_by(key).aggregate(**sums(rows), dst_low=rows.dst_low.min(), dst_high=rows.dst_high.max())
    single = (t.n <= s.most_probes) & (t["last"] - t["first"] < HOUR_MS)
    return t.mutate(hour=t["first"] - t["first"] % HOUR_MS, single=ibis.ifelse(single, 1, 0))


def _together(asked: Any, s: Settings) -> Any:
    """The same per source over all hospitals: whoever asks a little everywhere is no single."""
    t = _singles(asked, ["proto", "dport", AGE, "src_hi", "src_lo"], s)
    return t.mutate(member=ibis.literal(ALL, "int64")).select(*asked.columns)


def _reached(set_of: Any) -> Any:
    """Per port and hour: different addresses that were asked, and how unevenly, in % (variance by mean of how many ask one)."""
    where = [*WHERE, "hour"]
    two = set_of.filter(set_of.dst_low != set_of.dst_high)
    both = set_of.select(*where, dst=set_of.dst_low).union(two.select(*where, dst=two.dst_high))
    per = both.group_by([*where, "dst"]).aggregate(askers=int64(both.count()))
    t = per.group_by(where).aggregate(
        targets=int64(per.count()), asks=int64(per.askers.sum()), squares=int64((per.askers * per.askers).sum())
    )
    # each part divided by itself: the product of all three would pass 64 bits where somebody wants it to
    return t.select(*where, "targets", uneven=whole(t.squares * 100, t.asks) - whole(t.asks * 100, t.targets))


def _told(t: Any) -> Any:
    """One detection a port: in each hour of all hospitals together where that is found, else of those where it is."""
    wide = int64(ibis.ifelse(t.member == ALL, 1, 0).max().over(ibis.window(group_by=["proto", "dport", "hour"])))
    t = t.mutate(wide=wide)
    t = t.filter((t.wide == 0) | (t.member == ALL))
    found = t.group_by(["proto", "dport"]).aggregate(
        **sums(t),
        members=ibis.greatest(int64(ibis.ifelse(t.wide == 1, t.hospitals, 0).max()), int64(t.member.nullif(ALL).nunique())),
        member=int64(t.member.max()),
        found=int64(t.found.sum()),
        targets=int64(t.targets.sum()),
        uneven=int64(t.uneven.max()),
        hours=int64(t.hour.nunique()),
        networks=int64(t.networks.max()),
        before=int64(t.before.sum()),
    )
    return detections(
        found,
        detector=NAME,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=found.proto,
        port=found.dport,
        vector=VECTOR,
        member=ibis.ifelse(found.members == 1, found.member, 0),
        members=found.members,
        sources=found.found,
        targets=found.targets,
        ports=1,
        trust=int(Trust.SPOOFABLE),
        evidence={
            "hours": found.hours,
            "networks": found.networks,
            "week_before": found.before,
            "probes_per_100_sources": whole(found.n * 100, found.found),
            "fresh": whole(found.targets * 100, found.n),
            "uneven": found.uneven,
        },
    )


DETECTOR: Final = LookBack(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    reads=("contacts",),
    detect=detect,
    named=("proto", "port"),
    vectors=(VECTOR,),
    every=HOUR_MS,
    look=8 * DAY_MS,
    fresh=DAY_MS,
    quiet=6 * HOUR_MS,
    learn=7,
)
