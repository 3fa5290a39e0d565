"""Headings of a page of words: what is raised, what stays."""

from __future__ import annotations

from hsoc.portal.website.rules.headings import stepped


def test_a_third_level_under_the_title_is_raised_and_keeps_its_look() -> None:
    assert stepped('<h3>Why</h3><p>x</p><h3 id="what">What</h3>') == (
        '<h2 class="third">Why</h2><p>x</p><h2 class="third" id="what">What</h2>'
    )


def test_what_lies_under_a_second_level_stays() -> None:
    body = "<h2>Goals</h2><h3>One</h3><h3>Two</h3>"
    assert stepped(body) == body


def test_only_what_stands_above_the_first_second_level_is_raised() -> None:
    assert stepped("<h3>a</h3><h2>b</h2><h3>c</h3>") == '<h2 class="third">a</h2><h2>b</h2><h3>c</h3>'


def test_other_tags_and_words_stay() -> None:
    body = "<hr><h4>x</h4><p>&lt;h3&gt;</p><header>y</header>"
    assert stepped(body) == body
