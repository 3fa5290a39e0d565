"""Flows for tests: what attackers and the innocent of a hospital network send. Seeded; documentation addresses only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from hsoc.records.address import pair
from hsoc.records.flow import FLOW_COLUMNS, flow_columns, flow_table, no_flows

START = 1_700_000_000_000  # ms
S, SA, FULL = 2, 18, 0x1B  # SYN; SYN+ACK; a whole connection
INSIDE, OUTSIDE, FAR = pair("198.51.100.0")[1], pair("203.0.113.0")[1], pair("192.0.2.0")[1]


def flows(count: int, *, every: float = 10, at: float = 0, **columns) -> pa.Table:
    """`count` flows, one each `every` ms from START + at; scalars are repeated, the rest are defaults (one packet of 40 bytes)."""
    last = START + (at + every * np.arange(count)).astype(np.int64)
    given = {"first": last, "last": last, "packets": 1, "bytes": 40, **columns}
    return flow_table({name: np.broadcast_to(np.asarray(v, np.int64), count) for name, v in given.items()}, rows=count)


def back(table: pa.Table, *, after: int = 5, **columns) -> pa.Table:
    """The other direction of flows: endpoints swapped, `after` ms later, some columns different."""
    c = flow_columns(table)
    swap = {"src_hi": "dst_hi", "src_lo": "dst_lo", "dst_hi": "src_hi", "dst_lo": "src_lo", "sport": "dport", "dport": "sport"}
    turned = {name: c[swap.get(name, name)] for name in FLOW_COLUMNS}
    turned |= {"first": c["first"] + after, "last": c["last"] + after}
    turned |= {name: np.broadcast_to(np.asarray(v, np.int64), table.num_rows) for name, v in columns.items()}
    return flow_table(turned, rows=table.num_rows)


def some(table: pa.Table, share: float, *, seed: int = 5) -> pa.Table:
    """A seeded share of the rows."""
    return table.filter(pa.array(np.random.default_rng(seed).random(table.num_rows) < share))


def mixed(*tables: pa.Table) -> pa.Table:
    """All flows, in the order in which they ended."""
    return pa.concat_tables([no_flows(), *tables]).sort_by([("last", "ascending")]).combine_chunks()


def with_columns(table: pa.Table, **columns) -> pa.Table:
    """The same flows with other values in some columns."""
    c = flow_columns(table) | {name: np.broadcast_to(np.asarray(v, np.int64), table.num_rows) for name, v in columns.items()}
    return flow_table(c, rows=table.num_rows)


def ephemeral(count: int, *, seed: int = 1):
    """Client ports."""
    return np.random.default_rng(seed).integers(32768, 60999, count)


def web(count: int = 3000, *, every: float = 10) -> pa.Table:
    """Clients of the hospital reading the web: whole connections both ways."""
    n = np.arange(count)
    out = flows(
        count,
        every=every,
        src_lo=INSIDE + n % 40,
        dst_lo=OUTSIDE + n % 150,
        proto=6,
        sport=ephemeral(count),
        dport=443,
        tcp_flags=FULL,
        packets=12,
        bytes=2400,
    )
    return mixed(out, back(out, packets=20, bytes=24000))


def resolver() -> pa.Table:
    """A busy resolver; 4 % of the servers it asks are lame."""
    n = np.arange(8000)
    asks = flows(8000, every=7, src_lo=INSIDE + 53, dst_lo=OUTSIDE + n % 254, proto=17, sport=ephemeral(8000), dport=53, bytes=70)
    return mixed(asks, back(asks.filter(pa.array(n % 254 > 10)), bytes=420))


def dns_server() -> pa.Table:
    """A resolver answering one client on many ports."""
    asks = flows(2000, every=20, src_lo=INSIDE + 9, dst_lo=INSIDE + 53, proto=17, sport=ephemeral(2000), dport=53, bytes=70)
    return mixed(asks, back(asks, bytes=300))


def nat_quic() -> pa.Table:
    """Many people behind one address downloading over QUIC."""
    n = np.arange(900)
    out = flows(
        900, every=60, src_lo=INSIDE + 1, dst_lo=OUTSIDE + n % 60, proto=17, sport=ephemeral(900), dport=443, packets=40, bytes=4000
    )
    return mixed(out, back(out, packets=200, bytes=260_000))


def ntp() -> pa.Table:
    """A time server of the hospital and the clients that ask it, source port 123 on both sides."""
    n = np.arange(4000)
    asks = flows(4000, every=14, src_lo=OUTSIDE + n % 250, dst_lo=INSIDE + 123, proto=17, sport=123, dport=123, bytes=76)
    return mixed(asks, back(asks))


def monitor() -> pa.Table:
    """Pings 60 hosts each minute, tries 60 web servers, looks up names; three hosts are down."""
    n = np.arange(300)
    asks = flows(300, every=1000, src_lo=INSIDE + 2, dst_lo=INSIDE + 100 + n % 60, proto=1, icmp=8 * 256, bytes=84)
    tries = flows(
        300,
        every=1000,
        src_lo=INSIDE + 2,
        dst_lo=INSIDE + 100 + n % 60,
        proto=6,
        sport=ephemeral(300),
        dport=443,
        tcp_flags=FULL,
        packets=6,
        bytes=900,
    )
    return mixed(asks, back(asks.filter(pa.array(n % 60 > 2)), icmp=0), tries, back(tries, bytes=3000))


def pacs() -> pa.Table:
    """Modalities storing images, and the archive sending them to the workplaces."""
    n = np.arange(200)
    store = flows(
        200,
        every=1400,
        src_lo=INSIDE + 60 + n % 30,
        dst_lo=INSIDE + 11,
        proto=6,
        sport=ephemeral(200),
        dport=11112,
        tcp_flags=FULL,
        packets=40_000,
        bytes=50_000_000,
    )
    return mixed(store, back(store, packets=20_000, bytes=1_000_000))


def backup() -> pa.Table:
    """The backup server reads 40 machines at night."""
    n = np.arange(40)
    out = flows(
        40,
        every=2000,
        src_lo=INSIDE + 12,
        dst_lo=INSIDE + 100 + n,
        proto=6,
        sport=ephemeral(40),
        dport=10566,
        tcp_flags=FULL,
        packets=90_000,
        bytes=4_000_000,
    )
    return mixed(out, back(out, packets=900_000, bytes=1_200_000_000))


def peer_to_peer() -> pa.Table:
    """A guest's file sharing: peers on any port, a third of them gone."""
    n = np.arange(1500)
    ports = np.random.default_rng(3).integers(10_000, 65_000, 250)[n % 250]
    out = flows(1500, every=100, src_lo=INSIDE + 77, dst_lo=OUTSIDE + n % 250, proto=17, sport=51413, dport=ports, packets=2, bytes=300)
    dead = flows(
        300,
        every=700,
        src_lo=INSIDE + 77,
        dst_lo=FAR + np.arange(300) % 250,
        proto=6,
        sport=ephemeral(300),
        dport=np.random.default_rng(4).integers(1024, 65_000, 300),
        tcp_flags=S,
    )
    return mixed(out, back(some(out, 0.7), packets=3, bytes=3000), dead)


