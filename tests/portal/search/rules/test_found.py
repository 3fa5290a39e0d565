from hsoc.portal.search.rules.found import COUNTED, Group, rank


def test_the_title_that_is_the_word_comes_first() -> None:
    words = ("rule",)
    assert [rank(title, words) for title in ("rule", "rules of mine", "new rule", "overruled", "nothing")] == [0, 1, 2, 3, 4]


def test_a_room_that_did_not_count_on_says_so() -> None:
    counted = {(6, False): "6", (6, True): "6+", (COUNTED, False): "100", (COUNTED + 1, False): "100+"}
    assert {(n, on): Group(code="x", name="X", count=n, uncounted=on).counted for n, on in counted} == counted
