"""The first page for each kind of reader: the operator's dense, the manager's in sentences. Belongs here: what is on it. Never: HTML."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hsoc.portal.hunts.queries import taken as hunts_taken
from hsoc.portal.members import queries as members
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Role, may
from hsoc.portal.notices import queries as notices
from hsoc.portal.notices.share.words import words
from hsoc.portal.project.needs import needs

TOLD: Final = 5  # newest notices on the page
NEEDS: Final = 12  # needs on the page


class Reader(StrEnum):
    """Whose page it is; the public visitor has the public web."""

    OPERATOR = "operator"
    COORDINATOR = "coordinator"
    ANALYST = "analyst"
    MANAGER = "manager"
    COLLEAGUE = "colleague"


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One duty of an organisation: fulfilled or not, and where it is mended."""

    name: str
    fine: bool
    said: str
    href: str


_ORDER: Final = (
    (Role.OPERATOR, Reader.OPERATOR),
    (Role.COORDINATOR, Reader.COORDINATOR),
    (Role.AUDITOR, Reader.COORDINATOR),
    (Role.ANALYST, Reader.ANALYST),
    (Role.MANAGER, Reader.MANAGER),
)


def reader_of(actor: Actor) -> Reader:
    """The kind of reader: by the seats in the organisation acted for, else by any."""
    here = {seat.role for seat in actor.seats if seat.organisation == actor.organisation} or actor.roles
    return next((reader for role, reader in _ORDER if role in here), Reader.COLLEAGUE)


def first_page(actor: Actor, now: datetime) -> dict[str, Any]:
    """Context of the page beside the figures of the day."""
    reader = reader_of(actor)
    waits = needs(actor, now)
    fresh = notices.newest_unread(actor)  # one query for the list, the bell and what presses
    newest = [{"notice": one, "title": title, "text": text} for one in fresh[:TOLD] for title, text in (words(one),)]
    return {
        "reader": reader,
        "needs": waits[:NEEDS],
        "needs_more": max(0, len(waits) - NEEDS),
        "deadlines": [one for one in waits if one.due] if reader is Reader.MANAGER else [],
        "told": newest,
        "unread": len(fresh),
        "duties": duties(actor) if reader in {Reader.MANAGER, Reader.ANALYST} else (),
        "doors": [(reverse(route), name, what) for route, right, name, what in DOORS[reader] if right is None or may(actor, *right)],
    }


def duties(actor: Actor) -> tuple[Duty, ...]:
    """What an organisation keeps in order for the community to protect it."""
    seats = members.seats_visible_to(actor).filter(organisation=OuterRef("pk"))
    every = (
        members.visible_to(actor)
        .select_related("report_preference")
        .annotate(
            nets=Count("prefixes", distinct=True),
            managed=Exists(seats.filter(role=Role.MANAGER.value)),
            analysed=Exists(seats.filter(role=Role.ANALYST.value)),
            hunted=Exists(hunts_taken().filter(organisation=OuterRef("pk"))),
        )
    )
    found = every.filter(number=actor.organisation).first()
    if found is None or found.number not in actor.organisations:
        return ()
    profile = reverse("member", args=[found.number])
    listed = [_prefixes(found.nets, profile), _people(profile, fine=found.managed and found.analysed)]
    listed.append(
        Duty(
            name=str(_("Sharing")), fine=not found.opted_out_of_sharing, href=profile,
            said=str(_("others learn of your threats without your name")) if not found.opted_out_of_sharing
            else str(_("you opted out: others do not learn from your threats")),
        )
    )  # fmt: skip
    if may(actor, Action.VIEW, Object.INDICATOR):
        takes = found.hunted
        said = _("shared addresses are looked up in your traffic") if takes else _("nobody looks for shared addresses in your traffic")
        listed.append(Duty(name=str(_("Hunts")), fine=takes, said=str(said), href=reverse("hunts")))
    if may(actor, Action.VIEW, Object.REPORT, found.number):
        listed.append(_reports(found))
    return tuple(listed)


def _prefixes(count: int, profile: str) -> Duty:
    said = str(_("%(n)d kept") % {"n": count}) if count else str(_("none are written down, so nothing is watched"))
    return Duty(name=str(_("Prefixes")), fine=bool(count), said=said, href=profile)


def _people(profile: str, *, fine: bool) -> Duty:
    said = _("a manager and an analyst are there") if fine else _("a manager or an analyst is missing")
    return Duty(name=str(_("People")), fine=fine, said=str(said), href=profile)


def _reports(found: Organisation) -> Duty:
    wanted = getattr(found, "report_preference", None)  # none where nothing was said
    fine = wanted is not None and any(wanted.addresses.values())
    said = _("they have an address") if fine else _("no address is given, so nobody is written to")
    return Duty(name=str(_("Reports")), fine=fine, said=str(said), href=f"{reverse('report_settings')}?member={found.number}")


# (route, right to see it or None, words, what is there)
_DAY = ("day", (Action.VIEW, Object.NETWORK), _("Daily view"), _("the whole day on one page, for printing too"))
_THREATS = ("events", (Action.VIEW, Object.EVENT), _("Threats"), _("search, filter and export every single one"))
_TRAFFIC = ("traffic", (Action.VIEW, Object.FLOW), _("My traffic"), _("who talks with us, what is new, what stands open"))
_FORCE = ("in_force", (Action.VIEW, Object.PERIMETER), _("In force now"), _("what is done at this moment, where and why"))
_HEALTH = ("in_force_health", (Action.VIEW, Object.PERIMETER), _("Health of the engines"), _("exporters, losses, budgets, sites"))
_RULES = ("rules", (Action.VIEW, Object.RULE), _("Rules"), _("what members want to be let through or thrown away"))
_SHARED = ("indicators", (Action.VIEW, Object.INDICATOR), _("Indicators"), _("what partners share, and what you share"))
_MEMBERS = ("members", None, _("Members"), _("organisations, their people and prefixes"))
_APPROVALS = ("approvals", None, _("Approvals"), _("changes that need two people"))
_REPORTS = ("reports", (Action.VIEW, Object.REPORT), _("Reports"), _("what concerns you, with what to do"))
_TOLD = ("notices_choices", None, _("How to be told"), _("portal, mail, digest, SMS; quiet hours"))
_HELP = ("help", None, _("Help"), _("what the words, colours and keys mean"))
DOORS: Final = {
    Reader.OPERATOR: (_FORCE, _HEALTH, _THREATS, _RULES),
    Reader.COORDINATOR: (_THREATS, _SHARED, _MEMBERS, _APPROVALS),
    Reader.ANALYST: (_THREATS, _TRAFFIC, _RULES, _SHARED),
    Reader.MANAGER: (_REPORTS, _DAY, _MEMBERS, _TOLD),
    Reader.COLLEAGUE: (_DAY, _MEMBERS, _TOLD, _HELP),
}
