import numpy as np

from hsoc.perimeter.collect.assemble import assemble, exporter_number
from hsoc.records.address import pair
from hsoc.records.flow import FLOW_SCHEMA
from hsoc.records.packets import Exporter


def test_parts_are_joined_with_their_defaults_and_exporters() -> None:
    first, second = {"first": np.array([1, 2]), "icmp": np.array([5, 6])}, {"first": np.array([3]), "forwarding": np.array([64])}
    table = assemble([(Exporter("192.0.2.1"), first), (Exporter(""), second)])
    assert table.schema == FLOW_SCHEMA
    assert table.column("icmp").to_pylist() == [5, 6, -1]
    assert table.column("forwarding").to_pylist() == [None, None, 64]
    assert table.column("exporter").to_pylist() == [pair("192.0.2.1")[1]] * 2 + [0]
    assert table.column("sampling").to_pylist() == [1, 1, 1]


def test_nothing_is_an_empty_table() -> None:
    assert assemble([(Exporter(""), {"first": np.array([], np.int64)})]).num_rows == 0


def test_exporter_of_ipv6_is_its_lower_half() -> None:
    assert exporter_number(Exporter("2001:db8::5")) == 5
    assert exporter_number(Exporter("no address")) == 0
