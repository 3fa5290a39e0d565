"""Classes of events as reports know them: what belongs to each, whom it is about, how heavy. Pure. Never: their words (share/words).

Names are Mentat's where it has one (cesnet.md §3). The first class that fits wins, so the particular stand before the general.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.records.taxonomy import Category, Disposition, Severity


class Kind(StrEnum):
    """Which end is the organisation's: its own machine does it, or it is done to it."""

    SOURCE = "source"
    TARGET = "target"


class State(StrEnum):
    """Whether a class is told: to the organisation, on trial to the community's own people only, or to nobody."""

    ENABLED = "enabled"
    SHADOW = "shadow"
    DISABLED = "disabled"


class EventClass(msgspec.Struct, frozen=True, kw_only=True):
    """One class. Empty conditions hold for all; severity 0 = as the event itself says.

    categories: IDEA categories, a top level covers what is below; ports: the telling port, 0 = none is said.
    """

    name: str
    kind: Kind = Kind.SOURCE
    severity: int = 0
    categories: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    dispositions: tuple[str, ...] = ()
    state: State = State.ENABLED


_STOPPED: Final = (Disposition.PREVENTIVE.value, Disposition.REACTIVE.value)
_PASSED: Final = (Disposition.PASSED.value,)
_FLOODS: Final = (Category.DOS.value, Category.DDOS.value)
_WEB: Final = (80, 443, 8000, 8080, 8443)
# these accuse whoever is forged, not whoever forges
FORGED: Final = frozenset({"own_prefix_outside", "bogon_source", "backscatter"})


def _login(name: str, *ports: int) -> tuple[EventClass, ...]:
    here, medium = (Category.LOGIN.value,), int(Severity.MEDIUM)
    by_vector = EventClass(name=f"attempt-login-{name}", categories=here, severity=medium, vectors=(name,))
    return by_vector, EventClass(name=f"attempt-login-{name}", categories=here, severity=medium, ports=ports)


def _config(name: str, *ports: int) -> EventClass:
    where = (Category.CONFIG.value, Category.OPEN.value)
    return EventClass(name=f"vulnerable-config-{name}", categories=where, ports=ports, severity=int(Severity.MEDIUM))


def _open(name: str, *ports: int) -> EventClass:
    return EventClass(name=f"vulnerable-open-{name}", categories=(Category.OPEN.value,), ports=ports, severity=int(Severity.MEDIUM))


def _target(name: str, severity: int, *categories: str, state: State = State.ENABLED, dispositions: tuple[str, ...] = ()) -> EventClass:
    return EventClass(name=name, kind=Kind.TARGET, severity=severity, categories=categories, state=state, dispositions=dispositions)


CLASSES: Final = (
    # the organisation's own machine
    EventClass(name="intrusion-botnet-cc", categories=(Category.BOTNET.value,), vectors=("cc",), severity=int(Severity.HIGH)),
    EventClass(name="intrusion-botnet-bot", categories=(Category.BOTNET.value,), severity=int(Severity.HIGH)),
    EventClass(name="malware", categories=(Category.MALWARE.value,), severity=int(Severity.HIGH)),
    EventClass(name="fraud-phishing", categories=(Category.PHISHING.value,), severity=int(Severity.HIGH)),
    *_login("ssh", 22, 2222),
    *_login("rdp", 3389),
    *_login("telnet", 23, 2323),
    *_login("sip", 5060, 5061),
    *_login("smb", 139, 445),
    EventClass(name="attempt-login", categories=(Category.LOGIN.value,), severity=int(Severity.MEDIUM)),
    EventClass(name="attempt-exploit-http", categories=(Category.EXPLOIT.value,), ports=_WEB, severity=int(Severity.MEDIUM)),
    EventClass(name="attempt-exploit", categories=(Category.EXPLOIT.value,), severity=int(Severity.MEDIUM)),
    EventClass(name="avail-ddos", categories=_FLOODS, severity=int(Severity.MEDIUM)),
    EventClass(name="abusive-spam-spammer", categories=(Category.SPAM.value,), severity=int(Severity.MEDIUM)),
    _config("qotd", 17),
    _config("chargen", 19),
    _config("domain", 53),
    _config("ntp", 123),
    _config("netbios", 137, 138, 139),
    _config("snmp", 161),
    _config("ipmi", 623),
    _config("ssdp", 1900),
    _open("rdp", 3389),
    _open("telnet", 23, 2323),
    _open("smb", 445),
    _open("vnc", 5900),
    _open("socks", 1080),
    _open("medical", 104, 2575, 11112),
    EventClass(name="vulnerable-open", categories=(Category.OPEN.value,), severity=int(Severity.MEDIUM)),
    EventClass(name="vulnerable-config", categories=(Category.CONFIG.value,), severity=int(Severity.LOW)),
    EventClass(name="recon-scanning", categories=(Category.SCANNING.value,), severity=int(Severity.LOW)),
    EventClass(name="anomaly-traffic", categories=(Category.TRAFFIC.value,), severity=int(Severity.LOW), state=State.SHADOW),
    # what was done to it
    _target("intrusion-compromise-target", int(Severity.CRITICAL), Category.COMPROMISE.value),
    _target("routing-target", int(Severity.HIGH), Category.MASQUERADE.value, Category.PROTOCOL.value, Category.OUTAGE.value),
    _target("anomaly-traffic-target", 0, *_FLOODS, Category.TRAFFIC.value, dispositions=_STOPPED),
    _target("avail-ddos-target", int(Severity.HIGH), *_FLOODS, dispositions=_PASSED),
    _target("attempt-exploit-target", int(Severity.MEDIUM), Category.EXPLOIT.value, dispositions=_PASSED),
    _target("attempt-login-target", int(Severity.MEDIUM), Category.LOGIN.value, dispositions=_PASSED),
    _target("recon-scanning-target", int(Severity.INFO), Category.SCANNING.value, dispositions=_PASSED, state=State.SHADOW),
)  # fmt: skip
NAMES: Final = tuple(dict.fromkeys(one.name for one in CLASSES))
SHIPPED: Final = {one.name: one.state for one in CLASSES}


def _fits(one: EventClass, category: str, detector: str, vector: str, port: int, disposition: str) -> bool:
    return (
        _covers(one, category)
        and (not one.detectors or detector in one.detectors)
        and (not one.vectors or vector in one.vectors)
        and (not one.ports or port in one.ports)
        and (not one.dispositions or disposition in one.dispositions)
    )


@lru_cache(maxsize=4096)
def class_of(kind: Kind, *, category: str, detector: str, vector: str, port: int, disposition: str) -> EventClass | None:
    """The class of an event seen from its source or its target; None where nobody is told of it from there."""
    if kind is Kind.SOURCE and detector in FORGED:
        return None
    return next((one for one in CLASSES if one.kind is kind and _fits(one, category, detector, vector, port, disposition)), None)


def quiet() -> tuple[tuple[str, str], ...]:
    """(category, disposition) of events that no class tells to the attacked: they matter only to whoever owns a source."""
    targets = [one for one in CLASSES if one.kind is Kind.TARGET]
    return tuple(
        (str(category), str(disposition))
        for category in Category
        for disposition in Disposition
        if not any(_covers(one, category) and (not one.dispositions or disposition in one.dispositions) for one in targets)
    )


def _covers(one: EventClass, category: str) -> bool:
    return not one.categories or category in one.categories or category.partition(".")[0] in one.categories
