"""Fetching partners' sources: one fetch of one source, and the worker's beat that starts those that are due. Never: how HTTP is bounded.

The worker writes the events and must not wait for strangers, so what is due is fetched by a process of its own.
"""

from __future__ import annotations

import atexit
import base64
import logging
import subprocess
import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
from django.conf import settings

from hsoc.exchange import csv, misp, plain, stix
from hsoc.exchange.csv.decode import proposed as csv_proposed
from hsoc.exchange.csv.terms import INDICATORS
from hsoc.journal import inbox
from hsoc.portal.feeds.actions.intake import take_in
from hsoc.portal.feeds.actions.pulls import note_papers, note_pull
from hsoc.portal.feeds.models import Pull
from hsoc.portal.feeds.queries import pulls as queries
from hsoc.portal.feeds.rules.schedule import term
from hsoc.portal.feeds.rules.taxii import MEDIA
from hsoc.portal.feeds.share.secrets import shown
from hsoc.portal.feeds.tasks.csaf import Visit, visited
from hsoc.portal.feeds.tasks.fetch import Fetched, Limits, Unfetched, fetched
from hsoc.portal.members.queries import all_prefixes
from hsoc.portal.members.rules import Actor, Refused, Role, Seat
from hsoc.records.parcel import Parcel, Unreadable
from hsoc.records.tlp import PAP, TLP

MOST_PAGES: Final = 200  # of a TAXII collection in one go; the rest comes at the next fetch
MOST_EVENTS: Final = 200  # of a MISP feed in one go
PAGE: Final = 1000  # objects of a page
MOST_SECONDS: Final = 1800  # of the process that fetches what is due
MOST_UUID: Final = 64  # characters of a name in a manifest

log = logging.getLogger("hsoc.feeds")
_running: list[subprocess.Popen[bytes]] = []


class Got(msgspec.Struct, frozen=True):
    """What a source gave, and what to remember of it."""

    parcels: tuple[Parcel, ...]
    state: dict[str, Any]
    visit: Visit | None = None


@atexit.register
def _end() -> None:
    for one in _running:
        one.kill()


def on_beat(now: int) -> None:
    """Start a process for what is due, unless one runs. Never waits. now: ms."""
    _running[:] = [one for one in _running if one.poll() is None]
    if _running or not queries.waiting(datetime.fromtimestamp(now / 1000, UTC)):
        return
    begin = f"import os, resource; os.nice(10); resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS})); "
    words = [sys.executable, "-c", begin + "from hsoc.cli import main; main()", "portal", "manage", "pulls", "--due"]
    _running.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True))  # noqa: S603  (our own command)


def pull(one: Pull, *, now: datetime) -> str:
    """Fetch one source and take in what it has; what happened, in a sentence, which is noted at the source, too."""
    number = one.organisation.number
    actor = Actor(username=f"pull {one.name}"[:60], via=f"pull:{one.pk}", organisation=number, seats=(Seat(number, Role.ANALYST),))
    try:
        got = _KINDS[Pull.Kind(one.kind)](one, now)
        said = _taken(actor, one, got, now)
    except (Unfetched, Unreadable, Refused, ValueError, OSError, inbox.Full) as error:
        note_pull(actor=actor, pull=one, message=str(error), failed=True, now=now)
        return f"{one.name}: {error}"
    fault = got.visit.fault if got.visit else ""
    if got.visit:
        note_papers(pull=one, papers=[(paper.place, paper.updated, not paper.fault) for paper in got.visit.tried])
        said += _also(got.visit)
    note_pull(actor=actor, pull=one, message=fault or said, failed=bool(fault), now=now, **got.state)
    return f"{one.name}: {fault or said}"


def _also(visit: Visit) -> str:
    faults = [paper.fault for paper in visit.tried if paper.fault]
    words = [f"{len(faults)} papers could not be had ({faults[0]})"] if faults else []
    words += [f"{visit.left} papers wait for the next fetch"] if visit.left else []
    words += [f"{visit.closed} feeds want a token"] if visit.closed else []
    return "".join(f"; {word}" for word in words)


def _taken(actor: Actor, one: Pull, got: Got, now: datetime) -> str:
    new = changed = same = left = 0
    for parcel in got.parcels:
        made = take_in(actor=actor, organisation=actor.organisation, parcel=parcel, via=f"pull:{one.name}"[:60], now=now)
        new, changed, same = new + made.indicators + made.advisories, changed + made.changed, same + made.same
        left += parcel.rejected + len(made.refused)
    return f"{new} new, {changed} changed, {same} known before, {left} refused" if got.parcels else "nothing new"


