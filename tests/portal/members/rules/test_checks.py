from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.members.rules.checks import as_number_of, domain_of, ico_of, phone_of, phone_shown, within


@pytest.mark.parametrize(
    ("said", "written"), [("25596641", "25596641"), ("255 96 641", "25596641"), ("27074358", "27074358"), ("19", "00000019")]
)
def test_an_identification_number_is_eight_digits_that_agree(said: str, written: str) -> None:
    assert ico_of(said) == written


@pytest.mark.parametrize("said", ["25596642", "", "0", "123456789", "2559664x", "٢٥٥٩٦٦٤١"])
def test_a_wrong_identification_number_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="ico"):
        ico_of(said)


@given(st.integers(1, 9_999_999))
def test_of_ten_last_digits_exactly_one_agrees(start: int) -> None:
    def good(last: int) -> bool:
        try:
            return bool(ico_of(f"{start:07d}{last}"))
        except ValueError:
            return False

    assert sum(good(last) for last in range(10)) == 1


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Nemocnice.example.", "nemocnice.example"),
        ("www.a.example", "a.example"),
        ("žďár.example", "xn--r-tfa1lsr.example"),
    ],
)
def test_a_domain_is_written_as_an_a_label(said: str, written: str) -> None:
    assert domain_of(said) == written


@pytest.mark.parametrize(
    "said", ["", "localhost", "a..example", "-a.example", "a b.example", "198.18.0.1", "a@b.example", "x" * 300 + ".example"]
)
def test_what_is_no_domain_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="domain"):
        domain_of(said)


@pytest.mark.parametrize(("said", "number"), [("64500", 64500), ("AS64500", 64500), (" as 65536 ", 65536)])
def test_an_as_number_is_read(said: str, number: int) -> None:
    assert as_number_of(said) == number


@pytest.mark.parametrize("said", ["0", "23456", "65535", "4294967295", "AS", "-1", "1.5", "99999999999"])
def test_an_as_number_that_nobody_has_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="asn"):
        as_number_of(said)


@pytest.mark.parametrize(
    ("said", "written"),
    [("601 000 111", "+420601000111"), ("+420 601-000-111", "+420601000111"), ("00421 2 5000 1111", "+421250001111"), ("", "")],
)
def test_a_phone_number_is_written_in_one_way(said: str, written: str) -> None:
    assert phone_of(said) == written


@pytest.mark.parametrize("said", ["12", "volejte", "+1234567890123456", "6010001112"])
def test_what_is_no_phone_number_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        phone_of(said)


def test_numbers_are_shown_in_groups() -> None:
    assert (phone_shown("+420601000111"), phone_shown("+421250001111")) == ("+420 601 000 111", "+421250001111")


def test_an_address_lies_in_a_domain_or_below_it() -> None:
    own = ("nemocnice.example",)
    assert within("a@nemocnice.example", own) == within("a@mail.NEMOCNICE.example", own) == "nemocnice.example"
    assert within("a@jinanemocnice.example", own) == ""
