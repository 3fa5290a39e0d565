"""Distributed scan: many sources share out the targets, each asks once or twice. Belongs here: this definition. Never: acting on a source.

Sees: within an hour, at one port of one hospital or of all hospitals together, many sources of one or two probes each whose targets
complement each other (nearly every probe goes to an address that no other one took), far more of them than in an hour of the week before,
and hardly anybody else at that port. Seven probes are nothing to a hospital; in each of forty they are a set. What is found is the set: no
source is named, because each by itself has done nothing.

Cannot see: a set below `min_sources` an hour at each hospital and `min_together` at all of them; a set whose sources come back in other
hours for more than two probes a day at that port; one that asks where a surge of strangers is usual. Looks guilty and is not: the first
hours of a new worm or of a new scanning fashion (many single sources, but they hit the same addresses again, which lowers the share of
fresh targets); forged sources of a SYN flood over a whole prefix as long as it is short. So it is told and never acted upon.
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
    min_fresh: int = 80  # % of probes that go to an address of their own; independent scanners repeat each other's
    min_share: int = 80  # % of the sources at that port and hour that ask so little; a service has guests who talk
    surge: int = 5  # times the mean hour of the week before


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per port from `contacts`: the hospitals and hours in which it was scanned so. Lazy: nothing is computed here."""
    s = settings
    contacts = rows["contacts"]
    hour = contacts["first"] - contacts["first"] % HOUR_MS
    marked = contacts.filter(contacts[AGE] <= WEEK).mutate(hour=hour, until=contacts["last"] - contacts["last"] % HOUR_MS)
    # the pieces of a source's day may lie in several segments
    whole_days = marked.group_by([*WHERE, AGE, "src_hi", "src_lo"]).aggregate(
        **sums(marked), hour=marked.hour.min(), latest=marked.until.max(), dst_low=marked.dst_low.min(), dst_high=marked.dst_high.max()
    )
    single = (whole_days.n <= s.most_probes) & (whole_days.hour == whole_days.latest)
    asked = whole_days.mutate(single=ibis.ifelse(single, 1, 0))
    asked = asked.filter(asked.member > ALL).drop("latest").union(_together(asked, s))
    usual = asked.filter(asked[AGE] > 0)
    usual = usual.group_by(list(WHERE)).aggregate(before=int64(usual.single.sum()))
    today = asked.filter(asked[AGE] == 0)
    set_of = today.filter(today.single == 1)
    near = ibis.ifelse(set_of.src_hi == 0, set_of.src_lo - (set_of.src_lo & NETWORK_V4), set_of.src_hi - (set_of.src_hi & NETWORK_V6))
    set_of = set_of.mutate(network=near)
    per = set_of.group_by([*WHERE, "hour"]).aggregate(**sums(set_of), found=int64(set_of.count()), networks=int64(set_of.network.nunique()))
    crowd = today.group_by([*WHERE, "hour"]).aggregate(crowd=int64(today.count()))
    both = set_of.select(*WHERE, "hour", dst=set_of.dst_low).union(set_of.select(*WHERE, "hour", dst=set_of.dst_high))
    reached = both.group_by([*WHERE, "hour"]).aggregate(targets=int64(both.dst.nunique()))
    met = per.inner_join(crowd, [*WHERE, "hour"]).inner_join(reached, [*WHERE, "hour"]).left_join(usual, list(WHERE))
    met = met.select(*per.columns, "crowd", "targets", before=int64(met.before))
    fires = met.filter(
        (met.found >= ibis.ifelse(met.member == ALL, s.min_together, s.min_sources))
        & (met.targets * 100 >= met.n * s.min_fresh)
        & (met.found * 100 >= met.crowd * s.min_share)
        & (met.found * WEEK * 24 >= met.before * s.surge)
    )
    reached_by = set_of.filter(set_of.member > ALL).group_by(["proto", "dport"]).aggregate(hospitals=int64(set_of.member.nunique()))
    return _told(fires.left_join(reached_by, ["proto", "dport"]).select(*fires.columns, hospitals=int64(reached_by.hospitals)))


def _together(asked: Any, s: Settings) -> Any:
    """The same per source over all hospitals: whoever asks a little everywhere is no single."""
    key = ["proto", "dport", AGE, "src_hi", "src_lo"]
    t = asked.group_by(key).aggregate(
        **sums(asked), hour=asked.hour.min(), latest=asked.latest.max(), dst_low=asked.dst_low.min(), dst_high=asked.dst_high.max()
    )
    t = t.mutate(member=ibis.literal(ALL, "int64"), single=ibis.ifelse((t.n <= s.most_probes) & (t.hour == t.latest), 1, 0))
    return t.select(*(name for name in asked.columns if name != "latest"))


def _told(t: Any) -> Any:
    """One detection a port: of all hospitals together where that is found, else of those where it is."""
    wide = int64(ibis.ifelse(t.member == ALL, 1, 0).max().over(ibis.window(group_by=["proto", "dport"])))
    t = t.mutate(wide=wide)
    t = t.filter((t.wide == 0) | (t.member == ALL))
    found = t.group_by(["proto", "dport"]).aggregate(
        **sums(t),
        members=int64(ibis.ifelse(t.wide == 1, t.hospitals, 0).max() + t.member.nullif(ALL).nunique()),
        member=int64(t.member.max()),
        found=int64(t.found.sum()),
        targets=int64(t.targets.sum()),
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
