import numpy as np
import pytest
from tests.factories.exports import NOW, ethernet, ipv4, pcap, pcapng, udp

from hsoc.perimeter.collect.pcap import Capture

FRAME = ethernet(ipv4(udp()))
PACKETS = [(NOW + 1, FRAME), (NOW + 250, FRAME + b"x"), (NOW + 999, FRAME)]


def read(content: bytes, most: int = 100) -> tuple[list[list[int]], int]:
    capture = Capture(np.frombuffer(content, np.uint8))
    rows: list[list[int]] = []
    while len(found := capture.packets(most)):
        rows += found[:, 1:].tolist()
    return rows, capture.cut


EXPECTED = [[len(FRAME), NOW + 1, 1], [len(FRAME) + 1, NOW + 250, 1], [len(FRAME), NOW + 999, 1]]


@pytest.mark.parametrize(
    "content",
    [pcap(PACKETS), pcap(PACKETS, order=">"), pcap(PACKETS, nano=True), pcapng(PACKETS)],
    ids=["little", "big", "nanoseconds", "ng"],
)
@pytest.mark.parametrize("most", [1, 2, 100])
def test_packets_have_their_length_time_and_link(content: bytes, most: int) -> None:
    assert read(content, most) == (EXPECTED, 0)


@pytest.mark.parametrize("content", [pcap(PACKETS), pcapng(PACKETS)], ids=["pcap", "pcapng"])
def test_cut_capture_gives_what_is_whole_and_says_where(content: bytes) -> None:
    rows, cut = read(content[:-5])
    assert rows == EXPECTED[:2]
    assert 0 < cut < len(content)


def test_packet_of_absurd_size_ends_the_reading() -> None:
    content = bytearray(pcap(PACKETS))
    content[24 + 8 : 24 + 12] = b"\xff\xff\xff\x7f"
    assert read(bytes(content)) == ([], 24)


@pytest.mark.parametrize("end", range(60))
def test_any_head_is_survived(end: int) -> None:
    assert read(pcap(PACKETS)[:end])[0] == []
    assert read(pcapng(PACKETS)[:end])[0] == []
