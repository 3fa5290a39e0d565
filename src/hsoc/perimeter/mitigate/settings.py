"""The part of perimeter.toml that is about routers: sites, their speakers, and what was agreed with them. Never: reading a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from hsoc.perimeter.mitigate import route
from hsoc.perimeter.mitigate.route import Terms

DRY_RUN, EXABGP, GOBGP = "dry-run", "exabgp", "gobgp"
BACKENDS: Final = (DRY_RUN, EXABGP, GOBGP)
MOST_SITES: Final = 8
LOOPBACK: Final = ("127.", "localhost:", "[::1]:", "unix:")


class SiteEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One interconnection site and the speaker beside its routers.

    exabgp: `socket` is the path that its helper program was given; `start` names a configuration that the engine itself starts ExaBGP
    with (a laboratory; relative to perimeter.toml).
    gobgp: `address` is host:port or unix:PATH of its API; `description` the folder of its .proto files; `authority` a certificate for TLS.
    Where there is no description, or the extra `gobgp` is not installed, it is told by its own `program`.
    """

    name: str
    backend: str = ""  # empty = as mitigation.backend
    socket: str = ""
    start: str = ""
    address: str = ""
    description: str = "/usr/share/gocode/src/github.com/osrg/gobgp/api"
    authority: str = ""
    program: str = "gobgp"  # its command line, where there is no description


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Towards the routers. Without `--apply` everything is a dry run, whatever stands here."""

    backend: str = DRY_RUN
    every_s: float = 3.0  # s between two comparisons of wanted and read back; a lost rule stands again after at most this and a reconnect
    terms: Terms = Terms()
    site: tuple[SiteEntry, ...] = ()

    def backend_of(self, site: SiteEntry) -> str:
        """The backend of a site."""
        return site.backend or self.backend


def placed(settings: Settings, folder: Path) -> Settings:
    """The settings with `start` as a path from the folder of perimeter.toml."""
    sites = tuple(msgspec.structs.replace(site, start=str((folder / site.start).resolve()) if site.start else "") for site in settings.site)
    return msgspec.structs.replace(settings, site=sites)


def faults(settings: Settings) -> list[str]:
    """What is wrong, as `place: reason`."""
    found = [f"mitigation.terms.{text}" for text in route.faults(settings.terms)]
    if settings.backend not in BACKENDS:
        found.append(f"mitigation.backend: {settings.backend!r} is not known; known are {', '.join(BACKENDS)}")
    if not 0.1 <= settings.every_s <= 60:
        found.append(f"mitigation.every_s: {settings.every_s} is not within 0.1 … 60 seconds")
    if len(settings.site) > MOST_SITES:
        found.append(f"mitigation.site: {len(settings.site)} sites, {MOST_SITES} are allowed")
    names = [site.name for site in settings.site]
    found += [f"mitigation.site {name!r}: the name stands twice, or is empty" for name in {*names} if names.count(name) > 1 or not name]
    for site in settings.site:
        backend = settings.backend_of(site)
        place = f"mitigation.site {site.name!r}"
        if backend not in BACKENDS:
            found.append(f"{place}: backend {backend!r} is not known; known are {', '.join(BACKENDS)}")
        if backend == EXABGP and not site.socket:
            found.append(f"{place}: an ExaBGP needs `socket`, the path that its helper program was given")
        if backend == GOBGP and not site.address:
            found.append(f"{place}: a GoBGP needs `address`, host:port or unix:PATH of its API")
        if backend == GOBGP and site.address and not site.authority and not site.address.startswith(LOOPBACK):
            found.append(f"{place}: {site.address} is not on this host; its API may announce anything, so it needs TLS (`authority`)")
    return found
