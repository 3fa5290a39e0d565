"""perimeter.toml → settings. Belongs here: reading and refusing. Never: deciding what is detected.

The file is the ceiling of all that may ever happen (contracts.md, door 2). An unknown key is an error: a misspelt limit must not
silently become its default.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

from hsoc.perimeter.decide.fault import Fault
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.long_memory import LOOKBACKS
from hsoc.perimeter.detect.rollup import LookBack
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.guard.settings import Routing
from hsoc.perimeter.mitigate.settings import Settings as Mitigation
from hsoc.perimeter.mitigate.settings import faults as mitigation_faults
from hsoc.perimeter.policy_file import ApprovalEntry, ConsentEntry, ExemptionEntry, LimitEntry, Meant, RuleEntry, meant
from hsoc.perimeter.profiles import limits as standing_limits
from hsoc.records.policy import Announcement, Ceiling, Interface, Member, Offer, Platform, Policy, Site

LARGEST_FILE: Final = 8 << 20  # bytes; forty members with all their interfaces are a few hundred kB

Port = Annotated[int, Meta(ge=0, le=65535)]

# RFC 6890 and RFC 8190: special-purpose blocks that have no business as a source on the open network
BOGONS: Final = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "3fff::/20", "fc00::/7", "fe80::/10", "ff00::/8",
)  # fmt: skip


D = TypeVar("D", Detector, LookBack)


class BadConfig(ValueError):
    """The file cannot be used; the text names the file, the place and the reason."""


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One receiving socket. It belongs on the management network only: whoever reaches it can invent traffic."""

    host: str = "127.0.0.1"
    port: Port = 4739  # IANA: ipfix


class ExporterEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A router or probe that may send us flows. port 0 = on any of our sockets."""

    address: str
    name: str = ""
    port: Port = 0


class PortalDoor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The portal. Door 1: where stories are sent; empty url = nowhere, they stay in the spool and the journal.

    Door 2: how often the policy is asked for and the status told, in seconds; 0 = never, then this file alone is the policy.
    """

    url: str = ""
    client: str = "cz.hsoc.perimeter"
    secret_file: str = ""
    certificate: str = ""
    key: str = ""
    authority: str = ""
    policy_every: Annotated[float, Meta(ge=0, le=3600)] = 5.0
    status_every: Annotated[float, Meta(ge=0, le=3600)] = 2.0

    def identity(self) -> dict[str, Any]:
        """Who we are towards the portal, as both doors take it. Raises OSError where the secret's file cannot be read."""
        secret = Path(self.secret_file).read_text().strip() if self.secret_file else ""
        return {"client": self.client, "secret": secret, "certificate": self.certificate, "key": self.key, "authority": self.authority}


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the journal keeps, and for how many days."""

    flows: bool = True
    flows_days: int = 30
    detections_days: int = 180


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    data: str = "perimeter-data"  # folder for journal, spool, intent, brake; relative to the file
    listen: tuple[Listen, ...] = (Listen(),)
    exporter: tuple[ExporterEntry, ...] = ()
    heartbeat: str = ""  # a file touched each second, for the portal's /readyz on the same host
    any_exporter: bool = False  # demo and laboratory only: decode whoever sends
    portal: PortalDoor = PortalDoor()
    keep: Keep = Keep()
    mitigation: Mitigation = Mitigation()
    member: tuple[Member, ...] = ()
    interface: tuple[Interface, ...] = ()
    protected: tuple[str, ...] = ()
    never_block: tuple[str, ...] = ()
    bogons: tuple[str, ...] = BOGONS
    ceiling: Ceiling = Ceiling()
    profile: str = "network"  # network, or hsoc: the stricter one (src/hsoc/perimeter/profiles)
    leave_out: tuple[str, ...] = ()  # names of built-in limits that are not wanted here
    limit: tuple[LimitEntry, ...] = ()
    rule: tuple[RuleEntry, ...] = ()
    exemption: tuple[ExemptionEntry, ...] = ()
    approval: tuple[ApprovalEntry, ...] = ()
    announcement: tuple[Announcement, ...] = ()
    offer: tuple[Offer, ...] = ()  # of providers to lead a member's prefix away
    consent: tuple[ConsentEntry, ...] = ()
    platform: tuple[Platform, ...] = ()
    site: tuple[Site, ...] = ()
    command_and_control: tuple[str, ...] = ()
    routing: Routing = Routing()
    detect: dict[str, dict[str, Any]] = {}

    @property
    def meant(self) -> Meant:
        """Limits of the profiles and of the file, rules, exemptions and approvals as records; and what of them means nothing."""
        every = standing_limits(self.limit, leave_out=self.leave_out)
        return meant(limits=every, rules=self.rule, exemptions=self.exemption, approvals=self.approval, consents=self.consent)

    @property
    def policy(self) -> Policy:
        """The part of the file that says who is protected and what may be done."""
        inside = tuple(prefix for member in self.member for prefix in member.prefixes)
        written = self.meant
        return Policy(
            members=self.member,
            protected=self.protected or inside,
            never_block=self.never_block,
            interfaces=self.interface,
            bogons=self.bogons,
            ceiling=self.ceiling,
            profile=self.profile,
            limits=written.limits,
            rules=written.rules,
            exemptions=written.exemptions,
            approvals=written.approvals,
            announcements=self.announcement,
            offers=self.offer,
            consents=written.consents,
            platforms=self.platform,
            sites=self.site,
            command_and_control=self.command_and_control,
        )


def read_config(path: Path) -> Config:
    """The settings of a file. Raises BadConfig with file, place and reason."""
    config = decoded(path)
    wrong = spelling(config)
    if wrong:
        raise BadConfig(f"{path}: {wrong[0]}")
    return config


def decoded(path: Path) -> Config:
    """The settings of a file whose prefixes and limits may still mean nothing. Raises BadConfig."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadConfig(f"{path}: larger than {LARGEST_FILE >> 20} MiB, which no perimeter needs")
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except OSError as error:
        raise BadConfig(f"{path}: cannot be read ({error.strerror})") from error
    except msgspec.DecodeError as error:
        raise BadConfig(f"{path}: {error}") from error
    for fault in mitigation_faults(config.mitigation):
        raise BadConfig(f"{path}: {fault}")
    try:
        detectors(config), lookbacks(config)
    except BadConfig as error:
        raise BadConfig(f"{path}: {error}") from error
    return config


