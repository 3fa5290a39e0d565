"""Whose flows are read and how they are told: against a slow and plain reading of the same rows."""

from __future__ import annotations

import ipaddress
import random
from itertools import product

import msgspec
import pytest
from tests.factories import traffic

from hsoc.journal.own_traffic import LONGEST_SPAN, Own, Wanted, checked, files, rows, within
from hsoc.records.address import pair, text
from hsoc.records.flow import Direction

DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)
TWO = Own(2, traffic.PREFIXES[2])
SQL = (
    "SELECT own_hi, own_lo, own_port, partner_hi, partner_lo, partner_port, inward, service, dropped, fate_unknown, proto, bytes, "
    "direction, first FROM {flows}"
)


def inside(address: str, prefixes) -> bool:
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(prefix) for prefix in prefixes)


def plainly(table, own: Own, wanted: Wanted) -> list[tuple]:
    """The member's flows, flow by flow."""
    found = []
    for row in table.to_pylist():
        src, dst = text(row["src_hi"], row["src_lo"]), text(row["dst_hi"], row["dst_lo"])
        mine = row["member"] == own.member
        sent = row["direction"] == Direction.BETWEEN and not mine and inside(src, own.prefixes)
        if not (mine or sent) or not wanted.since <= row["first"] < wanted.until:
            continue
        outward = sent or row["direction"] == Direction.OUTBOUND
        ours, theirs = ((src, row["sport"]), (dst, row["dport"])) if outward else ((dst, row["dport"]), (src, row["sport"]))
        fate = row["forwarding"]
        dropped, unknown = fate is not None and 128 <= fate < 192, fate is None or fate < 64
        service = min(row["sport"], row["dport"])
        refused = (
            (wanted.way == "in" and outward)
            or (wanted.way == "out" and not outward)
            or (wanted.way == "between" and row["direction"] != Direction.BETWEEN)
            or wanted.proto not in (-1, row["proto"])
            or wanted.port not in (-1, service)
            or (wanted.partner and not inside(theirs[0], [wanted.partner]))
            or (wanted.own and not inside(ours[0], [wanted.own]))
            or wanted.dropped not in ("", "yes" if dropped else "unknown" if unknown else "no")
        )
        if not refused:
            told = (ours, theirs, not outward, service, dropped, unknown, row["proto"], row["bytes"], row["direction"], row["first"])
            found.append(told)
    return sorted(found)


def read(root, own: Own, wanted: Wanted) -> list[tuple]:
    found = rows(root, own, wanted, SQL)
    return sorted(((text(one[0], one[1]), one[2]), (text(one[3], one[4]), one[5]), *one[6:]) for one in found)


@pytest.fixture(scope="module")
def flows():
    return traffic.many()


@pytest.fixture(scope="module", params=[False, True], ids=["as sealed", "clustered"])
def root(request, flows, tmp_path_factory):
    return traffic.written(tmp_path_factory.mktemp("journal"), flows.slice(0, 1000), flows.slice(1000), clustered=request.param)


@pytest.mark.parametrize("member", [2, 3, 4])
def test_every_flow_of_a_member_and_no_other(root, flows, member) -> None:
    own = Own(member, traffic.PREFIXES[member])
    expected = plainly(flows, own, DAY)
    assert len(expected) > 500
    assert read(root, own, DAY) == expected


FILTERS = {
    "way": ("", "in", "out", "between"),
    "proto": (-1, 17),
    "port": (-1, 53),
    "partner": ("", "198.19.0.0/28", "2001:db8:fe00::/64"),
    "own": ("", "198.18.2.3/32", "2001:db8:2::4/128"),
    "dropped": ("", "yes", "no", "unknown"),
}


def test_filters_combine(root, flows) -> None:
    met = 0
    every = list(product(*FILTERS.values()))
    for values in random.Random(4).sample(every, 60):
        wanted = msgspec.structs.replace(DAY, **dict(zip(FILTERS, values, strict=True)))
        expected = plainly(flows, TWO, wanted)
        met += bool(expected)
        assert read(root, TWO, wanted) == expected, wanted
    assert met > 10


def test_time_is_half_open_and_narrows(root, flows) -> None:
    wanted = Wanted(since=traffic.NOON, until=traffic.NOON + traffic.HOUR)
    assert read(root, TWO, wanted) == plainly(flows, TWO, wanted) != []
    assert read(root, TWO, Wanted(since=0, until=traffic.HOUR)) == []


def test_partners_can_be_narrowed_to_a_set(root, flows) -> None:
    chosen = sorted({one[1][0] for one in plainly(flows, TWO, DAY)})[:3]
    wanted = msgspec.structs.replace(DAY, partners=tuple(pair(one) for one in chosen))
    assert read(root, TWO, wanted) == [one for one in plainly(flows, TWO, DAY) if one[1][0] in chosen]
    assert read(root, TWO, msgspec.structs.replace(DAY, partners=())) == []


def test_a_member_without_prefixes_sees_what_is_filed_under_it_only(root, flows) -> None:
    assert read(root, Own(2), DAY) == plainly(flows, Own(2), DAY)


@pytest.mark.parametrize(
    "prefixes",
    [
        ("198.18.2.0/24", "198.18.2.0/25", "198.18.2.4/32", "2001:db8:2::/48"),  # some lie in others
        tuple(f"198.18.2.{host}/32" for host in (1, 2, 3, 4, 5, 6, 7, 8, *range(100, 120, 2))),  # more than are read one by one
    ],
)
def test_what_was_sent_is_found_once_however_prefixes_are_told(root, flows, prefixes) -> None:
    own = Own(2, prefixes)
    assert read(root, own, DAY) == plainly(flows, own, DAY)


def test_only_files_that_can_hold_the_member_are_opened(tmp_path) -> None:
    root = traffic.written(tmp_path, traffic.story(), clustered=True)
    one = files(root, Own(4, traffic.PREFIXES[4]), DAY)
    assert (len(one.mine), len(one.between), one.sums) == (1, 1, [])
    assert len(files(root, TWO, DAY).mine) > 2
    added = files(root, TWO, DAY, sums=True)
    assert (len(added.mine), len(added.sums)) == (1, 3)  # flows between members have no sums


def test_longer_questions_are_rounded_to_hours() -> None:
    odd = msgspec.structs.replace(DAY, since=DAY.since + 5, until=DAY.until - 5)
    assert checked(odd) == DAY
    short = msgspec.structs.replace(odd, until=odd.since + traffic.HOUR)
    assert checked(short) == short


def test_whole_address_space_is_a_prefix_too(root, flows) -> None:
    for family in ("0.0.0.0/0", "::/0"):
        wanted = msgspec.structs.replace(DAY, partner=family)
        assert read(root, TWO, wanted) == plainly(flows, TWO, wanted) != []


@pytest.mark.parametrize("wrong", [{"until": DAY.since}, {"until": DAY.since + LONGEST_SPAN + 1}, {"partner": "nobody"}, {"own": "1.2.3"}])
def test_what_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"end|days|does not appear"):
        checked(msgspec.structs.replace(DAY, **wrong))


def test_a_typed_address_with_its_mask_is_a_prefix() -> None:
    assert checked(msgspec.structs.replace(DAY, partner=" 198.19.0.7/24 ")).partner == "198.19.0.0/24"


def test_too_many_prefixes_are_an_error() -> None:
    with pytest.raises(ValueError, match="at most"):
        within("src", tuple(f"198.18.{n}.0/24" for n in range(65)), "x")
