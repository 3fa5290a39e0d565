"""What is asked for and what a prefix is proven by, in words. Belongs here: tables of words. Never: a query."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from hsoc.portal.charts import numbers
from hsoc.portal.members.models import ROLE_NAMES
from hsoc.portal.members.rules import Role

CHANGES = {
    "prefix.add": _lazy("Add a prefix"),
    "prefix.remove": _lazy("Give a prefix up"),
    "domain.add": _lazy("Add a domain"),
    "asn.add": _lazy("Add an AS number"),
    "seat.give": _lazy("Give a role over the community"),
    "warden.register": _lazy("Admit a Warden client to the test stage"),
    "warden.promote": _lazy("Let a Warden client send for production"),
    "rule.set": _lazy("Set a wide rule"),
    "member.declare": _lazy("Declare something that widens what may be done"),
    "member.leave": _lazy("No longer be reached over another network"),
    "mitigation.agree": _lazy("Agree to what the engine proposes"),
}
PARTS = {
    "prefix": _lazy("Prefix"),
    "domain": _lazy("Domain"),
    "number": _lazy("AS number"),
    "origin": _lazy("AS number that announces it"),
    "roa": _lazy("ROA"),
    "registry": _lazy("What the registry says"),
    "name": _lazy("Name"),
    "sends": _lazy("It sends events"),
    "hostname": _lazy("Hostname in its certificate"),
    "with_secret": _lazy("It shows a secret"),
    "requestor": _lazy("Contact"),
    "note": _lazy("Note"),
    "username": _lazy("User name"),
    "role": _lazy("Role"),
    "organisation": _lazy("Number"),
    "rule": _lazy("Rule"),
    "field": _lazy("What"),
    "other": _lazy("Other network"),
    "key": _lazy("Entry"),
    "until": _lazy("Until"),
}
FIELDS = {
    "consent_destination_rtbh": _lazy("All traffic to an attacked address may be thrown away, if nothing milder saves the rest."),
    "single_homed": _lazy("Nobody but this network leads there; what comes from outside with those addresses is forged."),
}
UNSAID = frozenset({"organisation", "value"})  # stands in the title; an asked declaration is always a yes


ROAS = {"valid": _lazy("valid"), "invalid": _lazy("invalid"), "not-found": _lazy("there is none"), "unknown": _lazy("not looked up")}


def part(name: str, value: Any) -> tuple[Any, Any]:
    """One thing of what was asked for: its name and its value, both in words."""
    if name == "until" and isinstance(value, int):
        shown: Any = numbers.moment(value, get_language() or "cs")
    elif name == "role" and value in set(Role):
        shown = ROLE_NAMES[Role(value)]
    elif value is True:
        shown = _("yes")
    else:
        shown = {"roa": ROAS, "field": FIELDS}.get(name, {}).get(str(value), value)
    return PARTS.get(name, name), shown
