"""The fuzzer in short: seeded mutations of one sound input per format. In long it is atheris: tests/perimeter/fuzz_collect.py."""

import random

import pytest
from tests.factories.exports import (
    FLOW,
    NOW,
    a_set,
    ethernet,
    flow,
    ipfix,
    ipfix_options_template,
    ipfix_template,
    ipv4,
    ipv6,
    pcap,
    pcapng,
    sflow,
    tcp,
    udp,
    v5,
    v9,
    v9_template,
)  # fmt: skip
from tests.perimeter.collect.test_nfcapd import layout_1, layout_2
from tests.perimeter.collect.test_nfrecords import MAP, RECORD_1, RECORD_2
from tests.perimeter.fuzz_collect import one

MESSAGES = (
    ipfix(ipfix_template(256, FLOW), a_set(256, flow() * 3)), ipfix(ipfix_template(257, [(8, 4), (82, 65535), (315, 65535)])),
    ipfix(a_set(257, b"\xc0\0\2\1\4eth0\x30" + ethernet(ipv4(udp(bytes(6)))))), v9(v9_template(256, FLOW), a_set(256, flow())), v5(3),
    ipfix(ipfix_options_template(300, [(149, 4)], [(34, 4)]), a_set(300, bytes(8))), sflow(ethernet(ipv4(tcp(), proto=6))),
)  # fmt: skip
FRAMES = [(NOW, ethernet(ipv4(udp(MESSAGES[0])))), (NOW + 5, ethernet(ipv6(udp()), kind=0x86DD)), (NOW + 9, ethernet(ipv4(tcp(), proto=6)))]
SOUND = {
    "datagrams": b"\0" + b"".join(len(m).to_bytes(2) + m for m in MESSAGES),
    "found": b"\1" + MESSAGES[0],
    "messages": b"\2" + b"".join(MESSAGES),
    "pcap": b"\3" + pcap(FRAMES),
    "pcapng": b"\4" + pcapng(FRAMES),
    "nfcapd 1": b"\5" + layout_1(3, MAP + RECORD_1 * 2),
    "nfcapd 2": b"\5" + layout_2((3, RECORD_2 * 3)),
}
ROUNDS = 150  # per format; about three seconds in all
EDGES = (0, 1, 4, 0x7F, 0x80, 0xFF)


def mutated(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(1, len(out))
        kind = dice.randrange(4)
        if kind == 0:
            out[at] = dice.choice(EDGES)
        elif kind == 1:
            out[at] ^= 1 << dice.randrange(8)
        elif kind == 2 and len(out) > 40:
            del out[at : at + dice.randint(1, 8)]
        else:
            out[at:at] = dice.randbytes(dice.randint(1, 8))
    return bytes(out[: dice.randrange(2, len(out) + 1)]) if dice.random() < 0.3 else bytes(out)


@pytest.mark.parametrize("name", sorted(SOUND))
def test_no_mutation_crashes(name: str) -> None:
    dice = random.Random(name)
    one(SOUND[name])
    for _ in range(ROUNDS):
        one(mutated(SOUND[name], dice))
