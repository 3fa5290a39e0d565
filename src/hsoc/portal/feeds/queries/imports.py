"""Imports that wait or were made: what is kept of one in DATA/imports/<key>, and who may see it. Never: taking anything in (actions)."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from hsoc.exchange.csv.mapping import Mapping
from hsoc.portal.feeds.rules.portions import Told
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.models import User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, Action, Actor, Object, may
from hsoc.records.tlp import PAP, TLP

KEY_BYTES: Final = 6
MOST: Final = 100  # imports kept at once


class Warned(msgspec.Struct, frozen=True):
    """A value that a warning list holds, so that no block list will carry it. name: of the list, '' = a member's own network."""

    value: str
    name: str
    reason: str


class Import(msgspec.Struct, kw_only=True):
    """What is kept of one. state: `looked`, `running`, `done`, `undone`; fault: why nothing of it can be read.

    warned: how many of its indicators stand on warning lists, of which `warnings` tells the first.
    """

    key: str
    organisation: int
    file: str
    format: str
    size: int
    made: int
    state: str = "looked"
    fault: str = ""
    told: Told | None = None
    mapping: Mapping | None = None
    warned: int = 0
    warnings: tuple[Warned, ...] = ()
    parts: int = 0
    tlp: TLP | None = None
    pap: PAP | None = None
    audience: Audience | None = None
    to_block: bool = False
    by: int = 0  # key of the person who began it
    events: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    sightings: int = 0
    advisories: int = 0
    refused: int = 0
    undone: int = 0

    @property
    def via(self) -> str:
        """How its indicators say that they came."""
        return f"import:{self.key}"

    @property
    def left(self) -> int:
        """Portions that are not taken yet."""
        return len(list(folder(self.key).glob("part-*"))) + len(list(folder(self.key).glob("taking-*")))


def folder(key: str) -> Path:
    """Where one import waits."""
    return Path(settings.DATA) / "imports" / key


def found(actor: Actor, key: str) -> Import | None:
    """The import of that key, for those who may share in its organisation's name."""
    if len(key) != 2 * KEY_BYTES or set(key) - set("0123456789abcdef"):
        return None
    one = kept(key)
    if one is None or one.organisation not in actor.organisations:
        return None
    return one if may(actor, Action.CREATE, Object.INDICATOR, one.organisation) else None


def kept(key: str) -> Import | None:
    """The import of that key, for whoever goes on with it; None for none that can be read."""
    try:
        return msgspec.json.decode((folder(key) / "about.json").read_bytes(), type=Import)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def left_alone(*, now: float, most: float) -> list[Import]:
    """Running imports that nobody has moved for `most` seconds, the oldest first; now: seconds since 1970."""
    keys = []
    for about in (Path(settings.DATA) / "imports").glob("*/about.json"):
        with contextlib.suppress(FileNotFoundError):
            if now - about.stat().st_mtime > most:
                keys.append(about.parent.name)
    running = [one for key in keys[: 2 * MOST] if (one := kept(key)) is not None and one.state == "running"]
    return sorted(running, key=lambda one: one.made)


def who_began(one: Import) -> Actor:
    """The person who began it, with the seats of now; NOBODY for one who is gone."""
    found = User.objects.filter(pk=one.by).first()
    return NOBODY if found is None else actor_of(found)


def original(one: Import) -> bytes:
    """The file as it came."""
    return (folder(one.key) / "original").read_bytes()


def recent(actor: Actor) -> list[Import]:
    """Those that the actor may see, newest first."""
    keys = [path.name for path in (Path(settings.DATA) / "imports").glob("*") if path.is_dir()]
    return sorted((one for key in keys[: 2 * MOST] if (one := found(actor, key))), key=lambda one: -one.made)
