"""FlowSpec as ExaBGP publishes it (bgp/flowspec): every line of the file, byte for byte, for the parts that are ours.

The UPDATE around our NLRI and communities is put together here, as speakers do it. Not ours, by name and with the reason, in NOT_OURS:
redirect and copy to a next hop, and one vector that reads RFC 8956 its own way.
"""

import json
import re
import struct
from functools import cache

import msgspec
import pytest
from tests.real_data import SHARED

from hsoc.exchange.flowspec.compose import match
from hsoc.exchange.flowspec.decode import decode
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.route import parse_then
from hsoc.exchange.flowspec.terms import Rule, Unreadable, Unsayable
from hsoc.exchange.flowspec.text import read, spelled
from hsoc.exchange.flowspec.then import of_communities
from hsoc.records.scope import Match

VECTORS = SHARED / "bgp" / "flowspec" / "conf-flow.vectors"
MARKER = "FF" * 16
ANNOUNCEMENTS, ENDS = 14, 3
# what stands in the command: why it is not ours
NOT_OURS = {
    "copy-to-nexthop": "redirect to an address has three encodings in the wild",
    "redirect-to-nexthop": "redirect to an address has three encodings in the wild",
    "::1/128/120": "sixteen bytes of pattern where length 128 and offset 120 leave one, and a DSCP of 101 that six bits cannot hold",
}
FAMILIES = {"ipv4 flow": Rule(4, ()), "ipv6 flow": Rule(6, ()), "ipv4 flow-vpn": Rule(4, (), "0:0")}

pytestmark = pytest.mark.real_data


class Vector(msgspec.Struct):
    """One command with what ExaBGP makes of it."""

    command: str
    raw: str = ""
    json: list[dict] = msgspec.field(default_factory=list)

    @property
    def reason(self) -> str | None:
        return next((why for word, why in NOT_OURS.items() if word in self.command), None)

    @property
    def vpn(self) -> bool:
        return " rd " in self.command


@cache
def lines():
    return VECTORS.read_text().splitlines()


@cache
def vectors():
    out = []
    for line in lines():
        if line.startswith("1:cmd:announce"):
            out.append(Vector(line.removeprefix("1:cmd:")))
        elif line.startswith("1:raw:"):
            out[-1].raw = line.removeprefix("1:raw:").replace(":", "").upper()
        elif line.startswith(("1:json:", "1:jsv4:", "1:jsv6:")):
            out[-1].json.append(json.loads(line.split(":", 2)[2]))
    return out


def announced(*, ours):
    return [one for one in vectors() if "eor" not in one.command and (one.reason is None) is ours]


def split(command):
    """ExaBGP's command as our text, the action as its words, and the plain communities."""
    text = re.sub(r"^announce ipv[46] flow ", "", command)
    found = {}
    for name in ("extended-community", "community"):
        part = re.search(rf" {name} \[([^]]*)\]", text)
        if part:
            found[name] = part[1]
            text = text.replace(part[0], "")
    rd = re.search(r" rd (\S+)", text)
    if rd:
        text = f"rd {rd[1]} {text.replace(rd[0], '')}"
    action = found["extended-community"]
    return text, action if action.startswith(("mark", "action")) else f"extended-community [ {action} ]", found.get("community", "")


def attribute(flags, kind, value):
    return bytes([flags, kind, len(value)]) + value


def update(rule, then, communities):
    """The whole message as ExaBGP sends it from AS 1 to AS 1."""
    plain = b"".join(struct.pack(">HH", *map(int, one.split(":"))) for one in communities.split())
    attributes = attribute(0x40, 1, b"\0") + attribute(0x40, 2, b"") + attribute(0x40, 5, struct.pack(">I", 100))
    attributes += attribute(0xC0, 8, plain) if plain else b""
    attributes += attribute(0xC0, 16, then.communities())
    attributes += attribute(0x80, 14, struct.pack(">HBBB", rule.afi, rule.safi, 0, 0) + encode(rule))
    body = struct.pack(">HH", 0, len(attributes)) + attributes
    return (MARKER + (struct.pack(">HB", 19 + len(body), 2) + body).hex()).upper()


