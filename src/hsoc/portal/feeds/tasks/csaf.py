"""A visit at a CSAF provider: which papers are new, their bytes, their hashes. Never: how HTTP is bounded, what becomes of a paper.

Only papers that were changed since they were last taken are fetched. One that cannot be had is tried again at each of the next few
visits, after all others, until its provider changes it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

import msgspec

from hsoc.exchange.csaf import decode, visit
from hsoc.exchange.csaf.provider import WELL_KNOWN
from hsoc.portal.feeds.queries.pulls import Known
from hsoc.portal.feeds.tasks.fetch import Fetched, Unfetched
from hsoc.records.advisory import Advisory
from hsoc.records.parcel import Parcel, Rejects, Unreadable
from hsoc.records.tlp import TLP, narrowest

MOST_PAPERS: Final = 200  # in one visit; the rest comes at the next one
MOST_TRIES: Final = 5  # of one version of a paper that cannot be had
MOST_SECONDS: Final = 900.0  # of one visit; what is left comes at the next one
Ask = Callable[[str], Fetched]


class Tried(msgspec.Struct, frozen=True):
    """One paper of a visit. place: of its address; updated: the version that was asked for; fault: '' where it was taken."""

    place: str
    updated: str
    fault: str = ""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit brought. left: papers that wait for the next one; closed: feeds of other labels that were not asked for."""

    parcel: Parcel
    tried: tuple[Tried, ...]
    left: int = 0
    closed: int = 0

    @property
    def fault(self) -> str:
        """Why nothing came though something should have."""
        faults = [one.fault for one in self.tried if one.fault]
        return faults[0] if faults and len(faults) == len(self.tried) else ""


def address(url: str) -> str:
    """Where a provider's metadata are: the address itself, or the well-known place of its site."""
    return url if urlsplit(url).path.endswith(".json") else url.rstrip("/") + WELL_KNOWN


def place(url: str) -> str:
    """A paper's address as it is remembered."""
    return hashlib.sha256(url.encode()).hexdigest()


def visited(url: str, *, ask: Ask, known: dict[str, Known], secret: bool, now: int) -> Visit:
    """One visit. secret: whether there is a token for feeds that are not for everybody; now: ms. Raises Unfetched, Unreadable."""
    until = time.monotonic() + MOST_SECONDS
    where = address(url)
    provider = visit.metadata(ask(where).content)
    entries, closed = _offered(provider, ask, secret=secret)
    scheme = urlsplit(where).scheme
    due = sorted(_due(entries, known), key=lambda one: (known.get(place(one.url), Known()).failures, one.updated, one.url))
    papers: list[Advisory] = []
    rejects, tried = Rejects(), []
    for number, entry in enumerate(due[:MOST_PAPERS]):
        if time.monotonic() > until:
            break
        fault = ""
        try:
            if urlsplit(entry.url).scheme != scheme:
                raise Unfetched(f"{entry.url[:200]} is of another scheme than the provider")  # noqa: TRY301
            papers += _paper(entry, ask, provider, rejects, number, now)
        except (Unfetched, Unreadable) as error:
            fault = f"{entry.url[-100:]}: {error}"[:400]
            rejects.add(number, entry.url[-100:], str(error))
        tried.append(Tried(place(entry.url), entry.updated, fault))
    parcel = Parcel(advisories=tuple(papers), items=len(tried), rejected=rejects.count, rejects=tuple(rejects.told))
    return Visit(parcel=parcel, tried=tuple(tried), left=len(due) - len(tried), closed=closed)


def _offered(provider: visit.Provider, ask: Ask, *, secret: bool) -> tuple[list[visit.Entry], int]:
    """All papers of all feeds that are open to us; of directories where there are no feeds."""
    open_ = [one for one in provider.feeds if one.label is TLP.CLEAR or secret]
    found = [entry for one in open_ for entry in visit.feed(ask(one.url).content, label=one.label)]
    if not provider.feeds:
        found = [entry for one in provider.directories for entry in visit.changes(ask(f"{one}changes.csv").content, directory=one)]
    return list({entry.url: entry for entry in found}.values()), len(provider.feeds) - len(open_)


def _due(entries: Iterable[visit.Entry], known: dict[str, Known]) -> list[visit.Entry]:
    found = []
    for entry in entries:
        had = known.get(place(entry.url), Known())
        if had.updated == entry.updated and entry.updated:
            continue
        if had.tried == entry.updated and had.failures >= MOST_TRIES:
            continue
        found.append(entry)
    return found


def _paper(entry: visit.Entry, ask: Ask, provider: visit.Provider, rejects: Rejects, number: int, now: int) -> list[Advisory]:
    content = ask(entry.url).content
    _hashed(content, entry, ask, needed=provider.hashes)
    parcel = decode(content, now=now)
    for one in parcel.rejects:
        rejects.add(number, one.place, one.reason)
    # a feed's label binds as much as the paper's own
    return [one if entry.label is None else msgspec.structs.replace(one, tlp=narrowest(one.tlp, entry.label)) for one in parcel.advisories]


def _hashed(content: bytes, entry: visit.Entry, ask: Ask, *, needed: bool) -> None:
    """Raises Unfetched where the hash differs, or is missing though the provider promises one."""
    if not entry.digest:
        if needed:
            raise Unfetched("its provider promises a hash and names none")
        return
    try:
        wanted = visit.digest(ask(entry.digest).content, algorithm=entry.algorithm)
    except Unfetched:
        if needed:
            raise
        return
    if hashlib.new(entry.algorithm, content).hexdigest() != wanted:
        raise Unfetched(f"its {entry.algorithm.upper()} differs from the one beside it, so it is not what its provider published")
