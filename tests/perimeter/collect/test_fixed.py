import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.perimeter.collect.fixed import read_fixed
from hsoc.perimeter.collect.templates import Field, Template


def read(template: Template, *contents: bytes) -> tuple[dict[str, list[int]], list[int], list[int]]:
    lengths = np.array([len(c) for c in contents], np.int64)
    ends = np.cumsum(lengths)
    raw, owner, counts = read_fixed(np.frombuffer(b"".join(contents), np.uint8), template, ends - lengths, ends)
    return {name: values.tolist() for name, values in raw.items()}, owner.tolist(), counts.tolist()


@pytest.mark.parametrize("length", range(1, 9))
@settings(deadline=None)  # the first call compiles
@given(value=st.integers(0, (1 << 63) - 1))
def test_number_of_any_size_is_read(length: int, value: int) -> None:
    value %= 1 << min(8 * length, 63)
    template = Template(256, (Field(0, 4, 1), Field(0, 1, length)))
    raw, _, _ = read(template, b"\x06" + value.to_bytes(length))
    assert raw["octetDeltaCount"] == [value]


def test_sets_are_coalesced_and_padding_is_left_out() -> None:
    template = Template(256, (Field(0, 7, 2), Field(0, 99, 3)))
    raw, owner, counts = read(template, bytes([0, 1, 9, 9, 9, 0, 2, 9, 9, 9, 0, 0]), bytes([0, 3, 9, 9, 9]))
    assert (raw, owner, counts) == ({"sourceTransportPort": [1, 2, 3]}, [0, 0, 1], [2, 1])


def test_ipv6_address_is_two_halves() -> None:
    raw, _, _ = read(Template(256, (Field(0, 27, 16),)), (1).to_bytes(8) + (1 << 63).to_bytes(8))
    assert raw == {"sourceIPv6Address.hi": [1], "sourceIPv6Address.lo": [-(1 << 63)]}


def test_bytes_are_positions() -> None:
    raw, _, _ = read(Template(256, (Field(0, 7, 2), Field(0, 82, 4))), b"\0\1eth0\0\2eth1")
    assert (raw["interfaceName.start"], raw["interfaceName.length"]) == ([2, 8], [4, 4])
