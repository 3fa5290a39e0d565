"""Times of flows in ms since 1970, from whatever a router sends: sysUptime, seconds to nanoseconds, deltas. Pure column arithmetic."""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.collect.fixed import Raw
from hsoc.perimeter.collect.framing import Int64s

WRAP: Final = 1 << 32
NTP_EPOCH: Final = 2_208_988_800  # s from 1900 to 1970 (RFC 7011, 6.1.9: dateTimeMicroseconds are NTP timestamps)
LONGEST: Final = 86_400_000 * 366  # ms; an uptime wraps after 49.7 days, a longer flow is a lie
LATEST: Final = 253_402_300_799_999  # ms; the end of the year 9999: beyond it no calendar of ours goes


def _ntp(value: Int64s) -> Int64s:
    """NTP timestamp (32 bits seconds since 1900, 32 bits fraction) in ms; the era after 2036 where the seconds are small."""
    seconds = (value >> 32) & (WRAP - 1)
    seconds = np.where(seconds < NTP_EPOCH, seconds + WRAP, seconds) - NTP_EPOCH
    return seconds * 1000 + (((value & (WRAP - 1)) * 1000) >> 32)


def _uptime(value: Int64s, uptime: Int64s, export: Int64s) -> Int64s:
    """A sysUptime value against the header's: the difference modulo 2^32 survives the wrap after 49.7 days."""
    behind = (uptime - value) % WRAP
    return export - np.where(behind >= WRAP // 2, behind - WRAP, behind)


def _absolute(raw: Raw, which: str, export: Int64s) -> Int64s | None:
    """The most precise of the absolute elements for `which` = Start or End."""
    out = None
    if (value := raw.get(f"flow{which}Milliseconds")) is not None:
        out = value
    elif (value := raw.get(f"flow{which}Nanoseconds")) is not None or (value := raw.get(f"flow{which}Microseconds")) is not None:
        out = _ntp(value)
    elif (value := raw.get(f"flow{which}DeltaMicroseconds")) is not None:
        out = export - value // 1000
    elif (value := raw.get(f"flow{which}Seconds")) is not None:
        out = value * 1000
    return out


def _relative(raw: Raw, export: Int64s, uptime: Int64s | None, boot: int | None) -> tuple[Int64s | None, Int64s | None]:
    """Start and end from elements 22 and 21: by the header's uptime (v9), by element 160, or ending at the export."""
    start, end = raw.get("flowStartSysUpTime"), raw.get("flowEndSysUpTime")
    if start is None and end is None:
        return None, None
    started = raw.get("systemInitTimeMilliseconds")
    if uptime is not None:
        return tuple(None if value is None else _uptime(value, uptime, export) for value in (start, end))  # type: ignore[return-value]
    if started is None and boot is not None:
        started = np.full(len(export), boot, np.int64)
    if started is not None:
        return tuple(None if value is None else started + value for value in (start, end))  # type: ignore[return-value]
    if start is None or end is None:
        return export, export
    return export - (end - start) % WRAP, export


def _observed(raw: Raw) -> Int64s | None:
    for name, scale in (("observationTimeMilliseconds", 1), ("observationTimeSeconds", 1000), ("collectionTimeMilliseconds", 1)):
        if (value := raw.get(name)) is not None:
            return value * scale
    for name in ("observationTimeNanoseconds", "observationTimeMicroseconds"):
        if (value := raw.get(name)) is not None:
            return _ntp(value)
    return None


def first_last(raw: Raw, *, export: Int64s, uptime: Int64s | None, boot: int | None) -> tuple[Int64s, Int64s]:
    """Start and end in ms.

    export: ms per record; uptime: the header's sysUptime in ms per record (v9, v5), None for IPFIX; boot: element 160 from the options,
    ms. One end missing is taken from a duration or from the other; both: the time of export.
    """
    start, end = _absolute(raw, "Start", export), _absolute(raw, "End", export)
    if start is None or end is None:
        rel_start, rel_end = _relative(raw, export, uptime, boot)
        start = rel_start if start is None else start
        end = rel_end if end is None else end
    duration = raw.get("flowDurationMilliseconds")
    if duration is None and (micro := raw.get("flowDurationMicroseconds")) is not None:
        duration = micro // 1000
    if start is None and end is None:
        end = _observed(raw)
        end = export if end is None else end
    if start is None:
        assert end is not None
        start = end - duration if duration is not None else end
    if end is None:
        end = start + duration if duration is not None else start
    return _sane(start, end, export)


def _sane(start: Int64s, end: Int64s, export: Int64s) -> tuple[Int64s, Int64s]:
    """Times that no calendar holds become the time of export; an end before its start is moved to the start."""
    end = np.where((end <= 0) | (end > LATEST), export, end)
    start = np.where((start <= 0) | (start > LATEST) | (end - start > LONGEST), end, start)
    return start, np.maximum(start, end)
