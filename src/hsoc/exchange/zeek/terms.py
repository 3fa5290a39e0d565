"""What Zeek calls its notices, and what they are in our words. Never: reading or writing a log.

Source: Zeek's documentation of notice.log and conn.log and the notices of its shipped policies. A connection is no threat by itself: it is
read as Anomaly.Connection of the lowest weight, for whoever hands us one on purpose.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

CONNECTION: Final = "Anomaly.Connection"
NOTICES: Final = MappingProxyType(
    {
        "SSH::Password_Guessing": "Attempt.Login",
        "SSH::Login_By_Password_Guesser": "Intrusion.UserCompromise",
        "SSH::Interesting_Hostname_Login": "Anomaly.Behaviour",
        "SSH::Watched_Country_Login": "Anomaly.Behaviour",
        "FTP::Bruteforcing": "Attempt.Login",
        "FTP::Site_Exec_Success": "Intrusion.AppCompromise",
        "Scan::Port_Scan": "Recon.Scanning",
        "Scan::Address_Scan": "Recon.Scanning",
        "Scan::Random_Scan": "Recon.Scanning",
        "Traceroute::Detected": "Recon.Scanning",
        "HTTP::SQL_Injection_Attacker": "Attempt.Exploit",
        "HTTP::SQL_Injection_Victim": "Attempt.Exploit",
        "Heartbleed::SSL_Heartbeat_Attack": "Attempt.Exploit",
        "Heartbleed::SSL_Heartbeat_Attack_Success": "Information.UnauthorizedAccess",
        "Heartbleed::SSL_Heartbeat_Odd_Length": "Attempt.Exploit",
        "Heartbleed::SSL_Heartbeat_Many_Requests": "Attempt.Exploit",
        "TeamCymruMalwareHashRegistry::Match": "Malware",
        "SSL::Invalid_Server_Cert": "Vulnerable.Config",
        "SSL::Weak_Key": "Vulnerable.Config",
        "SSL::Old_Version": "Vulnerable.Config",
        "SSL::Weak_Cipher": "Vulnerable.Config",
        "SSL::Certificate_Expired": "Vulnerable.Config",
        "Software::Vulnerable_Version": "Vulnerable.Config",
        "SMTP::Blocklist_Error_Message": "Abusive.Spam",
        "SMTP::Blocklist_Blocked_Host": "Abusive.Spam",
        "Weird::Activity": "Anomaly.Protocol",
        "ProtocolDetector::Protocol_Found": "Anomaly.Protocol",
        "ProtocolDetector::Server_Found": "Anomaly.Protocol",
        "Signatures::Sensitive_Signature": "Attempt.Exploit",
        "Intel::Notice": "Anomaly.Connection",
    }
)
SPACES: Final = MappingProxyType(
    {"Scan": "Recon.Scanning", "ATTACK": "Attempt.Exploit", "Heartbleed": "Attempt.Exploit"}
)  # any other of them
OURS: Final = "hSOC::"  # before a category, in notices that we write
UNSET: Final = frozenset({"-", "(empty)", ""})  # of the tab-separated form

READ: Final = frozenset(
    {
        "ts",
        "uid",
        "id.orig_h",
        "id.orig_p",
        "id.resp_h",
        "id.resp_p",
        "proto",
        "service",
        "duration",
        "orig_bytes",
        "resp_bytes",
        "orig_pkts",
        "resp_pkts",
        "conn_state",
        "note",
        "msg",
        "sub",
        "src",
        "dst",
        "p",
        "n",
        "peer_descr",
        "tlp",
        "hsoc_id",
        "hsoc_detected",
        "hsoc_last",
        "hsoc_severity",
    }
)

_ONE: Final = "coarsened: the first source and the first target, each with its first address, port and protocol"
_LISTED: Final = "coarsened: of what is listed"
_NO: Final = "lost: a notice has no key for it"
CARRIES: Final[dict[str, str]] = {
    "id": "kept",
    "category": "coarsened: the first one",
    "detected": "kept",
    "first": "kept",
    "last": "kept",
    "created": _NO,
    "state": _NO,
    "revision": _NO,
    "detector": _NO,
    "vector": "coarsened: written as sub, read into the description",
    "severity": "kept",
    "confidence": _NO,
    "trust": _NO,
    "description": "coarsened: without control characters",
    "sources": _ONE,
    "targets": _ONE,
    "source_count": _LISTED,
    "target_count": _LISTED,
    "port_count": _LISTED,
    "member": _NO,
    "members": _NO,
    "detections": "kept",
    "flows": "coarsened: one for a connection",
    "packets": "coarsened: of a connection only",
    "bytes": "coarsened: of a connection only",
    "dropped_flows": _NO,
    "dropped_packets": _NO,
    "dropped_bytes": _NO,
    "disposition": _NO,
    "basis": _NO,
    "action": _NO,
    "why": _NO,
    "dry_run": _NO,
    "rules": _NO,
    "facts": _NO,
    "tlp": "kept",
    "node": "coarsened: without control characters",
    "test": "lost: events for practice are withheld",
}


def category_of(note: str) -> str:
    """IDEA's category of a notice."""
    if note.startswith(OURS):
        return note.removeprefix(OURS).replace("_", ".", 1)
    return NOTICES.get(note) or SPACES.get(note.partition("::")[0], "Other")
