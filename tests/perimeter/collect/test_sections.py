import numpy as np
from tests.factories.exports import ethernet, ipv4, udp

from hsoc.perimeter.collect.sections import sections


def test_frame_fills_the_columns_of_a_record_without_address() -> None:
    frame = ethernet(ipv4(udp(bytes(20))))
    buffer = np.frombuffer(frame, np.uint8)
    zero = np.zeros(1, np.int64)
    raw = {"dataLinkFrameSection.start": zero, "dataLinkFrameSection.length": np.array([len(frame)])}
    out = {"bytes": zero, "packets": zero, "sport": zero}
    keep = sections(buffer, raw, out, zero)
    assert (keep.tolist(), out["bytes"].tolist(), out["packets"].tolist(), out["dport"].tolist()) == ([1], [48], [1], [53])


def test_record_with_an_address_keeps_its_own() -> None:
    frame = ethernet(ipv4(udp()))
    one = np.ones(1, np.int64)
    raw = {"dataLinkFrameSection.start": one * 0, "dataLinkFrameSection.length": one * len(frame)}
    out = {"bytes": one * 9, "packets": one * 2, "dport": one * 7}
    assert sections(np.frombuffer(frame, np.uint8), raw, out, one).tolist() == [1]
    assert (out["bytes"].tolist(), out["dport"].tolist()) == ([9], [7])
