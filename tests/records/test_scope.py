"""A match restricts only what it names."""

import msgspec

from hsoc.records.scope import ANYTHING, Match


def test_anything_says_nothing() -> None:
    assert msgspec.to_builtins(ANYTHING) == {}


def test_match_is_a_value() -> None:
    assert Match(dst="192.0.2.1/32", proto=(17,)) == Match(dst="192.0.2.1/32", proto=(17,))
    assert len({Match(dst="192.0.2.1/32"), Match(dst="192.0.2.1/32")}) == 1
