"""CVSS vectors: whether one is well formed, and its base score. Belongs here: versions 2.0, 3.0, 3.1; the form of 4.0. Never: opinions.

Sources: FIRST, CVSS v2 (section 3.2.1), v3.0 and v3.1 (sections 7 and 8, appendix A), v4.0 (section 7, its vector string).
The score of 4.0 needs a table of 270 places; whoever gives such a vector gives its score.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Final

_METRICS2: Final = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": {"N": 0.0, "P": 0.275, "C": 0.660},
    "I": {"N": 0.0, "P": 0.275, "C": 0.660},
    "A": {"N": 0.0, "P": 0.275, "C": 0.660},
}
_MORE2: Final = {
    "E": "U POC F H ND",
    "RL": "OF TF W U ND",
    "RC": "UC UR C ND",
    "CDP": "N L LM MH H ND",
    "TD": "N L M H ND",
    "CR": "L M H ND",
    "IR": "L M H ND",
    "AR": "L M H ND",
}
_METRICS3: Final = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "S": {"U": 0.0, "C": 0.0},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_MORE3: Final = {
    "E": "X H F P U",
    "RL": "X U W T O",
    "RC": "X C R U",
    "CR": "X H M L",
    "IR": "X H M L",
    "AR": "X H M L",
    "MAV": "X N A L P",
    "MAC": "X L H",
    "MPR": "X N L H",
    "MUI": "X N R",
    "MS": "X U C",
    "MC": "X N L H",
    "MI": "X N L H",
    "MA": "X N L H",
}
_BASE4: Final = ("AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA")
_LONGEST: Final = 256  # characters; the longest possible vector of 4.0 has some 200
_MOST_REMEMBERED: Final = 4096  # vectors; most weaknesses share a few hundred
_PRIVILEGES_CHANGED: Final = {"N": 0.85, "L": 0.68, "H": 0.5}  # v3, scope changed


@lru_cache(_MOST_REMEMBERED)
def version(vector: str) -> str:
    """`2.0`, `3.0`, `3.1`, `4.0`, or '' for what is no well-formed vector."""
    for prefix, name in (("CVSS:3.1/", "3.1"), ("CVSS:3.0/", "3.0"), ("CVSS:4.0/", "4.0")):
        if vector.startswith(prefix):
            return name if _parts(vector, name) else ""
    return "2.0" if _parts(vector, "2.0") else ""


@lru_cache(_MOST_REMEMBERED)
def base_score(vector: str) -> float | None:
    """The base score, 0.0 … 10.0, by the equations; None for 4.0 and for what is no vector."""
    found = version(vector)
    if found in {"", "4.0"}:
        return None
    parts = _parts(vector, found)
    return _score2(parts) if found == "2.0" else _score3(parts, found)


def rating(score: float) -> str:
    """The word of v3 for a score (section 5)."""
    return "NONE" if score <= 0 else "LOW" if score < 4 else "MEDIUM" if score < 7 else "HIGH" if score < 9 else "CRITICAL"


def _parts(vector: str, name: str) -> dict[str, str]:
    """Metric → value, or nothing where a metric is doubled, unknown, out of its list, or a mandatory one is missing."""
    if len(vector) > _LONGEST:
        return {}
    bare = vector if name == "2.0" else vector.partition("/")[2]
    pairs = [part.partition(":")[::2] for part in bare.split("/")]
    parts = dict(pairs)
    if len(parts) != len(pairs):
        return {}
    if name == "4.0":
        whole = all(key.isalnum() and value.isalpha() for key, value in pairs) and all(key in parts for key in _BASE4)
        return parts if whole else {}
    base, more = (_METRICS2, _MORE2) if name == "2.0" else (_METRICS3, _MORE3)
    known = all(value in base[key] if key in base else value in more.get(key, "").split() for key, value in pairs)
    return parts if known and all(key in parts for key in base) else {}


def _score2(parts: dict[str, str]) -> float:
    of = {key: _METRICS2[key][parts[key]] for key in _METRICS2}
    impact = 10.41 * (1 - (1 - of["C"]) * (1 - of["I"]) * (1 - of["A"]))
    exploitability = 20 * of["AV"] * of["AC"] * of["Au"]
    return round((0.6 * impact + 0.4 * exploitability - 1.5) * (1.176 if impact else 0.0), 1) + 0.0


def _score3(parts: dict[str, str], name: str) -> float:
    of = {key: _METRICS3[key][parts[key]] for key in _METRICS3}
    changed = parts["S"] == "C"
    privileges = _PRIVILEGES_CHANGED[parts["PR"]] if changed else of["PR"]
    base = 1 - (1 - of["C"]) * (1 - of["I"]) * (1 - of["A"])
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if changed else 6.42 * base
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * of["AV"] * of["AC"] * privileges * of["UI"]
    total = min(10.0, (impact + exploitability) * (1.08 if changed else 1.0))
    return _up31(total) if name == "3.1" else _up30(total)


def _up31(score: float) -> float:
    """v3.1, appendix A: by whole numbers, so that 4.02 … 4.0000001 round alike everywhere."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


def _up30(score: float) -> float:
    """v3.0, section 8.1: the smallest number with one place that is not below."""
    return ceil(round(score * 10, 6)) / 10  # 6 places: what lies below is the dust of binary fractions
