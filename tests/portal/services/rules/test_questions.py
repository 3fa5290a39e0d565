from __future__ import annotations

from hsoc.portal.services.rules.questions import VRF, missing


def test_what_must_be_answered_is_missed_and_blanks_are_no_answer():
    full = {one.code: "x" for one in VRF if one.must}
    assert missing(full) == ()
    assert [one.code for one in missing(full | {"sites": "  "})] == ["sites"]
    assert len(missing({})) == len(full)
