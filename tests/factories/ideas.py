"""Makers of events and IDEA documents. Belongs here: values of tests and strategies. Never: asserting."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hsoc.records.decision import Action
from hsoc.records.event import Endpoint, Event, State
from hsoc.records.taxonomy import Basis, Category, Disposition, Severity, Trust
from hsoc.records.tlp import TLP

NOON = 1_795_258_800_000  # 2026-11-21T11:00:00Z, ms


def event(**given: Any) -> Event:
    """A scan of ours, changed by what is given."""
    fields: dict[str, Any] = {
        "id": "5f3e0a1c-scan",
        "category": (Category.SCANNING.value,),
        "detected": NOON,
        "first": NOON - 5000,
        "last": NOON + 60_000,
        "detector": "horizontal_scan",
        "vector": "syn",
        "sources": (Endpoint(addresses=("198.51.100.7",), proto=("tcp",)),),
        "targets": (Endpoint(ports=(3389,), proto=("tcp",)),),
        "source_count": 1,
        "target_count": 77,
        "node": "cz.example.perimeter",
    }
    return Event(**fields | given)


def document(**given: Any) -> dict[str, Any]:
    """The smallest document that a partner may send, with what is given."""
    return {"Format": "IDEA0", "ID": "partner-1", "DetectTime": "2026-11-21T11:00:00Z", "Category": ["Recon.Scanning"]} | given


def events() -> st.SearchStrategy[Event]:
    """Every event that the engine can tell, and then some."""
    counts = st.integers(0, 2**53)
    unknown = st.none() | counts
    times = st.integers(1, 200_000_000_000_000)
    return st.builds(
        Event,
        id=st.from_regex(r"[A-Za-z0-9._-]{1,40}", fullmatch=True),
        category=st.lists(st.sampled_from([one.value for one in Category if one is not Category.TEST]), min_size=1, max_size=3).map(tuple),
        detected=times, first=times, last=times, created=times,
        state=st.sampled_from(State), revision=st.integers(1, 2**40), detector=st.sampled_from(["", "horizontal_scan", "reflection"]),
        vector=st.sampled_from(["", "dns", "syn"]), severity=st.sampled_from(Severity), trust=st.sampled_from(Trust),
        confidence=st.none() | st.floats(0, 1), description=st.text(max_size=200),
        sources=st.lists(endpoints(), max_size=3).map(tuple), targets=st.lists(endpoints(), max_size=3).map(tuple),
        source_count=counts, target_count=counts, port_count=counts, member=st.integers(0, 4095), members=st.integers(0, 4095),
        detections=counts, flows=counts, packets=counts, bytes=counts,
        dropped_flows=unknown, dropped_packets=unknown, dropped_bytes=unknown,
        disposition=st.sampled_from(Disposition), basis=st.sampled_from(Basis), action=st.sampled_from(Action),
        why=st.sampled_from(["", "no_rule", "guard.never_block"]), dry_run=st.booleans(), tlp=st.sampled_from(TLP),
        node=st.sampled_from(["", "cz.example.perimeter"]), test=st.booleans(),
    )  # fmt: skip


def endpoints() -> st.SearchStrategy[Endpoint]:
    """Sides with canonical addresses and prefixes; IPv4 before IPv6, as IDEA keeps them apart."""
    v4 = st.sampled_from(["192.0.2.1", "198.51.100.0/24", "203.0.113.77", "198.18.0.0/15"])
    v6 = st.sampled_from(["2001:db8::1", "2001:db8:7::/48", "::1"])
    addresses = st.tuples(st.lists(v4, max_size=3), st.lists(v6, max_size=2)).map(lambda both: tuple(both[0] + both[1]))
    return st.builds(
        Endpoint,
        addresses=addresses,
        ports=st.lists(st.integers(0, 65535), max_size=3).map(tuple),
        proto=st.lists(st.sampled_from(["tcp", "udp", "icmp", "ssh"]), max_size=2).map(tuple),
        types=st.sampled_from([(), ("ActionRegulated",), ("Botnet", "CC")]),
        hostname=st.sampled_from([(), ("a.example",)]),
        asn=st.sampled_from([(), (64500,)]),
        spoofed=st.booleans(),
        anonymised=st.booleans(),
    )
