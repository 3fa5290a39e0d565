"""UDP flood: datagrams to one host that it never answers, from ports that tell nothing. Belongs here: this definition. Never: acting.

Sees: at least `floor` datagrams in a minute to one host from clients' ports, out of conversations in which the host itself sent nothing,
where these are most of what it gets of that kind: random ports, random sources, or one source with all its might.

Cannot see: what comes from few ports of many hosts (reflection), from ports below 1024 or of QUIC, VPN and call relays (LEFT_OUT), and
later fragments (reflection counts them); a flood that the host answers; floods below the floor.
Looks guilty and is not: collectors of syslog, traps and flows, which never answer (ONE_WAY ports); traceroute; a scan of all ports (a walk
of one source with short datagrams); a camera that sends without ever being told so (from 17 packets a second: found); the peers of a
file-sharer who has just left. Where only the incoming direction is exported, every call looks unanswered: then it is found.

Trust: nothing was answered: spoofable, never a match.
Reference: perimeter.md 2.3; CISA TA14-017A (floods that are not reflected).
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least, Mirror
from hsoc.perimeter.detect.columns import int64, whole
from hsoc.perimeter.detect.victims import FLOOD_MS, SOURCE, VICTIM, counted, per_door, per_victim, victims, without_walks
from hsoc.perimeter.measure import probes
from hsoc.records.taxonomy import Category

NAME: Final = "udp_flood"


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per victim within the window."""

    floor: int = 1000  # datagrams in the window, scaled
    min_share: int = 60  # % of the host's datagrams of this kind that belong to conversations it takes no part in
    min_seen: int = 10  # packets as exported; one packet at 1:1000 would be a flood by itself
    few_ports: int = 3  # source ports; where so few hold …
    reflected_share: int = 60  # % … of the bytes, and …
    reflected_hosts: int = 10  # hosts or more send them, it is reflection's story


def relevant(f: Any) -> Any:
    """Datagrams from a client's port towards one host."""
    return probes.datagram(f) & probes.incoming(f) & probes.to_one(f)


def answers(f: Any) -> Any:
    """What the host itself sends to a client's port; where nobody said which way flows go, that is the same kind of flow."""
    return probes.datagram_back(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per victim. Lazy: nothing is computed here."""
    came = flows.filter(relevant(flows))
    sent = flows.filter(answers(flows))
    sent = sent.select(dst_hi=sent.src_hi, dst_lo=sent.src_lo, src_hi=sent.dst_hi, src_lo=sent.dst_lo).distinct()
    sent = sent.mutate(talked=ibis.literal(1, "int64"))
    met = came.left_join(sent, [*VICTIM, *SOURCE]).select(*came.columns, "talked")
    met = met.mutate(talked=int64(met.talked))
    found = per_victim(without_walks(per_door(counted(met, met.talked == 0)), short=probes.SHORT_BYTES))
    found = found.left_join(_ports(met.filter(met.talked == 0), settings), list(VICTIM)).select(
        *found.columns, "top", "all_bytes", "top_hosts"
    )
    fires = (found.counted >= settings.floor) & (found.seen >= settings.min_seen)
    fires = fires & (found.counted * 100 >= found.packets * settings.min_share)
    reflected = (int64(found.top) * 100 >= int64(found.all_bytes) * settings.reflected_share) & (
        int64(found.top_hosts) >= settings.reflected_hosts
    )
    found = found.filter(fires & ~reflected)
    share = whole(int64(found.top) * 100, ibis.greatest(int64(found.all_bytes), 1))
    evidence = {"share": whole(found.counted * 100, found.packets), "seen": found.seen, "top_ports_share": share}
    return victims(found, detector=NAME, vector=ibis.literal("udp"), proto=probes.UDP, evidence=evidence)


def _ports(came: Any, settings: Settings) -> Any:
    """Per victim: bytes of the few heaviest source ports, of all, and how many hosts send from those few."""
    sent = came.mutate(size=came.bytes * came.sampling).group_by([*VICTIM, "sport", *SOURCE]).aggregate(size=lambda t: int64(t.size.sum()))
    ports = sent.group_by([*VICTIM, "sport"]).aggregate(size=int64(sent["size"].sum()))
    order = ibis.window(group_by=list(VICTIM), order_by=[ibis.desc("size"), ibis.asc("sport")])
    ports = ports.mutate(place=ibis.row_number().over(order))
    few = ports.filter(ports.place < settings.few_ports)
    hosts = sent.semi_join(few, [*VICTIM, "sport"]).select(*VICTIM, *SOURCE).distinct()
    hosts = hosts.group_by(list(VICTIM)).aggregate(top_hosts=int64(hosts.count()))
    top = few.group_by(list(VICTIM)).aggregate(top=int64(few["size"].sum()))
    total = ports.group_by(list(VICTIM)).aggregate(all_bytes=int64(ports["size"].sum()))
    return top.join(total, list(VICTIM)).join(hosts, list(VICTIM)).select(*VICTIM, "top", "all_bytes", "top_hosts")


def least(settings: Settings) -> Least:
    """No detection without the floor."""
    return Least("packets", settings.floor)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    relevant=relevant,
    key=VICTIM,
    least=least,
    detect=detect,
    named=VICTIM,
    vectors=("udp",),
    mirror=Mirror(answers, SOURCE),
    window=FLOOD_MS,
)
