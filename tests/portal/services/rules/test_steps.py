from __future__ import annotations

import pytest

from hsoc.portal.services.rules.course import Side
from hsoc.portal.services.rules.steps import MOST_STEPS, VRF, Check, left, lines, read, ready


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


def test_own_steps_are_lines_and_come_back_as_they_were():
    text = "member | Smlouva | Contract\nprovider | Zřízení | Set-up"
    first, second = read(text + "\n\n")
    assert (first.side, second.after, second.name) == (Side.MEMBER, ("step-1",), ("Zřízení", "Set-up"))
    assert lines((first, second)) == text
    assert read("") == ()


@pytest.mark.parametrize("text", ["member | jen česky", "nobody | a | b", "member |  | b", f"member | {'x' * 300} | b"])
def test_a_bad_line_is_named(text):
    with pytest.raises(ValueError, match=r"^2: "):
        read(f"member | a | b\n{text}")


def test_steps_have_an_end():
    with pytest.raises(ValueError, match=f"> {MOST_STEPS}"):
        read("member | a | b\n" * (MOST_STEPS + 1))
