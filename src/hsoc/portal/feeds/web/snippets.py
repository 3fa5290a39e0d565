"""What to paste into the machine that fetches a list, one text per kind. Pure. Never: which lists there are (rules.papers).

The secret stands in a file or in the machine's own store of passwords, never on a command line, where other users would see it.
"""

from __future__ import annotations

from typing import Final

import msgspec

USER: Final = "hsoc"  # of HTTP Basic; the doors look at the password only
MINUTES: Final = 5  # between two fetches; a revocation is then at most this old


class Snippet(msgspec.Struct, frozen=True):
    """One kind of machine: its name and the text."""

    code: str
    name: str
    text: str


def snippets(origin: str, secret: str, *, audience: str = "community", pap: str = "green") -> tuple[Snippet, ...]:
    """For an origin such as https://hsoc.example and a consumer's secret."""
    base = f"{origin}/feeds/block/{audience}/{pap}"
    host = origin.partition("://")[2].partition(":")[0]
    netrc = f"# /etc/hsoc.netrc, readable by root only (chmod 600)\nmachine {host} login {USER} password {secret}\n"
    fetch = "curl --fail --silent --show-error --netrc-file /etc/hsoc.netrc"
    fortigate = "".join(
        f'    edit "hsoc-{what}"\n        set type {type_}\n        set resource "{base}/{what}.fortigate"\n        set username "{USER}"\n'
        f"        set password {secret}\n        set refresh-rate {MINUTES}\n    next\n"
        for what, type_ in (("ip", "address"), ("domain", "domain"))
    )
    paloalto = "".join(
        f"set external-list hsoc-{what} type {what} url {base}/{what}.paloalto\n"
        f"set external-list hsoc-{what} type {what} auth username {USER}\n"
        f"set external-list hsoc-{what} type {what} auth password {secret}\n"
        f"set external-list hsoc-{what} type {what} recurring five-minute\n"
        for what in ("ip", "domain", "url")
    )
    cron = f"*/{MINUTES} * * * * root {fetch}"
    rpz = f"{cron} -o /var/lib/hsoc/rpz.tmp {base}/domain.rpz && mv /var/lib/hsoc/rpz.tmp /var/lib/hsoc/rpz.zone"
    return (
        Snippet("fortigate", "FortiGate", f"config system external-resource\n{fortigate}end\n"),
        Snippet("paloalto", "Palo Alto (EDL)", f"configure\n{paloalto}commit\n"),
        Snippet(
            "bind",
            "BIND (RPZ)",
            f"{netrc}\n# /etc/cron.d/hsoc\n{rpz} && rndc reload rpz.hsoc\n\n// named.conf\n"
            'options { response-policy { zone "rpz.hsoc"; }; };\n'
            'zone "rpz.hsoc" { type primary; file "/var/lib/hsoc/rpz.zone"; allow-query { none; }; };\n',
        ),
        Snippet(
            "unbound",
            "Unbound (RPZ)",
            f"{netrc}\n# /etc/cron.d/hsoc\n{rpz} && unbound-control auth_zone_reload rpz.hsoc\n\n# unbound.conf\n"
            'server:\n    module-config: "respip validator iterator"\nrpz:\n    name: rpz.hsoc\n    zonefile: /var/lib/hsoc/rpz.zone\n',
        ),
        Snippet(
            "nftables",
            "nftables",
            f"{netrc}\n# /etc/cron.d/hsoc\n{cron} {base}/ip.nft | nft -f -\n\n# once, after the first fetch\n"
            "nft add chain inet hsoc in '{ type filter hook prerouting priority -300; }'\n"
            "nft add rule inet hsoc in ip saddr @blocked4 drop\nnft add rule inet hsoc in ip6 saddr @blocked6 drop\n",
        ),
        Snippet("curl", "curl", f"{netrc}\n{fetch} {base}/ip.txt\n"),
    )
