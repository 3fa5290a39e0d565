"""The closed words of members: regions, regimes, bands, functions, steps of an organisation. Pure; their names for people are in models.

Sources: CZ-NUTS 3 codes (Czech Statistical Office, 2026); act 264/2025 and decree 408/2025, sector 18 (services and regimes);
2003/361/EC (250 people of staff: a large enterprise).
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hsoc.records.letters import folded


class Region(StrEnum):
    """The fourteen regions, by their CZ-NUTS 3 code."""

    PRAHA = "CZ010"
    STREDOCESKY = "CZ020"
    JIHOCESKY = "CZ031"
    PLZENSKY = "CZ032"
    KARLOVARSKY = "CZ041"
    USTECKY = "CZ042"
    LIBERECKY = "CZ051"
    KRALOVEHRADECKY = "CZ052"
    PARDUBICKY = "CZ053"
    VYSOCINA = "CZ063"
    JIHOMORAVSKY = "CZ064"
    OLOMOUCKY = "CZ071"
    ZLINSKY = "CZ072"
    MORAVSKOSLEZSKY = "CZ080"


REGION_NAMES: Final = MappingProxyType(
    {
        Region.PRAHA: "Praha",
        Region.STREDOCESKY: "Středočeský kraj",
        Region.JIHOCESKY: "Jihočeský kraj",
        Region.PLZENSKY: "Plzeňský kraj",
        Region.KARLOVARSKY: "Karlovarský kraj",
        Region.USTECKY: "Ústecký kraj",
        Region.LIBERECKY: "Liberecký kraj",
        Region.KRALOVEHRADECKY: "Královéhradecký kraj",
        Region.PARDUBICKY: "Pardubický kraj",
        Region.VYSOCINA: "Kraj Vysočina",
        Region.JIHOMORAVSKY: "Jihomoravský kraj",
        Region.OLOMOUCKY: "Olomoucký kraj",
        Region.ZLINSKY: "Zlínský kraj",
        Region.MORAVSKOSLEZSKY: "Moravskoslezský kraj",
    }
)
# where a region stands in the overview: column and row of its tile, west to east and north to south as on a map
TILES: Final = MappingProxyType(
    {
        Region.KARLOVARSKY: (0, 1),
        Region.USTECKY: (1, 0),
        Region.LIBERECKY: (2, 0),
        Region.KRALOVEHRADECKY: (3, 0),
        Region.PRAHA: (1, 1),
        Region.STREDOCESKY: (2, 1),
        Region.PARDUBICKY: (3, 1),
        Region.OLOMOUCKY: (4, 1),
        Region.MORAVSKOSLEZSKY: (5, 1),
        Region.PLZENSKY: (0, 2),
        Region.JIHOCESKY: (1, 2),
        Region.VYSOCINA: (2, 2),
        Region.JIHOMORAVSKY: (3, 2),
        Region.ZLINSKY: (4, 2),
    }
)


class Regime(StrEnum):
    """What the organisation says the cyber-security authority decided of it. Nothing decided yet is an answer like the others."""

    UNDECIDED = "undecided"
    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


DECIDED: Final = frozenset({Regime.HIGHER, Regime.LOWER})  # regimes that rest on a decision with a date and a number

SERVICES: Final = ("18.1", "18.2", "18.3", "18.4", "18.5", "18.6", "18.7", "18.8", "18.9")  # of decree 408/2025, sector 18

BEDS: Final = ("none", "1-99", "100-399", "400-999", "1000+")  # 400 acute beds was the old threshold of an essential hospital
EMPLOYEES: Final = ("1-49", "50-249", "250-999", "1000-2999", "3000+")  # 50 and 250: the bounds of 2003/361/EC


class Status(StrEnum):
    """How far an organisation has come with the community. Taking part without signing is a step of its own, not a lesser one."""

    FOLLOWER = "follower"
    PARTICIPANT = "participant"
    SIGNATORY = "signatory"
    CONNECTED = "connected"
    LEFT = "left"


class Work(StrEnum):
    """A function of a person in an organisation. It gives no right by itself: rights come from seats."""

    STATUTORY = "statutory"
    SECURITY = "security"
    IT = "it"
    NETWORK = "network"
    ANALYST = "analyst"
    DUTY = "duty"
    CRISIS = "crisis"
    PRIVACY = "privacy"
    LAWYER = "lawyer"
    PRESS = "press"
    HR = "hr"
    TEACHER = "teacher"
    OTHER = "other"


SPOKEN: Final = ("cs", "sk", "en", "de", "pl", "uk", "fr")  # languages a person may say to speak


_REGION_WORDS: Final = {
    **{folded(name): region for region, name in REGION_NAMES.items()},
    **{region.value.lower(): region for region in Region},
    **{folded(name).replace("kraj", "").strip(): region for region, name in REGION_NAMES.items()},
    "hlavni mesto praha": Region.PRAHA,
    "hl. m. praha": Region.PRAHA,
    "prague": Region.PRAHA,
}


def region_of(text: str) -> Region | None:
    """The region that a code or a name means, with or without „kraj“ and diacritics; None where it means none."""
    return _REGION_WORDS.get(folded(text.strip()))
