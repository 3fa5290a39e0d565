from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.exports import (
    EXPORTER,
    FLOW,
    NOW,
    a_set,
    batch,
    ethernet,
    flow,
    ipfix,
    ipfix_options_template,
    ipfix_template,
    ipv4,
    sflow,
    udp,
    v5,
    v9,
    v9_template,
)

from hsoc.perimeter.collect import collector as module
from hsoc.perimeter.collect.collector import Collector
from hsoc.records.address import text
from hsoc.records.flow import FLOW_SCHEMA
from hsoc.records.packets import Exporter

TEMPLATE = ipfix(ipfix_template(256, FLOW))


def test_flow_has_every_column() -> None:
    table = Collector().decode(batch(ipfix(ipfix_template(256, FLOW), a_set(256, flow()))))
    assert table.schema == FLOW_SCHEMA
    row = table.to_pylist()[0]
    assert (text(row["src_hi"], row["src_lo"]), text(row["dst_hi"], row["dst_lo"])) == ("192.0.2.7", "198.51.100.9")
    assert text(0, row["exporter"]) == "192.0.2.1"
    assert {k: row[k] for k in ("first", "last", "proto", "sport", "dport", "tcp_flags", "packets", "bytes", "sampling", "ingress_if")} == {
        "first": NOW - 1000,
        "last": NOW,
        "proto": 6,
        "sport": 40000,
        "dport": 443,
        "tcp_flags": 2,
        "packets": 3,
        "bytes": 180,
        "sampling": 1,
        "ingress_if": -1,
    }


def test_v5_has_the_sampling_of_its_header_and_times_by_uptime() -> None:
    row = Collector().decode(batch(v5(1, sampling=0x4064))).to_pylist()[0]
    assert (row["sampling"], row["first"], row["last"], row["ingress_if"], row["egress_if"]) == (100, NOW - 2000, NOW - 1000, 3, 4)


def test_templates_of_domains_exporters_and_versions_are_apart() -> None:
    collector = Collector()
    data = a_set(256, flow())
    collector.decode(batch(TEMPLATE))
    assert collector.decode(batch(ipfix(data))).num_rows == 1
    assert collector.decode(batch(ipfix(data, domain=2))).num_rows == 0
    assert collector.decode(batch(v9(data))).num_rows == 0
    assert collector.decode(batch(ipfix(data), exporter=Exporter("192.0.2.2", 2055))).num_rows == 0
    assert collector.decode(batch(ipfix(data), exporter=Exporter("192.0.2.1", 9995))).num_rows == 0


def test_exporter_that_is_not_configured_is_counted_and_never_parsed() -> None:
    collector = Collector([Exporter("192.0.2.1", 2055), Exporter("192.0.2.3")])
    payload = ipfix(ipfix_template(256, FLOW), a_set(256, flow()))
    rows = [
        collector.decode(batch(payload, exporter=Exporter(a, p))).num_rows
        for a, p in (("192.0.2.1", 2055), ("192.0.2.1", 4739), ("192.0.2.2", 2055), ("192.0.2.3", 4739))
    ]
    assert rows == [1, 0, 0, 1]
    assert dict(collector.unknown().senders) == {"192.0.2.1": 1, "192.0.2.2": 1}
    assert len(collector.counters()) == 2


def test_unknown_senders_are_bounded() -> None:
    collector = Collector([])
    for i in range(module.MOST_UNKNOWN + 20):
        collector.decode(batch(b"x", exporter=Exporter(f"198.51.100.{i}", 2055)))
    assert (len(collector.unknown().senders), collector.unknown().others) == (module.MOST_UNKNOWN, 20)


def test_domains_are_bounded() -> None:
    collector = Collector()
    collector.decode(batch(*[ipfix(ipfix_template(256, FLOW), domain=i) for i in range(module.MOST_SESSIONS + 5)]))
    assert collector.counters()[0].templates == module.MOST_SESSIONS
    assert collector.counters()[0].malformed == 5


def test_ipfix_counts_missing_records() -> None:
    collector = Collector()
    three = a_set(256, flow() * 3)
    collector.decode(batch(TEMPLATE, ipfix(three, sequence=0), ipfix(three, sequence=3)))
    collector.decode(batch(ipfix(three, sequence=16), ipfix(three, sequence=19)))
    assert (collector.counters()[0].gaps, collector.counters()[0].lost) == (1, 10)


