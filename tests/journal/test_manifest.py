"""The manifest: published at once, read as of one instant."""

import pytest

from hsoc.journal.manifest import JournalError, Root, Segment, home, publish, read_day, read_root, settled

DAY = "2026-11-20"


def segment(number, day=DAY):
    return Segment(path=f"day={day}/{number}.parquet", day=day, rows=number, low=0, high=1, size=10, sha256="0" * 64)


def test_nothing_written_reads_as_an_empty_root(tmp_path):
    assert read_root(tmp_path, "flows") == Root(kind="flows")
    assert settled(tmp_path, "flows") == (Root(kind="flows"), {})


def test_publish_makes_several_days_true_at_once(tmp_path):
    changed = {DAY: (segment(1), segment(2)), "2026-11-21": (segment(3, "2026-11-21"),)}
    root = publish(tmp_path, Root(kind="flows"), changed=changed, batch="b1")
    assert settled(tmp_path, "flows") == (root, changed)
    assert (root.generation, root.batches, root.days[DAY].rows) == (1, ("b1",), 3)


def test_publish_leaves_one_file_a_day(tmp_path):
    root = publish(tmp_path, Root(kind="flows"), changed={DAY: (segment(1),)})
    publish(tmp_path, root, changed={DAY: (segment(1), segment(2))})
    assert [path.name for path in (tmp_path / "flows" / "manifest" / f"day={DAY}").iterdir()] == ["000000000002.json"]


def test_an_empty_day_leaves_the_root(tmp_path):
    root = publish(tmp_path, Root(kind="flows"), changed={DAY: (segment(1),)})
    publish(tmp_path, root, changed={DAY: ()})
    assert read_root(tmp_path, "flows").days == {}


def test_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(JournalError, match="'secrets' is not a kind"):
        home(tmp_path, "secrets")


def test_a_changed_day_file_is_noticed(tmp_path):
    root = publish(tmp_path, Root(kind="flows"), changed={DAY: (segment(1),)})
    path = tmp_path / "flows" / "manifest" / root.days[DAY].file
    path.write_bytes(path.read_bytes().replace(b'"rows":1', b'"rows":7'))
    with pytest.raises(JournalError, match="its digest is not the one"):
        read_day(tmp_path, "flows", root.days[DAY])


def test_a_root_that_is_no_manifest_names_the_file(tmp_path):
    path = tmp_path / "flows" / "manifest" / "current.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    with pytest.raises(JournalError, match=r"current\.json: not a manifest"):
        read_root(tmp_path, "flows")


def test_a_missing_day_file_ends_the_reader_and_names_the_place(tmp_path):
    root = publish(tmp_path, Root(kind="flows"), changed={DAY: (segment(1),)})
    (tmp_path / "flows" / "manifest" / root.days[DAY].file).unlink()
    with pytest.raises(JournalError, match="is missing"):
        settled(tmp_path, "flows")
