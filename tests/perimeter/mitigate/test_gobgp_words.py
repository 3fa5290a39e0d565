"""What is said to GoBGP's program, what it has no words for, and what of its JSON is ours. The contract is in tests/contracts."""

import msgspec
import pytest

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.gobgp_words import GoBGPWords
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.route import Route, Terms
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match

ROOMY = Terms(packet_bytes=500)


def said(action: Action, match: Match, *, terms: Terms = ROOMY, rate: int = 0) -> tuple[GoBGPWords, Route]:
    speaker = GoBGPWords(terms)
    return speaker, speaker.route(entry(Decision(story="s", action=action, match=match, made=0, until=1, rate=rate)))


@pytest.mark.parametrize(
    ("action", "match", "rate", "words"),
    [
        (
            Action.FLOWSPEC,
            Match(dst="192.0.2.10/32", proto=(17,), sport=((53, 53), (1000, 2000))),
            0,
            "-a ipv4-flowspec match destination 192.0.2.10/32 protocol ==17 source-port '==53 >=1000&<=2000' then discard",
        ),
        (
            Action.RATE_LIMIT,
            Match(dst="2001:db8::1/128", proto=(6,), tcp_flags=(0x12, 0x02)),
            100,
            "-a ipv6-flowspec match destination 2001:db8::1/128 protocol ==6 tcp-flags '=S&!A' then rate-limit 50000",
        ),
        (Action.SOURCE_RTBH, Match(src="198.51.100.7/32"), 0, "-a ipv4 198.51.100.7/32 nexthop 192.0.2.1 community 65535:666,65535:65281"),
    ],
)
def test_what_is_said(action: Action, match: Match, rate: int, words: str) -> None:
    speaker, route = said(action, match, rate=rate)
    assert speaker.announce(route) == f"announce {words} large-community 65551:18515:1"
    assert speaker.withdraw(route) == f"withdraw {words} large-community 65551:18515:1"


def test_a_rate_in_packets_has_no_word_and_is_not_offered() -> None:
    assert Action.RATE_LIMIT not in GoBGPWords().can
    with pytest.raises(Unsayable, match="packet_bytes"):
        said(Action.RATE_LIMIT, Match(dst="192.0.2.10/32", proto=(17,)), terms=Terms(), rate=5)


def test_only_what_was_brought_in_here_and_can_be_read_is_ours() -> None:
    speaker, route = said(Action.FLOWSPEC, Match(dst="192.0.2.10/32", proto=(17,), sport=((53, 53),)))
    path = {
        "nlri": {
            "value": [
                {"type": 1, "value": {"prefix": "192.0.2.10/32"}},
                {"type": 3, "value": [{"op": 129, "value": 17}]},
                {"type": 6, "value": [{"op": 145, "value": 53}]},  # two bytes where one is enough
            ]
        },
        "attrs": [
            {"type": 16, "value": [{"type": 128, "subtype": 6, "as": 0, "rate": 0}]},
            {"type": 32, "value": [{"ASN": 65551, "LocalData1": 18515, "LocalData2": 1}]},
        ],
    }
    broken = [
        {"nlri": {}},
        {"attrs": []},
        {"nlri": {"value": [{"type": 99}]}, "attrs": []},
        path | {"attrs": [{"type": 16, "value": [{}]}]},
    ]
    listed = {"a": [path], "b": [path | {"neighbor-ip": "192.0.2.9"}], "c": broken}
    listing = f"ipv4-flowspec {msgspec.json.encode(listed).decode()}\nipv6-flowspec nonsense\nstrange {{}}"
    assert list(speaker.routes(listing)) == [route]


def test_neighbours_are_told_by_their_session() -> None:
    told = [{"state": {"neighbor_address": "192.0.2.9", "session_state": 6}}, {"conf": {"neighbor_address": "192.0.2.8"}, "state": {}}]
    listing = f"peers {msgspec.json.encode(told).decode()}"
    assert GoBGPWords().peers(listing) == {"192.0.2.9": True, "192.0.2.8": False}
