"""What a person types into a rule → the match it means, or which field is wrong and why. Pure. Never: words, prefixes of others, limits.

The reason is a code with values; the page words it (web/rule_words). Each field is read on its own, so that all that is wrong is told at
once; what no single field can be blamed for comes from the FlowSpec model itself and is put beside the field it is about.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hsoc.exchange.flowspec.compose import canonical, rule
from hsoc.exchange.flowspec.numbers import parse_numbers
from hsoc.exchange.flowspec.terms import FLAGS, ICMP, LARGEST, PORTED, PROTOCOLS, Kind, Unreadable, Unsayable
from hsoc.records.address import Network, network
from hsoc.records.scope import Match, Range

FIELDS: Final = ("source", "destination", "protocol", "source_port", "destination_port", "flags", "icmp", "length", "fragment")
MOST_ALTERNATIVES: Final = 5  # joined by `;`, as ExaFS allows
LONGEST: Final = 120  # characters of one field; as much as flowspec.numbers reads
LARGEST_PACKET: Final = 9216  # bytes; a jumbo frame, as ExaFS allows
FLAG_NAMES: Final = FLAGS | {"psh": FLAGS["push"], "urg": FLAGS["urgent"]}
_FLAG: Final = re.compile(r"(!?)([a-z]+)")
_ICMP6: Final = 58


class Wrong(msgspec.Struct, frozen=True):
    """A field that cannot be taken: its name, a stable code, and the values that the sentence needs."""

    field: str
    code: str
    values: dict[str, str] = {}


class Meant(msgspec.Struct, frozen=True):
    """The match, where nothing is wrong, else what is."""

    match: Match = Match()
    wrong: tuple[Wrong, ...] = ()


def meant(typed: Mapping[str, str], *, own: Iterable[str], inbound: bool) -> Meant:
    """Read the fields. own: canonical prefixes of the member; inbound: the destination must lie in them, else the source."""
    given = {name: str(typed.get(name, "")).strip() for name in FIELDS}
    wrong = [Wrong(name, "long", {"most": str(LONGEST)}) for name, text in given.items() if len(text) > LONGEST]
    if wrong:
        return Meant(wrong=tuple(wrong))
    src, dst = (_prefix(name, given[name], wrong) for name in ("source", "destination"))
    _inside("destination" if inbound else "source", dst if inbound else src, list(own), wrong)
    if src is not None and dst is not None and src.version != dst.version:
        wrong.append(Wrong("source" if inbound else "destination", "families"))
    family = next((net.version for net in (dst, src) if net is not None), 4)
    protos = _protocols(given["protocol"], family, wrong)
    ports = {
        name: _numbers(name, given[name], kind, wrong) for name, kind in (("source_port", Kind.SPORT), ("destination_port", Kind.DPORT))
    }
    for name, ranges in ports.items():
        if ranges and not (protos and set(protos) <= PORTED):
            wrong.append(Wrong(name, "ports"))
    flags = _flags(given["flags"], protos, wrong)
    types = _numbers("icmp", given["icmp"], Kind.ICMP_TYPE, wrong)
    if types and not (protos and set(protos) <= ICMP):
        wrong.append(Wrong("icmp", "icmp"))
    fragment = {"": None, "any": True, "none": False}.get(given["fragment"], "?")
    if fragment == "?":
        wrong.append(Wrong("fragment", "choice"))
    if fragment is True and (any(ports.values()) or types or flags is not None):
        wrong.append(Wrong("fragment", "fragment"))
    length = _numbers("length", given["length"], Kind.LENGTH, wrong)
    if length and length[-1][1] > LARGEST_PACKET and length[-1][1] != LARGEST[Kind.LENGTH]:
        wrong.append(Wrong("length", "large", {"most": str(LARGEST_PACKET)}))
    if wrong:
        return Meant(wrong=tuple(wrong))
    found = canonical(
        Match(
            dst=None if dst is None else str(dst),
            src=None if src is None else str(src),
            proto=protos,
            dport=ports["destination_port"],
            sport=ports["source_port"],
            icmp_type=tuple(number for low, high in types for number in range(low, high + 1)),
            tcp_flags=flags,
            length=length,
            fragment=fragment if isinstance(fragment, bool) else None,
        )
    )
    try:
        rule(found)
    except Unsayable as error:
        return Meant(wrong=(Wrong("", "unsayable", {"why": str(error)}),))
    return Meant(match=found)


def addresses(prefix: str) -> int:
    """How many addresses a prefix holds; of IPv6 how many /64, for that is what a network has."""
    net = network(prefix)
    return int(net.num_addresses) if net.version == 4 else 1 << max(0, 64 - net.prefixlen)


def _prefix(field: str, text: str, wrong: list[Wrong]) -> Network | None:
    if not text:
        return None
    try:
        return network(text)
    except ValueError:
        pass
    try:
        meant = ipaddress.ip_network(text, strict=False)
    except ValueError:
        wrong.append(Wrong(field, "prefix", {"text": text}))
        return None
    wrong.append(Wrong(field, "host_bits", {"text": text, "meant": str(meant)}))
    return None


def _inside(field: str, net: Network | None, own: list[str], wrong: list[Wrong]) -> None:
    if any(one.field == field for one in wrong):
        return
    if net is None:
        wrong.append(Wrong(field, "needed", {"own": ", ".join(own[:3]) or "–"}))
        return
    mine = [network(prefix) for prefix in own]
    if not any(net.version == one.version and net.subnet_of(one) for one in mine):  # type: ignore[arg-type]  # of one family
        wrong.append(Wrong(field, "outside", {"text": str(net), "own": ", ".join(own[:3]) or "–"}))


def _protocols(text: str, family: int, wrong: list[Wrong]) -> tuple[int, ...]:
    parts = _parts("protocol", text, wrong)
    found = []
    for part in parts:
        word = part.lower()
        number = PROTOCOLS.get(word, int(word) if word.isdecimal() and len(word) <= 3 else -1)
        if word == "icmp" and family == 6:
            number = _ICMP6
        if not 0 <= number <= LARGEST[Kind.PROTO]:
            wrong.append(Wrong("protocol", "protocol", {"text": part, "known": ", ".join(PROTOCOLS)}))
        else:
            found.append(number)
    return tuple(sorted(set(found)))


def _parts(field: str, text: str, wrong: list[Wrong]) -> list[str]:
    parts = [part.strip() for part in text.split(";")] if text else []
    if len(parts) > MOST_ALTERNATIVES:
        wrong.append(Wrong(field, "many", {"most": str(MOST_ALTERNATIVES)}))
        return []
    if any(not part for part in parts):
        wrong.append(Wrong(field, "gap"))
        return []
    return parts


def _numbers(field: str, text: str, kind: Kind, wrong: list[Wrong]) -> tuple[Range, ...]:
    before = len(wrong)
    parts = _parts(field, text, wrong)
    if len(wrong) > before:
        return ()
    for part in parts:
        try:
            parse_numbers(part, kind=kind)
        except Unreadable:
            wrong.append(Wrong(field, "number", {"text": part, "most": str(LARGEST[kind])}))
    return parse_numbers(";".join(parts), kind=kind) if parts and len(wrong) == before else ()


def _flags(text: str, protos: tuple[int, ...], wrong: list[Wrong]) -> tuple[int, int] | None:
    """`syn;!ack` → (mask, value): all of these, none of those."""
    mask = value = 0
    for part in _parts("flags", text.replace(",", ";").replace(" ", ";"), wrong) if text else []:
        found = _FLAG.fullmatch(part.lower())
        bit = FLAG_NAMES.get(found[2], 0) if found else 0
        if found is None or not bit:
            wrong.append(Wrong("flags", "flag", {"text": part, "known": ", ".join(FLAGS)}))
            return None
        if mask & bit:
            wrong.append(Wrong("flags", "twice", {"text": found[2]}))
            return None
        mask |= bit
        value |= 0 if found[1] else bit
    if not mask:
        return None
    if set(protos) != {6}:
        wrong.append(Wrong("flags", "flags"))
        return None
    return mask, value
