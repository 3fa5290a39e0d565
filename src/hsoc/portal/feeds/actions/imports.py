"""A person's file: read, kept in portions, taken in step by step, and undone. Never: reading formats, what a page looks like.

It waits in DATA/imports/<key>: `original`, `about.json` and one file per portion that is not taken yet. A step locks the import, so that of
two windows, or a window and the worker, one moves it at a time and both see the same count; the lock ends with its process. A portion is
claimed by renaming it; what was claimed by somebody who died is given back after a while.
"""

from __future__ import annotations

import fcntl
import hashlib
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from hsoc.exchange.csv.mapping import Mapping
from hsoc.exchange.csv.mapping import read as read_mapping
from hsoc.portal.advisories import actions as advisories
from hsoc.portal.advisories import queries as papers
from hsoc.portal.audit.actions import record
from hsoc.portal.feeds.actions.intake import take_in
from hsoc.portal.feeds.queries.imports import KEY_BYTES, MOST, Import, Warned, folder, kept, original
from hsoc.portal.feeds.rules.formats import FORMATS, guessed, read
from hsoc.portal.feeds.rules.portions import Portion, labelled, portions, told
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.actions import revoke_several
from hsoc.portal.indicators.queries.warned import hits
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.parcel import MOST_BYTES, Parcel, Unreadable
from hsoc.records.tlp import PAP, TLP

WARNED_SHOWN: Final = 12  # values on warning lists that a preview tells one by one
KEPT: Final = timedelta(days=7)  # how long an import may be looked at again
GIVEN_BACK: Final = 600  # s after which a claimed portion is free again


def _keep(one: Import) -> None:
    draft = folder(one.key) / f"about.{secrets.token_hex(4)}.new"
    draft.write_bytes(msgspec.json.encode(one))
    draft.replace(folder(one.key) / "about.json")


