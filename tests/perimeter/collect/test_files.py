import pytest
from tests.factories.exports import FLOW, NOW, a_set, ethernet, flow, ipfix, ipfix_template, ipv4, pcap, udp, v5

from hsoc.perimeter.collect.files import Reader, flows
from hsoc.perimeter.collect.sniff import Format, Unreadable

TEMPLATE = ipfix(ipfix_template(256, FLOW))
DATA = ipfix(a_set(256, flow() * 3))


def test_file_of_messages_is_read() -> None:
    assert sum(t.num_rows for t in flows(TEMPLATE + DATA + DATA)) == 6


def test_files_in_order_are_one_stream() -> None:
    reader = Reader()
    assert [sum(t.num_rows for t in reader.flows(content)) for content in (TEMPLATE, DATA, v5(2))] == [0, 3, 2]


def test_capture_is_found_by_itself() -> None:
    assert sum(t.num_rows for t in flows(pcap([(NOW, ethernet(ipv4(udp())))]))) == 1


def test_stated_format_overrides_the_content() -> None:
    assert list(flows(b"nothing known", format=Format.PCAP)) == []


def test_garbage_between_messages_is_located_and_ends_the_reading() -> None:
    reader = Reader()
    assert sum(t.num_rows for t in reader.flows(TEMPLATE + DATA + b"garbage garbage garbage" + DATA)) == 3
    assert reader.counters()[-1].last_error == f"offset {len(TEMPLATE + DATA)}: no message begins here, the rest is left out"


def test_mrt_says_that_it_comes_later() -> None:
    content = (1_700_000_000).to_bytes(4) + (16).to_bytes(2) + (4).to_bytes(2) + (40).to_bytes(4) + bytes(40)
    with pytest.raises(Unreadable, match="MRT"):
        list(flows(content))


def test_unknown_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="unknown format"):
        list(flows(b"text, not flows at all"))
