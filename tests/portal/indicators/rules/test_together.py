"""What ties values, from the values alone; hostile ones too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.indicators.rules.suffixes import Suffixes
from hsoc.portal.indicators.rules.together import CEILING, around, host, site, told_apart
from hsoc.records.indicator import Kind

LIST = Suffixes("cz\nexample\nuk\nco.uk\norg\n")


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (Kind.DOMAIN, "a.b.example.cz", "example.cz"), (Kind.DOMAIN, "www.example.co.uk", "example.co.uk"),
        (Kind.DOMAIN, "co.uk", "co.uk"), (Kind.DOMAIN, "gov.example", "gov.example"), (Kind.MAIL, "x@mail.example.org", "example.org"),
        (Kind.URL, "https://user:pw@www.example.org:8443/a?b=@c.example", "example.org"), (Kind.URL, "http://192.0.2.7/x", "192.0.2.7"),
        (Kind.URL, "http://[2001:db8::1]:80/", "2001:db8::1"), (Kind.URL, "http://[::ffff:192.0.2.7]/", "192.0.2.7"),
        (Kind.URL, "http://[2001:db8::1/", ""), (Kind.URL, "http://@/", ""), (Kind.IP, "192.0.2.7", ""), (Kind.MD5, "0" * 32, ""),
        (Kind.DOMAIN, ".".join(["a"] * 126), "a.a"),
    ],
)  # fmt: skip
def test_site_is_what_somebody_registered(kind: Kind, value: str, wanted: str) -> None:
    assert site(kind, value, LIST) == wanted


def test_prefixes_around_begin_with_the_narrowest_and_end_before_everybody() -> None:
    assert around(Kind.IP, "192.0.2.7")[:2] == ("192.0.2.6/31", "192.0.2.4/30")
    assert around(Kind.IP, "192.0.2.7")[-1] == "192.0.0.0/8"
    assert around(Kind.NET, "192.0.2.0/24")[0] == "192.0.2.0/23"
    assert len(around(Kind.IP, "2001:db8::1")) == 112
    assert around(Kind.NET, "0.0.0.0/0") == around(Kind.NET, "10.0.0.0/8") == around(Kind.DOMAIN, "example.cz") == ()


@given(st.sampled_from([Kind.DOMAIN, Kind.URL, Kind.MAIL]), st.text(max_size=300))
def test_no_text_breaks_it_and_the_answer_is_short(kind: Kind, text: str) -> None:
    assert len(site(kind, text, LIST)) <= max(39, len(text))
    assert isinstance(host(kind, text), str)
    assert LIST.registered(LIST.registered(text)) == LIST.registered(text)


def test_one_loud_organisation_hides_nobody() -> None:
    assert told_apart([1] * 500 + [2, 3, 2]) == [False] * 500 + [True] * 3
    assert told_apart([1] * CEILING + [2]) == [False] * CEILING + [True]
    assert told_apart([1] * CEILING) == [True] * CEILING
    assert told_apart([]) == []


def test_what_many_organisations_say_is_common() -> None:
    assert told_apart(range(CEILING)) == [True] * CEILING
    assert told_apart(range(CEILING + 1)) is None
    assert told_apart([1] * (CEILING + 1)) is None
