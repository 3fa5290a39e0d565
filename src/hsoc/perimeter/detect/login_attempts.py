"""Login attempts: one source opens many short sessions of like size with services where one logs in. Never: what follows (login_success).

Sees: at least `min_attempts` connections in five minutes from one source to one service's port, summed over all hosts of all hospitals,
each of the size of a refused login (logins.py: SSH, RDP, Telnet, FTP, VNC, SMB, mail, databases), nearly equal in packets, and most of
what the source does there. What stays below the threshold at each hospital adds up here.

Cannot see: guessing inside one long session; web forms and VPN portals (their sessions look like anybody's); sampled telemetry; a source
slower than the threshold; passwords tried by thousands of sources, a few each.
Looks guilty and is not: robots that open many short sessions (configuration runs, monitoring, backups over SSH): exempt them by policy;
phones of one carrier behind one address that fetch mail: hence the higher threshold for mail.

Trust: proven where at least half of the attempts were answered with data (a service speaks only after the handshake); else plausible.
Reference: NEMEA brute_force_detector (30 of the last 50 flows), CrowdSec ssh-slow-bf (10 in 60 s), perimeter.md 2.5.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect import logins
from hsoc.perimeter.detect.base import Detector, Least, Mirror
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums, whole
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "login_attempts"
KEY: Final = ("src_hi", "src_lo", "dport")
HOST: Final = ("dst_hi", "dst_lo")
WAY: Final = ("exporter", "ingress_if")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per source and port within the window."""

    min_attempts: int = 10  # connections; three passwords each, so nobody who has forgotten his; a public capture has 11 in a minute
    min_attempts_mail: int = 60  # connections; a carrier's address fetches mail for many phones
    min_share: int = 60  # % of the source's connections to this port; NEMEA: 30 of 50
    most_spread: int = 20  # % by which the mean of the squares of packets exceeds the square of their mean; 20 = they differ by 45 %
    proven_share: int = 50  # % of the attempts that were answered with data


def relevant(f: Any) -> Any:
    """Connections with a service where one logs in."""
    return logins.door(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per source and port. Lazy: nothing is computed here."""
    opened = flows.filter(relevant(flows))
    opened = opened.mutate(attempt=logins.attempt(opened), square=opened.packets * opened.packets, size=opened.packets)
    asked = scaled(opened, *KEY, *HOST, "sport", *WAY, "attempt", "square", "size")
    replied = flows.filter(logins.door_back(flows))
    replied = replied.select(
        src_hi=replied.dst_hi,
        src_lo=replied.dst_lo,
        dport=replied.sport,
        dst_hi=replied.src_hi,
        dst_lo=replied.src_lo,
        sport=replied.dport,
    ).distinct()
    replied = replied.mutate(answered=ibis.literal(1, "int64"))
    met = asked.left_join(replied, [*KEY, *HOST, "sport"]).select(*asked.columns, "answered")
    tried = met.filter(met.attempt == 1)
    all_flows = met.group_by(list(KEY)).aggregate(connections=int64(met.count()))
    hosts = tried.select(*KEY, *HOST).distinct()
    hosts = hosts.group_by(list(KEY)).aggregate(hosts=int64(hosts.count()))
    found = tried.group_by(list(KEY)).aggregate(
        **sums(tried),
        squares=int64(tried.square.sum()),
        total=int64(tried["size"].sum()),
        answered=int64(int64(tried.answered).sum()),
        members=int64(tried.member.nullif(0).nunique()),
        member=int64(tried.member.max()),
        **{f"{name}_low": tried[name].min() for name in WAY},
        **{f"{name}_high": tried[name].max() for name in WAY},
    )
    found = found.join(all_flows, list(KEY)).select(*found.columns, "connections")
    found = found.join(hosts, list(KEY)).select(*found.columns, "hosts")
    mail = found.dport.isin(logins.SERVICES["mail"][0])
    enough = found.n >= ibis.ifelse(mail, settings.min_attempts_mail, settings.min_attempts)
    alike = found.n * found.squares * 100 <= found.total * found.total * (100 + settings.most_spread)
    return _told(found.filter(enough & alike & (found.n * 100 >= found.connections * settings.min_share)), settings)


def _told(t: Any, s: Settings) -> Any:
    one_way = (t.exporter_low == t.exporter_high) & (t.ingress_if_low == t.ingress_if_high)
    ways = ibis.cases((t.ingress_if_low < 0, 0), (one_way, 1), else_=2)  # as in horizontal_scan
    proven = t.answered * 100 >= t.n * s.proven_share
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
        port=t.dport,
        vector=logins.service(t.dport),
        member=ibis.ifelse(t.members == 1, t.member, 0),
        members=t.members,
        sources=1,
        targets=t.hosts,
        ports=1,
        trust=ibis.ifelse(proven, int(Trust.PROVEN), int(Trust.PLAUSIBLE)),
        evidence={
            "attempts": t.n,
            "connections": t.connections,
            "answered": t.answered,
            "mean_packets": whole(t.total, t.n),
            "ingresses": ways,
        },
    )


def least(settings: Settings) -> Least:
    """No detection without so many connections."""
    return Least("flows", min(settings.min_attempts, settings.min_attempts_mail))


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.LOGIN,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=("src_hi", "src_lo", "port"),
    vectors=tuple(logins.SERVICES),
    mirror=Mirror(logins.door_back, ("dst_hi", "dst_lo", "sport")),
)
