"""Approvals at the engine: two names, each for a while; a broken file is no approval."""

from pathlib import Path

import pytest

from hsoc.perimeter.approvals import MINUTE, approve, state

KEY = "flowspec destination 198.18.1.0/24 protocol =udp"


def test_two_people_agree_for_a_while(tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    approve(path, key=KEY, by="Ann", reason="carpet", now=0, minutes=10)
    approve(path, key=f" {KEY} ", by="Bob", reason="carpet", now=MINUTE)
    assert state(path).names(now=2 * MINUTE) == {KEY: {"Ann", "Bob"}}
    assert state(path).names(now=10 * MINUTE) == {KEY: {"Bob"}}


def test_the_same_person_again_only_renews(tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    for now in (0, MINUTE):
        approve(path, key=KEY, by="Ann", reason="r", now=now)
    assert [one.at for one in state(path).agreed] == [MINUTE]


@pytest.mark.parametrize(
    ("given", "reason"), [({"by": " "}, "a name"), ({"reason": ""}, "a reason"), ({"key": ""}, "key"), ({"minutes": 0}, "minutes")]
)
def test_approve_wants_key_name_and_reason(tmp_path: Path, given: dict[str, object], reason: str) -> None:
    usual = {"key": KEY, "by": "Ann", "reason": "r", "now": 0}
    with pytest.raises(ValueError, match=reason):
        approve(tmp_path / "approvals.json", **(usual | given))  # type: ignore[arg-type]


def test_broken_file_is_no_approval_and_is_replaced_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    path.write_text("{")
    assert state(path).agreed == ()
    approve(path, key=KEY, by="Ann", reason="r", now=0)
    assert state(path).names(now=1) == {KEY: {"Ann"}}
