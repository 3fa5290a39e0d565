"""A component as ranges, bits and ternary words means the same as its terms one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.flowspec.sets import cubes, holds, members, merged, met, spans
from hsoc.exchange.flowspec.terms import Component, Kind, Term
from hsoc.exchange.flowspec.text import read

TERMS = st.lists(st.builds(Term, st.integers(0, 7), st.integers(0, 63), st.booleans()), min_size=1, max_size=6)
MASKS = st.lists(st.builds(Term, st.integers(0, 3), st.integers(0, 0xFFF), st.booleans()), min_size=1, max_size=5)


def said(terms, holds):
    """AND before OR, the slow way."""
    groups = []
    for term in terms:
        if term.join and groups:
            groups[-1] = groups[-1] and holds(term)
        else:
            groups.append(holds(term))
    return any(groups)


@given(TERMS)
def test_spans_hold_what_the_terms_hold(terms):
    found = spans(Component(Kind.DSCP, terms=tuple(terms)))
    for value in range(64):
        wanted = said(
            terms, lambda t, v=value: bool((t.op & 4 and v < t.value) or (t.op & 2 and v > t.value) or (t.op & 1 and v == t.value))
        )
        assert any(low <= value <= high for low, high in found) is wanted
    assert merged(found) == found


@settings(deadline=None, max_examples=40)
@given(MASKS)
def test_members_and_cubes_hold_what_the_terms_hold(terms):
    component = Component(Kind.TCP_FLAGS, terms=tuple(terms))
    bits, words = members(component), cubes(component)
    for value in range(0, 4096, 7):
        wanted = said(terms, lambda t, v=value: (((v & t.value) == t.value) if t.op & 1 else bool(v & t.value)) != bool(t.op & 2))
        assert bool(bits >> value & 1) is wanted
        assert any(value & mask == want for mask, want in words) is wanted


def test_met_and_holds_of_ranges():
    assert met(((0, 5), (9, 20)), ((4, 10),)) == ((4, 5), (9, 10))
    assert holds(((0, 5), (9, 20)), ((1, 2), (9, 9)))
    assert not holds(((0, 5), (9, 20)), ((5, 9),))


def test_cubes_of_a_hostile_component_stay_bounded():
    hostile = Component(Kind.TCP_FLAGS, terms=tuple(Term(0, 0xFFF, join=n > 0) for n in range(64)))
    assert len(cubes(hostile)) == 12
    hostile = Component(Kind.TCP_FLAGS, terms=tuple(Term(0, 3 << n % 10, join=n > 0) for n in range(64)))
    assert 0 < len(cubes(hostile)) <= 4096


def test_syn_without_ack_is_one_word():
    assert cubes(read("tcp-flags =syn&!ack").components[0]) == ((0x12, 0x02),)
