"""Retention: whole days go when their time is over."""

from tests.factories.journal import NOON, flows

from hsoc.journal import reader
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.manifest import KEPT, MET
from hsoc.journal.retention import KEEP_DAYS, expire, expired
from hsoc.journal.writer import GRACE_MS, Writer
from hsoc.records.flow import FLOW_SCHEMA

DAY = "2026-11-21"
END = day_bounds(DAY)[1]


def test_a_day_is_over_when_its_end_is_so_many_days_ago():
    assert expired((DAY,), now=END + 30 * DAY_MS - 1, keep=30) == ()
    assert expired((DAY,), now=END + 30 * DAY_MS, keep=30) == (DAY,)


def test_kinds_are_kept_as_agreed():
    agreed = {"flows": 30, "detections": 180, "events": 548, "rollups": 400} | dict.fromkeys((*KEPT, MET), 35)
    assert agreed == KEEP_DAYS


def test_expire_takes_the_day_at_once_and_its_files_after_the_grace(tmp_path):
    now = END + 30 * DAY_MS
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        writer.append(flows(1), now=NOON)
        writer.append(flows(1, first=NOON + DAY_MS), now=NOON)
        writer.seal(now=NOON)
        assert expire(writer, now=now) == (DAY,)
        assert expire(writer, now=now) == ()
        assert reader.days(tmp_path, "flows") == ("2026-11-22",)
        folder = tmp_path / "flows" / f"day={DAY}"
        assert len(list(folder.iterdir())) == 1
        writer.sweep(now=now + GRACE_MS)
        assert list(folder.iterdir()) == []


def test_expire_takes_what_is_configured(tmp_path):
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        writer.append(flows(1), now=NOON)
        writer.seal(now=NOON)
        assert expire(writer, now=END + 2 * DAY_MS, keep=3) == ()
        assert expire(writer, now=END + 3 * DAY_MS, keep=3) == (DAY,)
