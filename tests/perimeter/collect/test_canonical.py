import numpy as np
from tests.factories.exports import NOW

from hsoc.perimeter.collect.canonical import MOST_COUNT, Columns, Context, columns, reversed_raw
from hsoc.records.address import V4_MAPPED


def raw(**values: int) -> Columns:
    return {name.replace("__", "."): np.array([value], np.int64) for name, value in values.items()}


def one(**values: int) -> dict[str, int]:
    out, keep = columns(raw(**values), Context(np.array([NOW])))
    return {name: int(value[0]) for name, value in out.items()} | {"keep": int(keep[0])}


def test_ipv4_address_is_mapped() -> None:
    found = one(sourceIPv4Address=7, destinationIPv4Address=9, protocolIdentifier=6, sourceTransportPort=1, destinationTransportPort=2)
    assert (found["src_hi"], found["src_lo"], found["dst_lo"]) == (0, V4_MAPPED | 7, V4_MAPPED | 9)
    assert (found["sport"], found["dport"], found["icmp"], found["keep"]) == (1, 2, -1, 1)


def test_ipv6_wins_where_the_ipv4_field_is_empty() -> None:
    found = one(sourceIPv4Address=0, sourceIPv6Address__hi=1, sourceIPv6Address__lo=2)
    assert (found["src_hi"], found["src_lo"]) == (1, 2)


def test_record_without_address_is_not_kept() -> None:
    assert one(octetDeltaCount=3)["keep"] == 0


def test_icmp_from_its_element_its_parts_or_the_port() -> None:
    assert one(protocolIdentifier=1, icmpTypeCodeIPv4=0x0301)["icmp"] == 0x0301
    assert one(protocolIdentifier=58, icmpTypeIPv6=128, icmpCodeIPv6=0)["icmp"] == 0x8000
    found = one(protocolIdentifier=1, destinationTransportPort=0x0800, sourceTransportPort=5)
    assert (found["icmp"], found["dport"], found["sport"]) == (0x0800, 0, 0)


def test_flags_are_of_tcp_and_of_the_low_byte() -> None:
    assert one(protocolIdentifier=6, tcpControlBits=0x112)["tcp_flags"] == 0x12
    assert one(protocolIdentifier=17, tcpControlBits=0x12)["tcp_flags"] == 0


def test_first_filled_counter_wins() -> None:
    found = one(octetDeltaCount=0, octetTotalCount=50, packetTotalCount=4)
    assert (found["bytes"], found["packets"]) == (50, 4)
    assert one(initiatorOctets=8)["bytes"] == 8
    assert one(postOctetDeltaCount=9, postPacketDeltaCount=2)["packets"] == 2


def test_absurd_counter_is_capped() -> None:
    assert one(octetDeltaCount=-1)["bytes"] == MOST_COUNT


def test_fragments() -> None:
    assert one(fragmentOffset=0, fragmentFlags=0x20)["fragment"] == 1
    assert one(fragmentOffset=185)["fragment"] == 2
    assert one(fragmentFlags=0x40)["fragment"] == 0


def test_physical_interface_where_there_is_no_other() -> None:
    assert one(ingressPhysicalInterface=4)["ingress_if"] == 4
    assert "egress_if" not in one(ingressInterface=4)


def test_biflow_turns_around() -> None:
    values = raw(
        sourceIPv4Address=7,
        destinationIPv4Address=9,
        sourceTransportPort=1,
        destinationTransportPort=2,
        octetDeltaCount=100,
        packetDeltaCount=3,
        tcpControlBits=2,
        ingressInterface=5,
    )
    values["reverse:octetDeltaCount"], values["reverse:packetDeltaCount"] = np.array([40]), np.array([1])
    values["reverse:tcpControlBits"] = np.array([0x12])
    found = reversed_raw(values)
    assert found is not None
    turned, where = found
    assert where.tolist() == [0]
    assert {name: int(v[0]) for name, v in turned.items()} == {
        "sourceIPv4Address": 9,
        "destinationIPv4Address": 7,
        "sourceTransportPort": 2,
        "destinationTransportPort": 1,
        "octetDeltaCount": 40,
        "packetDeltaCount": 1,
        "tcpControlBits": 0x12,
        "egressInterface": 5,
    }


def test_responder_counters_are_a_biflow_too_and_empty_ones_are_not() -> None:
    some = reversed_raw(raw(initiatorOctets=5, responderOctets=7))
    none = reversed_raw(raw(initiatorOctets=5, responderOctets=0))
    assert some is not None
    assert none is not None
    assert (some[1].tolist(), none[1].tolist()) == ([0], [])
    assert reversed_raw(raw(octetDeltaCount=5)) is None
