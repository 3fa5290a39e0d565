"""What a rule would have matched agrees with the matcher of the engine, flow by flow; what looks wanted is told."""

import numpy as np
import pytest

from hsoc.exchange.flowspec.match import matches
from hsoc.journal.rule_preview import preview
from hsoc.journal.writer import Writer
from hsoc.records.address import from_v4, pair
from hsoc.records.flow import FLOW_SCHEMA, Direction, flow_columns, flow_table
from hsoc.records.scope import Match

NOW = 1_790_000_000_000
DAY = 86_400_000
OWN = pair("198.18.7.0")[1]


def flows(n=4000, seed=7):
    random = np.random.default_rng(seed)
    inbound = random.random(n) < 0.7
    own = OWN + random.integers(0, 256, n)
    partner = from_v4((0xC613_0000 + random.integers(0, 300, n)).astype(np.uint32))
    proto = random.choice([1, 6, 17], n)
    ports = random.choice([0, 53, 123, 443, 1024, 50_000], (2, n)) * (proto != 1)
    packets = random.integers(1, 9, n)
    return flow_table(
        {
            "first": NOW - random.integers(0, 9 * DAY, n), "last": np.full(n, NOW), "src_lo": np.where(inbound, partner, own),
            "dst_lo": np.where(inbound, own, partner), "proto": proto, "sport": ports[0], "dport": ports[1],
            "tcp_flags": random.choice([2, 18, 27], n) * (proto == 6), "icmp": np.where(proto == 1, 8 * 256, -1),
            "fragment": random.choice([0, 0, 0, 1, 2], n), "packets": packets, "bytes": packets * random.integers(40, 1500, n),
            "sampling": np.full(n, 10), "member": np.where(random.random(n) < 0.9, 7, 8),
            "direction": np.where(inbound, int(Direction.INBOUND), int(Direction.OUTBOUND)),
        },
        rows=n,
    )  # fmt: skip


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    root = tmp_path_factory.mktemp("journal")
    table = flows()
    writer = Writer(root, kind="flows", schema=table.schema, time="first")
    writer.append(table, now=NOW)
    writer.seal(now=NOW)
    writer.close()
    return root, table


RULES = [
    Match(dst="198.18.7.0/24"),
    Match(dst="198.18.7.0/25", proto=(17,)),
    Match(dst="198.18.7.0/24", src="198.19.0.0/25"),
    Match(dst="198.18.7.0/24", proto=(17,), sport=((53, 123),)),
    Match(dst="198.18.7.0/24", proto=(6,), dport=((443, 443), (1000, 2000)), tcp_flags=(18, 2)),
    Match(dst="198.18.7.0/24", proto=(1,), icmp_type=(8,)),
    Match(dst="198.18.7.0/24", length=((100, 700),)),
    Match(dst="198.18.7.0/24", fragment=True),
    Match(dst="198.18.7.0/24", fragment=False, proto=(6,)),
]


@pytest.mark.parametrize("rule", RULES)
def test_sums_are_those_of_the_engines_matcher(journal, rule):
    root, table = journal
    columns = flow_columns(table)
    found = preview(root, rule, member=7, inbound=True, now=NOW)
    for span, length in ((found.day, DAY), (found.week, 7 * DAY)):
        mask = matches(rule, columns) & (columns["member"] == 7) & (columns["first"] >= NOW - length) & (columns["first"] <= NOW)
        assert (span.flows, span.bytes) == (int(mask.sum()), int((columns["bytes"][mask] * 10).sum()))
        assert span.partners == len(set(columns["src_lo"][mask].tolist()))
    assert sum(found.course) == found.week.packets
    assert len(found.partners) <= 5


def test_outbound_counts_what_leaves(journal):
    root, table = journal
    columns = flow_columns(table)
    rule = Match(src="198.18.7.0/24", proto=(6,))
    mask = matches(rule, columns) & (columns["member"] == 7) & (columns["first"] >= NOW - 7 * DAY)
    assert preview(root, rule, member=7, inbound=False, now=NOW).week.flows == int(mask.sum())


def one(**fields):
    defaults = {"first": NOW - 1000, "last": NOW, "packets": 9, "bytes": 900, "member": 7, "direction": int(Direction.INBOUND)}
    return {name: np.array([value]) for name, value in (defaults | fields).items()}


def test_completed_connections_and_answers_look_wanted_and_reflections_do_not(tmp_path):
    asked, stranger, web = (pair(one)[1] for one in ("198.19.0.1", "198.19.0.2", "198.19.0.3"))
    rows = [
        one(src_lo=OWN + 9, dst_lo=asked, proto=17, sport=40_000, dport=123, direction=int(Direction.OUTBOUND)),
        one(src_lo=asked, dst_lo=OWN + 9, proto=17, sport=123, dport=40_000),
        one(src_lo=stranger, dst_lo=OWN + 9, proto=17, sport=123, dport=40_000),
        one(src_lo=web, dst_lo=OWN + 9, proto=6, sport=50_000, dport=443, tcp_flags=27),
        one(src_lo=stranger, dst_lo=OWN + 9, proto=6, sport=50_000, dport=443, tcp_flags=2),
    ]
    writer = Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA, time="first")
    for row in rows:
        writer.append(flow_table(row, rows=1), now=NOW)
    writer.seal(now=NOW)
    writer.close()
    found = preview(tmp_path, Match(dst="198.18.7.0/24"), member=7, inbound=True, now=NOW)
    assert (found.week.flows, found.week.wanted_flows, found.week.wanted_partners, found.week.wanted_share) == (4, 2, 2, 0.5)
    assert {one.address: one.wanted for one in found.partners}["198.19.0.3"] is True


def test_no_journal_is_nothing(tmp_path):
    assert preview(tmp_path, Match(dst="198.18.7.0/24"), member=7, inbound=True, now=NOW).since == 0
