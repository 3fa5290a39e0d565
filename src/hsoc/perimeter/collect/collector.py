"""The collector: datagrams in, one flow table out, and everything that went wrong counted per exporter. Pure; sockets are in wires.

Control comes in order: where a template or an options record changes how data is read, the data before it is read first, so that cutting
a stream into other batches changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.collect.assemble import assemble
from hsoc.perimeter.collect.batch import UNKNOWABLE, Batch
from hsoc.perimeter.collect.counters import ExporterCounters, Tally, Unknown
from hsoc.perimeter.collect.framing import REASONS, SFLOW, Int64s, P, Status, frame, sealed
from hsoc.perimeter.collect.sequence import gaps
from hsoc.perimeter.collect.session import Session
from hsoc.perimeter.collect.sflow import Agents, read_sflow
from hsoc.records.flow import no_flows
from hsoc.records.packets import Datagrams, Exporter

MOST_SESSIONS: Final = 1024  # streams remembered; each holds at most its templates and 256 KiB of waiting data
MOST_EXPORTERS: Final = 1024  # exporters with counters of their own where the allow-list is off
MOST_UNKNOWN: Final = 64  # senders that are not allowed, by name
MOST_SHOWN: Final = 256  # names or rates of one exporter in its counters


class Collector:
    """Decodes NetFlow v5, v9, IPFIX and sFlow v5 of any number of exporters.

    exporters: who may speak, by address and receiving port; port 0 stands for any socket. None lets everybody (demo, replay).
    """

    def __init__(self, exporters: Iterable[Exporter] | None = None) -> None:
        """Nothing known yet."""
        self._allowed = None if exporters is None else frozenset((e.address, e.port) for e in exporters)
        self._sessions: dict[tuple[Exporter, int, int], Session] = {}
        self._tallies: dict[Exporter, Tally] = {}
        self._agents: dict[Exporter, Agents] = {}
        self._unknown: dict[str, int] = {}
        self._unknown_others = 0

    def counters(self) -> tuple[ExporterCounters, ...]:
        """What an operator sees, one per exporter."""
        return tuple(self._frozen(exporter, tally) for exporter, tally in self._tallies.items())

    def unknown(self) -> Unknown:
        """Datagrams of senders that are not in the configuration; never parsed."""
        return Unknown(tuple(self._unknown.items()), self._unknown_others)

    def decode(self, datagrams: Datagrams) -> pa.Table:
        """Flow table of a micro-batch (FLOW_SCHEMA), rows grouped by template. Bad bytes raise nothing: they are counted."""
        admitted = self._admitted(datagrams)
        chosen = np.flatnonzero(admitted[datagrams.exporter])
        if not len(chosen):
            return no_flows()
        lengths, offsets, exporter = datagrams.lengths[chosen], datagrams.offsets[chosen], datagrams.exporter[chosen]
        buffer = sealed(datagrams.buffer)
        packets, sets = frame(buffer, offsets, lengths)
        self._count(datagrams, packets, lengths, exporter)
        sessions, session_of = self._of_packets(datagrams, packets, exporter)
        batch = Batch(buffer, packets, sets, datagrams.received[chosen], sessions, session_of)
        batch.run()
        self._sequences(batch, session_of)
        sflow = np.flatnonzero(packets[:, P.VERSION] == SFLOW)
        for number in np.unique(exporter[sflow]).tolist():
            mine = sflow[exporter[sflow] == number]
            who = datagrams.exporters[number]
            agents = self._agents.setdefault(who, {})
            columns = read_sflow(buffer, offsets[mine], lengths[mine], batch.received[mine], self._tally(who), agents)
            batch.parts.append((who, columns))
        return assemble(batch.parts)

    def _admitted(self, datagrams: Datagrams) -> NDArray[np.bool_]:
        counts = np.bincount(datagrams.exporter, minlength=len(datagrams.exporters)).tolist()
        out = np.zeros(len(datagrams.exporters), np.bool_)
        for number, (exporter, count) in enumerate(zip(datagrams.exporters, counts, strict=True)):
            allowed = self._allowed is None or (exporter.address, exporter.port) in self._allowed or (exporter.address, 0) in self._allowed
            if allowed and (exporter in self._tallies or len(self._tallies) < MOST_EXPORTERS):
                out[number] = True
            elif exporter.address in self._unknown or len(self._unknown) < MOST_UNKNOWN:
                self._unknown[exporter.address] = self._unknown.get(exporter.address, 0) + count
            else:
                self._unknown_others += count
        return out

    def _tally(self, exporter: Exporter) -> Tally:
        if exporter not in self._tallies:
            self._tallies[exporter] = Tally(exporter)
        return self._tallies[exporter]

    def _count(self, datagrams: Datagrams, packets: Int64s, lengths: Int64s, exporter: Int64s) -> None:
        for number in np.unique(exporter).tolist():
            mine = exporter == number
            tally = self._tally(datagrams.exporters[number])
            tally.add("datagrams", int(mine.sum()))
            tally.add("bytes", int(lengths[mine].sum()))
            for bad in np.flatnonzero(mine & (packets[:, P.STATUS] != Status.OK)).tolist():
                status = Status(int(packets[bad, P.STATUS]))
                name = "unknown_version" if status is Status.UNKNOWN_VERSION else "malformed"
                tally.error(name, f"offset {packets[bad, P.WHERE]}: {REASONS[status]} (version {packets[bad, P.VERSION]})")

    def _of_packets(self, datagrams: Datagrams, packets: Int64s, exporter: Int64s) -> tuple[list[Session], Int64s]:
        """Sessions of a batch and the index of each packet's among them, -1 where it has none."""
        version = packets[:, P.VERSION]
        flows = (version == 5) | (version == 9) | (version == 10)
        keys = np.where(flows, exporter << 36 | version << 32 | packets[:, P.DOMAIN], -1)
        known, inverse = np.unique(keys, return_inverse=True)
        sessions: list[Session] = []
        index = np.full(len(known), -1, np.int64)
        for place, key in enumerate(known.tolist()):
            if key < 0:
                continue
            session = self._session(datagrams.exporters[key >> 36], key >> 32 & 15, key & 0xFFFF_FFFF)
            if session is not None:
                index[place] = len(sessions)
                sessions.append(session)
        return sessions, index[inverse]

    def _session(self, exporter: Exporter, version: int, domain: int) -> Session | None:
        key = (exporter, version, domain)
        if key not in self._sessions:
            if len(self._sessions) >= MOST_SESSIONS:
                self._tally(exporter).error("malformed", f"observation domain {domain}: already {MOST_SESSIONS} streams")
                return None
            self._sessions[key] = Session(self._tally(exporter), version=version)
        return self._sessions[key]

    def _sequences(self, batch: Batch, session_of: Int64s) -> None:
        for number, session in enumerate(batch.sessions):
            mine = np.flatnonzero((session_of == number) & (batch.packets[:, P.STATUS] != Status.TOO_SHORT))
            if not len(mine):
                continue
            steps = batch.steps[mine]
            if session.version == 9:
                steps = np.ones(len(mine), np.int64)
            elif session.version == 5:
                steps = batch.packets[mine, P.COUNT]
            found = gaps(batch.packets[mine, P.SEQUENCE], np.where(steps < UNKNOWABLE // 2, -1, steps), expected=session.expected)
            session.expected = found.expected
            for name in ("gaps", "lost", "resets"):
                if count := getattr(found, name):
                    session.tally.add(name, count)

    def _frozen(self, exporter: Exporter, tally: Tally) -> ExporterCounters:
        mine = [(domain, session) for (who, _, domain), session in self._sessions.items() if who == exporter]
        rates = [(f"domain {domain} {kind} {number}", rate) for domain, s in mine for (kind, number), rate in s.options.sampling.items()]
        return ExporterCounters(
            exporter=exporter,
            last_error=tally.last_error,
            templates=sum(len(s.templates) for _, s in mine),
            pending_bytes=sum(s.pending_bytes for _, s in mine),
            sampling=tuple(rates[:MOST_SHOWN]),
            interfaces=tuple([item for _, s in mine for item in s.options.interfaces.items()][:MOST_SHOWN]),
            vrfs=tuple([item for _, s in mine for item in s.options.vrfs.items()][:MOST_SHOWN]),
            **cast("dict[str, Any]", tally.counts),
        )
