import pytest
from tests.factories.exports import FLOW, NOW, a_set, flow, ipfix, ipfix_template, v5, v9

from hsoc.perimeter.collect.explain import Memory, Record, explain
from hsoc.perimeter.collect.templates import Malformed


def test_template_and_flow_are_told_by_name() -> None:
    memory: Memory = {}
    template, record = explain(ipfix(ipfix_template(256, FLOW), a_set(256, flow())), memory=memory)
    assert template.fields[0] == ("sourceIPv4Address", 4)
    assert (record["sourceIPv4Address"], record["destinationTransportPort"], record["flowEndMilliseconds"]) == ("192.0.2.7", 443, NOW)


def test_v5_needs_no_template() -> None:
    records = explain(v5(2), memory={})
    assert [(r.kind, r["sourceIPv4Address"], r["octetDeltaCount"]) for r in records] == [("flow", "192.0.2.7", 500)] * 2


def test_data_without_template_is_unknown() -> None:
    assert explain(v9(a_set(300, bytes(9))), memory={}) == [Record("unknown", 300, (("octets", 9),))]


def test_lying_set_is_an_error_with_its_place() -> None:
    assert explain(ipfix(a_set(256, flow()))[:-1], memory={})[0]["offset"] == 16


def test_what_is_no_export_is_refused() -> None:
    with pytest.raises(Malformed, match="version 7"):
        explain(b"\0\7" + bytes(30), memory={})
