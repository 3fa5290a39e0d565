"""The steps from a request to use. The way into the HSOC-VRF is written here; other services bring lines of their own. Pure.

A step is done by a person of one side, or by the house itself where a check can be made by machine. A step waits for those it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.portal.services.rules.course import Side

CUT_OVER: Final = "cut-over"  # from here on the traffic runs through the network, which must know whose it is
MOST_STEPS: Final = 30  # of one service
TEXTS: Final = 256  # texts of steps that are kept as read, some kB each: those of all services, read with each line of a list
LONGEST_LINE: Final = 200  # characters of a step's name


SIDES: Final = {"member": Side.MEMBER, "člen": Side.MEMBER, "provider": Side.PROVIDER, "poskytovatel": Side.PROVIDER}  # as people write


class Fault(StrEnum):
    """What is wrong with a line of own steps."""

    PARTS = "parts"  # not three parts
    WHO = "who"  # neither the member nor the provider
    LONG = "long"
    MANY = "many"


class Unread(ValueError):
    """Own steps that cannot be read: the number of the line and what is wrong with it."""

    def __init__(self, line: int, fault: Fault) -> None:
        super().__init__(f"{line}: {fault}")
        self.line, self.fault = line, fault


class Check(StrEnum):
    """What the machine looks at by itself."""

    ANSWERS = "answers"  # the questionnaire is complete
    PREFIXES = "prefixes"  # at least one prefix is registered and approved
    CONTACTS = "contacts"  # somebody is on duty and was confirmed
    ACCEPTED = "accepted"  # the present version of the rules is accepted
    ROA = "roa"  # each prefix has a ROA for the AS number that announces it
    FLOWS = "flows"  # flows of the prefixes were seen within a day
    TWO_POINTS = "two-points"  # … by two exporters
    SPOOF = "spoof"  # the forged packets of the test were seen and refused


# what an engine has to see: where routers do not tell what they drop, or flows come another way, who provides the network answers for it
BY_HAND: Final = frozenset({Check.FLOWS, Check.TWO_POINTS, Check.SPOOF})
SHORTEST_WORD: Final = 10  # characters of who answers for a check: "ok" is no answer


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step. name: (Czech, English); check: '' = a person says that it is done; after: codes that must be done before."""

    code: str
    side: Side
    name: tuple[str, str]
    why: tuple[str, str] = ("", "")
    check: str = ""
    after: tuple[str, ...] = ()


