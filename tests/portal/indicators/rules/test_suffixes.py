"""A Public Suffix List: plain, wild and excepted rules, foreign letters, and what is no list."""

import pytest

from hsoc.portal.indicators.rules.suffixes import Suffixes

TEXT = """// VERSION: 2026-06-24
// a remark
cz
co.uk
*.ck
!www.ck
github.io
\u516c\u53f8.cn   // what follows a space is none of it
"""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.b.example.cz", "example.cz"), ("example.cz", "example.cz"), ("cz", "cz"), ("x.www.example.co.uk", "example.co.uk"),
        ("co.uk", "co.uk"), ("a.b.c.ck", "b.c.ck"), ("c.ck", "c.ck"), ("ck", "ck"), ("a.www.ck", "www.ck"),
        ("pages.someone.github.io", "someone.github.io"), ("a.b.nowhere", "b.nowhere"), ("a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"), ("", ""),
    ],
)  # fmt: skip
def test_registered_names_are_told_by_the_longest_rule(name: str, wanted: str) -> None:
    assert Suffixes(TEXT).registered(name) == wanted


def test_it_says_what_it_is() -> None:
    assert (Suffixes(TEXT).size, Suffixes(TEXT).version) == (6, "2026-06-24")


@pytest.mark.parametrize("text", ["", "// only remarks", "*", "a.*.b", ".".join(["a"] * 40), "x\u0000" + "\u0301" * 80 + ".cz"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="suffix"):
        Suffixes(text)
