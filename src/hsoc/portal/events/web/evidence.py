"""What a finding about routes or over weeks counted, told. Belongs here: facts into words and units. Never: a judgement.

Facts come as `code=value` (perimeter/report/facts). A code without words is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hsoc.portal.charts import numbers
from hsoc.records.event import Event

ROUTING: Final = frozenset({"prefix_hijack", "route_leak", "peer_guard", "route_visibility"})
DAYS: Final = 30  # days that the long memory looks back
NAMES: Final[dict[str, str | Promise]] = {
    "prefix": gettext_lazy("Prefix seen"),
    "registered": gettext_lazy("Prefix as registered"),
    "as": gettext_lazy("Network to blame"),
    "origin": gettext_lazy("Announced as its own by"),
    "path": gettext_lazy("Path"),
    "rpki": gettext_lazy("Signed origin (RPKI)"),
    "peers_seen": gettext_lazy("Observers that see it"),
    "peers_withdrawn": gettext_lazy("Observers that lost it"),
    "seen_by": gettext_lazy("Seen by"),
    "withdrawn_by": gettext_lazy("Lost by"),
    "rfc7908": gettext_lazy("Kind of leak (RFC 7908)"),
    "session": gettext_lazy("Session with"),
    "session_as": gettext_lazy("Neighbour"),
    "held": gettext_lazy("Routes of it held now"),
    "days": gettext_lazy("Seen on days of the last thirty"),
    "hours": gettext_lazy("Seen in hours of the day"),
    "hospitals_week": gettext_lazy("Hospitals within a week"),
    "mean_gap": gettext_lazy("Between two probes, on average"),
    "longest_gap": gettext_lazy("Longest silence"),
    "probes_week": gettext_lazy("Probes within a week"),
    "medical": gettext_lazy("Probes of medical devices"),
    "networks": gettext_lazy("Networks the sources stand in"),
    "probes_per_100_sources": gettext_lazy("Probes by a hundred sources"),
    "fresh": gettext_lazy("Probes that met a new target"),
    "uneven": gettext_lazy("How unevenly the addresses were asked"),
    "dark": gettext_lazy("Unused addresses called"),
    "port_low": gettext_lazy("Lowest port called"),
    "port_high": gettext_lazy("Highest port called"),
    "load": gettext_lazy("Data in five minutes"),
    "median": gettext_lazy("Usual at this hour"),
    "growth": gettext_lazy("More than usual"),
    "weeks": gettext_lazy("Weeks it was learnt from"),
    "top_percent": gettext_lazy("Share of the strongest kind"),
    "heaviest": gettext_lazy("Most towards one address"),
}
RPKI: Final[dict[str, str | Promise]] = {
    "valid": gettext_lazy("valid: the owner signed this origin"),
    "invalid": gettext_lazy("invalid: the owner signed another origin or length"),
    "not-found": gettext_lazy("nothing is signed for this prefix"),
}
_ASN: Final = frozenset({"as", "origin", "session_as"})
_TIME: Final = frozenset({"mean_gap", "longest_gap"})
_SIZE: Final = frozenset({"load", "median", "growth", "heaviest"})
_SHARE: Final = frozenset({"top_percent", "fresh", "uneven"})
_MONO: Final = frozenset({"prefix", "registered", "path", "session", "seen_by", "withdrawn_by"})
_PLAIN: Final = frozenset({"port_low", "port_high", "rfc7908"})


def is_routing(event: Event) -> bool:
    """True for what the routing guard told."""
    return event.detector in ROUTING


def facts(event: Event) -> dict[str, str]:
    """Code → value as it came, in order."""
    return {code: value for code, equals, value in (one.partition("=") for one in event.facts) if equals}


def table(event: Event) -> list[tuple[str, str, bool]]:
    """(name, value, whether it is an address or a path) of every fact worth reading."""
    told = facts(event)
    empty = {("rpki", "unknown"), ("medical", "0"), ("registered", told.get("prefix"))}
    return [(str(NAMES.get(code, code)), _value(code, value), code in _MONO) for code, value in told.items() if (code, value) not in empty]


def _value(code: str, value: str) -> str:
    language = get_language() or "cs"
    if code in _ASN:
        return f"AS{value}"
    if code == "rpki":
        return str(RPKI.get(value, value))
    if code == "path":
        return " → ".join(f"AS{one}" for one in value.split())
    if not value.isdecimal() or code in _PLAIN:
        return value
    number = int(value[:18])
    if code in _TIME:
        return numbers.span(number / 1000, language)
    if code in _SIZE:
        return numbers.size(number, language)
    return numbers.percent(number / 100, 0, language) if code in _SHARE else numbers.whole(number, language)


def sentences(event: Event) -> tuple[str, ...]:
    """What was seen, in a sentence or two; empty where the facts do not say enough."""
    told = facts(event)
    tell = _TELLING.get(event.detector)
    return tuple(one for one in (tell(event, told) if tell and told else ()) if one)


def _prefix(event: Event, told: Mapping[str, str]) -> str:
    targets = [address for side in event.targets for address in side.addresses]
    return told.get("prefix") or told.get("registered") or (targets[0] if targets else "")


def _peers(told: Mapping[str, str], code: str) -> str:
    number = told.get(code, "")
    return numbers.whole(int(number[:9]), get_language() or "cs") if number.isdecimal() else "0"


def _hijack(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    given = {"prefix": _prefix(event, told), "as": told.get("as", "?"), "n": _peers(told, "peers_seen")}
    first = _("AS%(as)s announces %(prefix)s. Observers that see it so: %(n)s.") % given
    signed = {
        "invalid": _("The owner has signed another origin, so networks that check refuse it; the others follow it."),
        "not-found": _("The owner has signed nothing for this prefix, so nobody can tell right from wrong by machine."),
    }
    return first, signed.get(told.get("rpki", ""), "")


def _leak(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    given = {"prefix": _prefix(event, told), "as": told.get("as", "?"), "n": _peers(told, "peers_seen")}
    return (_("AS%(as)s passes %(prefix)s on although it should not. Observers that see it so: %(n)s.") % given,)


def _peer(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    given = {"prefix": _prefix(event, told) or "–", "as": told.get("session_as", told.get("as", "?"))}
    return (_("The neighbour AS%(as)s announced %(prefix)s to our network.") % given,)


def _lost(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    given = {"prefix": _prefix(event, told), "lost": _peers(told, "peers_withdrawn"), "all": _peers(told, "peers_seen")}
    return (_("%(lost)s of %(all)s observers no longer know a way to %(prefix)s.") % given,)


def _slow(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    del event
    if not told.get("days", "").isdecimal():
        return ()
    gap = _value("mean_gap", told["mean_gap"]) if told.get("mean_gap", "").isdecimal() else ""
    first = _("It was seen on %(days)s of the last %(all)s days.") % {"days": told["days"], "all": DAYS}
    return first, _("Between two probes it waits %(gap)s on average, so that nobody notices.") % {"gap": gap} if gap else ""


def _spread(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    del event
    return (
        _("The sources stand in %(n)s networks, and each of them tried only a few doors: together they walk through all of them.")
        % {"n": _peers(told, "networks")},
    )


def _dark(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    del event
    return (
        _("It called %(n)s addresses that nobody has used for a month; nobody calls them by honest intent.") % {"n": _peers(told, "dark")},
    )


def _grown(event: Event, told: Mapping[str, str]) -> tuple[str, ...]:
    del event
    if not told.get("load", "").isdecimal() or not told.get("median", "").isdecimal():
        return ()
    given = {"load": _value("load", told["load"]), "usual": _value("median", told["median"])}
    return (_("%(load)s came in five minutes; usual at this hour is %(usual)s.") % given,)


_TELLING: Final[dict[str, Callable[[Event, Mapping[str, str]], tuple[str, ...]]]] = {
    "prefix_hijack": _hijack,
    "route_leak": _leak,
    "peer_guard": _peer,
    "route_visibility": _lost,
    "slow_scan": _slow,
    "distributed_scan": _spread,
    "dark_addresses": _dark,
    "host_baseline": _grown,
    "member_baseline": _grown,
    "carpet_bombing": _grown,
}
