"""Every backend keeps the contract: honest about what it can, exact about what it says, and readable back."""

import pytest

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.exabgp import ExaBGP
from hsoc.perimeter.mitigate.fuse import objections
from hsoc.perimeter.mitigate.gobgp import GoBGP
from hsoc.perimeter.mitigate.gobgp_words import GoBGPWords
from hsoc.perimeter.mitigate.plan import Plan, entry
from hsoc.perimeter.mitigate.route import Terms
from hsoc.records.decision import Action, Decision
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Policy
from hsoc.records.scope import Match

BACKENDS = {one.name: one for one in (DryRun, ExaBGP, GoBGP, GoBGPWords)}  # a backend joins the suite here
TERMS = {
    "global table": Terms(divert=("64500:77",), divert_next_hop_v4="192.0.2.9"),
    "in a VRF": Terms(rd="65000:1", target="65000:1", label=800, mark="64500:4242", packet_bytes=500),
}

ENTRIES = {
    "vector": (Action.FLOWSPEC, Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 53), (123, 123)))),
    "fragments": (Action.FLOWSPEC, Match(dst="192.0.2.1/32", proto=(17,), fragment=True)),
    "whole packets": (Action.FLOWSPEC, Match(dst="192.0.2.1/32", proto=(1,), icmp_type=(0, 8, 200), length=((500, 1500),), fragment=False)),
    "ports with one name": (Action.FLOWSPEC, Match(dst="192.0.2.4/32", proto=(6,), dport=((1000, 2000), (8080, 8080)))),
    "syn-ack": (Action.FLOWSPEC, Match(dst="2001:db8::1/128", proto=(6,), sport=((443, 443),), tcp_flags=(0x12, 0x12))),
    "syn only": (Action.FLOWSPEC, Match(dst="2001:db8::1/128", proto=(6,), sport=((443, 443),), tcp_flags=(0x12, 0x02))),
    "slowed source": (Action.RATE_LIMIT, Match(src="198.51.100.7/32", proto=(6,), dport=((23, 23),))),
    "dropped source": (Action.SOURCE_RTBH, Match(src="198.51.100.7/32")),
    "dropped network": (Action.SOURCE_RTBH, Match(src="2001:db8:7::/64")),
    "led away": (Action.REDIRECT, Match(dst="192.0.2.2/32")),
    "led upstream": (Action.DIVERT, Match(dst="198.18.3.0/24")),
    "given up": (Action.DESTINATION_RTBH, Match(dst="192.0.2.3/32")),
}


def decision(name: str) -> Decision:
    action, match = ENTRIES[name]
    return Decision(story="s", action=action, match=match, made=0, until=600_000, rate=100 if action is Action.RATE_LIMIT else 0)


def entries(backend: Backend) -> list[Mitigation]:
    """All that the backend can carry."""
    return [one for name in ENTRIES if (one := entry(decision(name))).action in backend.can]


@pytest.fixture(params=sorted(BACKENDS))
def kind(request) -> type:
    return BACKENDS[request.param]


@pytest.fixture(params=sorted(TERMS))
def backend(request, kind) -> Backend:
    return kind(TERMS[request.param])


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_backend_says_what_it_can_and_the_fuse_stops_the_rest(backend, name):
    one = entry(decision(name))
    found = objections(Plan(add=(one,)), policy=Policy(), now=0, can=backend.can)
    assert [objection.rule for objection in found] == ([] if one.action in backend.can else ["fuse.backend"])
    if one.action in backend.can:
        lines = (backend.announce(backend.route(one)), backend.withdraw(backend.route(one)))
        assert all(line and line == line.strip() and "\n" not in line and len(line) < 16_000 for line in lines)
        assert [line.split(" ", 1)[0] for line in lines] == ["announce", "withdraw"]
        assert lines[0].split(" ", 1)[1] == lines[1].split(" ", 1)[1]


def test_backend_touches_traffic_with_all_that_it_can(backend):
    assert [action for action in backend.can if not action.touches_traffic] == []


def test_backend_says_the_same_for_the_same_entry(kind):
    first, second = kind(), kind()
    said = [first.announce(first.route(one)) for one in entries(first)]
    assert said == [second.announce(second.route(one)) for one in entries(second)]
    assert len(set(said)) == len(said)


def test_backends_mean_the_same_routes(backend):
    terms = next(terms for terms in TERMS.values() if {Action.DIVERT} & backend.can == {Action.DIVERT} & ExaBGP(terms).can)
    assert [backend.route(one) for one in entries(backend)] == [GoBGP(terms).route(one) for one in entries(backend)]


def test_backend_marks_all_that_is_ours(backend):
    for one in entries(backend):
        route = backend.route(one)
        assert (65551, 18515, 1) in route.large or 64500 << 16 | 4242 in route.communities


def test_backend_names_nothing_that_it_cannot_read(backend):
    foreign = (
        "flow route { match { destination 192.0.2.1/32; } then { discard; } }\n# key\nkey=\n\nipv4-flowspec zz  local\npeer\nneighbor x\n"
    )
    assert (list(backend.routes(foreign)), backend.peers(foreign)) == ([], {})


@pytest.mark.parametrize("match", [Match(), Match(dst="192.0.2.29/24"), Match(dst="192.0.2.1/32", sport=((53, 53),))])
def test_backend_refuses_what_would_be_changed_in_silence(backend, match):
    with pytest.raises(Unsayable):
        backend.route(entry(Decision(story="s", action=Action.FLOWSPEC, match=match, made=0, until=1)))
