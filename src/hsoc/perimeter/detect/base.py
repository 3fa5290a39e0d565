"""The contract of a detector. Belongs here: the shape that every detector has. Never: a threshold, a window, I/O.

A detector is one readable file: what it sees, what it cannot see and who looks innocent, the reference; `Settings` with unit,
default and reason per field; `relevant`, `key`, `least`, and one pure function `detect` from an Ibis table of flows (FLOW_SCHEMA)
to an Ibis table of detections (records.detection). `detect` is the definition: it runs over the journal and on Spark as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

WINDOW_MS: Final = 300_000  # ms; five minutes, the memory of NEMEA and Zeek scan detectors (perimeter.md 1.2)


class Least(msgspec.Struct, frozen=True):
    """A necessary condition for firing: the key's sum of `weight` within the window reaches `amount`.

    weight: `flows` counts rows, `packets` counts packets times sampling, `distinct` counts different values of the columns `of`.
    The live sieve counts this per hashed key; collisions only over-count, so no key that could fire is missed.
    silent: % of the different values that no mirrored row answered, at least; `mirror_of` names the value in those rows, as `of` does in
        the key's own. Keys that were answered are passed by before a row of theirs is moved.
    """

    weight: Literal["flows", "packets", "distinct"]
    amount: int
    of: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    discount: int = 0
    mirror_per: tuple[str, ...] = ()
    silent: int = 0
    mirror_of: tuple[str, ...] = ()


class Mirror(msgspec.Struct, frozen=True):
    """The other direction that a definition looks at (answers to probes, requests before replies).

    relevant: mask as in Detector; key: the columns that name the detector's key in those flows (src and dst swapped), in the same
    order. They are kept and handed to `detect` with the key's own flows, and never count towards `least`.
    """

    relevant: Callable[[Any], Any]
    key: tuple[str, ...]


class Beside(msgspec.Struct, frozen=True):
    """How a definition asks less of a host where many of its network are attacked alike (beside.py). All from the settings.

    alone: packets from which a host needs no neighbours; many: hosts of a /24 (IPv6: of a /64), itself included, that need not reach it;
    each: settings under which `detect` tells every host as if it had them, for the watch, which judges hosts a few at a time.
    """

    alone: Callable[[Any], int]
    many: Callable[[Any], int]
    each: Callable[[Any], Any]


class Detector(msgspec.Struct, frozen=True, kw_only=True):
    """A detector as the pipeline, the journal and the contract suite see it.

    relevant: mask over anything with FLOW_SCHEMA's columns as attributes; written with operators only (==, <, &, |, ~), so that the
        same function works on an Ibis table and on NumPy columns.
    key: the columns that name one story; after `relevant`, detections are judged per key.
    detect: the definition; flows outside `relevant` and `mirror` make no difference to it.
    window: ms of event time that a judgement looks back.
    """

    name: str
    category: str
    settings: Any
    relevant: Callable[[Any], Any]
    key: tuple[str, ...]
    least: Callable[[Any], Least]  # from the settings, so that a changed threshold moves the sieve with it
    detect: Callable[[Any, Any], Any]  # (flows, settings) -> detections
    named: tuple[str, ...]  # the columns of a detection that hold the key's values, in the order of `key`
    vectors: tuple[str, ...] = ()  # all that the column `vector` may say, but for `udp-<port>`; each has its word in the portal
    mirror: Mirror | None = None
    beside: Beside | None = None  # where keys are hosts that are not judged each by itself alone
    window: int = WINDOW_MS
    patience: int = 0  # ms by which the watch may be later than `detect`, where that asks how long something lasts: sieves only count