def prepare(*, actor: Actor, organisation: int, file: str, content: bytes, format_: str, now: datetime) -> Import:
    """Read a file and keep it for the preview. A file that cannot be read is kept too, with the reason. Raises Refused, Unacceptable."""
    require(actor, Action.CREATE, Object.INDICATOR, organisation)
    if len(content) > MOST_BYTES:
        raise Unacceptable(_("A file may have at most %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
    if not content:
        raise Unacceptable(_("The file is empty."))
    _make_room(now)
    one = Import(
        key=secrets.token_hex(KEY_BYTES), organisation=organisation, file=file[-200:], format=format_ or guessed(content, file),
        size=len(content), made=round(now.timestamp() * 1000),
    )  # fmt: skip
    folder(one.key).mkdir(parents=True)
    (folder(one.key) / "original").write_bytes(content)
    details = {"file": one.file, "size": one.size}
    record(actor=actor, action="import.looked", object=one.via, concerns=organisation, details=details, now=now)
    return look(one, mapping=_remembered(one, content) if one.format == "csv" else None)


def look(one: Import, *, mapping: Mapping | None, format_: str = "") -> Import:
    """Read it (again), by another format or mapping."""
    if one.state != "looked":
        return one
    one.format, one.mapping, one.fault, one.told, one.parts = format_ or one.format, mapping, "", None, 0
    one.warned, one.warnings = 0, ()
    for earlier in folder(one.key).glob("part-*"):
        earlier.unlink()
    if one.format not in FORMATS:
        one.fault = _("Nothing tells which format it is in; choose it.")
    else:
        try:
            parcel, ideas = read(one.format, original(one), now=one.made, file=one.file, mapping=mapping)
        except Unreadable as error:
            one.fault = str(error)
        else:
            one.told = told(parcel, ideas)
            _warn(one, parcel)
            if mapping is not None:
                _remember(one)
            for number, part in enumerate(portions(parcel, ideas)):
                (folder(one.key) / f"part-{number:05}").write_bytes(msgspec.msgpack.encode(part))
                one.parts = number + 1
    _keep(one)
    return one


def _warn(one: Import, parcel: Parcel) -> None:
    """Say before it is taken in which of its values will not be blocked, as they stand on warning lists."""
    found = hits([(item.kind.value, item.value) for item in parcel.indicators])
    met = [(item.value, hit) for item, hit in zip(parcel.indicators, found, strict=True) if hit is not None]
    one.warned = len(met)
    one.warnings = tuple(Warned(value, hit.name, hit.reason) for value, hit in met[:WARNED_SHOWN])


def _memory(one: Import, content: bytes) -> Path:
    """Where the mapping of tables with this first line is remembered, by organisation."""
    head = hashlib.sha256(content[: content.find(b"\n") + 1 or 4096]).hexdigest()[:32]
    return Path(settings.DATA) / "import-mappings" / f"{one.organisation}-{head}.json"


def _remember(one: Import) -> None:
    file = _memory(one, original(one))
    file.parent.mkdir(parents=True, exist_ok=True)
    if one.mapping is not None and (file.exists() or len(list(file.parent.glob(f"{one.organisation}-*"))) < MOST):
        file.write_bytes(one.mapping.json())


def _remembered(one: Import, content: bytes) -> Mapping | None:
    try:
        return read_mapping(_memory(one, content).read_bytes())
    except (FileNotFoundError, Unreadable):
        return None


def begin(
    *, actor: Actor, one: Import, tlp: TLP | None, pap: PAP | None, audience: Audience | None, to_block: bool, now: datetime
) -> Import:
    """From now on it is taken in, under these labels where it has none of its own. Raises Refused, Unacceptable."""
    require(actor, Action.CREATE, Object.INDICATOR, one.organisation)
    if one.told is None or not one.parts:
        raise Unacceptable(_("There is nothing in it to take in."))
    if one.state == "looked":
        one.state, one.tlp, one.pap, one.audience, one.to_block, one.by = "running", tlp, pap, audience, to_block, actor.user or 0
        _keep(one)
        details = {"tlp": tlp, "pap": pap, "audience": audience, "to_block": to_block}
        record(actor=actor, action="import.begun", object=one.via, concerns=one.organisation, details=details, now=now)
    return one


def step(*, actor: Actor, one: Import, now: datetime) -> Import:
    """Take the next portion in, unless somebody else does so just now; how it stands then.

    Raises Refused, inbox.Full, OSError; then the portion waits.
    """
    require(actor, Action.CREATE, Object.INDICATOR, one.organisation)
    with (folder(one.key) / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return kept(one.key) or one
        return _step(actor, kept(one.key) or one, now)


def _step(actor: Actor, one: Import, now: datetime) -> Import:
    if one.state != "running":
        return one
    for stale in folder(one.key).glob("taking-*"):
        if now.timestamp() - stale.stat().st_mtime > GIVEN_BACK:
            stale.rename(stale.with_name(stale.name.replace("taking", "part")))
    claimed = _claimed(one)
    if claimed is None:
        if not one.left:
            one.state = "done"
            _keep(one)
        return one
    try:
        part = msgspec.msgpack.decode(claimed.read_bytes(), type=Portion)
        parcel = labelled(part.parcel, one.tlp, one.pap, to_block=one.to_block)
        made = take_in(
            actor=actor, organisation=one.organisation, parcel=parcel, ideas=part.ideas, via=one.via, now=now, audience=one.audience
        )
    except BaseException:
        claimed.rename(claimed.with_name(claimed.name.replace("taking", "part")))
        raise
    claimed.unlink()
    one.events += made.events
    one.added += made.indicators
    one.changed += made.changed
    one.same += made.same
    one.sightings += made.sightings
    one.advisories += made.advisories
    one.refused += len(made.refused)
    if not one.left:
        one.state = "done"
    _keep(one)
    return one


def _claimed(one: Import) -> Path | None:
    for part in sorted(folder(one.key).glob("part-*")):
        mine = part.with_name(part.name.replace("part", "taking"))
        try:
            part.rename(mine)
        except FileNotFoundError:
            continue
        mine.touch()
        return mine
    return None


def undo(*, actor: Actor, one: Import, reason: str, now: datetime) -> tuple[Import, int]:
    """Take back the next of its indicators and advisories; returns how many are left. Events stay: others may have acted on them.

    Raises as revoke.
    """
    mine = indicators.brought(one.organisation, one.via)
    one.undone += revoke_several(actor=actor, organisation=one.organisation, found=mine, reason=reason, now=now)
    number = one.organisation
    one.undone += advisories.withdraw_brought(actor=actor, organisation=number, via=one.via, reason=reason, now=now)
    left = mine.count() + papers.brought(number, one.via).count()
    if not left:
        one.state = "undone"
    _keep(one)
    return one, left


def _make_room(now: datetime) -> None:
    folders = sorted((path for path in (Path(settings.DATA) / "imports").glob("*") if path.is_dir()), key=lambda one: one.stat().st_mtime)
    old = [one for one in folders if now.timestamp() - one.stat().st_mtime > KEPT.total_seconds()]
    for one in {*old, *folders[: max(0, len(folders) + 1 - MOST)]}:
        shutil.rmtree(one, ignore_errors=True)
