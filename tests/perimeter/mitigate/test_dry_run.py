"""What would be announced, to the letter."""

import pytest

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.plan import entry
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match


def of(action, match, rate=0):
    return entry(Decision(story="s", action=action, match=match, made=0, until=1, rate=rate))


def announced(action, match, rate=0):
    speaker = DryRun()
    return speaker.announce(speaker.route(of(action, match, rate)))


VECTOR = Match(dst="192.0.2.10/32", proto=(17,), sport=((123, 123),))


def test_announce_a_discard_with_its_bytes():
    assert announced(Action.FLOWSPEC, VECTOR) == (
        "announce flow route { match { destination 192.0.2.10/32; protocol =udp; source-port =123; } then { discard; "
        "large-community [ 65551:18515:1 ]; } } # ipv4-flowspec//0c0120c000020a03811106817b"
    )


def test_announce_a_rate_and_a_redirect():
    assert "then { extended-community [ 0x800c000042c80000 ]; " in announced(Action.RATE_LIMIT, VECTOR, 100)
    assert "then { redirect 65000:100; " in announced(Action.REDIRECT, Match(dst="192.0.2.10/32"))


def test_announce_blackholes_as_routes():
    assert announced(Action.SOURCE_RTBH, Match(src="198.51.100.7/32")) == (
        "announce route 198.51.100.7/32 next-hop 192.0.2.1 community [ 65535:666 65535:65281 ] large-community [ 65551:18515:1 ]"
        " # ipv4-unicast//198.51.100.7/32"
    )
    assert "route 2001:db8::1/128 next-hop 100::1" in announced(Action.DESTINATION_RTBH, Match(dst="2001:db8::1/128"))


def test_announce_a_blackhole_without_its_prefix_is_refused():
    with pytest.raises(Unsayable, match="source-rtbh needs the prefix that it is about"):
        announced(Action.SOURCE_RTBH, Match(dst="192.0.2.10/32"))


def test_table_holds_what_was_taken_and_leaves_foreign_lines_alone():
    speaker = DryRun()
    route = speaker.route(of(Action.FLOWSPEC, VECTOR))
    speaker.take([speaker.announce(route)])
    assert list(speaker.routes(speaker.listing())) == [route]
    assert list(speaker.routes("flow route { match { destination 192.0.2.1/32; } then { discard; } }\n# x\n")) == []
    speaker.take([speaker.withdraw(route)])
    assert (speaker.listing(), speaker.peers("")) == ("", {})
