"""Whose the invented addresses are: the table that an operator would supply, for the demonstration. Never: a real network.

Some of the addresses from which attacks come are left out, as they are in real tables: unknown has to be seen too.
"""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.simulate import community

BACKBONE: Final = 64_496
# (AS number of RFC 5398, country, name): all invented
NETWORKS: Final = (
    (65_536, "CZ", "Oblaka Vltava"), (65_537, "DE", "Rheinwolke"), (65_538, "NL", "Polder Net"), (65_539, "US", "Prairie Cloud"),
    (65_540, "IE", "Shamrock Hosting"), (65_541, "CZ", "Domácí přípojky"), (65_542, "SK", "Tatranet"), (65_543, "AT", "Donauleitung"),
    (65_544, "PL", "Wisła Sieć"), (65_545, "FR", "Loire Serveurs"), (65_546, "SE", "Mälaren Data"), (65_547, "SG", "Straits Transit"),
    (65_548, "BR", "Rede Amazonas"), (65_549, "CZ", "Laboratoře a dodavatelé"), (65_550, "GB", "Moorland Networks"),
)  # fmt: skip


def table() -> str:
    """The file's text."""
    lines = ["prefix,asn,country,name", f"{community.OWN_V4},{BACKBONE},CZ,Páteřní síť (vymyšlená)"]
    for hospital in community.HOSPITALS:
        lines += [f"{prefix},{hospital.asn or BACKBONE},CZ,{hospital.name}" for prefix in hospital.prefixes]
    for block in range(16):  # partners and clouds
        lines.append(_line(f"198.19.{block}.0/24", (block * 7) % len(NETWORKS)))
    for block in range(16, 256):  # where attacks come from; every fifth block is in nobody's table
        if block % 5:
            lines.append(_line(f"198.19.{block}.0/24", (block * 11 + 3) % len(NETWORKS)))
    lines += [_line("2001:db8:fe00::/40", 1), _line("2001:db8:ff00::/40", 11)]
    return "\n".join(lines) + "\n"


def _line(prefix: str, number: int) -> str:
    asn, country, name = NETWORKS[number]
    return f"{prefix},{asn},{country},{name}"
