"""The one table of what people are told: its words, its usual ways, who is asked about it. A room adds its kinds here. Pure.

A kind's words are message ids; they are spoken in the language of whoever reads. `said` names the values that are message ids themselves;
what is named by people in two languages comes as two values, `service` and `service_cs`, and the reader hears the one of his language.
What a kind's values may hold is bounded by its label: text messages carry nothing above TLP:GREEN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from hsoc.portal.members.rules import Role
from hsoc.records.tlp import TLP

LONGEST_VALUE: Final = 300  # characters of one value: a sentence, not a document


class Way(StrEnum):
    """How a person is told."""

    PORTAL = "portal"
    MAIL = "mail"
    DIGEST = "digest"
    SMS = "sms"  # only what is urgent, only to a verified phone


class Section(StrEnum):
    """Headings of the page of choices, in its order."""

    DUTIES = "duties"
    NETWORK = "network"
    COMMUNITY = "community"


Values = Mapping[str, str | int]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of notice. title, text: message ids with %(name)s of the values; firm: the portal and one loud way always stay.

    roles: whom the page of choices asks about it, () = everybody; label: the widest that its values may be.
    """

    code: str
    section: Section
    title: str
    text: str
    ways: frozenset[Way]
    said: frozenset[str] = frozenset()
    label: TLP = TLP.AMBER_STRICT
    roles: frozenset[Role] = frozenset()
    firm: bool = False


def _lazy(text: str) -> str:
    """Marks a message id."""
    return text


_AT_ONCE: Final = frozenset({Way.PORTAL, Way.MAIL})
_DAILY: Final = frozenset({Way.PORTAL, Way.DIGEST})
_QUIET: Final = frozenset({Way.PORTAL})
_LOUD: Final = frozenset({Way.PORTAL, Way.MAIL, Way.SMS})

