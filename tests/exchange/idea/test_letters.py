"""What compiled code takes for a word is one by the terms' patterns, and an address by the C library."""

import re
import socket
from datetime import datetime

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.idea import terms
from hsoc.exchange.idea.letters import (
    DOT,
    LETTER,
    MORE,
    MOST_TAG,
    is_dotted,
    is_ip4,
    is_ip6,
    is_of,
    is_time,
    is_window,
    pointer,
    quoted,
    share,
    spoken,
    whole,
)


@numba.njit
def _judged(given, kind):
    text, end = pointer(given), len(given)
    if kind == 0:
        return is_ip4(text, 0, end)
    if kind == 1:
        return is_ip6(text, 0, end)
    if kind == 2:
        return is_time(text, 0, end)
    if kind == 3:
        return is_window(text, 0, end)
    if kind == 4:
        return is_dotted(text, 0, end, 2)
    return is_of(text, 0, end, LETTER | DOT | MORE, MOST_TAG)


@numba.njit
def _after(given, kind):
    text, end = pointer(given), len(given)
    if kind == 0:
        return whole(text, 0, end, 65535)[0]
    if kind == 1:
        return share(text, 0, end)
    if kind == 2:
        return quoted(text, 0, end)
    return spoken(text, 0, end)


def judged(kind: str, text: str) -> bool:
    kinds = ("ip4", "ip6", "time", "window", "dotted", "of")
    return bool(_judged(np.frombuffer(text.encode(), np.uint8), kinds.index(kind)))


def after(kind: str, text: str) -> int:
    return int(_after(np.frombuffer(text.encode(), np.uint8), ("whole", "share", "quoted", "spoken").index(kind)))


def library(family: int, text: str) -> bool:
    try:
        socket.inet_pton(family, text)
    except (OSError, ValueError):
        return False
    return True


@settings(deadline=None, max_examples=500)
@given(st.text("0129.", min_size=1, max_size=16))
def test_ip4_is_what_the_c_library_takes(text):
    assert judged("ip4", text) is library(socket.AF_INET, text)


@settings(deadline=None, max_examples=1000)
@given(st.text("0af:", min_size=1, max_size=40) | st.lists(st.sampled_from(["", "0", "ffff", "db8", "12345"]), max_size=10).map(":".join))
def test_ip6_is_what_the_c_library_takes(text):
    if text:
        assert judged("ip6", text) is library(socket.AF_INET6, text)


@settings(deadline=None, max_examples=500)
@given(st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2199-12-31")), st.sampled_from(["Z", "+01:00", "-23:59"]))
def test_every_time_of_our_years_is_one(when, zone):
    assert judged("time", when.isoformat() + zone)


@pytest.mark.parametrize("kind", ["time", "window", "dotted", "of"])
@settings(deadline=None, max_examples=500)
@given(st.text("0123459-:.TZ+aA_/ ", min_size=1, max_size=30))
def test_a_word_that_is_taken_matches_the_pattern(kind, text):
    pattern = {"time": terms.TIMESTAMP, "window": terms.DURATION, "dotted": terms.CATEGORY, "of": terms.PROTO}[kind]
    if judged(kind, text):
        assert pattern.fullmatch(text)
    elif kind in {"dotted", "of"}:
        assert not pattern.fullmatch(text)


@settings(deadline=None, max_examples=500)
@given(st.text("0159.-e,]", min_size=1, max_size=8))
def test_a_number_ends_where_json_ends_it(text):
    for kind, pattern in (("whole", r"(0|[1-9]\d{0,4})(?![\d.eE])"), ("share", r"(0(\.\d{1,17})?|1(\.0{1,17})?)(?![\d.eE])")):
        found = re.match(pattern, text)
        right = found and (kind == "share" or int(found[0]) <= 65535)
        assert after(kind, text) == (found.end() if right else -1)


@pytest.mark.parametrize(
    ("text", "word", "speech"),
    [
        ('"a"', 2, 2), ('""', 1, 1), ('"á"', 3, 3), ('"a\\n"', -1, 4), ('"a\\""', -1, 4), ('"\\u0041"', -1, -1), ('"\\x"', -1, -1),
        ('"a', -1, -1), ('"a\n"', -1, -1), ('"\\', -1, -1), ("a", -1, -1),
    ],
)  # fmt: skip
def test_where_a_text_closes(text, word, speech):
    assert (after("quoted", text), after("spoken", text)) == (word, speech)
