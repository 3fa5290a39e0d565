"""Names of information elements for people (IANA IPFIX registry), beyond those that a column needs. Never: meaning for the engine."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.collect.elements import ELEMENTS

_MORE: Final = {
    3: "deltaFlowCount", 5: "ipClassOfService", 9: "sourceIPv4PrefixLength", 13: "destinationIPv4PrefixLength",
    15: "ipNextHopIPv4Address",
    16: "bgpSourceAsNumber", 17: "bgpDestinationAsNumber", 18: "bgpNextHopIPv4Address", 19: "postMCastPacketDeltaCount",
    20: "postMCastOctetDeltaCount", 25: "minimumIpTotalLength", 26: "maximumIpTotalLength", 29: "sourceIPv6PrefixLength",
    30: "destinationIPv6PrefixLength", 31: "flowLabelIPv6", 33: "igmpType", 36: "flowActiveTimeout", 37: "flowIdleTimeout",
    38: "engineType", 39: "engineId", 40: "exportedOctetTotalCount", 41: "exportedMessageTotalCount", 42: "exportedFlowRecordTotalCount",
    46: "mplsTopLabelType", 47: "mplsTopLabelIPv4Address", 52: "minimumTTL", 53: "maximumTTL", 54: "fragmentIdentification",
    55: "postIpClassOfService", 56: "sourceMacAddress", 57: "postDestinationMacAddress", 58: "vlanId", 59: "postVlanId", 60: "ipVersion",
    61: "flowDirection", 62: "ipNextHopIPv6Address", 63: "bgpNextHopIPv6Address", 64: "ipv6ExtensionHeaders",
    70: "mplsTopLabelStackSection",
    71: "mplsLabelStackSection2", 72: "mplsLabelStackSection3", 73: "mplsLabelStackSection4", 74: "mplsLabelStackSection5",
    75: "mplsLabelStackSection6", 80: "destinationMacAddress", 81: "postSourceMacAddress", 90: "mplsVpnRouteDistinguisher",
    91: "mplsTopLabelPrefixLength", 94: "applicationDescription", 95: "applicationId", 96: "applicationName",
    98: "postIpDiffServCodePoint", 128: "bgpNextAdjacentAsNumber", 129: "bgpPrevAdjacentAsNumber", 131: "exporterIPv6Address",
    132: "droppedOctetDeltaCount", 133: "droppedPacketDeltaCount", 136: "flowEndReason", 148: "flowId", 163: "observedFlowTotalCount",
    184: "tcpSequenceNumber", 186: "tcpWindowSize", 189: "ipHeaderLength", 192: "ipTTL", 195: "ipDiffServCodePoint", 196: "ipPrecedence",
    201: "mplsLabelStackLength", 206: "isMulticast", 210: "paddingOctets", 224: "ipTotalLength", 225: "postNATSourceIPv4Address",
    226: "postNATDestinationIPv4Address", 227: "postNAPTSourceTransportPort", 228: "postNAPTDestinationTransportPort",
    229: "natOriginatingAddressRealm",
    230: "natEvent", 233: "firewallEvent", 239: "biflowDirection", 243: "dot1qVlanId", 254: "postDot1qVlanId", 277: "observationPointType",
    281: "postNATSourceIPv6Address", 282: "postNATDestinationIPv6Address", 283: "natPoolId", 303: "informationElementId",
    307: "samplingTimeInterval", 308: "samplingTimeSpace", 311: "samplingProbability", 351: "layer2SegmentId", 361: "portRangeStart",
    362: "portRangeEnd", 367: "applicationCategoryName", 372: "applicationCategoryName", 390: "flowSelectorAlgorithm",
    409: "layer2OctetTotalCount",
    410: "layer2OctetTotalCount", 459: "httpRequestMethod", 460: "httpRequestHost", 461: "httpRequestTarget", 462: "httpMessageVersion",
}  # fmt: skip

NAMES: Final[dict[tuple[int, int], str]] = {key: what.name for key, what in ELEMENTS.items()} | {(0, n): name for n, name in _MORE.items()}


def name(pen: int, number: int) -> str:
    """Registry name, or `pen/number` where we know none."""
    return NAMES.get((pen, number)) or f"{pen}/{number}"
