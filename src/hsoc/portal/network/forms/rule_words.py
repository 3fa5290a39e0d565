"""Codes of rules as people read them: what is wrong with a field, how two rules meet, what was recorded. Never: a code of its own."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hsoc.exchange.flowspec.terms import FLAGS, PROTOCOLS
from hsoc.portal.network.rules.typed import Wrong
from hsoc.records.scope import Match

FIELD_NAMES: Final[dict[str, str | Promise]] = {
    "source": _("Source"),
    "destination": _("Destination"),
    "protocol": _("Protocol"),
    "source_port": _("Source port"),
    "destination_port": _("Destination port"),
    "flags": _("TCP flags"),
    "icmp": _("ICMP type"),
    "length": _("Packet length"),
    "fragment": _("Fragments"),
}
FIELD_HINTS: Final[dict[str, str | Promise]] = {
    "source": _("an address or a prefix; empty = anybody"),
    "destination": _("an address or a prefix; empty = anybody"),
    "protocol": _("tcp, udp, icmp, gre or a number; several joined by ;"),
    "source_port": _("53 · 1024-2047 · >1023 · <=512, at most five joined by ;"),
    "destination_port": _("53 · 1024-2047 · >1023 · <=512, at most five joined by ;"),
    "flags": _("syn;!ack means SYN without ACK"),
    "icmp": _("for example 8 is a request of ping"),
    "length": _("bytes of the packet, for example >=512"),
    "fragment": "",
}
WRONG: Final[dict[str, str | Promise]] = {
    "long": _("This is longer than %(most)s characters."),
    "prefix": _("“%(text)s” is neither an address nor a prefix."),
    "host_bits": _("%(text)s has host bits set; did you mean %(meant)s?"),
    "needed": _("Say which of your own addresses it is about, for example %(own)s."),
    "outside": _("%(text)s is not inside your prefixes (%(own)s)."),
    "families": _("Source and destination must both be IPv4 or both IPv6."),
    "protocol": _("“%(text)s” is no protocol; known are %(known)s and the numbers 0 to 255."),
    "many": _("At most %(most)s values, joined by ;"),
    "gap": _("There is nothing between two semicolons."),
    "number": _("“%(text)s” is none of x, x-y, >x, >=x, <x, <=x, or it is not within 0 to %(most)s."),
    "ports": _("Ports need the protocol tcp or udp, and no other."),
    "flags": _("TCP flags need the protocol tcp, and no other."),
    "icmp": _("An ICMP type needs the protocol icmp, and no other."),
    "flag": _("“%(text)s” is no flag; known are %(known)s."),
    "twice": _("The flag %(text)s stands here twice."),
    "fragment": _("Fragments after the first carry neither ports nor flags nor types, so these cannot be asked for together."),
    "large": _("A packet has at most %(most)s bytes."),
    "choice": _("Choose one of the offered."),
    "unsayable": _("Routers cannot be told this: %(why)s"),
}
MEETS: Final[dict[str, str | Promise]] = {
    "same": _("the same packets; the other rule would only get another end"),
    "hides": _("it is applied first and takes all of these packets, so the new rule would match nothing"),
    "hidden": _("the new rule would be applied first and take all of its packets"),
    "meets": _("some packets fit both; the more specific one is applied"),
}
DONE: Final[dict[str, str | Promise]] = {
    "rule.set": _("set"),
    "rule.asked": _("asked for, waits for a second person"),
    "rule.extended": _("extended"),
    "rule.reactivated": _("taken up again"),
    "rule.withdrawn": _("withdrawn"),
    "rule.restored": _("withdrawal undone"),
    "rule.commented": _("comment changed"),
    "rule.vetoed": _("vetoed by the operator"),
    "rule.veto_lifted": _("veto lifted"),
    "rule.veto_answered": _("veto answered"),
    "rule.warned": _("its end was announced"),
}
_PROTO: Final = {number: name for name, number in PROTOCOLS.items()}


def wrong_words(one: Wrong) -> str:
    """What is wrong, as a sentence."""
    return str(WRONG[one.code]) % one.values


def match_words(match: Match) -> str:
    """A match as one short line for lists: udp from anybody, port 123, to 198.18.7.0/24."""
    parts = [" ".join(_PROTO.get(number, str(number)).upper() for number in match.proto) or gettext("all traffic")]
    parts.append(f"{match.src or gettext('anybody')}{_ports(match.sport)} → {match.dst or gettext('anybody')}{_ports(match.dport)}")
    if match.icmp_type:
        parts.append(gettext("type %(types)s") % {"types": ",".join(str(number) for number in match.icmp_type)})
    if match.tcp_flags is not None:
        parts.append(gettext("flags %(flags)s") % {"flags": _flags(*match.tcp_flags)})
    if match.length:
        parts.append(gettext("%(length)s bytes long") % {"length": _ports(match.length, largest=65535)[1:]})
    if match.fragment is not None:
        parts.append(gettext("only fragments") if match.fragment else gettext("no fragments"))
    return ", ".join(parts)


def _flags(mask: int, value: int) -> str:
    return " ".join(f"{'' if value & bit else '!'}{name.upper()}" for name, bit in FLAGS.items() if mask & bit)


def _ports(ranges: tuple[tuple[int, int], ...], *, largest: int = 65535) -> str:
    return ":" + ",".join(_range(low, high, largest) for low, high in ranges) if ranges else ""


def _range(low: int, high: int, largest: int) -> str:
    if low == high:
        return str(low)
    return f"≥{low}" if high == largest else f"≤{high}" if low == 0 else f"{low}–{high}"
