from hsoc.perimeter.collect.framing import V5_RECORD
from hsoc.perimeter.collect.netflow5 import TEMPLATE


def test_record_has_48_bytes() -> None:
    assert (TEMPLATE.least, TEMPLATE.fixed) == (V5_RECORD, True)


def test_fields_stand_where_cisco_put_them() -> None:
    offsets = {read.name: read.offset for read in TEMPLATE.reads}
    assert offsets == {
        "sourceIPv4Address": 0, "destinationIPv4Address": 4, "ingressInterface": 12, "egressInterface": 14, "packetDeltaCount": 16,
        "octetDeltaCount": 20, "flowStartSysUpTime": 24, "flowEndSysUpTime": 28, "sourceTransportPort": 32,
        "destinationTransportPort": 34, "tcpControlBits": 37, "protocolIdentifier": 38,
    }  # fmt: skip
