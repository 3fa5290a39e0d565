"""Failed contacts: a source whose first contacts with hosts fail in a row (TRW). Belongs here: this definition. Never: counting live.

Sees: Threshold Random Walk for TCP. Each host that a source meets for the first time in the window is one step: up where the contact
failed (a SYN that nothing followed), down where it came about. With theta0 = 0.8, theta1 = 0.2 the steps are ln 4 both ways, and with
alpha = 0.01, beta = 0.99 the bounds are 4.595 and -4.595: whole steps, four net failures or four net successes, so the walk is a running
sum of ones that DuckDB and Spark walk alike; whichever bound is met first decides. It flags what has asked too few hosts for the others.

Cannot see: what lasts less than `min_lasting`; UDP (30,000 of 30,000 amplifiers would be flagged); a scanner of one host; who met four
living hosts first; what has reached the horizontal, vertical or block threshold (told there). Starves where flows are sampled (a
connection looks like a lone SYN), so sampled flows are left out, and where only SYNs are exported nobody succeeds: then every visitor of
four dead hosts is flagged.
Looks guilty and is not: who calls on one dead service of several addresses (four hosts on one port: found); a file-sharer (each peer its
own port) is not, as `hosts_per_port` asks for the same question.

Trust: a handful of SYNs proves nothing: spoofable. The evidence `trw` says that the test decided.
Reference: Jung et al., Fast Portscan Detection Using Sequential Hypothesis Testing, IEEE S&P 2004; figures in perimeter.md 2.1.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "failed_contacts"
KEY: Final = ("src_hi", "src_lo")
HOST: Final = ("dst_hi", "dst_lo")
WINDOW: Final = 120_000  # ms; successes of all visitors are kept too, so it is short; slower ones are slow_scan's


class Settings(msgspec.Struct, frozen=True):
    """The test, and where the other scan detectors take over."""

    bound: int = 4  # steps of ln 4 to 4.595: ln((1 - beta) / (1 - alpha)) and ln(beta / alpha) with alpha 0.01, beta 0.99
    hosts_per_port: int = 2  # hosts asked on a port on average, at least (TAPS: a file-sharer has one)
    most_targets: int = 24  # hosts on one port; from one more horizontal_scan tells
    most_ports: int = 14  # ports of one host; from one more vertical_scan tells of the host
    min_lasting: int = 10_000  # ms from the first contact to the last; a fast sweep has by then reached horizontal_scan, and is told once
    block_pairs: int = 50  # doors; from here, with …
    block_ports: int = 3  # … so many ports, block_scan tells


def failed(f: Any) -> Any:
    """A first word that nobody answered: SYN without ACK, few packets."""
    return probes.syn(f) & (f.sampling == 1) & (f.packets <= probes.FEW_PACKETS)


def came_about(f: Any) -> Any:
    """A connection seen from the asking side (towards the lower port)."""
    opened = (f.proto == probes.TCP) & ((f.tcp_flags & (probes.SYN | probes.ACK)) == (probes.SYN | probes.ACK))
    return opened & (f.sampling == 1) & (f.dport < f.sport)


def relevant(f: Any) -> Any:
    """Contacts with one host of ours, failed or not."""
    return (failed(f) | came_about(f)) & probes.incoming(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per source. Lazy: nothing is computed here."""
    contacts = flows.filter(relevant(flows))
    asked = scaled(contacts.mutate(bad=failed(contacts).cast("int64")), *KEY, *HOST, "dport", "bad")
    doors = asked.group_by([*KEY, *HOST, "dport"]).aggregate(
        **sums(asked),
        member=int64(asked.member.max()),
        bad=int64(asked.bad.sum()),
        newest=int64(asked["first"].max()),
        # the first contact decides: of flows that began in the same millisecond the good one
        order=int64((asked["first"] * 2 + asked.bad).min()),
    )
    doors = doors.mutate(on_host=int64(doors.n.count().over(ibis.window(group_by=[*KEY, *HOST]))))
    doors = doors.filter(doors.on_host <= settings.most_ports)
    walked = _walked(doors, settings)
    bad = doors.filter(doors.bad > 0)
    bad = bad.mutate(on_port=int64(bad.n.count().over(ibis.window(group_by=[*KEY, "dport"]))))
    hosts = bad.select(*KEY, *HOST).distinct()
    hosts = hosts.group_by(list(KEY)).aggregate(hosts=int64(hosts.count()))
    found = bad.group_by(list(KEY)).aggregate(
        **sums(bad),
        begun=int64(bad["first"].min()),
        newest=int64(bad["newest"].max()),
        pairs=int64(bad.count()),
        ports=int64(bad.dport.nunique()),
        widest=int64(bad.on_port.max()),
        door=int64(bad.dport.min()),
        medical=int64(ibis.ifelse(probes.medical(bad), 1, 0).sum()),
        members=int64(bad.member.nullif(0).nunique()),
        member=int64(bad.member.max()),
    )
    found = found.join(hosts, list(KEY)).select(*found.columns, "hosts")
    found = found.join(walked, list(KEY)).select(*found.columns, "contacts", "highest")
    others = (found.widest > settings.most_targets) | ((found.pairs >= settings.block_pairs) & (found.ports >= settings.block_ports))
    lasting = found.newest - found.begun >= settings.min_lasting
    return _told(found.filter((found.hosts >= found.ports * settings.hosts_per_port) & lasting & ~others))


def _walked(doors: Any, settings: Settings) -> Any:
    """Sources whose walk over first contacts reaches the upper bound before the lower one."""
    met = doors.group_by([*KEY, *HOST]).aggregate(order=int64(doors.order.min()))
    met = met.mutate(step=ibis.ifelse(met.order % 2 == 1, 1, -1).cast("int64"))
    so_far = ibis.window(
        group_by=list(KEY), order_by=[ibis.asc("order"), ibis.asc("dst_hi"), ibis.asc("dst_lo")], preceding=None, following=0
    )
    walk = met.mutate(at=int64(met.step.sum().over(so_far)))
    lowest = walk.mutate(lowest=int64(walk["at"].min().over(so_far)))
    alive = lowest.filter(lowest.lowest > -settings.bound)
    found = alive.group_by(list(KEY)).aggregate(contacts=int64(alive.count()), highest=int64(alive["at"].max()))
    return found.filter(found.highest >= settings.bound)


def _told(t: Any) -> Any:
    return detections(
        t,
        detector=NAME,
        src_hi=t.src_hi,
        src_lo=t.src_lo,
        src_bits=ONE,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=probes.TCP,
        port=NOBODY,
        vector="syn",
        member=ibis.ifelse(t.members == 1, t.member, 0),
        members=t.members,
        sources=1,
        targets=t.hosts,
        ports=t.ports,
        trust=int(Trust.SPOOFABLE),
        evidence={"trw": ibis.literal(1), "contacts": t.contacts, "walk": t.highest, "lowest_port": t.door, "medical": t.medical},
    )


def least(settings: Settings) -> Least:
    """No detection without so many hosts met."""
    return Least("distinct", settings.bound, HOST)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("syn",),
    window=WINDOW,
    patience=30_000,  # one calm of the sieve; who asks so few hosts is in no hurry
)
