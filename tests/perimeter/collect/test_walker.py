import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.perimeter.collect.templates import VARIABLE, Field, Template
from hsoc.perimeter.collect.walker import read_walked

NAMED = Template(256, (Field(0, 7, 2), Field(0, 82, VARIABLE), Field(0, 1, 4)))


def read(content: bytes, template: Template = NAMED) -> tuple[dict[str, list[int]], list[int], list[int]]:
    raw, _, counts, broken = read_walked(np.frombuffer(content, np.uint8), template, np.array([0]), np.array([len(content)]))
    return {name: values.tolist() for name, values in raw.items()}, counts.tolist(), broken.tolist()


def record(port: int, name: bytes, octets: int, *, long: bool = False) -> bytes:
    length = b"\xff" + len(name).to_bytes(2) if long else bytes([len(name)])
    return port.to_bytes(2) + length + name + octets.to_bytes(4)


def test_records_of_different_length_are_walked() -> None:
    raw, counts, broken = read(record(1, b"eth0", 100) + record(2, b"", 200) + record(3, b"x" * 300, 300, long=True))
    assert (raw["sourceTransportPort"], raw["octetDeltaCount"], raw["interfaceName.length"]) == ([1, 2, 3], [100, 200, 300], [4, 0, 300])
    assert (counts, broken) == ([3], [0])


def test_padding_is_no_record() -> None:
    _, counts, broken = read(record(1, b"eth0", 100) + bytes(3))
    assert (counts, broken) == ([1], [0])


def test_length_beyond_the_set_is_located_and_ends_the_reading() -> None:
    _, counts, broken = read(record(1, b"eth0", 100) + b"\0\2\xf0abcdefgh")
    assert (counts, broken) == ([1], [11])


@settings(deadline=None)  # the first call compiles
@given(st.binary(max_size=120))
def test_any_bytes_end(content: bytes) -> None:
    raw, counts, _ = read(content)
    assert len(raw["sourceTransportPort"]) == counts[0] <= len(content) // NAMED.least
