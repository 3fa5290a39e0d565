"""ExaFS' expressions; above all that `>x` does not hold x."""

import pytest

from hsoc.exchange.flowspec.numbers import parse_numbers
from hsoc.exchange.flowspec.terms import Kind, Unreadable


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("80", ((80, 80),)),
        ("1024-2047", ((1024, 2047),)),
        (">1023", ((1024, 65535),)),
        (">=1023", ((1023, 65535),)),
        ("<1024", ((0, 1023),)),
        ("<=1024", ((0, 1024),)),
        (">=8080&<=8088", ((8080, 8088),)),
        (">8080&<8088", ((8081, 8087),)),
        ("80; 443 ;81;", ((80, 81), (443, 443))),
        ("", ()),
    ],
)
def test_parse_numbers(text, ranges):
    assert parse_numbers(text, kind=Kind.DPORT) == ranges


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("70000", "`70000`: 70000 is not in 0 … 65535"),
        ("http", "`http` is none of x, x-y, >x, >=x, <x, <=x, >=x&<=y"),
        ("10-5", "`10-5`: no number is in it"),
        (">5&<6", "`>5&<6`: no number is in it"),
        ("<0", "`<0`: no number is in it"),
        ("1;2;3;4;5;6", "6 expressions, 5 are allowed"),
        ("1" * 200, "200 characters, 128 are allowed"),
        ("٣", "`٣` is none of x, x-y, >x, >=x, <x, <=x, >=x&<=y"),
    ],
)
def test_parse_numbers_refuses_with_the_reason(text, reason):
    with pytest.raises(Unreadable) as refusal:
        parse_numbers(text, kind=Kind.DPORT)
    assert str(refusal.value) == reason
