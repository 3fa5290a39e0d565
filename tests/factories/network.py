"""Invented rules of members for tests. Belongs here: makers with good defaults. Never: an assertion."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from tests.factories.members import NOW, organisation, person

from hsoc.exchange.flowspec.text import match_text
from hsoc.portal.members.models import Organisation, Prefix, User
from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Rule
from hsoc.records.address import network
from hsoc.records.scope import Match

DROP_UDP = Match(dst="198.18.7.0/24", proto=(17,))


def hospital(number: int = 7, *prefixes: str, **fields: object) -> Organisation:
    """A connected hospital with prefixes (198.18.<number>.0/24 where none are given)."""
    made = organisation(number, connected=True, **fields)
    for text in prefixes or (f"198.18.{number}.0/24",):
        net = network(text)
        first, last = int(net.network_address), int(net.broadcast_address)
        offset = 0xFFFF_0000_0000 if net.version == 4 else 0
        Prefix.objects.get_or_create(
            text=text, defaults={"organisation": made, "first": f"{first | offset:032x}", "last": f"{last | offset:032x}", "added": NOW}
        )
    return made


def rule(match: Match = DROP_UDP, *, number: int = 7, author: User | None = None, **fields: object) -> Rule:
    """A rule that is set and lasts a day from NOW."""
    who = author or User.objects.filter(username=f"analyst-{number}").first() or person(Role.ANALYST, number)
    defaults = {"do": "drop", "since": NOW, "until": NOW + timedelta(days=1), "comment": "printers", "created": NOW, "changed": NOW}
    return Rule.objects.create(
        organisation=organisation(number),
        author=who,
        typed={},
        match=msgspec.to_builtins(match),
        text=match_text(match),
        **defaults | fields,
    )
