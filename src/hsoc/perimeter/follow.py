"""Detectors over a journal that grows, on Apache Spark: each window is judged once. Belongs here: when. Never: a rule, an engine's set-up.

For journals on storage that several engines share. Spark's file stream says that segments have arrived (`foreachBatch`, with a checkpoint
of its own); what is judged, the manifest alone says. A file that arrives is either named by the manifest or not there yet, and a rewritten
one (small segments made one, an hour ordered by member) arrives anew with rows that were there before: rows counted as they arrive would
be missed, or counted twice.

The watermark is the newest start of a flow in the manifest less LATE_MS. Windows that end at or before it are judged from all segments
that reach into them; what is found, and how far it was judged, is published in one rename (the batch key of a seal in a journal of
detections of its own). So a stream that dies begins after the last published window, whatever Spark's checkpoint says.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec
import pyarrow as pa

from hsoc.journal import reader
from hsoc.journal.days import day_of
from hsoc.journal.store import Busy
from hsoc.journal.writer import Writer
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.rollup import DAY_MS, MINUTE_MS
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.history import SPARK, Unusable, spark_session, spark_windows
from hsoc.records.detection import DETECTION_SCHEMA

LATE_MS: Final = 2 * MINUTE_MS  # a router tells of a flow at most a minute after its last packet, and the journal seals within ten seconds
LASTING_MS: Final = DAY_MS  # how long before its end a flow may have begun; routers tell of long ones each half hour at the latest
EVERY: Final = "10 seconds"  # between two looks for new segments
KEY: Final = "judged-until-"
# segments end with a digit; the sums that lie beside clustered ones do not
SEGMENTS: Final = "*[0-9].parquet"


class Follower:
    """What was judged, and the judging of what is due. One at a time over the same `into`."""

    def __init__(self, detectors: Sequence[Detector], *, journal: Path, into: Path, days: int = 1, out: TextIO | None = None) -> None:
        """into: folder of the journal of detections; days: how far back it begins where it has not judged anything yet.

        Raises journal.store.Busy where another one writes there.
        """
        self._detectors, self._journal, self._days = tuple(detectors), journal, days
        self._writer = Writer(into, kind="detections", schema=DETECTION_SCHEMA)
        self._out = out or sys.stdout
        keys = [key for key in self._writer.manifest.batches if key.startswith(KEY)]
        self.until = int(keys[-1].removeprefix(KEY)) if keys else 0

    def judge(self, session: Any) -> int:
        """Judge every window that ended by the watermark and was not judged; how many detections. session: Spark's."""
        segments = reader.segments(self._journal, "flows")
        if not segments:
            return 0
        until = max(one.high for one in segments) - LATE_MS
        begun = self.until or until - self._days * DAY_MS
        if until <= begun:
            return 0
        found = []
        for detector in self._detectors:
            # windows end at multiples of their length, and hold what ended in [end - window, end)
            first, last = (at - at % detector.window for at in (begun, until))
            files = self._files(first, last)
            if files and first < last:
                found.append(spark_windows(detector, files, session, between=(first, last)))
        table = pa.concat_tables([DETECTION_SCHEMA.empty_table(), *found])
        if table.num_rows:
            self._writer.append(table, now=until)
        self._writer.seal(now=until, batch=f"{KEY}{until}")
        self.until = until
        self._out.writelines(msgspec.json.encode(row).decode() + "\n" for row in table.to_pylist())
        self._out.flush()
        return table.num_rows

    def close(self) -> None:
        """Let go of the journal of detections."""
        self._writer.close()

    def _files(self, after: int, until: int) -> tuple[str, ...]:
        """Segments with flows that may have ended in [after, until)."""
        held = [day for day in reader.days(self._journal, "flows") if day_of(after - LASTING_MS) <= day <= day_of(until)]
        folder = (self._journal / "flows").absolute()
        segments = reader.segments(self._journal, "flows", days=held)
        return tuple(str(folder / one.path) for one in segments if one.low < until and one.high >= after - LASTING_MS)


def follow(
    *,
    detectors: Sequence[str],
    journal: Path,
    into: Path,
    engine: str,
    days: int = 1,
    once: bool = False,
    out: TextIO | None = None,
) -> None:
    """Follow a journal until interrupted (once: until all that is there is judged). detectors: names, none = all. Raises Unusable."""
    known = {one.name: one for one in DETECTORS}
    for name in detectors:
        if name not in known:
            raise Unusable(f"follow: there is no window detector {name!r}; there are {', '.join(sorted(known))}")
    if not engine.startswith(SPARK):
        raise Unusable(f"follow: a stream needs Spark, not {engine!r}; use spark://…, local[n] or local-cluster[…]")
    if not (journal / "flows").is_dir():
        raise Unusable(f"{journal / 'flows'}: there is no such folder; name the engine's data folder with --data")
    chosen = [known[name] for name in dict.fromkeys(detectors)] or list(DETECTORS)
    try:
        follower = Follower(chosen, journal=journal, into=into, days=days, out=out)
    except Busy as busy:
        raise Unusable(f"follow: {busy}; only one process may follow into a folder") from busy
    try:
        with spark_session(engine) as session:
            query = _stream(session, journal, into / "checkpoint", follower, once=once)
            try:
                query.awaitTermination()
            finally:
                query.stop()
    finally:
        follower.close()


def _stream(session: Any, journal: Path, checkpoint: Path, follower: Follower, *, once: bool) -> Any:
    """The query: rows are never asked of it, only that some have come."""
    arriving = session.readStream.schema("`last` BIGINT").option("pathGlobFilter", SEGMENTS).option("recursiveFileLookup", "true")

    def arrived(_batch: Any, _number: int) -> None:
        follower.judge(session)

    writer = arriving.parquet(str((journal / "flows").absolute())).writeStream.foreachBatch(arrived)
    writer = writer.option("checkpointLocation", str(checkpoint.absolute()))
    return (writer.trigger(availableNow=True) if once else writer.trigger(processingTime=EVERY)).start()
