"""What the machine sees of a step by itself: yes or no, and the sentence that says what it saw. Never: a change, a guess.

What cannot be looked at here (no journal of flows on this host, no ROAs at hand) is a no that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hsoc.journal import event_pages, own_traffic_flows, own_traffic_sums
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.manifest import read_root
from hsoc.journal.own_traffic import Own, Wanted
from hsoc.portal.events import queries as events
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.services.models import Request
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.questions import missing
from hsoc.portal.services.rules.steps import CUT_OVER, Check
from hsoc.records.taxonomy import Basis

LOOK_BACK: Final = timedelta(days=1)  # how far back flows are looked for
MOST_NUMBERS: Final = 20  # AS numbers of one organisation that are asked about per prefix
FLOWS_READ: Final = 500  # newest flows whose exporters are counted
SPOOFED: Final = ("source_not_allowed", "bogon_source")  # what a forged packet from a member's own line is found as
VALID: Final = "valid"
NO_AS: Final = "no-as"  # a prefix whose AS number nobody wrote down
ROA_WORDS: Final = {
    "invalid": gettext_noop("its ROA says another AS number or length"),
    "not-found": gettext_noop("it has no ROA"),
    "unknown": gettext_noop("this house has no list of ROAs at hand"),
    NO_AS: gettext_noop("its AS number is not written down"),
}


class Seen(msgspec.Struct, frozen=True):
    """The answer of a check."""

    holds: bool
    said: str


def seen(check: Check, request: Request, *, now: datetime) -> Seen:
    """Look now."""
    try:
        return _LOOKS[check](request, now)
    except TooSlow:
        return Seen(False, _("Looking took too long. Try again in a while."))


def _answers(request: Request, now: datetime) -> Seen:
    del now
    lacking = missing(request.answers)
    return Seen(not lacking, _("Complete.") if not lacking else _("Not answered: %(n)d.") % {"n": len(lacking)})


def _own(request: Request) -> Own:
    number = request.organisation.number
    return Own(number, tuple(text for owner, text in members.all_prefixes() if owner == number))


def _prefixes(request: Request, now: datetime) -> Seen:
    del now
    found = _own(request).prefixes
    return Seen(bool(found), _("Registered: %(list)s.") % {"list": ", ".join(found[:8])} if found else _("No prefix is registered yet."))


def _contacts(request: Request, now: datetime) -> Seen:
    on_duty = members.duty(request.organisation.number, now)
    if not on_duty:
        return Seen(False, _("Nobody is on duty: name a duty contact and let it be confirmed."))
    return Seen(True, _("On duty: %(n)d.") % {"n": len(on_duty)})


def _accepted(request: Request, now: datetime) -> Seen:
    del now
    if catalogue.present_rules(request.service) is None:
        return Seen(False, _("No rules are published for this service yet."))
    found = catalogue.accepted(request.service, request.organisation)
    if found is None:
        return Seen(False, _("The present version is not accepted yet."))
    return Seen(True, _("Version %(number)d accepted by %(who)s.") % {"number": found.rules.number, "who": found.person})


def _best(states: list[str]) -> str:
    """The state that speaks best for a prefix of which nobody wrote down who announces it: any AS number of the organisation may."""
    return VALID if VALID in states else next(iter(states), NO_AS)


def _roa(request: Request, now: datetime) -> Seen:
    del now
    own = tuple(request.organisation.as_numbers.order_by("number").values_list("number", flat=True)[:MOST_NUMBERS])
    states = [
        (row.text, _best([members.roa_of(row.text, number) for number in ((row.origin,) if row.origin else own)]))
        for row in members.prefixes_visible_to(SYSTEM).filter(organisation=request.organisation)
    ]
    wrong = [f"{text} ({_(ROA_WORDS.get(state, state))})" for text, state in states if state != VALID]
    if not states:
        return Seen(False, _("No prefix is registered yet."))
    return Seen(
        not wrong,
        _("All prefixes have a valid ROA.") if not wrong else _("Without a valid ROA: %(list)s.") % {"list": ", ".join(wrong[:8])},
    )


def _wanted(now: datetime) -> Wanted:
    until = int(now.timestamp() * 1000)
    return Wanted(since=until - int(LOOK_BACK.total_seconds() * 1000), until=until)


def _flow_journal() -> Path:
    return Path(settings.FLOW_JOURNALS[0])


def _unlooked(own: Own) -> Seen | None:
    """Why flows cannot be looked for here; None where they can."""
    if not own.prefixes:
        return Seen(False, _("No prefix is registered yet."))
    if not read_root(_flow_journal(), "flows").days:
        return Seen(False, _("No engine has written flows on this host yet, so nothing can be looked at here."))
    return None


def _flows(request: Request, now: datetime) -> Seen:
    own = _own(request)
    if (why := _unlooked(own)) is not None:
        return why
    flows = own_traffic_sums.totals(_flow_journal(), own, _wanted(now), addresses=False).flows
    if not flows:
        return Seen(False, _("No flow of the registered prefixes was seen within a day."))
    return Seen(True, _("Flows within a day: %(n)d.") % {"n": flows})


def _two_points(request: Request, now: datetime) -> Seen:
    own = _own(request)
    if (why := _unlooked(own)) is not None:
        return why
    rows = own_traffic_flows.page(_flow_journal(), own, _wanted(now), size=FLOWS_READ).rows
    exporters = {row.exporter for row in rows if row.exporter}
    if not exporters:
        return Seen(False, _("No flow of the registered prefixes was seen within a day."))
    return Seen(len(exporters) >= 2, _("Exporters among the newest %(rows)d flows: %(n)d.") % {"rows": len(rows), "n": len(exporters)})


def _spoof(request: Request, now: datetime) -> Seen:
    since = request.done.filter(code=CUT_OVER).values_list("moment", flat=True).first()
    if since is None:
        return Seen(False, _("The cut-over comes first."))
    asked = Filter(
        first_day=since.date().isoformat(), last_day=now.date().isoformat(), detector=SPOOFED, member=request.organisation.number
    )
    newest = event_pages.page(settings.JOURNAL, scope=events.visible_to(SYSTEM), wanted=asked, size=1).rows
    if not newest or newest[0].detected < since.timestamp() * 1000:  # the day is asked for; what came before proves nothing
        return Seen(False, _("No forged packet was seen since the cut-over."))
    sent, dropped = newest[0].packets, (newest[0].dropped_packets or 0) if newest[0].basis == Basis.CONFIRMED else 0
    if dropped < sent:  # a story goes on until ten minutes after its last packet; then a new test counts by itself
        told = _("Forged packets of the newest test: %(n)d. Routers confirm that %(dropped)d were dropped. Test again ten minutes later.")
        return Seen(False, told % {"n": sent, "dropped": dropped})
    return Seen(True, _("Forged packets of the newest test: %(n)d. Routers confirm that all were dropped.") % {"n": sent})


_LOOKS: Final[dict[Check, Callable[[Request, datetime], Seen]]] = {
    Check.ANSWERS: _answers,
    Check.PREFIXES: _prefixes,
    Check.CONTACTS: _contacts,
    Check.ACCEPTED: _accepted,
    Check.ROA: _roa,
    Check.FLOWS: _flows,
    Check.TWO_POINTS: _two_points,
    Check.SPOOF: _spoof,
}
