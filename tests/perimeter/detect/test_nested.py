"""What is told with something larger, and what is not."""

from __future__ import annotations

import pyarrow as pa
import pytest

from hsoc.perimeter.detect import nested
from hsoc.perimeter.detect.nested import BLOCK, CARPET, Nested
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.records import address
from hsoc.records.detection import DETECTION_SCHEMA, NOBODY

NOW = 1_795_000_000_000
SCANNER, OTHER = "192.0.2.7", "192.0.2.8"


def found(*rows):
    whole = []
    for detector, given in rows:
        quiet = {field.name: "" if pa.types.is_string(field.type) else 0 for field in DETECTION_SCHEMA}
        whole.append(quiet | {"detector": detector, "src_bits": NOBODY, "dst_bits": NOBODY, "first": NOW, "last": NOW} | given)
    return pa.Table.from_pylist(whole, schema=DETECTION_SCHEMA)


def by(source):
    hi, lo = address.pair(source)
    return {"src_hi": hi, "src_lo": lo, "src_bits": 128}


def at(target, *, bits=128, proto=17, size=1_000):
    hi, lo = address.pair(target)
    return {"dst_hi": hi, "dst_lo": lo, "dst_bits": bits, "proto": proto, "bytes": size}


def names(table):
    return table["detector"].to_pylist()


def test_sweeps_of_a_block_scanner_are_told_with_the_block_and_those_of_others_are_not():
    step = found((BLOCK, by(SCANNER)), ("horizontal_scan", by(SCANNER)), ("vertical_scan", by(SCANNER)), ("horizontal_scan", by(OTHER)))
    assert names(Nested().told(step, now=NOW)) == [BLOCK, "horizontal_scan"]


def test_a_login_attempt_of_a_block_scanner_is_something_else():
    step = found((BLOCK, by(SCANNER)), ("login_attempts", by(SCANNER)))
    assert names(Nested().told(step, now=NOW)) == [BLOCK, "login_attempts"]


@pytest.mark.parametrize(("later", "told"), [(299_999, []), (300_000, ["horizontal_scan"])])
def test_a_block_takes_in_what_follows_within_a_window(later, told):
    one = Nested()
    one.told(found((BLOCK, by(SCANNER))), now=NOW)
    assert names(one.told(found(("horizontal_scan", by(SCANNER))), now=NOW + later)) == told


@pytest.mark.parametrize(
    ("network", "bits", "inside", "outside"),
    [("198.18.7.0", 120, "198.18.7.9", "198.18.8.9"), ("2001:db8:7::", 48, "2001:db8:7:1::9", "2001:db8:8::9")],
)
def test_floods_of_the_hosts_of_a_carpet_are_told_with_it(network, bits, inside, outside):
    carpet = (CARPET, at(network, bits=bits, size=100_000))
    step = found(carpet, ("reflection", at(inside)), ("udp_flood", at(inside)), ("reflection", at(outside)))
    assert names(Nested().told(step, now=NOW)) == [CARPET, "reflection"]


def test_a_host_that_is_attacked_by_itself_or_in_another_way_is_told():
    carpet = (CARPET, at("198.18.7.0", bits=120, size=100_000))
    step = found(carpet, ("reflection", at("198.18.7.9", size=25_001)), ("syn_flood", at("198.18.7.9", proto=6)))
    assert names(Nested().told(step, now=NOW)) == names(step)


def test_memory_is_bounded_and_the_newest_stay():
    one = Nested(most=2)
    for source in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        one.told(found((BLOCK, by(source))), now=NOW)
    sweeps = found(*(("horizontal_scan", by(source)) for source in ("192.0.2.1", "192.0.2.2", "192.0.2.3")))
    assert one.told(sweeps, now=NOW)["src_lo"].to_pylist() == [by("192.0.2.1")["src_lo"]]


def test_nothing_is_told_of_nothing():
    assert names(Nested().told(found(), now=NOW)) == []


def test_it_names_detectors_that_there_are():
    known = {one.name for one in DETECTORS}
    assert {BLOCK, *nested.OF_BLOCK} <= known
    assert set(nested.OF_CARPET) <= known | {"host_baseline"}
