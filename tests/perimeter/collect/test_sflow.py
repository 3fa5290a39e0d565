import numpy as np
from tests.factories.exports import EXPORTER, NOW, batch, ethernet, ipv4, sflow, tcp

from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.sflow import read_sflow

FRAME = ethernet(ipv4(tcp(flags=0x12), proto=6, length=1500))


def read(*payloads: bytes) -> tuple[dict[str, list[int]], Tally]:
    given, tally = batch(*payloads), Tally(EXPORTER)
    columns = read_sflow(given.buffer, given.offsets, given.lengths, given.received, tally, {})
    return {name: np.asarray(v).tolist() for name, v in columns.items()}, tally


def test_sampled_packet_is_a_flow_of_one_packet() -> None:
    found, tally = read(sflow(FRAME, rate=512))
    assert {k: found[k] for k in ("packets", "bytes", "sampling", "ingress_if", "egress_if", "tcp_flags", "first", "proto")} == {
        "packets": [1],
        "bytes": [1500],
        "sampling": [512],
        "ingress_if": [11],
        "egress_if": [12],
        "tcp_flags": [0x12],
        "first": [NOW],
        "proto": [6],
    }
    assert tally.counts == {"flows": 1}


def test_sample_that_claims_more_than_there_is_is_located() -> None:
    found, tally = read(sflow(FRAME, claimed=60000), sflow(FRAME))
    assert (len(found["first"]), tally.last_error) == (1, "offset 32: sFlow sample beyond the datagram")


def test_no_cut_datagram_harms() -> None:
    whole = sflow(FRAME)
    for end in range(4, len(whole)):
        found, _ = read(whole[:end])
        assert found["first"] == []


def test_missing_datagrams_are_counted() -> None:
    _, tally = read(sflow(FRAME, sequence=1), sflow(FRAME, sequence=2), sflow(FRAME, sequence=9))
    assert (tally.counts["gaps"], tally.counts["lost"]) == (1, 6)