_ALL: Final = (
    # --- duties: what waits for a person
    Kind(code="approval.waiting", section=Section.DUTIES, ways=_AT_ONCE, said=frozenset({"what"}),
         title=_lazy("A change waits for your decision"),
         text=_lazy("%(who)s asks: %(what)s. Reason: %(reason)s")),
    Kind(code="approval.decided", section=Section.DUTIES, ways=_AT_ONCE, said=frozenset({"what", "state"}),
         title=_lazy("Your request is decided"),
         text=_lazy("%(what)s: %(state)s by %(who)s.")),
    Kind(code="duty.confirm", section=Section.DUTIES, ways=_QUIET,  # members writes a letter of its own
         title=_lazy("Confirm the duty contact"),
         text=_lazy("The duty contact of %(name)s was last confirmed more than %(days)s days ago.")),
    Kind(code="phone.call", section=Section.DUTIES, ways=_AT_ONCE, roles=frozenset({Role.COORDINATOR, Role.OPERATOR}),
         title=_lazy("A phone number is to be proven by a call"),
         text=_lazy("%(who)s, %(organisation)s: no code could be sent. Call the number and confirm it on the organisation's page.")),
    Kind(code="key.expiring", section=Section.DUTIES, ways=_QUIET, label=TLP.CLEAR,
         title=_lazy("Your key expires soon"),
         text=_lazy("The key %(key)s expires on %(day)s. Upload a renewed one.")),
    Kind(code="token.expiring", section=Section.DUTIES, ways=_AT_ONCE,
         title=_lazy("An access token expires soon"),
         text=_lazy("The token “%(name)s” stops working on %(day)s. Make a new one before.")),
    Kind(code="task.due", section=Section.DUTIES, ways=_AT_ONCE,
         title=_lazy("A task of yours is due"),
         text=_lazy("“%(name)s” in %(group)s is due on %(day)s.")),
    # --- network
    Kind(code="rule.ending", section=Section.NETWORK, ways=_AT_ONCE,
         title=_lazy("A rule of yours ends soon"),
         text=_lazy("The rule “%(text)s” (%(comment)s) ends at %(until)s. Extend it in the portal if you still need it.")),
    Kind(code="hunt.met", section=Section.NETWORK, ways=_AT_ONCE, roles=frozenset({Role.ANALYST}),
         title=_lazy("A shared indicator was met in your network"),
         text=_lazy("Shared values newly met in your network: %(n)s. Their hosts and times are in the portal under Hunts.")),
    Kind(code="report.new", section=Section.NETWORK, ways=_QUIET,
         title=_lazy("A new report for your organisation"),
         text=_lazy("%(label)s: %(severity)s, events: %(n)s."), said=frozenset({"severity"})),
    # --- community
    Kind(code="group.invited", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN,
         title=_lazy("You are invited to a group"),
         text=_lazy("%(who)s invites you to %(group)s.")),
    Kind(code="group.asked", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("Somebody asks to enter your group"),
         text=_lazy("%(who)s of %(organisation)s asks to enter %(group)s.")),
    Kind(code="group.admitted", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("You are in a group now"),
         text=_lazy("You were admitted to %(group)s.")),
    Kind(code="group.refused", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("A group did not admit you"),
         text=_lazy("%(group)s: %(reason)s")),
    Kind(code="group.removed", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("You are no longer in a group"),
         text=_lazy("%(group)s: %(reason)s")),
    Kind(code="group.written", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("A leader of your group writes to you"),
         text=_lazy("%(who)s, %(group)s: %(text)s")),
    Kind(code="group.task", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("A group gives you a task"),
         text=_lazy("%(group)s: %(title)s %(due)s")),
    Kind(code="group.poll", section=Section.COMMUNITY, ways=_DAILY,
         title=_lazy("A group asks you"),
         text=_lazy("%(group)s: %(title)s")),
    Kind(code="joining.wish", section=Section.COMMUNITY, ways=_AT_ONCE, roles=frozenset({Role.COORDINATOR}),
         title=_lazy("Somebody wants to join"),
         text=_lazy("%(person)s writes for %(organisation)s and has confirmed the address. Answer within a week.")),
    Kind(code="page.waiting", section=Section.COMMUNITY, ways=_AT_ONCE, roles=frozenset({Role.COORDINATOR}), label=TLP.CLEAR,
         title=_lazy("A public page waits for approval"),
         text=_lazy("%(who)s hands in “%(page)s” for the public web.")),
    Kind(code="meeting.called", section=Section.COMMUNITY, ways=_QUIET, label=TLP.GREEN,
         title=_lazy("You are invited to a meeting"),
         text=_lazy("%(group)s: %(title)s, %(when)s")),
    Kind(code="meeting.moved", section=Section.COMMUNITY, ways=_QUIET, label=TLP.GREEN,
         title=_lazy("A meeting has another time"),
         text=_lazy("%(group)s: %(title)s, now %(when)s. %(why)s")),
    Kind(code="meeting.cancelled", section=Section.COMMUNITY, ways=_QUIET, label=TLP.GREEN,
         title=_lazy("A meeting is called off"),
         text=_lazy("%(group)s: %(title)s, %(when)s. %(why)s")),
    Kind(code="service.moved", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.AMBER, said=frozenset({"what"}),
         title=_lazy("A request for a service has moved"),
         text=_lazy("%(service)s, %(organisation)s: %(what)s")),
    Kind(code="aid.called", section=Section.COMMUNITY, ways=_LOUD, label=TLP.GREEN, said=frozenset({"what"}),
         title=_lazy("A member calls for help"),
         text=_lazy("%(organisation)s needs %(n)s × %(what)s.")),
    Kind(code="aid.moved", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.AMBER, said=frozenset({"what"}),
         title=_lazy("A call for help has moved"),
         text=_lazy("%(who)s: %(what)s")),
    Kind(code="memorandum.published", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.CLEAR,
         title=_lazy("A new version of the memorandum"),
         text=_lazy("Version %(n)s of the memorandum is published. Your signature under the older one stands.")),
    Kind(code="memorandum.handed_in", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN, roles=frozenset({Role.COORDINATOR}),
         title=_lazy("A signature waits for you"),
         text=_lazy("%(organisation)s handed in a signed memorandum; confirm it or say what is missing.")),
    Kind(code="memorandum.decided", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN, said=frozenset({"state"}),
         title=_lazy("Your signature of the memorandum was decided"),
         text=_lazy("The signature of %(organisation)s: %(state)s.")),
    Kind(code="memorandum.withdrawn", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN, roles=frozenset({Role.COORDINATOR}),
         title=_lazy("A signature was withdrawn"),
         text=_lazy("%(organisation)s withdrew a signature of the memorandum.")),
    Kind(code="ballot.announced", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN,
         title=_lazy("A vote of the signatories"),
         text=_lazy("%(title)s: vote for your organisation until %(until)s.")),
    Kind(code="ballot.changed", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN,
         title=_lazy("A vote was changed before it opens"),
         text=_lazy("%(title)s: look again at what is asked; vote until %(until)s.")),
    Kind(code="ballot.cancelled", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN,
         title=_lazy("A vote was cancelled"),
         text=_lazy("%(title)s: %(reason)s")),
    Kind(code="ballot.closed", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN,
         title=_lazy("A vote is counted"),
         text=_lazy("%(title)s: the result and the protocol are in the portal.")),
    Kind(code="list.held", section=Section.COMMUNITY, ways=_AT_ONCE, said=frozenset({"why"}),
         title=_lazy("A post waits for you in a mailing list"),
         text=_lazy("%(list)s: %(why)s.")),
    Kind(code="list.refused", section=Section.COMMUNITY, ways=_AT_ONCE,
         title=_lazy("Your post was not accepted"),
         text=_lazy("%(list)s, “%(subject)s”: %(reason)s")),
    Kind(code="list.bounced", section=Section.COMMUNITY, ways=_QUIET,
         title=_lazy("Mails of a list come back"),
         text=_lazy("Mails of %(list)s to %(who)s came back, so nothing more is sent there.")),
    Kind(code="list.red", section=Section.COMMUNITY, ways=_AT_ONCE, label=TLP.GREEN,
         title=_lazy("A TLP:RED post waits for you"),
         text=_lazy("In %(list)s somebody wrote to those who are in it now. It is read in the portal only.")),
    Kind(code="group.called", section=Section.COMMUNITY, ways=_LOUD, label=TLP.GREEN, firm=True,
         title=_lazy("%(group)s is called together"),
         text=_lazy("%(who)s calls %(group)s together now: %(why)s")),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({one.code: one for one in _ALL})


def bounded(kind: Kind, values: Values) -> dict[str, str | int]:
    """The values as they are kept: short, printable. Raises KeyError where the kind's words need one that is missing."""
    kept = {name: value if isinstance(value, int) else _plain(value) for name, value in values.items()}
    kind.title % kept, kind.text % kept
    return kept


def _plain(value: str) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def spoken(kind: Kind, values: Values, speak: Callable[[str], str], tongue: str = "") -> tuple[str, str]:
    """(title, text) in the language of `speak`; tongue: its code, for values that people wrote in two languages."""
    own = {name: values.get(f"{name}_{tongue}") or value for name, value in values.items()}
    told = {name: speak(value) if name in kind.said and isinstance(value, str) and value else value for name, value in own.items()}
    return speak(kind.title) % told, speak(kind.text) % told


def open_title(kind: Kind, values: Values, speak: Callable[[str], str], tongue: str = "") -> str:
    """What may be read by whoever carries or overlooks a text message: the words with values only up to TLP:GREEN, else the bare kind."""
    if kind.label in {TLP.CLEAR, TLP.GREEN}:
        return spoken(kind, values, speak, tongue)[1]
    return speak(kind.title) if "%(" not in kind.title else ""


def ways_of(kind: Kind, chosen: frozenset[Way] | None, *, urgent: bool) -> frozenset[Way]:
    """The ways that one notice takes. chosen: the person's own, None = the usual ones. At once beats the digest; SMS needs urgency."""
    ways = set(kind.ways if chosen is None else chosen)
    if kind.firm:
        ways |= {Way.PORTAL} if ways & {Way.MAIL, Way.SMS} else {Way.PORTAL, Way.MAIL}
    if urgent and Way.DIGEST in ways:
        ways |= {Way.MAIL}  # what is urgent does not wait for tomorrow's letter
    if Way.MAIL in ways:
        ways.discard(Way.DIGEST)
    if not urgent:
        ways.discard(Way.SMS)
    return frozenset(ways)


def asked(roles: frozenset[Role]) -> tuple[Kind, ...]:
    """The kinds that a person with these roles is asked about, in the order of the table."""
    return tuple(one for one in _ALL if not one.roles or one.roles & roles)