_M, _P = Side.MEMBER, Side.PROVIDER
VRF: Final = (
    Step(
        code="questionnaire",
        side=_M,
        check=Check.ANSWERS,
        name=("Dotazník", "Questionnaire"),
        why=(
            "Kolik máte lokalit, kdo je připojuje, jakou mají kapacitu a koho zavolat během přepojení.",
            "How many sites you have, who connects them, at which capacity, and whom to call during the cut-over.",
        ),
    ),
    Step(
        code="prefixes",
        side=_M,
        check=Check.PREFIXES,
        name=("Prefixy a čísla AS", "Prefixes and AS numbers"),
        why=(
            "Síť chrání jen adresy, které jsou u vás zapsané a schválené.",
            "The network protects only addresses that are registered with you and approved.",
        ),
    ),
    Step(
        code="contacts",
        side=_M,
        check=Check.CONTACTS,
        name=("Kontakty", "Contacts"),
        why=(
            "V noci musí mít kdo vzít telefon: služební kontakt potvrzený za posledních 90 dnů.",
            "Somebody has to pick up at night: a duty contact confirmed within 90 days.",
        ),
    ),
    Step(
        code="rules",
        side=_M,
        check=Check.ACCEPTED,
        name=("Společná pravidla sítě", "Common rules of the network"),
        why=("Platí pro všechny stejně; přijímá se konkrétní verze.", "They hold for everybody alike; one version of them is accepted."),
    ),
    Step(
        code="meeting",
        side=_P,
        after=("questionnaire", "prefixes"),
        name=("Technická schůzka", "Technical meeting"),
        why=(
            "Projdete spolu topologii, adresy, směrování a co se při útoku stane.",
            "Topology, addresses, routing, and what happens in an attack.",
        ),
    ),
    Step(
        code="points",
        side=_P,
        after=("meeting",),
        name=("Dvě zeměpisně oddělená místa připojení", "Two geographically separate points of connection"),
        why=("Výpadek jednoho místa nesmí nemocnici odpojit.", "The loss of one point must not cut the hospital off."),
    ),
    Step(
        code="roa",
        side=_M,
        check=Check.ROA,
        after=("prefixes",),
        name=("Platné ROA pro každý prefix", "A valid ROA for each prefix"),
        why=("Bez něj kdokoli ohlásí vaše adresy jako své.", "Without it anybody can announce your addresses as his."),
    ),
    Step(
        code="plan",
        side=_P,
        after=("meeting",),
        name=("Plán zkoušek", "Test plan"),
        why=(
            "Co se změří před přepojením, během něj a po něm, a co je úspěch.",
            "What is measured before, during and after, and what counts as success.",
        ),
    ),
    Step(
        code="roll-back",
        side=_P,
        after=("plan",),
        name=("Cesta zpět", "Way back"),
        why=(
            "Kdo a jak vrátí provoz, když se zkouška nepovede, a dokdy.",
            "Who takes the traffic back, how, and until when, if a test fails.",
        ),
    ),
    Step(
        code="window",
        side=_P,
        after=("plan", "roll-back", "rules", "contacts"),
        name=("Okno přepojení", "Cut-over window"),
        why=("Den a hodina, na kterých se shodnou obě strany.", "A day and hour that both sides agree upon."),
    ),
    Step(code=CUT_OVER, side=_P, after=("window", "points", "roa"), name=("Přepojení", "Cut-over")),
    Step(
        code="flows",
        side=_P,
        check=Check.FLOWS,
        after=(CUT_OVER,),
        name=("Toky jsou vidět", "Flows are seen"),
        why=("Co není vidět, to nejde chránit.", "What is not seen cannot be protected."),
    ),
    Step(code="both", side=_P, check=Check.TWO_POINTS, after=(CUT_OVER,), name=("Toky z obou míst", "Flows from both points")),
    Step(
        code="spoof",
        side=_M,
        check=Check.SPOOF,
        after=(CUT_OVER,),
        name=("Podvržený paket neprojde", "A forged packet does not pass"),
        why=(
            "Pošlete ze své sítě paket s cizí zdrojovou adresou. Síť ho má zahodit a ukázat.",
            "Send a packet with a foreign source from your network. The network has to drop and show it.",
        ),
    ),
    Step(
        code="acceptance",
        side=_M,
        after=("flows", "both", "spoof"),
        name=("Převzetí", "Acceptance"),
        why=("Potvrdíte, že plán zkoušek dopadl podle dohody.", "You confirm that the test plan went as agreed."),
    ),
    Step(code="monitoring", side=_P, after=("acceptance",), name=("Dohled běží", "Monitoring runs")),
)


def lines(steps: Iterable[Step]) -> str:
    """Steps as a person edits them: `member | Czech | English`, one a line."""
    return "\n".join(f"{one.side} | {one.name[0]} | {one.name[1]}" for one in steps)


@lru_cache(maxsize=TEXTS)
def read(text: str) -> tuple[Step, ...]:
    """Steps from such lines; each waits for the one before. Raises Unread."""
    found: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts):
            raise Unread(number, Fault.PARTS)
        if parts[0].casefold() not in SIDES:
            raise Unread(number, Fault.WHO)
        if max(map(len, parts)) > LONGEST_LINE:
            raise Unread(number, Fault.LONG)
        if len(found) == MOST_STEPS:
            raise Unread(number, Fault.MANY)
        before = (found[-1].code,) if found else ()
        found.append(Step(code=f"step-{len(found) + 1}", side=SIDES[parts[0].casefold()], name=(parts[1], parts[2]), after=before))
    return tuple(found)


def ready(step: Step, done: Collection[str]) -> bool:
    """True where nothing that the step waits for is open."""
    return all(code in done for code in step.after)


def falling(steps: Iterable[Step], code: str) -> frozenset[str]:
    """Codes of the step and of all that wait for it, however far: what is open again where this one is."""
    gone, every, grown = {code}, tuple(steps), True
    while grown:
        more = {one.code for one in every if set(one.after) & gone} - gone
        gone |= more
        grown = bool(more)
    return frozenset(gone)


def left(steps: Iterable[Step], done: Collection[str]) -> tuple[Step, ...]:
    """Steps that are not done, in order."""
    return tuple(one for one in steps if one.code not in done)
