"""The demo's rules: what the two invented hospitals have set, one of each fate. Belongs here: who set what. Never: how a rule is set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from hsoc.portal.members.queries import actor_of, person
from hsoc.portal.network.actions import rules
from hsoc.portal.network.queries.rules import prefixes_of
from hsoc.portal.network.rules.typed import meant
from hsoc.records.policy import Own

DAY: Final = timedelta(days=1)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the demo. `own` is put where the member's first prefix belongs; ago: when it was set; fate: what became of it."""

    who: str
    do: Own
    typed: dict[str, str]
    comment: str
    lasts: timedelta
    ago: timedelta = timedelta(0)
    rate: int = 0
    fate: str = ""


RULES: Final = (
    Told(
        who="analytik", do=Own.DROP, typed={"protocol": "tcp", "destination_port": "445;3389;5900"}, lasts=90 * DAY, ago=20 * DAY,
        comment="Sdílené složky a vzdálené plochy nejsou pro nikoho zvenku.",
    ),
    Told(
        who="analytik", do=Own.RATE_LIMIT, typed={"protocol": "udp", "source_port": "123", "length": ">=400"}, rate=200, lasts=30 * DAY,
        ago=5 * DAY, comment="Odpovědi časových serverů jsou malé; velké jsou útok.",
    ),
    Told(
        who="analytik", do=Own.DROP, typed={"protocol": "tcp", "destination_port": "23;2323"}, lasts=timedelta(hours=8),
        ago=timedelta(hours=7), comment="Telnet po dobu výměny přepínačů v pavilonu C.",
    ),
    Told(
        who="analytik", do=Own.DROP, typed={"protocol": "udp", "source_port": "11211"}, lasts=7 * DAY, ago=12 * DAY,
        comment="Vlna odrazů přes memcached, únorová zkušenost.",
    ),
    Told(
        who="analytik", do=Own.DROP, typed={"protocol": "tcp", "destination_port": "443"}, lasts=30 * DAY, ago=3 * DAY,
        comment="Zkouším zavřít web na noc.", fate="Tím by přestal fungovat i portál pacientů a eRecept. Zavřete jen správu na portu 8443.",
    ),
    Told(
        who="manazer", do=Own.RATE_LIMIT, typed={"protocol": "icmp", "icmp": "8"}, rate=500, lasts=90 * DAY, ago=2 * DAY,
        comment="Ping stačí pomalu.",
    ),
)  # fmt: skip


def settle(*, now: datetime) -> None:
    """Sets the rules as their authors would have; nothing happens where a person or a prefix is missing."""
    for one in RULES:
        user = person(one.who)
        actor = actor_of(user) if user is not None else None
        own = prefixes_of(actor.organisation) if actor is not None else ()
        if actor is None or not own:
            continue
        typed = {"destination": own[0]} | one.typed
        read = meant(typed, own=own, inbound=True)
        made, _new = rules.set_rule(
            actor=actor, organisation=actor.organisation, do=one.do, match=read.match, inbound=True, rate=one.rate, lasts=one.lasts,
            comment=one.comment, typed=typed, now=now - one.ago,
        )  # fmt: skip
        operator = person("operator")
        if one.fate and operator is not None:
            rules.veto_rule(actor=actor_of(operator), rule=made.pk, reason=one.fate, now=now - one.ago + DAY)
