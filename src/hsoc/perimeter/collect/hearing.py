"""What comes over each connection, put together into routes: BMP messages, lines of RIS-Live and of ExaBGP. Pure. Never: sockets.

A connection that ends takes the words of its peers with it: they are told as sessions that ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from hsoc.exchange.bgp.decode import decode as decode_bgp
from hsoc.exchange.bmp.decode import Connection, Unreadable
from hsoc.exchange.exabgp.decode import Unreadable as BadExabgp
from hsoc.exchange.exabgp.decode import decode as decode_exabgp
from hsoc.exchange.rislive.decode import Unreadable as BadRis
from hsoc.exchange.rislive.decode import decode as decode_ris
from hsoc.records.address import text
from hsoc.records.route import Kind, Route, Routes, joined, routes

LONGEST_LINE: Final = 4 << 20  # bytes of a line that has not ended; beyond, the line is left out
MOST_PEERS: Final = 4096  # peers remembered of one connection
LINES: Final[dict[str, Callable[[bytes], tuple[Route, ...]]]] = {"ris_live": decode_ris, "exabgp": decode_exabgp}


class Heard(msgspec.Struct):
    """One source's counts, for the operator."""

    updates: int = 0
    errors: int = 0
    peers_up: int = 0
    peers_down: int = 0
    last_error: str = ""


class Hearing:
    """All connections of all sources. kinds: what a source speaks, `bmp`, `ris_live` or `exabgp`, by its name."""

    def __init__(self, kinds: dict[str, str]) -> None:
        """Nothing heard yet."""
        self._kinds = kinds
        self._routers: dict[int, Connection] = {}
        self._rests: dict[int, bytes] = {}
        self._deaf: set[int] = set()  # connections that stopped making sense
        self._peers: dict[int, set[tuple[int, int, int]]] = {}
        self.heard = {name: Heard() for name in kinds}

    def take(self, source: str, number: int, data: bytes, *, ended: bool, now: int) -> Routes:
        """What a piece of a connection says. now: ms."""
        heard = self.heard[source]
        found = []
        if data and number not in self._deaf:
            found.append(self._bmp(heard, number, data, now) if self._kinds[source] == "bmp" else self._lines(source, heard, number, data))
            self._remember(number, heard, found[0])
        if ended:
            found.append(self._ended(number, now=now))
        batch = joined(found)
        heard.updates += len(batch)
        return batch

    def _bmp(self, heard: Heard, number: int, data: bytes, now: int) -> Routes:
        router = self._routers.setdefault(number, Connection())
        try:
            frames = router.feed(data, now=now)
        except Unreadable as error:
            heard.errors, heard.last_error = heard.errors + 1, str(error)
            self._deaf.add(number)
            return routes(())
        found, tally = decode_bgp(frames)
        if tally.malformed or tally.treated_as_withdrawn:
            heard.errors += tally.malformed + tally.treated_as_withdrawn
            heard.last_error = "a BGP message that is malformed"
        return found

    def _lines(self, source: str, heard: Heard, number: int, data: bytes) -> Routes:
        *lines, rest = (self._rests.get(number, b"") + data).split(b"\n")
        if len(rest) > LONGEST_LINE:
            heard.errors, heard.last_error, rest = heard.errors + 1, f"a line of more than {LONGEST_LINE} bytes", b""
        self._rests[number] = rest
        read = LINES[self._kinds[source]]
        out: list[Route] = []
        for line in lines:
            if line.strip():
                try:
                    out += read(line)
                except (BadRis, BadExabgp) as error:
                    heard.errors, heard.last_error = heard.errors + 1, str(error)
        return routes(out)

    def _remember(self, number: int, heard: Heard, batch: Routes) -> None:
        if not len(batch):
            return
        peers = self._peers.setdefault(number, set())
        kinds = batch.column("kind")
        heard.peers_up += int((kinds == Kind.UP).sum())
        heard.peers_down += int((kinds == Kind.DOWN).sum())
        if len(peers) < MOST_PEERS:
            peers.update(zip(*(batch.column(name).tolist() for name in ("peer_hi", "peer_lo", "peer_asn")), strict=True))

    def _ended(self, number: int, *, now: int) -> Routes:
        self._routers.pop(number, None)
        self._rests.pop(number, None)
        self._deaf.discard(number)
        gone = sorted(self._peers.pop(number, ()))
        return routes([Route(time=now, peer=text(hi, lo), peer_asn=asn, kind=Kind.DOWN) for hi, lo, asn in gone])
