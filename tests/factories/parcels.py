"""Makers of indicators, sightings and parcels, all invented. Belongs here: values of tests and strategies. Never: asserting."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hsoc.records.indicator import Indicator, Kind, Sighting, Verdict
from hsoc.records.tlp import PAP, TLP

NOON = 1_795_258_800_000  # 2026-11-21T11:00:00Z, ms
DAY = 86_400_000  # ms

VALUES = {
    Kind.IP: ("198.18.7.9", "2001:db8::7"),
    Kind.NET: ("198.18.0.0/24", "2001:db8:7::/48"),
    Kind.DOMAIN: ("evil.example", "xn--nemocnice-kola-z0c.example"),
    Kind.URL: ("http://evil.example/a'b\\c?q=1", "https://[2001:db8::7]:8443/"),
    Kind.MAIL: ("boss@evil.example", "o'neil@evil.example"),
    Kind.MD5: ("d41d8cd98f00b204e9800998ecf8427e",),
    Kind.SHA1: ("da39a3ee5e6b4b0d3255bfef95601890afd80709",),
    Kind.SHA256: ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",),
    Kind.SHA512: ("0" * 127 + "a",),
    Kind.ASN: ("64496", "65551"),
}


def indicator(**given: Any) -> Indicator:
    """A scanner's address, changed by what is given."""
    fields: dict[str, Any] = {
        "id": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01",
        "kind": Kind.IP,
        "value": "198.18.7.9",
        "first": NOON,
        "until": NOON + 30 * DAY,
        "created": NOON - 5000,
        "modified": NOON + 1,
        "tlp": TLP.GREEN,
        "pap": PAP.GREEN,
        "confidence": 75,
        "category": ("Recon.Scanning",),
        "labels": ("rdp",),
        "title": "A scanner",
        "description": "It looks for open remote desktops.",
        "producer": "CSIRT Sever",
        "reference": "https://csirt.example/2026/7",
        "to_block": True,
    }
    return Indicator(**fields | given)


def sighting(**given: Any) -> Sighting:
    """The same address met four times, changed by what is given."""
    fields: dict[str, Any] = {
        "id": "0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b02",
        "kind": Kind.IP,
        "value": "198.18.7.9",
        "first": NOON + 1000,
        "last": NOON + 60_000,
        "count": 4,
        "indicator": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01",
        "producer": "CSIRT Jih",
        "tlp": TLP.AMBER,
    }
    return Sighting(**fields | given)


# no control signs and nothing to strip: a reader cleans those, so they could not come back
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40)
TIMES = st.integers(NOON - 300 * DAY, NOON + 300 * DAY)
CATEGORIES = st.lists(
    st.sampled_from(
        ["Recon.Scanning", "Attempt.Login", "Malware", "Fraud.Phishing", "Intrusion.Botnet", "Other", "Test", "Anomaly.Traffic"]
    ),
    unique=True,
    max_size=3,
).map(tuple)
LABELS = st.lists(st.sampled_from(["rdp", "nemocnice", 'misp-galaxy:tool="Invented"', "APT 0"]), unique=True, max_size=3).map(tuple)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    """Any indicator that lives for a while."""
    kind = draw(st.sampled_from(Kind))
    first = draw(TIMES)
    created = draw(TIMES)
    return Indicator(
        id=str(draw(st.uuids())),
        kind=kind,
        value=draw(st.sampled_from(VALUES[kind])),
        first=first,
        until=draw(st.none() | st.integers(first + 1, first + 300 * DAY)),
        created=created,
        modified=created + draw(st.integers(0, DAY)),
        tlp=draw(st.sampled_from(TLP)),
        pap=draw(st.sampled_from(PAP)),
        confidence=draw(st.none() | st.integers(0, 100)),
        category=draw(CATEGORIES),
        labels=draw(LABELS),
        title=draw(TEXTS),
        description=draw(TEXTS),
        producer=draw(st.sampled_from(["", "CSIRT Sever", "hSOC", "Nemocnice Vymyšlená"])),
        reference=draw(st.sampled_from(["", "https://csirt.example/2026/7"])),
        to_block=draw(st.booleans()),
        revoked=draw(st.booleans()),
    )


@st.composite
def sightings(draw: st.DrawFn, about: Indicator | None = None) -> Sighting:
    """Any sighting, of an indicator or of a value alone."""
    kind = about.kind if about else draw(st.sampled_from(Kind))
    first = draw(TIMES)
    return Sighting(
        id=str(draw(st.uuids())),
        kind=kind,
        value=about.value if about else draw(st.sampled_from(VALUES[kind])),
        first=first,
        last=first + draw(st.integers(0, DAY)),
        count=draw(st.integers(1, 999_999_999)),
        verdict=draw(st.sampled_from(Verdict)) if about else Verdict.SEEN,
        indicator=about.id if about else "",
        producer=draw(st.sampled_from(["", "CSIRT Jih", "hSOC"])),
        tlp=draw(st.sampled_from(TLP)),
    )
