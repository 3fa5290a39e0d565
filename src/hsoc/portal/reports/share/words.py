"""What classes of events are called and what to do about them. Belongs here: names and advice. Never: which class an event is of."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hsoc.portal.reports.rules.classes import Kind, State

Words = dict[str, "str | Promise"]

CLASSES: Final[Words] = {
    "intrusion-botnet-cc": _("Your machine controls a botnet"),
    "intrusion-botnet-bot": _("Your machine calls a botnet's controller"),
    "malware": _("Malware on your machine"),
    "fraud-phishing": _("Phishing page on your machine"),
    "attempt-login-ssh": _("Your machine guesses passwords over SSH"),
    "attempt-login-rdp": _("Your machine guesses passwords of remote desktops"),
    "attempt-login-telnet": _("Your machine guesses passwords over Telnet"),
    "attempt-login-sip": _("Your machine guesses passwords of telephone exchanges"),
    "attempt-login-smb": _("Your machine guesses passwords of shared folders"),
    "attempt-login": _("Your machine guesses passwords"),
    "attempt-exploit-http": _("Your machine attacks web servers"),
    "attempt-exploit": _("Your machine tries to break into others"),
    "avail-ddos": _("Your machine takes part in an overload attack"),
    "abusive-spam-spammer": _("Your machine sends spam"),
    "vulnerable-config-qotd": _("Open QOTD service that amplifies attacks"),
    "vulnerable-config-chargen": _("Open CHARGEN service that amplifies attacks"),
    "vulnerable-config-domain": _("Open DNS resolver that amplifies attacks"),
    "vulnerable-config-ntp": _("Time server that amplifies attacks"),
    "vulnerable-config-netbios": _("NetBIOS open to the internet"),
    "vulnerable-config-snmp": _("SNMP open to the internet"),
    "vulnerable-config-ipmi": _("Remote management (IPMI) open to the internet"),
    "vulnerable-config-ssdp": _("SSDP open to the internet"),
    "vulnerable-open-rdp": _("Remote desktop open to the internet"),
    "vulnerable-open-telnet": _("Telnet open to the internet"),
    "vulnerable-open-smb": _("Shared folders open to the internet"),
    "vulnerable-open-vnc": _("Remote screen (VNC) open to the internet"),
    "vulnerable-open-socks": _("Open proxy"),
    "vulnerable-open-medical": _("Medical service open to the internet"),
    "vulnerable-open": _("Service open to the internet that should not be"),
    "vulnerable-config": _("Weak settings of a service"),
    "recon-scanning": _("Your machine scans others"),
    "anomaly-traffic": _("Traffic from your network that should not leave it"),
    "intrusion-compromise-target": _("Possible break-in to your machine"),
    "routing-target": _("The routing of your prefix is not as it should be"),
    "anomaly-traffic-target": _("You were a target of an attack, and it was stopped"),
    "avail-ddos-target": _("You are a target of an overload attack that was not stopped"),
    "attempt-exploit-target": _("Somebody tried to break into your machine and was not stopped"),
    "attempt-login-target": _("Somebody guessed passwords of your machine and was not stopped"),
    "recon-scanning-target": _("Your addresses were scanned"),
}
# by the longest beginning of a class's name
ADVICE: Final[Words] = {
    "intrusion-botnet": _(
        "Disconnect the machine from the network, keep it switched on and look what runs on it. Then reinstall it and change the passwords "
        "that were used on it."
    ),
    "malware": _(
        "Disconnect the machine, have it examined and reinstall it. Look whether others in the same network talk to the same places."
    ),
    "fraud-phishing": _(
        "Take the page down, keep a copy and the access log. Find out how it got there before the server goes back on line."
    ),
    "attempt-login": _(
        "Find out who or what on the machine does it. Nobody at work: it is probably taken over, so disconnect and examine it."
    ),
    "attempt-exploit": _(
        "Find out who or what on the machine does it. Nobody at work: it is probably taken over, so disconnect and examine it."
    ),
    "avail-ddos": _("Slow the machine down or disconnect it, and find out whether it is taken over or only answers forged questions."),
    "abusive-spam": _("Look into the mail server's queue, block the account that sends and change its password."),
    "vulnerable-config": _(
        "Close the service towards the internet, or let it answer only those who need it. Update it where it must stay."
    ),
    "vulnerable-open": _(
        "Close the service towards the internet and let people in through a VPN. A rule in My rules closes it within seconds."
    ),
    "vulnerable-open-medical": _(
        "Close the service towards the internet at once: patients' data may be read there without a password. Tell the system's supplier."
    ),
    "recon-scanning": _("Find out what runs on the machine. A test of yours? Add an exception in the settings of the reports."),
    "anomaly-traffic": _("Look for the machine that forges addresses, and let your border router send out your own addresses only."),
    "intrusion-compromise-target": _(
        "Look at the machine at once: who logged in from there, and what happened afterwards. When in doubt disconnect it and call us."
    ),
    "routing-target": _("Check what you announce and to whom. If it was not you, call us: we talk to the networks between."),
    "anomaly-traffic-target": _("You need not do anything. Tell us if something of yours stopped working at that time."),
    "avail-ddos-target": _("Look whether the service works. If it does not, set a rule in My rules or call us."),
    "attempt-exploit-target": _("Look into the log of the service whether one of the attempts got through, and update the service."),
    "attempt-login-target": _("Look into the log whether one of the attempts got through. Close the service to the internet if you can."),
    "recon-scanning-target": _("You need not do anything; it says who is looking for open doors."),
}
TITLES: Final = {
    Kind.SOURCE: _("Possible problems in your network"),
    Kind.TARGET: _("Attacks against your network"),
}
STATES: Final[Words] = {
    State.ENABLED.value: _("told to organisations"),
    State.SHADOW.value: _("on trial, told to us only"),
    State.DISABLED.value: _("told to nobody"),
}


def class_name(code: str) -> str:
    """Name of a class."""
    return str(CLASSES.get(code, code))


def advice(code: str) -> str:
    """What to do about it."""
    return str(next((ADVICE[key] for key in sorted(ADVICE, key=len, reverse=True) if code.startswith(key)), ""))


def title(kind: str) -> str:
    """What a report of a kind is about."""
    return str(TITLES[Kind(kind)])
