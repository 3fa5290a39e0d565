"""Advisories: what is vulnerable, what to do; and alerts: what happens, what to do now. Belongs here: what is said. Never: spelling.

The words of an alert are those of CAP 1.2 (ITU X.1303), the words of an advisory those of CSAF 2.0, because both are closed lists that
partners know. A version is kept as the text that stood there: 0 of 144 medical advisories name a product by an identifier (sharing.md A3).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

MOST_PRODUCTS: Final = 20_000  # of one advisory
MOST_VULNERABILITIES: Final = 2_000  # of one advisory


class Nature(StrEnum):
    """What kind of a paper it is."""

    ADVISORY = "advisory"
    VEX = "vex"  # what is, or is not, affected
    INFORMATION = "information"
    ALERT = "alert"  # something is happening


class Status(StrEnum):
    """How far it may be relied upon; `exercise` is never the real thing."""

    DRAFT = "draft"
    INTERIM = "interim"
    FINAL = "final"
    EXERCISE = "exercise"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Of a product against a vulnerability (CSAF 2.0, product status property)."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    FIXED = "fixed"
    INVESTIGATED = "under-investigation"
    RECOMMENDED = "recommended"
    UNKNOWN = "unknown"  # CSAF 2.1: nobody looks into it either


class Product(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One product as the paper names it. version: as written; style: `exact`, `operator` (`<5.2`), `vers` or `text`.

    model: the maker's name of it, without the version; parts: ids of the products that it is made of, the component first, then what it
    stands in; relation: how (CSAF's word: `default_component_of`, `installed_on` …).
    """

    id: str
    name: str
    vendor: str = ""
    model: str = ""
    version: str = ""
    style: str = "exact"
    cpe: str = ""
    purl: str = ""
    parts: tuple[str, ...] = ()
    relation: str = ""


class Remedy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to do. kind: CSAF's category (`vendor_fix`, `mitigation`, `workaround`, `no_fix_planned`, `none_available` …)."""

    kind: str
    text: str
    products: tuple[str, ...] = ()
    reference: str = ""


class Vulnerability(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One weakness. standing: product id → where it stands; cvss: vector of the newest version given, score 0.0 … 10.0 or None.

    system: whose number `id` is; weakness: the name of `cwe`; older: vectors of older CVSS versions → score; impacts: product id → in words
    why it is not affected; exploited: what is known of its exploitation, in words.
    """

    cve: str = ""
    id: str = ""
    system: str = ""
    title: str = ""
    text: str = ""
    cwe: str = ""
    weakness: str = ""
    cvss: str = ""
    score: float | None = None
    older: dict[str, float] = {}
    standing: dict[str, Standing] = {}
    remedies: tuple[Remedy, ...] = ()
    flags: dict[str, str] = {}  # product id → why it is not affected (CSAF 2.0, flags property)
    impacts: dict[str, str] = {}
    exploited: str = ""
    references: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history; at in ms."""

    at: int
    number: str
    text: str


class Wording(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same paper in another language (BCP 47 tag)."""

    language: str
    title: str
    summary: str = ""
    todo: str = ""


class Advisory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper. Times in ms since 1970 UTC; id as its publisher counts them.

    urgency, certainty, message and scope are CAP's words (`Immediate`, `Observed`, `Alert`, `Public` …), empty where not said; todo: what
    the reader should do; expires: None = not said. namespace: what names the publisher among all (CSAF: a URL, CAP: the sender); role:
    CSAF's category of publisher (`coordinator`, `vendor` …); restriction: who may pass it on, in the publisher's words.
    """

    id: str
    title: str
    publisher: str
    namespace: str = ""
    role: str = ""
    nature: Nature = Nature.ADVISORY
    status: Status = Status.FINAL
    version: str = "1"
    language: str = "en"
    issued: int = 0
    modified: int = 0
    expires: int | None = None
    tlp: TLP = TLP.AMBER_STRICT
    pap: PAP = PAP.RED
    restriction: str = ""
    severity: Severity = Severity.LOW
    summary: str = ""
    todo: str = ""
    audience: tuple[str, ...] = ()
    message: str = ""
    urgency: str = ""
    certainty: str = ""
    scope: str = ""
    products: tuple[Product, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    history: tuple[Change, ...] = ()
    references: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()
