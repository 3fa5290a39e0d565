"""Who may do what: one table role × action × object, and the actor it is asked about. Pure: no Django, no database, no clock.

A right has a reach: nothing, what belongs to an organisation one sits in, or everything. What is not in the table is refused.
A page never compares roles; it asks `may`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

import msgspec


class Role(StrEnum):
    """What a person is in an organisation. The first three are held in the community's own organisation and reach over all."""

    OPERATOR = "operator"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    MANAGER = "manager"
    ANALYST = "analyst"
    COLLEAGUE = "colleague"  # works with others in groups and services; sees no event


class Action(StrEnum):
    """What is done."""

    VIEW = "view"
    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    APPROVE = "approve"  # as the second person
    EXPORT = "export"


class Object(StrEnum):
    """What it is done to."""

    NETWORK = "network"  # figures of the whole network, no member recognisable
    EVENT = "event"
    FLOW = "flow"  # single flows of a member: needs a reason, is logged, the member sees it
    ORGANISATION = "organisation"
    PREFIX = "prefix"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105  (a kind of thing)
    APPROVAL = "approval"
    CLIENT = "client"  # Warden clients
    PERIMETER = "perimeter"  # policy, brake, rules
    RULE = "rule"  # a member's own rules at the perimeter
    WISH = "wish"  # what a member asks of the perimeter for itself
    SHARING = "sharing"  # what an organisation gives of its own to the others
    INDICATOR = "indicator"
    ADVISORY = "advisory"  # approve = publish it as CSAF in the community's name
    REPORT = "report"  # reports to an organisation: create = answer, change = settings, remove = take a link back
    MEMORANDUM = "memorandum"  # texts and signatures: create = sign for the organisation
    BALLOT = "ballot"  # create = vote for the organisation
    GROUP = "group"  # what happens inside is decided by membership and leadership
    MEETING = "meeting"
    SERVICE = "service"  # the catalogue
    REQUEST = "request"  # of an organisation for a service
    AID = "aid"  # offers and calls for help
    PLAN = "plan"  # the action plan
    PAGE = "page"  # of the public web
    AUDIT = "audit"


class Reach(IntEnum):
    """How far a right goes."""

    NONE = 0
    OWN = 1
    ALL = 2


Right = tuple[Role, Action, Object]
COMMUNITY: Final = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.AUDITOR})
# roles that cannot act without one: all that may see AMBER and above
SECOND_FACTOR: Final = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.AUDITOR, Role.MANAGER, Role.ANALYST})

# One line per role and object: what may be done, and how far. V view, C create, H change, R remove, A approve, E export;
# capital = everything, small = own organisation.
_LETTERS: Final = {
    "v": Action.VIEW,
    "c": Action.CREATE,
    "h": Action.CHANGE,
    "r": Action.REMOVE,
    "a": Action.APPROVE,
    "e": Action.EXPORT,
}
_TABLE: Final = {
    #                     operator  coordinator auditor manager  analyst  colleague
    Object.NETWORK:      ("VE",     "VE",       "V",    "V",     "V",     "V"),
    Object.EVENT:        ("VCHE",   "VHE",      "",     "ve",    "vche",  ""),
    Object.FLOW:         ("V",      "",         "",     "",      "ve",    ""),
    Object.ORGANISATION: ("VCHRAE", "VCHE",     "V",    "vh",    "v",     "v"),
    Object.PREFIX:       ("VCRAE",  "V",        "V",    "vcr",   "v",     ""),
    Object.PERSON:       ("VCHRAE", "VCHRAE",   "V",    "vchr",  "v",     "v"),
    Object.TOKEN:        ("VCR",    "VCR",      "V",    "vcr",   "vcr",   ""),
    Object.APPROVAL:     ("VCR",    "VCR",      "V",    "vcr",   "vcr",   ""),
    Object.CLIENT:       ("VCHRA",  "V",        "V",    "vch",   "vch",   ""),
    Object.PERIMETER:    ("VCHRA",  "V",        "V",    "v",     "v",     ""),
    Object.RULE:         ("VCHRA",  "V",        "V",    "vchra", "vchr",  ""),
    Object.WISH:         ("VCHRA",  "V",        "V",    "vch",   "v",     ""),
    Object.SHARING:      ("V",      "V",        "V",    "vh",    "v",     ""),
    Object.INDICATOR:    ("VchAE",  "VchAE",    "",     "vchre", "vchre", ""),
    Object.ADVISORY:     ("VchrAE", "VchrAE",   "",     "vchre", "vchre", ""),
    Object.REPORT:       ("VCHRE",  "VCHRE",    "",     "vchre", "vcre",  ""),
    Object.MEMORANDUM:   ("VE",     "VCHRAE",   "V",    "vc",    "v",     "v"),
    Object.BALLOT:       ("V",      "VCHRE",    "V",    "vc",    "v",     "v"),
    Object.GROUP:        ("V",      "VCHRAE",   "V",    "V",     "V",     "V"),
    Object.MEETING:      ("V",      "VCHRE",    "V",    "V",     "V",     "V"),
    Object.SERVICE:      ("VCHR",   "VCHR",     "V",    "V",     "V",     "V"),
    Object.REQUEST:      ("VCHRAE", "VCHRAE",   "V",    "vchr",  "v",     "v"),
    Object.AID:          ("VC",     "VCHRE",    "",     "Vchr",  "Vchr",  "V"),
    Object.PLAN:         ("V",      "VCHRE",    "V",    "V",     "V",     "V"),
    Object.PAGE:         ("VCH",    "VCHRA",    "",     "",      "",      ""),
    Object.AUDIT:        ("VE",     "V",        "VE",   "v",     "",      ""),
}  # fmt: skip


