"""Reference Security Incident Taxonomy (ENISA, v1003, CC0) and what it is in IDEA's words. Never: a format's own spelling of either.

Source of the list: working_copy/machinev1 of the RSIT task force. The way to IDEA follows the one that CERTs already use (cesnet.md 2), so
that a partner who converts by himself and one who lets us do it come to the same category.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# type → (class, IDEA category)
TYPES: Final = MappingProxyType(
    {
        "spam": ("abusive-content", "Abusive.Spam"),
        "harmful-speech": ("abusive-content", "Abusive.Harassment"),
        "violence": ("abusive-content", "Abusive.Violence"),
        "infected-system": ("malicious-code", "Malware"),
        "c2-server": ("malicious-code", "Intrusion.Botnet"),
        "malware-distribution": ("malicious-code", "Malware"),
        "malware-configuration": ("malicious-code", "Malware"),
        "scanner": ("information-gathering", "Recon.Scanning"),
        "sniffing": ("information-gathering", "Recon.Sniffing"),
        "social-engineering": ("information-gathering", "Recon.SocialEngineering"),
        "ids-alert": ("intrusion-attempts", "Attempt.Exploit"),
        "brute-force": ("intrusion-attempts", "Attempt.Login"),
        "exploit": ("intrusion-attempts", "Attempt.Exploit"),
        "privileged-account-compromise": ("intrusions", "Intrusion.AdminCompromise"),
        "unprivileged-account-compromise": ("intrusions", "Intrusion.UserCompromise"),
        "application-compromise": ("intrusions", "Intrusion.AppCompromise"),
        "system-compromise": ("intrusions", "Intrusion.AdminCompromise"),
        "burglary": ("intrusions", "Other"),
        "dos": ("availability", "Availability.DoS"),
        "ddos": ("availability", "Availability.DDoS"),
        "misconfiguration": ("availability", "Availability.Outage"),
        "sabotage": ("availability", "Availability.Sabotage"),
        "outage": ("availability", "Availability.Outage"),
        "unauthorised-information-access": ("information-content-security", "Information.UnauthorizedAccess"),
        "unauthorised-information-modification": ("information-content-security", "Information.UnauthorizedModification"),
        "data-loss": ("information-content-security", "Information.UnauthorizedModification"),
        "data-leak": ("information-content-security", "Information.UnauthorizedAccess"),
        "unauthorised-use-of-resources": ("fraud", "Fraud.UnauthorizedUsage"),
        "copyright": ("fraud", "Fraud.Copyright"),
        "masquerade": ("fraud", "Fraud.Masquerade"),
        "phishing": ("fraud", "Fraud.Phishing"),
        "weak-crypto": ("vulnerable", "Vulnerable.Config"),
        "ddos-amplifier": ("vulnerable", "Vulnerable.Open"),
        "potentially-unwanted-accessible": ("vulnerable", "Vulnerable.Open"),
        "information-disclosure": ("vulnerable", "Vulnerable.Config"),
        "vulnerable-system": ("vulnerable", "Vulnerable.Config"),
        "other": ("other", "Other"),
        "undetermined": ("other", "Other"),
        "test": ("test", "Test"),
    }
)

# IDEA → the type that says most nearly the same; a category that is not here goes by its top level
_BACK: Final = MappingProxyType(
    {
        "Abusive.Spam": "spam",
        "Abusive.Violence": "violence",
        "Abusive": "harmful-speech",
        "Malware": "infected-system",
        "Recon.Scanning": "scanner",
        "Recon.Sniffing": "sniffing",
        "Recon.SocialEngineering": "social-engineering",
        "Recon": "scanner",
        "Attempt.Login": "brute-force",
        "Attempt.Exploit": "exploit",
        "Attempt": "ids-alert",
        "Intrusion.AdminCompromise": "privileged-account-compromise",
        "Intrusion.UserCompromise": "unprivileged-account-compromise",
        "Intrusion.AppCompromise": "application-compromise",
        "Intrusion.Botnet": "c2-server",
        "Intrusion": "system-compromise",
        "Availability.DoS": "dos",
        "Availability.DDoS": "ddos",
        "Availability.Sabotage": "sabotage",
        "Availability": "outage",
        "Information.UnauthorizedModification": "unauthorised-information-modification",
        "Information": "unauthorised-information-access",
        "Fraud.Phishing": "phishing",
        "Fraud.Scam": "phishing",
        "Fraud.Copyright": "copyright",
        "Fraud.Masquerade": "masquerade",
        "Fraud": "unauthorised-use-of-resources",
        "Vulnerable.Open": "potentially-unwanted-accessible",
        "Vulnerable": "vulnerable-system",
        "Test": "test",
    }
)


def category(name: str) -> str:
    """The IDEA category of a type; `Other` for one that is not of the taxonomy."""
    return TYPES.get(name.strip().lower(), ("", "Other"))[1]


def of(categories: tuple[str, ...]) -> str:
    """The type of an event's categories: of the first that is not Test; `undetermined` where none is known."""
    for one in categories:
        found = _BACK.get(one) or _BACK.get(one.partition(".")[0])
        if found and found != "test":
            return found
    return "test" if "Test" in categories else "undetermined"


def class_of(name: str) -> str:
    """The class of a type, `other` for one that is not of the taxonomy."""
    return TYPES.get(name, ("other", ""))[0]