def test_v9_counts_missing_datagrams_and_v5_missing_records() -> None:
    collector = Collector()
    collector.decode(batch(v9(v9_template(256, FLOW), sequence=5), v9(a_set(256, flow() * 9), sequence=6), v9(sequence=9)))
    assert (collector.counters()[0].gaps, collector.counters()[0].lost) == (1, 2)
    other = Collector()
    other.decode(batch(v5(2, sequence=0), v5(3, sequence=2), v5(1, sequence=9)))
    assert (other.counters()[0].gaps, other.counters()[0].lost) == (1, 4)


def test_restart_of_a_router_is_a_reset_and_no_loss() -> None:
    collector = Collector()
    collector.decode(batch(v9(sequence=1000), v9(sequence=0), v9(sequence=1)))
    assert (collector.counters()[0].resets, collector.counters()[0].lost) == (1, 0)


def test_sampling_of_the_options_is_shown_and_used_from_then_on() -> None:
    collector = Collector()
    options = ipfix(ipfix_options_template(300, [(149, 4)], [(34, 4)]), a_set(300, (1).to_bytes(4) + (500).to_bytes(4)))
    rows = collector.decode(batch(TEMPLATE, ipfix(a_set(256, flow())), options, ipfix(a_set(256, flow())))).to_pylist()
    assert [row["sampling"] for row in rows] == [1, 500]
    assert collector.counters()[0].sampling == (("domain 1 domain 0", 500),)


def test_withdrawn_template_makes_its_data_wait() -> None:
    collector = Collector()
    withdrawal = ipfix(a_set(2, b"\1\0\0\0"))
    assert collector.decode(batch(TEMPLATE, withdrawal, ipfix(a_set(256, flow())))).num_rows == 0
    assert collector.decode(batch(TEMPLATE)).num_rows == 1


def test_sflow_is_read_beside_the_others() -> None:
    collector = Collector()
    frame = ethernet(ipv4(udp(bytes(10), sport=53, dport=5353)))
    rows = collector.decode(batch(v5(1), sflow(frame, rate=100))).to_pylist()
    assert [(r["sport"], r["sampling"]) for r in rows] == [(40000, 1), (53, 100)]


def test_bad_datagrams_are_counted_with_place_and_reason() -> None:
    collector = Collector()
    collector.decode(batch(b"\0\7" + bytes(30), ipfix(a_set(256, flow()))[:-3], b""))
    counted = collector.counters()[0]
    assert (counted.unknown_version, counted.malformed) == (1, 2)
    collector.decode(batch(ipfix(a_set(256, flow()))[:-3]))
    assert collector.counters()[0].last_error.startswith("offset 16: set reaches beyond the message")


STREAM = (
    ipfix(a_set(256, flow(dport=1))),
    TEMPLATE,
    ipfix(a_set(256, flow(dport=2) + flow(dport=3)), sequence=1),
    v5(2),
    ipfix(ipfix_options_template(300, [(149, 4)], [(34, 4)])),
    ipfix(a_set(300, (1).to_bytes(4) + (9).to_bytes(4)), sequence=3),
    ipfix(a_set(256, flow(dport=4)), sequence=4),
    v9(v9_template(256, FLOW), a_set(256, flow(dport=5))),
    ipfix(a_set(2, b"\1\0\0\0"), sequence=5),
    ipfix(a_set(256, flow(dport=6)), sequence=5),
    ipfix(ipfix_template(256, FLOW), a_set(256, flow(dport=7)), sequence=9),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.booleans(), min_size=len(STREAM), max_size=len(STREAM)))
def test_cutting_a_stream_into_other_batches_changes_nothing(cuts: list[bool]) -> None:
    whole = Collector()
    expected = sorted(map(str, whole.decode(batch(*STREAM)).to_pylist()))
    collector, rows, waiting = Collector(), [], []
    for payload, cut in zip(STREAM, cuts, strict=True):
        waiting.append(payload)
        if cut:
            rows += collector.decode(batch(*waiting)).to_pylist()
            waiting = []
    if waiting:
        rows += collector.decode(batch(*waiting)).to_pylist()
    assert sorted(map(str, rows)) == expected
    assert collector.counters() == whole.counters()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=80), max_size=6))
def test_any_bytes_are_counted_or_decoded(payloads: list[bytes]) -> None:
    collector = Collector()
    assert collector.decode(batch(*payloads)).schema == FLOW_SCHEMA
    assert sum(c.datagrams for c in collector.counters()) == len(payloads)
    assert all(c.exporter == EXPORTER for c in collector.counters())
