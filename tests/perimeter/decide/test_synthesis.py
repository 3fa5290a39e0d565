"""The fewest simple rules that cover an attack, and nothing that harms; said plainly where that cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.flows import flows, mixed

from hsoc.perimeter.decide.candidates import Allowed
from hsoc.perimeter.decide.synthesis import Settings, coverage, synthesise
from hsoc.records.address import pair
from hsoc.records.flow import flow_columns, no_flows
from hsoc.records.sample import Sample
from hsoc.records.scope import Match

DST = "192.0.2.1/32"
TO = dict(zip(("dst_hi", "dst_lo"), pair("192.0.2.1"), strict=True))
RNG = np.random.default_rng(3)
SOURCES = pair("198.18.0.0")[1] + np.arange(100_000)


def sent(count, **columns):
    return flows(count, src_lo=SOURCES[:count], **(TO | {"proto": 17} | columns))


def sample(*attack, ordinary=()):
    return Sample(flow_columns(mixed(*attack)), flow_columns(mixed(*ordinary) if ordinary else no_flows()))


def web(count=200):
    """Answers of web servers that somebody at the victim reads."""
    return sent(count, proto=6, sport=443, dport=RNG.integers(32768, 60999, count), tcp_flags=0x1B, packets=10, bytes=9000)


def dns(count=40):
    return sent(count, sport=53, dport=RNG.integers(32768, 60999, count), bytes=200)


def test_a_reflection_of_three_vectors_takes_three_rules():
    ports = RNG.integers(1024, 65535, 2000)
    found = synthesise(
        DST,
        sample(
            sent(800, sport=53, dport=ports[:800], bytes=1400),
            sent(700, sport=0, dport=0, fragment=2, bytes=1400),
            sent(500, sport=123, dport=ports[:500], bytes=468),
            ordinary=(web(),),
        ),
        most_rules=10,
    )
    assert found.met
    assert set(found.matches) == {
        Match(dst=DST, proto=(17,), sport=((53, 53),)),
        Match(dst=DST, proto=(17,), sport=((123, 123),)),
        Match(dst=DST, proto=(17,), fragment=True),
    }
    assert (found.units, max(one.ordinary for one in found.rules)) == (4, 0.0)


def test_flags_that_nobody_sends_are_one_rule():
    flood = sent(3000, proto=6, sport=RNG.integers(1024, 65535, 3000), dport=80, tcp_flags=0xC2)
    found = synthesise(DST, sample(flood), most_rules=10)
    assert found.matches == (Match(dst=DST, proto=(6,), dport=((80, 80),), tcp_flags=(0xFF, 0xC2)),)  # of two that do the same the narrower


def test_a_flood_that_shows_only_its_length_is_told_by_it_where_ordinary_traffic_is_known():
    count = 3000
    flood = sent(count, sport=RNG.integers(1, 65535, count), dport=RNG.integers(1, 65535, count), bytes=RNG.integers(600, 1000, count))
    found = synthesise(DST, sample(flood, ordinary=(web(), dns())), most_rules=10)
    assert found.matches == (Match(dst=DST, proto=(17,), length=((512, 1023),)),)
    assert found.met
    blind = synthesise(DST, sample(flood), most_rules=10)
    assert (blind.met, blind.rules, blind.rest) == (False, (), Match(dst=DST, proto=(17,)))


def test_what_shows_nothing_is_missed_and_said():
    count = 3000
    flood = sent(count, sport=RNG.integers(1, 65535, count), dport=RNG.integers(1, 65535, count), bytes=RNG.integers(40, 1500, count))
    found = synthesise(DST, sample(flood, ordinary=(web(), dns())), most_rules=10)
    assert (found.met, found.rest) == (False, Match(dst=DST, proto=(17,)))


def test_of_several_protocols_nothing_but_the_destination_is_left():
    count = 1000
    one = [
        sent(count, proto=proto, sport=RNG.integers(1, 65535, count), dport=RNG.integers(1, 65535, count), tcp_flags=0) for proto in (6, 17)
    ]
    found = synthesise(DST, sample(*one), most_rules=1, settings=Settings(allowed=Allowed(excluded_dports=tuple(range(10)))))
    assert not found.met
    assert found.rest in {Match(dst=DST), Match(dst=DST, proto=(17,)), Match(dst=DST, proto=(6,))}


def test_most_rules_are_kept_and_the_heaviest_come_first():
    parts = [
        sent(count, sport=port, dport=RNG.integers(1024, 65535, count), bytes=1000) for port, count in ((53, 500), (123, 300), (389, 200))
    ]
    found = synthesise(DST, sample(*parts), most_rules=2)
    assert [one.sport[0][0] for one in found.matches] == [53, 123]
    assert (found.met, found.covered) == (False, pytest.approx(0.8))
    assert found.rest == Match(dst=DST, proto=(17,))


def test_a_port_that_ordinary_partners_use_is_told_from_them_by_length():
    flood = sent(2000, sport=53, dport=RNG.integers(1024, 65535, 2000), bytes=1400)
    found = synthesise(DST, sample(flood, ordinary=(dns(), web())), most_rules=10)
    assert found.matches == (Match(dst=DST, proto=(17,), sport=((53, 53),), length=((1024, 2047),)),)
    assert found.rules[0].ordinary == 0.0


def test_sources_only_where_they_are_given_a_budget():
    count = 2000
    sport = RNG.integers(1, 65535, count)
    few = flows(count, src_lo=SOURCES[np.arange(count) % 3], proto=6, sport=sport, dport=443, tcp_flags=0x1B, bytes=1400, **TO)
    ports = Allowed(excluded_dports=(443,))
    without = synthesise(DST, sample(few, ordinary=(web(),)), most_rules=10, settings=Settings(allowed=ports))
    assert all(one.src is None for one in without.matches)
    within = Settings(allowed=Allowed(excluded_dports=(443,), addresses=3))
    found = synthesise(
        DST, sample(few, ordinary=(web(),)), most_rules=10, settings=within, collateral=lambda match: 0.0 if match.src else 1.0
    )
    assert {one.src for one in found.matches} == {"198.18.0.0/32", "198.18.0.1/32", "198.18.0.2/32"}
    assert found.met


def test_a_measure_from_outside_can_rule_a_rule_out():
    flood = sent(1000, sport=53, dport=9000, bytes=1400)
    found = synthesise(DST, sample(flood), most_rules=10, collateral=lambda match: 0.5 if match.sport else 0.0)
    assert found.met
    assert all(not one.sport for one in found.matches)


KINDS = st.lists(
    st.tuples(st.sampled_from([1, 6, 17, 47]), st.sampled_from([0, 53, 123, 8080]), st.sampled_from([2, 18, 0xC2]), st.integers(1, 300)),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=40)
@given(KINDS, st.integers(1, 4), st.integers(0, 99))
def test_every_answer_is_bounded_true_to_the_flows_and_the_same_in_any_order(kinds, most, seed):
    parts = [
        sent(
            count, proto=proto, sport=sport if proto in {6, 17} else 0, dport=80 if proto in {6, 17} else 0,
            tcp_flags=flags if proto == 6 else 0, icmp=2048 if proto == 1 else -1, bytes=100,
        )
        for proto, sport, flags, count in kinds
    ]  # fmt: skip
    given_sample = sample(*parts, ordinary=(web(30), dns(30)))
    found = synthesise(DST, given_sample, most_rules=most)
    assert len(found.rules) <= most
    assert found.covered == pytest.approx(coverage(found.matches, given_sample.attack), abs=1e-3)
    assert found.met is (found.rest is None)
    assert all(one.ordinary <= 0.01 and one.match.dst == DST and one.match.src is None for one in found.rules)
    if found.met:
        for gone in found.matches:
            assert coverage([one for one in found.matches if one != gone], given_sample.attack) < found.goal
    order = np.random.default_rng(seed).permutation(len(given_sample.attack["proto"]))
    turned = Sample({name: values[order] for name, values in given_sample.attack.items()}, given_sample.ordinary)
    assert synthesise(DST, turned, most_rules=most).matches == found.matches


def test_nothing_given_is_nothing_covered():
    found = synthesise(DST, sample(), most_rules=3)
    assert (found.rules, found.met, found.rest) == ((), False, Match(dst=DST))
