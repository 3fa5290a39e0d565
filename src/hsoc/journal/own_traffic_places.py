"""A member's traffic by the partner's network or country, and narrowed to one. Never: the table of networks itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.journal.networks import UNKNOWN, Networks
from hsoc.journal.own_traffic import SECONDS, Own, Wanted, sums
from hsoc.journal.own_traffic_sums import Share, Top

MOST_PARTNERS: Final = 300_000  # partners that are looked up, the largest first; what is beyond counts as unknown

Place = Literal["asn", "country"]
_PARTNERS: Final = (
    "SELECT hi, lo, sum(flows)::BIGINT, sum(packets), sum(bytes) AS bytes, sum(bytes) FILTER (inward), sum(bytes) FILTER (NOT inward), "
    "(sum(flows) FILTER (dropped))::BIGINT, sum(bytes) FILTER (dropped), min(first), max(last) FROM {flows} GROUP BY hi, lo "
    "ORDER BY bytes DESC LIMIT $limit"
)


def by_place(
    root: Path,
    own: Own,
    wanted: Wanted,
    networks: Networks,
    place: Place,
    *,
    sort: str = "bytes",
    limit: int = 10,
    seconds: float = SECONDS,
) -> Top:
    """The largest networks or countries; key (asn, name) or (country,), 0 and '' for unknown. Raises TooSlow, ValueError."""
    found = sums(root, own, wanted, _PARTNERS, {"limit": MOST_PARTNERS}, side="partner", service=False, seconds=seconds)
    if not found:
        return Top()
    table = np.array([[value or 0 for value in row] for row in found], np.float64)
    addresses = np.array([row[:2] for row in found], np.int64)
    index = networks.index(addresses[:, 0], addresses[:, 1])
    keys, group = _grouped(index, networks, place)
    out = []
    for number, key in enumerate(keys):
        rows = table[group == number]
        added = rows[:, 2:9].sum(axis=0)
        out.append(
            Share(
                key=key, flows=round(added[0]), packets=round(added[1]), bytes=round(added[2]), bytes_in=round(added[3]),
                bytes_out=round(added[4]), partners=len(rows), dropped_flows=round(added[5]), dropped_bytes=round(added[6]),
                first=int(rows[:, 9].min()), last=int(rows[:, 10].max()),
            )
        )  # fmt: skip
    out.sort(key=lambda one: getattr(one, sort), reverse=True)
    return Top(tuple(out[:limit]), len(out))


def _grouped(index: NDArray[np.int64], networks: Networks, place: Place) -> tuple[list[tuple[Any, ...]], NDArray[np.int64]]:
    """(the keys, for each partner which of them)."""
    keys: dict[tuple[Any, ...], int] = {}
    number = np.empty(len(networks.entries) + 1, np.int64)
    for line, entry in enumerate([*networks.entries, None]):
        key: tuple[Any, ...] = ((entry.asn, entry.name) if entry else (0, "")) if place == "asn" else ((entry.country if entry else ""),)
        number[line] = keys.setdefault(key, len(keys))
    group = number[index]  # UNKNOWN = -1 is the last line
    used, group = np.unique(group, return_inverse=True)
    every = list(keys)
    return [every[one] for one in used.tolist()], group


def narrowed(root: Path, own: Own, wanted: Wanted, networks: Networks, *, seconds: float = SECONDS) -> Wanted:
    """The same question with the partners that its asn and country stand for (asn 0, country '?' = unknown). Raises TooSlow, ValueError."""
    if wanted.asn < 0 and not wanted.country:
        return wanted
    line = "SELECT DISTINCT hi, lo FROM {flows} LIMIT $limit"
    found = np.array(
        sums(root, own, wanted, line, {"limit": MOST_PARTNERS}, side="partner", service=False, seconds=seconds), np.int64
    ).reshape(-1, 2)
    index = networks.index(found[:, 0], found[:, 1])
    fits = np.array([_fits(entry, wanted) for entry in [*networks.entries, None]])
    chosen = found[fits[index]] if UNKNOWN == -1 else found
    return msgspec.structs.replace(wanted, partners=tuple((int(hi), int(lo)) for hi, lo in chosen))


def _fits(entry: Any, wanted: Wanted) -> bool:
    asn, country = (entry.asn, entry.country) if entry else (0, "")
    return wanted.asn in (-1, asn) and wanted.country in ("", country or "?")
