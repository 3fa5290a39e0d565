"""Every file with flows or packets that lies in the shared folder: read without a crash, and the IPFIX file record by record."""

from pathlib import Path

import pytest
from tests.real_data import SHARED

from hsoc.perimeter.collect.explain import Memory, explain
from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.collect.sniff import Format, sniff
from hsoc.perimeter.wires.files import opened
from hsoc.records.address import text
from hsoc.records.flow import FLOW_SCHEMA

IPFIX = SHARED / "flows" / "ipfix-file" / "example_flows.ipfix"

pytestmark = pytest.mark.real_data


def files() -> list[Path]:
    every = [p for folder in ("flows", "captures") for p in sorted((SHARED / folder).rglob("*")) if p.is_file()]
    return [p for p in every if p.suffix not in {".json", ".out"}]


@pytest.mark.parametrize("path", files(), ids=lambda p: p.name)
def test_file_is_read(path: Path) -> None:
    reader = Reader()
    with opened(path) as buffer:
        assert all(table.schema == FLOW_SCHEMA for table in reader.flows(buffer))
    assert sum(c.unknown_version + c.templates_refused for c in reader.counters()) == 0


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
@pytest.mark.parametrize("path", files(), ids=lambda p: p.name)
def test_file_cut_anywhere_is_read_as_far_as_it_goes(path: Path, share: float) -> None:
    content = path.read_bytes()
    kind = sniff(content)
    reader = Reader()
    whole = sum(t.num_rows for t in Reader().flows(content))
    rows = sum(t.num_rows for t in reader.flows(content[: int(len(content) * share)], format=kind))
    # fewer packets may leave more, shorter biflow halves out, but never make more flows
    assert rows <= whole


def test_ipfix_file_has_the_flows_that_explain_finds() -> None:
    content = IPFIX.read_bytes()
    assert sniff(content) is Format.PACKETS
    rows = [row for table in Reader().flows(content) for row in table.to_pylist()]
    memory: Memory = {}
    records, at = [], 0
    while at < len(content):
        length = int.from_bytes(content[at + 2 : at + 4])
        records += [dict(r.fields) for r in explain(content[at : at + length], memory=memory) if r.kind == "flow"]
        at += length
    wanted = sorted(
        (r.get("sourceIPv4Address") or r["sourceIPv6Address"], r.get("destinationIPv4Address") or r["destinationIPv6Address"],
         r["protocolIdentifier"], r["flowStartMilliseconds"], r["flowEndMilliseconds"], r["packetDeltaCount"], r["octetDeltaCount"],
         max(r["samplingInterval"], 1))
        for r in records
    )  # fmt: skip
    found = sorted(
        (
            text(r["src_hi"], r["src_lo"]),
            text(r["dst_hi"], r["dst_lo"]),
            r["proto"],
            r["first"],
            r["last"],
            r["packets"],
            r["bytes"],
            r["sampling"],
        )
        for r in rows
    )
    assert len(found) == 3979
    assert found == wanted
