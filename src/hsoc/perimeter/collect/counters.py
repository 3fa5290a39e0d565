"""Counters per exporter: what came, what was lost, what could not be read, and why. Never: deciding what to do about it."""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.records.packets import Exporter

LONGEST_ERROR: Final = 200  # characters of the last error kept


class ExporterCounters(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator sees of one exporter. Counts since the collector started.

    lost: in the exporter's own unit: flows for v5 and IPFIX, packets for v9, samples' datagrams for sFlow.
    """

    exporter: Exporter
    datagrams: int = 0
    bytes: int = 0
    flows: int = 0
    reverse_flows: int = 0  # of `flows`: the other half of biflows
    options: int = 0  # options records
    templates: int = 0  # in force now
    template_changes: int = 0  # new, re-assigned or withdrawn
    templates_refused: int = 0  # over a ceiling or malformed
    gaps: int = 0  # places where the sequence jumped forward
    lost: int = 0  # how much is missing there
    resets: int = 0  # places where it went back: restart or re-ordering
    malformed: int = 0  # datagrams or sets that lied
    unknown_version: int = 0
    unknown_data: int = 0  # data sets that came before their template
    replayed: int = 0  # … and were decoded later
    pending_dropped: int = 0  # … and were thrown away: too many or too old
    pending_bytes: int = 0  # kept now
    skipped_records: int = 0  # records without any address
    last_error: str = ""
    sampling: tuple[tuple[str, int], ...] = ()  # (whose, 1 of N) as the options say
    interfaces: tuple[tuple[int, str], ...] = ()  # (index, name)
    vrfs: tuple[tuple[int, str], ...] = ()  # (id, name)


class Tally:
    """The counters while they count. One per exporter; `frozen` gives the value."""

    def __init__(self, exporter: Exporter) -> None:
        """All at nought."""
        self.exporter = exporter
        self.counts: dict[str, int] = {}
        self.last_error = ""

    def add(self, name: str, count: int = 1) -> None:
        """Count."""
        self.counts[name] = self.counts.get(name, 0) + count

    def error(self, name: str, reason: str, count: int = 1) -> None:
        """Count and remember the last reason."""
        self.add(name, count)
        self.last_error = reason[:LONGEST_ERROR]


class Unknown(msgspec.Struct, frozen=True):
    """Senders that are not in the configuration: the first few by name, the rest as a sum."""

    senders: tuple[tuple[str, int], ...] = ()
    others: int = 0
