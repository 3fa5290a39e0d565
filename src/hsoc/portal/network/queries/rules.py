"""What is read of members' own rules. Every list begins at `visible_to`. Never: a change, or a word for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.overlap import contains, overlaps
from hsoc.exchange.flowspec.terms import Rule as Spoken
from hsoc.journal import engines
from hsoc.journal.engines import Last, Tally
from hsoc.journal.rule_preview import Preview
from hsoc.journal.rule_preview import preview as _preview
from hsoc.portal.audit.models import Entry
from hsoc.portal.audit.queries import visible_to as entries
from hsoc.portal.members import queries as members
from hsoc.portal.members.models import Organisation, User
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.portal.network.models import Limits, Rule, RuleDraft
from hsoc.portal.network.queries.policy import all_spared, ms, pieces, spared
from hsoc.portal.network.rules.around import TooMany, around
from hsoc.portal.network.rules.limits import MOST_COST, MOST_RULES, WARNED
from hsoc.records.address import Network, network
from hsoc.records.engine_status import Own as Told
from hsoc.records.engine_status import OwnState, Standing
from hsoc.records.policy import Own
from hsoc.records.scope import Match

FRESH_MS: Final = 30_000  # an engine that was silent for longer says nothing of now
SORTS: Final = {"until": "until", "changed": "changed", "do": "do", "text": "text", "state": "state", "cost": "cost"}
MOST_HISTORY: Final = 100  # entries of a rule's history on its page
MOST_MEETING: Final = 20  # conflicts named
# as a person sees them; what the engines say last splits `active` into coming, held, refused, aside and spared
STATES: Final = ("active", "coming", "held", "waiting", "refused", "aside", "spared", "vetoed", "expired", "withdrawn")


class Room(msgspec.Struct, frozen=True):
    """Rules and TCAM units: what is allowed, or what is taken."""

    rules: int
    cost: int


USUAL: Final = Room(MOST_RULES, MOST_COST)


class Meeting(msgspec.Struct, frozen=True):
    """Another rule that some of the same packets match. how: hides, hidden, same or meets; whose: own, engine."""

    how: str
    whose: str
    text: str
    do: str
    rule: int = 0
    until: int = 0
    match: Match = Match()


class Engines(msgspec.Struct, frozen=True):
    """What the engines say of members' rules now. silent: none has spoken for a while.

    own, tallies: by the rule's number, of which an engine may have several pieces; spared: what no black hole may swallow, by organisation;
    lacking: by the key of an entry the sites whose routers do not have it, only where there is one.
    """

    own: Mapping[str, list[Told]]
    standing: tuple[Standing, ...]
    tallies: Mapping[str, list[Tally]]
    spared: Mapping[int | None, tuple[str, ...]]
    last: tuple[Last, ...]
    silent: bool
    dry_run: bool
    lacking: Mapping[str, tuple[str, ...]] = {}


def visible_to(actor: Actor) -> QuerySet[Rule]:
    """The rules that the actor may see: of his organisations, or all."""
    allowed = numbers(actor, Action.VIEW, Object.RULE)
    every = Rule.objects.select_related("organisation", "author", "approval")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def filtered(rules: QuerySet[Rule], *, state: str = "", do: str = "", text: str = "", member: int = 0, now: datetime) -> QuerySet[Rule]:
    """A list narrowed by what people choose; what is empty does not restrict. Unknown states find nothing."""
    over = Q(until__lte=now)
    by_state = {
        "": Q(),
        "active": Q(state=Rule.State.SET, until__gt=now),
        "waiting": Q(state=Rule.State.WAITING, until__gt=now),
        "expired": Q(state__in=(Rule.State.SET, Rule.State.WAITING)) & over,
        "withdrawn": Q(state=Rule.State.WITHDRAWN),
        "vetoed": Q(state=Rule.State.VETOED),
        "ending": Q(state=Rule.State.SET, until__gt=now, until__lte=now + WARNED),
    }
    found = rules.filter(by_state.get(state, Q(pk__isnull=True)))
    if do:
        found = found.filter(do=do)
    if member:
        found = found.filter(organisation__number=member)
    for word in text.split()[:5]:
        found = found.filter(Q(text__icontains=word) | Q(comment__icontains=word) | Q(author__username__icontains=word))
    return found


def limits_of(owner: Organisation) -> Room:
    """How much the organisation's rules may take."""
    return limits_by((owner.pk,)).get(owner.pk, USUAL)


