"""Verification names every file that is not what its manifest says."""

import hashlib

import msgspec
import pyarrow.parquet as pq
import pytest
from tests.factories.journal import NOON, flows

from hsoc.journal.manifest import home, publish, read_root, settled
from hsoc.journal.verify import verify
from hsoc.journal.writer import Writer
from hsoc.records.flow import FLOW_SCHEMA


@pytest.fixture
def segment(tmp_path):
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        writer.append(flows(3), now=NOON)
        (one,) = writer.seal(now=NOON)
    return one


def faults(root):
    return [(one.place, one.reason[:24]) for one in verify(root)]


def test_a_sound_journal_has_no_damage(tmp_path, segment):
    assert faults(tmp_path) == []


def test_one_changed_byte_is_found(tmp_path, segment):
    path = home(tmp_path, "flows") / segment.path
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert faults(tmp_path) == [(f"flows/{segment.path}", "its SHA-256 is " + hashlib.sha256(content).hexdigest()[:9])]


def test_a_missing_segment_is_found(tmp_path, segment):
    (home(tmp_path, "flows") / segment.path).unlink()
    assert faults(tmp_path) == [(f"flows/{segment.path}", "No such file or director")]


def test_a_wrong_row_count_is_found(tmp_path, segment):
    root, found = settled(tmp_path, "flows")
    publish(tmp_path, root, changed={segment.day: (msgspec.structs.replace(found[segment.day][0], rows=4),)})
    assert faults(tmp_path) == [(f"flows/{segment.path}", "3 rows, the manifest say")]
    assert pq.read_metadata(home(tmp_path, "flows") / segment.path).num_rows == 3


def test_a_manifest_that_is_none_is_found(tmp_path, segment):
    (tmp_path / "flows" / "manifest" / read_root(tmp_path, "flows").days[segment.day].file).write_bytes(b"[]")
    assert [one.place for one in verify(tmp_path)] == ["flows/manifest"]
