"""nfcapd files. Being written."""

from collections.abc import Iterator

import pyarrow as pa

from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.framing import Bytes
from hsoc.perimeter.collect.sniff import Unreadable


def nfcapd_flows(data: Bytes, *, tally: Tally) -> Iterator[pa.Table]:
    """Tables."""
    raise Unreadable(0, "nfcapd is not read yet")
