"""The emergency brake: a file that a person writes and that is never ignored."""

import pytest

from hsoc.perimeter.brake import MOST_LOG, Brake, hold, release, state, withdraw_all, words


@pytest.fixture
def path(tmp_path):
    return tmp_path / "brake.json"


def test_state_without_a_file_is_off(path):
    assert state(path) == Brake()
    assert state(path).held_reasons() == {}


def test_hold_and_release_survive_a_restart(path):
    hold(path, reason="works on the line", by="operator", now=1)
    assert state(path).held_reasons() == {0: "works on the line (operator)"}
    release(path, reason="done", by="operator", now=2)
    assert (state(path).held_reasons(), state(path).revision) == ({}, 2)


def test_withdraw_all_of_a_member_holds_that_member_until_released(path):
    withdraw_all(path, member=7, reason="complaint", by="operator", now=1)
    assert state(path).held_reasons() == {7: "complaint (operator)"}
    assert [move.member for move in state(path).withdrawn()] == [7]
    release(path, member=7, reason="solved", by="operator", now=2)
    assert state(path).held_reasons() == {}


def test_withdrawn_since_a_revision_is_what_is_new(path):
    seen = withdraw_all(path, member=7, reason="a", by="x", now=1).revision
    withdraw_all(path, reason="b", by="x", now=2)
    assert [move.member for move in state(path).withdrawn(since=seen)] == [0]
    assert [move.member for move in state(path).withdrawn(since=seen + 1)] == []


def test_hold_after_withdraw_all_does_not_weaken_it(path):
    withdraw_all(path, reason="everything off", by="x", now=1)
    hold(path, reason="and nothing new", by="y", now=2)
    assert [move.what for move in state(path).held.values()] == ["withdraw-all"]


@pytest.mark.parametrize("contents", [b"", b"{", b"[]", b'{"held": {"x": {"what":"hold","reason":"r","by":"b","at":1}}}', b"\xff" * 10])
def test_state_of_a_broken_file_is_on_and_the_next_move_mends_it(path, contents):
    path.write_bytes(contents)
    assert list(state(path).held_reasons()) == [0]
    assert hold(path, reason="on purpose", by="operator", now=1) == state(path)
    assert state(path).held_reasons() == {0: "on purpose (operator)"}


@pytest.mark.parametrize(("reason", "by"), [("", "operator"), ("  ", "operator"), ("works", "")])
def test_hold_without_reason_or_name_is_refused(path, reason, by):
    with pytest.raises(ValueError, match="the brake wants a reason and a name"):
        hold(path, reason=reason, by=by, now=1)
    assert not path.exists()


def test_log_is_bounded_and_no_other_file_is_left(path):
    for now in range(MOST_LOG + 5):
        brake = hold(path, reason="again", by="operator", now=now)
    assert (len(brake.log), brake.revision) == (MOST_LOG, MOST_LOG + 5)
    assert [found.name for found in path.parent.iterdir()] == ["brake.json"]


def test_whoever_pulled_it_reads_what_it_does_and_how_it_ends(path):
    hold(path, reason="work on the border", by="Jana", now=1)
    told = words(withdraw_all(path, member=7, reason="surgery lost its link", by="Petr", now=1))
    assert "on for everyone: nothing new is announced. Jana: work on the border" in told
    assert "on for member 7: every entry is taken back, and nothing new is announced. Petr: surgery lost its link" in told
    assert "hsoc perimeter release" in told
    assert "The brake is off" in words(release(path, reason="done", by="Jana", now=1))
