"""The demo's giving: hospitals with a sensor of their own, their rules, one that takes part in hunts. Belongs here: who. Never: how."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from hsoc.journal.event_sharing import Rule
from hsoc.portal.events.actions import register_client
from hsoc.portal.events.actions.sharing import set_rules
from hsoc.portal.hunts.actions import take_part
from hsoc.portal.indicators.actions import share
from hsoc.portal.members.queries import actor_of, person
from hsoc.portal.members.rules import SYSTEM
from hsoc.records.indicator import Indicator, Kind, named
from hsoc.records.tlp import PAP, TLP

DAY: Final = timedelta(days=1)
SHARER: Final = 10
RULES: Final[dict[int, tuple[tuple[Rule, ...], str]]] = {
    9: (
        (
            Rule(categories=("Intrusion",), share=False),
            Rule(categories=("Fraud", "Abusive"), delay=1440),
            Rule(ports=(104, 11112, 2575), told="nothing"),
        ),
        "Napadené stroje si řešíme sami, o podvodech řekneme o den později.",
    ),
    10: ((Rule(least=4, tlp="TLP:AMBER"),), "Závažné věci jen těm, kdo to potřebují."),
}


def settle(*, sensors: Mapping[int, str], loud: Collection[str], now: datetime) -> None:
    """Registers the sensors (number → node), sets rules, lets `loud` addresses be shared and hunted for; not where people are missing."""
    people = {number: actor_of(user) for number in RULES if (user := person(f"h{number}-0")) is not None}
    if set(people) != set(RULES):
        return
    for number, name in sensors.items():
        register_client(actor=SYSTEM, name=name, organisation=number, write=True, note="Sonda na vnitřní síti", now=now - 90 * DAY)
    for number, (rules, reason) in RULES.items():
        set_rules(actor=people[number], organisation=number, rules=rules, reason=reason, now=now - 40 * DAY)
        take_part(actor=people[number], organisation=number, takes=True, reason="Souhlasilo vedení nemocnice.", now=now - 60 * DAY)
    at = round((now - DAY).timestamp() * 1000)
    items = [
        Indicator(
            id=named("demo", f"loud {value}"), kind=Kind.IP, value=value, title="Skenuje nás několik týdnů",
            first=at, created=at, modified=at,
            until=at + 30 * 86_400_000, category=("Recon.Scanning",), tlp=TLP.GREEN, pap=PAP.GREEN, to_block=True,
        )
        for value in loud
    ]  # fmt: skip
    share(actor=people[SHARER], organisation=SHARER, items=items, via="portal", now=now - DAY)
