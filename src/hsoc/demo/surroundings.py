"""Where the demonstration keeps what, and its perimeter.toml. Belongs here: paths and that file. Never: starting."""

from __future__ import annotations

import hashlib
import json
import socket
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc import portal
from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.telling import NODE

LOOPBACK: Final = "127.0.0.1"
SEED: Final = 20_221_025  # of the invented past and present; any number, but always the same
KEEP_FLOWS_DAYS: Final = 9  # a week to compare with; the demonstration makes 30 million flows a day, about 350 MB


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The house: its folder and the portal's port."""

    data: Path
    port: int

    @property
    def journal(self) -> Path:
        """The portal's journal."""
        return self.data / "journal"

    @property
    def flows(self) -> Path:
        """The engine's journal."""
        return self.data / "perimeter" / "journal"

    @property
    def networks(self) -> Path:
        """Whose network an address is in, as the portal reads it."""
        return self.data / "networks.csv"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.data / "logs"

    @property
    def engine(self) -> Path:
        """The engine's configuration."""
        return self.data / "perimeter.toml"

    @property
    def secret(self) -> Path:
        """The engine's secret at the Warden door."""
        return self.data / "perimeter" / "warden-secret"

    @property
    def accounts(self) -> Path:
        """The demo accounts, as portal/project/demo keeps them."""
        return self.data / "demo-accounts.json"

    @property
    def opening(self) -> Path:
        """The mark that the portal waits for before it answers: everything it would show is there."""
        return self.data / "open"

    @property
    def url(self) -> str:
        """Where a browser goes."""
        return f"http://{LOOPBACK}:{self.port}"


def migrations() -> str:
    """A fingerprint of all migrations there are, ours by name and the libraries' by version."""
    ours = sorted(f"{path.parent.parent.name}/{path.name}" for path in Path(portal.__file__).parent.glob("*/migrations/0*.py"))
    theirs = [f"{name} {version(name)}" for name in ("django", "django-allauth")]
    return hashlib.sha256("\n".join([*ours, *theirs]).encode()).hexdigest()


def free_udp_port() -> int:
    """A UDP port on loopback that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((LOOPBACK, 0))
        return int(sock.getsockname()[1])


def busy(port: int) -> bool:
    """Whether something already listens on that TCP port of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((LOOPBACK, port))
        except OSError:
            return True
    return False


def perimeter_toml(place: Place, *, collector: int) -> str:
    """The engine's configuration for the invented network, as text."""
    policy = community.policy()
    lines = ["# written anew by every start of the demonstration", f"data = {_toml(str(place.data / 'perimeter'))}"]
    lines.append(f"heartbeat = {_toml(str(place.data / 'heartbeats' / 'engine'))}")
    lines += [
        f"{name} = {_toml(getattr(policy, name))}" for name in ("profile", "protected", "never_block", "bogons", "command_and_control")
    ]
    lines += _table("[[listen]]", {"host": LOOPBACK, "port": collector})
    for number, site in enumerate(community.SITES):
        lines += _table("[[exporter]]", {"address": site, "name": f"site {number + 1}"})
    lines += _table("[portal]", {"url": place.url, "client": NODE, "secret_file": str(place.secret)})
    lines += _table("[keep]", {"flows_days": KEEP_FLOWS_DAYS})
    lines += _table("[ceiling]", {"actions": policy.ceiling.actions})
    for member in policy.members:
        lines += _table("[[member]]", _given(member))
    for interface in policy.interfaces:
        lines += _table("[[interface]]", _given(interface))
    return "\n".join(lines) + "\n"


def _given(one: msgspec.Struct) -> dict[str, Any]:
    """The fields of a record that differ from their defaults; the others the file need not name."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(one))}
    return {name: value for name, value in msgspec.structs.asdict(one).items() if value != defaults[name]}


def _table(head: str, values: dict[str, Any]) -> list[str]:
    plain = msgspec.to_builtins(values)
    return ["", head, *(f"{name} = {_toml(value)}" for name, value in plain.items() if value is not None)]


def _toml(value: Any) -> str:
    # TOML's strings, numbers, booleans and arrays are JSON's (TOML 1.0; no control characters occur here); a value of its own it has not
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items() if one is not None) + "}"
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
