"""Information elements that a flow is made of (IANA IPFIX registry, RFC 7012; NetFlow v9, RFC 3954). Never: reading bytes.

The full list of names for people is in `names`; here stand only those that a column needs, with the sizes they may have.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

REVERSE_PEN: Final = 29305  # RFC 5103: the same element seen in the other direction


class Kind(IntEnum):
    """How the bytes of a field are read."""

    UNSIGNED = 0  # big-endian, 1 to 8 bytes (reduced-size encoding, RFC 7011 6.2)
    ADDRESS = 1  # 16 bytes, read as two halves
    BYTES = 2  # position and length only: a packet section, a name


class Element(msgspec.Struct, frozen=True):
    """An element: its registry name and how to read it."""

    name: str
    kind: Kind = Kind.UNSIGNED
    widest: int = 8


_UNSIGNED: Final = {
    1: "octetDeltaCount", 2: "packetDeltaCount", 4: "protocolIdentifier", 6: "tcpControlBits",
    7: "sourceTransportPort", 8: "sourceIPv4Address", 10: "ingressInterface", 11: "destinationTransportPort",
    12: "destinationIPv4Address", 14: "egressInterface", 21: "flowEndSysUpTime", 22: "flowStartSysUpTime",
    23: "postOctetDeltaCount", 24: "postPacketDeltaCount", 32: "icmpTypeCodeIPv4", 34: "samplingInterval",
    35: "samplingAlgorithm", 44: "sourceIPv4Prefix", 45: "destinationIPv4Prefix", 48: "samplerId", 49: "samplerMode",
    50: "samplerRandomInterval", 85: "octetTotalCount", 86: "packetTotalCount", 88: "fragmentOffset", 89: "forwardingStatus",
    130: "exporterIPv4Address", 138: "observationPointId", 139: "icmpTypeCodeIPv6", 141: "lineCardId", 143: "meteringProcessId",
    144: "exportingProcessId", 145: "templateId", 149: "observationDomainId",
    150: "flowStartSeconds", 151: "flowEndSeconds", 152: "flowStartMilliseconds", 153: "flowEndMilliseconds",
    154: "flowStartMicroseconds", 155: "flowEndMicroseconds", 156: "flowStartNanoseconds", 157: "flowEndNanoseconds",
    158: "flowStartDeltaMicroseconds", 159: "flowEndDeltaMicroseconds", 160: "systemInitTimeMilliseconds",
    161: "flowDurationMilliseconds", 162: "flowDurationMicroseconds", 171: "postOctetTotalCount", 172: "postPacketTotalCount",
    176: "icmpTypeIPv4", 177: "icmpCodeIPv4", 178: "icmpTypeIPv6", 179: "icmpCodeIPv6",
    180: "udpSourcePort", 181: "udpDestinationPort", 182: "tcpSourcePort", 183: "tcpDestinationPort",
    197: "fragmentFlags", 231: "initiatorOctets", 232: "responderOctets", 234: "ingressVRFID", 235: "egressVRFID",
    252: "ingressPhysicalInterface", 253: "egressPhysicalInterface", 258: "collectionTimeMilliseconds",
    298: "initiatorPackets", 299: "responderPackets", 302: "selectorId", 304: "selectorAlgorithm", 305: "samplingPacketInterval",
    306: "samplingPacketSpace", 309: "samplingSize", 310: "samplingPopulation", 312: "dataLinkFrameSize",
    322: "observationTimeSeconds", 323: "observationTimeMilliseconds", 324: "observationTimeMicroseconds",
    325: "observationTimeNanoseconds", 352: "layer2OctetDeltaCount", 368: "ingressInterfaceType",
}  # fmt: skip
_ADDRESS: Final = {27: "sourceIPv6Address", 28: "destinationIPv6Address", 169: "destinationIPv6Prefix", 170: "sourceIPv6Prefix"}
_BYTES: Final = {
    82: "interfaceName", 83: "interfaceDescription", 84: "samplerName", 104: "layer2packetSectionData", 236: "VRFname",
    313: "ipHeaderPacketSection", 315: "dataLinkFrameSection", 335: "selectorName",
}  # fmt: skip

ELEMENTS: Final[dict[tuple[int, int], Element]] = (
    {(0, number): Element(name, widest=4 if "IPv4Address" in name or "IPv4Prefix" in name else 8) for number, name in _UNSIGNED.items()}
    | {(0, number): Element(name, Kind.ADDRESS, 16) for number, name in _ADDRESS.items()}
    | {(0, number): Element(name, Kind.BYTES, 65535) for number, name in _BYTES.items()}
)

# what the reverse direction of a biflow may carry differently from the forward one
_REVERSIBLE: Final = (1, 2, 6, 10, 14, 32, 85, 86, 89, 139, 150, 151, 152, 153, 154, 155, 156, 157, 176, 177, 178, 179, 197)
REVERSE: Final = "reverse:"
ELEMENTS.update({(REVERSE_PEN, number): Element(REVERSE + _UNSIGNED[number]) for number in _REVERSIBLE})

# scope types of NetFlow v9 options templates (RFC 3954, 6.1) as the elements they mean
V9_SCOPES: Final = {1: 149, 2: 10, 3: 141, 4: 145, 5: 145}


def element(pen: int, number: int) -> Element | None:
    """The element of an enterprise number (0 = IANA) and number, or None where no column needs it."""
    return ELEMENTS.get((pen, number))


def fits(what: Element, length: int) -> bool:
    """Whether a field of this length can hold the element; 65535 means variable (RFC 7011, 7)."""
    if what.kind is Kind.BYTES:
        return True
    if what.kind is Kind.ADDRESS or what.name.startswith(("sourceIPv4", "destinationIPv4")):
        return length == what.widest
    return 1 <= length <= what.widest
