"""Fuzzing of everything in `collect` that reads a stranger's bytes: datagrams, files of every format, whole and cut.

`python tests/perimeter/fuzz_collect.py -max_total_time=600 CORPUS` runs it under atheris; with NUMBA_BOUNDSCHECK=1 and a
NUMBA_CACHE_DIR of its own the compiled kernels check every index. tests/perimeter/collect/test_fuzz.py runs `one` over seeded mutations.
"""

import sys
from types import FunctionType

import numpy as np

from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.collect.sniff import Format, Unreadable
from hsoc.records.flow import FLOW_SCHEMA
from hsoc.records.packets import Exporter, datagrams

EXPORTER = Exporter("192.0.2.1", 2055)
MOST_ROWS_PER_BYTE = 2  # a flow has at least an address of 4 bytes, a biflow gives two; varying sections have a length byte each
NOW = 1_700_000_000_000


def as_datagrams(data: bytes) -> None:
    """Cut into datagrams by the leading length bytes; state is kept between them."""
    collector, payloads, at = Collector(), [], 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2])
        payloads.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    if not payloads:
        return
    half = len(payloads) // 2
    for batch in (payloads[:half], payloads[half:]):
        if batch:
            table = collector.decode(datagrams(batch, exporter=EXPORTER, received=NOW))
            assert table.schema == FLOW_SCHEMA
            assert table.num_rows <= len(data) * MOST_ROWS_PER_BYTE
    collector.counters()


def as_file(data: bytes, kind: Format | None) -> None:
    """A file of a stated format, or of the one found; the only allowed answers are tables and Unreadable."""
    reader = Reader()
    try:
        for table in reader.flows(data, format=kind):
            assert table.schema == FLOW_SCHEMA
            assert all(np.all(table.column(name).to_numpy() >= 0) for name in ("first", "last", "packets", "bytes", "proto"))
    except Unreadable:
        pass
    reader.counters()


def one(data: bytes) -> None:
    """One input: the first byte chooses the door."""
    if not data:
        return
    door, rest = data[0] % 6, data[1:]
    if door == 0:
        as_datagrams(rest)
    elif door == 1:
        as_file(rest, None)
    else:
        as_file(rest, (Format.PACKETS, Format.PCAP, Format.PCAPNG, Format.NFCAPD)[door - 2])


def instrument() -> None:
    """Let atheris see the branches of our plain Python functions; compiled kernels cannot be instrumented."""
    import atheris  # noqa: PLC0415 - only where somebody fuzzes

    for module in [m for name, m in sys.modules.items() if name.startswith("hsoc.perimeter.collect.")]:
        owners = [vars(module), *(vars(thing) for thing in vars(module).values() if isinstance(thing, type))]
        for function in [f for owner in owners for f in owner.values() if isinstance(f, FunctionType)]:
            if function.__module__ == module.__name__:
                atheris.instrument_func(function)


if __name__ == "__main__":
    import atheris

    instrument()
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
