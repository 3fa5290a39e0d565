"""The demo's people: invented staff of the hospitals, functions, a duty word overdue, one on leave with a stand-in, a key that ends soon.

Belongs here: who they are. Never: a credential (these people cannot log in until they set a password by mail).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import get_default_timezone
from pysequoia import Tsk

from hsoc.portal.members import queries
from hsoc.portal.members.actions import contacts, functions, invitations, keys, names, organisations, people, standing
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.members.rules.vocabulary import REGION_NAMES, Regime, Region, Work

FIRST: Final = ("Adéla", "Bohdan", "Cyril", "Dana", "Emil", "Františka", "Gustav", "Helena", "Ivo", "Jitka", "Kryštof", "Lenka", "Matouš")
LAST: Final = ("Borůvka", "Čápová", "Dřevo", "Fialka", "Hvozd", "Javůrek", "Kopretina", "Loučka", "Mlýnek", "Nebeská", "Ořech", "Potůček")
STAFFED: Final = 12  # hospitals with invented staff: enough for full lists, few enough for a fast start
SOON: Final = frozenset({3, 9})  # numbers whose duty contact has to say it again within two weeks
SHARED: Final = 2  # which of the four people shows himself to other members, two hospitals of three
OVERDUE: Final = frozenset({4, 7})  # numbers whose duty contact has not confirmed for 120 days
KEY_DAYS: Final = 20  # days the analyst's key is still good for
ASIDE: Final = (  # number, name, kind, region: those around the hospitals
    (60, "Kraj Pod Horami", Kind.FOUNDER, Region.LIBERECKY),
    (61, "Úřad pro zdravé sítě", Kind.AUTHORITY, Region.PRAHA),
    (62, "Ústav lesní medicíny", Kind.INSTITUTE, Region.JIHOMORAVSKY),
    (63, "Sítě Jasan", Kind.TECHNOLOGY, Region.PRAHA),
    (64, "Univerzita v Javoří", Kind.ACADEMIC, Region.OLOMOUCKY),
    (65, "Poradna Bezpečný lístek", Kind.EXPERT, Region.ZLINSKY),
)


def _ico(number: int) -> str:
    """An invented identification number whose last digit agrees."""
    start = f"{9_900_000 + number:07d}"
    rest = sum(weight * int(digit) for weight, digit in zip((8, 7, 6, 5, 4, 3, 2), start, strict=True)) % 11
    return f"{start}{(11 - rest) % 10}"


@transaction.atomic  # one commit: two hundred of them took seconds
def settle(*, now: datetime) -> int:
    """Makes them; how many people there are with a function. Nothing happens where there are some."""
    if queries.functions_visible_to(SYSTEM).exists():
        return 0
    known = queries.organisation_names()
    for number, name, kind, region in ASIDE:
        if number not in known:
            organisations.put_organisation(actor=SYSTEM, number=number, name=name, kind=kind, region=REGION_NAMES[region], now=now)
    for number, step in ((61, standing.participate), (62, standing.note_signature), (65, standing.note_signature)):
        step(actor=SYSTEM, organisation=number, on=(now - timedelta(days=300)).date(), reason="ze zakládajícího registru", now=now)
    hospitals = [number for number in sorted(known) if number < ASIDE[0][0]]
    for number in hospitals:
        _facts(number, now)
    for place, number in enumerate(hospitals[:STAFFED]):
        _staff(number, place, now)
    _one_away(hospitals[0], now)
    _key(now)
    if hospitals:
        told: dict[str, Any] = {"actor": SYSTEM, "organisation": hospitals[0], "now": now}
        invitations.invite(email="nova.kolegyne@nemocnice.example", name="Nová Kolegyně", role=Role.ANALYST, work=[Work.ANALYST], **told)
    return queries.functions_visible_to(SYSTEM).count()


def _facts(number: int, now: datetime) -> None:
    """Founder, size, regime and step: every state is met somewhere."""
    regime = (Regime.HIGHER, Regime.LOWER, Regime.UNDECIDED)[number % 3]
    facts: dict[str, Any] = {
        "ico": _ico(number),
        "founder": ("kraj", "město", "ministerstvo")[number % 3],
        "beds": ("1000+", "400-999", "100-399", "1-99")[min(3, number // 8)],
        "employees": ("3000+", "1000-2999", "250-999", "50-249")[min(3, number // 8)],
        "regime": regime,
        "services": ["18.1"],
    }
    if regime is not Regime.UNDECIDED:
        facts |= {"regime_decided": (now - timedelta(days=200 + number)).date(), "regime_number": f"ROZ-{number:03d}/2026"}
    organisations.change_profile(actor=SYSTEM, organisation=number, facts=facts, now=now - timedelta(days=30))
    day = (now - timedelta(days=400 - number)).date()
    told: dict[str, Any] = {
        "actor": SYSTEM,
        "organisation": number,
        "reason": "ze zakládajícího registru",
        "now": now - timedelta(days=20),
    }
    if number % 7 != 0:
        standing.note_signature(on=day, **told)
    else:
        standing.participate(on=day, **told)


def _staff(number: int, place: int, now: datetime) -> None:
    """Four people: manager, head of IT, first and second duty contact; a domain of their own."""
    domain = f"nemocnice-{number}.example"
    names.add_domain(actor=SYSTEM, organisation=number, domain=domain, reason="ze zakládajícího registru", now=now)
    said = now - timedelta(days=120 if number in OVERDUE else 80 if number in SOON else 10 + place)
    for turn, work in enumerate(((Work.SECURITY, Work.STATUTORY), (Work.IT,), (Work.DUTY,), (Work.DUTY, Work.NETWORK))):
        first, last = FIRST[(place * 4 + turn) % len(FIRST)], LAST[(place * 5 + turn * 3) % len(LAST)]
        username = f"h{number}-{turn}"
        role = Role.MANAGER if turn == 0 else Role.ANALYST
        email = f"{username}@{domain}"
        made = people.add_person(
            actor=SYSTEM, organisation=number, username=username, email=email, name=f"{first} {last}", role=role, now=said
        )
        for kind in work:
            given = functions.give_function(
                actor=SYSTEM, organisation=number, username=username, kind=kind, rank=turn - 1 if kind is Work.DUTY else 1, confirmed=True,
                now=said,
            )  # fmt: skip
            if turn == SHARED and number % 3:
                functions.share_duty(actor=SYSTEM, function=given.pk, shared=True, now=now)
        if turn >= 2:
            contacts.change_contact(
                actor=actor_of(made), name=made.name, phone=f"601 {number:03d} {turn:03d}", dark_email=f"{username}@jinde.example",
                dark_phone=f"602 {number:03d} {turn:03d}", speaks=("cs", "en"), workdays="12345" if turn == 2 else "1234567",
                hours_from=None, hours_to=None, now=now,
            )  # fmt: skip


def _one_away(number: int, now: datetime) -> None:
    """The first duty contact of the first hospital is on leave; the second one stands in."""
    today = now.astimezone(get_default_timezone()).date()
    who = queries.person(f"h{number}-2")
    if who is not None:
        first, last = today - timedelta(days=2), today + timedelta(days=5)
        contacts.go_away(actor=actor_of(who), first=first, last=last, stand_in=f"h{number}-3", now=now)


def _key(now: datetime) -> None:
    """The analyst's key, invented here, ends in twenty days: the private part is thrown away at once."""
    analyst = queries.person("analytik")
    if analyst is None:
        return
    made = Tsk.generate(user_id=f"Alena Analytická <{analyst.email}>")
    ends = made.extract_certificate().set_expiration(now + timedelta(days=KEY_DAYS), made.certifier())
    keys.add_key(actor=actor_of(analyst), text=str(ends), now=now)