def limits_by(owners: Iterable[int]) -> dict[int, Room]:
    """Limits of their own by primary key, of those that have some."""
    return {one.organisation_id: Room(one.most_rules, one.most_cost) for one in Limits.objects.filter(organisation__in=owners)}


def used(owner: Organisation, *, now: datetime) -> Room:
    """How much they take: those in force and those that wait."""
    return used_by((owner.pk,), now=now).get(owner.pk, Room(0, 0))


def used_by(owners: Iterable[int], *, now: datetime) -> dict[int, Room]:
    """The same by primary key, of those that have rules."""
    alive = Rule.objects.filter(organisation__in=owners, state__in=(Rule.State.SET, Rule.State.WAITING), until__gt=now)
    sums = alive.order_by().values_list("organisation").annotate(Count("pk"), Sum("cost"))
    return {owner: Room(rules, cost or 0) for owner, rules, cost in sums}


def prefixes_of(number: int) -> tuple[str, ...]:
    """The prefixes of an organisation."""
    return tuple(prefix for owner, prefix in members.all_prefixes() if owner == number)


def organisation(actor: Actor, number: int) -> Organisation | None:
    """An organisation whose rules the actor may see."""
    allowed = numbers(actor, Action.VIEW, Object.RULE)
    return Organisation.objects.filter(number=number).first() if allowed is None or number in allowed else None


def draft(actor: Actor, number: int) -> RuleDraft | None:
    """What the person was writing for that organisation."""
    return RuleDraft.objects.filter(user_id=actor.user, organisation__number=number).first()


def history(actor: Actor, rule: Rule) -> list[Entry]:
    """What happened to a rule that the actor may see, newest first."""
    if not visible_to(actor).filter(pk=rule.pk).exists():
        return []
    return list(entries(frozenset({rule.organisation.number})).filter(object=f"rule:{rule.pk}")[:MOST_HISTORY])


def ending(now: datetime, *, within: timedelta) -> QuerySet[Rule]:
    """Rules in force that end within this time and whose people were not told yet; one touched within it needs no reminder."""
    rows = Rule.objects.filter(state=Rule.State.SET, until__gt=now, until__lte=now + within, warned__isnull=True)
    return rows.filter(until__gt=F("changed") + within).select_related("organisation", "author")


def people_of(rule: Rule) -> QuerySet[User]:
    """Who hears of a rule: the people of its organisation."""
    return User.objects.filter(memberships__organisation=rule.organisation, is_active=True).distinct()


# --- the engines ------------------------------------------------------------------------------------------------------------
def said(*, now: datetime) -> Engines:
    """What the engines say now. A state of a stale engine is left out, its sums stay."""
    root = Path(settings.DATA) / "engines"
    heard = [one for name in engines.engines(root) if (one := engines.last(root, name)) is not None]
    fresh = [one for one in heard if ms(now) - one.received <= FRESH_MS]
    own: dict[str, list[Told]] = defaultdict(list)
    for told in {told.id: told for one in fresh for told in one.status.own}.values():
        own[told.id.partition(".")[0]].append(told)
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for key, tally in engines.tallies(root).items():
        tallies[key.partition(".")[0]].append(tally)
    standing = tuple(one for engine in fresh for one in engine.status.standing)
    dry = bool(fresh) and all(one.status.dry_run for one in fresh)
    saved = all_spared(now=now)
    keys = {told.key for mine in own.values() for told in mine}
    lacking: dict[str, tuple[str, ...]] = {}
    for each in standing:
        names = tuple(name for name, how in each.site.items() if how != "there") if each.entry.key in keys else ()
        if names:
            lacking[each.entry.key] = (*lacking.get(each.entry.key, ()), *names)
    return Engines(
        own=own, standing=standing, tallies=tallies, spared=saved, last=tuple(heard), silent=not fresh, dry_run=dry, lacking=lacking
    )


def state_of(rule: Rule, heard: Engines, *, now: datetime) -> tuple[str, str]:
    """(one of STATES, the engine's code of a refusal or warning): what a person is told of a rule.

    Nobody is told `active` on the strength of what was decided: an engine has to say that the rule stands, and no site that its routers
    lack it. Where all engines are silent the last that is known holds on, and the page says that they are.
    """
    if rule.state in {Rule.State.WITHDRAWN, Rule.State.VETOED}:
        return str(rule.state), ""
    if rule.until <= now:
        return "expired", ""
    if rule.state == Rule.State.WAITING:
        return "waiting", ""
    told = heard.own.get(str(rule.pk), [])
    if told:
        return _at_the_engine(told, lacking(rule, heard))
    saved = (*heard.spared.get(None, ()), *heard.spared.get(rule.organisation_id, ()))
    if saved and not pieces(rule, saved):
        return "spared", ""
    return ("active" if heard.silent else "coming"), ""


