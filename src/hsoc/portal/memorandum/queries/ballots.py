"""Ballots, who may vote for whom, what is in the box. Every list begins at `visible_to`. Never: a change, a vote beside its voter."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.memorandum.models import Ballot, Entitled, OpenVote, Representative, SecretVote
from hsoc.portal.memorandum.rules.ballots import Cancelled, Phase, Protocol, cancelled, counted, phase_of


def visible_to(actor: Actor) -> QuerySet[Ballot]:
    """Ballots, newest first: everybody in the community sees them and their protocols."""
    return Ballot.objects.all() if may(actor, Action.VIEW, Object.BALLOT) else Ballot.objects.none()


def phase(ballot: Ballot, *, now: datetime) -> Phase:
    """Where it is."""
    done = ballot.closed is not None
    return phase_of(opens=ballot.opens, closes=ballot.closes, counted=done, now=now, cancelled=ballot.cancelled)


def entry(ballot: Ballot, organisation: int) -> Entitled | None:
    """An organisation's line on the roll."""
    return ballot.roll.select_related("organisation").filter(organisation__number=organisation).first()


def roll(ballot: Ballot) -> QuerySet[Entitled]:
    """Who is entitled and who has voted."""
    return ballot.roll.select_related("organisation")


def votes_for(actor: Actor, *, stands: bool | None = None) -> int:
    """The organisation that the actor votes for: the one acted for, where he may; 0 none. stands: he is its representative, where known."""
    number = actor.organisation
    if number not in actor.organisations or actor.scopes is not None:
        return 0  # no token votes
    if may(actor, Action.CREATE, Object.BALLOT, number) and not actor.is_coordinator:
        return number
    return number if (_representing(actor).exists() if stands is None else stands) else 0


def _representing(actor: Actor) -> QuerySet[Representative]:
    return Representative.objects.filter(person_id=actor.user, organisation__number=actor.organisation)


def waiting(actor: Actor, *, now: datetime) -> QuerySet[Ballot]:
    """Running ballots in which the actor's organisation has not voted yet and he may."""
    number = votes_for(actor)
    if not number:
        return Ballot.objects.none()
    running = visible_to(actor).filter(opens__lte=now, closes__gt=now, closed__isnull=True)
    return running.filter(roll__organisation__number=number, roll__voted=False).order_by("closes")


def with_own(found: QuerySet[Ballot], actor: Actor) -> QuerySet[Ballot]:
    """The same with `waits`: the organisation acted for is on the roll and has not voted, and `stands`: the actor represents it."""
    own = Entitled.objects.filter(ballot=OuterRef("pk"), organisation__number=actor.organisation, voted=False)
    return found.annotate(waits=Exists(own), stands=Exists(_representing(actor)))


def uncounted(actor: Actor, *, now: datetime) -> QuerySet[Ballot]:
    """Ballots that are open or over and wait to be counted, the next end first."""
    return visible_to(actor).filter(opens__lte=now, closed__isnull=True).order_by("closes")


def due(*, now: datetime) -> QuerySet[Ballot]:
    """Ballots that are over and not counted."""
    return Ballot.objects.filter(closes__lte=now, closed__isnull=True)


def box(ballot: Ballot) -> list[int]:
    """Options on the papers of a secret ballot, in the order of their random keys."""
    return list(SecretVote.objects.filter(ballot=ballot).order_by("key").values_list("option", flat=True))


def cancellation(ballot: Ballot, *, reason: str, now: datetime) -> Cancelled:
    """The protocol of a vote that is being cancelled."""
    rows = list(roll(ballot))
    return cancelled(
        title=ballot.title, secret=ballot.secret, options=ballot.options, opens=ballot.opens, closes=ballot.closes, quorum=ballot.quorum,
        entitled=[one.organisation.name for one in rows], voted=[one.organisation.name for one in rows if one.voted], now=now,
        reason=reason,
    )  # fmt: skip


def count(ballot: Ballot) -> Protocol:
    """The protocol of what was cast."""
    rows = list(roll(ballot))
    open_votes = [] if ballot.secret else list(OpenVote.objects.filter(ballot=ballot).select_related("organisation"))
    return counted(
        title=ballot.title, secret=ballot.secret, options=ballot.options, opens=ballot.opens, closes=ballot.closes, quorum=ballot.quorum,
        entitled=[one.organisation.name for one in rows], voted=[one.organisation.name for one in rows if one.voted],
        ballots=box(ballot) if ballot.secret else [one.option for one in open_votes],
        votes=[(one.organisation.name, one.option) for one in open_votes],
    )  # fmt: skip
