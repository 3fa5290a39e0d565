"""Looks into members' flows: written down with a reason before anything is shown."""

import pytest

from hsoc.journal.access import FILE, broken, look, looks

NOW = 1_795_258_800_000
WHY = "query of the member, ticket 4711"


def told(root, *, member=3, now=NOW, why=WHY):
    return look(root, who="operator", why=why, member=member, day="2026-11-20", what="flows to port 3389", now=now)


def test_a_member_sees_the_looks_into_its_own_flows_newest_first(tmp_path):
    first, _, last = told(tmp_path), told(tmp_path, member=4), told(tmp_path, now=NOW + 1)
    assert looks(tmp_path, member=3) == (last, first)
    assert len(looks(tmp_path)) == 3


@pytest.mark.parametrize("why", ["", "   ", "because"])
def test_a_look_without_a_reason_is_refused_and_not_written(tmp_path, why):
    with pytest.raises(ValueError, match="needs a reason"):
        told(tmp_path, why=why)
    assert looks(tmp_path) == ()


def test_a_look_without_a_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match="needs the name"):
        look(tmp_path, who=" ", why=WHY, member=3, day="", what="", now=NOW)


def test_an_untouched_log_is_whole(tmp_path):
    for number in range(5):
        told(tmp_path, now=NOW + number)
    assert broken(tmp_path) == ()


def test_a_line_taken_out_is_noticed(tmp_path):
    for number in range(3):
        told(tmp_path, now=NOW + number)
    lines = (tmp_path / FILE).read_bytes().splitlines(keepends=True)
    (tmp_path / FILE).write_bytes(lines[0] + lines[2])
    assert broken(tmp_path) == (2,)


def test_a_line_cut_by_a_power_failure_spoils_only_itself(tmp_path):
    told(tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"at":17')
    told(tmp_path, now=NOW + 1)
    assert [one.at for one in looks(tmp_path, member=3)] == [NOW + 1, NOW]
    assert broken(tmp_path) == (2,)


def test_a_very_long_question_is_shortened(tmp_path):
    look(tmp_path, who="o" * 9999, why=WHY + "x" * 9999, member=3, day="", what="y" * 9999, now=NOW)
    (one,) = looks(tmp_path)
    assert (len(one.who), len(one.why), len(one.what)) == (200, 2000, 2000)
