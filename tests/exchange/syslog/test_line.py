"""Lines cut: both headers, both formats, every escape, and no line that takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.syslog.line import cut, when
from hsoc.records.parcel import Unreadable

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
CEF = r"CEF:0|Vendor\|x|Fire\\wall|1.0|100|Port scan \= found|7|src=192.0.2.7 msg=two words a\=b \\ c\nd dst=192.0.2.9 cs1= empty="


def test_cef_escapes():
    line = cut(CEF, now=NOW)
    assert line.fields == ("Vendor|x", r"Fire\wall", "1.0", "100", "Port scan = found", "7")
    assert line.keys == {"src": "192.0.2.7", "msg": "two words a=b \\ c\nd", "dst": "192.0.2.9", "cs1": "", "empty": ""}


@pytest.mark.parametrize(
    ("head", "ms", "host"),
    [
        ("<134>1 2026-11-20T07:00:00.000Z fw.example app - - - ", 1795158000000, "fw.example"),
        ("<134>1 2026-11-20T08:00:00+01:00 - app - - - ", 1795158000000, ""),
        ("<134>Nov 20 07:00:00 fw.example ", 1795158000000, "fw.example"),
        ("Nov  1 07:00:00 fw ", 1793516400000, "fw"),
        ("<134>Dec 24 07:00:00 fw ", 1766559600000, "fw"),  # of last year: this one is still ahead
        ("<134>Feb 30 07:00:00 fw ", 0, "fw"),
        ("", 0, ""),
        ("nonsense ", 0, ""),
    ],
)
def test_headers(head, ms, host):
    line = cut(head + CEF, now=NOW)
    assert (line.when, line.host) == (ms, host)


def test_a_key_in_an_attackers_text_does_not_take_the_place_of_the_real_one():
    assert cut("CEF:0|a|b|c|d|e|5|src=192.0.2.7 request=/ src=203.0.113.1", now=NOW).keys["src"] == "192.0.2.7"


def test_leef():
    line = cut("LEEF:1.0|Vendor|Wall|2|deny|src=192.0.2.7\tdst=192.0.2.9\tmsg=a b\tsev=9", now=NOW)
    assert (line.kind, line.fields, line.keys["msg"]) == ("LEEF", ("Vendor", "Wall", "2", "deny", "deny", "9"), "a b")
    for delimiter in ("^", "x5E", "0x5E"):
        assert cut(f"LEEF:2.0|Vendor|Wall|2|deny|{delimiter}|src=192.0.2.7^sev=1", now=NOW).keys == {"src": "192.0.2.7", "sev": "1"}


def test_times_of_cef():
    assert when("Nov 20 2026 07:00:00.123 UTC", now=NOW) == 1795158000123
    assert when("1795158000000", now=NOW) == 1795158000000
    with pytest.raises(ValueError, match="no such month"):
        when("Foo 20 2026 07:00:00", now=NOW)


@pytest.mark.parametrize("text", ["", "hello", "CEF:0|a|b", "CEF:0", r"CEF:0|a|b|c|d|e\|f", "LEEF:2.0|a|b"])
def test_what_is_neither_is_said(text):
    with pytest.raises(Unreadable):
        cut(text, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "CEF:0|" + "\\" * 250_000,
        "CEF:0|a|b|c|d|e|5|" + "a=" * 120_000,
        "CEF:0|a|b|c|d|e|5|" + "a" * 250_000,
        "CEF:" * 60_000,
        " " * 250_000,
    ],
)
def test_no_line_takes_long(text):
    began = time.process_time()
    try:
        cut(text, now=NOW)
    except Unreadable as error:
        assert error.reason  # noqa: PT017
    assert time.process_time() - began < 2


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=100))
def test_any_text_is_a_line_or_said(text):
    try:
        assert len(cut("CEF:0|a|b|c|d|e|5|" + text, now=NOW).keys) <= 300
        cut("LEEF:2.0|a|b|c|d|" + text, now=NOW)
    except Unreadable as error:
        assert error.reason  # noqa: PT017
