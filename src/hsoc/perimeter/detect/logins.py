"""What a password attempt looks like as a flow, per service. Belongs here: ports and ranges. Never: how many are too many.

Ranges are of one connection, client to server: packets and bytes (layer 3). SSH, RDP and Telnet are NEMEA's (perimeter.md 2.5); the rest is
estimated from the protocols' shortest refused login (greeting, user, password, refusal, end) with room for TLS and repetitions; unmeasured.
"""

from __future__ import annotations

from typing import Any, Final

import ibis

from hsoc.perimeter.measure import probes

# name: ports, packets, bytes
SERVICES: Final[dict[str, tuple[tuple[int, ...], tuple[int, int], tuple[int, int]]]] = {
    "ssh": ((22, 2222), (11, 30), (1000, 5000)),
    "rdp": ((3389,), (20, 100), (2200, 8001)),
    "telnet": ((23, 2323), (9, 50), (450, 3000)),
    "ftp": ((21,), (6, 30), (300, 2500)),
    "vnc": ((5900, 5901), (6, 30), (300, 3000)),
    "smb": ((445,), (6, 30), (700, 6000)),
    "mail": ((110, 143, 465, 587, 993, 995), (6, 40), (300, 6000)),
    "database": ((1433, 3306, 5432), (5, 30), (300, 5000)),
}


def door(f: Any) -> Any:
    """A connection of a client with a service where one logs in; every packet looked at, as counts of packets are what tells."""
    listed = _at(f.dport)
    begun = (f.tcp_flags & (probes.SYN | probes.ACK | probes.PSH)) == (probes.SYN | probes.ACK | probes.PSH)
    return (f.proto == probes.TCP) & listed & begun & (f.sport >= probes.FIRST_UNPRIVILEGED) & (f.sampling == 1)


def door_back(f: Any) -> Any:
    """What such a service sends once the client has proved that it is there (data after the handshake)."""
    listed = _at(f.sport)
    spoke = (f.tcp_flags & (probes.SYN | probes.ACK | probes.PSH)) == (probes.SYN | probes.ACK | probes.PSH)
    return (f.proto == probes.TCP) & listed & spoke & (f.dport >= probes.FIRST_UNPRIVILEGED) & (f.sampling == 1)


def attempt(t: Any) -> Any:
    """1 for a flow of the size of a refused login, else 0 (Ibis)."""
    sized = []
    for ports, packets, size in SERVICES.values():
        within = (t.packets >= packets[0]) & (t.packets <= packets[1]) & (t.bytes >= size[0]) & (t.bytes <= size[1])
        sized.append((t.dport.isin(ports) & within, 1))
    return ibis.cases(*sized, else_=0).cast("int64")


def session(f: Any) -> Any:
    """A connection that is more than any refused login of its service."""
    return door(f) & _larger(f)


def service(port: Any) -> Any:
    """The name of the service at a port (Ibis)."""
    return ibis.cases(*((port.isin(ports), name) for name, (ports, _, _) in SERVICES.items()), else_="ssh")


def _at(port: Any) -> Any:
    first, *others = [port_ for ports, _, _ in SERVICES.values() for port_ in ports]
    listed = port == first
    for other in others:
        listed = listed | (port == other)
    return listed


def _larger(f: Any) -> Any:
    large = f.packets < 0
    for ports, packets, size in SERVICES.values():
        for port in ports:
            large = large | ((f.dport == port) & (f.packets > packets[1]) & (f.bytes > size[1]))
    return large
