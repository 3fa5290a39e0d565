import numpy as np
import pyarrow as pa
import pytest

from hsoc.perimeter.locate.locator import Locator
from hsoc.records.address import pair
from hsoc.records.detection import DETECTION_SCHEMA
from hsoc.records.flow import FLOW_SCHEMA, Bogon, Direction, Role, flow_table, no_flows
from hsoc.records.policy import Interface, Member, Policy

MEMBERS = (
    Member(number=3, name="Nemocnice A", prefixes=("198.18.3.0/24", "2001:db8:3::/48")),
    Member(number=7, name="B", prefixes=("198.18.7.0/24",)),
)
POLICY = Policy(
    members=MEMBERS,
    protected=("198.18.0.0/16",),
    bogons=("10.0.0.0/8", "fc00::/7"),
    interfaces=(Interface(exporter="192.0.2.1", index=5, role="transit"), Interface(exporter="192.0.2.1", index=9, role="access")),
)


def flows(*ends: tuple[str, str], exporter: str = "192.0.2.1", ingress: int = 5) -> pa.Table:
    pairs = [(pair(a), pair(b)) for a, b in ends]
    columns = {
        "src_hi": [s[0] for s, _ in pairs],
        "src_lo": [s[1] for s, _ in pairs],
        "dst_hi": [d[0] for _, d in pairs],
        "dst_lo": [d[1] for _, d in pairs],
        "exporter": [pair(exporter)[1]] * len(pairs),
        "ingress_if": [ingress] * len(pairs),
    }
    return flow_table({name: np.array(values, np.int64) for name, values in columns.items()}, rows=len(pairs))


OUT = "203.0.113.5"


def test_member_and_direction() -> None:
    found = Locator(POLICY).locate(
        flows(
            (OUT, "198.18.3.1"), ("198.18.7.1", OUT), ("198.18.7.1", "198.18.3.1"), (OUT, "198.18.99.1"), (OUT, OUT), (OUT, "2001:db8:3::1")
        )
    )
    assert found.column("member").to_pylist() == [3, 7, 3, 0, 0, 3]
    assert found.column("direction").to_pylist() == [
        Direction.INBOUND,
        Direction.OUTBOUND,
        Direction.BETWEEN,
        Direction.INBOUND,
        Direction.TRANSIT,
        Direction.INBOUND,
    ]
    assert found.schema == FLOW_SCHEMA


def test_without_members_and_prefixes_every_destination_is_inside() -> None:
    found = Locator(Policy()).locate(flows((OUT, OUT), ("198.18.1.1", "2001:db8::1")))
    assert found.column("direction").to_pylist() == [Direction.INBOUND, Direction.INBOUND]
    assert found.column("member").to_pylist() == [0, 0]


def test_bogons_of_either_side() -> None:
    found = Locator(POLICY).locate(
        flows(("10.1.1.1", "198.18.3.1"), ("198.18.3.1", "fd00::1"), ("10.1.1.1", "10.2.2.2"), (OUT, "198.18.3.1"), ingress=9)
    )
    assert found.column("bogon").to_pylist() == [Bogon.SOURCE, Bogon.DESTINATION, Bogon.SOURCE | Bogon.DESTINATION, 0]


@pytest.mark.parametrize(
    ("exporter", "ingress", "role"),
    [
        ("192.0.2.1", 5, Role.TRANSIT),
        ("192.0.2.1", 9, Role.ACCESS),
        ("192.0.2.1", 7, Role.UNKNOWN),
        ("192.0.2.2", 5, Role.UNKNOWN),
        ("192.0.2.1", 99, Role.UNKNOWN),
    ],
)
def test_role_of_the_interface(exporter: str, ingress: int, role: Role) -> None:
    assert Locator(POLICY).locate(flows((OUT, OUT), exporter=exporter, ingress=ingress)).column("role").to_pylist() == [role]


def test_no_flows_stay_none() -> None:
    assert Locator(POLICY).locate(no_flows()).num_rows == 0


def test_role_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="uplink"):
        Locator(Policy(interfaces=(Interface(exporter="192.0.2.1", index=1, role="uplink"),)))


def test_suspected_host_of_ours_is_named_by_its_member_and_nobody_else_is() -> None:
    def found(src: str, detector: str = "own_scan", member: int = 0) -> dict[str, object]:
        hi, lo = pair(src)
        text = {"detector": detector, "vector": "tcp", "evidence": "{}"}
        return dict.fromkeys(DETECTION_SCHEMA.names, 0) | text | {"src_hi": hi, "src_lo": lo, "member": member, "members": 2}

    rows = [found("198.18.3.9"), found("198.18.3.9", "own_flood"), found(OUT), found("198.18.3.9", "horizontal_scan"), found(OUT, member=5)]
    table = pa.Table.from_pylist(rows, schema=DETECTION_SCHEMA)
    named = Locator(POLICY).suspected(table)
    assert named.schema == table.schema
    assert named["member"].to_pylist() == [3, 3, 0, 0, 5]
    assert Locator(POLICY).suspected(table.slice(3)) == table.slice(3)
