"""What options records say about a router: sampling, names of interfaces and VRFs. State of one session, bounded. Never: flows."""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.collect.fixed import Raw
from hsoc.perimeter.collect.framing import Bytes, Int64s

MOST_NAMES: Final = 4096  # interfaces or VRFs of one session; a big chassis has some thousand
MOST_SAMPLERS: Final = 1024  # samplers or sampled interfaces of one session
LONGEST_NAME: Final = 64  # characters
MOST_SAMPLING: Final = 1 << 24  # 1 of 16 million; more is a lie and would overflow sums

DOMAIN: Final = "domain"
SAMPLER: Final = "sampler"
INTERFACE: Final = "interface"
SELECTORS: Final = ("samplerId", "selectorId")


def interval(raw: Raw, rows: int) -> Int64s:
    """1 of N from the elements of a record, 0 where it says nothing.

    305/306: N = (interval + space) / interval (RFC 5477, 8.2); 309/310: N = population / size (8.2.3); 34 and 50 say N.
    """
    out = np.zeros(rows, np.int64)
    for name in ("samplerRandomInterval", "samplingInterval"):
        if (value := raw.get(name)) is not None:
            out = np.where(value > 0, value, out)
    every, space = raw.get("samplingPacketInterval"), raw.get("samplingPacketSpace")
    if every is not None and space is not None:
        known = every > 0
        out = np.where(known, (every + np.where(space > 0, space, 0)) // np.where(known, every, 1), out)
    elif every is not None:
        out = np.where(every > 0, every, out)
    size, population = raw.get("samplingSize"), raw.get("samplingPopulation")
    if size is not None and population is not None:
        known = (size > 0) & (population > 0)
        out = np.where(known, population // np.where(known, size, 1), out)
    return np.clip(out, 0, MOST_SAMPLING)


class Options:
    """What the options of one (exporter, domain) have said so far."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.sampling: dict[tuple[str, int], int] = {}
        self.interfaces: dict[int, str] = {}
        self.vrfs: dict[int, str] = {}
        self.boot: int | None = None

    def learn(self, raw: Raw, buffer: Bytes, rows: int) -> None:
        """Take in the records of one options data set; beyond the ceilings the rest is ignored."""
        if "systemInitTimeMilliseconds" in raw and rows:
            self.boot = int(raw["systemInitTimeMilliseconds"][-1])
        self._names(raw, buffer, rows, key="ingressInterface", names=("interfaceName", "interfaceDescription"), into=self.interfaces)
        for key in ("ingressVRFID", "egressVRFID"):
            self._names(raw, buffer, rows, key=key, names=("VRFname",), into=self.vrfs)
        rates = interval(raw, rows)
        if not rates.any():
            return
        whose, ids = DOMAIN, np.zeros(rows, np.int64)
        for kind, names in ((SAMPLER, SELECTORS), (INTERFACE, ("ingressInterface",))):
            if found := [name for name in names if name in raw]:
                whose, ids = kind, raw[found[0]]
                break
        for number, rate in zip(ids[:MOST_SAMPLERS].tolist(), rates[:MOST_SAMPLERS].tolist(), strict=True):
            if rate and ((whose, number) in self.sampling or len(self.sampling) < MOST_SAMPLERS):
                self.sampling[whose, number] = rate

    def _names(self, raw: Raw, buffer: Bytes, rows: int, *, key: str, names: tuple[str, ...], into: dict[int, str]) -> None:
        for name in names:
            if key not in raw or f"{name}.start" not in raw:
                continue
            starts, lengths = raw[f"{name}.start"], raw[f"{name}.length"]
            for i in range(min(rows, MOST_NAMES)):
                number = int(raw[key][i])
                if number not in into and len(into) >= MOST_NAMES:
                    return
                text = buffer[starts[i] : starts[i] + min(int(lengths[i]), LONGEST_NAME)].tobytes()
                into[number] = text.split(b"\0")[0].decode("utf-8", "replace")
            return

    def rates(self, raw: Raw, rows: int, *, header: Int64s | None = None, ingress: Int64s | None = None) -> Int64s:
        """1 of N per flow: in the record, else by sampler, else by interface, else of the domain, else the header's, else 1."""
        out = interval(raw, rows)
        for name in SELECTORS:
            if name in raw:
                out = np.where(out == 0, self._by(SAMPLER, raw[name]), out)
        if ingress is not None and any(kind == INTERFACE for kind, _ in self.sampling):
            out = np.where(out == 0, self._by(INTERFACE, ingress), out)
        rest = self.sampling.get((DOMAIN, 0), 0)
        samplers = {rate for (kind, _), rate in self.sampling.items() if kind == SAMPLER}
        if not rest and len(samplers) == 1 and not any(name in raw for name in SELECTORS):
            rest = samplers.pop()  # one sampler and records that name none: it is theirs
        out = np.where(out == 0, rest, out)
        if header is not None:
            out = np.where(out == 0, header, out)
        return np.maximum(out, 1)

    def _by(self, kind: str, ids: Int64s) -> Int64s:
        known, inverse = np.unique(ids, return_inverse=True)
        found = np.array([self.sampling.get((kind, number), 0) for number in known.tolist()], np.int64)
        return found[inverse] if len(found) else np.zeros(len(ids), np.int64)