def _rights() -> dict[Right, Reach]:
    rights = {}
    for thing, row in _TABLE.items():
        for role, letters in zip(Role, row, strict=True):
            for letter in letters:
                rights[role, _LETTERS[letter.lower()], thing] = Reach.ALL if letter.isupper() else Reach.OWN
    return rights


RIGHTS: Final = MappingProxyType(_rights())


class Seat(msgspec.Struct, frozen=True):
    """One role in one organisation, by the organisation's number."""

    organisation: int
    role: Role


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: a person in the browser, a token, or the system. Every page and every action gets one and nothing else.

    user: id, 0 for nobody; organisation: the number of the one acted for (always explicit), 0 none; via: `session`, `token:<id>`,
    `command` or `system`; scopes: of a token, None = whatever the seats allow; second_factor: whether the person has one.
    """

    user: int = 0
    username: str = ""
    name: str = ""
    organisation: int = 0
    seats: tuple[Seat, ...] = ()
    language: str = "cs"
    via: str = "session"
    scopes: frozenset[str] | None = None
    second_factor: bool = False

    @property
    def known(self) -> bool:
        """True for anybody but an anonymous visitor."""
        return bool(self.user) or self.via in {"system", "command"}

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held, wherever."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def organisations(self) -> frozenset[int]:
        """Numbers of the organisations in which the actor has a seat."""
        return frozenset(seat.organisation for seat in self.seats)

    @property
    def is_operator(self) -> bool:
        """True for operators of the network."""
        return Role.OPERATOR in self.roles

    @property
    def is_coordinator(self) -> bool:
        """True for coordinators of the community."""
        return Role.COORDINATOR in self.roles

    @property
    def is_auditor(self) -> bool:
        """True for auditors."""
        return Role.AUDITOR in self.roles


NOBODY: Final = Actor()
SYSTEM: Final = Actor(username="system", name="hSOC", via="system")


def scope(action: Action, thing: Object) -> str:
    """The name of a right as a token carries it: `event:view`."""
    return f"{thing}:{action}"


def _in_scope(actor: Actor, action: Action, thing: Object) -> bool:
    return actor.scopes is None or scope(action, thing) in actor.scopes


def reach(actor: Actor, action: Action, thing: Object) -> Reach:
    """How far the actor may go: the widest of what the seats give, nothing outside a token's scopes."""
    if not _in_scope(actor, action, thing):
        return Reach.NONE
    return max((RIGHTS.get((seat.role, action, thing), Reach.NONE) for seat in actor.seats), default=Reach.NONE)


def numbers(actor: Actor, action: Action, thing: Object) -> frozenset[int] | None:
    """Organisations for which the actor may do it; None = all of them. The one gate of every `visible_to`."""
    if actor.via == "system" or reach(actor, action, thing) is Reach.ALL:
        return None
    if not _in_scope(actor, action, thing):
        return frozenset()
    return frozenset(seat.organisation for seat in actor.seats if RIGHTS.get((seat.role, action, thing)) is Reach.OWN)


def may(actor: Actor, action: Action, thing: Object, organisation: int | None = None) -> bool:
    """True where the actor may do it to a thing of that organisation (None: to any thing at all, as a menu asks)."""
    if actor.via == "system":
        return True
    allowed = numbers(actor, action, thing)
    if allowed is None:
        return True
    return bool(allowed) if organisation is None else organisation in allowed


def needs_second_factor(actor: Actor) -> bool:
    """True where the roles demand a second factor and there is none."""
    return not actor.second_factor and bool(actor.roles & SECOND_FACTOR)


class Refused(Exception):
    """The actor may not do this. The text names what was asked; the page answers 403."""


def require(actor: Actor, action: Action, thing: Object, organisation: int | None = None) -> None:
    """Raises Refused where `may` says no."""
    if not may(actor, action, thing, organisation):
        raise Refused(
            f"{actor.username or 'nobody'} may not {action} {thing}" + (f" of {organisation}" if organisation is not None else "")
        )


# What a token may carry. Not to be had: approving, signing and voting (they are acts of a person), tokens and people (a leaked token must
# not breed), what everybody reads.
_FOR_PEOPLE: Final = frozenset({Object.TOKEN, Object.PERSON, Object.APPROVAL, Object.MEMORANDUM, Object.BALLOT, Object.PAGE})
SCOPES: Final = {
    scope(action, thing): (action, thing)
    for thing in Object
    if thing not in _FOR_PEOPLE
    for action in Action
    if action is not Action.APPROVE and any((role, action, thing) in RIGHTS for role in Role)
}


def allows_scope(actor: Actor, name: str, organisation: int) -> bool:
    """True where the actor's seats in that organisation give the right which the scope names."""
    action, thing = SCOPES[name]
    return any(RIGHTS.get((seat.role, action, thing)) for seat in actor.seats if seat.organisation == organisation)