def unpacked(raw):
    """Family, NLRI, whether it is a VPN's, and extended communities of an UPDATE."""
    data = bytes.fromhex(raw)[19:]
    at, family, nlri, vpn, communities = 4, 0, b"", False, b""
    while at < len(data):
        kind, size = data[at + 1], data[at + 2]
        value = data[at + 3 : at + 3 + size]
        at += 3 + size
        if kind == 14:
            afi, safi, hop = struct.unpack_from(">HBB", value)
            family, nlri, vpn = (4 if afi == 1 else 6), value[5 + hop :], safi == 134
        elif kind == 16:
            communities = value
    return family, nlri, vpn, communities


def test_every_line_of_the_file_is_looked_at():
    known = ("1:cmd:announce", "1:raw:", "1:json:", "1:jsv4:", "1:jsv6:", "#", "option:file:")
    assert [line for line in lines() if line and not line.startswith(known)] == []
    assert len(vectors()) == ANNOUNCEMENTS + ENDS
    assert [one.command for one in vectors() if not one.raw] == []
    assert (len(announced(ours=True)), len(announced(ours=False))) == (10, 4)
    assert sum(len(one.json) for one in vectors()) == sum(line.startswith(("1:json:", "1:jsv4:", "1:jsv6:")) for line in lines())


def test_the_whole_update_of_each_command_has_the_published_bytes():
    for one in announced(ours=True):
        text, action, communities = split(one.command)
        assert update(read(text), parse_then(action), communities) == one.raw, one.command


def test_the_published_bytes_are_read_as_the_command_says():
    for one in announced(ours=True):
        family, nlri, vpn, communities = unpacked(one.raw)
        text, action, _ = split(one.command)
        rule, then = decode(nlri, family=family, vpn=vpn), of_communities(communities)
        assert (rule, then) == (read(text), (parse_then(action), ())), one.command
        assert read(spelled(rule)) == rule
        assert (rule.safi == 134) is one.vpn


def test_the_published_json_says_the_same():
    for one in announced(ours=True):
        for document in one.json:
            said = document["neighbor"]["message"]["update"]
            ((name, hops),) = said["announce"].items()
            ((rule,),) = hops.values()
            text, action, communities = split(one.command)
            ours = read(text)
            assert (FAMILIES[name].afi, FAMILIES[name].safi) == (ours.afi, ours.safi)
            string = rule["string"].removeprefix("flow ")
            assert read(f"rd {rule['rd']} {string.rpartition(' rd ')[0]}" if one.vpn else string) == ours
            value = int.from_bytes(parse_then(action).communities())
            assert [one["value"] for one in said["attribute"]["extended-community"]] == [value]
            assert said["attribute"].get("community", []) == [list(map(int, pair.split(":"))) for pair in communities.split()]


def test_ends_of_table_name_our_families():
    ends = [one for one in vectors() if "eor" in one.command]
    for one in ends:
        family = FAMILIES[one.command.removeprefix("announce eor ")]
        body = struct.pack(">HH", 0, 7) + bytes([0x90, 15, 0, 3]) + struct.pack(">HB", family.afi, family.safi)
        assert (MARKER + (struct.pack(">HB", 19 + len(body), 2) + body).hex()).upper() == one.raw


def test_what_is_not_ours_is_refused_with_the_reason():
    for one in announced(ours=False):
        family, nlri, vpn, communities = unpacked(one.raw)
        if "::1" in one.command:
            # the pattern has sixteen bytes where length 128 and offset 120 leave one (RFC 8956 section 3.1)
            with pytest.raises(Unreadable, match="byte 24: component type 0 is unknown"):
                decode(nlri, family=family, vpn=vpn)
            with pytest.raises(Unreadable, match="dscp: 101 is not in 0 … 63"):
                read(split(one.command)[0])
            strict = encode(read(split(one.command)[0].replace("=101", "=46")))
            assert strict == bytes([33]) + nlri[1:20] + nlri[20:23] + b"\x01" + bytes.fromhex("038111 0b812e 0d9107dd")
            continue
        decode(nlri, family=family, vpn=vpn)  # the rule itself is read; what is to be done is not
        with pytest.raises(Unreadable, match=one.reason):
            of_communities(communities)
        with pytest.raises(Unreadable, match="three encodings"):
            parse_then(split(one.command)[1])


def test_matches_of_the_vectors_are_values_or_refusals():
    found = []
    for one in announced(ours=True):
        try:
            found.append(match(read(split(one.command)[0])))
        except Unsayable:
            continue
    assert Match(dst="10.0.0.2/32", src="10.0.0.1/32", proto=(6,), dport=((3128, 3128),)) in found
    assert Match(length=((201, 299), (401, 499))) in found