def traceroute() -> pa.Table:
    """One person looking for the way: 90 UDP ports of one host, and routers answering by ICMP."""
    n = np.arange(90)
    out = flows(90, every=50, src_lo=INSIDE + 5, dst_lo=OUTSIDE + 5, proto=17, sport=48_000, dport=33434 + n, bytes=60)
    return mixed(out, flows(90, every=50, src_lo=FAR + n // 3, dst_lo=INSIDE + 5, proto=1, icmp=11 * 256, bytes=56))


def vpn_gateway() -> pa.Table:
    """Forty people at home, IPsec over UDP 4500 with large packets cut in two."""
    n = np.arange(1200)
    into = flows(
        1200, every=40, src_lo=OUTSIDE + n % 40, dst_lo=INSIDE + 3, proto=17, sport=4500, dport=4500, packets=90, bytes=90_000, fragment=1
    )
    rest = with_columns(into, sport=0, dport=0, fragment=2, bytes=40_000)
    return mixed(into, rest, back(into, fragment=0))


def collectors() -> pa.Table:
    """Fifty devices telling syslog and flows to one collector; it never answers."""
    n = np.arange(3000)
    syslog = flows(3000, every=19, src_lo=INSIDE + 100 + n % 50, dst_lo=INSIDE + 14, proto=17, sport=514, dport=514, bytes=200)
    return mixed(
        syslog, flows(3000, every=19, src_lo=INSIDE + 100 + n % 50, dst_lo=INSIDE + 14, proto=17, sport=2055, dport=2055, bytes=1400)
    )


def keep_alives() -> pa.Table:
    """A NAT holding 200 idle connections open: lone ACKs of 41 and 52 bytes, and resets of those that died."""
    n = np.arange(600)
    out = flows(
        600, every=400, src_lo=INSIDE + 1, dst_lo=OUTSIDE + n % 200, proto=6, sport=ephemeral(600), dport=443, tcp_flags=16, bytes=41
    )
    return mixed(out, back(out, bytes=52), with_columns(some(out, 0.1), tcp_flags=4, bytes=40))


def group_talk() -> pa.Table:
    """Discovery on the local network: mDNS and SSDP to groups, NetBIOS to the broadcast address."""
    n = np.arange(2000)
    mdns = flows(2000, every=25, src_lo=INSIDE + n % 60, dst_lo=pair("224.0.0.251")[1], proto=17, sport=5353, dport=5353, bytes=200)
    ssdp = with_columns(mdns, dst_lo=pair("239.255.255.250")[1], sport=1900, dport=1900)
    return mixed(mdns, ssdp, with_columns(mdns, dst_lo=INSIDE + 255, sport=137, dport=137))


def sampled_web() -> pa.Table:
    """The web seen by a router that looks at one packet in a thousand: lone ACKs and data everywhere."""
    flags = np.random.default_rng(8).choice([16, 24], 4000)
    n = np.arange(4000)
    out = flows(
        4000,
        every=14,
        src_lo=INSIDE + n % 3,
        dst_lo=OUTSIDE + n % 250,
        proto=6,
        sport=ephemeral(4000),
        dport=443,
        tcp_flags=flags,
        sampling=1000,
        bytes=40,
    )
    return mixed(out, back(out, bytes=1400))


def dead_server() -> pa.Table:
    """A web server that has stopped: two hundred people try three times each and give up."""
    n = np.arange(200)
    return flows(200, every=250, src_lo=OUTSIDE + n, dst_lo=INSIDE + 80, proto=6, sport=ephemeral(200), dport=443, tcp_flags=S, packets=3)


def sampled_server() -> pa.Table:
    """A busy web server at 1:1000: one packet in twelve opens a connection, some with ECN."""
    n = np.arange(3000)
    flags = np.where(n % 12 == 0, np.where(n % 24 == 0, 0xC2, S), 16 + 8 * (n % 2))
    into = flows(3000, every=19, src_lo=OUTSIDE + n % 250, dst_lo=INSIDE + 80, proto=6, sport=ephemeral(3000), dport=443, tcp_flags=flags)
    return with_columns(into, sampling=1000, bytes=400)


def slow_server() -> pa.Table:
    """A web server outside that accepts and then hangs: a hundred people of the hospital ask it, and give up."""
    n = np.arange(100)
    out = flows(100, every=400, src_lo=INSIDE + 100 + n, dst_lo=OUTSIDE + 7, proto=6, sport=ephemeral(100), dport=443, tcp_flags=S)
    return mixed(out, back(out, tcp_flags=SA))


def phones() -> pa.Table:
    """Forty phones behind one address of a carrier fetching mail."""
    return login(40, dst_lo=INSIDE + 26, dport=993, packets=14, bytes=2500)


def administrator() -> pa.Table:
    """Somebody who mistypes a password twice and then works, and a nightly copy over SSH."""
    tries = login(3, every=9000)
    return mixed(tries, login(4, at=60_000, every=40_000, packets=900, bytes=300_000))


def proxy() -> pa.Table:
    """The proxy of a whole hospital; a hundred sites do not answer."""
    n = np.arange(100)
    same = {"src_lo": INSIDE + 3, "proto": 6, "dport": 443, "direction": 2, "member": 7}
    dead = flows(100, every=500, dst_lo=FAR + n, sport=ephemeral(100), tcp_flags=S, packets=3, bytes=120, **same)
    out = flows(
        3000, every=17, dst_lo=OUTSIDE + np.arange(3000) % 250, sport=ephemeral(3000), tcp_flags=FULL, packets=12, bytes=2400, **same
    )
    return mixed(dead, out, back(out, direction=1))


def stray() -> pa.Table:
    """A NAT letting a few last packets through, and routers on private networks answering a traceroute."""
    n = np.arange(10)
    same = {"proto": 6, "sport": 443, "dport": 50_000, "tcp_flags": 0x11, "role": 3, "bogon": 17, "direction": 4, "member": 7}
    leak = flows(10, every=5000, src_lo=pair("192.168.1.1")[1] + n, dst_lo=OUTSIDE + n, **same)
    errors = flows(90, every=50, src_lo=pair("10.0.0.0")[1] + n[0], dst_lo=INSIDE + 5, proto=1, icmp=11 * 256, role=1, bogon=1, direction=1)
    return mixed(leak, errors)


def scanned_by_controller() -> pa.Table:
    """A listed host looks at our web server, which answers."""
    out = flows(20, every=500, src_lo=INSIDE + 80, dst_lo=FAR + 200, proto=6, sport=443, dport=ephemeral(20), tcp_flags=FULL, packets=9)
    return with_columns(out, bytes=4000, bogon=32, direction=2, member=7)


def camera() -> pa.Table:
    """A call to a cloud outside: much goes out, a report a second comes back; and logs sent to a collector there."""
    same = {"proto": 17, "direction": 2, "member": 7}
    out = flows(1, src_lo=INSIDE + 41, dst_lo=OUTSIDE + 41, sport=40_000, dport=10_000, packets=30_000, bytes=30_000_000, **same)
    logs = flows(60, every=900, src_lo=INSIDE + 42, dst_lo=OUTSIDE + 42, sport=40_000, dport=514, packets=400, bytes=80_000, **same)
    return mixed(out, back(out, packets=60, bytes=6000, direction=1), logs)


INNOCENT: dict[str, Callable[[], pa.Table]] = {
    "web": web,
    "resolver": resolver,
    "dns server": dns_server,
    "nat with quic": nat_quic,
    "ntp": ntp,
    "monitor": monitor,
    "pacs": pacs,
    "backup": backup,
    "peer to peer": peer_to_peer,
    "traceroute": traceroute,
    "vpn gateway": vpn_gateway,
    "collectors": collectors,
    "keep-alives": keep_alives,
    "group talk": group_talk,
    "sampled web": sampled_web,
    "dead server": dead_server,
    "sampled server": sampled_server,
    "slow server": slow_server,
    "phones": phones,
    "administrator": administrator,
    "proxy": proxy,
    "stray": stray,
    "scanned by a controller": scanned_by_controller,
    "camera": camera,
}


def sweep(count: int = 200, *, every: float = 50, at: float = 0, **columns) -> pa.Table:
    """A half-open sweep of port 22 by one source."""
    n = np.arange(count)
    return flows(
        count,
        every=every,
        at=at,
        **{"src_lo": FAR + 1, "dst_lo": INSIDE + n % 250, "proto": 6, "sport": 40000, "dport": 22, "tcp_flags": S, "member": 7} | columns,
    )


def udp_sweep() -> pa.Table:
    """Open resolvers wanted: nobody at home answers, one in twenty does."""
    asks = sweep(proto=17, dport=53, tcp_flags=0, bytes=65)
    return mixed(asks, back(some(asks, 0.05)))


def ping_sweep() -> pa.Table:
    """An echo to every address; a third of them answer."""
    asks = sweep(proto=1, icmp=2048, sport=0, dport=0, tcp_flags=0, bytes=60)
    return mixed(asks, back(some(asks, 0.33), icmp=0))


def ports(count: int = 300, *, every: float = 40, at: float = 0, **columns) -> pa.Table:
    """A half-open walk over the ports of one host."""
    given = {
        "src_lo": FAR + 2,
        "dst_lo": INSIDE + 8,
        "proto": 6,
        "sport": 41000,
        "dport": 1 + np.arange(count),
        "tcp_flags": S,
        "member": 7,
    }
    return flows(count, every=every, at=at, **given | columns)


def reflected(count: int = 6000, *, every: float = 2, at: float = 0, **columns) -> pa.Table:
    """Answers of 240 resolvers to a host that never asked."""
    n = np.arange(count)
    given = {
        "src_lo": OUTSIDE + n % 240,
        "dst_lo": INSIDE + 9,
        "proto": 17,
        "sport": 53,
        "dport": ephemeral(count),
        "bytes": 1400,
        "member": 7,
    }
    return flows(count, every=every, at=at, **given | columns)


def reflected_in_pieces() -> pa.Table:
    """DNS answers so long that most of them are later fragments."""
    head = reflected(1500, every=8, fragment=1)
    return mixed(head, *[reflected(1500, every=8, fragment=2, sport=0, dport=0, at=1 + i) for i in range(2)])


def flood(count: int = 4000, *, every: float = 3, at: float = 0, **columns) -> pa.Table:
    """Half-open connections from as many forged sources to one web server."""
    rng = np.random.default_rng(12)
    given = {
        "src_lo": pair("10.0.0.0")[1] + rng.permutation(1 << 20)[:count],
        "dst_lo": INSIDE + 10,
        "proto": 6,
        "sport": rng.integers(1024, 65_535, count),
        "dport": 443,
        "tcp_flags": S,
        "member": 7,
        "direction": 1,
    }
    return flows(count, every=every, at=at, **given | columns)


def login(count: int = 40, *, every: float = 1500, at: float = 0, answered: bool = True, **columns) -> pa.Table:
    """Refused logins over SSH at eight hosts by one source, and what the hosts say."""
    n = np.arange(count)
    given = {
        "src_lo": FAR + 6,
        "dst_lo": INSIDE + 20 + n % 8,
        "proto": 6,
        "sport": ephemeral(count) + n,
        "dport": 22,
        "tcp_flags": FULL,
        "packets": 22 + 2 * (n % 3),
        "bytes": 3700 + 250 * (n % 3),
        "member": 7,
    }
    out = flows(count, every=every, at=at, **given | columns)
    return mixed(out, back(out, packets=15, bytes=3100)) if answered else out


def broken_in(**columns) -> pa.Table:
    """Fifteen refused logins at one host, then a session."""
    return mixed(
        login(15, dst_lo=INSIDE + 20, **columns),
        login(1, at=40_000, dst_lo=INSIDE + 20, **columns | {"packets": 400, "bytes": 60_000, "sport": 33_000}),
    )


def block(**columns) -> pa.Table:
    """Twelve doors of each of twenty hosts."""
    n = np.arange(240)
    given = {"src_lo": FAR + 4, "dst_lo": INSIDE + n % 20, "proto": 6, "sport": 41_000, "dport": 100 + n // 20, "tcp_flags": S, "member": 7}
    return flows(240, every=50, **given | {"direction": 1} | columns)


def forged(**columns) -> pa.Table:
    """Half-open connections under addresses that nobody can have, from a transit."""
    n = np.arange(200)
    given = {"src_lo": pair("10.0.0.0")[1] + n * 77, "dst_lo": INSIDE + 20, "proto": 6, "sport": 41_000 + n, "dport": 445, "tcp_flags": S}
    return flows(200, every=100, **given | {"member": 7, "direction": 1, "role": 1, "bogon": 1} | columns)


def scattered(**columns) -> pa.Table:
    """A web server under a flood that bears our addresses answers them."""
    n = np.arange(200)
    given = {"src_lo": FAR + 5, "dst_lo": INSIDE + n, "proto": 6, "sport": 80, "dport": ephemeral(200), "tcp_flags": SA, "member": 7}
    return flows(200, every=100, **given | {"bytes": 44} | columns)


def own_sweep(**columns) -> pa.Table:
    """A worm on a hospital's host."""
    n = np.arange(200)
    given = {"src_lo": INSIDE + 30, "dst_lo": OUTSIDE + n, "proto": 6, "sport": 41_000 + n, "dport": 445, "tcp_flags": S, "member": 7}
    return flows(200, every=100, **given | {"direction": 2} | columns)


def own_stream(**columns) -> pa.Table:
    """A hospital's host takes part in an attack."""
    given = {"src_lo": INSIDE + 31, "dst_lo": FAR + 7, "proto": 17, "sport": 40_000, "dport": 27_015, "packets": 100, "bytes": 100_000}
    return flows(200, every=100, **given | {"member": 7, "direction": 2} | columns)


def calls(**columns) -> pa.Table:
    """A hospital's host calls its controller."""
    given = {
        "src_lo": INSIDE + 32,
        "dst_lo": FAR + 8,
        "proto": 6,
        "sport": 50_000,
        "dport": 443,
        "tcp_flags": FULL,
        "packets": 8,
        "bytes": 900,
    }
    return flows(4, every=9000, **given | {"member": 7, "direction": 2, "bogon": 32} | columns)


def moved(table: pa.Table, by: int = 64) -> pa.Table:
    """The same once more, by and against somebody else."""
    c = flow_columns(table)
    member = np.where(c["member"] > 0, c["member"] + 1, 0)
    return with_columns(table, src_lo=c["src_lo"] + by, dst_lo=c["dst_lo"] + by, member=member)


V6, V6_IN = pair("2001:db8::")[0], pair("2001:db8:1::")[0]
V6_FLOOD = {"src_hi": V6, "dst_hi": V6_IN, "src_lo": np.arange(4000), "dst_lo": 9}

# detector: scenes that it must find
GUILTY: dict[str, dict[str, Callable[[], pa.Table]]] = {
    "horizontal_scan": {
        "syn": sweep,
        "null": lambda: sweep(tcp_flags=0),
        "fin": lambda: sweep(tcp_flags=1),
        "xmas": lambda: sweep(tcp_flags=0x29),
        "ack": lambda: sweep(tcp_flags=16),
        "hung up": lambda: sweep(tcp_flags=6, packets=2, bytes=80),
        "connect": lambda: sweep(tcp_flags=0x16, packets=3, bytes=132),
        "ecn": lambda: sweep(tcp_flags=0xC2),
        "udp": udp_sweep,
        "icmp": ping_sweep,
        "sampled": lambda: sweep(sampling=1000),
        "ipv6": lambda: sweep(src_hi=pair("2001:db8::")[0], dst_hi=pair("2001:db8:1::")[0], src_lo=9, dst_lo=np.arange(200)),
    },
    "vertical_scan": {
        "syn": ports,
        "null": lambda: ports(tcp_flags=0),
        "xmas": lambda: ports(tcp_flags=0x29),
        "ack": lambda: ports(tcp_flags=16),
        "udp": lambda: ports(proto=17, tcp_flags=0),
        "icmp": lambda: ports(proto=1, sport=0, dport=0, tcp_flags=0, icmp=np.arange(300) % 20 + 13 * 256),
        "sampled": lambda: ports(sampling=1000),
        "ipv6": lambda: ports(src_hi=pair("2001:db8::")[0], dst_hi=pair("2001:db8:1::")[0], src_lo=9, dst_lo=8),
    },
    "reflection": {
        "dns": reflected,
        "fragments": reflected_in_pieces,
        "syn-ack": lambda: reflected(proto=6, sport=443, tcp_flags=SA, bytes=44),
        "echo": lambda: reflected(proto=1, sport=0, dport=0, icmp=0, bytes=84),
        "unnamed": lambda: reflected(sport=30120),
        "sampled": lambda: reflected(60, every=200, sampling=1000),
        "ipv6": lambda: reflected(src_hi=pair("2001:db8::")[0], dst_hi=pair("2001:db8:1::")[0], src_lo=np.arange(6000) % 240, dst_lo=9),
    },
    "syn_flood": {
        "forged": flood,
        "one source": lambda: flood(100, every=100, src_lo=FAR + 3, packets=50, bytes=2000),
        "any port": lambda: flood(dport=ephemeral(4000)),
        "sampled": lambda: flood(60, every=200, sampling=1000),
        "ipv6": lambda: flood(**V6_FLOOD),
    },
    "flag_flood": {
        "ecn": lambda: flood(tcp_flags=0xC2),
        "xmas": lambda: flood(tcp_flags=0x29),
        "null": lambda: flood(tcp_flags=0),
        "syn and fin": lambda: flood(tcp_flags=3),
        "syn, fin and ack": lambda: flood(tcp_flags=0x13),
        "one source": lambda: flood(100, every=100, src_lo=FAR + 3, packets=50, bytes=2000, tcp_flags=0xC2),
        "sampled": lambda: flood(60, every=200, sampling=1000, tcp_flags=0xC2),
        "ipv6": lambda: flood(**V6_FLOOD, tcp_flags=1, bytes=60),
    },
    "udp_flood": {
        "forged": lambda: flood(proto=17, tcp_flags=0, dport=ephemeral(4000), bytes=500),
        "one source": lambda: flood(100, every=100, src_lo=FAR + 3, proto=17, tcp_flags=0, sport=40_000, packets=50, bytes=70_000),
        "one source, any port": lambda: flood(src_lo=FAR + 3, proto=17, tcp_flags=0, dport=ephemeral(4000), bytes=900),
        "sampled": lambda: flood(60, every=200, proto=17, tcp_flags=0, sampling=1000),
        "ipv6": lambda: flood(**V6_FLOOD, proto=17, tcp_flags=0),
    },
    "block_scan": {
        "syn": block,
        "null": lambda: block(tcp_flags=0),
        "ipv6": lambda: block(src_hi=V6, dst_hi=V6_IN, src_lo=9, dst_lo=np.arange(240) % 20),
    },
    "failed_contacts": {
        "twelve hosts": lambda: sweep(12, every=2000, direction=1, src_lo=FAR + 11),
        "four hosts": lambda: sweep(4, every=4000, direction=1, src_lo=FAR + 11),
        "two living ones first": lambda: mixed(
            sweep(2, direction=1, src_lo=FAR + 11, dst_lo=INSIDE + 200 + np.arange(2), tcp_flags=FULL, packets=9, bytes=900),
            sweep(9, at=500, every=2000, direction=1, src_lo=FAR + 11),
        ),
        "two ports": lambda: mixed(
            sweep(12, every=2000, direction=1, src_lo=FAR + 11),
            sweep(12, every=2000, at=9, direction=1, src_lo=FAR + 11, dport=23),
        ),
        "ipv6": lambda: sweep(12, every=2000, direction=1, src_hi=V6, dst_hi=V6_IN, src_lo=9, dst_lo=np.arange(12)),
    },
    "bogon_source": {
        "syn": forged,
        "udp": lambda: forged(proto=17, tcp_flags=0, dport=27_015),
        "one": lambda: forged(src_lo=pair("10.1.1.1")[1], packets=3, bytes=120),
        "gre": lambda: forged(proto=47, tcp_flags=0, sport=0, dport=0, packets=100, bytes=9000),
        "ipv6": lambda: forged(src_hi=pair("fc00::")[0], dst_hi=V6_IN, src_lo=np.arange(200), dst_lo=9),
    },
    "own_prefix_outside": {
        "sure": lambda: forged(src_lo=INSIDE + 100 + np.arange(200) % 100, bogon=12, direction=3),
        "unsure": lambda: forged(src_lo=INSIDE + 100 + np.arange(200) % 100, bogon=4, direction=3),
        "by a peer": lambda: forged(src_lo=INSIDE + 100, bogon=12, direction=3, role=2, packets=4),
    },
    "source_not_allowed": {
        "foreign": lambda: forged(src_lo=OUTSIDE + np.arange(200), dst_lo=FAR + np.arange(200) % 50, role=3, bogon=16, direction=4),
        "private": lambda: forged(dst_lo=FAR + np.arange(200) % 50, role=3, bogon=17, direction=4),
    },
    "backscatter": {
        "syn-ack": scattered,
        "unreachable": lambda: scattered(proto=1, sport=0, dport=0, tcp_flags=0, icmp=3 * 256 + 3),
        "ipv6": lambda: scattered(src_hi=V6, dst_hi=V6_IN, src_lo=9, dst_lo=np.arange(200)),
    },
    "login_attempts": {
        "ssh": login,
        "answers not seen": lambda: login(answered=False),
        "across hospitals": lambda: login(20, member=1 + np.arange(20) % 5, every=9000),
        "rdp": lambda: login(dport=3389, packets=40, bytes=5000),
        "telnet": lambda: login(dport=23, packets=20, bytes=1200),
        "ftp": lambda: login(dport=21, packets=10, bytes=800),
        "vnc": lambda: login(dport=5900, packets=10, bytes=800),
        "smb": lambda: login(dport=445, packets=12, bytes=2500),
        "mail": lambda: login(90, dport=587, packets=14, bytes=1500),
        "database": lambda: login(dport=3306, packets=9, bytes=900),
        "ipv6": lambda: login(src_hi=V6, dst_hi=V6_IN, src_lo=9, dst_lo=np.arange(40) % 8),
    },
    "login_success": {
        "ssh": broken_in,
        "rdp": lambda: mixed(
            login(15, dst_lo=INSIDE + 20, dport=3389, packets=40, bytes=5000),
            login(1, at=40_000, dst_lo=INSIDE + 20, dport=3389, packets=900, bytes=90_000),
        ),
        "ipv6": lambda: mixed(
            login(15, src_hi=V6, dst_hi=V6_IN, src_lo=9, dst_lo=8),
            login(1, at=40_000, src_hi=V6, dst_hi=V6_IN, src_lo=9, dst_lo=8, packets=400, bytes=60_000),
        ),
    },
    "own_scan": {
        "outwards": own_sweep,
        "at members": lambda: own_sweep(dst_lo=INSIDE + 4096 + np.arange(200), direction=3),
        "ports": lambda: own_sweep(dst_lo=OUTSIDE + 1, dport=1 + np.arange(200)),
        "sampled": lambda: own_sweep(sampling=1000),
        "ipv6": lambda: own_sweep(src_hi=V6_IN, dst_hi=V6, src_lo=9, dst_lo=np.arange(200)),
    },
    "own_flood": {
        "udp": own_stream,
        "syn": lambda: own_stream(proto=6, tcp_flags=S, bytes=4000),
        "icmp": lambda: own_stream(proto=1, sport=0, dport=0, icmp=2048),
        "at a member": lambda: own_stream(dst_lo=INSIDE + 4096, direction=3),
        "sampled": lambda: own_stream(sampling=1000, packets=1, bytes=1000),
        "ipv6": lambda: own_stream(src_hi=V6_IN, dst_hi=V6, src_lo=9, dst_lo=8),
    },
    "c2_contact": {
        "tcp": calls,
        "nobody answers": lambda: calls(tcp_flags=S, packets=3, bytes=120),
        "udp": lambda: calls(proto=17, tcp_flags=0, dport=53),
        "ipv6": lambda: calls(src_hi=V6_IN, dst_hi=V6, src_lo=9, dst_lo=8),
    },
    "icmp_flood": {
        "ping": lambda: flood(proto=1, sport=0, dport=0, tcp_flags=0, icmp=2048, bytes=1400),
        "unreachable": lambda: flood(proto=1, sport=0, dport=0, tcp_flags=0, icmp=3 * 256 + 3),
        "one source": lambda: flood(10, every=500, src_lo=FAR + 3, proto=1, sport=0, dport=0, tcp_flags=0, icmp=2048, packets=900),
        "sampled": lambda: flood(60, every=200, proto=1, sport=0, dport=0, tcp_flags=0, icmp=2048, sampling=1000),
        "ipv6": lambda: flood(**V6_FLOOD, proto=58, sport=0, dport=0, tcp_flags=0, icmp=128 * 256),
    },
}  # fmt: skip
