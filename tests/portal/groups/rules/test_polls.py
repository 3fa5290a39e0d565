"""Answers add up, and a tally does not tell who came when."""

import itertools

import pytest

from hsoc.portal.groups.rules.polls import LEAST_ANONYMOUS, Ask, Asked, Unread, added, mean_ranks, read, shows, total

ONE, MANY, ORDER, WORDS = (
    Asked(1, Ask.SINGLE, 3, needed=True), Asked(2, Ask.MULTIPLE, 3, needed=False), Asked(3, Ask.RANKING, 3, needed=False),
    Asked(4, Ask.TEXT, 0, needed=False),
)  # fmt: skip
ALL = [ONE, MANY, ORDER, WORDS]


def test_a_form_becomes_a_sheet() -> None:
    given = {1: ["2"], 2: ["2", "0", "0"], 3: ["2", "3", "1"], 4: ["  more time ", "ignored"]}
    assert read(ALL, given) == {"1": 2, "2": [0, 2], "3": [2, 0, 1], "4": "more time"}
    assert read(ALL, {1: ["0"], 3: ["", "", ""]}) == {"1": 0}
    assert read([WORDS], {4: ["x" * 5000]})["4"] == "x" * 2000


@pytest.mark.parametrize(
    ("question", "values", "code"),
    [
        (ONE, [], "missing"), (ONE, ["3"], "choice"), (ONE, ["0", "1"], "choice"), (ONE, ["-1"], "choice"), (ONE, ["1" * 9], "choice"),
        (MANY, ["7"], "choice"), (ORDER, ["1", "1", "2"], "order"), (ORDER, ["1", "2"], "order"), (ORDER, ["0", "1", "2"], "order"),
    ],
)  # fmt: skip
def test_what_is_no_answer_names_the_question(question: Asked, values: list[str], code: str) -> None:
    with pytest.raises(Unread) as refused:
        read([question], {question.number: values})
    assert (refused.value.number, refused.value.code) == (question.number, code)


def test_the_tally_is_the_same_in_whatever_order_people_answered() -> None:
    sheets = [{"1": 0, "4": "zebra"}, {"1": 2, "2": [0, 1], "3": [2, 0, 1]}, {"1": 0, "3": [0, 1, 2], "4": "apple"}]
    tallies = []
    for row in itertools.permutations(sheets):
        tally: dict = {}
        for sheet in row:
            tally = added(tally, ALL, sheet)
        tallies.append(tally)
    assert all(one == tallies[0] for one in tallies)
    assert tallies[0] == {
        "1": {"n": 3, "c": [2, 0, 1]}, "2": {"n": 1, "c": [1, 1, 0]}, "3": {"n": 2, "r": [[1, 1, 0], [0, 1, 1], [1, 0, 1]]},
        "4": {"n": 2, "t": ["apple", "zebra"]},
    }  # fmt: skip
    assert total(ALL, sheets) == tallies[0]
    assert total([ONE], []) == {"1": {"n": 0, "c": [0, 0, 0]}}


def test_mean_ranks() -> None:
    assert mean_ranks([[1, 1, 0], [0, 1, 1], [0, 0, 0]]) == [1.5, 2.5, None]


@pytest.mark.parametrize(
    ("anonymous", "early", "over", "answers", "seen"),
    [
        (True, False, False, 50, False), (True, False, True, LEAST_ANONYMOUS, True), (True, False, True, LEAST_ANONYMOUS - 1, False),
        (False, True, False, 1, True), (False, False, False, 9, False), (False, False, True, 1, True),
    ],
)  # fmt: skip
def test_when_results_are_seen(*, anonymous: bool, early: bool, over: bool, answers: int, seen: bool) -> None:
    assert shows(anonymous=anonymous, early=early, over=over, answers=answers) is seen
