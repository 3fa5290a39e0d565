from hsoc.portal.search.rules.found import rank


def test_the_title_that_is_the_word_comes_first() -> None:
    words = ("rule",)
    assert [rank(title, words) for title in ("rule", "rules of mine", "new rule", "overruled", "nothing")] == [0, 1, 2, 3, 4]
