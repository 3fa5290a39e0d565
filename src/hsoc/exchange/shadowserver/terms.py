"""What Shadowserver's reports and columns are called, and what they are in our words. Never: reading or writing a file.

Source: the reports' own pages by name; the types are of RSIT, so that a partner who converts by IntelMQ comes to the same class. A report
whose name is not here is still read by its common columns, as `Other`, until somebody adds its line.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from hsoc.records import rsit
from hsoc.records.taxonomy import Severity

# YYYY-MM-DD-<report>[-suffix].csv; the names of reports hold no hyphen
FILE: Final = re.compile(r"(?:(\d{4}-\d{2}-\d{2})-)?([a-z0-9_]{1,64})(?:-[A-Za-z0-9_.-]{0,200})?\.csv", re.ASCII)
NODE: Final = "org.shadowserver"


class Report(NamedTuple):
    """type: of RSIT; severity: where the file has no such column; title: in English, of the thing found."""

    type: str
    severity: Severity
    title: str

    @property
    def category(self) -> str:
        """Of IDEA."""
        return rsit.category(self.type)


INFO, LOW, MEDIUM, HIGH, CRITICAL = Severity
UNKNOWN: Final = Report("other", LOW, "Unknown report")

# scan6_… and event6_… read as scan_… and event4_…
_TABLE: Final = (
    ("blocklist", "other", MEDIUM, "Address on a block list"),
    ("blacklist", "other", MEDIUM, "Address on a block list"),
    ("compromised_website", "system-compromise", HIGH, "Compromised website"),
    ("device_id", "other", INFO, "Device recognised"),
    ("event4_ddos_participant", "ddos", HIGH, "Participant of a DDoS attack"),
    ("event4_honeypot_brute_force", "brute-force", MEDIUM, "Password guessing against a honeypot"),
    ("event4_honeypot_darknet", "scanner", LOW, "Contact to unused addresses"),
    ("event4_honeypot_ddos", "ddos", HIGH, "Commands of a DDoS attack"),
    ("event4_honeypot_ddos_amp", "ddos", MEDIUM, "Victim of an amplification attack seen by honeypots"),
    ("event4_honeypot_ddos_target", "ddos", MEDIUM, "Target of a DDoS attack"),
    ("event4_honeypot_http_scan", "scanner", LOW, "Scan of web servers"),
    ("event4_honeypot_ics_scan", "scanner", MEDIUM, "Scan of industrial control systems"),
    ("event4_honeypot_rocket_attack", "exploit", MEDIUM, "Attack against a honeypot"),
    ("event4_ip_spoofer", "masquerade", MEDIUM, "Network that lets forged sources out"),
    ("event4_microsoft_sinkhole", "infected-system", HIGH, "Infected system at a sinkhole"),
    ("event4_microsoft_sinkhole_http", "infected-system", HIGH, "Infected system at a sinkhole"),
    ("event4_sinkhole", "infected-system", HIGH, "Infected system at a sinkhole"),
    ("event4_sinkhole_dns", "other", LOW, "Name of a sinkhole asked for"),
    ("event4_sinkhole_http", "infected-system", HIGH, "Infected system at a sinkhole"),
    ("event4_sinkhole_http_referer", "other", MEDIUM, "Page that leads to a sinkhole"),
    ("malware_url", "malware-distribution", HIGH, "Address that spreads malware"),
    ("phish_url", "phishing", HIGH, "Phishing page"),
    ("population_http_proxy", "other", INFO, "HTTP proxy"),
    ("sandbox_conn", "malware-distribution", MEDIUM, "Contacted by malware in a sandbox"),
    ("sandbox_dns", "other", LOW, "Name asked for by malware in a sandbox"),
    ("sandbox_url", "malware-distribution", MEDIUM, "Address fetched by malware in a sandbox"),
    ("scan_adb", "potentially-unwanted-accessible", HIGH, "Open Android Debug Bridge"),
    ("scan_afp", "potentially-unwanted-accessible", MEDIUM, "Open Apple Filing Protocol"),
    ("scan_amqp", "potentially-unwanted-accessible", MEDIUM, "Open AMQP"),
    ("scan_ard", "ddos-amplifier", MEDIUM, "Open Apple Remote Desktop"),
    ("scan_chargen", "ddos-amplifier", MEDIUM, "Open CharGEN"),
    ("scan_cisco_smart_install", "vulnerable-system", HIGH, "Open Cisco Smart Install"),
    ("scan_coap", "ddos-amplifier", MEDIUM, "Open CoAP"),
    ("scan_couchdb", "potentially-unwanted-accessible", MEDIUM, "Open CouchDB"),
    ("scan_cwmp", "potentially-unwanted-accessible", MEDIUM, "Open CWMP"),
    ("scan_db2", "ddos-amplifier", MEDIUM, "Open DB2 discovery"),
    ("scan_ddos_middlebox", "ddos-amplifier", MEDIUM, "Middlebox that amplifies TCP"),
    ("scan_dns", "ddos-amplifier", MEDIUM, "Open DNS resolver"),
    ("scan_docker", "potentially-unwanted-accessible", HIGH, "Open Docker"),
    ("scan_dvr_dhcpdiscover", "ddos-amplifier", MEDIUM, "Open DHCPDiscover of a video recorder"),
    ("scan_elasticsearch", "potentially-unwanted-accessible", HIGH, "Open Elasticsearch"),
    ("scan_epmd", "potentially-unwanted-accessible", MEDIUM, "Open Erlang port mapper"),
    ("scan_exchange", "vulnerable-system", CRITICAL, "Vulnerable Exchange server"),
    ("scan_ftp", "potentially-unwanted-accessible", LOW, "Open FTP"),
    ("scan_hadoop", "potentially-unwanted-accessible", HIGH, "Open Hadoop"),
    ("scan_http", "other", INFO, "Web server"),
    ("scan_http_proxy", "potentially-unwanted-accessible", MEDIUM, "Open HTTP proxy"),
    ("scan_http_vulnerable", "vulnerable-system", HIGH, "Vulnerable web server"),
    ("scan_ics", "potentially-unwanted-accessible", HIGH, "Open industrial control system"),
    ("scan_ipmi", "potentially-unwanted-accessible", HIGH, "Open IPMI"),
    ("scan_ipp", "potentially-unwanted-accessible", MEDIUM, "Open printer (IPP)"),
    ("scan_isakmp", "vulnerable-system", MEDIUM, "Vulnerable ISAKMP"),
    ("scan_kubernetes", "potentially-unwanted-accessible", HIGH, "Open Kubernetes"),
    ("scan_ldap_tcp", "potentially-unwanted-accessible", MEDIUM, "Open LDAP"),
    ("scan_ldap_udp", "ddos-amplifier", MEDIUM, "Open CLDAP"),
    ("scan_mdns", "ddos-amplifier", MEDIUM, "Open mDNS"),
    ("scan_memcached", "ddos-amplifier", HIGH, "Open Memcached"),
    ("scan_mongodb", "potentially-unwanted-accessible", HIGH, "Open MongoDB"),
    ("scan_mqtt", "potentially-unwanted-accessible", MEDIUM, "Open MQTT"),
    ("scan_mqtt_anon", "potentially-unwanted-accessible", HIGH, "MQTT open to anybody"),
    ("scan_mssql", "ddos-amplifier", MEDIUM, "Open MS-SQL browser"),
    ("scan_mysql", "potentially-unwanted-accessible", LOW, "Open MySQL"),
    ("scan_nat_pmp", "potentially-unwanted-accessible", MEDIUM, "Open NAT-PMP"),
    ("scan_netbios", "ddos-amplifier", MEDIUM, "Open NetBIOS"),
    ("scan_netis_router", "vulnerable-system", HIGH, "Netis router with a back door"),
    ("scan_ntp", "ddos-amplifier", MEDIUM, "NTP that tells its version"),
    ("scan_ntpmonitor", "ddos-amplifier", MEDIUM, "NTP monitor that amplifies"),
    ("scan_portmapper", "ddos-amplifier", MEDIUM, "Open port mapper"),
    ("scan_postgres", "potentially-unwanted-accessible", LOW, "Open PostgreSQL"),
    ("scan_qotd", "ddos-amplifier", MEDIUM, "Open QOTD"),
    ("scan_quic", "other", INFO, "QUIC server"),
    ("scan_radmin", "potentially-unwanted-accessible", MEDIUM, "Open Radmin"),
    ("scan_rdp", "potentially-unwanted-accessible", HIGH, "Open RDP"),
    ("scan_rdpeudp", "ddos-amplifier", MEDIUM, "Open RDP over UDP"),
    ("scan_redis", "potentially-unwanted-accessible", HIGH, "Open Redis"),
    ("scan_rsync", "potentially-unwanted-accessible", MEDIUM, "Open rsync"),
    ("scan_sip", "ddos-amplifier", LOW, "Open SIP"),
    ("scan_slp", "ddos-amplifier", MEDIUM, "Open SLP"),
    ("scan_smb", "potentially-unwanted-accessible", HIGH, "Open SMB"),
    ("scan_smtp", "other", INFO, "Mail server"),
    ("scan_smtp_vulnerable", "vulnerable-system", HIGH, "Vulnerable mail server"),
    ("scan_snmp", "ddos-amplifier", MEDIUM, "Open SNMP"),
    ("scan_socks", "potentially-unwanted-accessible", MEDIUM, "Open SOCKS proxy"),
    ("scan_ssdp", "ddos-amplifier", MEDIUM, "Open SSDP"),
    ("scan_ssh", "other", INFO, "SSH server"),
    ("scan_ssl", "other", INFO, "TLS server"),
    ("scan_ssl_freak", "weak-crypto", MEDIUM, "TLS open to FREAK"),
    ("scan_ssl_poodle", "weak-crypto", MEDIUM, "TLS open to POODLE"),
    ("scan_stun", "ddos-amplifier", LOW, "Open STUN"),
    ("scan_synfulknock", "system-compromise", CRITICAL, "Router with SYNful Knock"),
    ("scan_telnet", "potentially-unwanted-accessible", HIGH, "Open Telnet"),
    ("scan_tftp", "ddos-amplifier", MEDIUM, "Open TFTP"),
    ("scan_ubiquiti", "ddos-amplifier", MEDIUM, "Open Ubiquiti discovery"),
    ("scan_vnc", "potentially-unwanted-accessible", HIGH, "Open VNC"),
    ("scan_ws_discovery", "ddos-amplifier", MEDIUM, "Open WS-Discovery"),
    ("scan_xdmcp", "ddos-amplifier", MEDIUM, "Open XDMCP"),
    ("special", "vulnerable-system", HIGH, "Special report"),
    ("spam_url", "spam", LOW, "Address advertised in spam"),
)
REPORTS: Final = MappingProxyType({name: Report(kind, severity, title) for name, kind, severity, title in _TABLE})
INDICATORS: Final = frozenset({"malware_url", "phish_url", "sandbox_url", "spam_url"})  # whose url is a sign of an attacker by itself

# column → what it fills; the first that stands in the header wins
SOURCE_ADDRESS: Final = ("src_ip", "http_referer_ip", "ip")
COLUMNS: Final = MappingProxyType(
    {
        "time": ("timestamp",),
        "start": ("start_time",),
        "end": ("end_time",),
        "address": SOURCE_ADDRESS,
        "port": ("src_port", "http_referer_port", "port"),
        "asn": ("src_asn", "http_referer_asn", "asn"),
        "host": ("src_hostname", "http_referer_hostname", "hostname", "host", "request"),
        "to_address": ("dst_ip",),
        "to_port": ("dst_port",),
        "to_asn": ("dst_asn",),
        "to_host": ("dst_hostname",),
        "to_network": ("dst_network",),
        "proto": ("protocol",),
        "application": ("application",),
        "tag": ("tag",),
        "family": ("family", "infection"),
        "severity": ("severity",),
        "bytes": ("bytes",),
        "url": ("url",),
        "sha256": ("sha256",),
        "md5": ("md5", "md5hash"),
        # ours, where we wrote the file
        "id": ("event_id",),
        "category": ("category",),
        "tlp": ("tlp",),
    }
)

_ONE: Final = "coarsened: the first source and the first target, each with its first value"
_NO: Final = "lost: no column of a report says it"
CARRIES: Final[dict[str, str]] = {
    "id": "coarsened: kept where it is a UUID; other ids of a report are not unique and read as one made of the row",
    "category": "kept",
    "detected": "kept",
    "first": "kept",
    "last": "kept",
    "created": _NO,
    "state": _NO,
    "revision": _NO,
    "detector": _NO,
    "vector": _NO,
    "severity": "kept",
    "confidence": _NO,
    "trust": _NO,
    "description": "coarsened: title, tag and family of the report",
    "sources": _ONE,
    "targets": _ONE,
    "source_count": "coarsened: of what is listed",
    "target_count": "coarsened: of what is listed",
    "port_count": "coarsened: of what is listed",
    "member": "lost: whose host it is is reckoned anew from the address",
    "members": _NO,
    "detections": _NO,
    "flows": _NO,
    "packets": _NO,
    "bytes": "kept",
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
    "node": "coarsened: Shadowserver and the report",
    "test": "kept",
}
_READ: Final = "coarsened: read out of the url and hash columns of a report about URLs, never written"
CARRIES_INDICATOR: Final[dict[str, str]] = {
    "id": _READ,
    "kind": _READ,
    "value": _READ,
    "first": _READ,
    "until": _NO,
    "created": _NO,
    "modified": _NO,
    "tlp": _READ,
    "pap": "lost: read as RED",
    "confidence": _NO,
    "category": _READ,
    "labels": _READ,
    "title": _READ,
    "description": _NO,
    "producer": _READ,
    "reference": _NO,
    "to_block": "lost: a report asks nobody to block",
    "revoked": _NO,
}


def report_of(name: str) -> str:
    """The report's name from the name of its file (folders before it do not matter), '' where it follows no rule."""
    found = FILE.fullmatch(name.replace("\\", "/").rpartition("/")[2])
    return found[2] if found else ""


def known(report: str) -> Report | None:
    """The line of the table, also for the IPv6 twin of a report."""
    return REPORTS.get(report.replace("scan6_", "scan_", 1).replace("event6_", "event4_", 1).removesuffix("6"))
