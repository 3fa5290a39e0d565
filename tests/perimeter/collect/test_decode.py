import numpy as np
from tests.factories.exports import EXPORTER, FLOW, NOW, flow

from hsoc.perimeter.collect import decode
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.decode import Sets, tells_flows
from hsoc.perimeter.collect.session import Session
from hsoc.perimeter.collect.templates import VARIABLE, Field, Template

PLAIN = Template(256, tuple(Field(0, n, length) for n, length in FLOW))


def session() -> Session:
    return Session(Tally(EXPORTER), version=10)


def sets(content: bytes) -> tuple[np.ndarray, Sets]:
    one = np.array([0], np.int64)
    return np.frombuffer(content, np.uint8), Sets(one, np.array([len(content)]), np.array([NOW]), one, one)


def test_flows_of_a_fixed_and_a_variable_template_are_the_same() -> None:
    varying = Template(257, (*PLAIN.fields, Field(0, 82, VARIABLE)))
    a, b = flow(dport=80), flow(dport=443)
    fixed, _ = decode.flows(*_given(PLAIN, a + b))
    walked, _ = decode.flows(*_given(varying, a + b"\x04eth0" + b + b"\x00"))
    assert {k: v.tolist() for k, v in fixed[0].items()} == {k: v.tolist() for k, v in walked[0].items()}
    assert fixed[0]["dport"].tolist() == [80, 443]


def _given(template: Template, content: bytes) -> tuple[np.ndarray, Template, Sets, Session]:
    buffer, where = sets(content)
    return buffer, template, where, session()


def test_template_without_address_is_counted_and_not_unfolded() -> None:
    silent = Template(256, (Field(0, 1, 1),))
    state = session()
    buffer, where = sets(bytes(1000))
    found, counts = decode.flows(buffer, silent, where, state)
    assert (found, counts.tolist(), state.tally.counts["skipped_records"]) == ([], [1000], 1000)
    assert (tells_flows(silent), tells_flows(PLAIN)) == (False, True)


def test_both_halves_of_a_biflow_are_flows() -> None:
    both = Template(256, (*PLAIN.fields, Field(29305, 1, 4), Field(29305, 2, 4)))
    state = session()
    buffer, where = sets(flow() + (900).to_bytes(4) + (7).to_bytes(4) + flow(dport=80) + bytes(8))
    (forward, backward), _ = decode.flows(buffer, both, where, state)
    assert forward["dport"].tolist() == [443, 80]
    assert (backward["sport"].tolist(), backward["dport"].tolist()) == ([443], [40000])
    assert (backward["bytes"].tolist(), backward["packets"].tolist()) == ([900], [7])
    assert (state.tally.counts["flows"], state.tally.counts["reverse_flows"]) == (3, 1)


def test_options_are_learnt() -> None:
    state = session()
    buffer, where = sets((1).to_bytes(4) + (100).to_bytes(4))
    counts = decode.options(buffer, Template(300, (Field(0, 302, 4, scope=True), Field(0, 34, 4)), options=True), where, state)
    assert (counts.tolist(), state.options.sampling) == ([1], {("sampler", 1): 100})
