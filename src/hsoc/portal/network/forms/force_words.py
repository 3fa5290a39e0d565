"""What stands and why, in words: actions, causes, states of places, budgets. Never: a code of its own."""

from __future__ import annotations

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hsoc.portal.events.web.words import PROTOCOLS, detector, service
from hsoc.records.mitigation import LIMIT_STORY, OWN_STORY

_NAMED: Final = re.compile(r"\|(\d{1,3})(?:\|(\d{1,5}))?$")  # protocol and port at the end of a story's key
LIMIT_NAMES: Final[dict[str, str | Promise]] = {
    "memcached": "memcached (11211/udp)",
    "chargen": "CHARGEN (19/udp)",
    "qotd": "QOTD (17/udp)",
    "ssdp": "SSDP (1900/udp)",
    "portmap": "Portmap (111/udp)",
    "smb": _("shared folders, SMB (139, 445/tcp)"),
    "netbios": "NetBIOS (137–138/udp)",
    "telnet": "Telnet (23/tcp)",
    "rdp": _("remote desktop, RDP (3389/tcp)"),
    "mssql": "Microsoft SQL (1433/tcp)",
    "winrm": _("remote management, WinRM (5985–5986/tcp)"),
    "medical-devices": _("medical devices (DICOM, HL7, Modbus)"),
    "building-control": _("control of buildings, BACnet (47808/udp)"),
    "cldap": _("answers of CLDAP (389/udp)"),
    "ws-discovery": "WS-Discovery (3702/udp)",
    "snmp-answers": _("answers of SNMP (161/udp)"),
    "dns-answers": _("answers of DNS (53/udp)"),
    "ntp-answers": _("answers of time servers, NTP (123/udp)"),
    "udp-fragments": _("fragments of UDP"),
}
STEPS: Final[dict[str, str | Promise]] = {
    "rate-limit": _("slow down"),
    "flowspec": _("drop"),
    "source-rtbh": _("drop by source"),
    "redirect": _("send to scrubbing"),
    "divert": _("lead away upstream"),
    "destination-rtbh": _("take the target offline"),
}
KIND_NAMES: Final[dict[str, str | Promise]] = {
    "reactive": _("answer to an attack"),
    "limit": _("standing limit"),
    "own": _("member's own rule"),
}
PLACE_NAMES: Final[dict[str, str | Promise]] = {
    "there": _("stands everywhere"),
    "partly": _("not everywhere"),
    "missing": _("stands nowhere"),
    "dry": _("dry run"),
}
LOUD: Final = {"there": "ok", "partly": "med", "missing": "crit", "dry": "soft"}
DIVERT_NAMES: Final[dict[str, str | Promise]] = {
    "standing": _("led upstream"),
    "granted": _("about to be announced"),
    "waiting": _("waits for a second person"),
    "refused": _("refused"),
    "held": _("held by the emergency brake"),
}
DIVERT_LOUD: Final = {"standing": "ok", "granted": "soft", "waiting": "med", "refused": "crit", "held": "med"}
CAUSES: Final[dict[str, str | Promise]] = {
    "ladder.vector": _("Many sources send the same kind of traffic to one target. Only that kind is stopped there."),
    "ladder.overload": _("The attack is larger than the access line, so it is led away."),
    "ladder.upstream": _("The attack is larger than the access line, so the whole prefix is led through a provider."),
    "divert.agreed": _("Two people and the hospital agreed to lead the whole prefix through a provider."),
    "ladder.rest": _("Simple rules stop only a part of the attack, so the rest is slowed down."),
    "ladder.source_proven": _("The source completed connections, so its address is real."),
    "ladder.source_plausible": _("The source probed many targets over one way in, so its address is most likely real."),
    "ladder.source_plausible_light": _("The source probed a number of targets over one way in; it is slowed down for a short time."),
    "ladder.forged": _("Nobody can rightly send from there over the outside."),
    "guard.softened": _("Dropping would have hit ordinary partners, so it is only slowed down."),
    "guard.no_history": _("Nothing is known yet of the ordinary traffic at this hour, so it is only slowed down."),
    "guard.two_person": _("It is so wide that two people must agree first."),
    "standing.limit": _("It stands without an attack, as the profile says."),
    "standing.allow": _("The hospital lets this through for itself."),
    "standing.never_block": _("It is on the list of those never blocked, so the limit lets it through."),
    "own.rule": _("The member set it for itself."),
}
BUDGET_NAMES: Final[dict[str, str | Promise]] = {
    "table": _("Whole table"),
    "platform": _("Routers"),
    "standing": _("Standing limits and members' own rules"),
    "minute": _("New within a minute"),
    "member": _("Answers to attacks"),
}


def limit_words(name: str) -> str:
    """What a standing limit is about; the policy's own name where there is no word."""
    return str(LIMIT_NAMES.get(name, name))


def story_words(story: str) -> str:
    """The story of an entry in words: Horizontal scan · 198.19.0.1."""
    if story.startswith(LIMIT_STORY):
        return gettext("Limit %(name)s") % {"name": limit_words(story.removeprefix(LIMIT_STORY))}
    if story.startswith(OWN_STORY):
        return gettext("Own rule %(number)s") % {"number": story.removeprefix(OWN_STORY)}
    code, _colon, rest = story.partition(":")
    named = _NAMED.search(rest)
    if named:
        port, proto = int(named[2] or 0), int(named[1])
        name = service(port, proto) if port or proto in {1, 58} else PROTOCOLS.get(proto, str(proto)).upper()
        rest = f"{rest[: named.start()]}|{name}"
    return f"{detector(code)} · {rest.replace('|', ' · ')}" if rest else detector(code)


def cause_words(code: str, reason: str) -> str:
    """Why an entry stands: the sentence of its code, else what the engine said; empty where nobody knows any more."""
    return str(CAUSES[code]) if code in CAUSES else reason
