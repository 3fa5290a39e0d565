"""The detection's columns, its values and its story."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hsoc.records.address import pair
from hsoc.records.detection import DETECTION_COLUMNS, DETECTION_SCHEMA, Detection, detections, no_detections, story_key, story_keys

BLANK = {field.name: "" if pa.types.is_string(field.type) else 0 for field in DETECTION_SCHEMA}


def row(**given):
    return BLANK | {"src_bits": -1, "dst_bits": -1, "proto": -1, "port": -1} | given


def table(*rows):
    return pa.Table.from_pylist(list(rows), schema=DETECTION_SCHEMA)


def side(name, address, bits=128):
    hi, lo = pair(address)
    return {f"{name}_hi": hi, f"{name}_lo": lo, f"{name}_bits": bits}


def test_story_key_of_a_scan_names_source_protocol_and_port_but_no_vector():
    scan = Detection(**row(detector="horizontal_scan", proto=6, port=23, vector="syn", **side("src", "198.51.100.7")))
    assert story_key(scan) == "horizontal_scan:198.51.100.7|6|23"


def test_story_key_of_a_reflection_is_the_victim_whatever_the_vector():
    attack = Detection(**row(detector="reflection", proto=17, port=53, vector="dns", **side("dst", "2001:db8::1")))
    assert story_key(attack) == "reflection:2001:db8::1"


def test_story_key_spells_a_prefix_in_its_own_family():
    scan = Detection(**row(detector="x", **side("src", "198.51.100.0", 120), **side("dst", "2001:db8::", 32)))
    assert story_key(scan) == "x:198.51.100.0/24|2001:db8::/32"


def test_story_keys_of_no_rows_are_none():
    assert story_keys(no_detections()).to_pylist() == []


def test_story_keys_of_a_row_that_names_nothing_is_the_detector():
    assert story_keys(table(row(detector="d"))).to_pylist() == ["d:"]


ends = st.sampled_from([("192.0.2.1", 128), ("192.0.2.0", 120), ("2001:db8::1", 128), ("2001:db8::", 48), ("::", -1)])


@given(st.lists(st.tuples(ends, ends, st.integers(-1, 255), st.integers(-1, 65535), st.sampled_from(["", "dns"])), min_size=1))
def test_story_keys_equal_story_key_row_by_row(rows):
    many = table(
        *[
            row(detector="d", proto=proto, port=port, vector=vector, **side("src", *src), **side("dst", *dst))
            for src, dst, proto, port, vector in rows
        ]
    )
    assert story_keys(many).to_pylist() == [story_key(one) for one in detections(many)]


def test_schema_is_the_columns_and_their_evidence() -> None:
    assert DETECTION_SCHEMA.names == [*DETECTION_COLUMNS, "evidence"]


def test_value_has_the_fields_of_the_schema() -> None:
    assert list(Detection.__struct_fields__) == DETECTION_SCHEMA.names


def test_no_detections_are_no_values() -> None:
    assert detections(no_detections()) == ()


def test_story_of_a_member_alone_is_keyed_by_its_number():
    many = table(row(detector="d", member=7), row(detector="d", member=0), row(detector="d", member=7, **side("dst", "192.0.2.1")))
    assert story_keys(many).to_pylist() == ["d:member 7", "d:", "d:192.0.2.1"] == [story_key(one) for one in detections(many)]
