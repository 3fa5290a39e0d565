"""What a browser left alone the worker goes on with: after a minute, one at a time, in the name of who began it."""

import fcntl

import pytest
from tests.factories.members import NOW
from tests.portal.feeds.actions.test_imports import CHOICE, TABLE

from hsoc.portal.feeds.actions.imports import begin, prepare, step
from hsoc.portal.feeds.queries.imports import folder, found
from hsoc.portal.feeds.rules import portions
from hsoc.portal.feeds.tasks import imports
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.models import Membership


@pytest.fixture
def running(settings, tmp_path, monkeypatch, first):
    settings.DATA = tmp_path
    monkeypatch.setattr(portions.portions, "__kwdefaults__", {"size": 10})
    made = prepare(actor=first, organisation=1, file="list.csv", content=TABLE, format_="", now=NOW)
    return step(actor=first, one=begin(actor=first, one=made, **CHOICE), now=NOW)


@pytest.fixture
def later(running):
    """(s after the last step) → s since 1970, by the clock of the file system."""
    return lambda seconds=imports.ALONE + 1: (folder(running.key) / "about.json").stat().st_mtime + seconds


def test_it_waits_a_minute_and_takes_the_rest_in_the_name_of_who_began(running, later, first) -> None:
    assert (running.left, imports.carry_on(now=later(1))) == (2, [])
    [done] = imports.carry_on(now=later())
    assert (done.state, done.added, done.left) == ("done", 25, 0)
    assert found(first, running.key).added == 25  # the page sees the same
    assert set(Indicator.objects.values_list("author", flat=True)) == {first.user}
    assert imports.carry_on(now=later()) == []


def test_while_somebody_else_moves_it_nobody_does(running, later, first, tmp_path) -> None:
    with (tmp_path / "imports" / running.key / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        [one] = imports.carry_on(now=later())
        assert (one.state, one.added, one.left) == ("running", 10, 2)
        assert step(actor=first, one=running, now=NOW).added == 10
    assert imports.carry_on(now=later())[0].state == "done"


def test_who_may_no_longer_share_does_not(running, later) -> None:
    Membership.objects.all().delete()
    [one] = imports.carry_on(now=later())
    assert (one.state, one.added) == ("running", 10)
    assert imports.carry_on(now=later(1)) == []  # not at every beat


def test_a_beat_starts_one_process_for_what_was_left_alone(running, later, settings, monkeypatch) -> None:
    started: list[list[str]] = []

    class Process:
        def __init__(self, words: list[str], **_given: object) -> None:
            started.append(words)

        def poll(self) -> None:
            return None

        def kill(self) -> None:
            """Nothing runs."""

    monkeypatch.setattr(imports.subprocess, "Popen", Process)
    monkeypatch.setattr(imports, "_running", [])
    settings.STARTS_PROCESSES = True
    imports.on_beat(round(later(1) * 1000))
    assert started == []
    for _beat in range(2):
        imports.on_beat(round(later() * 1000))
    assert [words[-3:] for words in started] == [["portal", "manage", "imports"]]
