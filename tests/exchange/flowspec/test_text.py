"""What ExaBGP would take and silently change is refused; what it takes as it stands is written."""

import pytest

from hsoc.exchange.flowspec.terms import Unreadable, Unsayable
from hsoc.exchange.flowspec.text import LONGEST, match_text, read, spelled, statement
from hsoc.exchange.flowspec.then import Then
from hsoc.records.scope import Match


def test_statement_is_the_line_that_worked_in_the_lab():
    one = read("destination 192.0.2.10/32 protocol =udp source-port =123 packet-length >=200")
    wanted = "flow route { match { destination 192.0.2.10/32; protocol =udp; source-port =123; packet-length >=200; } then { discard; } }"
    assert statement(one, then=Then(discard=True)) == wanted


def test_statement_puts_alternatives_in_brackets():
    one = read("destination 192.0.2.22/32 protocol =tcp destination-port [ =3128 >=8080&<=8088 ]")
    assert "destination-port [ =3128 >=8080&<=8088 ];" in statement(one, then=Then(redirect="65000:100"))


def test_spelled_of_ipv6_says_next_header():
    assert match_text(Match(dst="2001:db8::1/128", proto=(17,))) == "destination 2001:db8::1/128 next-header =udp"


def test_match_text_of_equal_sets_is_equal():
    one = Match(dst="192.0.2.1/32", proto=(17,), sport=((54, 60), (53, 53)))
    same = Match(dst="192.0.2.1/32", proto=(17, 17), sport=((53, 60),))
    assert match_text(one) == match_text(same)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("destination 192.0.2.29/24", "word 2: 192.0.2.29/24 has host bits set"),
        ("destination-port >=8080&<=8088 =3128", "word 3: `=3128` is no component; several values need brackets"),
        ("destination-port [ =80", "word 2: the bracket is not closed"),
        ("destination-port [ ]", "word 2: 0 values, 1 to 64 are allowed"),
        ("protocol", "word 1: `protocol` has no value"),
        ("protocol =http", "word 2: `http` is neither a number nor a name of proto"),
        ("protocol =999", "proto: 999 is not in 0 … 255"),
        ("destination-port =70000", "dport: 70000 is not in 0 … 65535"),
        ("destination 192.0.2.1/33", "word 2: '192.0.2.1/33' does not appear to be an IPv4 or IPv6 network"),
        ("protocol =udp protocol =tcp", "components must ascend and stand once each"),
        ("destination 192.0.2.1/32 source 2001:db8::/32", "IPv4 and IPv6 in one rule"),
        ("", "a rule without components would match all traffic"),
        ("x" * (LONGEST + 1), f"{LONGEST + 1} characters, {LONGEST} are allowed"),
    ],
)
def test_read_of_text_that_would_be_changed_is_refused(text, reason):
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        (Then(), "exactly one action is needed, here: none"),
        (Then(discard=True, packets=10), "exactly one action is needed, here: discard, rate"),
        (Then(packets=0), "a rate of 0 packets a second; say discard where nothing shall pass"),
        (Then(redirect="192.0.2.1"), "`192.0.2.1` is neither AS:number nor address:number"),
    ],
)
def test_statement_with_no_or_two_actions_is_refused(then, reason):
    with pytest.raises(Unsayable) as refusal:
        statement(read("destination 192.0.2.1/32"), then=then)
    assert str(refusal.value) == reason


def test_read_of_bitmasks_keeps_any_and_all_apart():
    assert spelled(read("tcp-flags [ syn+ack !=rst ]")) == "tcp-flags [ syn+ack !=rst ]"