def spelling(config: Config) -> tuple[Fault, ...]:
    """Prefixes that are none, and limits, rules, exemptions and approvals that mean nothing; each with its place."""
    found = []
    for place, prefix in _prefixes(config):
        try:
            ipaddress.ip_network(prefix, strict=True)
        except ValueError as error:
            found.append(Fault(place, str(error)))
    known = {entry.name for entry in standing_limits()}
    strange = [name for name in config.leave_out if name not in known]
    found += [Fault("leave_out", f"there is no built-in limit {name!r}; there are {', '.join(sorted(known))}") for name in strange]
    return (*found, *config.meant.faults)


def absent(config: Config, folder: Path) -> tuple[Fault, ...]:
    """Files that the engine would read and that are not there. folder: the engine's data folder, from which relative names count."""
    name = config.routing.vrp_file
    if not name or (folder / name).is_file():
        return ()
    where = "" if Path(name).is_absolute() else ", where a relative name is looked for (the data folder)"
    reason = f"{folder / name} is not there{where}; until a validator writes it no ROAs are known, so nothing is checked against them"
    return (Fault("routing.vrp_file", reason),)


def schema() -> bytes:
    """JSON Schema of the file, for editors that help while writing."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Config)), indent=2)


def _prefixes(config: Config) -> list[tuple[str, str]]:
    named = [(f"member {m.number} ({m.name}), prefixes", p) for m in config.member for p in m.prefixes]
    named += [(f"member {m.number} ({m.name}), sources", p) for m in config.member for p in m.sources]
    named += [(f"member {m.number} ({m.name}), other_networks", p) for m in config.member for o in m.other_networks for p in o.prefixes]
    named += [(f"exemption {e.owner}", e.prefix) for e in config.exemption]
    named += [("announcement", a.prefix) for a in config.announcement]
    for field in ("protected", "never_block", "bogons", "command_and_control"):
        named += [(field, p) for p in getattr(config, field)]
    return named


def detectors(config: Config) -> tuple[Detector, ...]:
    """The detectors with the file's settings. Raises BadConfig for an unknown detector or setting."""
    known = {one.name for one in DETECTORS} | {one.name for one in LOOKBACKS}
    for name in config.detect:
        if name not in known:
            raise BadConfig(f"detect.{name}: there is no such detector; known are {', '.join(sorted(known))}")
    return tuple(_tuned(detector, config.detect.get(detector.name, {})) for detector in DETECTORS)


def lookbacks(config: Config) -> tuple[LookBack, ...]:
    """The detectors of long memory with the file's settings. Raises BadConfig as `detectors` does."""
    lines = {str(member.number): member.access_mbps for member in config.member if member.access_mbps}
    return tuple(_tuned(one, _lines(one, lines) | config.detect.get(one.name, {})) for one in LOOKBACKS)


def _lines(one: LookBack, lines: dict[str, int]) -> dict[str, Any]:
    """What a detector that measures against the access lines is told of them."""
    return {"access_mbps": lines} if lines and hasattr(one.settings, "access_mbps") else {}


def _tuned(detector: D, changes: dict[str, Any]) -> D:
    if not changes:
        return detector
    kind = type(detector.settings)
    fields = {field.encode_name for field in msgspec.structs.fields(kind)}
    for name in changes:
        if name not in fields:
            raise BadConfig(f"detect.{detector.name}.{name}: no such setting; known are {', '.join(sorted(fields))}")
    try:
        settings = msgspec.convert({**msgspec.to_builtins(detector.settings), **changes}, kind)
    except msgspec.ValidationError as error:
        raise BadConfig(f"detect.{detector.name}: {error}") from error
    return msgspec.structs.replace(detector, settings=settings)
