"""Traffic Light Protocol 2.0 and PAP: labels, their order, and never widening. Never: who is in an audience (portal queries)."""

from __future__ import annotations

from enum import StrEnum


class TLP(StrEnum):
    """FIRST TLP 2.0, from widest to narrowest."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"

    @property
    def narrowness(self) -> int:
        """0 for CLEAR up to 4 for RED."""
        return list(TLP).index(self)


class PAP(StrEnum):
    """Permissible Actions Protocol: only GREEN and CLEAR allow blocking."""

    CLEAR = "PAP:CLEAR"
    GREEN = "PAP:GREEN"
    AMBER = "PAP:AMBER"
    RED = "PAP:RED"

    @property
    def allows_blocking(self) -> bool:
        """True where active measures against the indicator are permitted."""
        return self in {PAP.CLEAR, PAP.GREEN}


def narrowest(*labels: TLP) -> TLP:
    """The label that binds when things with several labels travel together."""
    return max(labels, key=lambda label: label.narrowness)


def tlp(label: str) -> TLP:
    """A label from its text, old or new spelling. What is unknown becomes AMBER+STRICT until a person decides; never wider."""
    name = label.strip().upper().replace("_", "-").removeprefix("TLP:").removeprefix("TLP-").strip()
    known = {"CLEAR": TLP.CLEAR, "WHITE": TLP.CLEAR, "GREEN": TLP.GREEN, "AMBER": TLP.AMBER, "RED": TLP.RED}
    return known.get(name, TLP.AMBER_STRICT)


def strictest(*labels: PAP) -> PAP:
    """The label that binds when a thing has several."""
    return max(labels, key=list(PAP).index)


def pap(label: str) -> PAP:
    """A label from its text, with or without `PAP:`. What is unknown becomes RED: look, but touch nothing; never wider."""
    name = label.strip().upper().removeprefix("PAP:").strip()
    return {"CLEAR": PAP.CLEAR, "WHITE": PAP.CLEAR, "GREEN": PAP.GREEN, "AMBER": PAP.AMBER}.get(name, PAP.RED)
