"""An allowing entry steps aside for what comes later in the order and wants some of what it lets through."""

from hsoc.perimeter.decide.shields import Shields
from hsoc.records.decision import Action
from hsoc.records.scope import Match

SUPPLIER = Match(dst="198.18.1.7/32", src="198.18.77.0/24", proto=(6,), dport=((3389, 3389),))
ONE = Shields({"allow": SUPPLIER})


def aside(match: Match, action: Action = Action.FLOWSPEC) -> dict[str, str]:
    return ONE.aside([("answer", action, match)])


def test_answer_that_comes_later_and_meets_it_puts_it_aside() -> None:
    flood = Match(dst="198.18.1.7/32", proto=(6,), tcp_flags=(0x12, 0x02))
    assert aside(flood) == {"allow": "answer"} == aside(flood, Action.RATE_LIMIT) == aside(Match(src="198.18.77.9/32"))
    assert aside(Match(dst="198.18.1.0/24", proto=(6,))) == {"allow": "answer"}


def test_what_comes_first_anyway_or_is_about_other_traffic_or_is_a_route_leaves_it() -> None:
    assert aside(Match(dst="198.18.1.7/32", src="198.18.77.9/32")) == {}  # the narrower source comes first
    assert aside(Match(dst="198.18.1.8/32", proto=(6,))) == {} == aside(Match(dst="198.18.1.7/32", proto=(17,)))
    assert aside(Match(dst="198.18.1.7/32"), Action.DESTINATION_RTBH) == {}
    assert Shields({}).aside([("answer", Action.FLOWSPEC, SUPPLIER)]) == {}
