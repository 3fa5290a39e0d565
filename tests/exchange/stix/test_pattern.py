"""Patterns are taken apart; what only counts together with something else is never a sign by itself."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.parcels import VALUES

from hsoc.exchange.stix.pattern import LONGEST, read, written
from hsoc.records.indicator import Kind

MD5, SHA256 = VALUES[Kind.MD5][0], VALUES[Kind.SHA256][0]


def signs(text: str) -> list[tuple[str, str, bool]]:
    return [(one.kind.value, one.value, one.alone) for one in read(text).values]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[ipv4-addr:value = '198.18.7.9']", [("ip", "198.18.7.9", True)]),
        ("[ipv4-addr:value = '198.18.7.9/32']", [("ip", "198.18.7.9", True)]),
        ("[ipv4-addr:value ISSUBSET '198.18.0.0/24']", [("net", "198.18.0.0/24", True)]),
        (" [ ipv6-addr:value='2001:DB8::7' ] ", [("ip", "2001:db8::7", True)]),
        ("[domain-name:value = 'Evil.example' OR url:value = 'http://evil.example/\\'x\\\\']",
         [("domain", "evil.example", True), ("url", "http://evil.example/'x\\", True)]),
        ("[domain-name:value IN ('a.example', 'b.example')]", [("domain", "a.example", True), ("domain", "b.example", True)]),
        ("[domain-name:value = 'a.example'] OR [domain-name:value = 'a.example']", [("domain", "a.example", True)]),
        ("[domain-name:value = 'a.example' AND ipv4-addr:value = '198.18.7.9']",
         [("domain", "a.example", False), ("ip", "198.18.7.9", False)]),
        ("[domain-name:value = 'a.example'] AND [ipv4-addr:value = '198.18.7.9']",
         [("domain", "a.example", False), ("ip", "198.18.7.9", False)]),
        ("([domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '198.18.7.9']) WITHIN 5 SECONDS",
         [("domain", "a.example", False), ("ip", "198.18.7.9", False)]),
        ("[ipv4-addr:value = '198.18.7.9'] REPEATS 5 TIMES", [("ip", "198.18.7.9", False)]),
        ("[ipv4-addr:value = '198.18.7.9'] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'", [("ip", "198.18.7.9", False)]),
        (f"[file:hashes.MD5 = '{MD5}' AND file:hashes.'SHA-256' = '{SHA256}']", [("md5", MD5, True), ("sha256", SHA256, True)]),
        (f"[file:name = 'x.exe' AND file:hashes.'MD5' = '{MD5}']", [("md5", MD5, True)]),
        ("[autonomous-system:number = 64496]", [("asn", "64496", True)]),
        ("[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.18.7.9']", [("ip", "198.18.7.9", True)]),
        ("[network-traffic:dst_ref.value = '198.18.7.9' AND network-traffic:dst_port = 443]", [("ip", "198.18.7.9", False)]),
        ("[email-message:from_ref.value = 'boss@evil.example']", [("mail", "boss@evil.example", True)]),
        # alone in one place is alone
        ("[domain-name:value = 'a.example' AND file:name = 'x'] OR [domain-name:value = 'a.example']", [("domain", "a.example", True)]),
        # AND binds closer than OR
        ("[domain-name:value = 'a.example' OR domain-name:value = 'b.example' AND file:name = 'x']",
         [("domain", "a.example", True), ("domain", "b.example", False)]),
    ],
)  # fmt: skip
def test_a_pattern_has_its_values(text: str, found: list[tuple[str, str, bool]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[file:name = 'x.exe']", "file:name"),
        ("[ipv4-addr:value != '198.18.7.9']", "ipv4-addr:value"),
        ("[ipv4-addr:value NOT = '198.18.7.9']", "ipv4-addr:value"),
        ("[NOT ipv4-addr:value = '198.18.7.9']", "NOT"),
        ("[domain-name:value LIKE '%.example']", "domain-name:value"),
        ("[domain-name:value = 'no name']", "domain-name:value"),
        ("[ipv4-addr:value = '198.18.7.9/24']", "ipv4-addr:value"),
        ("[EXISTS process:command_line]", "process:command_line"),
        ("[windows-registry-key:values[*].name = 'x']", "windows-registry-key:values[*].name"),
        ("[file:hashes.SSDEEP = 'x']", "file:hashes.SSDEEP"),
    ],
)
def test_what_is_not_carried_is_named_by_its_path(text: str, path: str) -> None:
    assert read(text).values == ()
    assert [one.path for one in read(text).left] == [path]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "its end where ["),
        ("198.18.7.9", "makes no sense|where \\["),
        ("[ipv4-addr:value = '198.18.7.9'", "its end where ]"),
        ("[ipv4-addr:value = '198.18.7.9']]", "where it should end"),
        ("[ipv4-addr:value '198.18.7.9']", "operator"),
        ("[ipv4-addr:value = ]", "a value is expected"),
        ("[ipv4-addr:value = 'open]", "makes no sense"),
        ("[ipv4-addr:value = 'x'] WITHIN 5 MONTHS", "qualifier"),
        ("(" * 100 + "[a:b = 1]" + ")" * 100, "nested deeper"),
        ("[" + "NOT " * 10_000 + "a:b = 1]", "nested deeper"),
        ("[" + " OR ".join(["a:b = 1"] * 600) + "]", "more than 500"),
        ("[a:b = '" + "x" * LONGEST + "']", "longer than"),
    ],
)
def test_what_is_no_pattern_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("[", r"\[").replace(r"\\[", r"\[")):
        read(text)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in VALUES.items() for value in values])
def test_what_is_written_is_read(kind: Kind, value: str) -> None:
    assert signs(written(kind, value)) == [(kind.value, value, True)]


PIECES = st.sampled_from(["[", "]", "(", ")", " AND ", " OR ", "NOT ", "=", "!=", "'x'", "'", "\\", "ipv4-addr:value", "file:hashes.'MD5'",
                          " FOLLOWEDBY ", " WITHIN ", "5", " SECONDS", "IN", ",", "\x00", "é"])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_is_a_pattern_or_a_refusal(text: str) -> None:
    with suppress(ValueError):
        assert len(read(text).values) <= 30
