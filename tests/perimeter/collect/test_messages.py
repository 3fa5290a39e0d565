import numpy as np
import pytest
from tests.factories.exports import FLOW, a_set, flow, ipfix, ipfix_template, sflow, v5, v9, v9_template

from hsoc.perimeter.collect.messages import split

MIXED = [ipfix(ipfix_template(256, FLOW)), v5(3), v9(v9_template(256, FLOW), a_set(256, flow())), v9(), sflow(bytes(60)), v5(1), ipfix()]


def cut(content: bytes, *, most: int = 100, window: int = 1 << 20) -> tuple[list[int], int]:
    _, lengths, after = split(np.frombuffer(content, np.uint8), 0, most=most, window=window)
    return lengths.tolist(), after


def test_messages_of_all_versions_are_told_apart() -> None:
    content = b"".join(MIXED)
    assert cut(content) == ([len(m) for m in MIXED], len(content))


def test_count_and_window_bound_the_batch() -> None:
    content = b"".join(MIXED)
    assert cut(content, most=2) == ([len(m) for m in MIXED[:2]], len(MIXED[0]) + len(MIXED[1]))
    assert cut(content, window=1) == ([len(MIXED[0])], len(MIXED[0]))


@pytest.mark.parametrize("end", range(1, 60))
def test_cut_message_is_given_as_far_as_it_goes(end: int) -> None:
    lengths, after = cut(MIXED[0][:end])
    assert after == (end if end >= 16 else 0)
    assert sum(lengths) == after


def test_no_message_is_no_progress() -> None:
    assert cut(b"not an export message") == ([], 0)