def _asked(one: Pull, url: str, *, accept: str = "", again: bool = False) -> Fetched:
    headers = {"Accept": accept} if accept else {}
    if (secret := shown(one.secret)) and _origin(url) == _origin(one.url):
        basic = base64.b64encode(f"{one.user}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {basic}" if one.user else f"Bearer {secret}"
    if again:
        headers |= {"If-None-Match": one.etag} if one.etag else {"If-Modified-Since": one.modified} if one.modified else {}
    allowed = tuple(ip_network(text) for text in settings.PULLS_ALLOWED)
    own = tuple(ip_network(prefix) for _, prefix in all_prefixes())
    return fetched(url, headers=headers, limits=Limits(allowed=allowed, own=own))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _plain(one: Pull, now: datetime) -> Got:
    start, end = term(int(now.timestamp() * 1000), days=one.days)
    answer = _asked(one, one.url, again=one.cursor == str(start))
    if answer.unchanged:
        return Got((), {})
    spread, use = TLP(one.tlp), PAP(one.pap)
    parcel = plain.decode(answer.content, now=start, source=one.name, spread=spread, use=use, until=end, to_block=one.to_block)
    return Got((parcel,), {"etag": answer.etag, "modified": answer.modified, "cursor": str(start)})


def _csv(one: Pull, now: datetime) -> Got:
    start, end = term(int(now.timestamp() * 1000), days=one.days)
    answer = _asked(one, one.url, again=one.cursor == str(start))
    if answer.unchanged:
        return Got((), {})
    found = csv.decode(answer.content, now=start, mapping=_columns(answer.content))
    labelled = tuple(_labelled(item, one, end) for item in found.indicators)
    state = {"etag": answer.etag, "modified": answer.modified, "cursor": str(start)}
    return Got((msgspec.structs.replace(found, indicators=labelled),), state)


def _columns(content: bytes) -> csv.Mapping:
    """How the table is read: as values, even where it looks like a log of events, because a source is asked for values."""
    told = csv_proposed(content)
    if told.kind == INDICATORS:
        return told
    names = {"source.address": "value", "tlp": "tlp"}
    columns = {column: names[field] for column, field in told.columns.items() if field in names}
    return msgspec.structs.replace(told, kind=INDICATORS, columns=columns)


def _labelled(item: Any, one: Pull, end: int) -> Any:
    """A value of a table that says no label gets the source's; one that says one keeps it."""
    until = item.until or end
    if item.tlp != TLP.AMBER_STRICT:
        return msgspec.structs.replace(item, until=until)
    return msgspec.structs.replace(item, tlp=TLP(one.tlp), pap=PAP(one.pap), to_block=one.to_block, until=until)


def _taxii(one: Pull, now: datetime) -> Got:
    base = one.url.rstrip("/") + ("/" if one.url.rstrip("/").endswith("/objects") else "/objects/")
    parcels, last, following = [], one.cursor, ""
    for _ in range(MOST_PAGES):
        words = {"limit": PAGE} | ({"added_after": last} if last else {}) | ({"next": following} if following else {})
        answer = _asked(one, f"{base}?{urlencode(words)}", accept=MEDIA)
        try:
            envelope = msgspec.json.decode(answer.content or b"{}", type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise Unfetched(f"{urlsplit(base).hostname} answers something that is no TAXII: {error}") from error
        if envelope.get("objects"):
            parcels.append(stix.decode(answer.content, now=int(now.timestamp() * 1000)))
        reached = answer.headers.get("x-taxii-date-added-last", "")
        following = str(envelope.get("next") or "")
        if not envelope.get("more"):
            last = reached or last
            break
        # whoever gives no cursor is paged by time
        last = last if following else reached or last
    return Got(tuple(parcels), {"cursor": last[:200]})


def _misp(one: Pull, now: datetime) -> Got:
    base = one.url.rstrip("/").removesuffix("/manifest.json")
    answer = _asked(one, f"{base}/manifest.json")
    try:
        manifest = msgspec.json.decode(answer.content, type=dict[str, dict[str, Any]])
    except msgspec.DecodeError as error:
        raise Unfetched(f"{base}/manifest.json is no manifest of a MISP feed: {error}") from error
    since = int(one.cursor or 0)
    stamps = {name: _stamp(about.get("timestamp")) for name, about in manifest.items() if len(name) <= MOST_UUID and name.isascii()}
    due = sorted((stamp, name) for name, stamp in stamps.items() if stamp > since and name.replace("-", "").isalnum())[:MOST_EVENTS]
    parcels = []
    for stamp, name in due:
        parcels.append(misp.decode(_asked(one, f"{base}/{name}.json").content, now=int(now.timestamp() * 1000)))
        since = stamp
    return Got(tuple(parcels), {"cursor": str(since)})


def _csaf(one: Pull, now: datetime) -> Got:
    found = visited(
        one.url,
        ask=lambda url: _asked(one, url),
        known=queries.papers(one),
        secret=bool(one.secret),
        now=int(now.timestamp() * 1000),
    )
    return Got((found.parcel,) if found.tried else (), {}, found)


def _stamp(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


_KINDS: Final = {
    Pull.Kind.PLAIN: _plain,
    Pull.Kind.CSV: _csv,
    Pull.Kind.TAXII: _taxii,
    Pull.Kind.MISP: _misp,
    Pull.Kind.CSAF: _csaf,
}
