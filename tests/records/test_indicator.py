"""A value has one text; what is no value is a sentence, never a crash."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.records.indicator import MOST_TEXT, NAMESPACE, Kind, addressed, canonical, guessed, named, named_by, plain


@pytest.mark.parametrize(
    ("kind", "written", "text"),
    [
        (Kind.IP, " 198.51.100.7 ", "198.51.100.7"),
        (Kind.IP, "2001:DB8:0::1", "2001:db8::1"),
        (Kind.IP, "::ffff:198.51.100.7", "198.51.100.7"),
        (Kind.NET, "198.51.100.0/24", "198.51.100.0/24"),
        (Kind.DOMAIN, "Evil.Example.", "evil.example"),
        (Kind.DOMAIN, "nemocnice-škola.example", "xn--nemocnice-kola-z0c.example"),
        (Kind.DOMAIN, "_dmarc.evil.example", "_dmarc.evil.example"),
        (Kind.URL, "HTTP://Evil.Example/Path?Q=A", "http://evil.example/Path?Q=A"),
        (Kind.URL, "https://user@[2001:DB8::1]:8443/x", "https://user@[2001:db8::1]:8443/x"),
        (Kind.MAIL, "Boss@Evil.Example", "Boss@evil.example"),
        (Kind.MD5, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"),
        (Kind.ASN, "AS64496", "64496"),
    ],
)
def test_a_value_has_one_text(kind: Kind, written: str, text: str) -> None:
    assert canonical(kind, written) == text
    assert canonical(kind, text) == text


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Kind.IP, "198.51.100.256"),
        (Kind.NET, "198.51.100.7/24"),
        (Kind.IP, "fe80::1%eth0"),
        (Kind.MAIL, "bo\x00ss@evil.example"),
        (Kind.DOMAIN, "localhost"),
        (Kind.DOMAIN, "198.51.100.7"),
        (Kind.DOMAIN, "a..example"),
        (Kind.URL, "evil.example/path"),
        (Kind.URL, "http://evil.example/a b"),
        (Kind.URL, "http://[::1"),
        (Kind.MAIL, "evil.example"),
        (Kind.SHA256, "d41d8cd98f00b204e9800998ecf8427e"),
        (Kind.ASN, "AS0"),
        (Kind.DOMAIN, ""),
        (Kind.URL, "http://evil.example/" + "a" * 5000),
    ],
)
def test_what_is_no_value_is_refused_in_words(kind: Kind, written: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]{3}"):
        canonical(kind, written)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("198.51.100.7", Kind.IP),
        ("198.51.100.0/24", Kind.NET),
        ("2001:db8::/32", Kind.NET),
        ("evil.example", Kind.DOMAIN),
        ("http://evil.example/", Kind.URL),
        ("boss@evil.example", Kind.MAIL),
        ("d" * 40, Kind.SHA1),
        ("d" * 64, Kind.SHA256),
    ],
)
def test_the_kind_is_guessed(written: str, kind: Kind) -> None:
    assert guessed(written)[0] == kind


@given(st.text(max_size=300), st.sampled_from(Kind))
def test_any_text_is_a_value_or_a_refusal(text: str, kind: Kind) -> None:
    try:
        found = canonical(kind, text)
    except ValueError:
        return
    assert canonical(kind, found) == found


def test_the_same_foreign_name_gives_the_same_identifier() -> None:
    assert named("partner", "17") == named("partner", "17") != named("partner1", "7")


def test_an_identifier_is_the_uuid_of_version_5_of_the_library():
    assert named("source", "žluť") == str(uuid.uuid5(NAMESPACE, "source\0žluť")) == named_by("source", "žluť".encode())


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("198.51.100.7", (Kind.IP, "198.51.100.7")),
        ("198.51.100.7/32", (Kind.IP, "198.51.100.7")),
        ("2001:DB8::1/128", (Kind.IP, "2001:db8::1")),
        ("198.51.100.0/24", (Kind.NET, "198.51.100.0/24")),
    ],
)
def test_a_prefix_of_full_length_is_the_address(written: str, found: tuple[Kind, str]) -> None:
    assert addressed(written) == found


@given(st.text(max_size=100))
def test_plain_text_holds_no_controls_and_stays_as_it_is(text: str) -> None:
    found = plain(text)
    assert not any(sign in found for sign in "\x00\x1b\x85\u2028")
    assert plain(found) == found


def test_plain_text_is_bounded() -> None:
    assert len(plain("x" * 10 * MOST_TEXT)) == MOST_TEXT
