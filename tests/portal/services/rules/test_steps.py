from __future__ import annotations

import pytest

from hsoc.portal.services.rules.course import Side
from hsoc.portal.services.rules.steps import MOST_STEPS, VRF, Check, Fault, Unread, falling, left, lines, read, ready


def test_the_way_into_the_network_can_be_walked_to_its_end():
    done: set[str] = set()
    for _ in VRF:
        done |= {one.code for one in VRF if ready(one, done)}
    assert left(VRF, done) == ()


def test_its_steps_wait_only_for_steps_before_them_and_each_check_is_used_once():
    codes = [one.code for one in VRF]
    assert all(codes.index(before) < codes.index(one.code) for one in VRF for before in one.after)
    assert sorted(one.check for one in VRF if one.check) == sorted(Check)
    assert all(all(one.name) for one in VRF)


def test_nothing_is_cut_over_without_rules_roas_and_a_way_back():
    by = {one.code: one for one in VRF}

    def behind(code):
        return {code} | {far for before in by[code].after for far in behind(before)}

    assert {"rules", "roa", "roll-back", "contacts", "points"} <= behind("cut-over")
    assert {"flows", "both", "spoof"} <= behind("acceptance")


def test_with_a_step_falls_all_that_waits_for_it():
    assert falling(VRF, "acceptance") == {"acceptance", "monitoring"}
    assert "cut-over" in falling(VRF, "prefixes")


def test_own_steps_are_lines_and_come_back_as_they_were():
    text = "member | Smlouva | Contract\nprovider | Zřízení | Set-up"
    first, second = read(text + "\n\n")
    assert (first.side, second.after, second.name) == (Side.MEMBER, ("step-1",), ("Zřízení", "Set-up"))
    assert lines((first, second)) == text
    assert read("") == ()


def test_own_steps_may_name_the_sides_in_czech():
    assert [one.side for one in read("Člen | a | b\nposkytovatel | c | d")] == [Side.MEMBER, Side.PROVIDER]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("member | jen česky", Fault.PARTS),
        ("member |  | b", Fault.PARTS),
        ("nobody | a | b", Fault.WHO),
        (f"member | {'x' * 300} | b", Fault.LONG),
    ],
)
def test_a_bad_line_is_named(text, fault):
    with pytest.raises(Unread) as raised:
        read(f"member | a | b\n{text}")
    assert (raised.value.line, raised.value.fault) == (2, fault)


def test_steps_have_an_end():
    with pytest.raises(Unread, match=Fault.MANY):
        read("member | a | b\n" * (MOST_STEPS + 1))
