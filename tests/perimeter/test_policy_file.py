"""What a person writes means exactly one thing, or is a fault with its place."""

import datetime as dt

import pytest

from hsoc.perimeter.policy_file import (
    ApprovalEntry,
    ExemptionEntry,
    LimitEntry,
    RuleEntry,
    WrittenMatch,
    match_of,
    meant,
    record,
)
from hsoc.records.decision import Action
from hsoc.records.policy import Approval, Exemption, Limit, Own, OwnRule
from hsoc.records.scope import Match

UNTIL = dt.datetime(2026, 12, 31, 18, tzinfo=dt.timezone(dt.timedelta(hours=1)))
UNTIL_MS = 1_798_736_400_000


@pytest.mark.parametrize(
    ("written", "match"),
    [
        (WrittenMatch(proto="udp", sport=53), Match(proto=(17,), sport=((53, 53),))),
        (WrittenMatch(proto=("tcp", 17), dport="137-139"), Match(proto=(6, 17), dport=((137, 139),))),
        (WrittenMatch(proto=6, dport=(22, "80-81", (1024, 2047))), Match(proto=(6,), dport=((22, 22), (80, 81), (1024, 2047)))),
        (WrittenMatch(proto="tcp", tcp_flags="syn !ack"), Match(proto=(6,), tcp_flags=(0x12, 0x02))),
        (WrittenMatch(proto="udp", fragment=True), Match(proto=(17,), fragment=True)),
        ("protocol =udp source-port =11211", Match(proto=(17,), sport=((11211, 11211),))),
        ("destination 198.18.1.0/24 protocol =tcp destination-port >=20&<=22", Match(dst="198.18.1.0/24", proto=(6,), dport=((20, 22),))),
    ],
)
def test_match_of_reads_both_spellings(written, match):
    assert match_of(written) == match


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (WrittenMatch(proto="udpp"), "match.proto: 'udpp' is no number of it; known names are icmp, tcp"),
        (WrittenMatch(dport="139-137"), "match.dport: '139-137' is no range within 0 … 65535"),
        (WrittenMatch(dport=70000), "match.dport: 70000 is no range within 0 … 65535"),
        (WrittenMatch(dport="a"), "match.dport: 'a' is no number of it"),
        (WrittenMatch(tcp_flags="syn syn"), "match.tcp_flags: 'syn' is no flag, or stands twice"),
        (WrittenMatch(dport=tuple(range(65))), "match.dport: 65 values, 64 are allowed"),
        ("source-port 53 123", "match: word 3: `123` is no component; several values need brackets"),
        ("dscp =3", "match: dscp cannot be part of a match"),
    ],
)
def test_match_of_names_field_and_reason(written, reason):
    with pytest.raises(ValueError, match="match") as caught:
        match_of(written)
    assert str(caught.value).startswith(reason)


def test_record_turns_each_entry_into_what_travels():
    assert record(LimitEntry(name="dns", match="protocol =udp source-port =53", why="w", rate=9)) == Limit(
        name="dns", match=Match(proto=(17,), sport=((53, 53),)), action=Action.RATE_LIMIT, rate=9, why="w"
    )
    assert record(RuleEntry(id="a", member=3, do=Own.DROP, match=WrittenMatch(dst="198.18.3.0/24"), until=UNTIL, by="x")) == OwnRule(
        id="a", member=3, do=Own.DROP, match=Match(dst="198.18.3.0/24"), until=UNTIL_MS, by="x"
    )
    assert record(ExemptionEntry(prefix="198.18.9.0/24", owner="o", reason="r", until=UNTIL)) == Exemption(
        prefix="198.18.9.0/24", owner="o", reason="r", until=UNTIL_MS
    )
    assert record(ApprovalEntry(key="k", by=("a", "b"), until=UNTIL)) == Approval(key="k", by=("a", "b"), until=UNTIL_MS)


def test_meant_keeps_the_good_and_names_the_bad():
    naive = ExemptionEntry(prefix="198.18.9.0/24", owner="o", reason="r", until=UNTIL.replace(tzinfo=None))
    found = meant(limits=[LimitEntry(name="x", match="nonsense", why="w")], exemptions=[naive])
    assert (found.limits, found.exemptions) == ((), ())
    assert [str(fault) for fault in found.faults] == [
        "limit x: match: word 1: `nonsense` is no component; several values need brackets",
        "exemption 198.18.9.0/24: until: 2026-12-31T18:00:00 has no offset; write 2026-12-31T18:00:00+01:00",
    ]
