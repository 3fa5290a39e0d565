"""The groups that the community begins with: their names, for whom they are, how one enters. Data only; the set-up founds them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from hsoc.portal.groups.rules.standing import Callers, Entry
from hsoc.records.tlp import TLP

FIRST: Final[tuple[MappingProxyType[str, Any], ...]] = (
    MappingProxyType({
        "code": "hsoc-tech",
        "name": "hSOC-Tech",
        "purpose": (
            "Technické otázky společné ochrany: provoz perimetru, pravidla, detekce, sdílení indikátorů a připojení do HSOC-VRF. "
            "Místo, kde se správci sítí a analytici ptají jeden druhého."
        ),
        "purpose_en": (
            "Technical questions of the common defence: the perimeter, its rules and detection, shared indicators, joining the HSOC-VRF. "
            "The place where administrators and analysts ask each other."
        ),
        "audience": "správci sítí a bezpečnostní analytici nemocnic a záchranných služeb",
        "audience_en": "network administrators and security analysts of hospitals and emergency services",
        "entry": Entry.OPEN,
        "callers": Callers.LEADERS,
        "tlp": TLP.GREEN,
    }),
    MappingProxyType({
        "code": "hsoc-emergency",
        "name": "hSOC-Emergency",
        "purpose": (
            "Lidé, kteří přijdou, když se něco děje: řeší rozsáhlé útoky a pomáhají zasažené nemocnici. "
            "Skupinu může svolat kterýkoli její člen, ve dne i v noci."
        ),
        "purpose_en": (
            "The people who come when something happens: they deal with large attacks and help the hospital that was hit. "
            "Any member may call the group together, by day or night."
        ),
        "audience": "lidé, kteří v nemocnici rozhodují a zasahují při kybernetickém incidentu",
        "audience_en": "those who decide and act in a hospital during an incident",
        "entry": Entry.CLOSED,
        "callers": Callers.MEMBERS,
        "tlp": TLP.AMBER,
    }),
    MappingProxyType({
        "code": "hsoc-man",
        "name": "hSOC-Man",
        "purpose": (
            "Řízení bezpečnosti: povinnosti ze zákona, rizika, rozpočty, smlouvy s dodavateli a zkušenosti z auditů. "
            "Odsud vychází i akční plán společenství."
        ),
        "purpose_en": (
            "Managing security: duties by law, risks, budgets, contracts with suppliers, what audits taught. "
            "The community's action plan begins here."
        ),
        "audience": "manažeři kybernetické bezpečnosti a vedení nemocnic",
        "audience_en": "security managers and the management of hospitals",
        "entry": Entry.APPROVAL,
        "callers": Callers.LEADERS,
        "tlp": TLP.AMBER,
    }),
    MappingProxyType({
        "code": "hsoc-hr",
        "name": "hSOC-HR",
        "purpose": (
            "Lidé pro bezpečnost: nábor, vzdělávání, školení zaměstnanců, společná cvičení a spolupráce se školami."
        ),
        "purpose_en": "People for security: hiring, education, awareness of staff, common exercises, work with schools.",
        "audience": "personalisté, školitelé a manažeři bezpečnosti",
        "audience_en": "human resources, teachers and security managers",
        "entry": Entry.OPEN,
        "callers": Callers.LEADERS,
        "tlp": TLP.GREEN,
    }),
)  # fmt: skip
