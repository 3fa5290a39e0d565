import numpy as np
import pytest
from tests.factories.exports import EXPORT, a_set, batch, ipfix, sflow, v5, v9

from hsoc.perimeter.collect.framing import SFLOW, V5_SET, P, S, Status, frame


def framed(*payloads: bytes) -> tuple[np.ndarray, np.ndarray]:
    given = batch(*payloads)
    return frame(given.buffer, given.offsets, given.lengths)


def test_headers_of_all_versions() -> None:
    packets, sets = framed(
        v5(2, sequence=7, sampling=0x4064),
        v9(a_set(256, bytes(8)), sequence=8, domain=3),
        ipfix(a_set(300, bytes(4)), sequence=9, domain=5),
    )
    assert packets[:, P.VERSION].tolist() == [5, 9, 10]
    assert packets[:, P.SEQUENCE].tolist() == [7, 8, 9]
    assert packets[:, P.DOMAIN].tolist() == [0, 3, 5]
    assert packets[:, P.EXPORT].tolist() == [EXPORT * 1000] * 3
    assert packets[0, P.SAMPLING] == 100
    assert packets[:, P.STATUS].tolist() == [Status.OK] * 3
    assert sets[:, S.ID].tolist() == [V5_SET, 256, 300]
    assert (sets[:, S.END] - sets[:, S.START]).tolist() == [96, 8, 4]


def test_sflow_is_recognised() -> None:
    packets, sets = framed(sflow(bytes(60)))
    assert (packets[0, P.VERSION], len(sets)) == (SFLOW, 0)


@pytest.mark.parametrize(
    ("payload", "status", "where", "sets"),
    [
        (b"", Status.TOO_SHORT, 0, 0),
        (ipfix()[:15], Status.TOO_SHORT, 0, 0),
        (v9()[:19], Status.TOO_SHORT, 0, 0),
        (b"\x00\x07" + bytes(40), Status.UNKNOWN_VERSION, 0, 0),
        (v5(2, said=30), Status.LYING_COUNT, 2, 1),
        (ipfix(a_set(256, bytes(8)))[:-2], Status.LYING_SET, 16, 0),
        (ipfix(a_set(256, bytes(8))) + bytes(9), Status.LYING_LENGTH, 2, 1),
        (v9(a_set(256, bytes(8)), b"\x01\x00\x00\x03"), Status.LYING_SET, 32, 1),
    ],
    ids=lambda v: v.name if isinstance(v, Status) else None,
)
def test_lie_is_located_and_what_came_before_is_kept(payload: bytes, status: Status, where: int, sets: int) -> None:
    packets, found = framed(payload)
    assert (packets[0, P.STATUS], packets[0, P.WHERE], len(found)) == (status, where, sets)
