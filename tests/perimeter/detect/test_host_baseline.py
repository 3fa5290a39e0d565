"""A flood of one host against its own weeks; it names what grew."""

from __future__ import annotations

import json

from tests.factories.flows import INSIDE, mixed
from tests.factories.kept import END, rows, sent, usual

from hsoc.perimeter.detect.host_baseline import DETECTOR
from hsoc.perimeter.detect.volumes import KIND_PROTO
from hsoc.perimeter.history import look_back


def test_the_kind_that_grew_is_named_and_not_the_usual_one():
    [row] = look_back(DETECTOR, rows(mixed(usual(50), sent(300, sport=123))), at=END).to_pylist()
    told = json.loads(row["evidence"])
    assert (row["dst_lo"], row["vector"], row["proto"], row["port"], row["member"]) == (INSIDE, "udp", 17, 123, 6)
    assert [told[f"kind_{n}"] for n in (1, 2, 3)] == [17 * KIND_PROTO + 123, -1, -1]
    assert (told["weeks"], told["top_percent"]) == (4, 100)


def test_a_kind_without_a_telling_port_is_told_and_named_for_no_rule():
    [row] = look_back(DETECTOR, rows(mixed(usual(50), sent(300, sport=40_000))), at=END).to_pylist()
    assert (row["vector"], row["port"], json.loads(row["evidence"])["kind_1"]) == ("udp", -1, -1)
