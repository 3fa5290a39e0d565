"""Hypothesis strategies for rules over few values, so that two of them often meet, hold or hide each other."""

import ipaddress

from hypothesis import strategies as st
from tests.factories.packets import NETS

from hsoc.exchange.flowspec.terms import BITMASKS, PREFIXES, Component, Kind, Rule, Term

PROTOCOLS = (1, 2, 6, 17, 58)


@st.composite
def _component(draw, kind, family):
    if kind in PREFIXES:
        net = ipaddress.ip_network(NETS[family])
        length = draw(st.sampled_from([net.max_prefixlen, net.max_prefixlen - 1, net.prefixlen, net.prefixlen - 10]))
        part = ipaddress.ip_network((int(net.network_address) + draw(st.integers(0, 3)), length), strict=False)
        offset = draw(st.sampled_from([0, 0, 1, 100])) if family == 6 else 0
        kept = int(part.network_address) & ((1 << (part.max_prefixlen - offset)) - 1)
        return Component(kind, prefix=f"{type(part.network_address)(kept)}/{length}", offset=offset)
    if kind in BITMASKS:
        op, value = st.integers(0, 3), st.integers(0, 7) if kind is Kind.TCP_FLAGS else st.sampled_from([2, 4, 6, 8, 10, 12])
    else:
        op, value = st.integers(0, 7), st.sampled_from(PROTOCOLS) if kind is Kind.PROTO else st.integers(0, 3)
    terms = draw(st.lists(st.builds(Term, op, value, st.booleans()), min_size=1, max_size=3))
    return Component(kind, terms=(Term(terms[0].op, terms[0].value), *terms[1:]))


@st.composite
def small_rules(draw, family, most=3, kinds=tuple(Kind)):
    """A rule of at most `most` components over the values of factories.packets."""
    known = [kind for kind in kinds if family == 6 or kind is not Kind.FLOW_LABEL]
    chosen = sorted(draw(st.sets(st.sampled_from(known), min_size=1, max_size=most)))
    return Rule(family, tuple(draw(_component(kind, family)) for kind in chosen))


def pairs(**options):
    """Two rules of one family."""
    return st.sampled_from([4, 6]).flatmap(lambda family: st.tuples(small_rules(family, **options), small_rules(family, **options)))
