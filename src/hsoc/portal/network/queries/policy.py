"""The policy that the engines pull through door 2: members, their wishes and rules, exemptions. Never: who may fetch it (api/door).

Only what the portal knows of is said; the engine lays it over its perimeter.toml, which stays the ceiling (contracts.md). Rules that were
vetoed, withdrawn or are over do not occur. No gate: the reader is a machine of the operator, and the document is never shown to people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db.models import Q

from hsoc.portal.members.models import Approval as Asked
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.network.models import Exemption, OtherNetwork, Rule, Spared, Veto
from hsoc.portal.network.rules.around import TooMany, around
from hsoc.records.policy import Approval, Own, OwnRule
from hsoc.records.policy import Exemption as Exempt
from hsoc.records.policy import Veto as Vetoed
from hsoc.records.scope import Match

VERSION: Final = 16  # hexadecimal digits of a version: 64 bits of SHA-256
AGREED: Final = "mitigation.agree"  # code of an approval of what the engine proposed
OUTSIDE: Final = frozenset(  # no members of the perimeter
    {Kind.TECHNOLOGY, Kind.ACADEMIC, Kind.EXPERT, Kind.OPERATOR, Kind.AUTHORITY, Kind.FOUNDER}
)


def document(*, now: datetime) -> tuple[bytes, str]:
    """(the policy as JSON, its version); the same content gives the same bytes."""
    elsewhere: dict[int, list[OtherNetwork]] = {}
    for net in OtherNetwork.objects.order_by("pk"):
        elsewhere.setdefault(net.organisation_id, []).append(net)
    content: dict[str, Any] = {
        "members": [_member(one, elsewhere.get(one.pk, [])) for one in _organisations()],
        "rules": msgspec.to_builtins([piece for rule in _rules(now) for piece in pieces(rule, spared(rule.organisation_id, now=now))]),
        "exemptions": msgspec.to_builtins(_exemptions(now)),
        "approvals": msgspec.to_builtins(_approvals(now)),
        "vetoes": msgspec.to_builtins(_vetoes(now)),
    }
    version = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:VERSION]
    return msgspec.json.encode(content | {"version": version}, order="deterministic"), version


def ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC."""
    return int(moment.timestamp() * 1000)


def own_rule(rule: Rule) -> OwnRule:
    """A stored rule as the engine takes it."""
    return OwnRule(
        id=str(rule.pk),
        member=rule.organisation.number,
        do=Own(rule.do),
        match=msgspec.convert(rule.match, Match),
        inbound=rule.inbound,
        rate=rule.rate,
        since=ms(rule.since),
        until=ms(rule.until),
        by=rule.author.username,
        comment=rule.comment,
    )


def is_black_hole(rule: OwnRule) -> bool:
    """Whether it drops all there is between prefixes: what a spared net cuts holes into."""
    return rule.do is Own.DROP and rule.match == Match(dst=rule.match.dst, src=rule.match.src)


def pieces(rule: Rule, saved: tuple[str, ...]) -> tuple[OwnRule, ...]:
    """The rule, or what is announced around spared nets: none where it lies in one, `17.1`, `17.2` … where it is cut."""
    one = own_rule(rule)
    inside = one.match.dst if one.inbound else one.match.src
    if not saved or inside is None or not is_black_hole(one):
        return (one,)
    try:
        left = around(inside, saved)
    except TooMany:
        return ()  # rather nothing than a black hole over what is spared; the rule's page says so
    if left == (inside,):
        return (one,)
    side = "dst" if one.inbound else "src"
    return tuple(
        msgspec.structs.replace(one, id=f"{one.id}.{number}", match=msgspec.structs.replace(one.match, **{side: piece}))
        for number, piece in enumerate(left, start=1)
    )


def spared(organisation: int, *, now: datetime) -> tuple[str, ...]:
    """Nets that no black hole of that organisation (by key) may swallow."""
    alive = Spared.objects.filter(ended__isnull=True, until__gt=now)
    return tuple(alive.filter(Q(organisation__isnull=True) | Q(organisation_id=organisation)).values_list("prefix", flat=True))


def all_spared(*, now: datetime) -> dict[int | None, tuple[str, ...]]:
    """Organisation (by key; None: everybody) → its own nets of that kind, for lists of rules of many."""
    found: dict[int | None, tuple[str, ...]] = {}
    for owner, prefix in Spared.objects.filter(ended__isnull=True, until__gt=now).values_list("organisation_id", "prefix"):
        found[owner] = (*found.get(owner, ()), prefix)
    return found


def _organisations() -> Iterator[Organisation]:
    every = Organisation.objects.filter(connected=True).exclude(kind__in=OUTSIDE)
    return iter(every.prefetch_related("prefixes").select_related("wish").order_by("number"))


def _member(one: Organisation, elsewhere: list[OtherNetwork]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": one.number,
        "name": one.name,
        "prefixes": [prefix.text for prefix in one.prefixes.all()],
        "single_homed": one.single_homed,
        "consent_destination_rtbh": one.consent_destination_rtbh,
    }
    if one.access_mbps:
        told["access_mbps"] = one.access_mbps
    others = [{"kind": n.kind, "name": n.name, "asn": n.asn, "prefixes": n.prefixes} for n in elsewhere]
    if others:
        told["other_networks"] = others
    wish = getattr(one, "wish", None)
    if wish is not None and wish.wishes:
        told["wishes"] = wish.wishes
    return told


def _rules(now: datetime) -> Iterator[Rule]:
    alive = Rule.objects.filter(state=Rule.State.SET, until__gt=now).exclude(organisation__kind__in=OUTSIDE)
    return iter(alive.select_related("organisation", "author").order_by("pk"))


def _exemptions(now: datetime) -> list[Exempt]:
    alive = Exemption.objects.filter(ended__isnull=True, until__gt=now).order_by("pk")
    return [
        Exempt(prefix=one.prefix, owner=one.owner, reason=one.reason, until=ms(one.until), detectors=tuple(one.detectors), tier=one.tier)
        for one in alive
    ]


def _approvals(now: datetime) -> list[Approval]:
    """What two people agreed to of the engine's proposals: who asked and who approved."""
    agreed = Asked.objects.filter(code=AGREED, state=Asked.State.APPROVED).select_related("requester", "decider").order_by("pk")
    out = []
    for one in agreed:
        until = int(one.payload.get("until", 0))
        if until > ms(now) and one.decider is not None:
            out.append(Approval(key=str(one.payload.get("key", "")), by=(one.requester.username, one.decider.username), until=until))
    return out


def _vetoes(now: datetime) -> list[Vetoed]:
    """What people took out of the table and did not let back."""
    alive = Veto.objects.filter(lifted__isnull=True, until__gt=now).select_related("by").order_by("pk")
    return [Vetoed(key=one.key, by=one.by.username, reason=one.reason, since=ms(one.since), until=ms(one.until)) for one in alive]
