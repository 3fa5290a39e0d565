"""Seeded mutations of good rules, communities and statements through every reader: an answer or a refusal, never anything else."""

import random

import pytest
from tests.exchange.fuzz_flowspec import one

from hsoc.exchange.flowspec import Then, parse_text, statement, to_nlri

RULES = [
    "destination 192.0.2.10/32 protocol =udp source-port [ =53 =123 ] packet-length >=200&<=1023",
    "rd 65535:65536 source 10.0.0.1/32 tcp-flags [ syn rst&fin&!=push ] fragment [ is-fragment first-fragment ]",
    "destination ::1/128/64 next-header [ =tcp =udp ] port !=0 traffic-class =46 flow-label =2013",
    "icmp-type =3 icmp-code [ =4 =13 ] protocol icmp",
]
GOOD = (
    [bytes([door]) + to_nlri(parse_text(text)) for text in RULES for door in range(4)]
    + [b"\x04" + then.communities() for then in (Then(discard=True), Then(redirect="65500:12345", mark=4, sample=True), Then(octets=9600))]
    + [b"\x05" + text.encode() for text in [*RULES, "80;443;>1023", *(statement(parse_text(t), then=Then(packets=10)) for t in RULES)]]
)
ROUNDS = 60


def mutated(data, rng):
    """A few bytes flipped, cut out, doubled or put in."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(1, len(out) + 1)
        match rng.randrange(4):
            case 0 if at < len(out):
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                del out[at : at + rng.randint(1, 3)]
            case 2:
                out[at:at] = out[max(1, at - rng.randint(1, 6)) : at]
            case _:
                out[at:at] = rng.choice([b"\xff", b"\0", b" ", b"&", b"[", b"]", b"=", b"!", b"9", b"/", b"\xf0\xff"])
    return bytes(out)


@pytest.mark.parametrize("seed", range(len(GOOD)))
def test_mutations_are_answered_or_refused(seed):
    rng = random.Random(seed)
    one(GOOD[seed])
    for _ in range(ROUNDS):
        one(mutated(GOOD[seed], rng))


def test_noise_is_answered_or_refused():
    rng = random.Random(99)
    for _ in range(1500):
        one(bytes([rng.randrange(6)]) + rng.randbytes(rng.randrange(60)))
