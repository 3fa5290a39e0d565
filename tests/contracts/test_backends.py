"""Every backend keeps the contract: honest about what it can, exact about what it says, and readable back."""

import pytest

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.fuse import objections
from hsoc.perimeter.mitigate.keeper import Keeper
from hsoc.perimeter.mitigate.plan import Plan, entry
from hsoc.records.decision import Action, Decision
from hsoc.records.policy import Ceiling, Policy
from hsoc.records.scope import Match

# a backend joins the suite here; `held` gives the table as it would be read back after these lines
BACKENDS = {"dry-run": DryRun}

ENTRIES = {
    "vector": (Action.FLOWSPEC, Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 53), (123, 123)))),
    "fragments": (Action.FLOWSPEC, Match(dst="192.0.2.1/32", proto=(17,), fragment=True)),
    "syn-ack": (Action.FLOWSPEC, Match(dst="2001:db8::1/128", proto=(6,), sport=((443, 443),), tcp_flags=(0x12, 0x12))),
    "slowed source": (Action.RATE_LIMIT, Match(src="198.51.100.7/32", proto=(6,), dport=((23, 23),))),
    "dropped source": (Action.SOURCE_RTBH, Match(src="198.51.100.7/32")),
    "led away": (Action.REDIRECT, Match(dst="192.0.2.2/32")),
    "given up": (Action.DESTINATION_RTBH, Match(dst="192.0.2.3/32")),
}


def decision(name: str) -> Decision:
    action, match = ENTRIES[name]
    return Decision(story="s", action=action, match=match, made=0, until=600_000, rate=100 if action is Action.RATE_LIMIT else 0)


@pytest.fixture(params=sorted(BACKENDS))
def backend(request) -> Backend:
    return BACKENDS[request.param]()


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_backend_announces_what_it_can_and_the_fuse_stops_the_rest(backend, name):
    one = entry(decision(name))
    found = objections(Plan(add=(one,)), ceiling=Ceiling(), now=0, can=backend.can)
    assert [objection.rule for objection in found] == ([] if one.action in backend.can else ["fuse.backend"])
    if one.action in backend.can:
        lines = (*backend.announce(one), *backend.withdraw(one))
        assert all(line and line == line.strip() and "\n" not in line for line in lines)
        assert len(set(lines)) == 2


def test_backend_touches_traffic_with_all_that_it_can(backend):
    assert [action for action in backend.can if not action.touches_traffic] == []


def test_backend_says_the_same_for_the_same_entry(backend):
    for name in sorted(ENTRIES):
        if entry(decision(name)).action in backend.can:
            assert backend.announce(entry(decision(name))) == backend.announce(entry(decision(name)))


def test_backend_reads_back_exactly_what_stands(backend):
    keeper = Keeper(Policy(), backend)
    plan = keeper.want([decision(name) for name in sorted(ENTRIES)], now=0)
    backend.take(keeper.lines(plan))
    assert backend.parse(backend.listing()) == {one.key for one in keeper.wanted}
    gone = keeper.withdraw_all(now=1)
    backend.take(keeper.lines(gone))
    assert backend.parse(backend.listing()) == frozenset()


def test_backend_names_nothing_that_is_not_ours(backend):
    foreign = "flow route { match { destination 192.0.2.1/32; } then { discard; } }\n# key\nkey=\n\n"
    assert backend.parse(foreign) == frozenset()


@pytest.mark.parametrize("match", [Match(), Match(dst="192.0.2.29/24"), Match(dst="192.0.2.1/32", sport=((53, 53),))])
def test_backend_refuses_what_would_be_changed_in_silence(backend, match):
    with pytest.raises(Unsayable):
        backend.announce(entry(Decision(story="s", action=Action.FLOWSPEC, match=match, made=0, until=1)))


def test_backend_withdraws_with_nothing_it_did_not_announce(backend):
    one = entry(decision("vector"))
    (said,), (taken_back,) = backend.announce(one), backend.withdraw(one)
    assert said.split(" ", 1)[1] == taken_back.split(" ", 1)[1]
