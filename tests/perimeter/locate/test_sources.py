"""Sources of ours from outside, and what a member may send."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from hsoc.perimeter.locate.locator import Locator
from hsoc.records.address import pair
from hsoc.records.flow import Bogon, flow_table
from hsoc.records.policy import Interface, Member, OtherNetwork, OtherWay, Policy

TRANSIT, PEER, ACCESS = 1, 2, 103
SECOND = OtherNetwork(kind=OtherWay.SECOND_PROVIDER, prefixes=("203.0.113.0/26",))
POLICY = Policy(
    members=(
        Member(number=3, name="A", prefixes=("198.18.3.0/24", "2001:db8:3::/48"), single_homed=True),
        Member(number=4, name="B", prefixes=("198.18.4.0/24",), single_homed=True, other_networks=(SECOND,), sources=("192.0.2.0/28",)),
        Member(number=5, name="C", prefixes=("198.18.5.0/24",)),
    ),
    protected=("198.18.0.0/24",),
    bogons=("10.0.0.0/8",),
    interfaces=(
        Interface(exporter="192.0.2.1", index=TRANSIT, role="transit"),
        Interface(exporter="192.0.2.1", index=PEER, role="peer"),
        Interface(exporter="192.0.2.1", index=ACCESS, role="access", member=3),
        Interface(exporter="192.0.2.1", index=ACCESS + 1, role="access", member=4),
    ),
    command_and_control=("203.0.113.200", "2001:db8:bad::/48"),
)
OUT = "198.51.100.9"


def located(src: str, dst: str, ingress: int, **given: object) -> dict[str, int]:
    (src_hi, src_lo), (dst_hi, dst_lo) = pair(src), pair(dst)
    one = {"src_hi": src_hi, "src_lo": src_lo, "dst_hi": dst_hi, "dst_lo": dst_lo, "exporter": pair("192.0.2.1")[1], "ingress_if": ingress}
    table: pa.Table = flow_table({name: np.array([value], np.int64) for name, value in one.items()}, rows=1)
    return dict(Locator(POLICY, **given).locate(table).to_pylist()[0])  # type: ignore[arg-type]


def bits(src: str, dst: str, ingress: int, **given: object) -> int:
    return located(src, dst, ingress, **given)["bogon"]


@pytest.mark.parametrize("ingress", [TRANSIT, PEER])
def test_own_source_from_outside_is_sure_only_towards_the_same_single_homed_member(ingress: int) -> None:
    assert bits("198.18.3.9", "198.18.3.1", ingress) == Bogon.OWN_OUTSIDE | Bogon.NOWHERE_ELSE
    assert bits("2001:db8:3::9", "2001:db8:3::1", ingress) == Bogon.OWN_OUTSIDE | Bogon.NOWHERE_ELSE
    assert bits("198.18.3.9", "198.18.4.1", ingress) == Bogon.OWN_OUTSIDE  # two members may talk over the outside
    assert bits("198.18.4.9", "198.18.4.1", ingress) == Bogon.OWN_OUTSIDE  # another network leads to it
    assert bits("198.18.5.9", "198.18.5.1", ingress) == Bogon.OWN_OUTSIDE  # not declared single-homed
    assert bits("198.18.0.9", "198.18.0.1", ingress) == Bogon.OWN_OUTSIDE  # the network's own


def test_a_member_seen_in_bgp_elsewhere_is_not_sure() -> None:
    assert bits("198.18.3.9", "198.18.3.1", TRANSIT, seen_elsewhere={3}) == Bogon.OWN_OUTSIDE


def test_own_source_from_inside_is_nothing() -> None:
    assert [bits("198.18.3.9", OUT, ACCESS), bits("198.18.3.9", OUT, 77), bits(OUT, "198.18.3.9", TRANSIT)] == [0, 0, 0]


def test_a_member_may_send_from_what_it_has_declared() -> None:
    sources = ("198.18.4.7", "192.0.2.3", "203.0.113.5", "203.0.113.65", "198.18.3.7", "10.1.1.1")
    allowed = [bits(source, OUT, ACCESS + 1) for source in sources]
    assert allowed == [0, 0, 0, Bogon.NOT_ALLOWED, Bogon.NOT_ALLOWED, Bogon.NOT_ALLOWED | Bogon.SOURCE]


def test_what_leaves_with_a_foreign_source_is_the_senders() -> None:
    assert located("203.0.113.65", OUT, ACCESS)["member"] == 3
    assert located("203.0.113.65", "198.18.5.1", ACCESS)["member"] == 5


def test_a_listed_controller_is_marked_where_it_is_called() -> None:
    called = [bits("198.18.3.9", dst, ACCESS) for dst in ("203.0.113.200", "2001:db8:bad::1", "203.0.113.201")]
    assert called == [Bogon.CONTROL, Bogon.CONTROL, 0]
    assert bits("203.0.113.200", "198.18.3.9", TRANSIT) == 0
