"""The demo's mutual help: what the two hospitals lend, and one call. Belongs here: who said what. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hsoc.portal.aid import actions, queries
from hsoc.portal.aid.rules import Kind
from hsoc.portal.members.queries import actor_of, person

OFFERS: Final = (
    ("manazer", Kind.LAPTOPS, "Notebooky po obnově, čistě nainstalované, dovezeme do tří hodin.", 12),
    ("manazer", Kind.FORMS, "Sada tiskopisů pro výpadek: žádanky, chorobopisy, recepty.", 400),
    ("manazer", Kind.PEOPLE, "Technik, který umí postavit síť pro urgentní příjem z ničeho.", 1),
    ("analytik", Kind.SKILL, "Čtení záznamů z řadiče domény, forenzní obraz disku.", 2),
    ("analytik", Kind.HARDWARE, "Přepínače 48 portů, dva kusy ve skladu.", 2),
)


def settle(*, now: datetime) -> None:
    """Fills the board once; nothing happens where it is filled or the people are missing."""
    actors = {name: actor_of(one) for name in ("manazer", "analytik", "koordinator") if (one := person(name)) is not None}
    if len(actors) < 3 or queries.offers_visible_to(actors["koordinator"], now=now).exists():
        return
    for who, kind, text, amount in OFFERS:
        actions.offer(actor=actors[who], kind=kind, text=text, amount=amount, now=now - timedelta(days=20))
    text = "Po výpadku pole nám do konce týdne chybí počítače na dvou ambulancích."
    made = actions.call(actor=actors["analytik"], kind=Kind.LAPTOPS, text=text, amount=10, urgent=True, now=now - timedelta(hours=3))
    actions.answer(actor=actors["manazer"], number=made.pk, text="Přivezeme dvanáct dnes ve tři.", amount=12, now=now - timedelta(hours=2))
