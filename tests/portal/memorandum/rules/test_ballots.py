from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hsoc.portal.memorandum.rules.ballots import Phase, cancelled, counted, digest_of, needed_of, phase_of, refilled

OPENS = datetime(2026, 10, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=1)
ASKED = {"title": "t", "options": ("Pro", "Proti"), "opens": OPENS, "closes": CLOSES}


def test_phases():
    seen = [phase_of(opens=OPENS, closes=CLOSES, counted=False, now=OPENS + timedelta(hours=h)) for h in (-1, 0, 23, 24)]
    assert seen == [Phase.AHEAD, Phase.RUNNING, Phase.RUNNING, Phase.OVER]
    assert phase_of(opens=OPENS, closes=CLOSES, counted=True, now=OPENS) is Phase.COUNTED
    assert phase_of(opens=OPENS, closes=CLOSES, counted=True, cancelled=True, now=OPENS) is Phase.CANCELLED


@pytest.mark.parametrize(("entitled", "quorum", "needed"), [(3, 50, 2), (42, 50, 21), (42, 0, 1), (3, 100, 3), (0, 50, 1)])
def test_quorum_is_rounded_up(entitled, quorum, needed):
    assert needed_of(entitled, quorum) == needed


def test_the_count():
    done = counted(**ASKED, secret=False, quorum=50, entitled="cab", voted="ab", ballots=[1, 1], votes=[("b", 1), ("a", 1)])
    assert (done.counts, done.valid, done.leading, done.entitled, done.votes) == ((0, 2), True, (1,), ("a", "b", "c"), (("a", 1), ("b", 1)))
    tie = counted(**ASKED, secret=True, quorum=50, entitled="ab", voted="ab", ballots=[1, 0], votes=[("a", 1)])
    assert (tie.leading, tie.votes) == ((0, 1), ())
    assert digest_of(done.plain()) != digest_of(tie.plain())


def test_a_box_that_differs_from_the_roll_is_not_counted():
    for voted, ballots in (("ab", [1]), ("x", [1])):
        with pytest.raises(ValueError, match=r"differ"):
            counted(**ASKED, secret=True, quorum=0, entitled="ab", voted=voted, ballots=ballots)


def test_the_box_is_shuffled_with_its_new_paper_and_gets_new_keys():
    keys = iter("abc")
    assert refilled([0, 0], 1, shuffle=list.reverse, draw=lambda size: next(keys) + str(size)) == [("a16", 1), ("b16", 0), ("c16", 0)]


def test_the_protocol_of_a_cancelled_vote_counts_nothing():
    one = cancelled(
        title="T", secret=False, options=("a", "b"), opens=OPENS, closes=CLOSES, quorum=50, entitled=("B", "A"), voted=("B",), now=OPENS,
        reason="sál je obsazený",
    )  # fmt: skip
    told = one.plain()
    assert (told["entitled"], told["voted"], told["counts"], told["valid"], told["votes"]) == (["A", "B"], ["B"], [], False, [])
    assert told["reason"] == "sál je obsazený"
