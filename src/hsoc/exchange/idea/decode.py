"""IDEA0 document → Event. Belongs here: tolerant reading of what real producers send. Never: finding fault (schema), trusting strangers.

A reader takes: one value where a list is meant, numbers as text, a missing time zone (read as UTC), the older spellings. It refuses only
what leaves no event: no ID, no DetectTime, no Category, or text where a time or an address must stand.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import re
from functools import lru_cache
from typing import Any, Final, TypeVar

from hsoc.exchange.idea.fault import Unreadable
from hsoc.exchange.idea.terms import (
    FORMAT,
    ID,
    OURS,
    RESPELT,
    SEVERITY_KEYS,
    SEVERITY_NAMES,
    TEST,
    TIMESTAMP,
)
from hsoc.records import address
from hsoc.records.decision import Action
from hsoc.records.event import MOST_ENDPOINTS, MOST_FACT, MOST_FACTS, MOST_RULES, Endpoint, Event, State
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust, severity_of
from hsoc.records.tlp import TLP, tlp

MOST_COUNT: Final = 2**53  # a count beyond is read as this: what every JSON reader keeps, and sums of a thousand fit an int64
MOST_RULE_TEXT: Final = 400  # characters of one entry
MOST_TEXT: Final = 4000  # characters of a description
MOST_WORDS: Final = 64  # categories, types, ports … of one list
DROPPED_SHARE: Final = 0.5  # of the packets: from here on a threat counts as dropped
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MS: Final = dt.timedelta(milliseconds=1)
_Enum = TypeVar("_Enum")


def decode(document: Any, *, ours: bool = True) -> Event:
    """The event of a document. Raises Unreadable(path, reason).

    ours: whether the sender is our own perimeter; of others, `_hSOC` is believed only for what concerns the telling itself
    (State, Revision), because member, disposition or trust would be claims about our network.
    """
    if not isinstance(document, dict):
        raise Unreadable("", f"an object expected, not {type(document).__name__}")
    if document.get("Format") != FORMAT:
        raise Unreadable("Format", f'"{FORMAT}" expected')
    own = document.get(OURS)
    own = own if isinstance(own, dict) else {}
    if not ours:
        own = {key: own[key] for key in ("State", "Revision") if key in own}
    words = [RESPELT.get(word, word) for word in texts(document.get("Category"))]
    if not words:
        raise Unreadable("Category", "at least one expected")
    real = tuple(word for word in words if word != TEST)
    return Event(
        id=_id(document.get("ID")),
        category=real or (TEST,),
        test=TEST in words,
        description=str(document.get("Description") or "")[:MOST_TEXT],
        confidence=_confidence(document.get("Confidence")),
        tlp=tlp(label) if isinstance(label := document.get("TLP"), str) else TLP.AMBER_STRICT,
        node=_node(document.get("Node")),
        severity=_severity(document, own, real[0] if real else TEST),
        **_times(document),
        **_sides(document, own),
        **_counts(document, own),
        **_telling(own, document),
    )


def _id(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise Unreadable("ID", "letters, digits, dot, underscore and hyphen expected")
    return value


def instant(value: Any, path: str) -> int:
    """Milliseconds since 1970 UTC of an IDEA timestamp; no zone reads as UTC. Raises Unreadable."""
    if isinstance(value, str) and TIMESTAMP.fullmatch(value):
        try:
            moment = dt.datetime.fromisoformat(value.replace("t", "T").replace("z", "Z"))
            return ((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - _EPOCH) // _MS
        except (ValueError, OverflowError):
            pass
    raise Unreadable(path, "a date and time expected, as 2026-01-31T12:00:00Z")


def _times(document: dict[str, Any]) -> dict[str, Any]:
    found = {
        key: instant(document[key], key)
        for key in ("DetectTime", "EventTime", "CeaseTime", "WinStartTime", "WinEndTime", "CreateTime")
        if document.get(key) is not None
    }
    if "DetectTime" not in found:
        raise Unreadable("DetectTime", "missing")
    detected = found["DetectTime"]
    first = found.get("EventTime", found.get("WinStartTime", detected))
    last = found.get("CeaseTime", found.get("WinEndTime", max(first, detected)))
    return {"detected": detected, "first": first, "last": last, "created": found.get("CreateTime", 0)}


_OCTET = r"(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"
_DOTTED: Final = re.compile(rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}")


@lru_cache(maxsize=65536)
def canonical(text: str) -> tuple[str, int, int, int]:
    """(text, hi, lo, bits in the mapped space) of an address, a prefix or a range `a-b` (its smallest covering prefix).

    Raises ValueError on anything else. Host bits of a prefix are masked: this is what somebody saw, never what a rule will match.
    """
    plain = _DOTTED.fullmatch(text)
    if plain:  # nine of ten, and the ordinary way costs twenty times as much: the Warden door spends most of its time here
        a, b, c, d = map(int, plain.groups())
        return text, 0, address.V4_MAPPED | a << 24 | b << 16 | c << 8 | d, address.V4_BITS + 32
    plain6 = address.plain6(text)
    if plain6 is not None:
        return (*plain6, 128)
    low, dash, high = text.strip().partition("-")
    if dash:
        first, last = ipaddress.ip_address(low.strip()), ipaddress.ip_address(high.strip())
        if first.version != last.version or int(last) < int(first):
            raise ValueError(f"{text!r} is not a range of addresses")
        spare = (int(first) ^ int(last)).bit_length()
        net = ipaddress.ip_network((int(first) >> spare << spare, first.max_prefixlen - spare))
    else:
        net = ipaddress.ip_network(low, strict=False)
    written = str(net.network_address) if net.prefixlen == net.max_prefixlen else str(net)
    hi, lo = address.pair(str(net.network_address))
    return written, hi, lo, net.prefixlen + (address.V4_BITS if net.version == 4 else 0)


def _sides(document: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    sources, targets = _side_list(document, "Source"), _side_list(document, "Target")
    return {
        "sources": sources,
        "targets": targets,
        "source_count": whole(own.get("Sources"), len({one for side in sources for one in side.addresses})),
        "target_count": whole(own.get("Targets"), len({one for side in targets for one in side.addresses})),
        "port_count": whole(own.get("Ports"), len({one for side in targets for one in side.ports})),
    }


def _side_list(document: dict[str, Any], key: str) -> tuple[Endpoint, ...]:
    return tuple(_side(side, f"{key}/{i}") for i, side in enumerate(listed(document.get(key))[:MOST_ENDPOINTS]) if isinstance(side, dict))


def _side(side: dict[str, Any], path: str) -> Endpoint:
    found: list[str] = []
    for family in ("IP4", "IP6"):
        for i, text in enumerate(listed(side.get(family))[:MOST_ENDPOINTS]):
            try:
                found.append(canonical(text)[0])
            except (ValueError, AttributeError, TypeError) as error:
                raise Unreadable(f"{path}/{family}/{i}", "an address, a prefix or a range expected") from error
    numbers = (whole(one, -1) for one in listed(side.get("Port"))[:MOST_WORDS])
    return Endpoint(
        addresses=tuple(found),
        ports=tuple(one for one in numbers if 0 <= one <= 0xFFFF),
        proto=tuple(one.lower() for one in texts(side.get("Proto"))),
        types=texts(side.get("Type")),
        hostname=texts(side.get("Hostname")),
        asn=tuple(n for one in listed(side.get("ASN"))[:MOST_WORDS] if (n := whole(one, -1)) >= 0),
        spoofed=side.get("Spoofed") is True,
        anonymised=side.get("Anonymised") is True,
    )


def _counts(document: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "flows": whole(document.get("FlowCount"), 0),
        "packets": whole(document.get("PacketCount"), 0),
        "bytes": whole(document.get("ByteCount"), 0),
        "detections": whole(own.get("Detections"), 0),
        "member": whole(own.get("Member"), 0),
        "members": whole(own.get("Members"), 0),
    }
    for field, key in (("flows", "FlowCountDropped"), ("packets", "PacketCountDropped"), ("bytes", "ByteCountDropped")):
        dropped = whole(document.get(key), -1)
        out[f"dropped_{field}"] = dropped if dropped >= 0 else None
    return out


def _telling(own: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    disposition, basis, why = foreign_outcome(whole(document.get("PacketCount"), 0), whole(document.get("PacketCountDropped"), -1))
    return {
        "state": member_of(State, own.get("State"), State.OPEN),
        "revision": max(1, whole(own.get("Revision"), 1)),
        "detector": str(own.get("Detector") or "")[:MOST_WORDS],
        "vector": str(own.get("Vector") or "")[:MOST_WORDS],
        "trust": member_of(Trust, own.get("Trust"), Trust.SPOOFABLE),
        "disposition": member_of(Disposition, own.get("Disposition"), Disposition.PASSED if own.get("Severity") else disposition),
        "basis": member_of(Basis, own.get("Basis"), Basis.NONE if own.get("Severity") else basis),
        "action": member_of(Action, own.get("Action"), Action.OBSERVE),
        "why": str(own.get("Why", "" if own.get("Severity") else why) or "")[:MOST_WORDS],
        "dry_run": own.get("DryRun") is True,
        "rules": _rules(own.get("Rules")),
        "facts": _facts(own.get("Facts")),
    }


def _rules(value: Any) -> tuple[str, ...]:
    named = value if isinstance(value, list) else []
    return tuple(str(one)[:MOST_RULE_TEXT] for one in named[:MOST_RULES])


def _facts(value: Any) -> tuple[str, ...]:
    named = value if isinstance(value, list) else []
    return tuple(str(one)[:MOST_FACT] for one in named[:MOST_FACTS])


def foreign_outcome(packets: int, dropped: int) -> tuple[Disposition, Basis, str]:
    """What became of the traffic where only IDEA's counts say so (dropped < 0 = not said)."""
    if dropped >= 0 and packets > 0 and dropped >= DROPPED_SHARE * packets:
        return Disposition.PREVENTIVE, Basis.CONFIRMED, ""
    return Disposition.PASSED, Basis.NONE, "not_said"


