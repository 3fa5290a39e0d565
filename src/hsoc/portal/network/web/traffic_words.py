"""Words of My traffic: what a code of a flow means to a person. Belongs here: names. Never: figures, HTML."""

from __future__ import annotations

from typing import Final

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hsoc.portal.events.web import words

Words = dict[str, str | Promise]

PROTOCOLS: Final = {1: "ICMP", 2: "IGMP", 6: "TCP", 17: "UDP", 41: "6in4", 47: "GRE", 50: "ESP", 58: "ICMPv6", 103: "PIM", 132: "SCTP"}
PORTED: Final = frozenset({6, 17, 132})
FLAGS: Final = ((2, "SYN"), (16, "ACK"), (8, "PSH"), (1, "FIN"), (4, "RST"), (32, "URG"), (64, "ECE"), (128, "CWR"))
VIEWS: Final[Words] = {
    "overview": gettext_lazy("At a glance"),
    "partner": gettext_lazy("Partners"),
    "service": gettext_lazy("Services"),
    "own": gettext_lazy("Our addresses"),
    "asn": gettext_lazy("Networks"),
    "country": gettext_lazy("Countries"),
    "new": gettext_lazy("New this week"),
    "exposed": gettext_lazy("Open outside"),
    "dropped": gettext_lazy("Dropped"),
    "flows": gettext_lazy("Single flows"),
}
HEADS: Final[Words] = {
    "partner": gettext_lazy("Partner"),
    "service": gettext_lazy("Service"),
    "proto": gettext_lazy("Protocol"),
    "own": gettext_lazy("Our address"),
    "asn": gettext_lazy("Network"),
    "country": gettext_lazy("Country"),
    "way": gettext_lazy("Direction"),
    "drop": gettext_lazy("Reason given by the router"),
}
SORTS: Final[Words] = {
    "bytes": gettext_lazy("Data"),
    "packets": gettext_lazy("Packets"),
    "flows": gettext_lazy("Flows"),
    "partners": gettext_lazy("Partners"),
    "last": gettext_lazy("Last seen"),
}
# forwardingStatus (IE 89, RFC 7270): why a router dropped
DROPS: Final[Words] = {
    "128": gettext_lazy("not said"),
    "129": gettext_lazy("an access list refused it"),
    "130": gettext_lazy("an access list dropped it"),
    "131": gettext_lazy("no way to the target"),
    "132": gettext_lazy("no neighbour answered"),
    "133": gettext_lazy("too large for the line, and not to be cut"),
    "134": gettext_lazy("time to live ran out"),
    "135": gettext_lazy("a broken header"),
    "136": gettext_lazy("a broken checksum"),
    "137": gettext_lazy("no way back to the source"),
    "138": gettext_lazy("the router discarded it on purpose"),
    "139": gettext_lazy("over the limit of the rate"),
    "140": gettext_lazy("a reverse path check failed"),
}


def protocol(number: int) -> str:
    """TCP; 99 where it has no name here."""
    return PROTOCOLS.get(number, str(number))


def service(proto: int, port: int) -> str:
    """443/tcp HTTPS; TCP without a port for later fragments; ICMP."""
    if proto in PORTED and port > 0:
        return words.service(port, proto)
    return _("%(protocol)s without a port") % {"protocol": protocol(proto)} if proto in PORTED else protocol(proto)


def flags(value: int) -> str:
    """SYN ACK; an empty text for none."""
    return " ".join(name for bit, name in FLAGS if value & bit)


def way(*, inward: bool, between: bool) -> str:
    """Direction of a flow, seen from the member."""
    if between:
        return _("from another member") if inward else _("to another member")
    return _("came in") if inward else _("went out")


def country(code: str, language: str) -> str:
    """Germany for DE, as CLDR names it; the code itself where CLDR knows no such country, unknown for none."""
    if not code:
        return _("unknown")
    # CLDR also names continents (001 …): a table may hold anything, a country has two letters
    return str(Locale.parse(language[:2]).territories.get(code, code)) if len(code) == 2 else code


def drop(code: int | None) -> str:
    """Why a router says it dropped a flow."""
    return str(DROPS.get(str(code), _("reason %(code)s") % {"code": code}))
