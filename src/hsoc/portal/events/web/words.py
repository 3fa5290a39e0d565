"""What codes are called by people: kinds, detectors, vectors, fates, reasons, actions. Belongs here: names only. Never: figures, sentences.

An unknown code is shown as it is, so that a new detector is never hidden by a missing word.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = dict[str, "str | Promise"]

CATEGORIES: Final[Words] = {
    "Recon.Scanning": _("Reconnaissance"),
    "Attempt.Login": _("Password guessing"),
    "Attempt.Exploit": _("Attempted exploits"),
    "Availability.DoS": _("Overload attack"),
    "Availability.DDoS": _("Amplified DDoS"),
    "Anomaly.Traffic": _("Forged addresses"),
    "Intrusion.Botnet": _("Own machine in a botnet"),
    "Intrusion.UserCompromise": _("Possible break-in"),
    "Malware": _("Malware"),
    "Availability.Outage": _("Outage"),
    "Anomaly.Protocol": _("Irregular routing"),
    "Fraud.Masquerade": _("Somebody passes for us"),
    "Vulnerable.Open": _("Exposed services"),
    "Vulnerable.Config": _("Weak settings"),
    "Fraud.Phishing": _("Phishing"),
    "Abusive.Spam": _("Spam"),
    "Other": _("Other"),
    "Test": _("Test"),
}
DETECTORS: Final[Words] = {
    "horizontal_scan": _("Scan across addresses"),
    "vertical_scan": _("Scan across ports"),
    "block_scan": _("Scan across addresses and ports"),
    "failed_contacts": _("First contacts that fail"),
    "slow_scan": _("Slow scan"),
    "distributed_scan": _("Scan spread over many sources"),
    "dark_addresses": _("Calls to unused addresses"),
    "reflection": _("Reflection"),
    "syn_flood": _("SYN flood"),
    "flag_flood": _("Flood of odd TCP flags"),
    "udp_flood": _("UDP flood"),
    "icmp_flood": _("ICMP flood"),
    "carpet_bombing": _("Flood over a whole network"),
    "host_baseline": _("Unusual volume towards a host"),
    "member_baseline": _("Unusual volume towards a hospital"),
    "bogon_source": _("Source that cannot exist"),
    "own_prefix_outside": _("Own address arriving from outside"),
    "source_not_allowed": _("Source not allowed on the access line"),
    "backscatter": _("Replies to somebody who forges our addresses"),
    "login_attempts": _("Password guessing"),
    "login_success": _("Possible break-in after guessing"),
    "own_scan": _("Own machine scans"),
    "own_flood": _("Own machine floods"),
    "c2_contact": _("Own machine calls a listed controller"),
    "prefix_hijack": _("Hijacked prefix"),
    "route_leak": _("Leaked route"),
    "peer_guard": _("Peer announces what it may not"),
    "route_visibility": _("Prefix lost from view"),
}
FATES: Final[Words] = {"preventive": _("dropped preventively"), "reactive": _("dropped by action"), "passed": _("not dropped")}
BASES: Final[Words] = {
    "confirmed": _("confirmed by the routers"),
    "expected": _("expected: it matches a rule that was in force"),
    "none": _("nothing is known of a drop"),
}
SEVERITIES: Final[dict[int, str | Promise]] = {5: _("Critical"), 4: _("High"), 3: _("Medium"), 2: _("Low"), 1: _("Information")}
TRUSTS: Final[dict[int, str | Promise]] = {
    2: _("proven: a connection was really made from there"),
    1: _("plausible, but nobody answered to prove it"),
    0: _("may be forged"),
}
STATES: Final[Words] = {"open": _("still going on"), "closed": _("over")}
ACTIONS: Final[Words] = {
    "observe": _("observed only"),
    "notify": _("you were told"),
    "rate-limit": _("slowed down"),
    "flowspec": _("blocked by a rule for this traffic"),
    "source-rtbh": _("source blocked"),
    "redirect": _("sent through scrubbing"),
    "divert": _("led through a provider upstream"),
    "destination-rtbh": _("target taken offline with your consent"),
}
# why nothing was dropped
WHYS: Final[Words] = {
    "": _("no reason was given"),
    "policy.observe": _("your policy only observes this kind"),
    "policy.notify": _("your policy asks to be told, not to block"),
    "policy.exempt": _("somebody exempted the address for a while"),
    "policy.research": _("it is a known research scanner, treated as you wish"),
    "policy.veto": _("a person of the operator took the step back"),
    "policy.strongest": _("your policy allows no stronger step"),
    "guard.two_person": _("the step is so wide that two people must agree first"),
    "guard.collateral": _("the rule would have hit too many ordinary partners"),
    "guard.softened": _("slowed down only, as dropping would have hit ordinary partners"),
    "guard.no_history": _("slowed down only, as the ordinary traffic is not known yet"),
    "after.no_match": _("the rule matched nothing any more, so it was taken back"),
    "after.hurts": _("ordinary partners fell silent, so the rule was taken back"),
    "fuse.most_rules_mitigation": _("the attack has as many rules as one may have"),
    "fuse.most_cost": _("the routers have no memory left for it"),
    "own_service": _("it is a service of the hospital itself"),
    "foreign": _("another system reported it, we do not see the traffic"),
    "no_rule": _("nothing was decided about it"),
    "not_said": _("the sender does not say what became of it"),
    "not_yet": _("a rule stands, but most of the traffic came before it"),
    "unknown": _("the routers do not say what they dropped"),
    "guard.never_block": _("the address is on the list of those never blocked"),
    "guard.own_source": _("the source is a machine of a member"),
    "guard.member": _("the address belongs to a member"),
    "guard.spoofable_source": _("the source may be forged, blocking it could hurt the innocent"),
    "guard.prefix_floor": _("the rule would have been too wide"),
    "guard.partners": _("the rule would have hit ordinary partners"),
    "guard.no_consent": _("the member has not consented to this step"),
    "guard.no_scope": _("the rule would have hit all traffic"),
    "guard.unsayable": _("the routers cannot be told such a rule"),
    "guard.action_not_allowed": _("the operator's ceiling does not allow this step"),
    "guard.pap": _("whoever told us does not permit blocking"),
    "guard.no_end": _("the rule would have had no end"),
    "guard.too_long": _("the rule would have stood too long"),
    "guard.unprotected": _("the target is not ours to protect"),
    "ladder.few_targets": _("too few targets to be sure of the source"),
    "ladder.unknown_way_in": _("it is not known where the source comes in"),
    "ladder.several_ways_in": _("the source comes in by several ways, so it may be forged"),
    "ladder.source_spoofable": _("the source may be forged, so it was only reported"),
    "ladder.source_spoofable_light": _("weak and from a source that may be forged, so it was only observed"),
    "ladder.source_plausible": _("the source is only plausible, so the step against it was short"),
    "ladder.source_plausible_light": _("the source is only plausible, so it was slowed down"),
    "ladder.set_of_sources": _("the work was shared among many sources, none of which did enough to be blocked"),
    "ladder.slow_source": _("it asks too rarely for a short block to stop it, so the members were told"),
    "ladder.source_proven": _("the step against the source did not catch it"),
    "ladder.vector": _("the step against this traffic did not catch it"),
    "ladder.vector_unclear": _("the attack has no single mark to tell it by"),
    "ladder.rest": _("no simple rule fits all of the attack, so what was left could only be slowed down"),
    "ladder.overload": _("the line was full, a stronger step was needed"),
    "ladder.upstream": _("the line was full, the whole prefix had to be led through a provider"),
    "ladder.routing": _("no filter of traffic mends a route, so people were told"),
    "ladder.forged": _("the step against forged sources did not catch it"),
    "ladder.forged_unsure": _("somebody may rightly use these addresses, so it was only reported"),
    "ladder.not_allowed": _("the filter belongs on the hospital's own line, so the hospital was told"),
    "ladder.backscatter": _("the source is itself a victim, so nothing is done against it"),
    "ladder.break_in": _("a person has to look at the machine at once"),
    "ladder.own_host": _("it is the hospital's own machine, so the hospital was told"),
    "ladder.no_ladder": _("there are no steps for this kind yet"),
    "fuse.most_rules": _("the routers hold the most rules they may"),
    "fuse.most_rules_member": _("the member has the most rules it may have"),
    "fuse.most_standing": _("the standing limits are as many as they may be"),
    "standing.limit": _("a standing limit takes this kind of traffic"),
    "standing.allow": _("the hospital allows it for itself"),
    "standing.never_block": _("it is on the list of those never blocked, so the standing limit lets it through"),
    "standing.covers": _("a standing limit drops it already"),
    "fuse.most_new_per_minute": _("too many new rules came within a minute"),
    "fuse.change_share": _("too many rules would have been withdrawn at once"),
    "fuse.prefix_floor": _("the fuse found the rule too wide"),
    "fuse.no_end": _("the fuse found that the rule had no end or too late a one"),
    "fuse.foreign": _("the rule on the routers belongs to somebody else"),
    "fuse.more": _("the fuse had still more objections"),
    "fuse.backend": _("the way to the routers cannot carry this step"),
    "divert.offer": _("there is no such agreement with a provider"),
    "divert.prefix": _("only a /24 or /48, or what lies in one, can be led away"),
    "divert.not_own": _("the prefix is not wholly the member's"),
    "divert.roa": _("no valid ROA names the provider as the origin"),
    "divert.consent": _("the member has not agreed to the provider for that long"),
    "divert.reason": _("nobody said why"),
    "divert.return_path": _("clean traffic would have no way back"),
    "divert.duration": _("it is longer than was agreed"),
    "divert.cost": _("it is dearer than was agreed"),
    "divert.agreed": _("two people and the member agreed to lead the traffic upstream"),
    "own.rule": _("the member set the rule itself"),
    "own.aside": _("an answer to an attack, or a limit of the network, goes before what the rule allows"),
    "own.hurts": _("it hits more ordinary partners than an answer to an attack may"),
    "own.outside": _("the rule is not inside the member's own prefixes"),
    "brake.held": _("the emergency brake is on, nothing new is done"),
}
# a new code reads well by its first part before it has a word of its own
WHY_FAMILIES: Final[Words] = {
    "guard": _("a guard protected uninvolved traffic"),
    "policy": _("the policy does not block this kind"),
    "ladder": _("the steps for this kind did not reach so far"),
    "fuse": _("the fuse held back too many changes at once"),
    "brake": _("the emergency brake is on"),
    "ceiling": _("the operator's ceiling does not allow this step"),
}
PROTOCOLS: Final = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 58: "icmpv6"}
# well-known doors of hospitals and of the internet (IANA names where people use them)
SERVICES: Final = {
    21: "FTP", 22: "SSH", 23: "Telnet", 25: "SMTP", 53: "DNS", 80: "HTTP", 104: "DICOM", 110: "POP3", 123: "NTP", 135: "RPC",
    137: "NetBIOS", 139: "NetBIOS", 143: "IMAP", 161: "SNMP", 389: "LDAP", 443: "HTTPS", 445: "SMB", 502: "Modbus", 587: "SMTP",
    993: "IMAPS", 1194: "OpenVPN", 1433: "MSSQL", 1900: "SSDP", 2375: "Docker", 2575: "HL7", 3306: "MySQL", 3389: "RDP",
    5060: "SIP", 5432: "PostgreSQL", 5900: "VNC", 6379: "Redis", 8080: "HTTP", 8443: "HTTPS",
    9200: "Elasticsearch", 11112: "DICOM", 11211: "memcached", 27017: "MongoDB",
}  # fmt: skip
VECTORS: Final = {
    "dns": "DNS", "ntp": "NTP", "ssdp": "SSDP", "cldap": "CLDAP", "memcached": "memcached", "snmp": "SNMP", "chargen": "CHARGEN",
    "syn": "SYN", "udp": "UDP", "tcp": "TCP", "icmp": "ICMP",
    "ack": "ACK", "fin": "FIN", "xmas": "Xmas", "null": "NULL",
    "null-fin-xmas": "NULL, FIN, Xmas", "ws-discovery": "WS-Discovery", "mdns": "mDNS", "kad": "Kad", "steam": "Steam", "quake": "Quake",
    "qotd": "QOTD", "tftp": "TFTP", "portmap": "Portmap", "netbios": "NetBIOS", "rip": "RIP", "slp": "SLP", "dtls": "DTLS", "ike": "IKE",
    "openvpn": "OpenVPN", "mssql": "MSSQL", "l2tp": "L2TP", "arms": "Apple ARMS", "rdp": "RDP", "coap": "CoAP", "bittorrent": "BitTorrent",
    "ubiquiti": "Ubiquiti", "vse": "Valve", "dhcpdiscover": "DHCPDiscover", "bacnet": "BACnet", "syn-ack": "SYN+ACK",
    "icmp-echo": "ICMP echo", "icmp-request": "ICMP echo", "icmp-unreachable": "ICMP unreachable", "syn-ece-cwr": "SYN+ECE+CWR",
    "ssh": "SSH", "telnet": "Telnet", "ftp": "FTP", "vnc": "VNC", "smb": "SMB",
    "syn-fin-rst": "SYN+FIN, SYN+RST", "fin-xmas": "FIN, Xmas",
}  # fmt: skip
# vectors that are no protocol's name
VECTOR_WORDS: Final[Words] = {
    "over-a-month": _("over a month"),
    "over-a-week": _("over a week"),
    "over-a-day": _("over a day"),
    "unused-addresses": _("unused addresses"),
    "shared-out": _("shared out"),
    "mixed-traffic": _("mixed traffic"),
    "fragments": _("fragments"),
    "connect": _("whole connections"),
    "mail": _("mail"),
    "database": _("databases"),
    "other": _("other protocols"),
    "private": _("private addresses"),
    "foreign": _("others' addresses"),
}
# the routing guard's labels: RFC 7908's leaks, what a peer may not announce, how a prefix was lost
ROUTE_WORDS: Final[Words] = {
    "type_1": _("a detour through a customer with two providers"),
    "type_2": _("from one peer to another"),
    "type_3": _("from a provider to a peer"),
    "type_4": _("from a peer to a provider"),
    "otc": _("marked to go to customers only"),
    "aspa": _("a provider that the owner has not attested"),
    "own_prefix": _("our own prefix"),
    "own_asn_in_path": _("our own number in the path"),
    "bogon_prefix": _("a prefix that cannot exist"),
    "bogon_asn": _("a network number that cannot exist"),
    "too_long": _("a prefix that is too small"),
    "too_short": _("a prefix that is too large"),
    "tier1_in_path": _("a large carrier behind a small neighbour"),
    "unexpected_prefix": _("a prefix that is not the neighbour's"),
    "rpki_invalid": _("an origin that the owner has not signed"),
    "max_prefix": _("more prefixes than agreed"),
    "lost": _("many no longer see it"),
    "gone": _("nobody sees it any more"),
}
# a hijack's label is `prefix|path|data plane|policy`, as ARTEMIS writes it
HIJACK_PREFIXES: Final[Words] = {"E": _("the very prefix"), "S": _("a part of the prefix"), "Q": _("an unused prefix of ours")}
HIJACK_PATHS: Final[Words] = {
    "0": _("false origin"),
    "1": _("false first neighbour"),
    "N": _("false neighbour further on"),
    "P": _("path not as declared"),
    "U": _("path as usual"),
}
HIJACK_POLICIES: Final[Words] = {"L": _("seen where it should not be")}


def hijack(label: str) -> str:
    """The label of a hijack in words: a part of the prefix, false origin."""
    prefix, path, _plane, policy = label.split("|")
    told = (HIJACK_PREFIXES.get(prefix, ""), HIJACK_PATHS.get(path, ""), HIJACK_POLICIES.get(policy, ""))
    return ", ".join(str(one) for one in told if one) or label


def category(code: str) -> str:
    """Name of an IDEA category."""
    return str(CATEGORIES.get(code) or CATEGORIES.get(code.partition(".")[0]) or code)


def vector(code: str) -> str:
    """Name of a vector: some have a word, protocols keep theirs; `udp-<port>` is a port that no table names."""
    if code in VECTOR_WORDS or code in ROUTE_WORDS:
        return str(VECTOR_WORDS.get(code) or ROUTE_WORDS[code])
    if code.count("|") == 3:
        return hijack(code)
    return VECTORS.get(code) or (f"UDP {code[4:]}" if code.startswith("udp-") else code)


def detector(code: str, vector_code: str = "") -> str:
    """Name of a detector with its vector: Reflection (DNS)."""
    name = str(DETECTORS.get(code, code))
    return f"{name} ({vector(vector_code)})" if vector_code else name


def row(name: str) -> str:
    """Name of a DayView row: a category, or `detector/vector`; rows of others' events have a category or nothing before the slash."""
    if "/" not in name:
        return category(name)
    code, _slash, vector_code = name.partition("/")
    if not code:
        return vector(vector_code) or gettext("Reported by others")
    return detector(code, vector_code) if code in DETECTORS else category(code) + (f" ({vector(vector_code)})" if vector_code else "")


def why(code: str) -> str:
    """Why nothing was dropped."""
    return str(WHYS.get(code) or WHY_FAMILIES.get(code.partition(".")[0]) or code)


def fate(code: str) -> str:
    """What became of it."""
    return str(FATES.get(code, code))


def severity(number: int) -> str:
    """One of five."""
    return str(SEVERITIES.get(number, number))


def service(port: int, proto: int) -> str:
    """445/tcp SMB; ICMP alone; an empty text where there is no telling port."""
    name = PROTOCOLS.get(proto, "")
    if proto in (1, 58):
        return name.upper().replace("ICMPV6", "ICMPv6")
    if port < 0 or (port == 0 and not name):
        return ""
    known = SERVICES.get(port)
    return f"{port}/{name}" + (f" {known}" if known else "") if name else str(port)


def event(detector_code: str, vector_code: str, category_code: str, port: int, proto: int) -> str:
    """What a line of a list is called: its detector or kind, and the door."""
    name = detector(detector_code, vector_code) if detector_code in DETECTORS else category(category_code)
    where = service(port, proto)
    return f"{name}, {where}" if where else name
