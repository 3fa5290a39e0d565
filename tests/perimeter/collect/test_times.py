import numpy as np
from tests.factories.exports import NOW

from hsoc.perimeter.collect.times import NTP_EPOCH, first_last


def times(*, uptime: int | None = None, boot: int | None = None, **raw: int) -> tuple[int, int]:
    columns = {name: np.array([value], np.int64) for name, value in raw.items()}
    first, last = first_last(columns, export=np.array([NOW]), uptime=None if uptime is None else np.array([uptime]), boot=boot)
    return int(first[0]), int(last[0])


def ntp(ms: int) -> int:
    value = (ms // 1000 + NTP_EPOCH) % (1 << 32) << 32 | ms % 1000 * (1 << 32) // 1000 + 1
    return value - (1 << 64) if value >= 1 << 63 else value


def test_milliseconds() -> None:
    assert times(flowStartMilliseconds=NOW - 9, flowEndMilliseconds=NOW - 2) == (NOW - 9, NOW - 2)


def test_seconds() -> None:
    assert times(flowStartSeconds=NOW // 1000 - 9, flowEndSeconds=NOW // 1000) == (NOW - 9000, NOW)


def test_microseconds_and_nanoseconds_are_ntp_stamps() -> None:
    assert times(flowStartMicroseconds=ntp(NOW - 1500), flowEndMicroseconds=ntp(NOW - 250)) == (NOW - 1500, NOW - 250)
    assert times(flowStartNanoseconds=ntp(NOW - 1), flowEndNanoseconds=ntp(NOW)) == (NOW - 1, NOW)


def test_deltas_count_back_from_the_export() -> None:
    assert times(flowStartDeltaMicroseconds=5000, flowEndDeltaMicroseconds=2000) == (NOW - 5, NOW - 2)


def test_uptime_is_measured_against_the_header() -> None:
    assert times(uptime=100_000, flowStartSysUpTime=90_000, flowEndSysUpTime=99_000) == (NOW - 10_000, NOW - 1000)


def test_uptime_survives_its_wrap() -> None:
    assert times(uptime=500, flowStartSysUpTime=(1 << 32) - 1500, flowEndSysUpTime=0) == (NOW - 2000, NOW - 500)


def test_uptime_a_little_ahead_of_the_header_is_not_49_days_ago() -> None:
    assert times(uptime=1000, flowStartSysUpTime=900, flowEndSysUpTime=1100) == (NOW - 100, NOW + 100)


def test_ipfix_uptime_counts_from_the_start_of_the_system() -> None:
    assert times(flowStartSysUpTime=100, flowEndSysUpTime=200, systemInitTimeMilliseconds=NOW - 1000) == (NOW - 900, NOW - 800)
    assert times(flowStartSysUpTime=100, flowEndSysUpTime=200, boot=NOW - 1000) == (NOW - 900, NOW - 800)


def test_ipfix_uptime_without_a_start_ends_at_the_export() -> None:
    assert times(flowStartSysUpTime=100, flowEndSysUpTime=350) == (NOW - 250, NOW)


def test_duration_fills_the_missing_end() -> None:
    assert times(flowStartMilliseconds=NOW - 900, flowDurationMilliseconds=300) == (NOW - 900, NOW - 600)
    assert times(flowEndMilliseconds=NOW, flowDurationMicroseconds=300_000) == (NOW - 300, NOW)


def test_record_without_times_is_of_its_observation_or_of_the_export() -> None:
    assert times(observationTimeMilliseconds=NOW - 7) == (NOW - 7, NOW - 7)
    assert times() == (NOW, NOW)


def test_lies_become_the_time_of_export() -> None:
    assert times(flowStartMilliseconds=-1, flowEndMilliseconds=1 << 60) == (NOW, NOW)
    assert times(flowStartMilliseconds=NOW, flowEndMilliseconds=NOW - 50) == (NOW, NOW)
    assert times(flowStartMilliseconds=1, flowEndMilliseconds=NOW) == (NOW, NOW)
