"""The routing guard's ears in the engine: sources opened, heard into routes, VRPs handed over, health told. Never: a judgement, a clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hsoc.exchange.bgp.encode import encode as bgp_message
from hsoc.exchange.bmp.encode import encode as bmp_message
from hsoc.perimeter.collect.hearing import Hearing
from hsoc.perimeter.guard.settings import Routing
from hsoc.perimeter.guard.validity import validity
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.wires.attested import Attestations
from hsoc.perimeter.wires.streams import Streams
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import Envelope, Route, Routes, joined


class Ears:
    """Everything that is open for routing. Raises ValueError or OSError where a place cannot be used, with its name."""

    def __init__(self, routing: Routing, guard: Guard, *, clock: Callable[[], int], folder: Path) -> None:
        """folder: what file names are relative to."""
        hear = routing.hear
        self._guard = guard
        self._streams = Streams(clock=clock)
        kinds: dict[str, str] = {}
        self.ports: dict[str, int] = {}
        self._attested: list[Attestations] = []
        try:
            for name, place in (("bmp", hear.bmp), ("ris_live", hear.ris_live), ("exabgp", hear.exabgp)):
                if place:
                    kinds[name] = name
                    self.ports[name] = self._streams.listen(name, *_place(f"routing.hear.{name}", place))
            for name, kind, path in (("ris_live_file", "ris_live", hear.ris_live_file), ("exabgp_pipe", "exabgp", hear.exabgp_pipe)):
                if path:
                    kinds[name] = kind
                    self._streams.follow(name, folder / path)
            if routing.vrp_file:
                self._attested.append(Attestations(path=folder / routing.vrp_file, clock=clock))
            if routing.rtr:
                self._attested.append(Attestations(cache=_place("routing.rtr", routing.rtr), clock=clock))
        except (OSError, ValueError):
            self.close()
            raise
        self._hearing = Hearing(kinds)
        self._sets: dict[int, Any] = {}
        self._streams.start()

    def take(self, *, now: int) -> Routes:
        """What was heard since; new VRPs are handed to the guard first. now: ms."""
        fresh = False
        for n, one in enumerate(self._attested):
            news = one.take()
            if news is not None:
                self._sets[n], fresh = news, True
        if fresh:
            sets = self._sets.values()
            self._guard.attest(validity([vrp for one in sets for vrp in one.vrps], [aspa for one in sets for aspa in one.aspas]))
        pieces = self._streams.take()
        return joined([self._hearing.take(one.source, one.number, one.data, ended=one.ended, now=now) for one in pieces])

    def status(self) -> dict[str, Any]:
        """Health of each source, of the VRPs and of the guard, JSON-ready."""
        return {
            "guard": self._guard.health(),
            "sources": [{"wire": one, "heard": self._hearing.heard[one.source]} for one in self._streams.conditions],
            "vrps": [one.condition for one in self._attested],
        }

    def close(self) -> None:
        """Let go of everything."""
        self._streams.close()
        for one in self._attested:
            one.close()


def warm() -> int:
    """Compile the kernels, or load them from Numba's cache, before anything is open; the number of findings, to see that it did."""
    message = bmp_message(
        Envelope(0, "192.0.2.1", 64501, bgp_message(Route(time=0, peer="", peer_asn=0, prefix="198.18.0.0/15", path=(64501,))))
    )
    heard = Hearing({"bmp": "bmp"}).take("bmp", 1, message, ended=False, now=0)
    return Guard(Policy(announcements=(Announcement(prefix="198.18.0.0/15", origins=(64500,)),))).step(heard, now=0).num_rows


def _place(name: str, text: str) -> tuple[str, int]:
    """HOST:PORT, an IPv6 address in brackets or bare. Raises ValueError that names the setting."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{name}: {text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)
