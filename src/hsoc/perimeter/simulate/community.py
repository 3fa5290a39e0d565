"""The invented community: 42 hospitals, their prefixes, the network around them. Belongs here: who exists. Never: what happens.

Every name is invented. Addresses come from RFC 2544 (198.18.0.0/15) and RFC 3849 (2001:db8::/32), AS numbers from RFC 5398:
198.18.0.0/24 is the network's own, 198.18.N.0/24 and 2001:db8:N::/48 are hospital N, 198.19.0.0/20 are partners and clouds,
the rest of 198.19.0.0/16 and 2001:db8:ff00::/40 is where attacks come from.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Interface, Member, Policy

MEMBERS: Final = 42  # hospitals, as in the founding documents
HOSTS: Final = 254  # addresses of a hospital that can answer, in each family
OWN_V4: Final = "198.18.0.0/24"
PARTNERS_V4: Final = "198.19.0.0/20"
ATTACKERS_V4: Final = "198.19.16.0"  # the first of them; up to 198.19.255.255
ATTACKERS_V6: Final = "2001:db8:ff00::"
SCANNER: Final = "198.18.0.10"  # our own, agreed with the members: looks like a scan
MONITOR: Final = "198.18.0.20"  # asks every hospital's gateway whether it lives
CONTROLLERS: Final = ("198.19.239.1", "198.19.239.77", "198.19.239.140")  # listed command-and-control servers
SITES: Final = ("127.0.0.2", "127.0.0.3")  # the exporters of the two interconnection sites, as the demo's collector sees them
TRANSIT: Final = 1  # interface index, the same at both sites
PEERING: Final = 2
ACCESS: Final = 100  # + number of the hospital
SPOOFED: Final = ("10.0.0.0/8", "172.16.0.0/12", "240.0.0.0/4")  # what no honest packet from outside carries
BOGONS: Final = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4",
    "240.0.0.0/4", "fc00::/7", "fe80::/10",
)  # fmt: skip

_REGIONS: Final = (
    "Praha", "Středočeský kraj", "Jihočeský kraj", "Plzeňský kraj", "Karlovarský kraj", "Ústecký kraj", "Liberecký kraj",
    "Královéhradecký kraj", "Pardubický kraj", "Kraj Vysočina", "Jihomoravský kraj", "Olomoucký kraj", "Zlínský kraj",
    "Moravskoslezský kraj",
)  # fmt: skip
_NAMES: Final = (
    "Univerzitní nemocnice Jasanov", "Univerzitní nemocnice Skalní Mlýn", "Univerzitní nemocnice Bílá Stráň",
    "Krajská nemocnice Olšinka", "Krajská nemocnice Havranov", "Krajská nemocnice Zlatý Potok", "Krajská nemocnice Kamenná Lhota",
    "Krajská nemocnice Podhájí", "Nemocnice Lipová", "Nemocnice U Řeky", "Nemocnice Na Výsluní", "Nemocnice Javorná",
    "Nemocnice Modřínov", "Nemocnice Pod Kaštany", "Nemocnice Stříbrný Rybník", "Nemocnice Větrná", "Nemocnice Dubový Vrch",
    "Nemocnice Červený Most", "Nemocnice Za Branou", "Nemocnice Borůvkov", "Nemocnice Tichá Dolina", "Nemocnice Hvězdná",
    "Nemocnice Mlýnské Luhy", "Nemocnice Jestřábov", "Nemocnice Nová Studánka", "Nemocnice Habřina", "Nemocnice Slunečná",
    "Nemocnice Vrbiny", "Nemocnice Rozmarýnka", "Nemocnice Krokusov", "Nemocnice Dlouhé Pole", "Nemocnice Sokolí Hnízdo",
    "Dětská léčebna Konvalinka", "Dětská nemocnice Sedmikráska", "Léčebna Horský Pramen", "Léčebna Březový Háj",
    "Rehabilitační ústav Levandule", "Onkologický ústav Šafrán", "Kardiocentrum Tep", "Psychiatrická nemocnice Zátiší",
    "Poliklinika Meruňka", "Záchranná služba Maják",
)  # fmt: skip
_SLUGS: Final = (
    "jasanov", "skalni-mlyn", "bila-stran", "olsinka", "havranov", "zlaty-potok", "kamenna-lhota", "podhaji", "lipova", "u-reky",
    "na-vysluni", "javorna", "modrinov", "pod-kastany", "stribrny-rybnik", "vetrna", "dubovy-vrch", "cerveny-most", "za-branou",
    "boruvkov", "ticha-dolina", "hvezdna", "mlynske-luhy", "jestrabov", "nova-studanka", "habrina", "slunecna", "vrbiny",
    "rozmarynka", "krokusov", "dlouhe-pole", "sokoli-hnizdo", "konvalinka", "sedmikraska", "horsky-pramen", "brezovy-haj",
    "levandule", "safran", "tep", "zatisi", "merunka", "majak",
)  # fmt: skip
_LARGE: Final = 8  # the first eight are large: a second prefix and a faster line


class Hospital(msgspec.Struct, frozen=True, kw_only=True):
    """One invented organisation. `weight` is its share of ordinary traffic against the others."""

    number: int
    name: str
    slug: str
    region: str
    prefixes: tuple[str, ...]
    asn: int
    mail: str
    access_mbps: int
    weight: float
    consent_destination_rtbh: bool


def _hospital(number: int) -> Hospital:
    large = number <= _LARGE
    slug = _SLUGS[number - 1]
    prefixes = (f"198.18.{number}.0/24", *((f"198.18.{128 + number}.0/24",) if large else ()), f"2001:db8:{number:x}::/48")
    return Hospital(
        number=number,
        name=_NAMES[number - 1],
        slug=slug,
        region=_REGIONS[number % len(_REGIONS)],
        prefixes=prefixes,
        asn=64496 + number % 16 if large else 0,
        mail=f"bezpecnost@{slug}.example",
        access_mbps=10_000 if large else 1_000,
        weight=6.0 if large else 1.0,
        consent_destination_rtbh=number % 5 == 0,
    )


HOSPITALS: Final = tuple(_hospital(number) for number in range(1, MEMBERS + 1))


def members() -> tuple[Member, ...]:
    """The community as the perimeter's policy names it."""
    return tuple(
        Member(
            number=h.number,
            name=h.name,
            prefixes=h.prefixes,
            single_homed=True,
            consent_destination_rtbh=h.consent_destination_rtbh,
            access_mbps=h.access_mbps,
        )
        for h in HOSPITALS
    )


def interfaces() -> tuple[Interface, ...]:
    """What stands behind the exporters' interfaces, the same numbering at both sites."""
    out = []
    for site in SITES:
        out += [Interface(exporter=site, index=TRANSIT, role="transit"), Interface(exporter=site, index=PEERING, role="peer")]
        out += [Interface(exporter=site, index=ACCESS + h.number, role="access", member=h.number) for h in HOSPITALS]
    return tuple(out)


def policy() -> Policy:
    """The policy of the invented network: members under the hSOC profile, own addresses spared, drops up to FlowSpec and source-RTBH."""
    return Policy(
        profile="hsoc",  # every member is a hospital of the community, and that is what its profile is for
        members=members(),
        protected=tuple(prefix for h in HOSPITALS for prefix in h.prefixes),
        never_block=(OWN_V4, PARTNERS_V4),
        interfaces=interfaces(),
        bogons=BOGONS,
        command_and_control=tuple(f"{one}/32" for one in CONTROLLERS),
        ceiling=Ceiling(actions=(Action.OBSERVE, Action.NOTIFY, Action.RATE_LIMIT, Action.FLOWSPEC, Action.SOURCE_RTBH)),
    )
