"""Orders in a small file: two people beside one order, an end by itself, back on a person's word, and never again after the brake."""

from pathlib import Path

import msgspec
import pytest

from hsoc.perimeter.brake import Move
from hsoc.perimeter.diversions import bring_back, give, state
from hsoc.perimeter.mitigate.divert import MINUTE, Order

PREFIX = "198.18.7.0/24"
ORDER = Order(member=7, victim="198.18.7.10/32", offer="scrubbing-a", minutes=60, by=("alena",), reason="line full", since=0)


def but(**changes: object) -> Order:
    return msgspec.structs.replace(ORDER, **changes)


def test_second_person_stands_beside_the_first_and_changes_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    give(path, ORDER, prefix=PREFIX, now=0)
    give(path, but(by=("bohdan",), minutes=240, since=5 * MINUTE), prefix=PREFIX, now=5 * MINUTE)
    [one] = state(path).alive(now=5 * MINUTE)
    assert (one.by, one.victim, one.until) == (("alena", "bohdan"), PREFIX, 60 * MINUTE)
    assert state(path).alive(now=60 * MINUTE) == ()


def test_other_offer_for_the_same_prefix_is_refused_until_it_is_back(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    give(path, ORDER, prefix=PREFIX, now=0)
    with pytest.raises(ValueError, match="led through scrubbing-a already; bring it back first"):
        give(path, but(offer="hole"), prefix=PREFIX, now=1)
    bring_back(path, prefix=PREFIX, by="alena", reason="over", now=1)
    assert [(one.by, one.reason, one.order.offer) for one in state(path).back] == [("alena", "over", "scrubbing-a")]
    assert give(path, but(offer="hole", since=2), prefix=PREFIX, now=2).offer == "hole"


def test_withdrawal_by_the_brake_ends_what_was_ordered_before_for_good(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    give(path, but(since=10), prefix=PREFIX, now=10)
    orders = state(path)

    def gone(**move: object) -> bool:
        given = {"what": "withdraw-all", "reason": "r", "by": "b", "at": 20} | move
        return orders.alive(now=30, moves=(Move(**given),)) == ()

    assert (gone(), gone(member=7)) == (True, True)
    assert (gone(member=8), gone(at=9), gone(what="hold")) == (False, False, False)


@pytest.mark.parametrize("changes", [{"reason": " "}, {"by": (" ",)}])
def test_reason_and_name_are_wanted(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a reason and a name"):
        give(tmp_path / "d.json", but(**changes), prefix=PREFIX, now=0)


def test_broken_file_is_no_order_and_the_next_one_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text("{")
    assert state(path).orders == ()
    with pytest.raises(ValueError, match="nobody has ordered"):
        bring_back(path, prefix=PREFIX, by="a", reason="r", now=0)
    give(path, ORDER, prefix=PREFIX, now=0)
    assert len(state(path).orders) == 1
