from datetime import UTC, datetime, timedelta

from hsoc.portal.charts.need import Level, Need, ordered

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def need(what: str, level: Level, **more: object) -> Need:
    return Need(level=level, label="l", what=what, href="/", step="s", **more)


def test_what_presses_most_comes_first() -> None:
    told = (
        need("known", Level.KNOW),
        need("late", Level.TODAY, due=NOW + timedelta(days=2)),
        need("soon", Level.TODAY, due=NOW),
        need("young", Level.NOW, since=NOW),
        need("old", Level.NOW, since=NOW - timedelta(days=1)),
    )
    assert [one.what for one in ordered(told)] == ["old", "young", "soon", "late", "known"]