def _severity(document: dict[str, Any], own: dict[str, Any], category: str) -> Severity:
    said: Severity | None = member_of(Severity, own.get("Severity"), None)
    if said is not None:
        return said
    for key in SEVERITY_KEYS:
        theirs = document.get(key)
        word = theirs.get("EventSeverity") if isinstance(theirs, dict) else None
        if isinstance(word, str) and word.lower() in SEVERITY_NAMES:
            return SEVERITY_NAMES[word.lower()]
    return severity_of(category)


def _confidence(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 <= number <= 1 else None


def _node(value: Any) -> str:
    nodes = listed(value)
    name = nodes[0].get("Name") if nodes and isinstance(nodes[0], dict) else None
    return name if isinstance(name, str) else ""


def listed(value: Any) -> list[Any]:
    """A list, whether the sender wrote one or just its only value."""
    return value if isinstance(value, list) else [] if value is None else [value]


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list, at most MOST_WORDS."""
    return tuple(one for one in listed(value)[:MOST_WORDS] if isinstance(one, str))


def whole(value: Any, default: int) -> int:
    """A count: an int, a whole number as text, or the default; within 0 … MOST_COUNT."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return default
    try:
        number = int(value) if not isinstance(value, str) or len(value) <= 20 else default
    except (ValueError, OverflowError):
        return default
    return default if number < 0 else min(number, MOST_COUNT)


def member_of(kind: type[_Enum], value: Any, default: Any) -> Any:
    """The member of a vocabulary, or the default for a word that it does not know."""
    if isinstance(value, bool):
        return default
    try:
        return kind(value)  # type: ignore[call-arg]
    except (ValueError, TypeError):
        return default
