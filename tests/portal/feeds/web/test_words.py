"""Every reason, list and format has its words."""

from hsoc.portal.feeds.queries.lists import PAPS
from hsoc.portal.feeds.queries.standing import Why
from hsoc.portal.feeds.rules.papers import FORMATS, WHATS
from hsoc.portal.feeds.web import words


def test_nothing_is_without_words() -> None:
    assert (set(words.WHYS), set(words.WHATS), set(words.ENDINGS), set(words.PAPS)) == (set(Why), set(WHATS), set(FORMATS), set(PAPS))


def test_what_was_left_out_is_said_or_named() -> None:
    assert [str(said) for said, _ in words.left({"something new": 3})] == ["something new"]
    assert words.left({"too wide": 2}) == [(words.LEFT["too wide"], 2)]