def _at_the_engine(told: list[Told], missing: tuple[str, ...]) -> tuple[str, str]:
    """What the engines' words about the pieces of a rule come to: the worst first."""
    refused = next((one for one in told if one.state is OwnState.REFUSED), None)
    if refused is not None:
        return "refused", refused.code
    states = {one.state for one in told}
    if OwnState.HELD in states:
        return "held", ""
    if missing or OwnState.WAITING in states:
        return "coming", ""
    aside = next((one for one in told if one.state is OwnState.ASIDE), None)
    hurts = next((one.code for one in told if one.code), "")  # it stands, and hits ordinary partners
    return ("aside", aside.code) if aside is not None else ("active", hurts)


def lacking(rule: Rule, heard: Engines) -> tuple[str, ...]:
    """The sites whose routers do not have the rule, though an engine wants it there."""
    mine = (name for told in heard.own.get(str(rule.pk), ()) for name in heard.lacking.get(told.key, ()))
    return tuple(sorted(set(mine)))


def tally_of(rule: Rule, heard: Engines) -> Tally:
    """What a rule has matched in all, its pieces added up."""
    mine = heard.tallies.get(str(rule.pk), [])
    flows, packets, size = (sum(one.total[part] for one in mine) for part in range(3))
    return Tally(flows=flows, packets=packets, bytes=size, last=max((one.last for one in mine), default=0))


# --- before a rule is set ---------------------------------------------------------------------------------------------------
def would_match(match: Match, *, member: int, inbound: bool, now: datetime) -> Preview:
    """What the rule would have matched of the flows in the journal. Raises TooSlow."""
    return _preview(settings.FLOW_JOURNALS[0], match, member=member, inbound=inbound, now=ms(now))


def meetings(match: Match, *, do: Own, owner: Organisation, now: datetime, leave_out: int = 0) -> tuple[Meeting, ...]:
    """Rules with packets in common: the member's own, and what the engines have standing for the member.

    hides: the other one is applied first and takes all; hidden: this one comes first and the other matches nothing any more.
    """
    new = flowspec_rule(match)
    out = []
    alive = Rule.objects.filter(organisation=owner, state__in=(Rule.State.SET, Rule.State.WAITING), until__gt=now).exclude(pk=leave_out)
    for one in alive:
        theirs = msgspec.convert(one.match, Match)
        how = _how(new, theirs)
        if how:
            out.append(Meeting("same" if how == "same" and one.do == do else how, "own", one.text, one.do, one.pk, ms(one.until), theirs))
    for standing in _theirs(owner.number, now=now):
        how = _how(new, standing.entry.match)
        if how:
            entry = standing.entry
            out.append(Meeting(how, "engine", entry.key.partition(" ")[2], str(entry.action), 0, entry.until, entry.match))
    return tuple(out[:MOST_MEETING])


def others_met(match: Match, *, owner: Organisation, inbound: bool) -> tuple[str, ...] | None:
    """Names of other members whose addresses lie on the far side of a rule; None where it names no far side, so anybody's do."""
    far = match.src if inbound else match.dst
    if far is None:
        return None
    net = network(far)
    meets = {number for number, prefix in members.all_prefixes() if number != owner.number and _meet(net, network(prefix))}
    names = members.organisation_names()
    return tuple(sorted(names[number] for number in meets if number in names))


def _meet(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def _theirs(number: int, *, now: datetime) -> Iterable[Standing]:
    return (one for one in said(now=now).standing if one.entry.member == number and not one.entry.story.startswith("own:"))


def _how(new: Spoken, match: Match) -> str:
    other = flowspec_rule(match)
    if other == new:
        return "same"
    if not overlaps(new, other):
        return ""
    first = rank(new) < rank(other)
    if not first and contains(other, new):
        return "hides"
    if first and contains(new, other):
        return "hidden"
    return "meets"


def left_of(prefix: str, owner: Organisation, *, now: datetime) -> tuple[str, ...]:
    """What of a black hole would be announced around the spared nets; nothing where it would fall into too many pieces."""
    try:
        return around(prefix, spared(owner.pk, now=now))
    except TooMany:
        return ()
