"""ExaBGP's lines to the letter, and its listing as ExaBGP 5.0.15 writes it."""

import pytest

from hsoc.perimeter.mitigate import exabgp as under_test
from hsoc.perimeter.mitigate.exabgp import ExaBGP
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.route import Terms
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match

HEAD = "neighbor 127.0.0.1 local-ip 127.0.0.2 local-as 64500 peer-as 64500 router-id 127.0.0.2 family-allowed in-open"
FLOW4 = HEAD + " ipv4 flow flow destination-ipv4"
MARK = "large-community 65551:18515:1"
VRF = Terms(rd="65000:1", target="65000:1", label=800)


def of(action: Action, match: Match, rate: int = 0):
    return entry(Decision(story="s", action=action, match=match, made=0, until=1, rate=rate))


NTP = of(Action.FLOWSPEC, Match(dst="192.0.2.10/32", proto=(17,), sport=((53, 53), (123, 123))))
HOLE = of(Action.DESTINATION_RTBH, Match(dst="192.0.2.66/32"))
SLOW = of(Action.RATE_LIMIT, Match(dst="192.0.2.11/32", proto=(17,), fragment=True), 100)
AWAY = of(Action.REDIRECT, Match(dst="2001:db8::1/128", proto=(6,), tcp_flags=(0x12, 0x02)))

SAID = [
    (
        Terms(), NTP,
        ("announce flow route { match { destination 192.0.2.10/32; protocol =udp; source-port [ =53 =123 ]; }"
        " then { discard; large-community [ 65551:18515:1 ]; } }"),
        f"{FLOW4} 192.0.2.10/32 protocol =udp source-port [ =domain =ntp ] extended-community rate-limit:0 {MARK}",
    ),
    (
        Terms(), SLOW,
        ("announce flow route { match { destination 192.0.2.11/32; protocol =udp; fragment [ is-fragment first-fragment ]; }"
        " then { extended-community [ 0x800c000042c80000 ]; large-community [ 65551:18515:1 ]; } }"),
        (f"{FLOW4} 192.0.2.11/32 protocol =udp fragment [ is-fragment first-fragment ]"
        f" extended-community rate-limit:100:packets {MARK}"),
    ),
    (
        VRF, AWAY,
        ("announce flow route { rd 65000:1; match { destination 2001:db8::1/128; next-header =tcp; tcp-flags =syn&!ack; }"
        " then { redirect 65000:100; extended-community [ target:65000:1 ]; large-community [ 65551:18515:1 ]; } }"),
        (f"{HEAD} ipv6 flow-vpn flow destination-ipv6 2001:db8::1/128/0 next-header =tcp tcp-flags [ =syn&!ack ] rd 65000:1"
        f" extended-community [ target:65000:1 redirect:65000:100 ] {MARK}"),
    ),
    (
        Terms(), HOLE,
        "announce route 192.0.2.66/32 next-hop 192.0.2.1 community [ 65535:666 65535:65281 ] large-community [ 65551:18515:1 ]",
        f"{HEAD} ipv4 unicast 192.0.2.66/32 next-hop 192.0.2.1 community [ blackhole no-export ] {MARK}",
    ),
    (
        VRF, HOLE,
        ("announce route 192.0.2.66/32 next-hop 192.0.2.1 rd 65000:1 label 800 extended-community [ target:65000:1 ]"
        " community [ 65535:666 65535:65281 ] large-community [ 65551:18515:1 ]"),
        (f"{HEAD} ipv4 mpls-vpn 192.0.2.66/32 label 800 next-hop 192.0.2.1 rd 65000:1 community [ blackhole no-export ]"
        f" extended-community target:65000:1 {MARK}"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "one", "line", "listed"), SAID)
def test_line_and_listing_mean_the_same_route(terms, one, line, listed) -> None:
    speaker = ExaBGP(terms)
    route = speaker.route(one)
    assert speaker.announce(route) == line
    assert speaker.withdraw(route) == f"withdraw {line.removeprefix('announce ')}"
    assert list(speaker.routes(listed)) == [route]


def test_ports_that_share_a_name_are_read_as_they_were_meant() -> None:
    speaker = ExaBGP()
    route = speaker.route(of(Action.FLOWSPEC, Match(dst="192.0.2.1/32", proto=(6,), dport=((8080, 8080),))))
    listed = f"{FLOW4} 192.0.2.1/32 protocol =tcp destination-port =http-alt extended-community rate-limit:0 {MARK}"
    assert list(speaker.routes(listed)) == [route]


def test_memory_of_shared_names_is_bounded_and_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "MOST_MEANT", 2)
    speaker = ExaBGP()
    rules = [of(Action.FLOWSPEC, Match(dst=f"192.0.2.{n}/32", proto=(6,), dport=((8080, 8080),))) for n in (1, 2, 3)]
    meant = [speaker.route(one).flow for one in rules]
    assert list(speaker._meant.values()) == meant[1:]


def test_what_was_changed_on_the_way_is_another_route() -> None:
    speaker = ExaBGP()
    listed = f"{FLOW4} 192.0.2.0/24 protocol =udp source-port [ =domain =ntp ] extended-community rate-limit:0 {MARK}"
    assert speaker.route(NTP) not in set(speaker.routes(listed))
    slower = f"{FLOW4} 192.0.2.10/32 protocol =udp source-port [ =domain =ntp ] extended-community rate-limit:9 {MARK}"
    assert speaker.route(NTP) not in set(speaker.routes(slower))


def test_lines_that_are_no_route_are_passed_over() -> None:
    beyond = ("", "l2vpn vpls x", f"ipv4 flow flow source-port =no-such-service {MARK}", "ipv4 unicast 192.0.2.1/32 next-hop")
    listing = "\n".join(["done", *(f"{HEAD} {line}" for line in beyond)])
    assert list(ExaBGP().routes(listing)) == []


def test_sessions_are_read_from_the_summary() -> None:
    summary = """Peer            AS        up/down state       |     #sent     #recvd
127.0.0.1       64500     0:00:17 established          19          0
127.0.0.3       64501     down    active                0          0"""
    assert ExaBGP().peers(summary) == {"127.0.0.1": True, "127.0.0.3": False}
