import numpy as np
from tests.factories.exports import EXPORTER, FLOW, NOW, a_set, batch, flow, ipfix, ipfix_template

from hsoc.perimeter.collect.batch import UNKNOWABLE, Batch
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.framing import frame
from hsoc.perimeter.collect.session import Session

SWAPPED = [(12, 4), (8, 4), *FLOW[2:]]


def run(session: Session, *payloads: bytes) -> Batch:
    given = batch(*payloads)
    packets, sets = frame(given.buffer, given.offsets, given.lengths)
    found = Batch(given.buffer, packets, sets, given.received, [session], np.zeros(len(payloads), np.int64))
    found.run()
    return found


def session() -> Session:
    return Session(Tally(EXPORTER), version=10)


def sources(found: Batch) -> list[int]:
    return [int(value) & 0xFF for _, columns in found.parts for value in columns["src_lo"]]


def test_data_is_read_with_the_template_that_held_when_it_came() -> None:
    data = a_set(256, flow(src="192.0.2.1", dst="192.0.2.2"))
    found = run(session(), ipfix(ipfix_template(256, FLOW), data), ipfix(data, ipfix_template(256, SWAPPED), data), ipfix(data))
    assert sources(found) == [1, 1, 2, 2]


def test_refresh_does_not_cut_the_batch() -> None:
    data = a_set(256, flow())
    found = run(session(), *[ipfix(ipfix_template(256, FLOW), data)] * 5)
    assert [len(columns["first"]) for _, columns in found.parts] == [5]


def test_data_before_its_template_is_replayed_in_the_same_batch() -> None:
    state = session()
    found = run(state, ipfix(a_set(256, flow() * 3)), ipfix(ipfix_template(256, FLOW)))
    assert len(sources(found)) == 3
    assert (state.tally.counts["unknown_data"], state.tally.counts["replayed"]) == (1, 1)


def test_steps_count_records_and_know_what_they_do_not_know() -> None:
    found = run(session(), ipfix(ipfix_template(256, FLOW), a_set(256, flow() * 2), a_set(256, flow())), ipfix(a_set(999, bytes(9))))
    assert found.steps.tolist() == [3, UNKNOWABLE]


def test_reserved_set_is_malformed() -> None:
    state = session()
    run(state, ipfix(a_set(77, bytes(4))))
    assert state.tally.last_error == "set number 77 is reserved"


def test_broken_template_says_where_in_the_message() -> None:
    state = session()
    run(state, ipfix(a_set(256, b""), a_set(2, b"\1\0\0\5\0\x08\0\4")))
    assert state.tally.last_error == "offset 32: field specifier beyond the end of the set"


def test_time_of_waiting_data_is_that_of_its_own_message() -> None:
    state = session()
    found = run(state, ipfix(a_set(256, bytes(FLOW_SIZE))), ipfix(ipfix_template(256, FLOW)))
    assert found.parts[0][1]["first"].tolist() == [NOW]


FLOW_SIZE = sum(length for _, length in FLOW)
